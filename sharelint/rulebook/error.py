"""The one error of this package: a rule page that cannot be used, with the line to look at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path


class RulebookError(Exception):
    """A rule page is wrong. `line` is 1-based, 0 when the trouble is with the file or folder as a whole."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}" if line else f"{path}: {message}")
        self.path = path
        self.line = line
        self.message = message


class PageError(Exception):
    """What is wrong at a line of a page, before it is known which page that is."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def nearest(word: str, valid: Iterable[str]) -> str:
    """The end of a message about a word that is not one of `valid`: the closest one, or all of them."""
    choices = sorted(valid)
    word = word.lower()
    close = min(choices, key=lambda choice: (_distance(word, choice.lower()), choice))
    if _distance(word, close.lower()) <= max(2, len(word) // 3):
        return f"did you mean `{close}`?"
    return f"valid: {', '.join(choices)}"


def line_of(text: str, lines: tuple[str, ...], first: int, start: int = 0) -> int:
    """The 1-based line on which `text` stands as a word of its own; `first` is the number of `lines[0]`."""
    word = re.compile(rf"(?<![\w.-]){re.escape(text)}(?![\w-])")
    for number, line in enumerate(lines[start:], first + start):
        if word.search(line):
            return number
    return first + start


def _distance(left: str, right: str) -> int:
    """Levenshtein distance. `difflib` would do, but costs more to import than a page to read."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]
