"""The results of whole runs: what a run looked at goes in, and what an earlier one made of exactly that comes out.

A run is found by what decides it from the start: the tool, rules, configuration, and the audited files with what is in
them. It is used if what it came across on its way is as it was then: the files that others import, and where an import
could have led but found nothing. Those are many, so they are kept as names that are missing in a folder.
"""

from __future__ import annotations

import os
import posixpath
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from sharelint.cache import disk
from sharelint.cache.shelf import Shelf
from sharelint.files.discover import Discovery, File
from sharelint.records import Settled

KEPT_RUNS = 50  # in each room; as many sets of files, branches or configurations stay at hand


class Absences(Struct, frozen=True):
    """Where there is a file and where there is none. Paths are relative to the root, with `/`."""

    missing: dict[str, tuple[str, ...]]  # folder -> names of which nothing in it is another spelling
    asked: dict[str, bool]  # path -> whether it is a file, where names do not tell

    def hold(self, root: Path) -> bool:
        if any(os.path.isfile(root / path) is not there for path, there in self.asked.items()):
            return False
        folders = ((_names_in(root / folder), names) for folder, names in self.missing.items())
        return all(found is not None and found.isdisjoint(names) for found, names in folders)


def absences_of(root: Path, answers: Mapping[str, bool]) -> Absences:
    """What has to hold for these answers to be given again: path -> whether it is a file."""
    found: dict[str, frozenset[str] | None] = {"": _names_in(root)}
    missing: dict[str, set[str]] = {}
    asked: dict[str, bool] = {}
    for path, there in sorted(answers.items()):
        folder, name = posixpath.split(path)
        while folder not in found and not os.path.isdir(root / folder):
            folder, name = posixpath.split(folder)
        if folder not in found:
            found[folder] = _names_in(root / folder)
        names = found[folder]
        if there or names is None or _spelling(name) in names:
            asked[path] = there
        else:
            missing.setdefault(folder, set()).add(_spelling(name))
    return Absences({folder: tuple(sorted(names)) for folder, names in missing.items()}, asked)


def _names_in(folder: Path) -> frozenset[str] | None:
    """What is in a folder, nothing if it is not there; None if that cannot be told."""
    try:
        return frozenset(map(_spelling, os.listdir(folder)))
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()
    except OSError:
        return None


def _spelling(name: str) -> str:
    """The same for all names that some file system takes for one."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


class Run(Struct, frozen=True):
    settled: Settled
    loaded: dict[str, bytes]  # path -> digest, of files that are not audited
    absences: Absences


class Room:
    """What is kept for one project root. `setting` is all of the configuration and the rules."""

    def __init__(self, folder: Path, root: Path, setting: str, max_size: int) -> None:
        self.folder = folder
        self.root = root
        self.setting = setting
        self.shelf = Shelf(folder, root, max_size)

    def recall(self, discovery: Discovery) -> Settled | None:
        """The result of an earlier run on these files as they are now; None if there is none."""
        path = self._path_of(discovery)
        if path is None or (data := disk.read(path)) is None:
            return None
        try:
            run = msgspec.msgpack.decode(data, type=Run)
        except msgspec.DecodeError:
            return None
        if any(self.shelf.digest(self._file(name)) != digest for name, digest in run.loaded.items()):
            return None
        if not run.absences.hold(self.root):
            return None
        disk.touch(path)
        self.shelf.save()
        return run.settled

    def keep(
        self, settled: Settled, discovery: Discovery | None, loaded: Sequence[str], answers: Mapping[str, bool]
    ) -> None:
        """Keep what was extracted and, if there is a discovery to find it by, the result of the whole run.

        `loaded` are files that were not discovered, `answers` say of paths whether there is a file.
        """
        path = self._path_of(discovery) if discovery is not None else None
        if path is not None and all(map(self.shelf.is_certain, settled.problems)):
            digests = {name: self.shelf.digest(self._file(name)) or b"" for name in loaded}
            run = Run(settled, digests, absences_of(self.root, answers))
            with suppress(UnicodeEncodeError):  # a name with bytes that are no UTF-8
                disk.write(path, disk.sealed(msgspec.msgpack.encode(run)))
        self.shelf.save()
        disk.tidy(self.folder, self.shelf.files_in_use, KEPT_RUNS)

    def _file(self, path: str) -> File:
        return File(path, self.root / path, False)

    def _path_of(self, discovery: Discovery) -> Path | None:
        """Where the run on these files is kept; None if one of them is not known."""
        parts = [self.setting, repr(discovery.problems)]
        digests = []
        for file in discovery.files:
            digest = self.shelf.digest(file)
            if digest is None:
                return None
            parts.append(file.path)
            digests.append(digest)
        key = disk.digest(*(part.encode("utf-8", "surrogatepass") for part in parts), *digests)
        return self.folder / f"{key.hex()}{disk.RUN}"
