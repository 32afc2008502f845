"""Microsoft's SARIF validator, with its rules about GitHub turned on, finds no error and no warning.

It is a program of 96 MB that `install-sarif-multitool.sh` installs; the environment variable SARIF_MULTITOOL names it.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from sharelint.records import Level, Report, Trouble
from sharelint.report.sarif import render

from .build import finding, place, problem, report, rule, source

PROGRAM = os.environ.get("SARIF_MULTITOOL", "")
GITHUB_RULES = Path(__file__).with_name("github-rules.xml")

if not PROGRAM:
    pytest.skip("SARIF_MULTITOOL is not set: see tests/report/install-sarif-multitool.sh", allow_module_level=True)

TEXT = 'import socket\n\nPEER = ("worker-2", 9999)\n\n\ndef notify():\n    s = "🚀"; socket.create_connection(PEER)\n'
RULES = (
    rule(),
    rule("socket-peer", "network", impact=Level.warning, confidence="low", title="Socket to a literal peer"),
)


def whole_report(path: str) -> Report:
    peer = place(path, TEXT, '("worker-2", 9999)', "`PEER` [is] defined here")
    found = finding(
        place(path, TEXT, "socket.create_connection"),
        "`socket.create_connection` is aimed at the literal host `worker-2`",
        rule="socket-peer",
        level=Level.warning,
        related=(peer, place(path, TEXT, "PEER")),
        trail=(peer, place(path, TEXT, "PEER", occurrence=2)),
        symbol="notify",
        target="socket.create_connection",
        breaks="the peer moves and messages are lost",
        advice="publish to a queue",
    )
    one_line = finding(place("one.py", "Manager()", "Manager()"))
    problems = tuple(problem("broken #1.py", line=n, trouble=trouble) for n, trouble in enumerate(Trouble))
    return report(
        found, one_line, sources=(source(path, TEXT), source("one.py", "Manager()")), problems=problems, rules=RULES
    )


def complaints(document: str, folder: Path) -> list[str]:
    """The validator's errors and warnings, as `rule: arguments`. Its exit code says nothing: it is always 0."""
    (folder / "report.sarif").write_text(document, encoding="utf-8")
    subprocess.run(
        [
            *(PROGRAM, "validate", "report.sarif", "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note"),
            *("--config", str(GITHUB_RULES), "--output", "answer.sarif", "--log", "ForceOverwrite"),
        ],
        cwd=folder,
        env=os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},  # else it aborts where libicu is missing
        check=True,
        capture_output=True,
    )
    answer = json.loads((folder / "answer.sarif").read_text(encoding="utf-8-sig"))
    assert answer["runs"][0]["invocations"][0]["executionSuccessful"]
    return [
        f"{result['ruleId']}: {result['message'].get('arguments')}"
        for result in answer["runs"][0]["results"]
        if result.get("level", "warning") in ("error", "warning")
    ]


def test_an_empty_report_is_valid(tmp_path: Path) -> None:
    assert complaints(render(report(rules=RULES)), tmp_path) == []


@pytest.mark.parametrize("path", ["app/client.py", "my app/100% #1 naïve 漢.py", "c:d/e.py", "a\nb\x1b[31m\udcff.py"])
def test_a_report_with_everything_is_valid(path: str, tmp_path: Path) -> None:
    assert complaints(render(whole_report(path)), tmp_path) == []


def test_the_validator_with_these_rules_does_complain(tmp_path: Path) -> None:
    """Else the tests above would prove nothing: the rules about GitHub are off by default."""
    document = json.loads(render(whole_report("app/client.py")))
    location = document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    location["uri"] = "file:///home/me/app/client.py"
    del location["uriBaseId"]
    assert any(complaint.startswith("GH1006") for complaint in complaints(json.dumps(document), tmp_path))
    document["runs"][0]["tool"]["driver"]["rules"][0].pop("fullDescription")
    assert any(complaint.startswith("GH2012") for complaint in complaints(json.dumps(document), tmp_path))
