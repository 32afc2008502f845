"""The last line for people."""

from __future__ import annotations

from sharelint.records import Level
from sharelint.report.summary import gravest_first, left_out, summary

from .build import finding, place, problem, report

ERROR, WARNING, NOTE = (
    finding(place("app.py", "Manager()", "Manager()"), level=level)
    for level in (Level.error, Level.warning, Level.note)
)


def test_nothing_found() -> None:
    assert summary(report(files=412)) == "No findings in 412 files"


def test_findings_are_counted_by_level_the_highest_first() -> None:
    assert summary(report(NOTE, WARNING, ERROR, ERROR, files=1)) == "2 errors, 1 warning, 1 note in 1 file"


def test_levels_without_findings_are_not_named() -> None:
    assert summary(report(NOTE, NOTE, files=2)) == "2 notes in 2 files"


def test_what_is_not_shown_is_counted() -> None:
    whole = report(files=412, suppressed=(ERROR,) * 3, problems=(problem(),), hidden=(NOTE, NOTE, NOTE))
    assert summary(whole) == (
        "No findings in 412 files (3 suppressed, 1 file not analysed, 3 notes hidden; show them with --min-level note)"
    )
    narrow = report(files=412, accepted=(ERROR,) * 12, untouched=(ERROR, NOTE))
    assert summary(narrow) == "No findings in 412 files (12 in the baseline, 2 in unchanged lines)"


def test_the_level_to_ask_for_is_the_lowest_hidden_one() -> None:
    assert summary(report(ERROR, hidden=(WARNING, WARNING))).endswith(
        "2 warnings hidden; show them with --min-level warning)"
    )
    assert summary(report(ERROR, hidden=(WARNING, NOTE))).endswith(
        "1 warning, 1 note hidden; show them with --min-level note)"
    )


def test_a_file_with_two_problems_is_one_file() -> None:
    assert summary(report(problems=(problem(line=1), problem(line=2)))) == "No findings in 1 file (1 file not analysed)"


def test_what_is_left_out_is_never_graver_than_what_is_shown() -> None:
    assert gravest_first([NOTE, ERROR, WARNING]) == [ERROR, WARNING, NOTE]
    assert left_out(1, "why") == "1 finding is left out, none graver than those shown: why"
    assert left_out(2, "why") == "2 findings are left out, none graver than those shown: why"
