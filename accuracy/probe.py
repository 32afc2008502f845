"""The probe: one plain violation and its look-alikes for each kind, in `probe/`, with the labels in comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from accuracy.labels import HERE, Label, Pin, Verdict

FOLDER = HERE / "probe"
PIN = Pin("probe", "", "")

_MARK = re.compile(r"# (violation|look-alike): ([a-z-]+)$")
_VERDICTS: dict[str, Verdict] = {"violation": "violation", "look-alike": "clean"}


def read_probe(folder: Path = FOLDER) -> list[Label]:
    return [label for path in sorted(folder.rglob("*.py")) for label in _marks(path, folder)]


def _marks(path: Path, folder: Path) -> Iterator[Label]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if mark := _MARK.search(line):
            yield Label(
                PIN,
                path.relative_to(folder).as_posix(),
                number,
                mark[2],
                _VERDICTS[mark[1]],
                line.split("#")[0].strip(),
                number,
                number,
                "",
            )
