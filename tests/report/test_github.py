"""Workflow commands, as the runner of GitHub Actions reads them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sharelint.records import Level
from sharelint.report.github import render

from .build import finding, hostile_report, many, place, problem, report

ROOT = Path(__file__).parents[2]
SOURCE = "import multiprocessing\nm = multiprocessing.Manager(\n)\n"


def obeyed(line: str) -> bool:
    """Whether the runner takes a line for a command (its `ActionCommand`)."""
    return line.lstrip().startswith("::") or "##[" in line


def test_a_command_for_each_finding_the_gravest_first_then_the_summary() -> None:
    note = finding(place("app/state.py", SOURCE, "m ="), "`m` is bound", rule="host-sync", level=Level.note)
    error = finding(
        place("app/state.py", SOURCE, "multiprocessing.Manager"), breaks="each has its own", advice="keep it in Redis"
    )
    assert render(report(note, error)) == (
        "::error file=app/state.py,line=2,col=5,endLine=2,title=sharelint%3A manager::"
        "`Manager()` is a server of this host only.%0AWith two replicas: each has its own.%0AUse: keep it in Redis.\n"
        "::notice file=app/state.py,line=2,col=1,endLine=2,title=sharelint%3A host-sync::`m` is bound.\n"
        "1 error, 1 note in 1 file\n"
    )


def test_a_place_of_several_lines_has_no_column() -> None:
    found = finding(place("a.py", SOURCE, "multiprocessing.Manager(\n)"))
    assert render(report(found)).startswith("::error file=a.py,line=2,endLine=3,title=")


def test_a_file_that_could_not_be_analysed_is_a_warning() -> None:
    assert render(report(problems=(problem(line=3),))).startswith(
        "::warning file=app/bad.py,line=3,endLine=3,title=sharelint%3A syntax-error::"
        "could not analyse: invalid syntax.\n"
    )


def test_properties_and_messages_are_escaped_in_their_own_ways() -> None:
    assert render(report(finding(place("a,b:c%\n.py", SOURCE, "m ="), "50%, a: b"))).startswith(
        "::error file=a%2Cb%3Ac%25%0A.py,line=2,col=1,endLine=2,title=sharelint%3A manager::50%25, a: b.\n"
    )


def test_beyond_ten_annotations_of_a_level_findings_are_plain_lines() -> None:
    rows = render(many(25_001)).splitlines()
    assert len(rows) == 1 + 10 + 1 + 24_990 + 1
    assert [row.partition(" ")[0] for row in rows[:11]] == ["::error"] + ["::warning"] * 10
    assert rows[11] == "24990 lines without an annotation: a step has 10 of a level"
    assert rows[12] == "warning[manager] app/state.py:11: `Manager` is shared."
    assert rows[-1] == "1 error, 25000 warnings in 1 file"
    assert not any(map(obeyed, rows[11:]))


def test_a_message_is_no_longer_than_the_runner_takes() -> None:
    data = render(report(finding(place("a.py", SOURCE, "m ="), "x" * 5000))).splitlines()[0].rpartition("::")[2]
    assert (len(data), data[-2:]) == (4096, "x…")


def test_hostile_text_is_no_command() -> None:
    hostile = hostile_report()
    rows = render(hostile).splitlines()
    assert [row.partition(" ")[0] for row in rows] == ["::error", "::warning", "1"]
    plain = render(report(*hostile.findings * 11)).splitlines()[11]
    assert "error[manager] </script>" in plain
    assert not obeyed(plain)


def test_a_file_name_is_no_command_on_stderr_either(tmp_path: Path) -> None:
    (tmp_path / "::error::x ##[error]y.py").write_text("def\n", encoding="utf-8")
    command = [sys.executable, "-m", "sharelint", "--format", "github", "--isolated", "--no-cache", "."]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.stderr.startswith("./::error::x ## [error]y.py:1: could not analyse: ")
    assert [line.partition(" ")[0] for line in done.stdout.splitlines()] == ["::warning", "No"]
