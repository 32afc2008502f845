"""The versioned JSON format, for programs. Its records are its own, so that what is inside may change without it.

docs/json-format.md is its reference: a field may be added within a version, to remove or change one takes a new one.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct, to_builtins
from msgspec.json import format as format_json

from sharelint import __version__, records
from sharelint.report.visible import storable

LevelName = Literal["error", "warning", "note"]


class Position(Struct, frozen=True, forbid_unknown_fields=True):
    """1-based; columns count code points."""

    line: int
    column: int


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    path: str
    start: Position
    end: Position  # exclusive
    label: str


class Finding(Struct, frozen=True, forbid_unknown_fields=True):
    rule: str
    level: LevelName
    message: str
    path: str
    start: Position
    end: Position  # exclusive
    symbol: str
    target: str
    breaks: str
    advice: str
    code: str
    related: tuple[Place, ...]
    trail: tuple[Place, ...]


class Problem(Struct, frozen=True, forbid_unknown_fields=True):
    path: str
    kind: str
    message: str
    line: int | None


class Levels(Struct, frozen=True, forbid_unknown_fields=True):
    error: int
    warning: int
    note: int


class Summary(Struct, frozen=True, forbid_unknown_fields=True):
    files: int
    not_analysed: int
    findings: Levels
    hidden: Levels
    suppressed: int
    baselined: int
    untouched: int


class Tool(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    version: str


class Document(Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    tool: Tool
    summary: Summary
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]


_LEVELS: dict[records.Level, LevelName] = {
    records.Level.error: "error",
    records.Level.warning: "warning",
    records.Level.note: "note",
}


def render(report: records.Report) -> str:
    """The report as JSON in ASCII, so that no terminal or pipe can garble it."""
    return format_json(json.dumps(to_builtins(_document(report))), indent=2) + "\n"


def _document(report: records.Report) -> Document:
    return Document(
        version=1,
        tool=Tool(name="sharelint", version=__version__),
        summary=Summary(
            files=report.files,
            not_analysed=len({problem.path for problem in report.problems}),
            findings=_levels(report.findings),
            hidden=_levels(report.hidden),
            suppressed=len(report.suppressed),
            baselined=len(report.accepted),
            untouched=len(report.untouched),
        ),
        findings=tuple(map(_finding, report.findings)),
        problems=tuple(map(_problem, report.problems)),
    )


def _levels(findings: Iterable[records.Finding]) -> Levels:
    counts = Counter(finding.level.name for finding in findings)
    return Levels(error=counts["error"], warning=counts["warning"], note=counts["note"])


def _finding(finding: records.Finding) -> Finding:
    place = _place(finding.place)
    return Finding(
        rule=finding.rule,
        level=_LEVELS[finding.level],
        message=storable(finding.message),
        path=place.path,
        start=place.start,
        end=place.end,
        symbol=storable(finding.symbol),
        target=storable(finding.target),
        breaks=storable(finding.breaks),
        advice=storable(finding.advice),
        code=storable(finding.code),
        related=tuple(map(_place, finding.related)),
        trail=tuple(map(_place, finding.trail)),
    )


def _place(place: records.Place) -> Place:
    span = place.span
    return Place(
        path=storable(place.path),
        start=Position(span.line, span.column),
        end=Position(span.end_line, span.end_column),
        label=storable(place.label),
    )


def _problem(problem: records.Problem) -> Problem:
    return Problem(
        path=storable(problem.path),
        kind=problem.trouble.value,
        message=storable(problem.message),
        line=problem.line or None,
    )
