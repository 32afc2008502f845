"""Which functions of a file something outside of the project calls: HTTP handlers, tasks, consumers, commands.

The facts of a file in, `Entry`s out. What counts is in `frameworks.py`; here is how the code says it: with a decorator,
a base class, a call that registers, a callback in an attribute, a loop that waits for messages, a `__main__` guard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from sharelint import code
from sharelint.project.evaluate import mentions
from sharelint.project.frameworks import (
    BASES,
    CALLBACK_ATTRIBUTES,
    CALLS,
    CURRENT_USER,
    DECORATORS,
    KEPT,
    REQUEST_PROXIES,
    WAITS,
)
from sharelint.project.names import short
from sharelint.project.values import At, Definition, Made, Value

if TYPE_CHECKING:
    from sharelint.project import Project

Kind = Literal["web", "websocket", "task", "consumer", "cli"]

SERVES: frozenset[str] = frozenset({"web", "websocket", "task", "consumer"})  # those that run in many processes

_WORDS = {"task": "the task", "consumer": "the consumer", "websocket": "the websocket handler", "cli": "the command"}
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_ROUTING = frozenset({*_VERBS, "route", "api_route", "websocket"})
_HANDLER_NAMES = re.compile(r"lambda_handler|handler")
_VIEWS = re.compile(r"(^|/)views?(/|\.py$|_)")


class Entry(Struct, frozen=True, order=True):
    """A function that is called from outside. `label` names it in a sentence: "`POST /orders`"."""

    kind: Kind
    label: str
    path: str
    scope: int

    @property
    def function(self) -> Definition:
        return Definition(self.path, self.scope)


class EntryPoints:
    def __init__(self, project: Project) -> None:
        self.project = project

    def of(self, path: str) -> Iterator[Entry]:
        """The entry points that the file `path` declares; some may be functions of other files."""
        facts = self.project.facts(path)
        for number, scope in enumerate(facts.scopes):
            if scope.kind == "function":
                yield from self._decorated(path, number, scope)
                yield from self._named(path, number, scope)
            elif scope.kind == "class":
                yield from self._methods(path, number, scope)
        for number, call in enumerate(facts.calls):
            yield from self._registered(path, number, call)
            yield from self._waits(path, number, call)
        for block in facts.blocks:
            yield from self._loops_over(path, block)
        yield from self._stored(path, facts)
        yield from self._using_requests(path, facts)

    # -- the ways to say it

    def _decorated(self, path: str, number: int, scope: code.Scope) -> Iterator[Entry]:
        at = self.project.outside(Definition(path, number))
        for decorator in scope.decorators:
            call = self.project.call(Made(path, decorator.call)) if isinstance(decorator, code.Result) else None
            kind = next((k for v in self.project.values(decorator, at) if (k := _kind(v, DECORATORS))), "")
            if not kind and call is not None:
                kind = _guessed(call)
            if kind:
                yield self._entry(kind, call, Definition(path, number))
                return

    def _named(self, path: str, number: int, scope: code.Scope) -> Iterator[Entry]:
        """What only its name or parameters tell: a Lambda handler, a view of Django."""
        names = [parameter.name for parameter in scope.parameters]
        if scope.parent != 0:
            return
        if names[:2] == ["event", "context"] and _HANDLER_NAMES.search(scope.name):
            yield Entry("web", f"the Lambda handler `{scope.name}`", path, number)
        elif names[:1] == ["request"] and _VIEWS.search(path) and not scope.name.startswith("_"):
            yield Entry("web", f"the view `{scope.name}`", path, number)

    def _methods(self, path: str, number: int, scope: code.Scope) -> Iterator[Entry]:
        kind = self._kind_of_class(path, number)
        facts = self.project.facts(path)
        functions = self.project.index(path).functions_of.get(number, [])
        if not kind and any("get_response" in _names(facts.scopes[f]) for f in functions):
            kind = "web"  # a middleware of Django
        if kind:
            for function in functions:
                name = facts.scopes[function].name
                if any(mentions(d, "classmethod", "staticmethod") for d in facts.scopes[function].decorators):
                    continue
                if not name.startswith("_") or name == "__call__":
                    label = f"{_WORDS[kind]} `{scope.name}.{name}`" if kind in _WORDS else f"`{scope.name}.{name}`"
                    yield Entry(kind, label, path, function)

    def keeps_object(self, cls: Definition) -> bool:
        """Whether the framework keeps one object of the class in a process: a middleware, a servicer."""
        if self.project.scope(cls).kind != "class":
            return False
        scopes = self.project.facts(cls.path).scopes
        methods = self.project.index(cls.path).functions_of.get(cls.scope, ())
        if any("get_response" in _names(scopes[method]) for method in methods):
            return True
        return self._is_servicer(cls) or any(c in KEPT for c in self.project.classes.ancestry(cls))

    def _kind_of_class(self, path: str, number: int) -> Kind | Literal[""]:
        for ancestor in self.project.classes.ancestry(Definition(path, number)):
            if isinstance(ancestor, str) and (kind := BASES.get(ancestor)) is not None:
                return kind  # type: ignore[return-value]
        return "consumer" if self._is_servicer(Definition(path, number)) else ""

    def _is_servicer(self, cls: Definition) -> bool:
        """Whether a class inherits from what the gRPC compiler made, be that in the project or not."""
        bases = self.project.classes.ancestry(cls)[1:]
        names = (base if isinstance(base, str) else self.project.scope(base).name for base in bases)
        return any(name.endswith("Servicer") for name in names)

    def _registered(self, path: str, number: int, call: code.Call) -> Iterator[Entry]:
        for callee in self.project.calls.callees(Made(path, number)):
            kind = CALLS.get(callee.target, "") if isinstance(callee.target, str) else ""
            for given in callee.given if kind else ():
                for function in self.functions(given.node, given.at):
                    yield self._entry(kind, call, function)
        if isinstance(call.function, code.Name | code.Attribute) and self._is_main(path, call):
            for callee in self.project.calls.callees(Made(path, number)):
                if isinstance(callee.target, Definition) and self.project.scope(callee.target).kind == "function":
                    yield self._entry("cli", None, callee.target)

    def _waits(self, path: str, number: int, call: code.Call) -> Iterator[Entry]:
        """A function that asks for messages in a loop."""
        if any(callee.target in WAITS for callee in self.project.calls.callees(Made(path, number))):
            blocks = self.project.facts(path).blocks
            block = call.block
            while blocks[block].kind not in ("loop", "body"):
                block = blocks[block].parent
            if blocks[block].kind == "loop":
                yield from self._loop(path, call.scope)

    def _loops_over(self, path: str, block: code.Block) -> Iterator[Entry]:
        """A function that goes over the messages of a consumer, wherever that was made."""
        if block.kind == "loop" and block.test is not None and block.scope:
            at = At(path, block.scope, block.parent, block.test.span)
            if any(value.origin == "object" and value.type in WAITS for value in self.project.values(block.test, at)):
                yield from self._loop(path, block.scope)

    def _loop(self, path: str, scope: int) -> Iterator[Entry]:
        function = self.project.function_around(path, scope)
        if function.scope:
            yield Entry("consumer", f"the loop in `{self.project.scope(function).name}`", path, function.scope)

    def _stored(self, path: str, facts: code.Facts) -> Iterator[Entry]:
        for store in facts.stores:
            if isinstance(store.target, code.Attribute) and store.target.name in CALLBACK_ATTRIBUTES and store.value:
                at = At(path, store.scope, store.block, store.statement)
                for function in self.functions(store.value, at):
                    yield self._entry(CALLBACK_ATTRIBUTES[store.target.name], None, function)
        for binding in facts.bindings:  # arq: class WorkerSettings: functions = [resize]
            owner = facts.scopes[binding.scope]
            if owner.kind == "class" and owner.name == "WorkerSettings" and isinstance(binding.value, code.Sequence):
                at = At(path, binding.scope, binding.block, binding.statement)
                for item in binding.value.items:
                    for function in self.functions(item, at):
                        yield self._entry("task", None, function)

    def _using_requests(self, path: str, facts: code.Facts) -> Iterator[Entry]:
        proxies = frozenset(_proxies(facts))
        for scope, node in facts.expressions() if proxies else ():
            if scope and _asks(node, proxies):
                function = self.project.function_around(path, scope)
                if function.scope:
                    name = self.project.scope(function).name
                    yield Entry("web", f"the current request in `{name}`", path, function.scope)

    # -- what they have in common

    def functions(self, node: code.Node, at: At) -> Iterator[Definition]:
        """The functions that an expression refers to by name, in a list, or as the `on_…` methods of an object."""
        if isinstance(node, code.Sequence):
            for item in node.items:
                yield from self.functions(item, at)
        if not isinstance(node, code.Name | code.Attribute | code.Result | code.Defined):
            return
        for value in self.project.values(node, at):
            if value.origin == "name" and isinstance(value.data, Definition):
                if self.project.scope(value.data).kind in ("function", "lambda"):
                    yield value.data
            elif value.origin == "object" and isinstance(value.type, Definition):
                scopes = self.project.facts(value.type.path).scopes
                for function in self.project.index(value.type.path).functions_of.get(value.type.scope, ()):
                    if scopes[function].name.startswith("on_"):
                        yield Definition(value.type.path, function)

    def _entry(self, kind: str, call: code.Call | None, function: Definition) -> Entry:
        scope = self.project.scope(function)
        name = (
            scope.qualified_name
            if self.project.facts(function.path).scopes[scope.parent].kind == "class"
            else scope.name
        )
        label = f"`{name}`"
        path = _route(call) if call is not None and kind in ("web", "websocket") else ""
        if path and call is not None:
            label = f"`{_verb(call)}{path}`"
        elif kind in _WORDS:
            label = f"{_WORDS[kind]} {label}"
        return Entry(kind, label, function.path, function.scope)  # type: ignore[arg-type]

    def _is_main(self, path: str, call: code.Call) -> bool:
        """Whether a call stands under `if __name__ == "__main__":`."""
        if call.scope != 0:
            return False
        return self.project.under_main(path, call.block)


def _kind(value: Value, table: dict[str, str]) -> str:
    if value.origin == "object" and isinstance(value.type, str):
        return table.get(value.type, "")
    return table.get(value.qualified_name, "")


def _guessed(call: code.Call) -> Kind | Literal[""]:
    """`@api.get("/orders")` on something that the model does not know: what else would take a path."""
    if isinstance(call.function, code.Attribute) and call.function.name in _ROUTING and _route(call).startswith("/"):
        return "websocket" if call.function.name == "websocket" else "web"
    return ""


def _route(call: code.Call) -> str:
    first = call.arguments[0].value if call.arguments else None
    return first.value if isinstance(first, code.Constant) and isinstance(first.value, str) else ""


def _verb(call: code.Call) -> str:
    name = call.function.name if isinstance(call.function, code.Attribute) else short(call.function)
    if name.removeprefix("add_") in _VERBS:
        return f"{name.removeprefix('add_').upper()} "
    for argument in call.arguments:
        if argument.keyword == "methods" and isinstance(argument.value, code.Sequence) and argument.value.items:
            first = argument.value.items[0]
            return f"{first.value} " if isinstance(first, code.Constant) else ""
    return ""


def _names(scope: code.Scope) -> list[str]:
    return [parameter.name for parameter in scope.parameters]


def _asks(node: code.Node, proxies: frozenset[str]) -> bool:
    """Whether an expression asks a proxy for something; `current_user` alone may be handed over for later."""
    if isinstance(node, code.Attribute):
        return short(node) in proxies or short(node.base) in proxies
    return isinstance(node, code.Name) and node.id in proxies and node.id != CURRENT_USER


def _proxies(facts: code.Facts) -> Iterator[str]:
    """The names by which a file calls the proxies of the current request."""
    for binding in facts.bindings:
        value = binding.value
        if not isinstance(value, code.Imported):
            continue
        names = REQUEST_PROXIES.get(value.module, ())
        if value.name in names or value.name == CURRENT_USER:
            yield binding.name
        elif not value.name:
            yield from (f"{binding.name}.{name}" for name in names)
