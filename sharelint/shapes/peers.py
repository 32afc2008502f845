"""Shape `peers`: a collection that lists two or more internal hosts under a name that calls them peers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sharelint import code
from sharelint.project import Project
from sharelint.project.values import At, Value
from sharelint.records import Level, Span
from sharelint.shapes import hosts
from sharelint.shapes.conditions import peer_of
from sharelint.shapes.site import Site, Watched

_TELLING = re.compile(
    r"(^|_)(peer|node|worker|replica|member|server|host|seed|shard|upstream|backend|cluster|endpoint|instance|broker"
    r"|follower|neighbou?r|sibling|machine|service|target|address(es)?|url|uri|ring|quorum|ensemble)s?(_|$)",
    re.IGNORECASE,
)
_NOT_PEERS = re.compile(
    r"allow|deny|block|black|white|trust|internal_ip|no_proxy|origin|cors|csrf|local|valid|reserved|private|forbidden|ban"
    r"|proxies|dns|resolver|nameserver|bind|listen|exclude|ignore|default_host|known|public|test|example",
    re.IGNORECASE,
)


def find(project: Project, path: str, watched: Watched) -> Iterator[Site]:
    matches = watched.rulebook.of_shape("peers")
    if not matches:
        return
    for name, node, at, statement in _assigned(project, path):
        if not _TELLING.search(_words(name)) or _NOT_PEERS.search(name):
            continue
        for value in project.values(node, at):
            if value.origin != "collection" or value.place is None or not _within(value.place.span, statement):
                continue
            for rule, match in matches:
                wanted = match.when[0].host if match.when else ("internal",)
                found = _hosts(project, value, wanted)
                if len(found) >= 2:
                    words = {"name": name, "value": ", ".join(found[:3]) + (", …" if len(found) > 3 else "")}
                    words["host"] = found[0]
                    level = match.level or rule.impact
                    target = f"{project.module_name(path)}.{name}"
                    span = value.place.span if value.place.span.line == value.place.span.end_line else node.span
                    if span.line != span.end_line:  # the first line says enough, and keeps the marked text small
                        span = Span(span.line, span.column, span.line, span.column + 1)
                    level = Level.note if value.default else level
                    yield Site(rule, match, "peers", path, span, statement, at.scope, level, target, words)
                    break


def _assigned(project: Project, path: str) -> Iterator[tuple[str, code.Node, At, Span]]:
    facts = project.facts(path)
    for binding in facts.bindings:
        if binding.how == "assign" and isinstance(binding.value, code.Sequence | code.Mapping):
            at = At(path, facts.blocks[binding.block].scope, binding.block, binding.statement)
            yield binding.name, binding.value, at, binding.statement
    for store in facts.stores:
        if isinstance(store.value, code.Sequence | code.Mapping) and isinstance(store.target, code.Attribute):
            yield store.target.name, store.value, At(path, store.scope, store.block, store.statement), store.statement


def _hosts(project: Project, collection: Value, wanted: tuple[str, ...]) -> list[str]:
    """The hosts of the wanted classes among the items; none if the collection is of something else as well."""
    node, at = collection.data, collection.at
    if at is None or not isinstance(node, code.Sequence | code.Mapping):
        return []
    items = node.items if isinstance(node, code.Sequence) else tuple(value for _, value in node.items)
    found = []
    for item in items:
        for value in project.values(item, at)[:1]:
            peer = peer_of(project, value)
            if peer is None:
                return []
            if hosts.classify(peer.host) in wanted and _is_address(peer):
                found.append(peer.shown.replace(hosts.HOLE, "{…}"))
    return found


def _is_address(peer: hosts.Peer) -> bool:
    """A bare word may be anything; with a port, a scheme, a dot or a number it is a host."""
    return bool(peer.port or peer.scheme or "." in peer.host or ":" in peer.host or re.search(r"-?\d+$", peer.host))


def _words(name: str) -> str:
    """`workerUrls` and `WORKER_URLS` -> words joined by underscores."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)


def _within(inner: Span, outer: Span) -> bool:
    return outer.line <= inner.line and inner.end_line <= outer.end_line
