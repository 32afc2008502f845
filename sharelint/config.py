"""The settings of a run: `[tool.sharelint]` of a pyproject.toml, or a sharelint.toml, to a `Config`.

One file configures one run: the nearest one upward from the folder that all the given paths have in common, so that
neither the order of the paths nor the working folder matters. What is wrong in it is a `ConfigError` that names file,
line, key and the nearest word that would be valid. Names of rules can only be checked once the rulebook is read, and
the configuration says which pages belong to it: therefore `load`, then `check_names`.
"""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from sharelint.records import Level, Limits
from sharelint.rulebook import Rulebook
from sharelint.rulebook.error import nearest

FILE_NAMES = (".sharelint.toml", "sharelint.toml", "pyproject.toml")  # of one folder the first counts
TESTS = ("**/tests/**", "**/test/**", "**/testing/**", "**/test_*.py", "**/*_test.py", "**/conftest.py")
VENDORED = ("**/_vendor/**", "**/_vendored/**", "**/vendored/**", "**/third_party/**")  # others' code, notes as well


class Config(Struct, frozen=True):
    """Names are those of rules and families. Globs are written as in a .gitignore and relative to `root`."""

    root: Path  # reported paths are relative to it
    source: Path | None = None  # the file that was read
    select: tuple[str, ...] = ()  # what is on; () is everything
    ignore: tuple[str, ...] = ()  # what is off
    exclude: tuple[str, ...] = ()  # globs of what a walk leaves out
    per_path_ignores: dict[str, tuple[str, ...]] = {}  # glob -> what is off there
    levels: dict[str, Level] = {}
    processes: dict[str, Literal["many", "one"]] = {}  # glob -> how many run that code; the last glob that fits counts
    rules: tuple[str, ...] = ()  # folders of rule pages besides the shipped ones, relative to `root` or absolute
    baseline: str = ""  # file of findings that are accepted, relative to `root` or absolute
    tests: tuple[str, ...] = TESTS  # globs of test code, whose findings are notes
    max_file_size: float = Limits().size / 1_000_000  # MB
    file_timeout: float = Limits().seconds

    @property
    def limits(self) -> Limits:
        return Limits(int(self.max_file_size * 1_000_000), self.file_timeout)


class ConfigError(Exception):
    """A configuration that cannot be used. `line` is 1-based, 0 when there is none to point at."""

    def __init__(self, message: str, path: Path | None = None, line: int = 0, key: str = "") -> None:
        place = f"{path}:{line}: " if path and line else f"{path}: " if path else ""
        super().__init__(f"{place}{key}: {message}" if key else f"{place}{message}")
        self.message = message
        self.path = path
        self.line = line
        self.key = key


def load(
    paths: Sequence[str | Path] = (), cwd: Path | None = None, *, file: Path | None = None, isolated: bool = False
) -> Config:
    """The configuration for these paths: that of `file`, else of the nearest file; `isolated` looks for none."""
    cwd = Path(os.path.abspath(cwd or Path.cwd()))
    start = common_folder(paths, cwd)
    if file is not None:
        path = cwd / file
        document = _Document.read(path)
        return _config(document, _root_for(path.parent, start, cwd))
    for folder in () if isolated else _upward(start):
        for name in FILE_NAMES:
            path = folder / name
            if not path.is_file():
                continue
            document = _Document.read(path)
            if document.table is not None:
                return _config(document, folder)
    return Config(root=_root_without_file(start, cwd))


def check_names(config: Config, rulebook: Rulebook) -> None:
    """Every name in the configuration is that of a rule or a family."""
    for key, name in _names(config):
        if name in rulebook.rules or name in rulebook.families:
            continue
        message = f"unknown rule or family `{name}`; {nearest(name, (*rulebook.rules, *rulebook.families))}"
        if config.source is None:
            raise ConfigError(message, key=key)
        document = _Document.read(config.source)
        raise ConfigError(message, config.source, document.line_of(name, after=key), key)


def _names(config: Config) -> Iterator[tuple[str, str]]:
    yield from (("select", name) for name in config.select)
    yield from (("ignore", name) for name in config.ignore)
    yield from (("per-path-ignores", name) for names in config.per_path_ignores.values() for name in names)
    yield from (("levels", name) for name in config.levels)


def common_folder(paths: Sequence[str | Path], cwd: Path) -> Path:
    """The deepest folder that holds all the paths; a path that does not exist is taken for a file."""
    absolute = [Path(os.path.abspath(cwd / path)) for path in paths]
    folders = [path if path.is_dir() else path.parent for path in absolute] or [cwd]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:  # on several drives
        return folders[0]


def _upward(start: Path) -> Iterator[Path]:
    """`start` and the folders around it, up to the top of the git work tree if there is one."""
    for folder in (start, *start.parents):
        yield folder
        if (folder / ".git").exists():
            return


def _git_top(start: Path) -> Path | None:
    return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), None)


def _root_without_file(start: Path, cwd: Path) -> Path:
    return _git_top(start) or (cwd if start.is_relative_to(cwd) else start)


def _root_for(folder: Path, start: Path, cwd: Path) -> Path:
    """The root for a configuration file that was named: its folder, unless it is kept apart from the code."""
    return folder if start.is_relative_to(folder) else _root_without_file(start, cwd)


