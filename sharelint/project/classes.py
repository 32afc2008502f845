"""Classes of the project: their ancestors, and what their methods store on `self`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharelint import code
from sharelint.project.libraries import DECORATED, is_config
from sharelint.project.values import At, Definition, Made, Value

if TYPE_CHECKING:
    from sharelint.project import Project

# Decorators and base classes that make a constructor of the annotated names in a class.
_RECORDS = frozenset({
    "dataclasses.dataclass", "pydantic.dataclasses.dataclass", "pydantic.BaseModel", "pydantic.main.BaseModel",
    "typing.NamedTuple", "attr.s", "attr.dataclass", "attr.define", "attr.frozen", "attrs.define", "attrs.frozen",
    "attrs.mutable", "msgspec.Struct", "sqlmodel.SQLModel",
})  # fmt: skip


_MAX_HEIRS = 12  # subclasses asked for what their base class leaves open


class Classes:
    def __init__(self, project: Project) -> None:
        self.project = project
        self._heirs: dict[Definition, list[Definition]] | None = None

    def link(self) -> None:
        """Note who inherits from whom. Done once and before the first question, so that no answer depends on it."""
        if self._heirs is not None:
            return
        heirs: dict[Definition, list[Definition]] = {}
        for path in self.project.files:
            for number, scope in enumerate(self.project.facts(path).scopes):
                if scope.kind == "class" and scope.bases:
                    cls = Definition(path, number)
                    for ancestor in self.ancestry(cls)[1:]:
                        if isinstance(ancestor, Definition):
                            heirs.setdefault(ancestor, []).append(cls)
        self._heirs = heirs

    def heirs(self, cls: Definition) -> list[Definition]:
        """The classes of the project that inherit from this one, in the order of files and lines."""
        return (self._heirs or {}).get(cls, [])

    def ancestry(self, cls: Definition) -> tuple[Definition | str, ...]:
        """The class and its ancestors, nearest first; those of libraries by qualified name.

        Of a function, what decorators of libraries make of it: `@click.group()`, an object with a `command`.

        Depth first and without duplicates, which is Python's order for everything but diamonds.
        """
        return self.project.memory.answer(("ancestry", cls), lambda: self._ancestors(cls), (cls,))

    def _ancestors(self, cls: Definition) -> tuple[Definition | str, ...]:
        found: dict[Definition | str, None] = {cls: None}
        at = self.project.outside(cls)
        for decorator in self.project.scope(cls).decorators if self.project.scope(cls).kind == "function" else ():
            values = self.project.values(decorator, at)
            names = [v.type if isinstance(v.type, str) and v.type else v.qualified_name for v in values]
            found.update({DECORATED[name]: None for name in names if name in DECORATED})
        for base in self.project.scope(cls).bases:
            for value in self.project.values(base, at):
                if value.origin == "config":  # a base class for settings
                    found[str(value.data)] = None
                elif value.origin != "name":
                    continue
                elif isinstance(value.data, str):
                    found[value.data] = None
                elif isinstance(value.data, Definition) and self.project.scope(value.data).kind == "class":
                    found.update(dict.fromkeys(self.ancestry(value.data)))
        return tuple(found)

    def left_to_heirs(self, cls: Definition, name: str) -> list[Value]:
        """What subclasses give an attribute that the class itself leaves open, as in `base_url = None`."""
        return [
            value
            for heir in self.heirs(cls)[:_MAX_HEIRS]
            for value in self.stored(heir, name) or self.project.evaluator.member(heir, name)
            if value.origin in ("literal", "text", "collection") and value.data is not None
        ]

    def fields(self, cls: Definition) -> list[str]:
        """The names that the constructor of a dataclass, or of a class like one, takes, in its order; else none."""
        key = ("fields", cls)
        return self.project.memory.answer(key, lambda: self._fields(cls), [])

    def _fields(self, cls: Definition) -> list[str]:
        ancestry = self.ancestry(cls)
        if not any(isinstance(c, str) and (c in _RECORDS or is_config(c)) for c in ancestry):
            if not any(isinstance(c, Definition) and self._is_decorated_record(c) for c in ancestry):
                return []
        names: dict[str, None] = {}
        for owner in reversed(ancestry):
            if isinstance(owner, Definition):
                for binding in self.project.index(owner.path).bindings_in.get(owner.scope, ()):
                    if binding.annotation is not None:
                        names[binding.name] = None
        return list(names)

    def _is_decorated_record(self, cls: Definition) -> bool:
        for decorator in self.project.scope(cls).decorators:
            node = decorator
            if isinstance(decorator, code.Result):  # @dataclass(frozen=True)
                node = self.project.call(Made(cls.path, decorator.call)).function
            if any(v.qualified_name in _RECORDS for v in self.project.values(node, self.project.outside(cls))):
                return True
        return False

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
            for store in self.project.index(owner.path).attributes_of.get((owner.scope, attribute), ()):
                method = facts.scopes[store.scope]
                first = method.parameters[0].name if method.parameters else ""
                if _is_name(store.target.base, first) and store.value is not None:
                    at = At(owner.path, store.scope, store.block, store.statement)
                    found += [v for v in self.project.values(store.value, at) if not _is_none(v)]
            if found:
                return tuple(found)
        return ()


def _is_name(node: code.Node, name: str) -> bool:
    return isinstance(node, code.Name) and node.id == name


def _is_none(value: Value) -> bool:
    return value.origin == "literal" and value.data is None
