"""One LibCST expression in, one `code.Node` out.

Nodes are told apart by class name, so that this module can be imported without LibCST. A form that the model has no use
for becomes `Other` with its operands, and the calls inside it are recorded all the same.
"""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sharelint import code
from sharelint.code import Node

if TYPE_CHECKING:
    from sharelint.facts.lower import Lowering


def lower_expression(low: Lowering, node: Any) -> Node:
    return _FORMS.get(type(node).__name__, _other)(low, node)


def identifier(node: Any) -> str:
    """The name as Python sees it: NFKC-normalised (Python reference, 2.3)."""
    name: str = node.value
    return name if name.isascii() else unicodedata.normalize("NFKC", name)


def dotted(node: Any) -> str:
    """`a.b.c` of a Name or a chain of Attributes."""
    names = []
    while type(node).__name__ == "Attribute":
        names.append(identifier(node.attr))
        node = node.value
    names.append(identifier(node))
    return ".".join(reversed(names))


def _name(low: Lowering, node: Any) -> Node:
    span, name = low.span(node), identifier(node)
    if name in ("None", "True", "False"):
        return code.Constant(span, {"None": None, "True": True, "False": False}[name])
    return code.Name(span, name)


def _attribute(low: Lowering, node: Any) -> Node:
    return code.Attribute(low.span(node), lower_expression(low, node.value), identifier(node.attr))


def _call(low: Lowering, node: Any) -> Node:
    arguments = [
        code.Argument(lower_expression(low, arg.value), identifier(arg.keyword) if arg.keyword else "", arg.star)
        for arg in node.args
    ]
    return low.call(node, lower_expression(low, node.func), tuple(arguments))


def _string(low: Lowering, node: Any) -> Node:
    value = node.evaluated_value
    return code.Bytes(low.span(node), value) if isinstance(value, bytes) else _text(low, node, value)


def _text(low: Lowering, node: Any, value: str) -> Node:
    # A lone surrogate ("\ud800") is legal in Python and in no output encoding.
    return code.Constant(low.span(node), value.encode("utf-8", "replace").decode())


def _concatenated(low: Lowering, node: Any) -> Node:
    pieces = []
    whole = node
    while type(node).__name__ == "ConcatenatedString":
        pieces.append(node.left)
        node = node.right
    parts = [lower_expression(low, piece) for piece in [*pieces, node]]
    if all(isinstance(part, code.Constant) for part in parts):
        return _text(low, whole, "".join(str(part.value) for part in parts if isinstance(part, code.Constant)))
    if all(isinstance(part, code.Bytes) for part in parts):
        return code.Bytes(low.span(whole), b"".join(part.value for part in parts if isinstance(part, code.Bytes)))
    return code.Text(low.span(whole), tuple(parts))


def _formatted(low: Lowering, node: Any) -> Node:
    parts: list[Node] = []
    raw = "r" in node.prefix.lower()
    quote = node.start[len(node.prefix) :]
    for part in node.parts:
        if type(part).__name__ == "FormattedStringText":
            parts.append(code.Constant(low.span(node), _unescaped(part.value, quote, raw)))
        else:
            parts.append(lower_expression(low, part.expression))
            for inner in part.format_spec or ():
                if type(inner).__name__ == "FormattedStringExpression":
                    lower_expression(low, inner.expression)
    return code.Text(low.span(node), tuple(parts))


def _unescaped(text: str, quote: str, raw: bool) -> str:
    text = text.replace("{{", "{").replace("}}", "}")
    if raw or "\\" not in text:
        return text
    try:
        return str(ast.literal_eval(f"{quote}{text}{quote}")).encode("utf-8", "replace").decode()
    except (SyntaxError, ValueError):
        return text


def _number(low: Lowering, node: Any) -> Node:
    try:
        value = node.evaluated_value
    except ValueError:  # more digits than Python converts
        return _other(low, node)
    if isinstance(value, complex) or (isinstance(value, int) and abs(value) >= 2**63):
        return _other(low, node)
    return code.Constant(low.span(node), value)


def _sequence(low: Lowering, node: Any) -> Node:
    kind = type(node).__name__.lower()
    return code.Sequence(low.span(node), kind, tuple(_element(low, item) for item in node.elements))  # type: ignore[arg-type]


def _element(low: Lowering, node: Any) -> Node:
    value = lower_expression(low, node.value)
    return code.Starred(value.span, value) if type(node).__name__ == "StarredElement" else value


def _mapping(low: Lowering, node: Any) -> Node:
    items: list[tuple[Node | None, Node]] = []
    for item in node.elements:
        key = lower_expression(low, item.key) if type(item).__name__ == "DictElement" else None
        items.append((key, lower_expression(low, item.value)))
    return code.Mapping(low.span(node), tuple(items))


