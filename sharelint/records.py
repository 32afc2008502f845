"""Every value that crosses a border: plain, frozen records without syntax trees.

A step takes records and returns records, so it can run in this process, in a pool or elsewhere, and its result
can be cached or written as JSON. The records of one file's code (expressions, bindings, calls) are in `code.py`.
"""

from __future__ import annotations

import enum
import traceback
from typing import Annotated, Literal

from msgspec import Meta, Struct


class Span(Struct, frozen=True, array_like=True, order=True, gc=False):
    """A range of source text. Lines and columns are 1-based, columns count code points, the end is exclusive.

    Lines end at LF, CR or CRLF only, as in Python's own tokenizer (a form feed or U+2028 ends no line).
    """

    line: int
    column: int
    end_line: int
    end_column: int

    def covers(self, line: int) -> bool:
        return self.line <= line <= self.end_line


class Place(Struct, frozen=True, order=True):
    """A span in a file, with the words that a report prints beside it. `path` is relative to the root, with `/`."""

    path: str
    span: Span
    label: str = ""


class Level(enum.IntEnum):
    """How much a finding asks of its reader; the order is the order of `--fail-on` and `--min-level`."""

    note = 1
    warning = 2
    error = 3

    def lowered(self) -> Level:
        return Level(max(self - 1, Level.note))


class Finding(Struct, frozen=True):
    """One violation at one place."""

    rule: str
    level: Level
    message: str  # one line, no final full stop; code in backticks
    place: Place  # the smallest span a reviewer would point at
    statement: Span  # the whole statement around it: where a suppression comment may stand
    related: tuple[Place, ...] = ()  # where the object was made, the constant defined
    trail: tuple[Place, ...] = ()  # the way of the value, from its source to `place`; empty when both are one
    symbol: str = ""  # qualified name of the enclosing function or class, "" in a module body
    target: str = ""  # the API or value in question, by qualified name: what stays when lines move
    breaks: str = ""  # what goes wrong with two replicas, in one sentence
    advice: str = ""  # the replacement in one sentence, in the terms of the user's own names
    code: str = ""  # ... and as a few lines of Python
    reached: tuple[str, ...] = ()  # some entry points that lead here, nearest first: "`POST /orders`"
    shared: str = ""  # what processes share here, in the user's words: a path, a host, a variable

    def sort_key(self) -> tuple[str, Span, str, str]:
        return (self.place.path, self.place.span, self.rule, self.message)


class Trouble(enum.Enum):
    """Why a file has no, or no whole, answer. The value is the identifier that reports use."""

    unreadable = "unreadable-file"
    undecodable = "undecodable-file"
    syntax = "syntax-error"
    too_complex = "too-complex"
    internal = "internal-error"


TOO_DEEP = "nested too deeply to be analysed"


class Problem(Struct, frozen=True):
    """A file about which the answer is: could not tell."""

    path: str
    trouble: Trouble
    message: str  # one line
    line: int = 0  # 1-based; 0 when the trouble is with the whole file
    details: str = ""  # a traceback, for internal errors only

    @classmethod
    def of(cls, path: str, error: BaseException) -> Problem:
        """What an exception that ended the work on a file says about the file, or about this tool."""
        if isinstance(error, RecursionError):
            return cls(path, Trouble.too_complex, TOO_DEEP)
        if isinstance(error, MemoryError):
            return cls(path, Trouble.too_complex, "takes more memory than there is")
        message = " ".join(f"{type(error).__name__}: {error}".split())
        return cls(path, Trouble.internal, message, details="".join(traceback.format_exception(error)))

    def sort_key(self) -> tuple[str, int, str]:
        return (self.path, self.line, self.message)


class Settled(Struct, frozen=True):
    """What is found in some files, whichever of it is shown; each in the order of reports."""

    kept: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    problems: tuple[Problem, ...]


