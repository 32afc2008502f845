"""A `Site`: a rule's match at a place, with what its message needs; and how it becomes a `Finding`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from sharelint import code
from sharelint.project import Project
from sharelint.project.entry_points import Entry
from sharelint.project.libraries import canonical
from sharelint.project.values import Made, Value, rendered
from sharelint.records import Finding, Level, Match, Place, Rule, Span
from sharelint.rulebook import Rulebook
from sharelint.rulebook.template import fill
from sharelint.shapes import hosts
from sharelint.shapes.addresses import Peer

_NO_HOLES = re.compile(r"""\bf(["'])([^"'{}]*)\1""")  # an f-string of a page for which the site had a plain word


class Watched:
    """The rulebook by canonical name, so that a look-up is one step."""

    def __init__(self, rulebook: Rulebook) -> None:
        shapes = sorted({match.shape for rule in rulebook.rules.values() for match in rule.matches})
        self.of_shape = {shape: rulebook.of_shape(shape) for shape in shapes}
        self.calls: dict[str, list[tuple[Rule, Match, str]]] = {}  # -> (rule, match, the name on its page)
        self.paths: dict[str, list[tuple[Rule, Match, str]]] = {}
        self.peers: dict[str, list[tuple[Rule, Match, str]]] = {}
        self.memos: dict[str, list[tuple[Rule, Match, str]]] = {}
        self.settings: dict[str, list[tuple[Rule, Match, str]]] = {}  # by the first key
        tables = {"call": self.calls, "path": self.paths, "peers": self.peers, "memo": self.memos}
        for name, entries in rulebook.index.items():
            for rule, match in entries:
                if (table := tables.get(match.shape)) is not None:
                    table.setdefault(canonical(name), []).append((rule, match, name))
                elif match.shape == "setting":
                    self.settings.setdefault(name.partition(".")[0], []).append((rule, match, name))

    @property
    def names(self) -> frozenset[str]:
        return frozenset((*self.calls, *self.paths, *self.peers, *self.memos))


class Site(Struct, frozen=True):
    rule: Rule
    match: Match
    shape: str
    file: str
    span: Span
    statement: Span
    scope: int
    level: Level
    target: str
    words: dict[str, str] = {}  # placeholders of the messages
    related: tuple[Place, ...] = ()
    trail: tuple[Place, ...] = ()
    made: Made | None = None  # the call that the site is
    receiver: Made | None = None  # the call that made the object whose method is called
    block: int = 0
    through: bool = False  # the site passes what makes it so to a function in which the call `made` stands


def finding_of(project: Project, site: Site) -> Finding:
    symbol = project.facts(site.file).scopes[site.scope].qualified_name
    module = project.module_name(site.file)
    rule, match = site.rule, site.match
    serving = project.reach.serving(site.file, site.scope)
    entries = serving or project.reach.entries(project.function_around(site.file, site.scope))
    return Finding(
        rule=rule.name,
        level=site.level.lowered() if project.reach.only_by_command(site.file, site.scope, site.block) else site.level,
        message=fill(match.message or rule.message, site.words) + _reached_from(_labels(serving)),
        place=Place(site.file, site.span),
        statement=site.statement,
        related=site.related,
        trail=site.trail,
        symbol=f"{module}.{symbol}" if symbol else module,
        target=site.target,
        breaks=fill(match.breaks or rule.breaks, site.words),
        advice=_NO_HOLES.sub(r"\1\2\1", fill(match.use or rule.use, site.words)),
        code=_NO_HOLES.sub(r"\1\2\1", fill(match.code or rule.code, site.words)),
        reached=_labels(entries),
        shared=_shared(site, module),
    )


def _labels(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.label for entry in entries))


def _shared(site: Site, module: str) -> str:
    """What is shared, so that all who share it call it the same: hosts and paths are one for the project."""
    words = site.words
    if site.shape in ("state", "memory"):
        return site.target
    if site.shape == "peers":
        return words["value"]
    if "host" in words:
        return f"{words['host']}:{words['port']}" if "port" in words else words["host"]
    variable = words.get("name") or words.get("made")
    name = f"{module}.{variable}" if variable else ""
    return (name if site.rule.family == "memory" else words.get("path") or name) or words.get("call") or site.target


def _reached_from(labels: Sequence[str]) -> str:
    """From which handlers, tasks or consumers a place is reached, as the end of a message."""
    if not labels:
        return ""
    return f"; reached from {' and '.join(labels[:2]) if len(labels) < 3 else f'{labels[0]}, {labels[1]} and others'}"


def related_to(value: Value, site_file: str, statement: Span) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """(related places, trail) of a value that reaches a statement: nothing if it is written in that statement."""
    hops = [place for place in (value.place, *value.trail) if place is not None]
    outside = [p for p in dict.fromkeys(hops) if not (p.path == site_file and _within(p.span, statement))]
    if not outside:
        return (), ()
    # The literal and the name it is given usually share a line: the name says more.
    named = [place for place in outside if place.label] or [
        Place(outside[0].path, outside[0].span, "the value is written here")
    ]
    return tuple(named[:3]), tuple(outside)


def _within(inner: Span, outer: Span) -> bool:
    return (outer.line, outer.column) <= (inner.line, inner.column) and (inner.end_line, inner.end_column) <= (
        outer.end_line,
        outer.end_column,
    )


def words_of_value(value: Value, peer: Peer | None) -> dict[str, str]:
    """`value`, `path`, `key`, and for an address `host`, `port`, `url`, `queue`."""
    words: dict[str, str] = {}
    number = isinstance(value.data, int | float) and not isinstance(value.data, bool)
    shown = rendered(value.parts) if value.parts else str(value.data) if number else ""
    if shown:
        words |= {"value": shown, "path": shown, "key": _key(shown)}
    if peer is not None:
        host = peer.host.replace(hosts.HOLE, "{…}")
        words |= {"host": host, "port": peer.port.replace(hosts.HOLE, "")}
        words["value"] = shown or (f"{host}:{words['port']}" if words["port"] else host)
        words["queue"] = host.partition(".")[0] if not host[:1].isdigit() else ""
        words["url"] = shown if "://" in shown else ""
        words["env"] = re.sub(r"\W+", "_", words["queue"]).strip("_").upper()
    return {word: text for word, text in words.items() if text}


_NO_NAME = re.compile(r"\{(?![A-Za-z_][\w.]*\})[^{}]*\}")  # a hole that is no variable, such as `{…}`


def _key(path: str) -> str:
    """A key for what a path stands for: `/var/locks/{resource}.lock` -> `{resource}`."""
    name = path.rstrip("/").rpartition("/")[2]
    stem = re.sub(r"\.(lock|lck|lk|pid|lockfile)$", "", name, flags=re.IGNORECASE)
    return _NO_NAME.sub("{name}", stem.strip(".") or name)


def receiver_name(project: Project, made: Made) -> str:
    """The variable or attribute that the result of a call is bound to, "" if there is none."""
    for holder in project.index(made.path).holders.get(made.call, ()):
        if _is_result(holder.value, made.call):
            if isinstance(holder, code.Binding):
                return holder.name
            if isinstance(holder.target, code.Attribute):
                return holder.target.name
    return ""


def _is_result(node: code.Node | None, call: int) -> bool:
    if isinstance(node, code.Choice):
        return any(_is_result(option, call) for option in node.options)
    return isinstance(node, code.Result) and node.call == call
