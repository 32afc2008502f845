"""Statements of LibCST, to those of `ast`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from sharelint.facts.newer.expressions import (
    OPERATORS,
    arguments,
    dotted,
    expression,
    identifier,
    optional,
    pattern,
)
from sharelint.facts.newer.places import Places
from sharelint.facts.targets import TypeAlias


def suite(places: Places, body: Any) -> list[ast.stmt]:
    """The statements of a module, of an indented block, or after a colon on the same line."""
    statements: list[ast.stmt] = []
    for node in body.body:
        if type(node).__name__ == "SimpleStatementLine":
            statements += [_statement(places, small) for small in node.body]
        else:
            statements.append(_statement(places, node))
    return statements


def _statement(places: Places, node: Any) -> ast.stmt:
    made = places.put(_FORMS.get(type(node).__name__, _pass)(places, node), node)
    if isinstance(made, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        _end_with_body(made)
    return made


def _end_with_body(made: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
    """For LibCST a block ends where the next line begins."""
    last: Any = made
    while inner := [part for field in _SUITES for part in getattr(last, field, ())]:
        last = inner[-1]
    made.end_lineno, made.end_col_offset = last.end_lineno, last.end_col_offset


_SUITES = ("body", "cases", "handlers", "orelse", "finalbody")  # in the order of the source


def _pass(places: Places, node: Any) -> ast.stmt:  # noqa: ARG001
    return ast.Pass()


def _assign(places: Places, node: Any) -> ast.stmt:
    return ast.Assign([expression(places, target.target) for target in node.targets], expression(places, node.value))


def _assign_annotated(places: Places, node: Any) -> ast.stmt:
    annotation = expression(places, node.annotation.annotation)
    return ast.AnnAssign(expression(places, node.target), annotation, optional(places, node.value), 1)


def _augment(places: Places, node: Any) -> ast.stmt:
    operator = OPERATORS.get(type(node.operator).__name__.removesuffix("Assign"), ast.Pow)()
    return ast.AugAssign(expression(places, node.target), operator, expression(places, node.value))


def _expr(places: Places, node: Any) -> ast.stmt:
    return ast.Expr(expression(places, node.value))


def _return(places: Places, node: Any) -> ast.stmt:
    return ast.Return(optional(places, node.value))


def _import(places: Places, node: Any) -> ast.stmt:
    return ast.Import([_alias(places, alias) for alias in node.names])


def _import_from(places: Places, node: Any) -> ast.stmt:
    module = dotted(node.module) if node.module is not None else None
    star = type(node.names).__name__ == "ImportStar"
    names = [places.put(ast.alias("*"), node)] if star else [_alias(places, alias) for alias in node.names]
    return ast.ImportFrom(module, names, len(node.relative))


def _alias(places: Places, node: Any) -> ast.alias:
    name = node.asname and node.asname.name
    return places.put(ast.alias(dotted(node.name), name and identifier(name)), node.name, name or node.name)


def _declare(places: Places, node: Any) -> ast.stmt:  # noqa: ARG001
    kind = ast.Global if type(node).__name__ == "Global" else ast.Nonlocal
    return kind([identifier(item.name) for item in node.names])


def _delete(places: Places, node: Any) -> ast.stmt:
    several = type(node.target).__name__ == "Tuple"
    targets = [element.value for element in node.target.elements] if several else [node.target]
    return ast.Delete([expression(places, target) for target in targets])


def _raise(places: Places, node: Any) -> ast.stmt:
    return ast.Raise(optional(places, node.exc), optional(places, node.cause and node.cause.item))


def _assert(places: Places, node: Any) -> ast.stmt:
    return ast.Assert(expression(places, node.test), optional(places, node.msg))


def _type_alias(places: Places, node: Any) -> ast.stmt:
    kind: Any = TypeAlias
    name, value = expression(places, node.name), expression(places, node.value)
    return kind(name=name, value=value, type_params=[])  # type: ignore[no-any-return]


def _function(places: Places, node: Any) -> ast.stmt:
    kind: Any = ast.FunctionDef if node.asynchronous is None else ast.AsyncFunctionDef
    return kind(  # type: ignore[no-any-return]
        name=identifier(node.name),
        args=arguments(places, node.params),
        body=suite(places, node.body),
        decorator_list=[expression(places, decorator.decorator) for decorator in node.decorators],
        returns=optional(places, node.returns and node.returns.annotation),
        type_params=[],
    )


def _class(places: Places, node: Any) -> ast.stmt:
    given = [*node.bases, *node.keywords]
    keywords = [argument for argument in given if argument.keyword is not None or argument.star == "**"]
    bases = [argument for argument in given if argument not in keywords]
    kind: Any = ast.ClassDef
    return kind(  # type: ignore[no-any-return]
        name=identifier(node.name),
        bases=[_base(places, argument) for argument in bases],
        keywords=[
            ast.keyword(argument.keyword and identifier(argument.keyword), expression(places, argument.value))
            for argument in keywords
        ],
        body=suite(places, node.body),
        decorator_list=[expression(places, decorator.decorator) for decorator in node.decorators],
        type_params=[],
    )


def _base(places: Places, node: Any) -> Any:
    value = expression(places, node.value)
    return places.put(ast.Starred(value), node) if node.star else value


def _if(places: Places, node: Any) -> ast.stmt:
    """A chain of `elif`, from its end to its start: each lives in the `else` of the one before it."""
    chain = []
    while type(node).__name__ == "If":
        chain.append(node)
        node = node.orelse
    orelse = suite(places, node.body) if node is not None else []
    for link in reversed(chain):
        made = ast.If(expression(places, link.test), suite(places, link.body), orelse)
        orelse = [places.put(made, link)]
    return orelse[0]


def _try(places: Places, node: Any) -> ast.stmt:
    kind = ast.Try if type(node).__name__ == "Try" else ast.TryStar
    handlers = [_handler(places, handler) for handler in node.handlers]
    return kind(suite(places, node.body), handlers, _else(places, node.orelse), _else(places, node.finalbody))


def _handler(places: Places, node: Any) -> ast.ExceptHandler:
    name = identifier(node.name.name) if node.name is not None else None
    return places.put(ast.ExceptHandler(optional(places, node.type), name, suite(places, node.body)), node)


def _else(places: Places, node: Any) -> list[ast.stmt]:
    return suite(places, node.body) if node is not None else []


def _for(places: Places, node: Any) -> ast.stmt:
    kind = ast.For if node.asynchronous is None else ast.AsyncFor
    target, source = expression(places, node.target), expression(places, node.iter)
    return kind(target, source, suite(places, node.body), _else(places, node.orelse))


def _while(places: Places, node: Any) -> ast.stmt:
    return ast.While(expression(places, node.test), suite(places, node.body), _else(places, node.orelse))


def _with(places: Places, node: Any) -> ast.stmt:
    kind = ast.With if node.asynchronous is None else ast.AsyncWith
    items = [
        ast.withitem(expression(places, item.item), optional(places, item.asname and item.asname.name))
        for item in node.items
    ]
    return kind(items, suite(places, node.body))


def _match(places: Places, node: Any) -> ast.stmt:
    cases = [
        ast.match_case(pattern(places, case.pattern), optional(places, case.guard), suite(places, case.body))
        for case in node.cases
    ]
    return ast.Match(expression(places, node.subject), cases)


_FORMS: dict[str, Callable[[Places, Any], ast.stmt]] = {
    "Assign": _assign,
    "AnnAssign": _assign_annotated,
    "AugAssign": _augment,
    "Expr": _expr,
    "Return": _return,
    "Import": _import,
    "ImportFrom": _import_from,
    "Global": _declare,
    "Nonlocal": _declare,
    "Del": _delete,
    "Raise": _raise,
    "Assert": _assert,
    "TypeAlias": _type_alias,
    "FunctionDef": _function,
    "ClassDef": _class,
    "If": _if,
    "Try": _try,
    "TryStar": _try,
    "For": _for,
    "While": _while,
    "With": _with,
    "Match": _match,
}
