"""Variables that outlive a call: those of a module, of a class, and of the one object that a module keeps of a class.

An expression such as `cache`, `state.cache`, `self.rooms` or `Registry.items` in, the `Variable` that it names out. The
same variable has the same record in every file, whatever name an import gives it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from sharelint import code
from sharelint.project.names import call_at, spelled
from sharelint.project.values import At, Definition, Made, Value
from sharelint.records import Place

if TYPE_CHECKING:
    from sharelint.project import Project

MAX_HOPS = 5  # imports and local aliases between a name and its variable


# What frameworks let an app keep beside it, by the name it has in a handler.
_OF_APP = re.compile(r"(^|\.)(request\.app|app\.state|current_app\.(config|extensions))$")


class Variable(Struct, frozen=True, order=True):
    path: str  # "" for what an app object of a framework keeps
    scope: int  # of the module (0) or class that owns it
    name: str
    kind: Literal["module", "class", "instance", "app"]

    @property
    def owner(self) -> Definition:
        return Definition(self.path, self.scope)


class Variables:
    def __init__(self, project: Project) -> None:
        self.project = project
        self._kept_objects: dict[Made, Place] | None = None

    def of(self, node: code.Node, at: At, hops: int = MAX_HOPS) -> Variable | None:
        """The variable that an expression names; None for a local one, or when it cannot be told."""
        if hops == 0:
            return None
        if isinstance(node, code.Item):
            return self.of(node.base, at, hops)
        if isinstance(node, code.Name):
            return self._of_name(node, at, hops)
        if isinstance(node, code.Result):
            return self._of_call(Made(at.path, node.call), hops)
        if isinstance(node, code.Attribute):
            if _OF_APP.search(spelled(node)) or _OF_APP.search(spelled(node.base)):
                return Variable("", 0, node.name, "app")
            for value in self.project.values(node.base, at):
                if (found := self._of_attribute(value, node.name, hops)) is not None:
                    return found
        return None

    def _of_name(self, node: code.Name, at: At, hops: int) -> Variable | None:
        found = self.project.names(at.path).lookup(node.id, at)
        if found is None:
            return self._of_stars(at.path, node.id, hops)
        scope, bindings = found
        kind = self.project.facts(at.path).scopes[scope].kind
        imported = next((b.value for b in bindings if isinstance(b.value, code.Imported)), None)
        if imported is not None:
            return self._of_import(imported, at.path, hops)
        if kind in ("module", "class"):
            return Variable(at.path, scope, node.id, "module" if kind == "module" else "class")
        if len(bindings) == 1 and bindings[0].how == "assign":  # another name for it in a function
            value = bindings[0].value
            if isinstance(value, code.Item) and isinstance(value.key, code.Other):
                return None  # `names[:]` is a copy
            if isinstance(value, code.Name | code.Attribute | code.Item | code.Result):
                here = At(at.path, scope, bindings[0].block, bindings[0].statement)
                return self.of(value, here, hops - 1)
        return None

    def _of_call(self, made: Made, hops: int) -> Variable | None:
        """`_sizes()`, where the function returns a variable; `rooms.setdefault(room, [])`, an element of one."""
        call = self.project.call(made)
        if isinstance(call.function, code.Attribute) and call.function.name in ("setdefault", "get"):
            return self.of(call.function.base, call_at(made.path, call), hops - 1)
        for callee in self.project.calls.callees(made):
            if isinstance(callee.target, Definition) and self.project.scope(callee.target).kind == "function":
                for result in self.project.index(callee.target.path).returns_in.get(callee.target.scope, ()):
                    if isinstance(result.value, code.Name | code.Attribute):
                        at = At(callee.target.path, result.scope, result.block, result.value.span)
                        if (found := self.of(result.value, at, hops - 1)) is not None:
                            return found
        return None

    def _of_import(self, imported: code.Imported, importer: str, hops: int) -> Variable | None:
        path = self.project.modules.find(importer, imported.module, imported.level)
        return self._in_module(path, imported.name, hops) if path is not None and imported.name else None

    def _in_module(self, path: str, name: str, hops: int) -> Variable | None:
        bindings = self.project.names(path).exported(name)
        imported = next((b.value for b in bindings if isinstance(b.value, code.Imported)), None)
        if imported is not None:
            return self._of_import(imported, path, hops - 1) if hops > 1 else None
        return Variable(path, 0, name, "module") if bindings else self._of_stars(path, name, hops)

    def _of_stars(self, importer: str, name: str, hops: int) -> Variable | None:
        """The variable that `from … import *` brings into a module."""
        for star in self.project.facts(importer).stars if hops > 1 and not name.startswith("_") else ():
            if (path := self.project.modules.find(importer, star.module, star.level)) is not None:
                if (found := self._in_module(path, name, hops - 1)) is not None:
                    return found
        return None

    def _of_attribute(self, base: Value, name: str, hops: int) -> Variable | None:
        if base.origin == "name" and isinstance(base.data, Definition):
            if base.data.scope == 0:
                return self._in_module(base.data.path, name, hops)
            return self._in_class(base.data, name)
        if isinstance(base.type, Definition):
            for cls in self.project.classes.ancestry(base.type):
                if isinstance(cls, Definition) and self.initial_stores(cls, name):
                    return Variable(cls.path, cls.scope, name, "instance")
            return self._in_class(base.type, name)
        return None

    def _in_class(self, cls: Definition, name: str) -> Variable | None:
        for owner in self.project.classes.ancestry(cls):
            if isinstance(owner, Definition) and self.project.names(owner.path).member(owner.scope, name):
                if name in self.project.classes.fields(owner):
                    return None  # of a dataclass: each object has its own
                return Variable(owner.path, owner.scope, name, "class")
        return None

    # -- what it holds

    def initial_stores(self, cls: Definition, name: str) -> list[code.Store]:
        """The `self.name = …` in the methods of a class."""
        scopes = self.project.facts(cls.path).scopes
        return [
            store
            for store in self.project.index(cls.path).attributes_of.get((cls.scope, name), ())
            if scopes[store.scope].parameters
            and isinstance(store.target.base, code.Name)
            and store.target.base.id == scopes[store.scope].parameters[0].name
        ]

    def initial(self, variable: Variable) -> list[tuple[code.Node, At]]:
        """What the variable is first given: in the body of its module or class, or by the methods of its class."""
        if variable.kind == "app":
            return []
        facts = self.project.facts(variable.path)
        if variable.kind == "instance":
            stores = self.initial_stores(variable.owner, variable.name)
            return [
                (s.value, At(variable.path, s.scope, s.block, s.statement))
                for s in stores
                if s.value and s.how == "assign"
            ]
        return [
            (b.value, At(variable.path, variable.scope, b.block, b.statement))
            for b in self.project.names(variable.path).all_of(variable.scope, variable.name)
            if b.value is not None and facts.blocks[b.block].scope == variable.scope
        ]

    def place(self, variable: Variable) -> Place | None:
        """Where it is defined."""
        if variable.kind == "app":
            return None
        if variable.kind == "instance":
            stores = self.initial_stores(variable.owner, variable.name)
            return Place(variable.path, stores[0].span, f"`{variable.name}` is defined here") if stores else None
        bindings = self.project.names(variable.path).all_of(variable.scope, variable.name)
        return Place(variable.path, bindings[0].span, f"`{variable.name}` is defined here") if bindings else None

    # -- objects that outlive a call

    def kept_in(self, method: Definition, hops: int = MAX_HOPS) -> Place | None:
        """Where a module or class keeps an object on which the method is called, directly or by another method."""
        cls = self.project.scope(method).parent
        if self.project.reach.entry_points.keeps_object(Definition(method.path, cls)):
            return Place(method.path, self.project.scope(Definition(method.path, cls)).span)
        for use in self.project.callers.uses(method) if hops else ():
            receiver = use.callee.receiver
            if receiver is None:
                continue
            if isinstance(receiver.data, Made):
                if receiver.data in self.kept_objects():
                    return self.kept_objects()[receiver.data]
                continue
            caller = self.project.function_around(use.made.path, self.project.call(use.made).scope)
            if caller.path == method.path and self.project.scope(caller).parent == cls and caller != method:
                if (place := self.kept_in(caller, hops - 1)) is not None:
                    return place
        return None

    def kept_objects(self) -> dict[Made, Place]:
        """The objects that a module or class keeps, by the call that makes them, and those that these keep in turn."""
        if self._kept_objects is None:
            self._kept_objects = {}
            for path in self.project.files:
                facts = self.project.facts(path)
                for binding in facts.bindings:
                    if binding.how == "assign" and facts.scopes[binding.scope].kind in ("module", "class"):
                        at = At(path, facts.blocks[binding.block].scope, binding.block, binding.statement)
                        self._keep(binding.value, at, Place(path, binding.span), self._kept_objects)
        return self._kept_objects

    def _keep(self, node: code.Node | None, at: At, place: Place, found: dict[Made, Place]) -> None:
        for value in self.project.values(node, at) if isinstance(node, code.Result | code.Choice) else ():
            made = value.data
            if not isinstance(made, Made) or not isinstance(value.type, Definition) or made in found:
                continue
            found[made] = place
            for cls in self.project.classes.ancestry(value.type):
                if isinstance(cls, Definition):
                    for store in self._stores_of(cls):
                        inner = At(cls.path, store.scope, store.block, store.statement)
                        self._keep(store.value, inner, place, found)

    def _stores_of(self, cls: Definition) -> list[code.Store]:
        """The stores in the methods of a class."""
        index = self.project.index(cls.path)
        return [s for method in index.functions_of.get(cls.scope, ()) for s in index.stores_in.get(method, ())]
