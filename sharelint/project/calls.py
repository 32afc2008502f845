"""Which functions a call can reach, and what each receives: `Callee`s."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from sharelint import code
from sharelint.project.contents import REQUESTS
from sharelint.project.names import call_at
from sharelint.project.values import At, Definition, Made, Value

if TYPE_CHECKING:
    from sharelint.project import Project


class Given(Struct, frozen=True):
    """An argument as written, with the point where it is to be read."""

    node: code.Node
    at: At
    keyword: str = ""


class Callee(Struct, frozen=True):
    """One function that a call may reach. `target` is a qualified name, or a Definition of the project, or ""."""

    target: str | Definition
    given: tuple[Given, ...]
    receiver: Value | None = None  # the object before the dot
    config: str = ""  # the call reads this setting
    starred: bool = False  # some arguments come from a `*` or `**` that could not be followed

    def positional(self) -> list[Given]:
        return [given for given in self.given if not given.keyword]

    def argument(self, position: int, keyword: str = "") -> Given | None:
        """The argument at a 0-based position (none for -1), or given by keyword."""
        for given in self.given:
            if given.keyword and given.keyword == keyword:
                return given
        plain = self.positional()
        return plain[position] if 0 <= position < len(plain) else None


class Calls:
    def __init__(self, project: Project) -> None:
        self.project = project

    def callees(self, made: Made) -> tuple[Callee, ...]:
        known: tuple[Callee, ...] | None = self.project.memory.known(made)
        if known is not None:
            return known
        return self.project.memory.answer(made, lambda: self._callees(made), ())

    def on(self, made: Made) -> list[tuple[int, Callee]]:
        """The calls of methods of the object that a call made, in the same file, each with its number."""
        key = ("on", made.path)
        found = self.project.memory.answer(key, lambda: self._by_receiver(made.path), dict[Made, list[Any]]())
        return found.get(made, [])

    def _by_receiver(self, path: str) -> dict[Made, list[tuple[int, Callee]]]:
        found: dict[Made, list[tuple[int, Callee]]] = {}
        for number, call in enumerate(self.project.facts(path).calls):
            for callee in self.callees(Made(path, number)) if isinstance(call.function, code.Attribute) else ():
                if callee.receiver is not None and isinstance(callee.receiver.data, Made):
                    found.setdefault(callee.receiver.data, []).append((number, callee))
        return found

    def request(self, handler: code.Scope, parameter: str, path: str) -> str:
        """The class of request that the first parameter of a handler is, "" for any other parameter."""
        if not handler.parameters or handler.parameters[0].name != parameter:
            return ""
        calls = [Made(path, decorator.call) for decorator in handler.decorators if isinstance(decorator, code.Result)]
        targets = [callee.target for made in calls for callee in self.callees(made)]
        owners = [target.rpartition(".")[0] for target in targets if isinstance(target, str)]
        return next((REQUESTS[owner] for owner in owners if owner in REQUESTS), "")

    def _callees(self, made: Made) -> tuple[Callee, ...]:
        call = self.project.call(made)
        at = call_at(made.path, call)
        functions = self.project.values(call.function, at)
        if all(value.origin == "unknown" for value in functions):
            return ()
        given, starred = self._given(call.arguments, at)
        found: dict[Callee, None] = {}
        for value in functions:
            for callee in self._of(value, given, starred):
                found[callee] = None
        return tuple(found)

    def _of(self, value: Value, given: tuple[Given, ...], starred: bool) -> list[Callee]:
        if value.origin == "config":
            return [Callee("", given, config=str(value.data), starred=starred)]
        if value.origin == "object" and value.type:  # an instance that is called
            if isinstance(value.type, Definition):
                methods = self.project.evaluator.member(value.type, "__call__")
                return [
                    Callee(m.data, given, value, starred=starred) for m in methods if isinstance(m.data, Definition)
                ]
            return [Callee(f"{value.type}.__call__", given, value, starred=starred)]
        if value.origin != "name":
            return []
        if value.call is not None:  # a partial: its own arguments come first
            partial = self.project.call(value.call)
            before, more = self._given(partial.arguments[1:], call_at(value.call.path, partial))
            given, starred = (*before, *given), starred or more
        if isinstance(value.data, str):
            return [Callee(value.data.removesuffix(".__init__"), given, value.receiver, starred=starred)]
        if not isinstance(value.data, Definition) or value.data.scope == 0:
            return []
        found = [Callee(value.data, given, value.receiver, starred=starred)]
        found += self._passed_on(value.data, given, starred)
        if self.project.scope(value.data).kind == "class":
            # With an `__init__` of its own, what the class takes says nothing about what the library's gets.
            if self.project.members(value.data, "__init__"):
                given, starred = (), True
            for ancestor in self.project.classes.ancestry(value.data):
                if isinstance(ancestor, str):
                    found.append(Callee(ancestor, given, starred=starred))
        return found

    def _passed_on(self, function: Definition, given: tuple[Given, ...], starred: bool) -> list[Callee]:
        """The library functions to which a function hands all its arguments on: `return open(*args, **kw)`."""
        scope = self.project.scope(function)
        rest = next((p.name for p in scope.parameters if p.kind == "args"), None)
        if rest is None or scope.parameters[0].name != rest:
            return []
        found = []
        for value in self.project.operations.returned(function):
            made = value.data
            if isinstance(made, Made) and value.origin == "object" and made.path == function.path:
                inner = self.project.call(made)
                first = inner.arguments[0] if inner.arguments else None
                if inner.scope == function.scope and first is not None and first.star == "*":
                    if isinstance(first.value, code.Name) and first.value.id == rest:
                        found += [
                            Callee(callee.target, given, starred=starred)
                            for callee in self.callees(made)
                            if isinstance(callee.target, str)
                        ]
        return found

    def _given(self, arguments: tuple[code.Argument, ...], at: At) -> tuple[tuple[Given, ...], bool]:
        """The arguments with `*` and `**` of known collections taken apart; and whether one could not be."""
        given: list[Given] = []
        starred = False
        for argument in arguments:
            if not argument.star:
                given.append(Given(argument.value, at, argument.keyword))
                continue
            values = self.project.values(argument.value, at)
            parts = self._unpacked(values[0]) if len(values) == 1 else None
            starred |= parts is None
            given += parts or ()
        return tuple(given), starred

    def _unpacked(self, value: Value) -> list[Given] | None:
        node, at = value.data, value.at
        if at is None:
            return None
        if isinstance(node, code.Sequence):
            return None if any(isinstance(i, code.Starred) for i in node.items) else [Given(i, at) for i in node.items]
        if isinstance(node, code.Mapping):
            parts = []
            for key, item in node.items:
                if not isinstance(key, code.Constant) or not isinstance(key.value, str):
                    return None
                parts.append(Given(item, at, key.value))
            return parts
        return None
