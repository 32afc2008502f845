"""One line a finding."""

from __future__ import annotations

from sharelint.records import Level
from sharelint.report.concise import render

from .build import finding, place, report

SOURCE = "import multiprocessing\nm = multiprocessing.Manager()\n"


def test_a_line_for_each_finding_then_the_summary() -> None:
    error = finding(place("app/state.py", SOURCE, "multiprocessing.Manager()"))
    note = finding(place("app/state.py", SOURCE, "m ="), "`m` is bound", rule="host-sync", level=Level.note)
    assert render(report(error, note, files=7)) == (
        "app/state.py:2:5: error[manager] `Manager()` is a server of this host only\n"
        "app/state.py:2:1: note[host-sync] `m` is bound\n"
        "1 error, 1 note in 7 files\n"
    )


def test_no_findings() -> None:
    assert render(report(files=0)) == "No findings in 0 files\n"


def test_columns_count_code_points() -> None:
    text = 's = "𝒳漢"; Manager()\n'
    assert render(report(finding(place("a.py", text, "Manager()")))).startswith("a.py:1:11: error[manager]")


def test_a_finding_is_one_line_whatever_its_path_and_message_hold() -> None:
    hostile = finding(place("a\nb\x1b[31m\u202e.py", SOURCE, "m ="), "`\r\x1b]0;title\x07`")
    assert render(report(hostile)) == (
        "a\\nb\\x1b[31m\\u202e.py:2:1: error[manager] `\\r\\x1b]0;title\\x07`\n1 error in 1 file\n"
    )
