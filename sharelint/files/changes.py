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

# Set inside of hooks, where they would be about another folder, or lend the diff more lines than changed.
_MISLEADING = frozenset(("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_DIFF_OPTS"))

# All of it is spelled out, so that nobody's configuration gives another answer.
_DIFF = (
    "diff", "--unified=0", "--inter-hunk-context=0", "--find-renames", "--no-relative", "--text", "--submodule=diff",
    "--no-color", "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/",
)  # fmt: skip

_HUNK = re.compile(rb"@@ -\S+ \+(\d+)(?:,(\d+))? @@")


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
    def spans(path: str) -> list[tuple[int, int]] | None:
        """First and last lines; None for the whole file."""
        name = os.fsencode(os.path.relpath(os.path.realpath(root / path), os.path.realpath(top)))
        return lines.get(name, []) if name in tracked else None

    def has_changed(place: Place) -> bool:
        changed = spans(place.path)
        span = place.span
        return changed is None or any(first <= span.end_line and span.line <= last for first, last in changed)

    return lambda finding: any(map(has_changed, (finding.place, *finding.related, *finding.trail)))


def changed_lines(diff: bytes) -> dict[bytes, list[tuple[int, int]]]:
    """First and last of the lines that a diff without context adds or replaces, by the new names of their files."""
    lines: dict[bytes, list[tuple[int, int]]] = {}
    name = b""
    in_header = False
    for line in diff.split(b"\n"):
        if line.startswith(b"diff --git "):
            in_header = True
        elif in_header and line.startswith(b"+++ "):
            name = _name(line.removeprefix(b"+++ "))
        elif hunk := _HUNK.match(line):
            in_header = False  # an added line may look like a header, but for the sign in front of it: `+++ …`
            first, count = int(hunk[1]), int(hunk[2] or 1)
            if count:
                lines.setdefault(name, []).append((first, first + count - 1))
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
