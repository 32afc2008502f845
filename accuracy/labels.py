"""The labels: which lines of which published packages are violations, and which only look like one.

`labels.csv` and `spans.csv` in, `Label`s out. No code of the packages is kept here.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

HERE = Path(__file__).parent

FAMILIES = {
    "memory": (
        "manager",
        "shared-block",
        "shared-ctypes",
        "shared-mmap",
        "host-sync",
        "host-queue",
        "process-state",
        "memory-backend",
        "server-memory",
    ),
    "filesystem": (
        "file-lock",
        "lock-path",
        "exclusive-create",
        "pid-file",
        "shared-path",
        "local-database",
        "file-backend",
        "local-upload",
    ),
    "network": (
        "socket-peer",
        "url-peer",
        "peer-list",
        "mp-connection",
        "unix-ipc",
        "multicast",
        "hardcoded-service",
    ),
}
KINDS = tuple(kind for kinds in FAMILIES.values() for kind in kinds)

# Kinds that a careful reviewer could use for one another at the same place.
OVERLAPS = (
    {"file-lock", "lock-path", "exclusive-create", "pid-file"},
    {"shared-path", "file-backend", "local-database", "local-upload"},
    {"process-state", "memory-backend"},
    {"manager", "mp-connection", "host-sync", "host-queue", "shared-ctypes"},
    {"shared-block", "shared-mmap"},
    {"socket-peer", "url-peer", "peer-list", "hardcoded-service", "multicast"},
    {"unix-ipc", "socket-peer", "host-queue"},
    {"unix-ipc", "pid-file"},
)

# A longer statement is a table or a text of which a label means one line.
LONGEST = 12

Verdict = Literal["violation", "clean", "contextual"]


class Pin(Struct, frozen=True, order=True):
    """A published package in exactly this version."""

    package: str
    version: str
    form: str  # wheel or sdist
    sha256: str = ""  # of the file; empty: any file of that version


class Label(Struct, frozen=True):
    pin: Pin
    path: str  # inside the wheel, or inside the sdist below its top folder
    line: int
    kind: str
    verdict: Verdict
    why: str
    first: int  # the statement around the line
    last: int
    digest: str  # of the line

    def touched_by(self, path: str, first: int, last: int) -> bool:
        return path == self.path and first <= self.last and self.first <= last


def read_labels(folder: Path = HERE) -> list[Label]:
    spans = {(row["package"], row["path_in_dist"], row["line"]): row for row in _rows(folder / "spans.csv")}
    return [
        _label(row, spans[row["package"], row["path_in_dist"], row["line"]]) for row in _rows(folder / "labels.csv")
    ]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def _label(row: dict[str, str], span: dict[str, str]) -> Label:
    line, first, last = int(row["line"]), int(span["first"]), int(span["last"])
    if last - first > LONGEST:
        first = last = line
    verdict: Verdict = "violation" if row["verdict"] == "violation" else "clean"
    if row["verdict"] == "contextual":
        verdict = "contextual"
    pin = Pin(row["package"], row["version"], row["kind_of_dist"])
    path = row["path_in_dist"]
    return Label(pin, path, line, row["kind"], verdict, row["why"], first, last, span["sha256_12"])


def accepted(kind: str) -> frozenset[str]:
    """The kinds that count as having found a violation of `kind`."""
    return frozenset({kind}.union(*(group for group in OVERLAPS if kind in group)))


def family(kind: str) -> str:
    return next((name for name, kinds in FAMILIES.items() if kind in kinds), "")


def changed(labels: list[Label], root: Path) -> list[str]:
    """Labels whose line is not what it was when they were made: `package/path:line` of each."""
    texts: dict[Path, list[str]] = {}
    wrong = []
    for label in labels:
        path = root / label.pin.package / label.path
        if path not in texts:
            texts[path] = path.read_text("utf-8", errors="replace").split("\n") if path.is_file() else []
        lines = texts[path]
        text = lines[label.line - 1] if label.line <= len(lines) else ""
        if hashlib.sha256(text.strip().encode()).hexdigest()[:12] != label.digest:
            wrong.append(f"{label.pin.package}/{label.path}:{label.line}")
    return wrong
