"""Shape `peers`: a collection that lists two or more internal hosts under a name that calls them peers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sharelint import code
from sharelint.project import Project
from sharelint.project.calls import Given
from sharelint.project.values import At, Made, Value
from sharelint.records import Level, Match, Rule, Span
from sharelint.shapes import hosts
from sharelint.shapes.addresses import Peer, parse
from sharelint.shapes.conditions import argument
from sharelint.shapes.endpoints import peer_of
from sharelint.shapes.site import Site, Watched, related_to

_TELLING = re.compile(
    r"(^|_)(peer|node|worker|replica|member|server|host|seed|shard|upstream|backend|cluster|endpoint|instance|broker"
    r"|follower|neighbou?r|sibling|machine|service|address(es)?|ip|url|uri|ring|quorum|ensemble)s?(_|$)",
    re.IGNORECASE,
)
# Where bare words that count up are hosts; `nodes` of a graph are named so as well.
_HOST_WORDS = re.compile(
    r"(^|_)(peer|worker|replica|server|host|broker|follower|neighbou?r|sibling)s?(_|$)", re.IGNORECASE
)
_LISTS = (code.Sequence, code.Mapping, code.Comprehension)
_ORDINAL = re.compile(r"(?P<stem>[a-z][a-z0-9-]*?)-?\d+")
_NOT_PEERS = re.compile(
    r"allow|deny|block|black|white|trust|internal_ip|no_proxy|origin|cors|csrf|local|valid|reserved|private|forbidden|ban"
    r"|(^|_)(id|name|type|kind|label|title|key|uuid)s?$|mock|fake|proxies|dns|resolver|nameserver|bind|listen|exclude|ignore|default_host|known|public|test|example",
    re.IGNORECASE,
)


def find(project: Project, path: str, watched: Watched) -> Iterator[Site]:
    matches = watched.of_shape.get("peers", ())
    if not matches:
        return
    for name, node, at, statement in _assigned(project, path):
        if _TELLING.search(_words(name)) and not _NOT_PEERS.search(name):
            for rule, match in matches:
                yield from _sites(project, rule, match, name, node, at, statement)
    for index, call in enumerate(project.facts(path).calls):
        for callee in project.calls.callees(Made(path, index)):
            for rule, match, name in watched.peers.get(callee.target, ()) if isinstance(callee.target, str) else ():
                given = argument(callee, match.signatures.get(name, ((), "")), "")
                if isinstance(given, Given):
                    yield from _sites(project, rule, match, "", given.node, given.at, call.statement)


def _sites(
    project: Project, rule: Rule, match: Match, name: str, node: code.Node, at: At, statement: Span
) -> Iterator[Site]:
    for value in project.values(node, at):
        if value.origin != "collection" or value.place is None:
            continue
        found = _hosts(
            project, value, match.when[0].host, not name or name.isupper() or bool(_HOST_WORDS.search(_words(name)))
        )
        if len(found) < 2 and not (found and isinstance(value.data, code.Comprehension)):
            continue
        words = {"name": name, "value": ", ".join(found[:3]) + (", …" if len(found) > 3 else ""), "host": found[0]}
        here = value.place.path == at.path and _within(value.place.span, statement)
        span = value.place.span if here else node.span
        if span.line != span.end_line:  # the bracket says enough, and keeps the marked text small
            span = Span(span.line, span.column, span.line, span.column + 1)
        level = Level.note if value.default else match.level or rule.impact
        target = f"{project.module_name(at.path)}.{name}"
        related, trail = ((), ()) if here else related_to(value, at.path, statement)
        yield Site(
            rule, match, "peers", at.path, span, statement, at.scope, level, target,
            {word: text for word, text in words.items() if text}, related, trail,
        )  # fmt: skip


def _assigned(project: Project, path: str) -> Iterator[tuple[str, code.Node, At, Span]]:
    facts = project.facts(path)
    for binding in facts.bindings:
        if binding.how == "assign" and isinstance(binding.value, _LISTS):
            at = At(path, facts.blocks[binding.block].scope, binding.block, binding.statement)
            yield binding.name, binding.value, at, binding.statement
    for store in facts.stores:
        if isinstance(store.value, _LISTS) and isinstance(store.target, code.Attribute):
            yield store.target.name, store.value, At(path, store.scope, store.block, store.statement), store.statement


def _hosts(project: Project, collection: Value, wanted: tuple[str, ...], series: bool) -> list[str]:
    """The hosts of the wanted classes among the items; none if the collection is of something else as well.

    With `series` bare words that count up are hosts, too.
    """
    node, at = collection.data, collection.at
    if isinstance(node, code.Comprehension) and at is not None:  # [f"worker-{n}" for n in range(4)]
        counted = [peer_of(project, value) for value in project.values(node.item, at)]
        return [
            peer.shown.replace(hosts.HOLE, "{…}")
            for peer in counted
            if peer is not None
            and _is_address(peer)
            and hosts.HOLE in peer.host
            and hosts.classify(peer.host) in wanted
        ]
    if at is None or not isinstance(node, code.Sequence | code.Mapping):
        return []
    items = node.items if isinstance(node, code.Sequence) else tuple(value for _, value in node.items)
    peers = []
    for item in items:
        value = project.values(item, at)[0]
        if (
            value.origin == "collection" and not _is_pair(value) and peer_of(project, value) is None
        ):  # {"shard-1": ["10.0.0.1:80", …], …}
            inner = _hosts(project, value, wanted, series)
            peers += [parse(host) for host in inner]
        else:
            peers.append(peer_of(project, value))
    known = [peer for peer in peers if peer is not None]
    series = series and isinstance(node, code.Sequence) and _is_series(known)
    if len(known) < len(peers) or not (series or all(_is_address(peer) for peer in known)):
        return []
    return [peer.shown.replace(hosts.HOLE, "{…}") for peer in known if hosts.classify(peer.host) in wanted]


def _is_pair(value: Value) -> bool:
    return isinstance(value.data, code.Sequence) and value.data.kind == "tuple" and len(value.data.items) == 2


def _is_address(peer: Peer) -> bool:
    """A bare word may be anything; with a port, a scheme, a dot or colons it is an address."""
    return bool(peer.port or peer.scheme or "." in peer.host or ":" in peer.host)


def _is_series(peers: list[Peer]) -> bool:
    """Bare words are hosts when they count: worker-0, worker-1."""
    stems = {found["stem"] if (found := _ORDINAL.fullmatch(peer.host)) else peer.host for peer in peers}
    return len(stems) == 1 and len({peer.host for peer in peers}) == len(peers) > 1


def _words(name: str) -> str:
    """`workerUrls` and `WORKER_URLS` -> words joined by underscores."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)


def _within(inner: Span, outer: Span) -> bool:
    return outer.line <= inner.line and inner.end_line <= outer.end_line
