"""Runs tools in turn on a corpus and keeps what each run cost: tools in, `Result` out.

A run counts only if the tool says that it worked: by its exit code, by its output, and by the number of files in it. A
tool that fails once is not run again there, and has no times.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import msgspec
from msgspec import Struct

from accuracy.tools import ToolError
from benchmarks import meter
from benchmarks.corpora import Corpus
from benchmarks.tools import Tool

LIMIT = 3600  # seconds after which a run is ended and has failed


class Cost(Struct, frozen=True):
    """Of one run: seconds of processor time, seconds on the clock, bytes of the largest process."""

    cpu: float
    wall: float
    peak: int


class Series(Struct):
    """What the runs of a tool cost, or why there is nothing to tell."""

    tool: str
    against: str
    costs: list[Cost] = []
    failure: str = ""

    @property
    def typical(self) -> Cost | None:
        """The median of each figure; None if the tool failed or was not run."""
        if self.failure or not self.costs:
            return None
        return Cost(
            median(cost.cpu for cost in self.costs),
            median(cost.wall for cost in self.costs),
            int(median(cost.peak for cost in self.costs)),
        )


class Result(Struct):
    """All tools on one corpus; `setting` says with which versions and where."""

    corpus: str
    files: int
    lines: int
    bytes: int
    setting: str
    series: list[Series]

    def of(self, tool: str) -> Cost | None:
        return next((each.typical for each in self.series if each.tool == tool), None)


def run_all(
    corpus: Corpus, tools: Sequence[Tool], rounds: int, tell: Callable[[str], None], limit: int = LIMIT
) -> list[Series]:
    """Each tool once, then each again, `rounds` times or as often as it may: a busy moment of the machine hits all."""
    wanted = [tool for tool in tools if tool.runs(corpus.name, rounds)]
    table = {tool.name: Series(tool.name, tool.against) for tool in wanted}
    for turn in range(-1, rounds):  # turn -1 is the rehearsal
        for tool in wanted:
            series = table[tool.name]
            if series.failure or turn >= tool.runs(corpus.name, rounds) or (turn < 0 and tool.rehearsal is None):
                continue
            options = tool.rehearsal or () if turn < 0 else ()
            try:
                cost = run_once(corpus, tool, options, limit)
            except ToolError as error:
                series.failure = str(error)
                tell(f"{corpus.name}: {error}")
                continue
            if turn >= 0:
                series.costs.append(cost)
                tell(f"{corpus.name}: {tool.name}: {cost.cpu:.3f} s CPU, {cost.wall:.3f} s, {cost.peak >> 20} MiB")
    return list(table.values())


def run_once(corpus: Corpus, tool: Tool, options: Sequence[str] = (), limit: int = LIMIT) -> Cost:
    """Raises ToolError unless the tool did its work on all files."""
    with tempfile.TemporaryDirectory() as scratch:
        report, output = Path(scratch, "report.json"), Path(scratch, "output")
        with output.open("wb") as out:
            subprocess.run(
                [sys.executable, "-I", "-S", meter.__file__, str(report), str(limit), *tool.command, *options],
                cwd=corpus.folder,
                env=os.environ | tool.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                check=False,
            )
        said = output.read_text("utf-8", errors="replace")
        if not report.exists():
            raise ToolError(f"{tool.name} could not be started: {said[-400:]}")
        measured = msgspec.json.decode(report.read_bytes(), type=dict[str, float])
    if measured["code"] not in tool.worked:
        raise ToolError(f"{tool.name} ended with {measured['code']:.0f}: {said[-400:]}")
    check(tool, said, corpus.files)
    return Cost(measured["cpu"], measured["wall"], int(measured["peak"]))


def check(tool: Tool, said: str, files: int) -> None:
    """Raises ToolError if the output does not show that the tool worked on so many files."""
    found = list(re.finditer(tool.proof, said))
    if not found:
        raise ToolError(f"{tool.name} did not say what it did: {said[-400:]}")
    counts = {int(match[1]) for match in found if match.lastindex}
    if counts - {files}:
        raise ToolError(f"{tool.name} looked at {min(counts)} files of {files}")
