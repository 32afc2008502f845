"""What the targets of an unpacking, the patterns of a `match` and the parameters of a function bind."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Literal

from sharelint import code
from sharelint.code import Node

TypeAlias: type = getattr(ast, "TypeAlias", None) or type("TypeAlias", (ast.stmt,), {})  # of Python 3.12

ParameterKind = Literal["positional", "keyword", "args", "kwargs"]


def value_of_target(value: Node | None, index: int, targets: Sequence[ast.expr]) -> Node | None:
    """The value of one target of an unpacking."""
    if value is None or any(isinstance(target, ast.Starred) for target in targets):
        return None
    if isinstance(value, code.Sequence) and not any(isinstance(item, code.Starred) for item in value.items):
        return value.items[index] if index < len(value.items) else None
    return code.Item(value.span, value, code.Constant(value.span, index))


def captures(pattern: ast.pattern) -> Iterator[tuple[ast.AST, str]]:
    """The names that a `case` pattern binds, each with the part of the pattern that binds it, in their order."""
    found = []
    for part in ast.walk(pattern):
        name = part.rest if isinstance(part, ast.MatchMapping) else getattr(part, "name", None)
        if name is not None:
            found.append((part, name))
    yield from sorted(found, key=lambda item: (item[0].end_lineno, item[0].end_col_offset))  # type: ignore[attr-defined]


def kinds_of(arguments: ast.arguments) -> Iterator[tuple[ast.arg, ParameterKind, ast.expr | None]]:
    """The parameters of a function in their order, each with its kind and default."""
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + arguments.defaults
    for argument, default in zip(positional, defaults, strict=True):
        yield argument, "positional", default
    if arguments.vararg is not None:
        yield arguments.vararg, "args", None
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield argument, "keyword", default
    if arguments.kwarg is not None:
        yield arguments.kwarg, "kwargs", None
