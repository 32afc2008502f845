"""The tree of a module in, `Facts` out. The walk keeps what is current (scope, block, statement) in a `Lowering` and
appends to flat lists. Its recursion follows the nesting of the source, down to MAX_DEPTH.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from msgspec.structs import replace

from sharelint import code
from sharelint.code import Node
from sharelint.facts.comments import comments_of
from sharelint.facts.depth import MAX_DEPTH, TooDeepError
from sharelint.facts.expressions import OPERATORS, lower_condition, lower_expression
from sharelint.facts.imports import import_, import_from
from sharelint.facts.parse import Parsed
from sharelint.facts.positions import Positions
from sharelint.facts.targets import TypeAlias, captures, kinds_of, value_of_target
from sharelint.records import Source, Span


def lower(source: Source, parsed: Parsed) -> code.Facts:
    """Raises parse.TooDeepError."""
    low = Lowering(Positions(source.text))
    low.statements(parsed.tree.body)
    return code.Facts(
        path=source.path,
        scopes=tuple(low.scopes),
        blocks=tuple(low.blocks),
        bindings=tuple(low.bindings),
        stores=tuple(low.stores),
        calls=tuple(low.calls),
        returns=tuple(low.returns),
        stars=tuple({(star.module, star.level): star for star in low.stars}.values()),
        comments=comments_of(parsed.comments, low.positions.lines, low.spans),
    )


class Lowering:
    def __init__(self, positions: Positions) -> None:
        self.positions = positions
        self.span: Callable[[Any], Span] = positions.span
        whole = Span(1, 1, 1, 1)
        self.scopes: list[code.Scope] = [code.Scope("module", "", "", 0, whole, 0)]
        self.blocks: list[code.Block] = [code.Block("body", 0, 0)]
        self.bindings: list[code.Binding] = []
        self.stores: list[code.Store] = []
        self.calls: list[code.Call] = []
        self.returns: list[code.Return] = []
        self.stars: list[code.Imported] = []
        self.spans: list[Span] = []  # of every simple statement and every header of a compound one
        self.scope = 0
        self.block = 0
        self.statement = whole
        self.depth = 0  # of what is being lowered: statements and expressions around it
        self._bound_in: dict[str, set[int]] = {}  # name -> scopes that bind it

    # -- what expressions.py calls back

    def expression(self, node: Any, role: Literal["", "decorator", "context", "statement"] = "") -> Node:
        before = len(self.calls)
        value = lower_expression(self, node)
        if role and isinstance(value, code.Result) and value.call >= before:
            self.calls[value.call] = replace(self.calls[value.call], role=role)
        return value

    def call(self, node: Any, function: Node, arguments: tuple[code.Argument, ...]) -> Node:
        span = self.span(node)
        self.calls.append(code.Call(function, arguments, self.scope, self.block, span, self.statement))
        return code.Result(span, len(self.calls) - 1)

    def returned(self, value: Node, is_yield: bool = False) -> None:
        self.returns.append(code.Return(value, self.scope, self.block, is_yield))

    def lambda_(self, node: Any) -> Node:
        scope = self.open_scope("lambda", "<lambda>", self.span(node), self.parameters(node.args))
        with self.inside(scope):
            self.bind_parameters(scope)
            self.returned(self.expression(node.body))
        return code.Defined(self.span(node), scope)

    def comprehension(self, node: Any) -> Node:
        span = self._inside_parentheses(node) if isinstance(node, ast.GeneratorExp) else self.span(node)
        scope = self.open_scope("comprehension", "<comprehension>", span)
        source: Node | None = self.expression(node.generators[0].iter)  # evaluated outside, as Python does
        with self.inside(scope):
            for loop in node.generators:
                source = source or self.expression(loop.iter)
                self.bind_target(loop.target, code.Element(source.span, source), "for")
                source = None
                for condition in loop.ifs:
                    self.expression(condition)
            if not isinstance(node, ast.DictComp):
                return code.Comprehension(span, self.expression(node.elt), scope, self.block)
            self.expression(node.key)
            self.expression(node.value)
        return code.Other(span)

    def _inside_parentheses(self, node: ast.GeneratorExp) -> Span:
        """Without the parentheses, which may be those of the call that it is the only argument of."""
        last = node.generators[-1]
        first, last_part = self.span(node.elt), self.span(last.ifs[-1] if last.ifs else last.iter)
        return Span(first.line, first.column, last_part.end_line, last_part.end_column)

    # -- names

    def bind(self, name: str, how: Any, value: Node | None, span: Span, annotation: Node | None = None) -> None:
        scope = self.scopes[self.scope]
        target = 0 if name in scope.globals else self.owner(name) if name in scope.nonlocals else self.scope
        self._bound_in.setdefault(name, set()).add(target)
        self.bindings.append(code.Binding(name, target, self.block, how, value, span, self.statement, annotation))

    def owner(self, name: str) -> int:
        """The scope that a name declared `nonlocal` here belongs to: the nearest function around that binds it."""
        bound = self._bound_in.get(name, ())
        outer = scope = self.scopes[self.scope].parent
        while scope and scope not in bound:
            scope = self.scopes[scope].parent
        return scope or outer

    def bind_walrus(self, target: Any, value: Node) -> None:
        """`:=` in a comprehension binds the name in the scope around it (PEP 572)."""
        inner = self.scope
        while self.scopes[self.scope].kind == "comprehension":
            self.scope = self.scopes[self.scope].parent
        self.bind_target(target, value, "assign")
        self.scope = inner

    def bind_target(self, target: Any, value: Node | None, how: Any, annotation: Node | None = None) -> None:
        """Assign `value` to a name, an attribute, an item, or to each of a tuple of them."""
        if isinstance(target, ast.Name):
            self.bind(target.id, how, value, self.span(target), annotation)
        elif isinstance(target, ast.Tuple | ast.List):
            for index, element in enumerate(target.elts):
                inner = element.value if isinstance(element, ast.Starred) else element
                self.bind_target(inner, value_of_target(value, index, target.elts), how)
        elif isinstance(target, ast.Attribute | ast.Subscript):
            place = self.expression(target)
            assert isinstance(place, code.Attribute | code.Item)
            stored: Any = how if how in ("assign", "augment", "delete", "for", "with") else "assign"
            store = code.Store(place, value, self.scope, self.block, stored, self.span(target), self.statement)
            self.stores.append(store)

    def parameters(self, arguments: ast.arguments) -> tuple[code.Parameter, ...]:
        return tuple(
            code.Parameter(
                argument.arg,
                kind,
                self.expression(default) if default is not None else None,
                self.annotation(argument.annotation),
                self.positions.word(argument, argument.arg),
            )
            for argument, kind, default in kinds_of(arguments)
        )

    def annotation(self, node: Any) -> Node | None:
        return self.expression(node) if node is not None else None

    def bind_parameters(self, scope: int) -> None:
        for parameter in self.scopes[scope].parameters:
            self.bind(parameter.name, "parameter", parameter.default, parameter.span, parameter.annotation)

    # -- scopes and blocks

    def open_scope(
        self, kind: Any, name: str, span: Span, parameters: tuple[code.Parameter, ...] = (), **more: Any
    ) -> int:
        outer = self.scopes[self.scope].qualified_name
        qualified = f"{outer}.{name}" if outer else name
        scope = code.Scope(kind, name, qualified, self.scope, span, self.block, parameters, **more)
        self.scopes.append(scope)
        return len(self.scopes) - 1

    @contextmanager
    def inside(self, scope: int) -> Iterator[None]:
        outer = self.scope, self.block, self.statement
        self.scope = scope
        self.block = self.open_block("body")
        yield
        self.scope, self.block, self.statement = outer

    def open_block(self, kind: Any, test: Node | None = None, group: int = 0) -> int:
        self.blocks.append(code.Block(kind, self.block, self.scope, test, group))
        return len(self.blocks) - 1

    def suite(self, body: list[ast.stmt], kind: Any, test: Node | None = None, group: int = 0) -> None:
        outer = self.block
        self.block = self.open_block(kind, test, group)
        self.statements(body)
        self.block = outer

    # -- statements

    def statements(self, body: list[ast.stmt]) -> None:
        self.depth += 1
        line = 0  # on which the simple statement before ends
        for index, statement in enumerate(body):
            if self.depth > MAX_DEPTH:
                raise TooDeepError(statement.lineno)
            if (handle := _COMPOUND.get(statement.__class__)) is not None:
                handle(self, statement)
            else:
                if statement.lineno != line:
                    self.header(self._simple(body, index))
                line = statement.end_lineno or 0
                if (handle := _SIMPLE.get(statement.__class__)) is not None:
                    handle(self, statement)
        self.depth -= 1

    def _simple(self, body: list[ast.stmt], first: int) -> Span:
        """From a simple statement to the last of those that follow on the same line, after semicolons."""
        last = first
        while last + 1 < len(body) and body[last + 1].lineno == body[last].end_lineno:
            last += 1
        return self.span(body[first]) if last == first else self.positions.between(body[first], body[last])

    def header(self, span: Span) -> None:
        self.statement = span
        self.spans.append(span)

    def assign(self, node: ast.Assign) -> None:
        value = self.expression(node.value)
        for target in node.targets:
            self.bind_target(target, value, "assign")

    def assign_annotated(self, node: ast.AnnAssign) -> None:
        annotation = self.annotation(node.annotation)
        value = self.expression(node.value) if node.value is not None else None
        self.bind_target(node.target, value, "assign" if value is not None else "annotate", annotation)

    def evaluate(self, node: ast.Expr) -> None:
        self.expression(node.value, "statement")

    def return_(self, node: ast.Return) -> None:
        if node.value is not None:
            self.returned(self.expression(node.value))

    def declare(self, node: ast.Global | ast.Nonlocal) -> None:
        scope, field = self.scopes[self.scope], "globals" if isinstance(node, ast.Global) else "nonlocals"
        self.scopes[self.scope] = replace(scope, **{field: getattr(scope, field) + tuple(node.names)})

    def delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self.bind_target(target, None, "delete")

    def operands(self, node: ast.Raise | ast.Assert) -> None:
        for part in ast.iter_child_nodes(node):
            self.expression(part)

    def type_alias(self, node: Any) -> None:
        self.bind(node.name.id, "assign", None, self.span(node))

    def augment(self, node: ast.AugAssign) -> None:
        right = self.expression(node.value)
        left = self.expression(node.target)
        operator = OPERATORS.get(node.op.__class__, "?")
        self.bind_target(node.target, code.Binary(self.span(node), operator, left, right), "augment")

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        decorators = self.decorators(node)
        name = self.positions.word(node, node.name)
        self.header(self.positions.between(node, node.returns or name))
        scope = self.open_scope(
            "function",
            node.name,
            self.span(node),
            self.parameters(node.args),
            decorators=decorators,
            annotation=self.annotation(node.returns),
            is_async=isinstance(node, ast.AsyncFunctionDef),
        )
        self.bind(node.name, "def", code.Defined(name, scope), name)
        with self.inside(scope):
            self.bind_parameters(scope)
            self.statements(node.body)

    def class_(self, node: ast.ClassDef) -> None:
        decorators = self.decorators(node)
        name = self.positions.word(node, node.name)
        arguments = [*node.bases, *(keyword.value for keyword in node.keywords)]
        self.header(self.positions.between(node, arguments[-1] if arguments else name))
        bases = tuple([self.expression(base) for base in node.bases])
        for keyword in node.keywords:
            self.expression(keyword.value)
        scope = self.open_scope("class", node.name, self.span(node), decorators=decorators, bases=bases)
        self.bind(node.name, "class", code.Defined(name, scope), name)
        with self.inside(scope):
            self.statements(node.body)

    def decorators(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> tuple[Node, ...]:
        values = []
        for decorator in node.decorator_list:
            self.header(self.span(decorator))
            value = self.expression(decorator, "decorator")
            values.append(value)
            if not isinstance(value, code.Result):  # `@f` calls f
                self.call(decorator, value, ())
                self.calls[-1] = replace(self.calls[-1], role="decorator")
        return tuple(values)

    def if_(self, node: ast.If) -> None:
        group = len(self.blocks)
        outer = self.block
        while True:
            self.header(self.positions.between(node, node.test))
            test = lower_condition(self, node.test)
            self.suite(node.body, "if", test, group)
            if not node.orelse:
                break
            self.block = self.open_block("else", test, group)
            following = node.orelse[0]
            if isinstance(following, ast.If) and self.positions.starts_with(following, "elif"):
                node = following  # an elif lives in the else of the one before it
                continue
            self.statements(node.orelse)
            break
        self.block = outer

    def try_(self, node: Any) -> None:
        group = len(self.blocks)
        self.suite(node.body, "try", group=group)
        for handler in node.handlers:
            kind = self.positions.word(handler, "except") if handler.type is None else self.span(handler.type)
            self.header(kind)
            types = self.expression(handler.type) if handler.type is not None else None
            if handler.name is not None:
                self.bind(handler.name, "except", None, kind)
            self.suite(handler.body, "except", types, group)
        for last, body in (("else", node.orelse), ("finally", node.finalbody)):
            if body:
                self.suite(body, last, group=group)

    def for_(self, node: ast.For | ast.AsyncFor) -> None:
        self.header(self.positions.between(node, node.iter))
        source = self.expression(node.iter)
        outer = self.block
        self.block = self.open_block("loop", source)
        self.bind_target(node.target, code.Element(source.span, source), "for")
        self.statements(node.body)
        self.block = outer
        if node.orelse:
            self.suite(node.orelse, "else")

    def while_(self, node: ast.While) -> None:
        self.header(self.positions.between(node, node.test))
        self.suite(node.body, "loop", self.expression(node.test))
        if node.orelse:
            self.suite(node.orelse, "else")

    def with_(self, node: ast.With | ast.AsyncWith) -> None:
        last = node.items[-1]
        self.header(self.positions.between(node, last.optional_vars or last.context_expr))
        managers = []
        for item in node.items:
            value = self.expression(item.context_expr, "context")
            managers.append(value)
            if item.optional_vars is not None:
                self.bind_target(item.optional_vars, value, "with")
        self.suite(node.body, "with", code.Sequence(self.statement, "tuple", tuple(managers)))

    def match(self, node: ast.Match) -> None:
        self.header(self.positions.between(node, node.subject))
        self.expression(node.subject)
        for case in node.cases:
            self.header(self.span(case.pattern))
            for part, name in captures(case.pattern):
                self.bind(name, "assign", None, self.span(part))
            if case.guard is not None:
                self.expression(case.guard)
            self.suite(case.body, "case")


_SIMPLE: dict[type, Callable[[Lowering, Any], None]] = {
    ast.Assign: Lowering.assign,
    ast.AnnAssign: Lowering.assign_annotated,
    ast.AugAssign: Lowering.augment,
    ast.Expr: Lowering.evaluate,
    ast.Return: Lowering.return_,
    ast.Import: import_,
    ast.ImportFrom: import_from,
    **dict.fromkeys((ast.Global, ast.Nonlocal), Lowering.declare),
    ast.Delete: Lowering.delete,
    **dict.fromkeys((ast.Raise, ast.Assert), Lowering.operands),
    TypeAlias: Lowering.type_alias,
}

_COMPOUND: dict[type, Callable[[Lowering, Any], None]] = {
    **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef), Lowering.function),
    ast.ClassDef: Lowering.class_,
    ast.If: Lowering.if_,
    **dict.fromkeys((ast.Try, ast.TryStar), Lowering.try_),
    **dict.fromkeys((ast.For, ast.AsyncFor), Lowering.for_),
    ast.While: Lowering.while_,
    **dict.fromkeys((ast.With, ast.AsyncWith), Lowering.with_),
    ast.Match: Lowering.match,
}
