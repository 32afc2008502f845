"""Every name of the catalogue is found where it makes a violation, and silent where it makes none, or left out for a
reason that is written down.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sharelint.files.read import decode
from sharelint.records import Problem
from tests.catalogue.audits import complaints
from tests.catalogue.probes import MARK, Probe, probe
from tests.catalogue.rows import catalogue, left_out

ROWS = catalogue()
LEFT_OUT = left_out()
PROBES = [probe(row, number) for number, row in enumerate(ROWS)]


def is_left_out(each: Probe) -> bool:
    return any(entry.covers(each.row) for entry in LEFT_OUT)


def test_the_catalogue_is_whole() -> None:
    assert sum(row.type != "value" for row in ROWS) == 1291
    assert len({(row.kind, row.name) for row in ROWS}) == len(ROWS)


def test_a_probe_is_code_with_a_line_to_be_reported() -> None:
    for each in PROBES:
        assert any(MARK in code for code in each.violation.values()), each.row
        for path, code in (*each.violation.items(), *each.harmless.items()):
            compile(code, path, "exec", dont_inherit=True)
            assert not isinstance(decode(path, code.encode()), Problem)


def test_every_name_is_found_in_a_violation_and_silent_in_harmless_code(tmp_path: Path) -> None:
    asked = [each for each in PROBES if not is_left_out(each)]
    wrong = [f"{each.row.kind}: {each.row.name}: {reason}" for each, reason in complaints(asked, tmp_path)]
    assert wrong == []


def test_what_is_left_out_is_a_name_of_the_catalogue_and_has_a_reason() -> None:
    for entry in LEFT_OUT:
        assert any(entry.covers(row) for row in ROWS), entry
        assert 10 <= len(entry.reason) <= 110
    assert sum(is_left_out(each) for each in PROBES) <= len(ROWS) // 10


def test_nothing_is_left_out_that_is_answered_as_it_should_be(tmp_path: Path) -> None:
    excused = [each for each in PROBES if is_left_out(each)]
    needed = {each.row for each, _ in complaints(excused, tmp_path)}
    answered = [f"{each.row.kind}: {each.row.name}" for each in excused if each.row not in needed]
    assert answered == [], "take it off left-out.tsv"


@pytest.mark.parametrize("path", ["catalogue.tsv", "calls.tsv", "left-out.tsv"])
def test_the_tables_have_no_stray_blanks(path: str) -> None:
    for line in (Path(__file__).parent / path).read_text("utf-8").splitlines():
        assert line == line.rstrip(" ")
