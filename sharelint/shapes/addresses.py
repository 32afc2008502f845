"""The peers that a text addresses: a URL, a DSN, `host:port`, a list of these. Text in, `Peer`s out.

What a text may be depends on the parameter that takes it: a bare word given to `url` names no host, to `host` it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from sharelint.shapes.hosts import HOLE, classify

Form = Literal["host", "url", "dsn"]


class Peer(Struct, frozen=True):
    """An address taken apart; `host` and `port` may be, or hold, a hole."""

    host: str
    port: str = ""
    scheme: str = ""

    @property
    def shown(self) -> str:
        return f"{self.host}:{self.port}" if self.port else self.host


# A parameter of such a name takes a whole URL, or a text with keys: a bare word given to it names no host.
_URL_WORDS = re.compile(r"url|uri|wsdl|^(broker|backend|init_method|master|drivername|storage_string|message_queue)$")
_DSN_WORDS = re.compile(r"dsn|conninfo|connstr|connection_string|^(description|connect|dial|listen|location)$")


def form_of(parameter: str) -> Form:
    if _URL_WORDS.search(parameter):
        return "url"
    return "dsn" if _DSN_WORDS.search(parameter) else "host"


_ONE_OF_SEVERAL = re.compile(r"[,;]\s*(?=[a-zA-Z][a-zA-Z0-9+.-]*://)")
_URL = re.compile(r"(?:(?P<scheme>[a-zA-Z\0][a-zA-Z0-9+.\0-]*):)?//(?P<authority>[^/?#\s]*)(?P<rest>[^\s]*)")
_QUERY_HOST = re.compile(r"[?&]host=(?P<host>[^&/\s]+)")
_PYRO = re.compile(r"PYRO\w*:[^@\s]+@(?P<place>\S+)")
_TRANSPORT = re.compile(r"(?:tcp|ssl|tls|udp|dns|ipv4|ipv6|tcp4|tcp6):(?=[^/])")
_KEYED = re.compile(
    r"(?:^|[\s;:(])(?:host|hostaddr|hostname|server|data source|address|addr)\s*=\s*(?:tcp:)?'?"
    r"(?P<hosts>[^;\s:()'\"=]+)(?::(?P<port>[\d\0]+))?",
    re.IGNORECASE,
)
_HOST_PORT = re.compile(
    r"(?:(?P<user>[^@\s]+)@)?(?P<host>\[[0-9a-fA-F:]+\]|[^:/@\s,;]+)(?::(?P<port>[\d\0]+))?(?P<rest>/\D\S*|/)?"
)
# Schemes behind which there is no host: this machine, a bucket, an account of a public cloud.
_HOSTLESS = re.compile(
    r"unix|ipc|inproc|file|sqlite|duckdb|memory|inmemory|mem|xds|abstract|socket|vm|mock|local|filesystem|npipe|fd|systemd"
    r"|loop|rpc|s3|s3a|s3n|gs|gcs|az|abfs|abfss|wasb|wasbs|dbfs|data|k8s|bigquery|snowflake|databricks|awsathena|spanner"
    r"|sqs|sqla|azureservicebus"
)


def parse(text: str) -> Peer | None:
    """The first peer that a text addresses, None if it addresses none."""
    return next(iter(peers(text)), None)


def peers(text: str, form: Form = "host") -> list[Peer]:
    """All the peers that a text addresses. Holes are `HOLE`."""
    text = text.strip().removeprefix("jdbc:")
    if not text or len(text) > 500 or "\n" in text:
        return []
    if (pyro := _PYRO.fullmatch(text)) is not None:
        return peers(pyro["place"])
    if _URL.match(text):
        return [peer for url in _ONE_OF_SEVERAL.split(text) for peer in _of_url(url)]
    if form == "url":
        return []
    if keyed := list(_KEYED.finditer(text)):
        return [peer for found in keyed for peer in _of_key(found["hosts"], found["port"] or "")]
    scheme, _, _rest = text.partition(":")
    if _HOSTLESS.fullmatch(scheme) and _rest:
        return []
    return list(_of_list(_TRANSPORT.sub("", text, count=1), bare=form == "host"))


def _of_url(text: str) -> Iterator[Peer]:
    url = _URL.match(text)
    if url is None:
        return
    scheme = (url["scheme"] or "").lower()
    if any(_HOSTLESS.fullmatch(part) for part in scheme.split("+")):
        return
    place = url["authority"].rpartition("@")[2]
    if scheme == "dns" and not place:
        place = url["rest"].lstrip("/")
    if not place and (query := _QUERY_HOST.search(url["rest"])) is not None:
        place = query["host"]
    for part in place.split(","):
        host, port = _host_and_port(part)
        yield Peer(host, port, scheme)


def _of_key(hosts: str, port: str) -> Iterator[Peer]:
    for host in hosts.split(","):
        if host and not host.isdigit() and not host.startswith(("/", "@", ".")):  # `Server=10.0.0.5,1433`
            yield Peer(host.partition("\\")[0], port)


def _of_list(text: str, *, bare: bool) -> Iterator[Peer]:
    """`host`, `host:port`, `user@host:port/name`, or several of them between commas or semicolons."""
    found = []
    for part in re.split(r"[,;]\s*", text.rstrip(",;")):
        plain = _HOST_PORT.fullmatch(part)
        if plain is None:
            if ":" in text and classify(text):  # a bare IPv6 address
                yield Peer(text)
            return
        named = bool(plain["port"] or plain["user"] or ("." in plain["host"] and plain["rest"]))  # beyond doubt a host
        if not (bare or named) or ((plain["rest"] or "/") != "/" and not named):
            return
        found.append(Peer(plain["host"], plain["port"] or ""))
    yield from found


def _host_and_port(text: str) -> tuple[str, str]:
    if text.startswith("["):
        host, _, port = text.partition("]")
        return f"{host}]", port.lstrip(":")
    host, _, port = text.partition(":")
    return host, port if re.fullmatch(r"[\d\0]*", port) else ""


__all__ = ["HOLE", "Form", "Peer", "form_of", "parse", "peers"]
