"""Expressions and patterns of LibCST, to those of `ast`."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from sharelint.facts.newer.places import Places


def expression(places: Places, node: Any) -> Any:
    return places.put(_FORMS.get(type(node).__name__, _unknown)(places, node), *_ends(node))


def optional(places: Places, node: Any) -> Any:
    return None if node is None else expression(places, node)


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


def arguments(places: Places, params: Any) -> ast.arguments:
    positional = [*params.posonly_params, *params.params]
    star = params.star_arg if type(params.star_arg).__name__ == "Param" else None
    return ast.arguments(
        posonlyargs=[_arg(places, param) for param in params.posonly_params],
        args=[_arg(places, param) for param in params.params],
        vararg=star and _arg(places, star),
        kwonlyargs=[_arg(places, param) for param in params.kwonly_params],
        kw_defaults=[optional(places, param.default) for param in params.kwonly_params],
        kwarg=params.star_kwarg and _arg(places, params.star_kwarg),
        defaults=[expression(places, param.default) for param in positional if param.default is not None],
    )


def pattern(places: Places, node: Any) -> Any:
    """A `case` pattern, as far as it binds names: of the others, only that they hold patterns is kept."""
    form = type(node).__name__
    inner = [pattern(places, child) for child in node.children if "Match" in type(child).__name__]
    name = getattr(node, "name", None)
    bound = identifier(name) if type(name).__name__ == "Name" else None
    made: ast.pattern
    if form == "MatchAs":
        made = ast.MatchAs(inner[0] if inner else None, bound)
    elif form == "MatchStar":
        made = ast.MatchStar(bound)
    elif form == "MatchMapping":
        made = ast.MatchMapping([], inner, identifier(node.rest) if node.rest is not None else None)
    else:
        made = ast.MatchSequence(inner)
    return places.put(made, node)


def _ends(node: Any) -> tuple[Any, ...]:
    """The nodes between which the node stands for `ast`, which counts the parentheses of some forms as theirs."""
    owns = type(node).__name__ in ("Tuple", "GeneratorExp") and node.lpar
    return (node.lpar[-1], node.rpar[0]) if owns else (node,)


def _arg(places: Places, param: Any) -> ast.arg:
    annotation = param.annotation and param.annotation.annotation
    arg = ast.arg(identifier(param.name), optional(places, annotation))
    return places.put(arg, param.name, annotation or param.name)


def _unknown(places: Places, node: Any) -> ast.expr:  # noqa: ARG001
    return ast.Constant(...)


def _name(places: Places, node: Any) -> ast.expr:  # noqa: ARG001
    name = identifier(node)
    return ast.Constant(_WORDS[name]) if name in _WORDS else ast.Name(name)


_WORDS = {"None": None, "True": True, "False": False}


def _attribute(places: Places, node: Any) -> ast.expr:
    return ast.Attribute(expression(places, node.value), identifier(node.attr))


def _call(places: Places, node: Any) -> ast.expr:
    call = ast.Call(expression(places, node.func), [], [])
    for argument in node.args:
        value = expression(places, argument.value)
        if argument.keyword is not None or argument.star == "**":
            keyword = ast.keyword(argument.keyword and identifier(argument.keyword), value)
            call.keywords.append(places.put(keyword, argument))
        else:
            call.args.append(places.put(ast.Starred(value), argument) if argument.star else value)
    return call


def _number(places: Places, node: Any) -> ast.expr:
    try:
        return ast.Constant(node.evaluated_value)
    except (SyntaxError, ValueError):  # more digits than Python converts
        return _unknown(places, node)


def _string(places: Places, node: Any) -> ast.expr:  # noqa: ARG001
    return ast.Constant(node.evaluated_value)


def _concatenated(places: Places, node: Any) -> ast.expr:
    pieces = []
    while type(node).__name__ == "ConcatenatedString":
        pieces.append(expression(places, node.left))
        node = node.right
    pieces.append(expression(places, node))
    if all(isinstance(piece, ast.Constant) for piece in pieces):
        values = [piece.value for piece in pieces]
        return ast.Constant(values[0][:0].join(values))
    parts = [part for piece in pieces for part in getattr(piece, "values", [piece])]
    return ast.JoinedStr(list(_merged(parts)))


def _merged(parts: list[Any]) -> Iterator[Any]:
    """As `ast` does, texts that follow each other are one."""
    for is_text, group in groupby(parts, lambda part: isinstance(part, ast.Constant)):
        several = list(group)
        if is_text:
            several[0].value = "".join(part.value for part in several)
        yield from several[:1] if is_text else several


def _formatted(places: Places, node: Any) -> ast.expr:
    return _text(places, node, node.parts)


def _text(places: Places, whole: Any, parts: Any) -> ast.JoinedStr:
    """Each part stands where the whole does, as LibCST does not say where its own places are."""
    return places.put(ast.JoinedStr([_part(places, whole, part) for part in parts]), whole)


def _part(places: Places, whole: Any, part: Any) -> ast.expr:
    if type(part).__name__.endswith("Text"):
        return places.put(ast.Constant(_unescaped(part.value, whole)), whole)
    spec = _text(places, whole, part.format_spec) if part.format_spec else None
    return places.put(ast.FormattedValue(expression(places, part.expression), -1, spec), whole)


def _unescaped(text: str, whole: Any) -> str:
    text = text.replace("{{", "{").replace("}}", "}")
    if "r" in whole.prefix.lower() or "\\" not in text:
        return text
    quote = whole.start[len(whole.prefix) :]
    try:
        return str(ast.literal_eval(f"{quote}{text}{quote}"))
    except (SyntaxError, ValueError):
        return text


def _sequence(places: Places, node: Any) -> Any:
    kind = {"Tuple": ast.Tuple, "List": ast.List, "Set": ast.Set}[type(node).__name__]
    return kind([_element(places, element) for element in node.elements])


def _element(places: Places, element: Any) -> Any:
    value = expression(places, element.value)
    return places.put(ast.Starred(value), element) if type(element).__name__ == "StarredElement" else value


def _mapping(places: Places, node: Any) -> ast.expr:
    keys = [optional(places, getattr(item, "key", None)) for item in node.elements]
    return ast.Dict(keys, [expression(places, item.value) for item in node.elements])


def _subscript(places: Places, node: Any) -> ast.expr:
    keys = [_key(places, element) for element in node.slice]
    ends_in_comma = type(node.slice[-1].comma).__name__ == "Comma"
    key: Any = keys[0]
    if len(keys) > 1 or ends_in_comma:
        key = places.put(ast.Tuple(keys), node.slice[0], node.slice[-1])
        key.end_col_offset += ends_in_comma
    return ast.Subscript(expression(places, node.value), key)


def _key(places: Places, element: Any) -> Any:
    form = element.slice
    if type(form).__name__ == "Index":
        value = expression(places, form.value)
        return places.put(ast.Starred(value), element) if form.star else value
    bounds = (optional(places, bound) for bound in (form.lower, form.upper, form.step))
    return places.put(ast.Slice(*bounds), element)


OPERATORS: dict[str, Any] = {
    "Add": ast.Add,
    "Modulo": ast.Mod,
    "Divide": ast.Div,
    "BitOr": ast.BitOr,
    "Multiply": ast.Mult,
    "BitAnd": ast.BitAnd,
    "Subtract": ast.Sub,
}  # the others mean nothing to the model: `**` does for all


def _binary(places: Places, node: Any) -> Any:
    spine = []
    while type(node).__name__ == "BinaryOperation":
        spine.append(node)
        node = node.left
    left = expression(places, node)
    for link in reversed(spine):
        operator = OPERATORS.get(type(link.operator).__name__, ast.Pow)()
        left = places.put(ast.BinOp(left, operator, expression(places, link.right)), link)
    return left


def _boolean(places: Places, node: Any) -> ast.expr:
    """A chain of the same operator is one BoolOp."""
    kind = type(node.operator)
    values = []
    while type(node).__name__ == "BooleanOperation" and type(node.operator) is kind:
        values.append(expression(places, node.right))
        if node.left.lpar:
            node = node.left
            break
        node = node.left
    values.append(expression(places, node))
    return ast.BoolOp(ast.And() if kind.__name__ == "And" else ast.Or(), values[::-1])


def _conditional(places: Places, node: Any) -> ast.expr:
    parts = (node.test, node.body, node.orelse)
    return ast.IfExp(*(expression(places, part) for part in parts))


def _await(places: Places, node: Any) -> ast.expr:
    return ast.Await(expression(places, node.expression))


def _walrus(places: Places, node: Any) -> ast.expr:
    return ast.NamedExpr(expression(places, node.target), expression(places, node.value))


def _lambda(places: Places, node: Any) -> ast.expr:
    return ast.Lambda(arguments(places, node.params), expression(places, node.body))


def _comprehension(places: Places, node: Any) -> ast.expr:
    generators = []
    loop = node.for_in
    while loop is not None:
        conditions = [expression(places, condition.test) for condition in loop.ifs]
        target, source = expression(places, loop.target), expression(places, loop.iter)
        generators.append(ast.comprehension(target, source, conditions, 0))
        loop = loop.inner_for_in
    if type(node).__name__ == "DictComp":
        return ast.DictComp(expression(places, node.key), expression(places, node.value), generators)
    kinds = {"ListComp": ast.ListComp, "SetComp": ast.SetComp, "GeneratorExp": ast.GeneratorExp}
    return kinds[type(node).__name__](expression(places, node.elt), generators)


def _yield(places: Places, node: Any) -> ast.expr:
    if type(node.value).__name__ == "From":
        return ast.YieldFrom(expression(places, node.value.item))
    return ast.Yield(optional(places, node.value))


def _comparison(places: Places, node: Any) -> ast.expr:
    differs = type(node.comparisons[0].operator).__name__ == "NotEqual"
    operands = [expression(places, target.comparator) for target in node.comparisons]
    # The others mean nothing to the model: `==` does for all.
    return ast.Compare(expression(places, node.left), [ast.NotEq() if differs else ast.Eq()], operands)


def _unary(places: Places, node: Any) -> ast.expr:
    minus = type(node.operator).__name__ == "Minus"
    return ast.UnaryOp(ast.USub() if minus else ast.Not(), expression(places, node.expression))


_FORMS: dict[str, Callable[[Places, Any], ast.expr]] = {
    "Name": _name,
    "Attribute": _attribute,
    "Call": _call,
    "SimpleString": _string,
    "ConcatenatedString": _concatenated,
    "FormattedString": _formatted,
    "TemplatedString": _formatted,
    "Integer": _number,
    "Float": _number,
    "Imaginary": _number,
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
