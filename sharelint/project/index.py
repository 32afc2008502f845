"""What of one file belongs together, by scope and by name: a question about one function need not read the whole file.

Everything keeps the order of the source. Each table is made when it is first asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import TypeVar

from sharelint import code
from sharelint.code import Facts
from sharelint.records import Span

K = TypeVar("K")
V = TypeVar("V")


class Index:
    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    @cached_property
    def calls_in(self) -> dict[int, list[tuple[int, code.Call]]]:
        """Scope -> the calls in it, not those of scopes inside it, each with its number."""
        return _grouped((call.scope, (number, call)) for number, call in enumerate(self.facts.calls))

    @cached_property
    def calls_of(self) -> dict[int, list[tuple[int, code.Call]]]:
        """Scope of a function or module -> the calls that run in it, those of its comprehensions included."""
        scopes = self.facts.scopes

        def around(scope: int) -> int:
            while scopes[scope].kind not in ("function", "module"):
                scope = scopes[scope].parent
            return scope

        return _grouped((around(call.scope), (number, call)) for number, call in enumerate(self.facts.calls))

    @cached_property
    def blocks_in(self) -> dict[int, list[tuple[int, code.Block]]]:
        """Scope -> its blocks, each with its number."""
        return _grouped((block.scope, (number, block)) for number, block in enumerate(self.facts.blocks))

    @cached_property
    def returns_in(self) -> dict[int, list[code.Return]]:
        """Scope -> what it returns or yields."""
        return _grouped((value.scope, value) for value in self.facts.returns)

    @cached_property
    def bindings_in(self) -> dict[int, list[code.Binding]]:
        """Scope -> the bindings of its names."""
        return _grouped((binding.scope, binding) for binding in self.facts.bindings)

    @cached_property
    def stores_in(self) -> dict[int, list[code.Store]]:
        """Scope -> the stores in it."""
        return _grouped((store.scope, store) for store in self.facts.stores)

    @cached_property
    def attributes_of(self) -> dict[tuple[int, str], list[code.Store]]:
        """Scope of a class, name of an attribute -> the stores of it in the methods of the class."""
        scopes = self.facts.scopes
        return _grouped(
            ((scopes[store.scope].parent, store.target.name), store)
            for store in self.facts.stores
            if isinstance(store.target, code.Attribute) and scopes[store.scope].kind == "function"
        )

    @cached_property
    def functions_of(self) -> dict[int, list[int]]:
        """Scope of a class -> those of its methods."""
        return _grouped((s.parent, number) for number, s in enumerate(self.facts.scopes) if s.kind == "function")

    @cached_property
    def holders(self) -> dict[int, list[code.Binding | code.Store]]:
        """Number of a call -> what receives its result, alone, as one of several options, or in a collection."""
        holders: Iterable[code.Binding | code.Store] = (*self.facts.bindings, *self.facts.stores)
        return _grouped((number, holder) for holder in holders for number in _results(holder.value))

    @cached_property
    def bindings_of_value(self) -> dict[Span, list[code.Binding]]:
        """Span of an expression -> the bindings that give it a name."""
        return _grouped((binding.value.span, binding) for binding in self.facts.bindings if binding.value is not None)

    @cached_property
    def _statements(self) -> list[Span]:
        return sorted({binding.statement for binding in self.facts.bindings})

    def statement_of(self, line: int) -> Span | None:
        """The statement that binds a name and stands, wholly or in part, on a line."""
        after = bisect_right(self._statements, line, key=lambda span: span.line)
        around = (span for span in reversed(self._statements[max(after - _NESTED, 0) : after]) if span.covers(line))
        return min(around, default=None)


_NESTED = 8  # statements looked at before a line: headers and what stands on the same lines


def _results(node: code.Node | None) -> list[int]:
    if isinstance(node, code.Result):
        return [node.call]
    if isinstance(node, code.Sequence | code.Mapping | code.Choice):
        return [call for part in code.operands(node) for call in _results(part)]
    return []


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    found: dict[K, list[V]] = defaultdict(list)
    for key, item in pairs:
        found[key].append(item)
    return dict(found)
