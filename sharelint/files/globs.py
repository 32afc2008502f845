"""Globs as in a .gitignore: lines of text in, and for a path whether they speak of it.

pathspec knows what a pattern means, but answers for whole paths: one that hits a folder hits all that is below.
`covers` is that question. A walk has another one and asks it of every entry on its way, as git does: so a line may take
back what an earlier one said of a folder, and a folder that is named is walked although it is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

_Test = Callable[[str], bool]


def malformed(glob: str) -> bool:
    """Whether a line of text stands for no pattern."""
    return _matcher(glob) is None


def covers(globs: Sequence[str], path: str) -> bool:
    """Whether a file, or a folder around it, is meant. `path` is relative to where the globs are, with `/`."""
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(globs).match_file(path)


class Globs:
    """The lines of one ignore file, asked about entries of the folder it lies in and of those below."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._named: list[tuple[int, bool, _Test]] = []  # patterns that look at an entry's name only
        self._placed: list[tuple[int, bool, _Test]] = []  # patterns that look at its path
        self._by_name: dict[str, tuple[int, bool | None]] = {}
        for number, line in enumerate(lines):
            found = _matcher(line)
            if found is not None:
                by_name, ignores, test = found
                (self._named if by_name else self._placed).insert(0, (number, ignores, test))

    def __bool__(self) -> bool:
        return bool(self._named or self._placed)

    def ignores(self, path: str, *, folder: bool) -> bool | None:
        """What the last line that speaks of this entry says; None when no line does."""
        mark = "/" if folder else ""
        name = path.rpartition("/")[2] + mark
        if name not in self._by_name:
            self._by_name[name] = next(((number, says) for number, says, test in self._named if test(name)), (-1, None))
        last, verdict = self._by_name[name]
        for number, says, test in self._placed:
            if number < last:
                break
            if test(path + mark):
                return says
        return verdict


def _matcher(line: str) -> tuple[bool, bool, _Test] | None:
    """(looks at names only, ignores, test of a path, which for a folder ends in "/"); None if the line says nothing."""
    from pathspec import GitIgnoreSpec

    negation = "!" * line.startswith("!")
    glob = re.sub(r"^/?(?:\*\*/)+", "**/", line[len(negation) :].rstrip())
    if glob == "**/":
        glob = "*/"
    try:
        patterns = list(GitIgnoreSpec.from_lines([negation + glob]).patterns)
    except ValueError:  # git passes over such a line too
        return None
    if not patterns or patterns[0].include is None:
        return None
    pattern, ignores = patterns[0], patterns[0].include

    def matches(path: str) -> bool:
        return pattern.match_file(path) is not None

    *parents, last = glob.rstrip("/").split("/")
    if parents in ([], ["**"]):
        return True, ignores, matches
    if last == "**":  # what is in the folder, not the folder
        folders_only = glob.endswith("/")
        return False, ignores, lambda path: path.endswith("/") >= folders_only and matches(path.removesuffix("/"))
    if "**" in parents:
        tail = _matcher(last)
        ends = tail[2] if tail else matches
        return False, ignores, lambda path: matches(path) and ends(_name(path))
    depth = len(parents) - glob.startswith("/")
    return False, ignores, lambda path: path.rstrip("/").count("/") == depth and matches(path)


def _name(path: str) -> str:
    return path[path.rstrip("/").rfind("/") + 1 :]
