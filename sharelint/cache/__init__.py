"""What earlier runs have worked out: the facts of each file, and the result of a whole run.

A `Cache` is a folder with a room for each project root. A room holds the facts by file (`shelf.py`) and settled runs
(`runs.py`), and belongs to one state of the tool: whatever decides a result, down to the tool's own source, is in the
room's name or in a key. An entry is given only when all that it depended on is as it was. All else, from a flipped byte
to a full disk, means that there is no entry: nothing here raises for what it finds on the disk, and nothing is locked.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from sharelint.cache import disk
from sharelint.cache.runs import Room
from sharelint.config import Config
from sharelint.rulebook import Rulebook

_LIBRARIES = ("libcst-", "msgspec-", "pathspec-")  # whose versions may decide a result; so are their folders called


class Cache(Struct, frozen=True):
    folder: Path

    def room(self, config: Config, rulebook: Rulebook) -> Room:
        """The room of a project root, for runs with this configuration and these rules."""
        root = os.path.realpath(config.root)
        size = config.limits.size  # decides which files have facts
        name = disk.digest(*_tool(), os.fsencode(root), str(size).encode()).hex()
        return Room(self.folder / name, Path(root), repr((config, rulebook.rules)), size)

    def clear(self) -> None:
        """Remove all rooms, and nothing else that lies in the folder. Raises OSError if one cannot be removed."""
        for room in disk.rooms(self.folder):
            shutil.rmtree(room)


def usual_folder() -> Path:
    """The platform's folder for what can be worked out again."""
    from platformdirs import user_cache_path

    return user_cache_path("sharelint", appauthor=False)


def _tool() -> list[bytes]:
    """All that decides a result besides rules, configuration and files: this package, its libraries, Python, the user.

    The user, because another one may not be allowed to read the same files.
    """
    parts = [sys.version, str(os.geteuid() if hasattr(os, "geteuid") else ""), *_libraries()]
    sources = [path.read_bytes() for path in sorted(Path(__file__).parent.parent.rglob("*.py"))]
    return [*map(os.fsencode, parts), *sources]


def _libraries() -> list[str]:
    """`libcst-1.8.6.dist-info` and the like. importlib.metadata says the same, and takes 40 ms to be imported."""
    names: set[str] = set()
    for folder in sys.path:
        with suppress(OSError):
            names.update(name for name in os.listdir(folder or ".") if name.lower().startswith(_LIBRARIES))
    return sorted(names)
