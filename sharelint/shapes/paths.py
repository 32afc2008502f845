"""Whether a path is that of a lock or pid file: text in, class of path out."""

from __future__ import annotations

import re
from typing import Literal

from sharelint.project.values import Hole

PathClass = Literal["lock", "pid", ""]

HOLE = "\0"

_LOCK = re.compile(
    r"(^|[/\0._-])(lock|lck|lockfile|flock|mutex)s?([/\0_-][^/]*)?$"
    r"|\.(lock|lck|lk|lockfile)s?(\0|$)"
    r"|/(run|var|var/run)/locks?/",
    re.IGNORECASE,
)
_PID = re.compile(r"\.pid(\0|$)|(^|/)pid_?file$|\.pid(file|lock)$", re.IGNORECASE)

# Lock files of package managers say which versions are installed; they lock nothing.
_PACKAGE_LOCK = re.compile(
    r"(^|[/\0])(poetry|pipfile|uv|pdm|pixi|yarn|cargo|gemfile|composer|mix|pubspec|podfile|flake|chart|dvc|buf|renv|conda"
    r"|bun|deno|package|requirements[^/]*|\.terraform|pylock[^/]*|MODULE\.bazel|packages|npm-shrinkwrap|pnpm-lock|uv|rye|pip"
    r"|conda-lock|package-lock|[^/]*requirements)\.(lock[b]?(\.(json|hcl|toml|ya?ml))?|json|ya?ml)$|gradle\.lockfile$|go\.sum$",
    re.IGNORECASE,
)
_ASSET = re.compile(
    r"\.(py|pyi|js|css|html?|svg|png|jpg|gif|md|rst|txt|ts|json|ya?ml|toml|ini|cfg|sql)$", re.IGNORECASE
)
_FILE_LIKE = re.compile(r"[/\\]|[\w\0-]\.\w")  # a folder or a suffix; a bare word or suffix is no path
_PATH_LIKE = re.compile(r"[\w\0.~@%+:{}()\[\]$/\\ -]+")


def plain(parts: tuple[str | Hole, ...]) -> str:
    """The text with every unknown part as `HOLE`."""
    return "".join(part if isinstance(part, str) else HOLE for part in parts)


def classify(text: str) -> PathClass:
    """The class of a path, `HOLE`s and all; "" for any other text."""
    if not text or len(text) > 400 or not _PATH_LIKE.fullmatch(text) or "  " in text or "://" in text:
        return ""
    if _PID.search(text):
        return "pid"
    if not _FILE_LIKE.search(text) or text.startswith("/etc/"):
        return ""
    if _LOCK.search(text) and not _PACKAGE_LOCK.search(text) and not _ASSET.search(text):
        return "lock"
    return ""


_NAMED = {
    "pid": re.compile(r"pid_?(file|path|name|lock)|pidf\b", re.IGNORECASE),
    "lock": re.compile(
        r"(lock|lck)_?(file|path|name|fn|dir|folder)|(file|path|dir)_?lock|(^|[._])(lock|lck)$", re.IGNORECASE
    ),
}


def classify_name(name: str) -> PathClass:
    """What a variable, attribute or class of that name is said to hold: `self.pid_file`, `PidFile`, `lock_path`."""
    if _NAMED["pid"].search(name):
        return "pid"
    return "lock" if _NAMED["lock"].search(name) else ""
