"""Facts on the way between processes and at rest: MessagePack, which takes a tenth of the time that pickling takes."""

from __future__ import annotations

import sys
import zlib
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from sharelint.code import Facts

_DEPTH = 2000  # what can be packed can be unpacked, even where a question is deep in others already


class Packed(Struct, frozen=True):
    """The facts of a file, unpacked when they are asked for."""

    path: str
    data: bytes

    def unpacked(self) -> Facts:
        from sharelint.code import Facts

        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(limit + _DEPTH)
        try:
            return msgspec.msgpack.decode(zlib.decompress(self.data), type=Facts)
        finally:
            sys.setrecursionlimit(limit)


def pack(facts: Facts) -> Packed | Facts:
    """Integers of more than 64 bits and lone surrogates cannot be packed; such facts stay as they are."""
    try:
        return Packed(facts.path, zlib.compress(msgspec.msgpack.encode(facts), 1))
    except (OverflowError, UnicodeEncodeError, RecursionError):
        return facts
