"""A rule page's table of facts, to the fields and matches of a `Rule`, validated to the last key.

In comes the fenced TOML block, out goes a `Facts`. A `PageError` carries the line of what is wrong and, for a word
that is not known, the nearest one that is. Two liberties are taken with TOML: one string stands for a list of one,
and `equals = "None"` is Python's None, for which TOML has no word.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any, Literal, TypeVar, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from sharelint.records import Condition, Level, Match
from sharelint.rulebook.error import PageError, line_of, nearest
from sharelint.rulebook.page import Fence
from sharelint.rulebook.signature import Signature, expand
from sharelint.rulebook.template import PLACEHOLDERS, unknown_placeholders

SHAPES = ("call", "comment", "memo", "memory", "path", "peers", "setting", "state")
IMPACTS = {"high": Level.error, "medium": Level.warning, "low": Level.note}
_ORIGINS = ("argument", "collection", "config", "literal", "object", "text", "unknown")
_PATHS = (
    "claim",
    "device",
    "document",
    "host",
    "inbox",
    "lock",
    "memory",
    "pid",
    "read-only",
    "scratch",
    "shared",
    "socket",
    "upload",
)
_WORDS = {
    "origin": _ORIGINS,
    "host": ("group", "internal", "loopback", "managed", "neutral", "public"),
    "path": _PATHS,
}
_TEMPLATES = ("message", "breaks", "use", "code")
_REQUIRED = ("impact", "confidence", "since", "message", "breaks", "use")
_OWN = (*_REQUIRED, "code", "contextual")
_TABLE = tuple(field for field in Match.__struct_fields__ if field != "signatures")
_MATCH = tuple(field for field in _TABLE if field not in ("level", *_TEMPLATES))


def _lists(struct: type[Struct]) -> frozenset[str]:
    """The fields of a record that are tuples."""
    return frozenset(name for name, kind in get_type_hints(struct).items() if get_origin(kind) is tuple)


_CONDITION = Condition.__struct_fields__
_CONDITION_LISTS = _lists(Condition)
_MATCH_LISTS = _lists(Match) - {"when", "unless"}

_Record = TypeVar("_Record", bound=Struct)


class Facts(Struct, frozen=True, forbid_unknown_fields=True):
    impact: Literal["high", "medium", "low"]
    confidence: Literal["high", "medium", "low"]
    since: str
    message: str
    breaks: str
    use: str
    code: str = ""
    contextual: bool = False
    matches: tuple[Match, ...] = ()


def parse(block: Fence) -> Facts:
    first = block.line + 1
    table = _toml(block, first)
    reader = _Reader(block.lines, first)
    reader.known(table, (*_OWN, *_MATCH, "match"))
    for key in _REQUIRED:
        if key not in table:
            raise PageError(first, f"missing key `{key}`")
    matches = tuple(reader.matches(table))
    for key in _TEMPLATES:
        reader.template(table.get(key, ""), key)
    return reader.convert({key: table[key] for key in _OWN if key in table} | {"matches": matches}, Facts)


def _toml(block: Fence, first: int) -> dict[str, Any]:
    try:
        return tomllib.loads("\n".join(block.lines))
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = re.search(r" \(at line (\d+), column \d+\)$", message)
        line = first + int(place[1]) - 1 if place else first
        raise PageError(line, f"not TOML: {message[: place.start()] if place else message}") from None


class _Reader:
    """Reads the tables of one block; it knows the block's lines, for complaints."""

    def __init__(self, lines: tuple[str, ...], first: int) -> None:
        self.lines = lines
        self.first = first
        self.start = 0  # of the table that is being read, as an index into `lines`

    def complaint(self, at: str, message: str) -> PageError:
        return PageError(line_of(at, self.lines, self.first, self.start), message)

    def known(self, table: dict[str, Any], keys: tuple[str, ...]) -> None:
        for key in table:
            if key not in keys:
                raise self.complaint(key, f"unknown key `{key}`; {nearest(key, keys)}")

    def convert(self, value: dict[str, Any], kind: type[_Record]) -> _Record:
        try:
            return msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            what, _, where = str(error).partition(" - at `$.")
            key = re.split(r"[.\[`]", where)[0]
            raise self.complaint(key, f"`{key}`: {what[0].lower()}{what[1:]}") from None

    def template(self, text: object, at: str) -> None:
        for name in unknown_placeholders(text) if isinstance(text, str) else ():
            raise self.complaint(at, f"`{at}` has the unknown placeholder `{{{name}}}`; {nearest(name, PLACEHOLDERS)}")

    def matches(self, table: dict[str, Any]) -> Iterator[Match]:
        inline = {key: table[key] for key in _MATCH if key in table}
        if "match" not in table:
            yield self.match(inline)
            return
        for key in inline:
            raise self.complaint(key, f"`{key}` stands beside `[[match]]` tables: put it into each of them")
        if not isinstance(table["match"], list) or not table["match"]:
            raise self.complaint("match", "`match` is written as `[[match]]` tables")
        starts = [index for index, line in enumerate(self.lines) if line.strip() == "[[match]]"]
        for index, each in enumerate(table["match"]):
            self.start = starts[index] if index < len(starts) else 0
            self.known(each, _TABLE)
            yield self.match(each)
        self.start = 0

    def match(self, table: dict[str, Any]) -> Match:
        shape = table.get("shape")
        if shape is None:
            raise self.complaint("[[match]]", "missing key `shape`")
        if shape not in SHAPES:
            raise self.complaint("shape", f"unknown shape `{shape}`; {nearest(str(shape), SHAPES)}")
        names, signatures = self.names(_listed(table.get("names", ())))
        fields = {key: _listed(value) if key in _MATCH_LISTS else value for key, value in table.items()}
        fields |= {
            "names": names,
            "signatures": signatures,
            "when": tuple(self.conditions(table, "when")),
            "unless": tuple(self.conditions(table, "unless")),
        }
        if "level" in fields:
            fields["level"] = self.level(fields["level"])
        for key in _TEMPLATES:
            self.template(table.get(key, ""), key)
        match = self.convert(fields, Match)
        self.consistent(match)
        return match

    def level(self, word: object) -> Level:
        levels = [level.name for level in Level]
        if word not in levels:
            raise self.complaint("level", f"unknown level `{word}`; {nearest(str(word), levels)}")
        return Level[str(word)]

    def names(self, entries: list[Any]) -> tuple[list[str], dict[str, Signature]]:
        names: list[str] = []
        signatures: dict[str, Signature] = {}
        for entry in entries:
            if not isinstance(entry, str):
                raise self.complaint("names", "`names` is a list of texts")
            try:
                expanded, signature = expand(entry)
            except ValueError as error:
                raise self.complaint(entry, f'name "{entry}": {error}') from None
            for name in expanded:
                if name in names:
                    raise self.complaint(entry, f"the name `{name}` is listed twice")
                names.append(name)
                if signature is not None:
                    signatures[name] = signature
        return names, signatures

    def conditions(self, table: dict[str, Any], key: str) -> Iterator[Condition]:
        value = table.get(key, [])
        for each in value if isinstance(value, list) else [value]:
            if not isinstance(each, dict) or not each:
                raise self.complaint(key, f"`{key}` is a table of what has to hold, or a list of such tables")
            self.known(each, _CONDITION)
            fields = {name: _listed(field) if name in _CONDITION_LISTS else field for name, field in each.items()}
            for name, words in _WORDS.items():
                for word in fields.get(name, ()):
                    if word not in words:
                        raise self.complaint(str(word), f"unknown {name} `{word}`; {nearest(str(word), words)}")
            if "equals" in fields:
                fields["equals"] = [None if item == "None" else item for item in fields["equals"]]
            yield self.convert(fields, Condition)

    def consistent(self, match: Match) -> None:
        """A match has what its shape needs, and its conditions speak of parameters that its names have."""
        if match.shape in ("call", "setting") and not match.names:
            raise self.complaint("shape", f"the shape `{match.shape}` needs `names`")
        if match.shape == "path" and not any(condition.path for condition in match.when):
            raise self.complaint("shape", "the shape `path` needs `when = { path = ... }`")
        for condition in (*match.when, *match.unless) if match.shape == "setting" else ():
            if condition.argument or condition.present is not None:
                raise self.complaint("shape", "a condition of the shape `setting` is about the value that is set")
        for name in match.names:
            if "*" in name.split(".") and match.shape != "setting":
                raise self.complaint("names", f"`{name}` is not a qualified name; `*` is for the shape `setting`")
            parameters, marked = match.signatures.get(name, ((), ""))
            if match.shape in ("path", "peers") and not marked:
                raise self.complaint("names", f"`{name}` marks no parameter with <angle brackets>")
            for condition in (*match.when, *match.unless) if match.shape == "call" else ():
                if condition.argument and condition.argument not in parameters:
                    raise self.complaint(
                        "argument", f"`{name}` has no parameter `{condition.argument}` in its signature"
                    )
                if not condition.argument and not marked and not condition.later:
                    raise self.complaint("names", f"`{name}` marks no parameter with <angle brackets>")


def _listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
