"""What the targets of an unpacking, the patterns of a `match` and the parameters of a function bind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from sharelint import code
from sharelint.code import Node

ParameterKind = Literal["positional", "keyword", "args", "kwargs"]


def value_of_target(value: Node | None, index: int, targets: Any) -> Node | None:
    """The value of one target of an unpacking."""
    if value is None or any(type(target).__name__ == "StarredElement" for target in targets):
        return None
    if isinstance(value, code.Sequence) and not any(isinstance(item, code.Starred) for item in value.items):
        return value.items[index] if index < len(value.items) else None
    return code.Item(value.span, value, code.Constant(value.span, index))


def captures(pattern: Any) -> Iterator[Any]:
    """The names that a `case` pattern binds."""
    pending = [pattern]
    while pending:
        node = pending.pop()
        for field in ("name", "rest"):
            if type(found := getattr(node, field, None)).__name__ == "Name" and "Match" in type(node).__name__:
                yield found
        pending += [child for child in node.children if "Match" in type(child).__name__]


def kinds_of(params: Any) -> list[tuple[Any, ParameterKind]]:
    """The parameters of a function in their order, each with its kind."""
    kinds: list[tuple[Any, ParameterKind]] = []
    kinds += [(param, "positional") for param in (*params.posonly_params, *params.params)]
    if type(params.star_arg).__name__ == "Param":
        kinds.append((params.star_arg, "args"))
    kinds += [(param, "keyword") for param in params.kwonly_params]
    if params.star_kwarg is not None:
        kinds.append((params.star_kwarg, "kwargs"))
    return kinds
