"""What calls on dictionaries, lists and texts give: items looked up, lists joined and split, fields with a default.

A `Callee` and its place in, `Values` out; empty if this has nothing to say about the call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from sharelint import code
from sharelint.project.calls import Callee, Given
from sharelint.project.values import At, Definition, Hole, Value, text
from sharelint.records import Place

if TYPE_CHECKING:
    from sharelint.project import Project

Values = tuple[Value, ...]
Operation = Callable[["Project", Callee, At], Values]


def call(project: Project, callee: Callee, at: At) -> Values:
    operation = _OPERATIONS.get(callee.target) if isinstance(callee.target, str) else None
    return operation(project, callee, at) if operation is not None else ()


# -- dictionaries


def _get(project: Project, callee: Callee, _at: At) -> Values:
    """`mapping.get(key, default)`: the item, or the default where there is none of that name."""
    mapping, key, default = callee.receiver, callee.argument(0), callee.argument(1, "default")
    if mapping is None or mapping.origin != "collection" or key is None:
        return ()
    keys = [v.data for v in project.read(key) if v.origin == "literal"]
    found = [v for each in keys for v in project.collections.item(mapping, each)]
    if not keys:
        found = [v for v in project.collections.elements(mapping, of_values=True) if v.origin != "unknown"]
    if default is not None and not (keys and found):
        found += [replace(v, default=True) for v in project.read(default)]
    return tuple(found)


def _dict(project: Project, callee: Callee, at: At) -> Values:
    """`dict(host="db", port=5432)` is `{"host": "db", "port": 5432}`."""
    if callee.starred or not callee.given or any(not given.keyword or given.at != at for given in callee.given):
        return ()
    items = tuple((code.Constant(given.node.span, given.keyword), given.node) for given in callee.given)
    return (_collection(project, code.Mapping(at.span, items), at, "dict"),)


def _copy(project: Project, callee: Callee, at: At) -> Values:
    """A list or dictionary made of another one: the same items, and not the same object."""
    given = callee.argument(0)
    source = (
        (callee.receiver,) if given is None and callee.receiver is not None else project.read(given) if given else ()
    )
    place = Place(at.path, at.span)
    return tuple(replace(v, place=place) for v in source if v.origin in ("collection", "config"))


def _items(project: Project, callee: Callee, _at: At) -> Values:
    return _of_mapping(project, callee, lambda key, value: code.Sequence(value.span, "tuple", (key, value)))


def _mapping_values(project: Project, callee: Callee, _at: At) -> Values:
    return _of_mapping(project, callee, lambda _, value: value)


def _keys(project: Project, callee: Callee, _at: At) -> Values:
    return _of_mapping(project, callee, lambda key, _: key)


def _of_mapping(project: Project, callee: Callee, make: Callable[[code.Node, code.Node], code.Node]) -> Values:
    mapping = callee.receiver
    if mapping is None or not isinstance(mapping.data, code.Mapping) or mapping.at is None:
        return ()
    items = tuple(make(key, value) for key, value in mapping.data.items if key is not None)
    made = _collection(project, code.Sequence(mapping.data.span, "list", items), mapping.at, "list")
    return (replace(made, place=mapping.place, trail=mapping.trail, default=mapping.default),)


# -- lists and texts


def _join(project: Project, callee: Callee, at: At) -> Values:
    """`"/".join([base, path])`, as far as the list is written out."""
    separator, given = callee.receiver, callee.argument(0)
    if separator is None or separator.origin != "literal" or not isinstance(separator.data, str) or given is None:
        return ()
    found = []
    for value in project.read(given):
        if isinstance(value.data, code.Sequence) and value.at is not None and value.data.kind != "set":
            hops = list(value.trail)
            parts: list[str | Hole] = []
            for number, item in enumerate(value.data.items):
                parts += ([separator.data] if number else []) + project.evaluator.pieces(item, value.at, hops)
            found.append(text(parts, Place(at.path, at.span), hops=hops, default=value.default))
    return tuple(found)


def _split(project: Project, callee: Callee, at: At) -> Values:
    """`"a:1,b:2".split(",")`."""
    whole, given = callee.receiver, callee.argument(0, "sep")
    if whole is None or whole.origin != "literal" or not isinstance(whole.data, str) or callee.argument(1, "maxsplit"):
        return ()
    by = [v.data for v in project.read(given) if v.origin == "literal"] if given is not None else [None]
    if len(by) != 1 or not (by[0] is None or (isinstance(by[0], str) and by[0])):
        return ()
    span = whole.place.span if whole.place is not None else at.span
    pieces = whole.data.split(by[0])[:_MAX_PIECES]
    items = tuple(code.Constant(span, piece) for piece in pieces)
    place_at = replace(at, path=whole.place.path) if whole.place is not None else at
    made = _collection(project, code.Sequence(span, "list", items), place_at, "list")
    return (replace(made, place=whole.place or made.place, trail=whole.trail, default=whole.default),)


_MAX_PIECES = 20


def _urljoin(project: Project, callee: Callee, at: At) -> Values:
    """`urljoin(base, path)`: an absolute second URL wins."""
    base, path = callee.argument(0, "base"), callee.argument(1, "url")
    if base is None or path is None:
        return ()
    hops: list[Place] = []
    rest = _pieces(project, path, hops)
    if rest and isinstance(rest[0], str) and "://" in rest[0]:
        return (text(rest, Place(at.path, at.span), hops=hops),)
    return tuple(
        text([*value.parts, "/", *rest], Place(at.path, at.span), default=value.default, hops=(*value.trail, *hops))
        for value in project.read(base)
        if value.parts
    )


def _pieces(project: Project, given: Given, hops: list[Place]) -> list[str | Hole]:
    return project.evaluator.pieces(given.node, given.at, hops)


# -- fields of dataclasses and models


def _field(position: int) -> Operation:
    def field(project: Project, callee: Callee, _at: At) -> Values:
        default = callee.argument(position, "default")
        if default is not None:
            return project.read(default)
        factory = callee.argument(-1, "default_factory") or callee.argument(-1, "factory")
        functions = [v.data for v in project.read(factory)] if factory is not None else []
        return tuple(
            value
            for function in functions
            if isinstance(function, Definition) and project.scope(function).kind in ("function", "lambda")
            for value in project.operations.returned(function)
        )

    return field


def _collection(project: Project, node: code.Sequence | code.Mapping, at: At, kind: str) -> Value:
    project.kept(node)
    return Value("collection", node, Place(at.path, node.span), kind, at)


_OPERATIONS: dict[str, Operation] = {
    "dict.get": _get,
    "dict": lambda project, callee, at: _dict(project, callee, at) or _copy(project, callee, at),
    "dict.copy": _copy,
    "list": _copy,
    "list.copy": _copy,
    "tuple": _copy,
    "sorted": _copy,
    "copy.copy": _copy,
    "copy.deepcopy": _copy,
    "dict.items": _items,
    "dict.values": _mapping_values,
    "dict.keys": _keys,
    "str.join": _join,
    "str.split": _split,
    "urllib.parse.urljoin": _urljoin,
    "dataclasses.field": _field(-1),
    "attr.ib": _field(0),
    "attrs.field": _field(-1),
    "attr.field": _field(-1),
    "msgspec.field": _field(-1),
    "pydantic.Field": _field(0),
    "sqlmodel.Field": _field(0),
}
