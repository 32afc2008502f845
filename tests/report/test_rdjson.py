"""The Diagnostic Format of reviewdog."""

from __future__ import annotations

import json

from sharelint.records import Level
from sharelint.report.rdjson import render

from .build import HOSTILE, finding, hostile_report, many, place, problem, report, source

SOURCE = 'import multiprocessing\ns = "𝒳漢"; m = multiprocessing.Manager(\n)\n'


def test_a_diagnostic_for_each_finding_and_problem_with_columns_in_bytes() -> None:
    found = finding(place("app/state.py", SOURCE, "multiprocessing.Manager(\n)"), advice="keep it in Redis")
    rendered = render(report(found, sources=(source("app/state.py", SOURCE),), problems=(problem(),)))
    assert json.loads(rendered) == {
        "source": {"name": "sharelint", "url": "https://github.com/share-nothing-lint/sharelint"},
        "diagnostics": [
            {
                "message": "`Manager()` is a server of this host only.\nUse: keep it in Redis.",
                "location": {
                    "path": "app/state.py",
                    "range": {"start": {"line": 2, "column": 20}, "end": {"line": 3, "column": 2}},
                },
                "severity": "ERROR",
                "code": {
                    "value": "manager",
                    "url": "https://github.com/share-nothing-lint/sharelint/blob/main/rules/memory/manager.md",
                },
            },
            {
                "message": "could not analyse: invalid syntax.",
                "location": {"path": "app/bad.py", "range": {"start": {"line": 1}}},
                "severity": "WARNING",
                "code": {"value": "syntax-error"},
            },
        ],
    }


def test_levels_are_severities() -> None:
    findings = [finding(place("a.py", SOURCE, "m ="), level=level) for level in Level]
    diagnostics = json.loads(render(report(*findings)))["diagnostics"]
    assert [diagnostic["severity"] for diagnostic in diagnostics] == ["INFO", "WARNING", "ERROR"]


def test_hostile_text_stays_text() -> None:
    document = render(hostile_report())
    assert document.isascii()
    found, trouble = json.loads(document)["diagnostics"]
    assert found["location"]["path"] == trouble["location"]["path"] == f"{HOSTILE}.py"
    assert "\\x1b[31m\\u202e" in found["message"]


def test_nothing_of_25_001_findings_is_left_out() -> None:
    assert len(json.loads(render(many(25_001)))["diagnostics"]) == 25_001
