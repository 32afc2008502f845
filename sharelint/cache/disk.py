"""The files of the cache: each is written as a whole or not at all, and read as it was written or not at all.

Files are written under another name in their folder and then renamed, so that runs which share a cache need no lock.
What cannot be read is not there, what cannot be written is left out: nothing here raises an OSError.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from sharelint.outputs import replace

LIMIT = 500_000_000  # bytes of all rooms together
_ABANDONED = 60  # seconds after which no run is still about to refer to a file that it has written
RUN = ".run"
_TAG = "CACHEDIR.TAG"
_SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55\n# Need not be backed up, see https://bford.info/cachedir/\n"
_SIZE = 16  # bytes of a digest
_ROOM = re.compile(rf"[0-9a-f]{{{2 * _SIZE}}}")


def digest(*parts: bytes) -> bytes:
    """16 bytes that stand for these parts in this order."""
    state = hashlib.blake2b(digest_size=_SIZE)
    for part in parts:
        state.update(len(part).to_bytes(8, "big"))
        state.update(part)
    return state.digest()


def sealed(data: bytes) -> list[bytes]:
    """The parts of a file from which `read` gives `data`."""
    return [digest(data), data]


def read(path: Path) -> bytes | None:
    """What was written to `path` as sealed; None if there is no such file, or not that in it."""
    whole = read_slices(path, [(0, LIMIT)])
    if not whole or digest(whole[0][_SIZE:]) != whole[0][:_SIZE]:
        return None
    return whole[0][_SIZE:]


def read_slices(path: Path, slices: Iterable[tuple[int, int]]) -> list[bytes]:
    """The bytes at each (offset, length), as far as they are there; none if there is no such file."""
    found = []
    try:
        with open(path, "rb", opener=_only_itself) as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                return []
            for offset, length in slices:
                stream.seek(offset)
                found.append(stream.read(length))
    except OSError:
        return []
    return found


def _only_itself(path: str, flags: int) -> int:
    """No file that a link leads to, and no waiting for somebody who writes to a pipe."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def write(path: Path, parts: Iterable[bytes]) -> bool:
    """Whether `parts` are now in the file `path` of a room, which is made if there is none."""
    room, cache = path.parent, path.parent.parent
    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        room.mkdir(mode=0o700, exist_ok=True)
        if not (cache / _TAG).exists():
            replace(cache / _TAG, [_SIGNATURE], 0o600)
        replace(path, parts, 0o600)
    except OSError:
        return False
    return True


def touch(path: Path) -> None:
    """Note that a file has been used."""
    with suppress(OSError):
        os.utime(path, follow_symlinks=os.utime not in os.supports_follow_symlinks)


def size(path: Path) -> int:
    """Bytes; 0 if there is no such file."""
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0


def rooms(cache: Path) -> list[Path]:
    """The rooms of a cache, and nothing else that lies in its folder."""
    with suppress(OSError):
        found = [path for path in cache.iterdir() if _ROOM.fullmatch(path.name)]
        return sorted(path for path in found if path.is_dir() and not path.is_symlink())
    return []


def tidy(room: Path, in_use: Collection[str], runs: int, limit: int = LIMIT) -> None:
    """Drop files of the room that are not in use, all runs but the latest, and rooms beyond `limit` bytes.

    The room that was used last stays longest. `in_use` are names of files, `runs` is how many of a room may stay.
    """
    earliest = time.time() - _ABANDONED
    kept = 0
    for path, status in _latest_first(room):
        is_run = path.suffix == RUN
        kept += is_run
        if kept > runs if is_run else path.name not in in_use and status.st_mtime < earliest:
            with suppress(OSError):
                path.unlink()
    total = 0
    contents = [(each, _latest_first(each)) for each in rooms(room.parent)]
    for each, files in sorted(contents, key=lambda content: -max((s.st_mtime_ns for _, s in content[1]), default=0)):
        total += sum(status.st_size for _, status in files)
        if total > limit:
            shutil.rmtree(each, ignore_errors=True)


def _latest_first(room: Path) -> list[tuple[Path, os.stat_result]]:
    try:
        with os.scandir(room) as scan:
            found = [(Path(entry.path), entry.stat(follow_symlinks=False)) for entry in scan]
    except OSError:
        return []
    return sorted(found, key=lambda each: each[1].st_mtime_ns, reverse=True)
