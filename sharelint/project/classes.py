"""Classes of the project: their ancestors, and what their methods store on `self`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharelint import code
from sharelint.project.values import At, Definition, Value

if TYPE_CHECKING:
    from sharelint.project import Project


class Classes:
    def __init__(self, project: Project) -> None:
        self.project = project

    def ancestry(self, cls: Definition) -> tuple[Definition | str, ...]:
        """The class and its ancestors, nearest first; those of libraries by qualified name.

        Depth first and without duplicates, which is Python's order for everything but diamonds.
        """
        return self.project.memory.answer(("ancestry", cls), lambda: self._ancestors(cls), (cls,))

    def _ancestors(self, cls: Definition) -> tuple[Definition | str, ...]:
        found: dict[Definition | str, None] = {cls: None}
        scope = self.project.scope(cls)
        at = At(cls.path, scope.parent, scope.block, scope.span)
        for base in scope.bases:
            for value in self.project.values(base, at):
                if value.origin != "name":
                    continue
                if isinstance(value.data, str):
                    found[value.data] = None
                elif isinstance(value.data, Definition) and self.project.scope(value.data).kind == "class":
                    found.update(dict.fromkeys(self.ancestry(value.data)))
        return tuple(found)

    def stored(self, cls: Definition, attribute: str) -> tuple[Value, ...]:
        """What `self.attribute = …` in the methods of the class, or else of an ancestor, gives it."""
        key = ("stored", cls, attribute)
        return self.project.memory.answer(key, lambda: self._stored(cls, attribute), ())

    def _stored(self, cls: Definition, attribute: str) -> tuple[Value, ...]:
        for owner in self.ancestry(cls):
            if not isinstance(owner, Definition):
                continue
            facts = self.project.facts(owner.path)
            found: list[Value] = []
            for store in self.project.names(owner.path).stores.get(attribute, ()):
                method = facts.scopes[store.scope]
                first = method.parameters[0].name if method.parameters else ""
                if method.parent == owner.scope and _is_name(store.target.base, first) and store.value is not None:
                    at = At(owner.path, store.scope, store.block, store.statement)
                    found += [v for v in self.project.values(store.value, at) if not _is_none(v)]
            if found:
                return tuple(found)
        return ()


def _is_name(node: code.Node, name: str) -> bool:
    return isinstance(node, code.Name) and node.id == name


def _is_none(value: Value) -> bool:
    return value.origin == "literal" and value.data is None
