"""Paths of a report as URIs (RFC 3986)."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import quote


def is_outside(path: str) -> bool:
    """Whether a report's path names a file outside the root: such a path is absolute."""
    return PurePath(path).is_absolute()


def uri(path: str) -> str:
    """A relative reference for a path below the root, a `file://` URI for an absolute path."""
    quoted = quote(_bytes(path), safe="/:")
    if is_outside(path):
        return f"file://{quoted}" if quoted.startswith("/") else f"file:///{quoted}"
    if ":" in quoted.split("/", 1)[0]:
        return f"./{quoted}"  # else what stands before the colon would be read as a scheme
    return quoted


def _bytes(path: str) -> bytes:
    try:
        return path.encode("utf-8", "surrogateescape")  # a name that is no UTF-8 keeps its bytes
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogatepass")  # only Windows has such names
