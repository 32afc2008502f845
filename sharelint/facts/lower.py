"""One LibCST module in, `Facts` out: the walk over its statements.

The walk keeps what is current (scope, block, statement) in a `Lowering` and appends to flat lists. Its recursion
follows the nesting of the source, which `guard` has bounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from msgspec.structs import replace

from sharelint import code
from sharelint.code import Node
from sharelint.facts.comments import comments_of
from sharelint.facts.expressions import identifier, lower_condition, lower_expression
from sharelint.facts.imports import import_, import_from
from sharelint.facts.positions import Positions
from sharelint.facts.targets import captures, kinds_of, value_of_target
from sharelint.records import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst


def lower(source: Source, module: cst.Module, positions: Positions) -> code.Facts:
    low = Lowering(positions)
    low.statements(module.body)
    return code.Facts(
        path=source.path,
        scopes=tuple(low.scopes),
        blocks=tuple(low.blocks),
        bindings=tuple(low.bindings),
        stores=tuple(low.stores),
        calls=tuple(low.calls),
        returns=tuple(low.returns),
        stars=tuple(low.stars),
        comments=comments_of(low.positions, low.spans),
    )


class Lowering:
    def __init__(self, positions: Positions) -> None:
        self.positions = positions
        self.span = positions.span
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
        self.role: Literal["", "decorator", "context", "statement"] = ""  # of the outermost expression

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
        scope = self.open_scope("lambda", "<lambda>", node, self.parameters(node.params))
        with self.inside(scope):
            self.bind_parameters(scope)
            self.returned(self.expression(node.body))
        return code.Defined(self.span(node), scope)

    def comprehension(self, node: Any) -> Node:
        scope = self.open_scope("comprehension", "<comprehension>", node)
        loop = node.for_in
        source: Node | None = self.expression(loop.iter)  # evaluated outside, as Python does
        with self.inside(scope):
            while loop is not None:
                source = source or self.expression(loop.iter)
                self.bind_target(loop.target, code.Element(source.span, source), "for")
                for condition in loop.ifs:
                    self.expression(condition.test)
                loop, source = loop.inner_for_in, None
            for field in ("key", "value"):
                if (part := getattr(node, field, None)) is not None:
                    self.expression(part)
            if (item := getattr(node, "elt", None)) is not None:
                return code.Comprehension(self.span(node), self.expression(item), scope, self.block)
        return code.Other(self.span(node))

    # -- names

    def bind(self, name: str, how: Any, value: Node | None, span: Span, annotation: Node | None = None) -> None:
        scope = self.scopes[self.scope]
        target = 0 if name in scope.globals else self.owner(name) if name in scope.nonlocals else self.scope
        self.bindings.append(code.Binding(name, target, self.block, how, value, span, self.statement, annotation))

    def owner(self, name: str) -> int:
        """The scope that a name declared `nonlocal` here belongs to: the nearest function around that binds it."""
        bound = {binding.scope for binding in self.bindings if binding.name == name}
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
        form = type(target).__name__
        if form == "Name":
            self.bind(identifier(target), how, value, self.span(target), annotation)
        elif form in ("Tuple", "List"):
            for index, element in enumerate(target.elements):
                self.bind_target(element.value, value_of_target(value, index, target.elements), how)
        elif form in ("Attribute", "Subscript"):
            place = self.expression(target)
            assert isinstance(place, code.Attribute | code.Item)
            stored: Any = how if how in ("assign", "augment", "delete", "for", "with") else "assign"
            store = code.Store(place, value, self.scope, self.block, stored, self.span(target), self.statement)
            self.stores.append(store)

    def parameters(self, params: Any) -> tuple[code.Parameter, ...]:
        return tuple(
            code.Parameter(
                identifier(param.name),
                kind,
                self.expression(param.default) if param.default is not None else None,
                self.annotation(param.annotation),
                self.span(param.name),
            )
            for param, kind in kinds_of(params)
        )

    def annotation(self, node: Any) -> Node | None:
        return self.expression(node.annotation) if node is not None else None

    def bind_parameters(self, scope: int) -> None:
        for parameter in self.scopes[scope].parameters:
            self.bind(parameter.name, "parameter", parameter.default, parameter.span, parameter.annotation)

    # -- scopes and blocks

    def open_scope(
        self, kind: Any, name: str, node: Any, parameters: tuple[code.Parameter, ...] = (), **more: Any
    ) -> int:
        outer = self.scopes[self.scope].qualified_name
        qualified = f"{outer}.{name}" if outer else name
        scope = code.Scope(kind, name, qualified, self.scope, self.span(node), self.block, parameters, **more)
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

    def suite(self, body: Any, kind: Any, test: Node | None = None, group: int = 0) -> None:
        outer = self.block
        self.block = self.open_block(kind, test, group)
        self.statements(body.body)
        self.block = outer

    # -- statements

    def statements(self, body: Iterable[Any]) -> None:
        for statement in body:
            form = type(statement).__name__
            if form == "SimpleStatementLine":
                self.header(self.span(statement))
                for small in statement.body:
                    self.small(small)
            elif (handle := _COMPOUND.get(form)) is not None:
                handle(self, statement)
            else:
                self.header(self.span(statement))
                self.small(statement)  # the suite of `if x: y`

    def header(self, span: Span) -> None:
        self.statement = span
        self.spans.append(span)

    def small(self, node: Any) -> None:
        if (handle := _SMALL.get(type(node).__name__)) is not None:
            handle(self, node)

    def assign(self, node: Any) -> None:
        value = self.expression(node.value)
        for target in node.targets:
            self.bind_target(target.target, value, "assign")

    def assign_annotated(self, node: Any) -> None:
        annotation = self.annotation(node.annotation)
        value = self.expression(node.value) if node.value is not None else None
        self.bind_target(node.target, value, "assign" if value is not None else "annotate", annotation)

    def evaluate(self, node: Any) -> None:
        self.expression(node.value, "statement")

    def return_(self, node: Any) -> None:
        if node.value is not None:
            self.returned(self.expression(node.value))

    def declare(self, node: Any) -> None:
        names = tuple(identifier(item.name) for item in node.names)
        scope, field = self.scopes[self.scope], "globals" if type(node).__name__ == "Global" else "nonlocals"
        self.scopes[self.scope] = replace(scope, **{field: getattr(scope, field) + names})

    def delete(self, node: Any) -> None:
        several = type(node.target).__name__ == "Tuple"
        for target in [element.value for element in node.target.elements] if several else [node.target]:
            self.bind_target(target, None, "delete")

    def raise_(self, node: Any) -> None:
        for part in (node.exc, node.cause and node.cause.item):
            if part is not None:
                self.expression(part)

    def assert_(self, node: Any) -> None:
        for part in (node.test, node.msg):
            if part is not None:
                self.expression(part)

    def type_alias(self, node: Any) -> None:
        self.bind(identifier(node.name), "assign", None, self.span(node))

    def augment(self, node: Any) -> None:
        operator = {"AddAssign": "+", "DivideAssign": "/", "ModuloAssign": "%", "BitOrAssign": "|"}
        right = self.expression(node.value)
        left = self.expression(node.target)
        sign = operator.get(type(node.operator).__name__, "?")
        self.bind_target(node.target, code.Binary(self.span(node), sign, left, right), "augment")

    def function(self, node: Any) -> None:
        decorators = self.decorators(node)
        last = node.returns.annotation if node.returns is not None else node.name
        self.header(self.positions.between(node, last))
        scope = self.open_scope(
            "function",
            identifier(node.name),
            node,
            self.parameters(node.params),
            decorators=decorators,
            annotation=self.annotation(node.returns),
            is_async=node.asynchronous is not None,
        )
        self.bind(identifier(node.name), "def", code.Defined(self.span(node.name), scope), self.span(node.name))
        with self.inside(scope):
            self.bind_parameters(scope)
            self.statements(node.body.body)

    def class_(self, node: Any) -> None:
        decorators = self.decorators(node)
        arguments = [*node.bases, *node.keywords]
        self.header(self.positions.between(node, arguments[-1].value if arguments else node.name))
        bases = tuple(self.expression(argument.value) for argument in arguments if argument.keyword is None)
        for argument in arguments:
            if argument.keyword is not None:
                self.expression(argument.value)
        scope = self.open_scope("class", identifier(node.name), node, decorators=decorators, bases=bases)
        self.bind(identifier(node.name), "class", code.Defined(self.span(node.name), scope), self.span(node.name))
        with self.inside(scope):
            self.statements(node.body.body)

    def decorators(self, node: Any) -> tuple[Node, ...]:
        values = []
        for decorator in node.decorators:
            self.header(self.span(decorator.decorator))
            value = self.expression(decorator.decorator, "decorator")
            values.append(value)
            if not isinstance(value, code.Result):  # `@f` calls f
                self.call(decorator.decorator, value, ())
                self.calls[-1] = replace(self.calls[-1], role="decorator")
        return tuple(values)

    def if_(self, node: Any) -> None:
        group = len(self.blocks)
        outer = self.block
        while type(node).__name__ == "If":  # an elif lives in the else of the one before it
            self.header(self.positions.between(node, node.test))
            test = lower_condition(self, node.test)
            self.suite(node.body, "if", test, group)
            node = node.orelse
            if node is not None:
                self.block = self.open_block("else", test, group)
        if node is not None:
            self.statements(node.body.body)
        self.block = outer

    def try_(self, node: Any) -> None:
        group = len(self.blocks)
        self.suite(node.body, "try", group=group)
        for handler in node.handlers:
            self.header(self.span(handler.type) if handler.type is not None else self.span(handler))
            types = self.expression(handler.type) if handler.type is not None else None
            if handler.name is not None:
                self.bind_target(handler.name.name, None, "except")
            self.suite(handler.body, "except", types, group)
        if node.orelse is not None:
            self.suite(node.orelse.body, "else", group=group)
        if node.finalbody is not None:
            self.suite(node.finalbody.body, "finally", group=group)

    def for_(self, node: Any) -> None:
        self.header(self.positions.between(node, node.iter))
        source = self.expression(node.iter)
        outer = self.block
        self.block = self.open_block("loop", source)
        self.bind_target(node.target, code.Element(source.span, source), "for")
        self.statements(node.body.body)
        self.block = outer
        if node.orelse is not None:
            self.suite(node.orelse.body, "else")

    def while_(self, node: Any) -> None:
        self.header(self.positions.between(node, node.test))
        self.suite(node.body, "loop", self.expression(node.test))
        if node.orelse is not None:
            self.suite(node.orelse.body, "else")

    def with_(self, node: Any) -> None:
        last = node.items[-1]
        self.header(self.positions.between(node, last.asname.name if last.asname is not None else last.item))
        managers = []
        for item in node.items:
            value = self.expression(item.item, "context")
            managers.append(value)
            if item.asname is not None:
                self.bind_target(item.asname.name, value, "with")
        self.suite(node.body, "with", code.Sequence(self.statement, "tuple", tuple(managers)))

    def match(self, node: Any) -> None:
        self.header(self.positions.between(node, node.subject))
        self.expression(node.subject)
        for case in node.cases:
            self.header(self.span(case.pattern))
            for name in captures(case.pattern):
                self.bind(identifier(name), "assign", None, self.span(name))
            if case.guard is not None:
                self.expression(case.guard)
            self.suite(case.body, "case")


_SMALL = {
    "Assign": Lowering.assign,
    "AnnAssign": Lowering.assign_annotated,
    "AugAssign": Lowering.augment,
    "Expr": Lowering.evaluate,
    "Return": Lowering.return_,
    "Import": import_,
    "ImportFrom": import_from,
    "Global": Lowering.declare,
    "Nonlocal": Lowering.declare,
    "Del": Lowering.delete,
    "Raise": Lowering.raise_,
    "Assert": Lowering.assert_,
    "TypeAlias": Lowering.type_alias,
}

_COMPOUND = {
    "FunctionDef": Lowering.function,
    "ClassDef": Lowering.class_,
    "If": Lowering.if_,
    "Try": Lowering.try_,
    "TryStar": Lowering.try_,
    "For": Lowering.for_,
    "While": Lowering.while_,
    "With": Lowering.with_,
    "Match": Lowering.match,
}
