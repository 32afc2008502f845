"""Which peers a `Value` addresses: a text, a pair of host and port, a mapping with a host, a collection of these."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sharelint import code
from sharelint.project import Project
from sharelint.project.values import Value
from sharelint.shapes import addresses, hosts, paths
from sharelint.shapes.addresses import Form, Peer


class Endpoint(Struct, frozen=True):
    """A peer, with the value that says its host: where place and trail are."""

    peer: Peer
    source: Value

    @property
    def host_class(self) -> str:
        return hosts.classify(self.peer.host)


_TELLING = ("internal", "group", "managed", "loopback", "public", "neutral", "")  # the class that says most comes first
_HOST_KEYS = ("host", "hostname", "address", "url", "uri")
_LIST_KEYS = ("hosts", "nodes", "servers", "bootstrap.servers", "bootstrap_servers", "contact_points")
_MAX_ITEMS = 12
_DEPTH = 3


def endpoint_of(project: Project, value: Value, form: Form = "host") -> Endpoint | None:
    """Of the peers that a value addresses the one that says most: an internal one, if there is one."""
    found = list(_endpoints(project, value, form, _DEPTH))
    return min(found, key=lambda endpoint: _TELLING.index(endpoint.host_class), default=None)


def peer_of(project: Project, value: Value, form: Form = "host") -> Peer | None:
    """The address that a single item holds: a text, a pair of host and port, a mapping with a host."""
    if value.parts:
        return next(iter(addresses.peers(paths.plain(value.parts), form)), None)
    found = _pair(project, value) or _keyed(project, value)
    return found.peer if found is not None else None


def host_class(project: Project, value: Value, form: Form) -> str:
    found = endpoint_of(project, value, form)
    if found is None:
        return ""
    # Loopback as a mere default is how every developer's machine is set up.
    return "" if found.host_class == "loopback" and found.source.default else found.host_class


def has_fixed_port(project: Project, value: Value) -> bool:
    """Whether a value is a port written in the code, or an address with one; 0 leaves the choice to the system."""
    if value.default:
        return False
    if type(value.data) is int and value.origin == "literal":
        return value.data > 0
    if value.parts:
        return any(peer.port.isdigit() and int(peer.port) for peer in addresses.peers(paths.plain(value.parts)))
    node = value.data
    if value.origin != "collection" or value.at is None or not isinstance(node, code.Sequence) or len(node.items) < 2:
        return False
    ports = project.values(node.items[1], value.at)
    return all(v.origin == "literal" and type(v.data) is int and v.data > 0 and not v.default for v in ports)


def _endpoints(project: Project, value: Value, form: Form, depth: int) -> Iterator[Endpoint]:
    if value.parts:
        for peer in addresses.peers(paths.plain(value.parts), form):
            yield Endpoint(peer, value)
        return
    node, at = value.data, value.at
    if value.origin != "collection" or at is None or not depth:
        return
    found = _pair(project, value)
    if found is not None:
        yield found
    elif isinstance(node, code.Mapping):
        for key in (*_HOST_KEYS, *_LIST_KEYS):
            for item in project.collections.item(value, key):
                yield from _endpoints(project, item, "host", depth - 1)
    elif isinstance(node, code.Comprehension):
        for each in project.values(node.item, at):
            yield from _endpoints(project, each, form, depth - 1)
    elif isinstance(node, code.Sequence) and (node.kind != "tuple" or _all_known(project, value)):
        for member in node.items[:_MAX_ITEMS]:
            for each in project.values(member, at):
                yield from _endpoints(project, each, form, depth - 1)


def _pair(project: Project, value: Value) -> Endpoint | None:
    """A host with its port: `("10.0.0.5", 6379)`, `(HOST, port)`."""
    node, at = value.data, value.at
    if value.origin != "collection" or at is None or not isinstance(node, code.Sequence) or node.kind == "set":
        return None
    if not 2 <= len(node.items) <= 4:
        return None
    host = next((project.callers.settled(v) for v in project.values(node.items[0], at) if v.parts), None)
    if host is None:
        return None
    ports = project.values(node.items[1], at)
    numbers = [str(v.data) for v in ports if type(v.data) is int or (isinstance(v.data, str) and v.data.isdigit())]
    if numbers or all(v.origin in ("config", "argument", "unknown", "object") for v in ports):
        return Endpoint(Peer(paths.plain(host.parts), numbers[0] if numbers else ""), host)
    return None


def _keyed(project: Project, value: Value) -> Endpoint | None:
    """A mapping that describes one peer: `{"host": "10.0.0.5", "port": 9200}`."""
    if value.origin != "collection" or not isinstance(value.data, code.Mapping):
        return None
    for key in _HOST_KEYS:
        for host in project.collections.item(value, key):
            found = addresses.peers(paths.plain(host.parts)) if host.parts else []
            if found:
                ports = [str(v.data) for v in project.collections.item(value, "port") if type(v.data) is int]
                return Endpoint(Peer(found[0].host, found[0].port or "".join(ports[:1]), found[0].scheme), host)
    return None


def _all_known(project: Project, value: Value) -> bool:
    """Whether all items of a tuple are texts or collections: `("node1", "node2")`, but not `(host, "http")`."""
    node, at = value.data, value.at
    if at is None or not isinstance(node, code.Sequence):
        return False
    return all(any(v.parts or v.origin == "collection" for v in project.values(item, at)) for item in node.items)
