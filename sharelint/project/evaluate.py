"""What an expression may hold: `Node` and the point where it is read in, `Value`s out.

Works backwards from the question: a name leads to its bindings, a binding to its expression, an import to another file.
What is asked twice is answered from memory; what leads back to itself, or too deep, is unknown.
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from msgspec.structs import replace

from sharelint import code
from sharelint.code import Node
from sharelint.project.contents import LISTS, MEMBERS, TELLING, telling
from sharelint.project.libraries import CONSTANTS, TEXT_METHODS, canonical, is_config
from sharelint.project.names import dotted_node, short
from sharelint.project.values import (
    MAX_TRAIL,
    UNKNOWN,
    At,
    Definition,
    Formal,
    Hole,
    Made,
    Value,
    is_part,
    text,
)  # fmt: skip
from sharelint.records import Place

if TYPE_CHECKING:
    from sharelint.project import Project

Values = tuple[Value, ...]

MAX_VALUES = 12  # alternatives kept of one expression
MAX_FORMATTED = 4  # ... of one part of an f-string

_BUILTINS = frozenset(dir(builtins))


class Evaluator:
    def __init__(self, project: Project) -> None:
        self.project = project

    def values(self, node: Node, at: At) -> Values:
        """Everything that `node`, read at `at`, is known to hold; `(UNKNOWN,)` if nothing is."""
        # A node lives as long as the facts that hold it, so its identity names it.
        key = (id(node), at)
        known: Values | None = self.project.memory.known(key)
        if known is not None:
            return known
        return self.project.memory.answer(key, lambda: _distinct(self._evaluate(node, at)), (UNKNOWN,))

    def _evaluate(self, node: Node, at: At) -> Values:
        match node:  # the most frequent first
            case code.Name():
                return self.name(node, at)
            case code.Attribute():
                bases = self.values(node.base, at)
                found = [v for base in _apart_from_none(bases) for v in self.attribute(base, node.name)]
                return tuple(telling(node, v) for v in found) if node.name in TELLING else tuple(found)
            case code.Result():
                return self.project.operations.result(Made(at.path, node.call))
        place = Place(at.path, node.span)
        match node:
            case code.Constant():
                return (Value("literal", node.value, place, type(node.value).__name__),)
            case code.Bytes():
                return (Value("literal", node.value, place, "bytes"),)
            case code.Text():
                return self._formatted(node, at, place)
            case code.Binary():
                return self.project.operations.binary(node, at)
            case code.Sequence() | code.Mapping():
                kind = node.kind if isinstance(node, code.Sequence) else "dict"
                return (Value("collection", node, place, kind, at),)
            case code.Choice():
                return self._choice(node, at)
            case code.Comprehension():
                return (Value("collection", node, place, "list", At(at.path, node.scope, node.block, node.item.span)),)
            case code.Item():
                return self.project.collections.subscript(node, at)
            case code.Element():
                return tuple(v for base in self.values(node.base, at) for v in self.project.collections.elements(base))
            case code.Imported():
                return self.imported(node, at.path)
            case code.Defined():
                return (Value("name", Definition(at.path, node.scope), place),)
        return (UNKNOWN,)

    # -- names

    def name(self, node: code.Name, at: At) -> Values:
        names = self.project.names(at.path)
        found = names.lookup(node.id, at)
        if found is not None:
            return self.bound(found[1], at.path)
        if values := self._starred(names.facts, node.id):
            return values
        return (Value("name", node.id),) if node.id in _BUILTINS else (UNKNOWN,)

    def bound(self, bindings: list[code.Binding], path: str) -> Values:
        """What the bindings, all in the file `path`, give the name."""
        found: list[Value] = []
        for binding in bindings:
            values = self._bound(binding, path)
            if binding.how in ("assign", "with", "for", "augment"):
                hop = Place(path, binding.span, f"`{binding.name}` is set here")
                values = tuple(
                    v if v.place is None else replace(v, trail=(*v.trail, hop)) if len(v.trail) < MAX_TRAIL else v
                    for v in values
                )
            found += values
        overridden = len(bindings) > 1 and any(value.origin in ("unknown", "object") for value in found)
        return _with_fallbacks(tuple(found), overridden) or (UNKNOWN,)

    def _bound(self, binding: code.Binding, path: str) -> Values:
        facts = self.project.facts(path)
        at = At(path, facts.blocks[binding.block].scope, binding.block, binding.span)
        if binding.how in ("assign", "augment", "for"):
            at = replace(at, span=binding.statement)
        if binding.how == "parameter":
            return self._parameter(binding, at)
        if binding.value is None:
            return self.annotated(binding.annotation, at)
        values = self.values(binding.value, at)
        if binding.how == "with":
            values = tuple(v for value in values for v in self._entered(value))
        if binding.annotation is not None and all(v.origin == "unknown" or is_part(v) for v in values):
            return self.annotated(binding.annotation, at)
        return values

    def _parameter(self, binding: code.Binding, at: At) -> Values:
        facts = self.project.facts(at.path)
        scope = facts.scopes[binding.scope]
        if (owner := self._class_of_first(facts, scope, binding.name)) is not None:
            definition = Definition(at.path, owner)
            if any(mentions(decorator, "classmethod") for decorator in scope.decorators) or scope.name == "__new__":
                return (Value("name", definition),)
            return (Value("object", None, Place(at.path, binding.span), definition),)
        place = Place(at.path, binding.span, f"parameter `{binding.name}`")
        outer = replace(at, scope=scope.parent, block=scope.block, span=scope.span)
        types = [v.type for v in self.annotated(binding.annotation, outer) if v.type] or [
            self.project.calls.request(scope, binding.name, at.path)
        ]
        formal = Formal(Definition(at.path, binding.scope), binding.name)
        if option := self.project.options.of_parameter(formal.function, binding.name):
            return option
        values = [Value("argument", binding.name, place, kind, formal=formal) for kind in types]
        if binding.value is not None:
            defaults = self.values(binding.value, outer)
            values += [
                replace(v, default=True, formal=None if v.default else formal)
                for v in defaults
                if v.origin != "unknown"
            ]
        return tuple(values)

    def _class_of_first(self, facts: code.Facts, scope: code.Scope, name: str) -> int | None:
        """The class whose object, or which itself, the parameter `name` of the method `scope` is."""
        if scope.kind != "function" or not scope.parameters or scope.parameters[0].name != name:
            return None
        if scope.parameters[0].kind != "positional" or any(mentions(d, "staticmethod") for d in scope.decorators):
            return None
        return scope.parent if facts.scopes[scope.parent].kind == "class" else None

    def annotated(self, annotation: Node | None, at: At) -> Values:
        """An object of the class that an annotation names; `X | None`, `Optional[X]` and `"X"` are read as X."""
        if annotation is None:
            return (UNKNOWN,)
        if isinstance(annotation, code.Constant) and isinstance(annotation.value, str):
            annotation = self.project.kept(dotted_node(annotation.value, annotation))
        if isinstance(annotation, code.Binary):
            return self.annotated(annotation.left, at) + self.annotated(annotation.right, at)
        if isinstance(annotation, code.Item):
            names = {value.qualified_name for value in self.values(annotation.base, at)}
            wrapped = {"typing.Optional", "typing.Annotated", "typing.Final", "typing.ClassVar", "typing.Union"}
            if names & wrapped:
                parts = annotation.key.items if isinstance(annotation.key, code.Sequence) else (annotation.key,)
                return tuple(v for part in parts for v in self.annotated(part, at))
            items = self.annotated(annotation.key, at) if names & LISTS else ()
            held = [replace(v, type=f"{v.type}[]") for v in items if isinstance(v.type, str) and v.type]
            return (*self.annotated(annotation.base, at), *held)
        found = []
        for value in self.values(annotation, at) if isinstance(annotation, code.Name | code.Attribute) else ():
            if (
                value.origin == "name"
                and isinstance(value.data, str | Definition)
                and value.data not in ("None", "str")
            ):
                found.append(Value("object", None, Place(at.path, annotation.span), value.data))
        return tuple(found) or (UNKNOWN,)

    def _entered(self, value: Value) -> Values:
        """What `with value as x` gives x: the manager itself, unless its `__enter__` gives something else."""
        if isinstance(value.type, Definition):
            for method in self.project.members(value.type, "__enter__"):
                results = self.project.operations.returned(method)
                if any(v.origin != "unknown" for v in results):
                    return results
        return (value,)

    # -- what imports bring

    def imported(self, node: code.Imported, importer: str) -> Values:
        place = Place(importer, node.span)
        module = node.module
        if not node.name:
            path = self.project.modules.find(importer, module)
            if path is None:
                return (Value("name", canonical(module), place),)
            return (Value("name", Definition(path, 0), place),)
        path = self.project.modules.find(importer, module, node.level)
        if path is not None and path != importer:  # `from . import x` in a package: the module x
            if values := self.member(Definition(path, 0), node.name):
                return values
        inner = f"{module}.{node.name}" if module else node.name
        if (path := self.project.modules.find(importer, inner, node.level)) is not None:
            return (Value("name", Definition(path, 0), place),)
        if node.level or self.project.modules.find(importer, module) is not None:
            return (UNKNOWN,)
        return (self._library(f"{module}.{node.name}", place),)

    def _starred(self, facts: code.Facts, name: str) -> Values:
        return next((v for star in facts.stars if (v := self._from_star(star, name, facts.path))), ())

    def _from_star(self, star: code.Imported, name: str, importer: str) -> Values:
        path = self.project.modules.find(importer, star.module, star.level)
        if path is not None:
            return self.member(Definition(path, 0), name) if not name.startswith("_") else ()
        qualified = canonical(f"{star.module}.{name}")
        return (Value("name", qualified),) if self.project.knows(qualified) else ()

    def _library(self, name: str, place: Place | None = None) -> Value:
        name = canonical(name)
        if name in CONSTANTS:
            return Value("literal", CONSTANTS[name], place, "str")
        return Value("config", name, place) if is_config(name) and name != "os.environ" else Value("name", name, place)

    # -- attributes

    def attribute(self, base: Value, name: str) -> Values:
        if base.origin == "config":
            return (replace(base, data=f"{base.data!s}.{name}"), *self.project.options.defaults(base, name))
        if base.origin == "name":
            if isinstance(base.data, Definition):
                return self.member(base.data, name) or self._undefined(base.data, name)
            return (replace(self._library(f"{base.data!s}.{name}", base.place), receiver=base.receiver),)
        if name == "__class__" and base.type:
            return (Value("name", base.type, base.place),)
        if isinstance(base.type, Definition):
            return self._instance_member(base, base.type, name)
        if base.type:
            qualified = canonical(f"{base.type}.{name}")
            if base.type == "os.environ" or is_config(qualified):
                return (Value("config", qualified, base.place),)
            return (Value("name", qualified, base.place, receiver=base),)
        if base.origin in ("argument", "unknown") and name in MEMBERS:
            return (Value("name", MEMBERS[name], base.place, receiver=base),)
        if base.origin == "argument" and f"str.{name}" in TEXT_METHODS:  # nothing else has such methods
            return (Value("name", f"str.{name}", base.place, receiver=base),)
        return (UNKNOWN,)

    def member(self, owner: Definition, name: str) -> Values:
        """A name in a module, or in a class and its bases; empty if there is none."""
        facts = self.project.facts(owner.path)
        if owner.scope == 0:
            if bindings := self.project.names(owner.path).exported(name):
                return self.bound(bindings, owner.path)
            folder = owner.path.removesuffix("/__init__.py") if owner.path.endswith("/__init__.py") else None
            if folder is not None and (path := self.project.modules.find(owner.path, name, 1)) is not None:
                return (Value("name", Definition(path, 0)),)
            key = ("star", owner.path, name)  # modules may star-import each other
            return self.project.memory.answer(key, lambda: self._starred(facts, name), ())
        if facts.scopes[owner.scope].kind != "class":
            return ()
        for cls in self.project.classes.ancestry(owner):
            if isinstance(cls, Definition):
                if bindings := self.project.names(cls.path).member(cls.scope, name):
                    return self.bound(bindings, cls.path)
        return ()

    def _undefined(self, owner: Definition, name: str) -> Values:
        libraries = [cls for cls in self.project.classes.ancestry(owner) if isinstance(cls, str)]
        return tuple(self._library(f"{cls}.{name}") for cls in libraries) or (UNKNOWN,)

    def _instance_member(self, base: Value, cls: Definition, name: str) -> Values:
        """`object.name`: what the class's methods store there, else what its body or a base class says."""
        if stored := self.project.classes.stored(cls, name):
            return self._declared(cls, name, stored)
        if name in self.project.classes.fields(cls):
            return self._field(base, cls, name)
        found: list[Value] = []
        for value in self.member(cls, name) or self._undefined(cls, name):
            if isinstance(value.data, Definition) and value.origin == "name":
                scope = self.project.scope(value.data)
                getter = any(mentions(d, "property", "cached_property") for d in scope.decorators)
                if scope.kind == "function" and getter:
                    found += self.project.operations.returned(value.data)
                    continue
            found.append(replace(value, receiver=base) if value.origin == "name" else value)
        if base.data is None and all(v.origin in ("unknown", "literal") and v.data is None for v in found):
            found += self.project.classes.left_to_heirs(cls, name)
        return tuple(found)

    def _declared(self, cls: Definition, name: str, stored: Values) -> Values:
        """What methods store in an attribute that a library's object declares, such as an option, only corrects it."""
        body = self.member(cls, name)
        if not any(v.origin == "object" and isinstance(v.data, Made) and isinstance(v.type, str) for v in body):
            return stored
        return tuple(replace(v, default=True) if v.origin in ("literal", "text") else v for v in stored)

    def _field(self, base: Value, cls: Definition, name: str) -> Values:
        """A field of a dataclass: what the constructor is given for it, or its default; of settings, configuration."""
        default = tuple(v for v in self.member(cls, name) if v.origin != "unknown")
        if any(isinstance(c, str) and is_config(c) for c in self.project.classes.ancestry(cls)):
            return (Value("config", name, base.place), *(replace(v, default=True) for v in default))
        formal = Formal(cls, name)
        kinds = [v.type for v in default if v.origin == "object" and v.data is None] or [""]
        values = tuple(Value("argument", name, base.place, kind, formal=formal) for kind in kinds)
        given = (replace(v, default=True, formal=None if v.default else formal) for v in default if v.data is not None)
        return (*values, *given)

    # -- operators and collections

    def _formatted(self, node: code.Text, at: At, place: Place) -> Values:
        """An f-string; one with an option and its default in it, or with one of several constants, is several."""
        hops: list[Place] = []
        whole = [piece for part in node.parts for piece in self.pieces(part, at, hops)]
        firsts = [self.values(part, at)[0] for part in node.parts]
        found = [text(whole, place, default=any(v.default and v.parts for v in firsts), hops=hops)]
        for position, part in enumerate(node.parts):
            for value in self.values(part, at)[1:MAX_FORMATTED]:
                if value.parts:
                    hops = [*value.trail]
                    pieces = [
                        list(value.parts) if index == position else self.pieces(other, at, hops)
                        for index, other in enumerate(node.parts)
                    ]
                    other = text([piece for each in pieces for piece in each], place, "str", value.default, hops)
                    found.append(replace(other, formal=value.formal))
        return tuple(found)

    def pieces(self, node: Node, at: At, hops: list[Place]) -> list[str | Hole]:
        """A formatted expression as parts of a text; the names it came through are added to `hops`."""
        values = self.values(node, at)
        if len(values) == 1 or values[0].origin in ("literal", "text"):
            value = values[0]
            hops += value.trail
            if value.parts:
                return list(value.parts)
            if value.origin == "literal" and isinstance(value.data, int | float):
                return [str(value.data)]
        return [self.hole(node, values)]

    def hole(self, node: Node, values: Values) -> Hole:
        kind = next((v for v in values if v.type and isinstance(v.type, str)), values[0])
        known = kind.type if isinstance(kind.type, str) and kind.type else kind.qualified_name
        return Hole(short(node), values[0].origin, known, values[0].formal)

    def _choice(self, node: code.Choice, at: At) -> Values:
        return _with_fallbacks(tuple(value for option in node.options for value in self.values(option, at)))


def _with_fallbacks(values: Values, overridden: bool = False) -> Values:
    """Beside configuration or an argument a literal is what holds if they say nothing: `getenv("H") or "10.0.0.4"`.

    So is one that is `overridden` under some condition, by something that is not known.
    """
    if overridden or (len(values) > 1 and any(value.origin in ("config", "argument") for value in values)):
        return tuple(replace(v, default=True) if v.origin in ("literal", "text") else v for v in values)
    return values


def _distinct(values: Values) -> Values:
    return tuple(dict.fromkeys(values))[:MAX_VALUES] if len(values) > 1 else values or (UNKNOWN,)


def _apart_from_none(values: Values) -> Values:
    """The alternatives that can have attributes: a module whose import failed, an object not made yet has none."""
    return tuple(v for v in values if v.data is not None or v.origin != "literal") if len(values) > 1 else values


def mentions(node: Node, *names: str) -> bool:
    """Whether a decorator has one of these names, with or without a module before it."""
    return (node.id if isinstance(node, code.Name) else getattr(node, "name", "")) in names
