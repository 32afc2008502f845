"""What calls and operators give: paths joined, texts formatted, settings read, objects made."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from sharelint import code
from sharelint.project import containers
from sharelint.project.calls import Callee, Given
from sharelint.project.contents import UNIQUE
from sharelint.project.libraries import DEFAULTS, FUNCTIONS, RETURNS, TRANSPARENT, canonical
from sharelint.project.names import call_at, short
from sharelint.project.values import UNKNOWN, At, Definition, Formal, Hole, Made, Value, text
from sharelint.records import Place

if TYPE_CHECKING:
    from sharelint.project import Project

Values = tuple[Value, ...]
Parts = list[str | Hole]


class Operations:
    def __init__(self, project: Project) -> None:
        self.project = project

    def result(self, made: Made) -> Values:
        """The value of a call."""
        found: list[Value] = []
        for callee in self.project.calls.callees(made):
            if isinstance(callee.target, Definition):
                found += self._project_call(callee, made)
            elif callee.target:
                found += self._library_call(callee, made)
            elif callee.config:
                found += self._config_call(callee, made)
        return tuple(found) or self._new_ending(made) or (UNKNOWN,)

    def returned(self, function: Definition) -> Values:
        """What a function of the project returns; what it yields, for one that is used as a context manager."""
        found: list[Value] = []
        for value in self.project.index(function.path).returns_in.get(function.scope, ()):
            scope = self.project.scope(function)
            if value.is_yield and not scope.decorators:
                continue
            at = At(function.path, function.scope, value.block, value.value.span)
            found += self.project.values(value.value, at)
        if not found:
            scope = self.project.scope(function)
            outer = At(function.path, scope.parent, scope.block, scope.span)
            return self.project.evaluator.annotated(scope.annotation, outer)
        return tuple(found)

    # -- calls

    def _project_call(self, callee: Callee, made: Made) -> Values:
        assert isinstance(callee.target, Definition)
        place = Place(made.path, self.project.call(made).span)
        if self.project.scope(callee.target).kind == "class":
            return (Value("object", made, place, callee.target),)
        return tuple(new for value in self.returned(callee.target) for new in self._in_call(value, callee))

    def _in_call(self, value: Value, callee: Callee) -> Values:
        """What a function returns, with the arguments of this very call in place of its parameters."""
        if value.formal is not None and value.formal.function == callee.target:
            given = self._given_for(value.formal, callee)
            if given is not None:
                values = self.project.read(given) if value.origin == "argument" else ()
                asks = value.formal.name in _DEFAULTS  # a function of one's own that looks for a setting
                return tuple(replace(v, default=True) for v in values) if asks else values
            if callee.starred:
                return (value,)
            return () if value.origin == "argument" and self._has_default(value.formal) else (value,)
        if value.origin != "text" or not any(isinstance(p, Hole) and p.formal is not None for p in value.parts):
            return (value,)
        hops = list(value.trail)
        parts: Parts = []
        for part in value.parts:
            formal = part.formal if isinstance(part, Hole) else None
            if not isinstance(part, Hole) or formal is None or formal.function != callee.target:
                parts.append(part)
            elif (given := self._given_for(formal, callee)) is not None:
                parts += self._pieces(given.node, given.at, hops)
            else:  # what other calls give for it is not given here
                parts.append(replace(part, formal=None))
        kind = value.type if isinstance(value.type, str) else "str"
        return (text(parts, value.place, kind, value.default, hops),)

    def _given_for(self, formal: Formal, callee: Callee) -> Given | None:
        scope = self.project.scope(formal.function)
        names = [p.name for p in scope.parameters if p.kind == "positional"]
        static = any(isinstance(d, code.Name) and d.id == "staticmethod" for d in scope.decorators)
        implicit = int(callee.receiver is not None and not static)
        position = names.index(formal.name) - implicit if formal.name in names else -1
        return callee.argument(position, formal.name)

    def _has_default(self, formal: Formal) -> bool:
        parameters = self.project.scope(formal.function).parameters
        return any(p.name == formal.name and p.default is not None for p in parameters)

    def _library_call(self, callee: Callee, made: Made) -> Values:
        name = callee.target
        assert isinstance(name, str)
        place = Place(made.path, self.project.call(made).span)
        if (operation := _TEXT_OPERATIONS.get(name)) is not None:
            return operation(self, callee, place)
        if values := containers.call(self.project, callee, call_at(made.path, self.project.call(made))):
            return values
        if name in TRANSPARENT:
            return self._transparent(callee, name)
        if name == "functools.partial":
            first = callee.argument(0)
            return tuple(replace(v, call=made) for v in self.project.read(first) if v.origin == "name") if first else ()
        if name == "getattr" and (values := self._getattr(callee)):
            return values
        if name == "type" and (first := callee.argument(0)) is not None and len(callee.given) == 1:
            return tuple(Value("name", v.type, place) for v in self.project.read(first) if v.type) or (UNKNOWN,)
        if name == "super":
            return self._super(made)
        if name in FUNCTIONS:
            return (Value("name", FUNCTIONS[name], place),)
        return (Value("object", made, place, canonical(RETURNS.get(name, name))),)

    def _config_call(self, callee: Callee, made: Made) -> Values:
        place = Place(made.path, self.project.call(made).span)
        key = callee.argument(0)
        names = [str(v.data) for v in self.project.read(key) if v.origin == "literal"] if key else []
        found = [Value("config", names[0] if names else callee.config, place)]
        position, keyword = DEFAULTS.get(callee.config, (1, "default"))
        default = callee.argument(position, keyword) or callee.argument(-1, "fallback")
        if default is not None:
            found += [replace(v, default=True) for v in self.project.read(default) if v.origin in ("literal", "text")]
        return tuple(found)

    def _transparent(self, callee: Callee, name: str) -> Values:
        if callee.receiver is not None and not name.startswith("typing."):
            return (callee.receiver,)
        first = callee.argument(0)
        return self.project.read(first) if first is not None else (UNKNOWN,)

    def _getattr(self, callee: Callee) -> Values:
        base, name = callee.argument(0), callee.argument(1)
        if base is None or name is None:
            return ()
        evaluator = self.project.evaluator
        return tuple(
            found
            for key in self.project.read(name)
            if isinstance(key.data, str) and key.origin == "literal"
            for value in self.project.read(base)
            for found in evaluator.attribute(value, key.data)
        )

    def _super(self, made: Made) -> Values:
        """`super()` in a method: an object of the nearest base class."""
        scope = self.project.facts(made.path).scopes[self.project.call(made).scope]
        owner = Definition(made.path, scope.parent)
        if self.project.scope(owner).kind != "class":
            return (UNKNOWN,)
        bases = self.project.classes.ancestry(owner)[1:]
        return tuple(Value("object", made, None, base) for base in bases[:1]) or (UNKNOWN,)

    # -- texts

    def binary(self, node: code.Binary, at: At) -> Values:
        place = Place(at.path, node.span)
        lefts = self.project.values(node.left, at)
        if node.operator == "/" and (any(_is_path(v) for v in lefts) or self._is_text(node.right, at)):
            hops: list[Place] = []
            right = self._pieces(node.right, at, hops)
            left = [(list(v.parts) or [_hole(node.left, v)], v.trail) for v in lefts]
            return tuple(self._joined([parts, right], place, [*trail, *hops]) for parts, trail in left)
        if node.operator == "|":  # flags: both sides hold
            return (Value("collection", code.Sequence(node.span, "set", (node.left, node.right)), place, "set", at),)
        if node.operator == "+":
            return self._added(node, lefts, at, place)
        if node.operator == "%":
            return tuple(self._percent(v, node.right, at, place) for v in lefts if v.parts) or (UNKNOWN,)
        return (UNKNOWN,)

    def _is_text(self, node: code.Node, at: At) -> bool:
        """Whether it is a text, by which nothing but a path can be divided."""
        return any(v.parts and v.type != "bytes" for v in self.project.values(node, at))

    def _added(self, node: code.Binary, lefts: Values, at: At, place: Place) -> Values:
        rights = self.project.values(node.right, at)
        if any(v.origin == "collection" for v in (*lefts, *rights)):
            return tuple(v for v in (*lefts, *rights) if v.origin == "collection")
        numbers = [v.data for v in (*lefts, *rights) if isinstance(v.data, int) and v.origin == "literal"]
        if len(lefts) == len(rights) == 1 and len(numbers) == 2:
            return (Value("literal", sum(numbers), place, "int"),)
        found = []
        for left in lefts[:4]:
            for right in rights[:4]:
                if not left.parts and not right.parts:
                    continue
                parts = [*(left.parts or (_hole(node.left, left),)), *(right.parts or (_hole(node.right, right),))]
                default = left.default or right.default
                found.append(text(parts, place, default=default, hops=left.trail + right.trail))
        return tuple(found) or (UNKNOWN,)

    def _percent(self, template: Value, right: code.Node, at: At, place: Place) -> Value:
        operands = list(right.items) if isinstance(right, code.Sequence) and right.kind == "tuple" else [right]
        named = isinstance(right, code.Mapping)
        parts: Parts = []
        hops = list(template.trail)
        for part in template.parts:
            if isinstance(part, Hole):
                parts.append(part)
                continue
            last = 0
            for spec in _PERCENT.finditer(part):
                parts.append(part[last : spec.start()])
                last = spec.end()
                if spec[0] == "%%":
                    parts.append("%")
                elif named or spec[1]:
                    parts.append(Hole((spec[1] or "(…)")[1:-1]))
                else:
                    parts += self._pieces(operands.pop(0), at, hops) if operands else [Hole("…")]
            parts.append(part[last:])
        return text(parts, place, default=template.default, hops=hops)

    def format(self, callee: Callee, place: Place) -> Values:
        if callee.receiver is None or not callee.receiver.parts:
            return (UNKNOWN,)
        parts: Parts = []
        hops = list(callee.receiver.trail)
        counter = 0
        for part in callee.receiver.parts:
            if isinstance(part, Hole):
                parts.append(part)
                continue
            last = 0
            for field in _FIELD.finditer(part):
                parts.append(part[last : field.start()])
                last = field.end()
                if field[0] in ("{{", "}}"):
                    parts.append(field[0][0])
                    continue
                name = re.split(r"[.\[]", field[1])[0]
                position = int(name) if name.isdigit() else counter if not name else -1
                counter += not name
                argument = callee.argument(position, name)
                parts += self._pieces(argument.node, argument.at, hops) if argument is not None else [Hole(name or "…")]
            parts.append(part[last:])
        return (text(parts, place, default=callee.receiver.default, hops=hops),)

    def replace(self, callee: Callee, place: Place) -> Values:
        old, new = (self._literal(callee, position) for position in (0, 1))
        receiver = callee.receiver
        if receiver is None or not receiver.parts or old is None or new is None:
            return (UNKNOWN,)
        parts: Parts = [part.replace(old, new) if isinstance(part, str) else part for part in receiver.parts]
        return (text(parts, place, default=receiver.default, hops=receiver.trail),)

    def join(self, callee: Callee, place: Place) -> Values:
        """`separator.join(items)` of a list that is written out."""
        given, separator = callee.argument(0), callee.receiver
        items = (
            next((v for v in self.project.read(given) if isinstance(v.data, code.Sequence)), None) if given else None
        )
        if items is None or items.at is None or separator is None or not isinstance(items.data, code.Sequence):
            return self._chosen(given, place) or (UNKNOWN,)
        hops: list[Place] = []
        parts: Parts = []
        for item in items.data.items:
            parts += [*(separator.parts if parts else ()), *self._pieces(item, items.at, hops)]
        return (text(parts, place, hops=hops),)

    def _chosen(self, given: Given | None, place: Place) -> Values:
        """A text of characters that were drawn at random: a name that nobody else chooses."""
        for value in self.project.read(given) if given is not None else ():
            inside = value.data if isinstance(value.data, code.Comprehension) else None
            drawn = self.project.collections.elements(value) if inside is not None else (value,)
            kind = next((v.type for v in drawn if isinstance(v.type, str) and v.type.startswith(UNIQUE)), "")
            if kind:
                return (text([Hole("…", "object", kind)], place),)
        return ()

    def _new_ending(self, made: Made) -> Values:
        """`path.replace("known_hosts", "known_hosts.lock")` on what is not known: all that is left is the ending."""
        call = self.project.call(made)
        new = call.arguments[1].value if len(call.arguments) == 2 else None
        if not isinstance(call.function, code.Attribute) or call.function.name != "replace":
            return ()
        if not isinstance(new, code.Constant) or not isinstance(new.value, str) or not _ENDING.search(new.value):
            return ()
        hole = self.project.evaluator.hole(call.function.base, (UNKNOWN,))
        return (text([hole, new.value], Place(made.path, call.span)),)

    def _literal(self, callee: Callee, position: int) -> str | None:
        given = callee.argument(position)
        found = [v.data for v in self.project.read(given)] if given is not None else []
        return found[0] if len(found) == 1 and isinstance(found[0], str) else None

    def join_paths(self, callee: Callee, place: Place) -> Values:
        hops: list[Place] = []
        pieces = [self._pieces(argument.node, argument.at, hops) for argument in callee.positional()]
        if not pieces or callee.starred:
            pieces.append([Hole("…")])
        return (self._joined(pieces, place, hops, "str"),)

    def path(self, callee: Callee, place: Place) -> Values:
        hops: list[Place] = []
        pieces = [self._pieces(argument.node, argument.at, hops) for argument in callee.positional()]
        if callee.receiver is not None:
            pieces.insert(0, list(callee.receiver.parts) or [Hole("…")])
            hops = [*callee.receiver.trail, *hops]
        return (self._joined(pieces or [["."]], place, hops),)

    def with_suffix(self, callee: Callee, place: Place) -> Values:
        suffix = callee.argument(0)
        base = callee.receiver
        if suffix is None or base is None:
            return (UNKNOWN,)
        parts = list(base.parts) or [Hole("…")]
        if isinstance(parts[-1], str):
            parts[-1] = parts[-1].rpartition(".")[0] if "." in parts[-1].rpartition("/")[2] else parts[-1]
        hops = list(base.trail)
        return (text([*parts, *self._pieces(suffix.node, suffix.at, hops)], place, "pathlib.Path", hops=hops),)

    def with_name(self, callee: Callee, place: Place) -> Values:
        name = callee.argument(0)
        hops: list[Place] = []
        pieces = self._pieces(name.node, name.at, hops) if name is not None else [Hole("…")]
        return (text([Hole("…"), "/", *pieces], place, "pathlib.Path", hops=hops),)

    def temporary_folder(self, _callee: Callee, place: Place) -> Values:
        return (text([Hole("tempdir", "object", "tempfile.gettempdir")], place),)

    def _joined(self, pieces: list[Parts], place: Place, hops: list[Place], type: str = "pathlib.Path") -> Value:
        """Path segments joined as os.path.join does: an absolute one starts anew."""
        parts: Parts = []
        for piece in pieces:
            first = piece[0] if piece else ""
            if isinstance(first, str) and first.startswith("/"):
                parts = []
            elif parts and not (isinstance(parts[-1], str) and parts[-1].endswith("/")):
                parts.append("/")
            parts += piece
        return text(parts, place, type, hops=hops)

    def _pieces(self, node: code.Node, at: At, hops: list[Place]) -> Parts:
        return self.project.evaluator.pieces(node, at, hops)


def _is_path(value: Value) -> bool:
    return value.type == "pathlib.Path" or (
        value.origin in ("name", "object") and str(value.data if value.origin == "name" else value.type) in _PATHS
    )


def _hole(node: code.Node, value: Value) -> Hole:
    return Hole(short(node), value.origin, value.type if isinstance(value.type, str) else "", value.formal)


_PERCENT = re.compile(r"%(\(\w+\))?[-#0 +]*(?:\d+|\*)?(?:\.\d+)?[a-zA-Z%]")
_FIELD = re.compile(r"\{\{|\}\}|\{([^{}:!]*)[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")

_DEFAULTS = frozenset({"default", "default_value", "fallback"})
_ENDING = re.compile(r"\.[A-Za-z]\w+$")
_PATHS = frozenset(f"pathlib.Path.{name}" for name in ("parent", "home", "cwd", "parents", "resolve", "absolute"))

_TEXT_OPERATIONS: dict[str, Callable[[Operations, Callee, Place], Values]] = {
    "str.format": Operations.format,
    "str.join": Operations.join,
    "str.replace": Operations.replace,
    "os.path.join": Operations.join_paths,
    "pathlib.Path": Operations.path,
    "pathlib.Path.joinpath": Operations.path,
    "pathlib.Path.with_suffix": Operations.with_suffix,
    "pathlib.Path.with_name": Operations.with_name,
    "tempfile.gettempdir": Operations.temporary_folder,
}
