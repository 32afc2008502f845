"""Workflow commands: GitHub Actions makes annotations of these lines in the log of a step.

GitHub shows ten annotations of each level for a step; everything else follows as plain lines of the same log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from sharelint.records import Finding, Level, Problem, Report
from sharelint.report.sentences import cropped, sentences, trouble
from sharelint.report.summary import count, gravest_first, summary
from sharelint.report.visible import inert, storable, visible

MOST_ANNOTATIONS = 10  # of one level
_LONGEST_MESSAGE = 4096  # UTF-16 code units; the runner cuts the rest off
_COMMANDS = {Level.error: "error", Level.warning: "warning", Level.note: "notice"}


class _Line(Struct, frozen=True):
    """What a line of the log says, as a command or in plain words."""

    command: str
    title: str
    path: str
    line: int
    column: int  # 0: the whole line
    end_line: int
    message: str


def render(report: Report) -> str:
    lines = [*map(_of_problem, report.problems), *map(_of_finding, gravest_first(report.findings))]
    annotations, others = _divided(lines)
    rows = [*map(_annotation, annotations)]
    if others:
        rows.append(f"{count(len(others), 'line')} without an annotation: a step has {MOST_ANNOTATIONS} of a level")
        rows += map(_plain, others)
    return "".join(f"{row}\n" for row in [*rows, summary(report)])


def _divided(lines: Iterable[_Line]) -> tuple[list[_Line], list[_Line]]:
    """Those that GitHub will show, and the rest."""
    shown: dict[str, list[_Line]] = {command: [] for command in _COMMANDS.values()}
    rest: list[_Line] = []
    for line in lines:
        room = len(shown[line.command]) < MOST_ANNOTATIONS
        (shown[line.command] if room else rest).append(line)
    return [line for command in shown for line in shown[command]], rest


def _of_finding(finding: Finding) -> _Line:
    span = finding.place.span
    return _Line(
        command=_COMMANDS[finding.level],
        title=finding.rule,
        path=finding.place.path,
        line=span.line,
        column=span.column if span.line == span.end_line else 0,  # columns count within one line only
        end_line=span.end_line,
        message="\n".join(map(visible, sentences(finding))),
    )


def _of_problem(problem: Problem) -> _Line:
    line = problem.line or 1
    return _Line("warning", problem.trouble.value, problem.path, line, 0, line, trouble(problem))


def _annotation(line: _Line) -> str:
    properties = ",".join(f"{name}={_property(value)}" for name, value in _properties(line))
    return f"::{line.command} {properties}::{_data(cropped(line.message, _LONGEST_MESSAGE))}"


def _properties(line: _Line) -> Iterator[tuple[str, str]]:
    yield "file", line.path
    yield "line", str(line.line)
    if line.column:
        yield "col", str(line.column)
    yield "endLine", str(line.end_line)
    yield "title", f"sharelint: {line.title}"


def _plain(line: _Line) -> str:
    first, _, _ = line.message.partition("\n")
    return inert(f"{line.command}[{line.title}] {visible(line.path)}:{line.line}: {first}")


def _property(text: str) -> str:
    return _data(storable(text)).replace(":", "%3A").replace(",", "%2C")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
