"""Who calls a function of the project, and with what: a parameter in, the values that callers give for it out.

The model itself reads backwards and stops at parameters. From there this goes on, at the request of a shape: a literal
that a caller passes, through one function or several, is a value of the parameter, marked with where it was `passed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from sharelint import code
from sharelint.project.calls import Callee, Given
from sharelint.project.evaluate import mentions
from sharelint.project.values import MAX_TRAIL, Definition, Formal, Hole, Made, Passed, Value, text
from sharelint.records import Place

if TYPE_CHECKING:
    from sharelint.project import Project

MAX_HOPS = 4  # calls between the literal and its use
MAX_PASSED = 200  # values kept of one parameter

_CONCRETE = frozenset({"literal", "text", "collection", "object", "name"})


class Use(Struct, frozen=True):
    """A call of a function of the project."""

    made: Made
    callee: Callee
    implicit: int  # parameters that the call does not name: 1 for `self` or `cls`


class Callers:
    def __init__(self, project: Project) -> None:
        self.project = project
        self._index: dict[Definition, list[Use]] | None = None

    def uses(self, function: Definition) -> list[Use]:
        """The calls of a function; for a class those of its constructor, in the order of files and lines."""
        if self._index is None:
            self._index = {}
            for path in self.project.files:
                for number in range(len(self.project.facts(path).calls)):
                    made = Made(path, number)
                    for callee in self.project.calls.callees(made):
                        if isinstance(callee.target, Definition):
                            self._note(made, callee, callee.target)
        return self._index.get(function, [])

    def _note(self, made: Made, callee: Callee, target: Definition) -> None:
        assert self._index is not None
        project = self.project
        scope = project.scope(target)
        if scope.kind == "class":
            for cls in project.classes.ancestry(target):  # an ancestor's fields come first, so positions hold
                if isinstance(cls, Definition):
                    self._index.setdefault(cls, []).append(Use(made, callee, 0))
            for method in (*project.members(target, "__init__"), *project.members(target, "__new__")):
                self._index.setdefault(method, []).append(Use(made, callee, 1))
            return
        implicit = 0
        if project.scope(Definition(target.path, scope.parent)).kind == "class":
            bound = callee.receiver is not None or any(mentions(d, "classmethod") for d in scope.decorators)
            implicit = int(bound and not any(mentions(d, "staticmethod") for d in scope.decorators))
        self._index.setdefault(target, []).append(Use(made, callee, implicit))

    # -- parameters

    def given(self, formal: Formal) -> Iterator[tuple[Use, Given | None]]:
        """What each call gives for a parameter; None where it says nothing, so that the default holds."""
        scope = self.project.scope(formal.function)
        names = [p.name for p in scope.parameters if p.kind == "positional"]
        if scope.kind == "class":
            names = self.project.classes.fields(formal.function)
        position = names.index(formal.name) if formal.name in names else -1
        for use in self.uses(formal.function):
            argument = use.callee.argument(position - use.implicit if position >= use.implicit else -1, formal.name)
            if argument is not None or not use.callee.starred:
                yield use, argument

    def omitted(self, formal: Formal) -> bool:
        """Whether some call of the project leaves the parameter to its default."""
        return any(argument is None for _, argument in self.given(formal))

    def settled(self, value: Value) -> Value:
        """A default that some call relies on is no mere default."""
        if value.default and value.formal is not None and self.omitted(value.formal):
            return replace(value, default=False)
        return value

    # -- values

    def passed(self, values: Iterable[Value]) -> list[Value]:
        """The values that callers give for the parameters in `values`, each with its `passed` place.

        A text that only defaults complete is among them, and has none.
        """
        found = (new for value in values for new in self._passed(value, frozenset(), MAX_HOPS))
        return list(dict.fromkeys(islice(found, MAX_PASSED)))

    def _passed(self, value: Value, seen: frozenset[Formal], hops: int) -> Iterator[Value]:
        if hops == 0:
            return
        if value.origin == "argument" and value.formal is not None:
            if value.formal not in seen:
                yield from self._given_for(value.formal, seen | {value.formal}, hops)
        elif value.origin == "text":
            yield from self._filled(value, seen, hops)
        elif value.origin == "collection":
            yield from self._address(value, seen, hops)

    def _given_for(self, formal: Formal, seen: frozenset[Formal], hops: int) -> Iterator[Value]:
        for use, argument in self.given(formal):
            if argument is None:
                continue
            passed = Passed(use.made, argument.node.span)
            for value in self.project.read(argument):
                if value.origin in _CONCRETE:
                    yield replace(value, passed=passed)
                for outer in self._passed(value, seen, hops - 1):
                    yield self._through(outer, Place(use.made.path, argument.node.span, "and is passed on here"))

    def _filled(self, value: Value, seen: frozenset[Formal], hops: int) -> Iterator[Value]:
        """A text with the holes of one function's parameters filled in, for each call of it."""
        formals = [part.formal for part in value.parts if isinstance(part, Hole) and part.formal is not None]
        formal = next((each for each in formals if each not in seen), None)
        if formal is None:
            return
        for filling in self._fillings(formal, seen | {formal}, hops):
            parts: list[str | Hole] = []
            for part in value.parts:
                parts += filling.parts if isinstance(part, Hole) and part.formal == formal else (part,)
            kind = value.type if isinstance(value.type, str) else "str"
            trail = (*filling.trail, *value.trail)
            new = text(parts, filling.place or value.place, kind, value.default or filling.default, trail)
            new = replace(new, passed=value.passed or filling.passed)  # what makes the front of the text counts
            yield new
            if filling.passed is None or len(formals) > 1:
                yield from self._filled(new, seen | {formal}, hops - 1)

    def _fillings(self, formal: Formal, seen: frozenset[Formal], hops: int) -> Iterator[Value]:
        yield from (value for value in self._given_for(formal, seen, hops) if value.parts)
        relied_on = self.omitted(formal)
        for value in self._defaults(formal):
            if value.parts:
                yield replace(value, default=value.default or not relied_on)

    def _defaults(self, formal: Formal) -> tuple[Value, ...]:
        scope = self.project.scope(formal.function)
        if scope.kind == "class":
            return self.project.evaluator.member(formal.function, formal.name)
        default = next((p.default for p in scope.parameters if p.name == formal.name), None)
        return self.project.values(default, self.project.outside(formal.function)) if default is not None else ()

    def _address(self, value: Value, seen: frozenset[Formal], hops: int) -> Iterator[Value]:
        """Of an address tuple with a parameter for its host: the addresses `host:port` that callers make of it."""
        node, at = value.data, value.at
        if not isinstance(node, code.Sequence) or at is None or not 2 <= len(node.items) <= 4 or node.kind != "tuple":
            return
        port = next((str(v.data) for v in self.project.values(node.items[1], at) if type(v.data) is int), "")
        for host in self.project.values(node.items[0], at):
            for new in self._passed(host, seen, hops):
                if new.parts:
                    shown = [*new.parts, f":{port}"] if port else [*new.parts]
                    yield replace(text(shown, new.place, "str", new.default, new.trail), passed=new.passed)

    def _through(self, value: Value, hop: Place) -> Value:
        return replace(value, trail=(*value.trail, hop)) if len(value.trail) < MAX_TRAIL else value
