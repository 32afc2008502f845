"""From which entry points a function is reached: a call graph of the whole project, walked once.

An edge is a call that the model resolves, a function that is handed over by name, a decorator, a nested function, or
the override of a method. Functions are told apart by `Definition`; code of a module itself is its scope 0.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sharelint import code
from sharelint.project.entry_points import SERVES, Entry, EntryPoints
from sharelint.project.frameworks import APPS
from sharelint.project.names import call_at, short
from sharelint.project.values import At, Definition, Made

if TYPE_CHECKING:
    from sharelint.project import Project

_OF_WEB = ("web", "websocket")
_TESTS = re.compile(r"(^|/)tests?/|(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$")  # what serves there, serves the tests
MAX_ENTRIES = 4  # kept of one function, of each sort


class Reach:
    def __init__(self, project: Project) -> None:
        self.project = project
        self.entry_points = EntryPoints(project)
        self._entries: dict[Definition, tuple[Entry, ...]] | None = None
        self._distances: dict[Definition, int] = {}  # calls between a function and the nearest entry that serves
        self._web: frozenset[str] | None = None
        self._called: dict[Definition, dict[Definition, None]] | None = None

    def entries(self, function: Definition) -> tuple[Entry, ...]:
        """The entry points from which a function can be reached, nearest first; a few, if there are many."""
        if self._entries is None:
            self._entries = self._walk()
        return self._entries.get(function, ())

    def serving(self, path: str, scope: int) -> tuple[Entry, ...]:
        """The handlers, tasks and consumers that reach the code of a scope."""
        function = self.project.function_around(path, scope)
        return tuple(entry for entry in self.entries(function) if entry.kind in SERVES)

    def distance(self, path: str, scope: int) -> int:
        """How many calls lie between the code of a scope and the nearest handler, task or consumer that reaches it."""
        function = self.project.function_around(path, scope)
        self.entries(function)
        return self._distances.get(function, 0)

    def in_web_app(self, path: str) -> bool:
        """Whether a file is part of a web app: it makes one, serves requests, or is imported by one that does."""
        if self._web is None:
            self._web = self._web_files()
        return path in self._web

    def _web_files(self) -> frozenset[str]:
        found = {e.path for path in self.project.files for e in self.entry_points.of(path) if e.kind in _OF_WEB}
        pending = [*found, *(path for path in self.project.files if self._makes_app(path))]
        found = set()
        while pending:
            if (path := pending.pop()) not in found:
                found.add(path)
                pending += self.project.imported_by(path)
        return frozenset(found)

    def _makes_app(self, path: str) -> bool:
        calls = range(len(self.project.facts(path).calls))
        return any(callee.target in APPS for n in calls for callee in self.project.calls.callees(Made(path, n)))

    def only_by_command(self, path: str, scope: int, block: int) -> bool:
        """Whether code runs in a command alone: below a `__main__` guard, or reached from commands and nothing else."""
        function = self.project.function_around(path, scope)
        if function.scope == 0:
            return self.project.under_main(path, block)
        entries = self.entries(function)
        return bool(entries) and all(entry.kind == "cli" for entry in entries)

    def called_by(self, function: Definition) -> Iterator[Definition]:
        """The functions that a function can lead to, in one step."""
        if self._called is None:
            self._called = self._edges()
        yield from self._called.get(function, ())

    def _walk(self) -> dict[Definition, tuple[Entry, ...]]:
        found: dict[Definition, dict[Entry, None]] = defaultdict(dict)
        queue: deque[tuple[Definition, Entry, int]] = deque()
        declared = {e for path in self.project.files for e in self.entry_points.of(path)}
        for entry in _one_each(declared):
            queue.append((entry.function, entry, 0))
        while queue:
            function, entry, distance = queue.popleft()
            known = found[function]
            alike = sum((e.kind in SERVES) == (entry.kind in SERVES) for e in known)
            if entry in known or alike >= MAX_ENTRIES:
                continue
            known[entry] = None
            if entry.kind in SERVES:
                self._distances.setdefault(function, distance)
            within = bool(_TESTS.search(entry.path))
            targets = (t for t in self.called_by(function) if not within or _TESTS.search(t.path))
            queue.extend((target, entry, distance + 1) for target in targets)
        return {function: tuple(entries) for function, entries in found.items()}

    # -- edges

    def _edges(self) -> dict[Definition, dict[Definition, None]]:
        edges: dict[Definition, dict[Definition, None]] = defaultdict(dict)
        properties = {name for path in self.project.files for name in _properties(self.project.facts(path))}
        for path in self.project.files:
            for source, target in (
                *self._of_calls(path),
                *self._of_scopes(path),
                *self._of_properties(path, properties),
            ):
                if source != target:
                    edges[source][target] = None
        return edges

    def _of_calls(self, path: str) -> Iterator[tuple[Definition, Definition]]:
        for number, call in enumerate(self.project.facts(path).calls):
            source = self.project.function_around(path, call.scope)
            for callee in self.project.calls.callees(Made(path, number)):
                if isinstance(callee.target, Definition):
                    for target in self._entered(callee.target, call.role):
                        yield source, target
            at = call_at(path, call)
            for argument in call.arguments:
                if isinstance(argument.value, code.Name | code.Attribute | code.Defined):
                    for target in self.entry_points.functions(argument.value, at):
                        yield source, target

    def _of_properties(self, path: str, names: set[str]) -> Iterator[tuple[Definition, Definition]]:
        """A function to the properties that it reads, which look like attributes."""
        for scope, node in self.project.facts(path).expressions() if names else ():
            if isinstance(node, code.Attribute) and node.name in names:
                source = self.project.function_around(path, scope)
                at = At(path, scope, self.project.names(path).body(scope), node.span)
                for value in self.project.values(node.base, at):
                    if value.origin == "object" and isinstance(value.type, Definition):
                        yield from ((source, method) for method in self.project.members(value.type, node.name))

    def _entered(self, target: Definition, role: str) -> Iterator[Definition]:
        """The functions that run when `target` is called: itself, or the constructor of a class."""
        if self.project.scope(target).kind != "class":
            yield target
            return
        names = ["__init__", "__post_init__", "__new__"]
        names += ["__enter__", "__exit__", "__aenter__", "__aexit__"] if role == "context" else []
        for name in names:
            yield from self.project.members(target, name)

    def _of_scopes(self, path: str) -> Iterator[tuple[Definition, Definition]]:
        """A function to those defined in it, to what its decorators make of it, and to the methods that override it."""
        facts = self.project.facts(path)
        for number, scope in enumerate(facts.scopes):
            if scope.kind != "function":
                continue
            here = Definition(path, number)
            parent = facts.scopes[scope.parent]
            if parent.kind == "class":
                for ancestor in self.project.classes.ancestry(Definition(path, scope.parent))[1:]:
                    if isinstance(ancestor, Definition):
                        for method in self.project.members(ancestor, scope.name):
                            yield method, here
            else:
                outer = self.project.function_around(path, scope.parent)
                if outer.scope:
                    yield outer, here
            at = self.project.outside(here)
            for decorator in scope.decorators:  # what it returns runs instead; itself it runs on import
                for made in self.entry_points.functions(decorator, at):
                    for value in self.project.operations.returned(made):
                        if isinstance(value.data, Definition) and value.origin == "name":
                            yield here, value.data


def _properties(facts: code.Facts) -> Iterator[str]:
    for scope in facts.scopes:
        if any(
            short(decorator).rpartition(".")[2] in ("property", "cached_property") for decorator in scope.decorators
        ):
            yield scope.name


def _one_each(entries: set[Entry]) -> Iterator[Entry]:
    """One entry for each function and sort, the most telling: several decorators make several."""
    seen: set[tuple[Definition, str]] = set()
    for entry in sorted(entries, key=lambda e: (e.path, e.scope, e.kind, "the current request" in e.label, e.label)):
        key = (entry.function, "cli" if entry.kind == "cli" else "serves")
        if key not in seen:
            seen.add(key)
            yield entry