class BaselineEntry(Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """Findings that look the same and are accepted for now. It is a line of a baseline, so its fields are a format."""

    path: str
    rule: str
    symbol: str  # of the enclosing function or class, within its module
    target: str
    fingerprint: str  # of all that a finding looks like, but for its path
    count: Annotated[int, Meta(ge=1)]


class Source(Struct, frozen=True):
    """The text of a file that a finding points into. `raw` is what fingerprints are computed from."""

    path: str
    text: str
    raw: bytes


class Limits(Struct, frozen=True):
    """What one file may take before it becomes a Problem."""

    size: int = 10_000_000  # bytes; hand-written files are far below
    seconds: float = 20  # of a processor's time, for each of the two halves of the audit


class Example(Struct, frozen=True):
    """One block of code of a rule page: some files, and what is expected in them."""

    section: Literal["Incorrect", "Correct", "Known gaps"]
    files: dict[str, str]  # path -> code; a block without a path is `example.py`
    line: int  # 1-based, of the block's fence in the page


class Condition(Struct, frozen=True, forbid_unknown_fields=True):
    """What an argument has to be. All the fields that are given have to hold, for one of the argument's values."""

    argument: str = ""  # parameter name; "" is the one in <angle brackets> in the name's signature
    origin: tuple[str, ...] = ()  # literal, text, collection, config, argument, object, unknown
    later: tuple[str, ...] = ()  # the argument is one of these methods', called on the result, or on `self`: `connect`
    key: str = ""  # the conditions are about the item of this key of a mapping: `{"bootstrap.servers": …}`
    host: tuple[str, ...] = ()  # classes of hosts: internal, loopback, managed, group, public, neutral
    port: bool = False  # a port, or an address with one, that is written in the code
    path: tuple[str, ...] = ()  # classes of paths: lock, pid, shared, scratch, … (`shapes/paths.py`)
    equals: tuple[str | int | bool | None, ...] = ()  # a literal, the qualified name of a constant, a setting's name
    contains: tuple[str, ...] = ()  # a text with one of these in it, such as a mode with an "x"
    inside: tuple[str, ...] = ()  # a collection that holds one of these, at whatever depth
    named: tuple[str, ...] = ()  # a variable or attribute of one of these names, or a text of nothing else
    starts: tuple[str, ...] = ()  # a literal text that starts with one of these
    flags: tuple[str, ...] = ()  # an or-ed expression that holds all of these names
    any_flag: tuple[str, ...] = ()  # ... at least one of these
    object: tuple[str, ...] = ()  # the result of calling one of these
    derives: tuple[str, ...] = ()  # ... or a text, conversion, item or object made of it
    present: bool | None = None  # given at all, by position, keyword or a ** mapping


class Match(Struct, frozen=True, forbid_unknown_fields=True):
    """One way to find a violation: a shape, the names it watches and what has to hold."""

    shape: str
    names: tuple[str, ...] = ()  # after reading: qualified names, braces expanded, signatures taken off
    when: tuple[Condition, ...] = ()  # all have to hold
    unless: tuple[Condition, ...] = ()  # none may hold
    handles: tuple[str, ...] = ()  # the call stands in a `try` that catches one of these
    loop: Literal["", "each", "wait"] = ""  # the call stands in a loop or its head; in one that sleeps
    at: Literal["call", "source"] = "call"  # what is marked: the call, or the call that made the value it is given
    within: Literal["", "app", "handler"] = ""  # the code is part of a web app; a request leads to it
    dropped: bool = False  # nobody takes what the call returns
    kept: bool | None = None  # what it returns is kept by an object, class or module; or not, but by a local variable
    probe: bool | None = None  # the function around returns yes or no, and nothing else; or not
    guarded: tuple[str, ...] = ()  # the call stands under one of these locks, or what it opens is locked by one
    not_for: tuple[str, ...] = ()  # what the call gives is handed to none of these
    reread: bool = False  # what is written under this path is opened for reading as well, in the same class or module
    users: bool = False  # those who call the function around are told with it, as related places
    where: str = ""  # of shape "comment": what is wrong with it
    beside: tuple[str, ...] = ()  # none of these is called on the same argument in the same function
    used: tuple[str, ...] = ()  # one of these names, or one below it, is imported or spelled in the project
    unset: tuple[str, ...] = ()  # the project makes none of these settings, and nothing unknown could
    level: Level | None = None  # in place of the rule's, as are the texts that are given
    message: str = ""
    breaks: str = ""
    use: str = ""
    code: str = ""
    signatures: dict[str, tuple[tuple[str, ...], str]] = {}  # name -> (parameters, the marked one); filled on reading


class Rule(Struct, frozen=True):
    """A rule page: the facts a machine matches, the prose a person reads, the examples the tests execute."""

    name: str  # file stem
    family: str  # folder
    title: str
    impact: Level
    confidence: Literal["high", "medium", "low"]
    since: str
    message: str
    breaks: str
    use: str  # the replacement in one sentence; a template like `message`
    code: str  # ... and as a few lines of Python
    matches: tuple[Match, ...]
    why: str  # prose between the facts and the first section, Markdown
    page: str  # the whole page without its facts and test marks, Markdown
    examples: tuple[Example, ...]
    origin: str  # path of the page, for messages
    contextual: bool = False  # matters less while the code runs as one process


class Report(Struct, frozen=True):
    """What a run has to say, in the order of path, place and rule."""

    findings: tuple[Finding, ...]
    hidden: tuple[Finding, ...]  # below --min-level
    suppressed: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    rules: tuple[Rule, ...]  # all that were on, sorted by name
    sources: dict[str, Source]  # of every path that one of `findings` names
    files: int  # Python files that were looked at, those with problems included
    accepted: tuple[Finding, ...] = ()  # by the baseline
    untouched: tuple[Finding, ...] = ()  # by the changes that the run is about
    baseline: tuple[BaselineEntry, ...] = ()  # as it would be without the stale entries, each where it is found now
    stale: tuple[BaselineEntry, ...] = ()  # of the baseline: what was looked for and is not there
