"""The facts of files by path and content: files in, what was extracted from them earlier, or just now, out.

An index holds for each path what the file looked like and where its facts are: a slice of one of a few segments, which
are written once and never changed. A run writes the facts that are new as one segment more, and takes small and mostly
useless ones in with it, so that they stay few.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from sharelint.cache import disk
from sharelint.files.discover import File
from sharelint.files.read import read
from sharelint.packed import Packed, pack
from sharelint.records import Limits, Problem, Source, Trouble

if TYPE_CHECKING:
    from sharelint.code import Facts
    from sharelint.workers import Item

    Extract = Callable[[Sequence[Item]], Sequence["Extracted | Facts | Problem"]]

INDEX = "index"
_CALM = 2_000_000_000  # ns; the coarsest clocks of file systems tick every two seconds
_TEXTUAL = (Trouble.undecodable, Trouble.syntax)  # what depends on nothing but the bytes of a file

Stamp = tuple[int, int, int, int]  # size, mtime and ctime in ns, inode


class Slice(Struct, frozen=True, array_like=True, gc=False):
    segment: str  # name of a file in the room
    offset: int
    length: int
    check: bytes  # digest of these bytes


class Entry(Struct, frozen=True, array_like=True, gc=False):
    """What is known of a file."""

    digest: bytes  # of its bytes, or of the problem with reading them
    stamp: Stamp | None  # as long as the file has it, it has not changed; None if it could change unnoticed
    problem: Problem | None = None  # in place of facts
    facts: Slice | None = None


class Extracted(Struct, frozen=True):
    """What comes back from a worker."""

    entry: Entry
    result: Packed | Facts | Problem


class Shelf:
    """The entries of one project root. `room` is the folder they are kept in, of files up to `max_size` bytes."""

    def __init__(self, room: Path, root: Path, max_size: int) -> None:
        self.room = room
        self.root = root
        self.max_size = max_size
        self.entries = _entries(disk.read(room / INDEX))
        self.seen: dict[str, Entry] = {}  # the files of this run as they are now
        self.fresh: dict[str, bytes] = {}  # packed facts that are in no segment yet

    def digest(self, file: File) -> bytes | None:
        """A digest of what is in the file now; None for a file that is new, which is better read only once."""
        if file.path in self.seen:
            return self.seen[file.path].digest
        entry = self.entries.get(file.path)
        if entry is None:
            return None
        if entry.stamp is None or entry.stamp != _stamp(file.absolute):
            now, _ = _examined(file, self.max_size)
            entry = replace(entry, stamp=now.stamp) if now.digest == entry.digest else now
        self.seen[file.path] = entry
        return entry.digest

    def results(self, extract: Extract, items: Sequence[Item]) -> list[Packed | Facts | Problem]:
        """The facts of each item, or the problem with it, in the same order; only what is new goes to `extract`."""
        known = self._recalled([item for item in items if isinstance(item, File)])
        missing = [item for item in items if item.path not in known]
        for item, result in zip(missing, extract(missing) if missing else (), strict=True):
            known[item.path] = self._noted(result) if isinstance(result, Extracted) else result
        return [known[item.path] for item in items]

    def _recalled(self, files: Sequence[File]) -> dict[str, Packed | Facts | Problem]:
        known: dict[str, Packed | Facts | Problem] = {}
        slices: dict[str, list[tuple[str, Slice]]] = {}
        for file in files:
            if self.digest(file) is None:
                continue
            entry = self.seen[file.path]
            if entry.problem is not None:
                known[file.path] = entry.problem
            elif entry.facts is not None:
                slices.setdefault(entry.facts.segment, []).append((file.path, entry.facts))
        for segment, wanted in slices.items():
            known |= {path: Packed(path, data) for path, data in self._read(segment, wanted).items()}
        return known

    def _read(self, segment: str, wanted: Sequence[tuple[str, Slice]]) -> dict[str, bytes]:
        """Packed facts by path, of those that are there unharmed."""
        found = disk.read_slices(self.room / segment, [(each.offset, each.length) for _, each in wanted])
        pairs = zip(wanted, found, strict=False)
        return {path: data for (path, each), data in pairs if disk.digest(data) == each.check}

    def _noted(self, extracted: Extracted) -> Packed | Facts | Problem:
        result = extracted.result
        self.seen[result.path] = extracted.entry
        if isinstance(result, Packed):
            self.fresh[result.path] = result.data
        return result

    def is_certain(self, problem: Problem) -> bool:
        """Whether the problem is there as long as the file is as it is. A time limit or a bug need not be met again."""
        entry = self.seen.get(problem.path)
        return problem.trouble is Trouble.unreadable or (entry is not None and entry.problem == problem)

    def save(self) -> None:
        """Write what has changed."""
        if not self.fresh and all(self.entries.get(path) is entry for path, entry in self.seen.items()):
            disk.touch(self.room / INDEX)
            return
        self.entries = {
            path: entry
            for path, entry in sorted((self.entries | self.seen).items())
            if _is_text(path) and (path in self.seen or os.path.lexists(self.root / path))
        }
        self._write_segment()
        disk.write(self.room / INDEX, disk.sealed(msgspec.msgpack.encode(self.entries)))

    @property
    def files_in_use(self) -> set[str]:
        """Names in the room."""
        return {INDEX, *(entry.facts.segment for entry in self.entries.values() if entry.facts)}

    def _write_segment(self) -> None:
        parts = {path: data for path, data in sorted(self.fresh.items()) if path in self.entries}
        parts |= self._absorbed(sum(map(len, parts.values())))
        if not parts or sum(map(len, parts.values())) > disk.LIMIT // 2:  # then only whole runs are kept
            return
        name = disk.digest(*parts.values()).hex() + ".facts"
        if not disk.write(self.room / name, parts.values()):
            return
        offset = 0
        for path, data in parts.items():
            place = Slice(name, offset, len(data), disk.digest(data))
            self.entries[path] = replace(self.entries[path], facts=place)
            offset += len(data)

    def _absorbed(self, size: int) -> dict[str, bytes]:
        """The facts in segments that are not much larger than `size` bytes, or are for the most part of no use."""
        by_segment: dict[str, list[tuple[str, Slice]]] = {}
        for path, entry in self.entries.items():
            if entry.facts is not None:
                by_segment.setdefault(entry.facts.segment, []).append((path, entry.facts))
        lengths = Counter({name: sum(each.length for _, each in slices) for name, slices in by_segment.items()})
        found: dict[str, bytes] = {}
        for name, length in reversed(lengths.most_common()):
            if length <= 2 * size or length <= disk.size(self.room / name) // 2:
                found |= self._read(name, by_segment[name])
                size += length
        return found


def extract_packed(item: Item, limits: Limits) -> Extracted | Facts | Problem:
    """What a worker does with an item of a run that has a cache."""
    from sharelint.workers import extract_one

    if not isinstance(item, File):
        return extract_one(item, limits)
    entry, content = _examined(item, limits.size)
    result = extract_one(content, limits)
    if not isinstance(result, Problem):
        return Extracted(entry, pack(result))
    if result.trouble in _TEXTUAL or (result is content and result.trouble is not Trouble.unreadable):
        entry = replace(entry, problem=result)
    return Extracted(entry, result)


def _examined(file: File, max_size: int) -> tuple[Entry, Source | Problem]:
    """Read a file and say what tells it from any other state of it.

    A stamp tells only if the clock has ticked between the last change and the reading: an edit in the same tick could
    leave it as it is. Git knows such entries of its index as racily clean.
    """
    now = time.time_ns()
    stamp = _stamp(file.absolute)
    content = read(file, max_size)
    if isinstance(content, Source):
        digest = disk.digest(content.raw)
    else:
        digest = disk.digest(b"problem", repr(content).encode("utf-8", "surrogatepass"))
        if content.trouble is Trouble.unreadable:  # for reasons that no stamp shows
            return Entry(digest, None), content
    is_calm = stamp is not None and max(stamp[1:3]) + _CALM < now and stamp == _stamp(file.absolute)
    return Entry(digest, stamp if is_calm else None), content


def _stamp(path: Path) -> Stamp | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _entries(data: bytes | None) -> dict[str, Entry]:
    try:
        return msgspec.msgpack.decode(data, type=dict[str, Entry]) if data is not None else {}
    except msgspec.DecodeError:
        return {}


def _is_text(path: str) -> bool:
    """Whether it has no bytes in it that are no UTF-8."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
