"""What collections hold: a list, tuple or mapping that is written out and a key in, the `Value`s that lie there out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from sharelint import code
from sharelint.code import Node
from sharelint.project.contents import held_in
from sharelint.project.names import short
from sharelint.project.values import UNKNOWN, At, Value, part_of

if TYPE_CHECKING:
    from sharelint.project import Project

Values = tuple[Value, ...]

_DEFAULTS = re.compile(r"(^|_|\.)(defaults?|opts|options)(_|$)", re.IGNORECASE)  # tables that a configuration overrides
MAX_ITEMS = 12  # items of a collection that are looked at when it is iterated


class Collections:
    def __init__(self, project: Project) -> None:
        self.project = project

    def subscript(self, node: code.Item, at: At) -> Values:
        """`base[key]`, whatever the base is."""
        keys = [value.data for value in self.project.values(node.key, at) if value.origin == "literal"]
        key = keys[0] if len(keys) == 1 else None
        found: list[Value] = []
        for base in self.project.values(node.base, at):
            if base.origin == "config":
                found.append(replace(base, data=f"{base.data!s}[{key!r}]" if keys else base.data))
            elif base.qualified_name == "os.environ":
                found.append(Value("config", str(key), base.place))
            elif base.origin == "collection":
                named = tuple(v for each in keys for v in self.item(base, each))
                if _DEFAULTS.search(short(node.base)):
                    named = tuple(replace(v, default=True) for v in named)
                found += named if keys else self.elements(base, of_values=True)
            else:
                found += held_in(base) or part_of(base, "__getitem__")
        return tuple(found) or (UNKNOWN,)

    def item(self, collection: Value, key: object) -> Values:
        """`collection[key]`, with a constant key; the last of equal keys wins."""
        node, at = collection.data, collection.at
        if at is None:
            return ()
        if isinstance(node, code.Sequence) and isinstance(key, int):
            inside = -len(node.items) <= key < len(node.items)
            return self._through(collection, self.project.values(node.items[key], at)) if inside else ()
        if isinstance(node, code.Mapping):
            for known, value in reversed(node.items):
                if known is not None and any(
                    v.origin == "literal" and v.data == key for v in self.project.values(known, at)
                ):
                    return self._through(collection, self.project.values(value, at))
        return ()

    def elements(self, collection: Value, of_values: bool = False) -> Values:
        """What iterating gives: the items, or a mapping's keys (its values with `of_values`)."""
        node, at = collection.data, collection.at
        if collection.origin == "config":
            return (collection,)
        if isinstance(node, code.Comprehension) and at is not None:
            return self._through(collection, self.project.values(node.item, at))
        if at is None or not isinstance(node, code.Sequence | code.Mapping):
            return held_in(collection) or part_of(collection, "__iter__") or (UNKNOWN,)
        items: tuple[Node | None, ...]
        if isinstance(node, code.Sequence):
            items = node.items
        else:
            items = tuple(value if of_values else key for key, value in node.items)
        found = [v for item in items[:MAX_ITEMS] if item is not None for v in self.project.values(item, at)]
        return self._through(collection, tuple(found)) or (UNKNOWN,)

    def _through(self, collection: Value, values: Values) -> Values:
        return tuple(replace(v, trail=(*v.trail, *collection.trail)) if v.place is not None else v for v in values)
