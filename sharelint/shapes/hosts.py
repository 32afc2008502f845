"""Whether a host is one of ours: text or Value in, class of host out.

The ranges are those of RFC 1918, 3927, 4193, 4291, 5737 and 6598; the suffixes are those that clusters, clouds and
office networks give to names that mean nothing outside.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Literal

from msgspec import Struct

HostClass = Literal["internal", "loopback", "public", "neutral", ""]

HOLE = "\0"  # stands for a part that is not known

_SUFFIXES = re.compile(
    r"\.(local|internal|lan|corp|intranet|home\.arpa|svc|consul|docker|localdomain|private|home)$|\.svc\.|\.pod\."
)
_NEUTRAL_NAME = re.compile(
    r"(^|\.)(example(\.(com|net|org|edu))?|test|invalid|localhost\.invalid|testserver|dummy|none)$"
)
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_METADATA = {"169.254.169.254", "169.254.170.2", "fd00:ec2::254"}  # cloud metadata services: the same on every host
# Nobody is there: what a datagram socket is pointed at to learn its own address.
_NOWHERE = {"10.255.255.255", "10.254.254.254", "10.255.255.254", "192.168.255.255", "172.31.255.255", "10.0.0.0"}
_ORDINAL_WITH_HOLE = re.compile(r"[a-z][a-z0-9-]*-?\0")
_SHARED = ipaddress.ip_network("100.64.0.0/10")
_PLACEHOLDER = {"host", "hostname", "server", "your-host", "hostname_or_ip", "ip", "address", "foo", "bar", "x", "a"}


def classify(host: str) -> HostClass:
    """The class of a host name or address; "" for what is no host, or cannot be told. Holes are `HOLE`."""
    host = host.strip("[]").rstrip(".").lower()
    if host in ("", "*", "0.0.0.0", "::", "<broadcast>", "255.255.255.255"):
        return "neutral"
    if HOLE in host:
        if _SUFFIXES.search(host) or _ORDINAL_WITH_HOLE.fullmatch(host):
            return "internal"
        return ""
    try:
        return _classify_address(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        return _classify_name(host)


def _classify_address(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> HostClass:
    if str(address) in _METADATA or str(address) in _NOWHERE:
        return "neutral"
    if address.is_loopback:
        return "loopback"
    if address.is_multicast or address.is_unspecified:
        return "neutral"
    if address.version == 4 and address in _SHARED:
        return "internal"
    documentation = (
        "192.0.2.",
        "198.51.100.",
        "203.0.113.",
        "2001:db8:",
        "192.0.0.",
        "198.18.",
        "198.19.",
        "240.",
        "255.",
    )
    if str(address).startswith(documentation):
        return "neutral"
    return "internal" if address.is_private or address.is_link_local else "public"


def _classify_name(host: str) -> HostClass:
    if host in ("localhost", "localhost.localdomain", "ip6-localhost", "localhost6"):
        return "loopback"
    labels = host.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or all(label.isdigit() for label in labels):
        return ""
    if host == "host.docker.internal" or _SUFFIXES.search(host):
        return "internal"
    if _NEUTRAL_NAME.search(host) or host in _PLACEHOLDER:
        return "neutral"
    return "internal" if len(labels) == 1 else "public"


class Peer(Struct, frozen=True):
    """An address taken apart; `host` and `port` may be, or hold, a hole."""

    host: str
    port: str = ""
    scheme: str = ""

    @property
    def shown(self) -> str:
        return f"{self.host}:{self.port}" if self.port else self.host


_URL = re.compile(
    r"(?:(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*):)?//(?:[^/@\s]*@)?(?P<host>\[[^\]]+\]|[^/:?#\s]*)(?::(?P<port>[\d\0]+))?"
)
_HOST_PORT = re.compile(r"(?P<host>\[[0-9a-fA-F:]+\]|[^:/\s,]+)(?::(?P<port>[\d\0]+))?/?")
_LOCAL_SCHEMES = {"unix", "ipc", "inproc", "file", "http+unix", "sqlite", "memory", "xds", "abstract"}


def parse(text: str, url_only: bool = False) -> Peer | None:
    """The peer that a text addresses: a URL, `host:port` or, unless `url_only`, a bare host. None if it is none."""
    if (url := _URL.match(text)) is not None:
        scheme = (url["scheme"] or "").lower()
        return None if scheme in _LOCAL_SCHEMES else Peer(url["host"], url["port"] or "", scheme)
    if re.match(r"(unix|ipc|inproc|file|xds|dns):", text):
        return parse(text[6:].lstrip("/"), url_only) if text.startswith("dns:///") else None
    if url_only:
        return None
    if (plain := _HOST_PORT.fullmatch(text)) is not None:
        return Peer(plain["host"], plain["port"] or "")
    return Peer(text) if ":" in text and classify(text) else None  # a bare IPv6 address
