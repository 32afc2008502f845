"""Whether a host is one of ours: text in, class of host out.

The ranges are those of RFC 1918, 3927, 4193, 4291, 5737 and 6598; the suffixes are those that clusters, clouds and
office networks give to names that mean nothing outside.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Literal

HostClass = Literal["internal", "loopback", "public", "neutral", "group", "managed", ""]

HOLE = "\0"  # stands for a part that is not known

_SUFFIXES = re.compile(
    r"\.(local|internal|lan|corp|intranet|home\.arpa|svc|consul|docker|localdomain|private|home)$|\.svc\.|\.pod\."
    r"|\.(default|staging|production|infra|intra)$"  # namespaces of a cluster; none is a top-level domain
)
_REPLICA = re.compile(r"([a-z][a-z0-9-]*)-(\d+|\0)\.\1(-[a-z0-9-]+)?(\.[a-z0-9-]+)?")  # `kafka-0.kafka-headless.prod`
# An instance of ours that a provider runs: its name changes with the environment.
_MANAGED = re.compile(
    r"\.(rds|cache|redshift|memorydb|docdb|neptune|kafka|mq|es|elb)[a-z0-9.-]*\.amazonaws\.com$"
    r"|\.(database|redis\.cache|postgres\.database|mysql\.database|documents|mongo\.cosmos|servicebus)\.(windows\.net|azure\.com)$"
    r"|\.(mongodb\.net|redislabs\.com|redis-cloud\.com|cloudamqp\.com|aivencloud\.com|upstash\.io|neon\.tech|confluent\.cloud"
    r"|elastic-cloud\.com|ondigitalocean\.com|cockroachlabs\.cloud|psdb\.cloud|compose\.io)$"
)
_NEUTRAL_NAME = re.compile(
    r"(^|\.)(example(\.(com|net|org|edu))?|test|invalid|localhost\.invalid|testserver|dummy|none)$"
)
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# Services that every host, or every cluster, has under the same name.
_EVERYWHERE = re.compile(r"metadata(\.google\.internal)?|instance-data|kubernetes\.default(\.svc(\.cluster\.local)?)?")
_METADATA = {"169.254.169.254", "169.254.170.2", "fd00:ec2::254"}  # cloud metadata services: the same on every host
# Nobody is there: what a datagram socket is pointed at to learn its own address.
_NOWHERE = {"10.255.255.255", "10.254.254.254", "10.255.255.254", "192.168.255.255", "172.31.255.255", "10.0.0.0"}
_ORDINAL_WITH_HOLE = re.compile(r"[a-z][a-z0-9-]*-?\0")
_SHARED = ipaddress.ip_network("100.64.0.0/10")
_PLACEHOLDER = re.compile(
    r"host|hostname|server|your-host|hostname_or_ip|ip|address|foo|bar|x|a|auto|local|yarn|mesos|none|null|default|any"
    r"|disabled|dummy|unused|placeholder|changeme|todo|unknown|name|inmemory|memory|mock|fake|serial|console|stdio|stdin"
)


def classify(host: str) -> HostClass:
    """The class of a host name or address; "" for what is no host, or cannot be told. Holes are `HOLE`."""
    host = host.strip("[]").rstrip(".").lower()
    if host in ("<broadcast>", "255.255.255.255"):
        return "group"
    if host in ("", "*", "0.0.0.0", "::"):
        return "neutral"
    if HOLE in host:
        if _SUFFIXES.search(host) or _ORDINAL_WITH_HOLE.fullmatch(host) or _REPLICA.fullmatch(host):
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
    if address.is_multicast:
        return "group"
    if address.is_unspecified:
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
    if not (address.is_private or address.is_link_local):
        return "public"
    return "group" if address.version == 4 and str(address).endswith(".255") else "internal"


def _classify_name(host: str) -> HostClass:
    if host in ("localhost", "localhost.localdomain", "ip6-localhost", "localhost6"):
        return "loopback"
    labels = host.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or all(label.isdigit() for label in labels):
        return ""
    if _EVERYWHERE.fullmatch(host):
        return "neutral"
    if _SUFFIXES.search(host):
        return "internal"
    if _NEUTRAL_NAME.search(host) or _PLACEHOLDER.fullmatch(host):
        return "neutral"
    if len(labels) == 1 or _REPLICA.fullmatch(host) or _has_no_domain(labels):
        return "internal"
    return "managed" if _MANAGED.search(host) else "public"


def _has_no_domain(labels: list[str]) -> bool:
    """No top-level domain has a hyphen or underscore: `auth.kube-system`, `db.my_network`. Nor has `a.b.get_c` one."""
    last = labels[-1]
    return ("-" in last and not last.startswith("xn--")) or ("_" in last and len(labels) == 2)
