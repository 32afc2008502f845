"""The Diagnostic Format of reviewdog, as one JSON object (`reviewdog -f=rdjson`). Columns count UTF-8 bytes."""

from __future__ import annotations

import json

from msgspec.json import format as format_json

from sharelint.records import Finding, Level, Problem, Report, Span
from sharelint.report.lines import split_lines
from sharelint.report.sentences import HOME, rule_page, sentences, trouble
from sharelint.report.visible import storable, visible

_SEVERITIES = {Level.error: "ERROR", Level.warning: "WARNING", Level.note: "INFO"}


def render(report: Report) -> str:
    lines = {path: split_lines(source.text) for path, source in report.sources.items()}
    pages = {rule.name: rule_page(rule.family, rule.name) for rule in report.rules}
    document = {
        "source": {"name": "sharelint", "url": HOME},
        "diagnostics": [
            *(_of_finding(finding, lines.get(finding.place.path, []), pages) for finding in report.findings),
            *map(_of_problem, report.problems),
        ],
    }
    return format_json(json.dumps(document), indent=2) + "\n"


def _of_finding(finding: Finding, lines: list[str], pages: dict[str, str]) -> dict[str, object]:
    url = {"url": pages[finding.rule]} if finding.rule in pages else {}
    return {
        "message": "\n".join(map(visible, sentences(finding))),
        "location": {"path": storable(finding.place.path), "range": _range(finding.place.span, lines)},
        "severity": _SEVERITIES[finding.level],
        "code": {"value": finding.rule, **url},
    }


def _of_problem(problem: Problem) -> dict[str, object]:
    return {
        "message": trouble(problem),
        "location": {"path": storable(problem.path), "range": {"start": {"line": problem.line or 1}}},
        "severity": "WARNING",
        "code": {"value": problem.trouble.value},
    }


def _range(span: Span, lines: list[str]) -> dict[str, object]:
    """The end is exclusive, as that of a Span."""
    return {
        "start": {"line": span.line, "column": _utf8_column(lines, span.line, span.column)},
        "end": {"line": span.end_line, "column": _utf8_column(lines, span.end_line, span.end_column)},
    }


def _utf8_column(lines: list[str], line: int, column: int) -> int:
    """A 1-based column in code points as a 1-based column in bytes."""
    if line > len(lines):
        return column
    return len(lines[line - 1][: column - 1].encode("utf-8", "replace")) + 1
