"""Which file an import means. Asks the file system only whether a file exists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath


class Modules:
    """Finds the project's modules the way Python would, without running anything.

    An absolute import is looked up in the package root of the importing file (its first folder upward without an
    `__init__.py`), then in the folders above it up to the project's root, and in `src`. So `import redis` finds
    `redis.py` beside a script, but never `app/backends/redis.py`. Paths are relative to the root, with `/`.
    """

    def __init__(self, exists: Callable[[str], bool]) -> None:
        self._exists_uncached = exists
        self._known: dict[str, bool] = {}
        self._found: dict[tuple[str, str, int], str | None] = {}

    def find(self, importer: str, module: str, level: int = 0) -> str | None:
        """Path of the file for `module`, imported by the file `importer`; None for a library or a missing file.

        `level` counts leading dots (PEP 328). An implicit namespace package has no file and is not found.
        """
        folder = str(PurePosixPath(importer).parent)
        key = (folder, module, level)
        if key not in self._found:
            self._found[key] = self._relative(folder, module, level) if level else self._absolute(folder, module)
        return self._found[key]

    def _relative(self, folder: str, module: str, level: int) -> str | None:
        start = PurePosixPath(folder)
        for _ in range(level - 1):
            start = start.parent
        return self._file(start, module)

    def _absolute(self, folder: str, module: str) -> str | None:
        start = PurePosixPath(folder)
        # A folder that cannot be a package, such as `api-gateway`, is a root, whatever lies in it.
        while start.name.isidentifier() and self._exists(start / "__init__.py") and start != start.parent:
            start = start.parent
        for root in (start, *start.parents, PurePosixPath("src")):
            if (found := self._file(root, module)) is not None:
                return found
        return None

    def _file(self, folder: PurePosixPath, module: str) -> str | None:
        stem = folder.joinpath(*module.split(".")) if module else folder
        for path in (stem / "__init__.py", stem.with_name(stem.name + ".py") if stem.name else stem):
            if self._exists(path):
                return str(path)
        return None

    def _exists(self, path: PurePosixPath) -> bool:
        name = str(path)
        if name not in self._known:
            self._known[name] = self._exists_uncached(name)
        return self._known[name]


def dotted_name(path: str, exists: Callable[[str], bool]) -> str:
    """Qualified name of the module in the file `path`, for messages: `app/web/views.py` -> `app.web.views`."""
    file = PurePosixPath(path)
    names = [] if file.stem == "__init__" else [file.stem]
    for parent in file.parents:
        if not parent.name or not exists(str(parent / "__init__.py")):
            break
        names.insert(0, parent.name)
    return ".".join(names)
