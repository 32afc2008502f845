"""Paths as a user gives them, to the Python files they stand for.

In come files and folders, out goes a `Discovery`: every file once, sorted by the path that reports show, and a
Problem for what is there but cannot be looked at. What is named is looked at, whatever ignore files say. What is found
by walking has to end in .py or .pyw and to be neither ignored, excluded nor part of an environment or cache.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from sharelint.config import Config
from sharelint.files.globs import Globs
from sharelint.records import Problem, Trouble

SUFFIXES = (".py", ".pyw")
NEVER = frozenset(
    (".venv", "venv", ".tox", ".nox", "__pycache__", ".git", ".hg", "node_modules", "site-packages", ".eggs")
) | frozenset((".mypy_cache", ".ruff_cache", ".pytest_cache"))
BUILT = frozenset(("build", "dist"))  # unless they are packages: pip has its own `operations/build`


# (folder with a separator at its end, the rules that lie there); later ones override earlier ones
_Rules = tuple[tuple[str, Globs], ...]


class UsageError(Exception):
    """The command line asks for something that is not there."""


class File(Struct, frozen=True):
    path: str  # as reported: relative to the root with "/", absolute if outside; bytes that are no UTF-8 as surrogates
    absolute: Path
    explicit: bool  # named, not found by walking


class Discovery(Struct, frozen=True):
    files: tuple[File, ...]
    problems: tuple[Problem, ...]
    folders: frozenset[str] = frozenset()  # that were walked, as reported; the root is "."


def discover(paths: Sequence[str | Path], config: Config, cwd: Path) -> Discovery:
    """The files of these paths. The order of the paths and the way they are spelled make no difference."""
    search = _Search(config)
    for path in sorted({_real_but_for_the_name(path, cwd) for path in paths}):
        search.add(path)
    files = sorted(search.files.values(), key=lambda file: file.path)
    problems = sorted(set(search.problems), key=Problem.sort_key)
    return Discovery(tuple(files), tuple(problems), frozenset(map(search.reported, search.walked)))


def _real_but_for_the_name(path: str | Path, cwd: Path) -> str:
    """One spelling for each path. A folder's links are resolved; a linked file stays under the name it is known by."""
    text = os.fspath(path)
    full = os.path.join(cwd, text)
    if not text or not os.path.lexists(full):
        raise UsageError(f"no such file or folder: {_shown(text)}" if text else "an empty path")
    folder, name = os.path.split(full)
    if os.path.isdir(full) or name in ("", os.curdir, os.pardir):
        return os.path.realpath(full)
    return os.path.join(os.path.realpath(folder), name)


class _Search:
    def __init__(self, config: Config) -> None:
        self.root = os.path.realpath(config.root)
        self.exclude = Globs(config.exclude)
        self.files: dict[str, File] = {}  # by real path
        self.problems: list[Problem] = []
        self.walked: set[str] = set()  # folders
        self.ignore_files: dict[str, Globs] = {}  # by path of the ignore file

    def add(self, path: str) -> None:
        """A path that was named."""
        try:
            mode = os.stat(path).st_mode
        except OSError as error:
            self.trouble(path, error.strerror or str(error))
            return
        if stat.S_ISDIR(mode):
            self.walk(path)
        elif stat.S_ISREG(mode):
            self.found(path, explicit=True, is_link=os.path.islink(path))
        else:
            self.trouble(path, "not a regular file")

    def found(self, path: str, *, explicit: bool, is_link: bool) -> None:
        """A file is listed under its own path; a link to it counts only when the file itself is not in the run."""
        real = os.path.realpath(path) if is_link else path
        file = File(self.reported(path), Path(path), explicit)
        known = self.files.get(real, file)
        first = min((known, file), key=lambda each: (str(each.absolute) != real, each.path))
        self.files[real] = File(first.path, first.absolute, explicit or known.explicit)

    def trouble(self, path: str, message: str) -> None:
        self.problems.append(Problem(self.reported(path), Trouble.unreadable, message))

    def reported(self, path: str) -> str:
        inside = path.removeprefix(os.path.join(self.root, ""))
        return "." if path == self.root else inside.replace(os.sep, "/")

    def walk(self, top: str) -> None:
        """All Python files below a folder. Links to folders are not followed, so that there is an end."""
        folders = [(top, self.rules_around(top))]
        while folders:
            folder, rules = folders.pop()
            if folder in self.walked:
                continue
            try:
                with os.scandir(folder) as scan:
                    entries = sorted(scan, key=lambda entry: entry.name)
            except OSError as error:
                self.trouble(folder, error.strerror or str(error))
                continue
            names = {entry.name for entry in entries}
            if "pyvenv.cfg" in names and folder != top:
                continue
            self.walked.add(folder)
            if ".git" in names:
                rules = ()  # a work tree inside another one has rules of its own
            rules = (*rules, *self.rules_of(folder, names))
            for entry in entries:
                is_folder = entry.is_dir(follow_symlinks=False)
                if not (is_folder or entry.name.endswith(SUFFIXES)) or self.left_out(entry, is_folder, rules):
                    continue
                if is_folder:
                    folders.append((entry.path, rules))
                elif os.path.isfile(entry.path):  # a pipe or a dead link is passed over
                    self.found(entry.path, explicit=False, is_link=entry.is_symlink())

    def left_out(self, entry: os.DirEntry[str], is_folder: bool, rules: _Rules) -> bool:
        if self.exclude:
            path = self.reported(entry.path)
            verdict = None if os.path.isabs(path) else self.exclude.ignores(path, folder=is_folder)
            if verdict is not None:
                return verdict  # the user's word, so `!build/` brings a folder back
        if is_folder and _is_never(entry):
            return True
        for base, globs in reversed(rules):  # the file next to the entry has the last word
            verdict = globs.ignores(entry.path[len(base) :].replace(os.sep, "/"), folder=is_folder)
            if verdict is not None:
                return verdict
        return False

    def rules_around(self, top: str) -> _Rules:
        """The rules of the folders around `top`, up to the top of the git work tree, or else to the root."""
        above = list(map(str, (Path(top), *Path(top).parents)))
        ends = [index for index, folder in enumerate(above) if _is_git_top(folder)]
        ends += [above.index(self.root)] if self.root in above else []
        folders = above[1 : ends[0] + 1] if ends else []
        return tuple(rule for folder in reversed(folders) for rule in self.rules_of(folder, {".gitignore", ".git"}))

    def rules_of(self, folder: str, names: set[str]) -> Iterator[tuple[str, Globs]]:
        """The rules that lie in a folder, in the order in which they override each other."""
        base = os.path.join(folder, "")
        for name in (".git/info/exclude",) * (".git" in names) + (".gitignore",) * (".gitignore" in names):
            path = base + name
            if path not in self.ignore_files:
                self.ignore_files[path] = Globs(_lines(path))
            if self.ignore_files[path]:
                yield base, self.ignore_files[path]


def _is_never(entry: os.DirEntry[str]) -> bool:
    if entry.name in BUILT:
        return not os.path.exists(os.path.join(entry.path, "__init__.py"))
    return entry.name in NEVER or entry.name.endswith(".egg-info")


def _is_git_top(folder: str) -> bool:
    return os.path.exists(os.path.join(folder, ".git"))


def _lines(path: str) -> list[str]:
    """The lines of an ignore file. One that cannot be read ignores nothing, as with git."""
    try:
        raw = Path(path).read_bytes()
    except OSError:
        return []
    return os.fsdecode(raw.removeprefix(b"\xef\xbb\xbf")).splitlines()


def _shown(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")
