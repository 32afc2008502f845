"""GitLab's Code Quality report: a JSON list of issues, recognised from pipeline to pipeline by fingerprints."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator

from msgspec.json import format as format_json

from sharelint.records import Finding, Level, Problem, Report
from sharelint.report.fingerprints import finding_fingerprint
from sharelint.report.lines import excerpt, split_lines
from sharelint.report.sentences import sentences, trouble
from sharelint.report.visible import storable, visible

_SEVERITIES = {Level.error: "critical", Level.warning: "major", Level.note: "info"}


def render(report: Report) -> str:
    lines = {path: split_lines(source.text) for path, source in report.sources.items()}
    issues = [
        *(_of_finding(finding, lines.get(finding.place.path, [])) for finding in report.findings),
        *map(_of_problem, report.problems),
    ]
    return format_json(json.dumps(list(_told_apart(issues))), indent=2) + "\n"


def _told_apart(issues: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """GitLab shows one issue for a fingerprint, so the second of two that are alike gets a number."""
    seen: Counter[object] = Counter()
    for issue in issues:
        fingerprint = issue["fingerprint"]
        seen[fingerprint] += 1
        yield issue | {"fingerprint": f"{fingerprint}-{seen[fingerprint]}"} if seen[fingerprint] > 1 else issue


def _of_finding(finding: Finding, lines: list[str]) -> dict[str, object]:
    text = " ".join(map(visible, sentences(finding)))
    fingerprint = finding_fingerprint(finding, excerpt(lines, finding.place.span))
    span = finding.place.span
    return _issue(
        finding.rule, text, fingerprint, _SEVERITIES[finding.level], finding.place.path, span.line, span.end_line
    )


def _of_problem(problem: Problem) -> dict[str, object]:
    identity = f"{problem.trouble.value}\0{problem.path}\0{problem.message}"
    fingerprint = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    line = problem.line or 1
    return _issue(problem.trouble.value, trouble(problem), fingerprint, "minor", problem.path, line, line)


def _issue(
    name: str, text: str, fingerprint: str, severity: str, path: str, line: int, end_line: int
) -> dict[str, object]:
    return {
        "description": text,
        "check_name": name,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": storable(path), "lines": {"begin": line, "end": end_line}},
    }
