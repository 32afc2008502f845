"""GitLab's Code Quality report."""

from __future__ import annotations

import json

from sharelint.records import Level
from sharelint.report.gitlab import render

from .build import HOSTILE, finding, hostile_report, many, place, problem, report, source

SOURCE = "import multiprocessing\nm = multiprocessing.Manager()\n"


def fingerprints(text: str) -> list[str]:
    found = finding(place("a.py", text, "Manager()"))
    return [issue["fingerprint"] for issue in json.loads(render(report(found, found, sources=(source("a.py", text),))))]


def test_an_issue_for_each_finding_and_problem() -> None:
    error = finding(place("app/state.py", SOURCE, "multiprocessing.Manager()"), advice="keep it in Redis")
    assert json.loads(render(report(error, problems=(problem(line=3),)))) == [
        {
            "description": "`Manager()` is a server of this host only. Use: keep it in Redis.",
            "check_name": "manager",
            "fingerprint": "9103815200f8fdb7",
            "severity": "critical",
            "location": {"path": "app/state.py", "lines": {"begin": 2, "end": 2}},
        },
        {
            "description": "could not analyse: invalid syntax.",
            "check_name": "syntax-error",
            "fingerprint": "9755290c997dc7fc",
            "severity": "minor",
            "location": {"path": "app/bad.py", "lines": {"begin": 3, "end": 3}},
        },
    ]


def test_levels_are_severities() -> None:
    findings = [finding(place("a.py", SOURCE, "m ="), level=level) for level in Level]
    assert [issue["severity"] for issue in json.loads(render(report(*findings)))] == ["info", "major", "critical"]


def test_a_fingerprint_stays_when_lines_move_and_tells_twins_apart() -> None:
    first, second = fingerprints(SOURCE)
    assert second == f"{first}-2"
    assert fingerprints(f"\n\n{SOURCE}") == [first, second]
    assert fingerprints(SOURCE.replace("Manager()", " Manager()")) == [first, second]


def test_no_findings_is_an_empty_list() -> None:
    assert render(report()) == "[]\n"


def test_hostile_text_stays_text() -> None:
    document = render(hostile_report())
    assert document.isascii()
    issue, trouble = json.loads(document)
    assert issue["location"]["path"] == trouble["location"]["path"] == f"{HOSTILE}.py"
    assert "\\x1b[31m\\u202e" in issue["description"]


def test_all_of_25_001_findings_are_told_apart() -> None:
    issues = json.loads(render(many(25_001)))
    assert len({issue["fingerprint"] for issue in issues}) == 25_001
