"""Remembers answers, and ends questions that lead back to themselves.

A question asked while it is being answered gets the bottom answer. What was found out on the way is then only true
under that assumption: it is kept while the outer question is open, and forgotten with it, so that no answer depends on
what was asked before.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

MAX_DEPTH = 80  # questions inside one another; Python needs about six frames for each


class Memory:
    def __init__(self) -> None:
        self._answers: dict[Hashable, Any] = {}
        self._open: dict[Hashable, int] = {}  # questions being answered -> their depth
        self._assumed: dict[Hashable, tuple[Any, int]] = {}  # answers that lean on an open question, and its depth
        self._leans_on = MAX_DEPTH + 1  # depth of the outermost open question that the current answer leans on

    def known(self, key: Hashable) -> Any:
        """The answer to a question that has been answered for good, else None. Spares the caller a closure."""
        return self._answers.get(key)

    def answer(self, key: Hashable, work: Callable[[], T], bottom: T) -> T:
        if key in self._answers:
            return self._answers[key]  # type: ignore[no-any-return]
        if key in self._assumed:
            answer, depth = self._assumed[key]
            self._leans_on = min(self._leans_on, depth)
            return answer  # type: ignore[no-any-return]
        if key in self._open:
            self._leans_on = min(self._leans_on, self._open[key])
            return bottom
        depth = len(self._open)
        if depth >= MAX_DEPTH:  # an answer cut short here holds for the outermost question only
            self._leans_on = 0
            return bottom
        outer, self._leans_on = self._leans_on, MAX_DEPTH + 1
        self._open[key] = depth
        try:
            found = work()
        finally:
            del self._open[key]
            leans_on, self._leans_on = self._leans_on, min(outer, self._leans_on)
        if leans_on < depth:
            self._assumed[key] = found, leans_on
            return found
        self._leans_on = outer
        self._answers[key] = found
        if self._assumed:
            self._assumed = {k: (a, d) for k, (a, d) in self._assumed.items() if d < depth}
        return found
