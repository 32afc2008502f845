"""Which lines have changed since a git revision, asked of git itself: `git diff` of the work tree.

What git does not track has changed as a whole, whether it is new, ignored or outside of the work tree: nobody can say
since when it is as it is. In shallow clones, linked work trees and submodules git knows its way.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from sharelint.files.discover import UsageError
from sharelint.records import Finding, Place

_PATIENCE = 300  # seconds; git waits for file systems, filters and, in a partial clone, for the network

_MISLEADING = frozenset(("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"))  # in hooks, for another folder

# Spelled out, so that nobody's configuration gives another answer. Of submodules there are lines of context anyway.
_DIFF = (
    "diff", "--unified=0", "--find-renames", "--no-relative", "--text", "--submodule=diff", "--no-color",
    "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/",
)  # fmt: skip

_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def changed_since(revision: str, folder: Path, root: Path) -> Callable[[Finding], bool]:
    """A function that tells whether a finding has its place, or one that belongs to it, in lines that have changed.

    `folder` lies in the git work tree, paths of findings are relative to `root`. Raises UsageError if git is missing
    or fails, `folder` is in no work tree, or git does not know the revision.
    """
    top = os.fsdecode(_git(folder, "rev-parse", "--show-toplevel").removesuffix(b"\n"))
    tree = _tree(revision, top)
    tracked = frozenset(_git(top, "ls-files", "-z", "--recurse-submodules").split(b"\0"))
    lines = changed_lines(_git(top, *_DIFF, tree, "--"))

    @cache
    def name_of(path: str) -> bytes:
        return os.fsencode(os.path.relpath(os.path.realpath(root / path), os.path.realpath(top)))

    def has_changed(place: Place) -> bool:
        name = name_of(place.path)
        changed = lines.get(name, frozenset[int]())
        return name not in tracked or not changed.isdisjoint(range(place.span.line, place.span.end_line + 1))

    return lambda finding: any(map(has_changed, (finding.place, *finding.related, *finding.trail)))


def changed_lines(diff: bytes) -> dict[bytes, set[int]]:
    """The lines that a diff adds or replaces, by the new names of their files."""
    lines: dict[bytes, set[int]] = {}
    name = b""
    number = removed = added = 0  # the next line, and how many of a hunk are still to come on either side
    for line in diff.split(b"\n"):
        sign = line[:1]  # b"" is a blank line of context, for those who have set diff.suppressBlankEmpty
        if removed or added:  # inside of a hunk, where `+++ ` is an added line that looks like a header
            if sign == b"+":
                lines.setdefault(name, set()).add(number)
            number += sign in b"+ "
            added -= sign in b"+ "
            removed -= sign in b"- "
        elif line.startswith(b"+++ "):
            name = _name(line.removeprefix(b"+++ "))
        elif hunk := _HUNK.match(line):
            removed, number, added = (int(group or 1) for group in hunk.groups())
    return lines


def _name(written: bytes) -> bytes:
    """A file's name as it is, without `b/`. Git quotes it as C does, and ends one with blanks in a tab."""
    if written.startswith(b'"'):
        written = ast.literal_eval(f"b{written.decode('ascii').rstrip()}")
    return written.removesuffix(b"\t").removeprefix(b"b/")


def _tree(revision: str, top: str) -> str:
    """The name of a revision's tree, which no other word can be taken for."""
    try:
        found = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{tree}}")
    except UsageError:
        is_shallow = _git(top, "rev-parse", "--is-shallow-repository").strip() == b"true"
        hint = "; this clone is shallow, `git fetch --depth=1 origin REVISION` gets what is missing" * is_shallow
        raise UsageError(f"--diff-base: git knows no revision `{revision}` here{hint}") from None
    return found.decode("ascii").strip()


def _git(folder: str | Path, *arguments: str) -> bytes:
    """What git prints. The names in it are quoted unless they are all ASCII."""
    command: Sequence[str | Path] = (
        "git", "-C", folder, "--no-optional-locks", "-c", "core.quotePath=true", "-c", "core.fsmonitor=false",
        *arguments,
    )  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    environment |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    try:
        process = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, env=environment, timeout=_PATIENCE, check=True
        )
    except FileNotFoundError:
        raise UsageError("--diff-base needs git, and there is none on the PATH") from None
    except OSError as error:
        raise UsageError(f"--diff-base: git cannot be run: {error.strerror or error}") from None
    except subprocess.TimeoutExpired:
        raise UsageError(f"--diff-base: `git {arguments[0]}` did not end within {_PATIENCE} seconds") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "backslashreplace").removeprefix("fatal: ").split("\n")[0]
        raise UsageError(f"--diff-base: git in {folder}: {said}") from None
    return process.stdout