class _Document(Struct, frozen=True):
    """A TOML file and the table in it that is ours, None if it has none."""

    path: Path
    text: str
    table: Mapping[str, Any] | None
    header: str  # of the table, as a regular expression; "" when the whole file is ours

    @classmethod
    def read(cls, path: Path) -> _Document:
        try:
            text = path.read_bytes().decode("utf-8-sig")
            document = tomllib.loads(text)
        except OSError as error:
            raise ConfigError(f"cannot be read: {error.strerror or error}", path) from None
        except UnicodeDecodeError:
            raise ConfigError("is not UTF-8, as TOML has to be", path) from None
        except tomllib.TOMLDecodeError as error:
            place = re.search(r" \(at line (\d+), column \d+\)$", str(error))
            message = str(error)[: place.start()] if place else str(error)
            raise ConfigError(f"not TOML: {message}", path, int(place[1]) if place else 0) from None
        if path.name != "pyproject.toml":
            return cls(path, text, document, "")
        tool = document.get("tool", {})
        table = tool.get("sharelint") if isinstance(tool, dict) else None
        found = cls(path, text, table, r"^\s*\[\s*tool\s*\.\s*[\"']?sharelint\b")
        if table is not None and not isinstance(table, dict):
            raise found.error(f"expected a table, got {_kind(table)}", "tool.sharelint")
        return found

    def error(self, message: str, key: str, word: str = "") -> ConfigError:
        """An error at `key`, or at `word` below it."""
        return ConfigError(message, self.path, self.line_of(word, after=key) if word else self.line_of(key), key)

    def line_of(self, word: str, after: str = "") -> int:
        """The 1-based line of a word, which stands at or after the key `after` in our table; 0 when it cannot be found.

        tomllib says no places, and the word may be written with escapes: this is a search, good enough for a message.
        """
        lines = self.text.splitlines()
        number = _search(lines, re.compile(self.header), 0) if self.header else 0
        for each in (after, word):
            if each and number is not None:
                pattern = re.compile(rf"(?<![\w.-]){re.escape(each)}(?![\w-])")
                number = _search(lines, pattern, number)
        return 0 if number is None else number + 1


def _search(lines: list[str], pattern: re.Pattern[str], start: int) -> int | None:
    numbers = (number for number in range(start, len(lines)) if not lines[number].lstrip().startswith("#"))
    return next((number for number in numbers if pattern.search(lines[number])), None)


def _config(document: _Document, root: Path) -> Config:
    table = document.table
    if table is None:
        raise ConfigError("has no table [tool.sharelint]", document.path)
    if "tool" in table and not document.header:
        raise document.error(f"in {document.path.name} the keys stand at the top, outside of any [tool] table", "tool")
    for key in table:
        if key not in _KEYS:
            raise document.error(f"unknown key; {nearest(key, _KEYS)}", key)
    values: dict[str, Any] = {key.replace("-", "_"): _value(document, key, value) for key, value in table.items()}
    if document.path.parent != root:
        values |= {"rules": tuple(str(document.path.parent / folder) for folder in values.get("rules", ()))}
        values |= {"baseline": str(document.path.parent / values["baseline"])} if values.get("baseline") else {}
    return Config(root=root, source=document.path, **values)


def _value(document: _Document, key: str, value: object) -> object:
    if key == "levels":
        return {name: _level(document, name, word) for name, word in _table(document, key, value).items()}
    if key == "processes":
        return _processes(document, value)
    if key == "baseline":
        if not isinstance(value, str):
            raise document.error(f"expected a string, got {_kind(value)}", key)
        return value
    if key in ("max-file-size", "file-timeout"):
        return _positive(document, key, value)
    if key == "per-path-ignores":
        per_path = {glob: _texts(document, key, value, glob) for glob, value in _table(document, key, value).items()}
        _check_globs(document, key, tuple(per_path))
        return per_path
    texts = _texts(document, key, value)
    if key in ("exclude", "tests"):
        _check_globs(document, key, texts)
    return texts


_KEYS = (
    "baseline", "exclude", "file-timeout", "ignore", "levels", "max-file-size", "per-path-ignores", "processes",
    "rules", "select", "tests",
)  # fmt: skip
_PROCESSES = ("many", "one")


def _table(document: _Document, key: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise document.error(f"expected a table, got {_kind(value)}", key)
    return value


def _processes(document: _Document, value: object) -> dict[str, str]:
    """`processes = "one"`, or a table of globs."""
    table = {"**": value} if isinstance(value, str) else _table(document, "processes", value)
    for glob, word in table.items():
        if word not in _PROCESSES:
            message = f"`{word}` is no number of processes; {nearest(str(word), _PROCESSES)}"
            raise document.error(message, "processes", "" if isinstance(value, str) else glob)
    _check_globs(document, "processes", tuple(table))
    return table


def _positive(document: _Document, key: str, value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise document.error(f"expected a number, got {_kind(value)}", key)
    if not 0 < value < math.inf:
        raise document.error(f"expected a number above 0, got {value}", key)
    return value


def _texts(document: _Document, key: str, value: object, word: str = "") -> tuple[str, ...]:
    try:
        return msgspec.convert(value, tuple[str, ...])
    except msgspec.ValidationError:
        inner = next((each for each in value if not isinstance(each, str)), None) if isinstance(value, list) else None
        got = _kind(value) if inner is None else f"{_kind(inner)} in the list"
        raise document.error(f"expected a list of strings, got {got}", key, word) from None


def _level(document: _Document, name: str, word: object) -> Level:
    levels = [level.name for level in Level]
    if word not in levels:
        raise document.error(f"`{word}` is not a level for {name}; {nearest(str(word), levels)}", "levels", name)
    return Level[str(word)]


def _check_globs(document: _Document, key: str, globs: tuple[str, ...]) -> None:
    from sharelint.files.globs import malformed

    for glob in globs:
        if malformed(glob):
            raise document.error(f"`{glob}` is not a glob as in a .gitignore", key, glob)


def _kind(value: object) -> str:
    """The TOML word for the type of a value."""
    kinds = {bool: "a boolean", str: "a string", int: "an integer", float: "a float", list: "a list", dict: "a table"}
    return kinds.get(type(value), "a date or time")