def _subscript(low: Lowering, node: Any) -> Node:
    base = lower_expression(low, node.value)
    keys = []
    for element in node.slice:
        if type(element.slice).__name__ == "Index":
            keys.append(lower_expression(low, element.slice.value))
        else:
            bounds = (element.slice.lower, element.slice.upper, element.slice.step)
            operands = tuple(lower_expression(low, bound) for bound in bounds if bound is not None)
            keys.append(code.Other(low.span(node), operands))
    key = keys[0] if len(keys) == 1 else code.Sequence(low.span(node), "tuple", tuple(keys))
    return code.Item(low.span(node), base, key)


def _binary(low: Lowering, node: Any) -> Node:
    spine = []
    while type(node).__name__ == "BinaryOperation":
        spine.append(node)
        node = node.left
    left = lower_expression(low, node)
    for node in reversed(spine):
        operator = _OPERATORS.get(type(node.operator).__name__, "?")
        left = code.Binary(low.span(node), operator, left, lower_expression(low, node.right))
    return left


_OPERATORS = {"Add": "+", "Modulo": "%", "Divide": "/", "BitOr": "|", "Multiply": "*", "BitAnd": "&", "Subtract": "-"}


def _boolean(low: Lowering, node: Any) -> Node:
    options = []
    whole = node
    while type(node).__name__ == "BooleanOperation":
        options.append(lower_expression(low, node.right))
        if type(node.operator).__name__ == "And":  # `a and b` is b, or something falsy
            return code.Choice(low.span(whole), tuple(reversed([*options, *_operands(low, node.left)])))
        node = node.left
    options.append(lower_expression(low, node))
    return code.Choice(low.span(whole), tuple(reversed(options)))


def _operands(low: Lowering, node: Any) -> list[Node]:
    lower_expression(low, node)  # for its calls; its value is only tested
    return []


def lower_condition(low: Lowering, node: Any) -> Node:
    """A condition that is only tested: of `a and b` both count, and are kept like those of `a or b`."""
    if type(node).__name__ != "BooleanOperation":
        return lower_expression(low, node)
    whole, options = node, []
    while type(node).__name__ == "BooleanOperation":
        options.append(lower_condition(low, node.right))
        node = node.left
    options.append(lower_condition(low, node))
    return code.Choice(low.span(whole), tuple(reversed(options)))


def _conditional(low: Lowering, node: Any) -> Node:
    lower_expression(low, node.test)
    return code.Choice(low.span(node), (lower_expression(low, node.body), lower_expression(low, node.orelse)))


def _await(low: Lowering, node: Any) -> Node:
    return lower_expression(low, node.expression)


def _walrus(low: Lowering, node: Any) -> Node:
    value = lower_expression(low, node.value)
    low.bind_walrus(node.target, value)
    return value


def _lambda(low: Lowering, node: Any) -> Node:
    return low.lambda_(node)


def _comprehension(low: Lowering, node: Any) -> Node:
    return low.comprehension(node)


def _yield(low: Lowering, node: Any) -> Node:
    value: Any = getattr(node, "value", None)
    if type(value).__name__ == "From":
        return code.Other(low.span(node), (lower_expression(low, value.item),))
    if value is not None:
        low.returned(lower_expression(low, value), is_yield=True)
    return code.Other(low.span(node))


def _comparison(low: Lowering, node: Any) -> Node:
    operands = [lower_expression(low, node.left)]
    operands += [lower_expression(low, target.comparator) for target in node.comparisons]
    compared = code.Other(low.span(node), tuple(operands))
    if type(node.comparisons[0].operator).__name__ == "NotEqual":  # the opposite, as `not a == b`
        return code.Other(compared.span, (compared,))
    return compared


def _unary(low: Lowering, node: Any) -> Node:
    operand = lower_expression(low, node.expression)
    if type(node.operator).__name__ == "Minus" and isinstance(operand, code.Constant):
        if isinstance(operand.value, (int, float)) and not isinstance(operand.value, bool):
            return code.Constant(low.span(node), -operand.value)
    return code.Other(low.span(node), (operand,))


def _other(low: Lowering, node: Any) -> Node:
    return code.Other(low.span(node))


_FORMS: dict[str, Callable[[Lowering, Any], Node]] = {
    "Name": _name,
    "Attribute": _attribute,
    "Call": _call,
    "SimpleString": _string,
    "ConcatenatedString": _concatenated,
    "FormattedString": _formatted,
    "Integer": _number,
    "Float": _number,
    "Tuple": _sequence,
    "List": _sequence,
    "Set": _sequence,
    "Dict": _mapping,
    "Subscript": _subscript,
    "BinaryOperation": _binary,
    "BooleanOperation": _boolean,
    "IfExp": _conditional,
    "Await": _await,
    "NamedExpr": _walrus,
    "Lambda": _lambda,
    "ListComp": _comprehension,
    "SetComp": _comprehension,
    "DictComp": _comprehension,
    "GeneratorExp": _comprehension,
    "Yield": _yield,
    "Comparison": _comparison,
    "UnaryOperation": _unary,
}
