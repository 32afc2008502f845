"""`Value`: what an expression may hold, and where that came from. The type the tool exists for."""

from __future__ import annotations

from collections.abc import Sequence as Sequence_
from typing import Literal

from msgspec import Struct

from sharelint.code import Comprehension, Mapping, Scalar, Sequence, Text
from sharelint.records import Place, Span

Origin = Literal["literal", "text", "collection", "config", "argument", "object", "name", "unknown"]


class At(Struct, frozen=True):
    """The point from which an expression is read: names mean what they mean there."""

    path: str
    scope: int
    block: int
    span: Span


class Definition(Struct, frozen=True):
    """A function or class of the project: scope `scope` of the file `path`; scope 0 is the module itself."""

    path: str
    scope: int


class Made(Struct, frozen=True):
    """The call that made an object: `Facts.calls[call]` of the file `path`."""

    path: str
    call: int


class Formal(Struct, frozen=True):
    """A parameter: of a function, or of the constructor that a dataclass makes of its fields."""

    function: Definition  # the function, or the class
    name: str


class Passed(Struct, frozen=True):
    """An argument that a caller gives for a parameter: where it is written, in which call."""

    call: Made
    span: Span


class Hole(Struct, frozen=True):
    """A part of a text that is not known. `name` is the expression in short, such as `resource` or `self.path`."""

    name: str
    origin: Origin = "unknown"
    type: str = ""  # of an object that was formatted, by qualified name
    formal: Formal | None = None  # of an argument


class Value(Struct, frozen=True):
    """One thing that an expression may hold.

    data, by origin:
      literal     the scalar or bytes
      text        its parts, literal strings and Holes; a text without holes is a literal
      collection  the expression that lists its items, to be read `at`
      config      name of the setting
      argument    name of the parameter
      object      the call that made it, if known
      name        something referred to: qualified name of a library's function, class or constant, or a Definition
    """

    origin: Origin
    data: Scalar | bytes | tuple[str | Hole, ...] | Sequence | Mapping | Comprehension | Text | Made | Definition = None
    place: Place | None = None  # where it is written
    type: str | Definition = ""  # class of the object it is
    at: At | None = None  # of a collection
    receiver: Value | None = None  # of a bound method: the object before the dot
    call: Made | None = None  # of a functools.partial: the call that made it
    formal: Formal | None = None  # of an argument: its parameter; of a default, that of which it is one
    passed: Passed | None = None  # the argument of the outermost caller, for a value that came through a parameter
    default: bool = False  # only what holds if configuration or a caller says nothing
    trail: tuple[Place, ...] = ()  # the names it went through, from its source on

    @property
    def parts(self) -> tuple[str | Hole, ...]:
        """A literal or text as parts; empty for anything that is not text."""
        if self.origin == "text" and isinstance(self.data, tuple):
            return self.data
        return (self.data,) if self.origin == "literal" and isinstance(self.data, str) else ()

    @property
    def qualified_name(self) -> str:
        return self.data if self.origin == "name" and isinstance(self.data, str) else ""


UNKNOWN = Value("unknown")

MAX_TRAIL = 8  # names kept of the way of a value


def text(
    parts: list[str | Hole],
    place: Place | None,
    type: str = "str",
    default: bool = False,
    hops: Sequence_[Place] = (),
) -> Value:
    """A text of these parts, neighbouring strings joined; a literal if there are no holes.

    `hops` are the names that its parts came through.
    """
    trail = tuple(dict.fromkeys(hops))[:MAX_TRAIL]
    joined: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    if not joined or (len(joined) == 1 and isinstance(joined[0], str)):
        only = joined[0] if joined and isinstance(joined[0], str) else ""
        return Value("literal", only, place, type, default=default, trail=trail)
    return Value("text", tuple(joined), place, type, default=default, trail=trail)


def part_of(base: Value, method: str) -> tuple[Value, ...]:
    """What is taken out of a library's object: nothing is known of it but where it comes from; empty for another."""
    if base.origin != "object" or not base.type or not isinstance(base.type, str):
        return ()
    return (Value("object", None, base.place, f"{base.type}.{method}", trail=base.trail),)


def is_part(value: Value) -> bool:
    return isinstance(value.type, str) and value.type.endswith((".__getitem__", ".__iter__"))


def rendered(parts: tuple[str | Hole, ...]) -> str:
    """The text for a person, holes in braces: `/var/locks/{resource}.lock`."""
    return "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in parts)
