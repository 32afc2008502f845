"""One expression of the tree in, one `code.Node` out.

A form that the model has no use for becomes `Other` with its operands, and the calls inside it are recorded all the
same. Chains, as of `+` or of method calls, are followed in a loop; what is nested too deeply raises TooDeepError.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sharelint import code
from sharelint.code import Node
from sharelint.facts.depth import MAX_DEPTH, MAX_LINKS, TooDeepError

if TYPE_CHECKING:
    from sharelint.facts.lower import Lowering


def lower_expression(low: Lowering, node: Any) -> Node:
    low.depth += 1
    if low.depth > MAX_DEPTH:
        raise TooDeepError(node.lineno)
    lowered = _FORMS.get(node.__class__, _other)(low, node)
    low.depth -= 1
    return lowered


def _name(low: Lowering, node: ast.Name) -> Node:
    return code.Name(low.span(node), node.id)


def _chain(low: Lowering, node: Any) -> Node:
    """`a.b(c)[d].e`: from the innermost to the outermost, without going deeper for each."""
    links = []
    while (form := node.__class__) in _LINKS:
        links.append(node)
        node = node.func if form is ast.Call else node.value
    if len(links) > MAX_LINKS:
        raise TooDeepError(node.lineno)
    base = lower_expression(low, node)
    for link in reversed(links):
        base = _LINKS[link.__class__](low, link, base)
    return base


def _attribute(low: Lowering, node: ast.Attribute, base: Node) -> Node:
    return code.Attribute(low.span(node), base, node.attr)


def _call(low: Lowering, node: ast.Call, function: Node) -> Node:
    given: list[Any] = [*node.args, *node.keywords]
    if node.args and node.keywords:
        given.sort(key=lambda argument: (argument.lineno, argument.col_offset))  # `f(a=1, *b)`
    return low.call(node, function, tuple([_argument(low, argument) for argument in given]))


def _argument(low: Lowering, argument: Any) -> code.Argument:
    if argument.__class__ is ast.keyword:
        star = "" if argument.arg else "**"
        return code.Argument(lower_expression(low, argument.value), argument.arg or "", star)  # type: ignore[arg-type]
    if argument.__class__ is ast.Starred:
        return code.Argument(lower_expression(low, argument.value), "", "*")
    return code.Argument(lower_expression(low, argument))


def _subscript(low: Lowering, node: ast.Subscript, base: Node) -> Node:
    return code.Item(low.span(node), base, lower_expression(low, node.slice))


def _slice(low: Lowering, node: ast.Slice) -> Node:
    bounds = (node.lower, node.upper, node.step)
    return code.Other(low.span(node), tuple([lower_expression(low, bound) for bound in bounds if bound is not None]))


def _await(low: Lowering, node: ast.Await, base: Node) -> Node:  # noqa: ARG001
    return base


_LINKS: dict[type, Callable[[Lowering, Any, Node], Node]] = {
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.Subscript: _subscript,
    ast.Await: _await,
}


def _constant(low: Lowering, node: ast.Constant) -> Node:
    value = node.value
    if isinstance(value, str):
        # A lone surrogate ("\ud800") is legal in Python and in no output encoding.
        return code.Constant(low.span(node), value if value.isascii() else value.encode("utf-8", "replace").decode())
    if isinstance(value, bytes):
        return code.Bytes(low.span(node), value)
    is_scalar = value is None or isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < 2**63)
    return code.Constant(low.span(node), value) if is_scalar else _other(low, node)  # type: ignore[arg-type]


def _formatted(low: Lowering, node: Any) -> Node:
    """An f-string. Python before 3.12 does not know where its parts stand, so each has the span of the whole."""
    span_of = low.span
    whole = span_of(node)
    low.span = lambda _: whole
    parts = [_part(low, value) for value in node.values]
    low.span = span_of
    return code.Text(whole, tuple(parts))


def _part(low: Lowering, value: Any) -> Node:
    if value.__class__ is ast.Constant:
        return lower_expression(low, value)
    part = lower_expression(low, value.value)
    if value.format_spec is not None:
        lower_expression(low, value.format_spec)
    return part


def _sequence(low: Lowering, node: Any) -> Node:
    kind = _KINDS[node.__class__]
    return code.Sequence(low.span(node), kind, tuple([lower_expression(low, item) for item in node.elts]))  # type: ignore[arg-type]


_KINDS = {ast.Tuple: "tuple", ast.List: "list", ast.Set: "set"}


def _starred(low: Lowering, node: ast.Starred) -> Node:
    value = lower_expression(low, node.value)
    return code.Starred(value.span, value)


def _mapping(low: Lowering, node: ast.Dict) -> Node:
    items: list[tuple[Node | None, Node]] = []
    for key, value in zip(node.keys, node.values, strict=True):
        items.append((None if key is None else lower_expression(low, key), lower_expression(low, value)))
    return code.Mapping(low.span(node), tuple(items))


def _binary(low: Lowering, node: Any) -> Node:
    spine = []
    while node.__class__ is ast.BinOp:
        spine.append(node)
        node = node.left
    if len(spine) > MAX_LINKS:
        raise TooDeepError(node.lineno)
    left = lower_expression(low, node)
    for node in reversed(spine):
        operator = OPERATORS.get(node.op.__class__, "?")
        left = code.Binary(low.span(node), operator, left, lower_expression(low, node.right))
    return left


OPERATORS: dict[type, str] = {
    ast.Add: "+",
    ast.Mod: "%",
    ast.Div: "/",
    ast.BitOr: "|",
    ast.Mult: "*",
    ast.BitAnd: "&",
    ast.Sub: "-",
}


def _boolean(low: Lowering, node: ast.BoolOp) -> Node:
    options = [lower_expression(low, value) for value in node.values]
    # `a and b` is b, or something falsy; a is lowered for the calls in it
    return code.Choice(low.span(node), tuple(options[-1:] if isinstance(node.op, ast.And) else options))


def lower_condition(low: Lowering, node: ast.expr) -> Node:
    """A condition that is only tested: of `a and b` both count, and are kept like those of `a or b`."""
    if not isinstance(node, ast.BoolOp):
        return lower_expression(low, node)
    low.depth += 1
    if low.depth > MAX_DEPTH:
        raise TooDeepError(node.lineno)
    options: list[Node] = []
    for value in node.values:
        option = lower_condition(low, value)
        options += option.options if isinstance(option, code.Choice) and not options else [option]
    low.depth -= 1
    return code.Choice(low.span(node), tuple(options))


def _conditional(low: Lowering, node: ast.IfExp) -> Node:
    lower_expression(low, node.test)
    return code.Choice(low.span(node), (lower_expression(low, node.body), lower_expression(low, node.orelse)))


def _walrus(low: Lowering, node: ast.NamedExpr) -> Node:
    value = lower_expression(low, node.value)
    low.bind_walrus(node.target, value)
    return value


def _lambda(low: Lowering, node: ast.Lambda) -> Node:
    return low.lambda_(node)


def _comprehension(low: Lowering, node: Any) -> Node:
    return low.comprehension(node)


def _yield(low: Lowering, node: ast.Yield) -> Node:
    if node.value is not None:
        low.returned(lower_expression(low, node.value), is_yield=True)
    return code.Other(low.span(node))


def _yield_from(low: Lowering, node: ast.YieldFrom) -> Node:
    return code.Other(low.span(node), (lower_expression(low, node.value),))


def _comparison(low: Lowering, node: ast.Compare) -> Node:
    compared = code.Other(
        low.span(node), tuple([lower_expression(low, operand) for operand in (node.left, *node.comparators)])
    )
    if isinstance(node.ops[0], ast.NotEq):  # the opposite, as `not a == b`
        return code.Other(compared.span, (compared,))
    return compared


def _unary(low: Lowering, node: ast.UnaryOp) -> Node:
    operand = lower_expression(low, node.operand)
    if isinstance(node.op, ast.USub) and isinstance(operand, code.Constant):
        if isinstance(operand.value, (int, float)) and not isinstance(operand.value, bool):
            return code.Constant(low.span(node), -operand.value)
    return code.Other(low.span(node), (operand,))


def _other(low: Lowering, node: ast.expr) -> Node:
    return code.Other(low.span(node))


_FORMS: dict[type, Callable[[Lowering, Any], Node]] = {
    ast.Name: _name,
    **dict.fromkeys(_LINKS, _chain),
    ast.Constant: _constant,
    ast.JoinedStr: _formatted,
    **({ast.TemplateStr: _formatted} if hasattr(ast, "TemplateStr") else {}),  # Python 3.14, PEP 750
    **dict.fromkeys(_KINDS, _sequence),
    ast.Starred: _starred,
    ast.Dict: _mapping,
    ast.Slice: _slice,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.IfExp: _conditional,
    ast.NamedExpr: _walrus,
    ast.Lambda: _lambda,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.DictComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
    ast.Compare: _comparison,
    ast.UnaryOp: _unary,
}
