"""What one file says, lowered to records: `Facts`.

A small language with the few things that the model asks for: which name is bound to what, which calls are made with
which arguments, under which conditions. No syntax trees and no positions of whitespace. Expressions form trees, except
that a call is an entry of `Facts.calls` and its value is `Result(index)`: nothing is stored twice, and a long chain of
method calls stays flat.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from sharelint.records import Span

Scalar = str | int | float | bool | None


class Record(Struct, frozen=True, gc=False):
    """Facts are trees, so there are no cycles to look for; looking would cost ten times what reading them does."""


class Expression(Record, frozen=True, array_like=True, tag=True):
    span: Span


class Constant(Expression, frozen=True, array_like=True, tag=True):
    value: Scalar


class Bytes(Expression, frozen=True, array_like=True, tag=True):
    value: bytes


class Name(Expression, frozen=True, array_like=True, tag=True):
    id: str


class Attribute(Expression, frozen=True, array_like=True, tag=True):
    base: Node
    name: str


class Result(Expression, frozen=True, array_like=True, tag=True):
    """The value of the call `Facts.calls[call]`."""

    call: int


class Item(Expression, frozen=True, array_like=True, tag=True):
    """`base[key]`; also one target of an unpacking, with its index as key."""

    base: Node
    key: Node


class Element(Expression, frozen=True, array_like=True, tag=True):
    """One element of an iteration over `base`."""

    base: Node


class Text(Expression, frozen=True, array_like=True, tag=True):
    """An f-string: its literal and formatted parts in order."""

    parts: tuple[Node, ...]


class Binary(Expression, frozen=True, array_like=True, tag=True):
    """An arithmetic or bitwise operation; `operator` is the Python token."""

    operator: str
    left: Node
    right: Node


class Sequence(Expression, frozen=True, array_like=True, tag=True):
    kind: Literal["tuple", "list", "set"]
    items: tuple[Node, ...]


class Mapping(Expression, frozen=True, array_like=True, tag=True):
    items: tuple[tuple[Node | None, Node], ...]  # the key is None for `**value`


class Choice(Expression, frozen=True, array_like=True, tag=True):
    """One of several values: `a if c else b`, `x or default`."""

    options: tuple[Node, ...]


class Comprehension(Expression, frozen=True, array_like=True, tag=True):
    """A list, set or generator of `item`, which is read in the scope `scope`, in its block `block`."""

    item: Node
    scope: int
    block: int


class Starred(Expression, frozen=True, array_like=True, tag=True):
    base: Node


class Imported(Expression, frozen=True, array_like=True, tag=True):
    """What an import binds. `name` is "" for a module; `level` counts the dots of a relative import (PEP 328)."""

    module: str
    name: str = ""
    level: int = 0


class Defined(Expression, frozen=True, array_like=True, tag=True):
    """The function or class whose body is `Facts.scopes[scope]`."""

    scope: int


class Other(Expression, frozen=True, array_like=True, tag=True):
    """Anything the model has no use for. `parts` keeps the operands, so that what they mention is not lost."""

    parts: tuple[Node, ...] = ()


Node = (
    Constant
    | Bytes
    | Name
    | Attribute
    | Result
    | Item
    | Element
    | Text
    | Binary
    | Sequence
    | Mapping
    | Choice
    | Comprehension
    | Starred
    | Imported
    | Defined
    | Other
)


def operands(node: Node | None) -> tuple[Node, ...]:
    """The expressions that an expression is made of."""
    match node:
        case Attribute() | Element() | Starred():
            return (node.base,)
        case Item():
            return (node.base, node.key)
        case Text() | Other():
            return node.parts
        case Binary():
            return (node.left, node.right)
        case Sequence():
            return node.items
        case Mapping():
            return tuple(part for item in node.items for part in item if part is not None)
        case Choice():
            return node.options
    return ()


class Parameter(Record, frozen=True, array_like=True):
    name: str
    kind: Literal["positional", "keyword", "args", "kwargs"]
    default: Node | None
    annotation: Node | None
    span: Span  # of the name


class Scope(Record, frozen=True):
    """A namespace. Scope 0 is the module."""

    kind: Literal["module", "class", "function", "lambda", "comprehension"]
    name: str
    qualified_name: str  # within the module: "Cache.get"; "" for the module (PEP 3155, without "<locals>")
    parent: int
    span: Span
    block: int  # the block of the enclosing scope in which it is defined
    parameters: tuple[Parameter, ...] = ()
    decorators: tuple[Node, ...] = ()
    bases: tuple[Node, ...] = ()
    annotation: Node | None = None  # of the return value
    globals: tuple[str, ...] = ()  # names declared `global`
    nonlocals: tuple[str, ...] = ()
    is_async: bool = False


class Block(Record, frozen=True):
    """A suite of statements. Block 0 is the module's body; a scope's body is a block of kind "body"."""

    kind: Literal["body", "if", "else", "try", "except", "finally", "loop", "with", "case"]
    parent: int
    scope: int
    test: Node | None = None  # of an `if`; exception types of an `except`; iterable of a `for`; managers of a `with`
    group: int = 0  # the same for the suites of one statement (`if`/`else`, `try`/`except`), else 0


class Binding(Record, frozen=True):
    """A name receives a value."""

    name: str
    scope: int  # the scope it is stored in, after `global` and `nonlocal`
    block: int
    how: Literal[
        "assign", "augment", "annotate", "import", "for", "with", "parameter", "def", "class", "except", "delete"
    ]
    value: Node | None
    span: Span  # of the target
    statement: Span
    annotation: Node | None = None


class Store(Record, frozen=True):
    """An attribute or item of an object receives a value (`self.x = v`, `d[k] = v`), or is deleted (value None)."""

    target: Attribute | Item
    value: Node | None
    scope: int
    block: int
    how: Literal["assign", "augment", "delete", "for", "with"]
    span: Span
    statement: Span


class Argument(Record, frozen=True, array_like=True):
    value: Node
    keyword: str = ""
    star: Literal["", "*", "**"] = ""


class Call(Record, frozen=True):
    function: Node
    arguments: tuple[Argument, ...]
    scope: int
    block: int
    span: Span  # the whole call
    statement: Span  # of the simple statement, or of the header of the compound one
    role: Literal["", "decorator", "context", "statement"] = ""  # `@f(…)`, `with f(…)`, a value nobody takes


class Return(Record, frozen=True):
    """`return value`, or `yield value` (then `is_yield`)."""

    value: Node
    scope: int
    block: int
    is_yield: bool = False


class Comment(Record, frozen=True):
    text: str  # with its "#"
    line: int  # 1-based
    column: int  # 1-based, code points
    alone: bool  # nothing but blanks before it
    statement: Span  # the statement on whose lines it stands; the next one when it stands alone


class Facts(Record, frozen=True):
    """All that is kept of one file. `path` is relative to the root, with `/`."""

    path: str
    scopes: tuple[Scope, ...]
    blocks: tuple[Block, ...]
    bindings: tuple[Binding, ...]  # in the order of the source
    stores: tuple[Store, ...]
    calls: tuple[Call, ...]
    returns: tuple[Return, ...]
    stars: tuple[Imported, ...]  # `from module import *`
    comments: tuple[Comment, ...]  # those that speak to this tool

    def expressions(self) -> Iterator[tuple[int, Node]]:
        """Every expression that is read, those inside others included, with the scope it is read in."""
        pending: list[tuple[int, Node | None]] = []
        for call in self.calls:
            pending += [(call.scope, call.function), *((call.scope, argument.value) for argument in call.arguments)]
        pending += [(self.blocks[binding.block].scope, binding.value) for binding in self.bindings]
        pending += [(store.scope, node) for store in self.stores for node in (store.target, store.value)]
        pending += [(value.scope, value.value) for value in self.returns]
        pending += [(block.scope, block.test) for block in self.blocks]
        while pending:
            scope, node = pending.pop()
            if node is not None:
                yield scope, node
                pending += [(scope, part) for part in operands(node)]
