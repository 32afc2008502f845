"""Whole small services: every line marked `# expect: rule` is reported, and nothing else, at whatever level.

A mark may give the level as well, `# expect: rule note`: then the line is reported at that level.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sharelint.audit import audit
from sharelint.config import Config
from sharelint.rulebook.page import marks

SERVICES = sorted(path for path in (Path(__file__).parent / "fixtures").iterdir() if path.is_dir())


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_exactly_the_marked_lines_are_reported(service: Path, tmp_path: Path) -> None:
    root = shutil.copytree(service, tmp_path / service.name)  # below tests/ everything would be a note
    expected = {
        (path.relative_to(root).as_posix(), mark.line, mark.rule): mark.level
        for path in root.rglob("*.py")
        for mark in marks(path.read_text())
    }
    report = audit([root], Config(root=root))
    assert report.problems == ()
    found = {
        (each.place.path, each.place.span.line, each.rule): each.level.name
        for each in (*report.findings, *report.hidden)
    }
    assert sorted(found) == sorted(expected)
    assert {key: found[key] for key, level in expected.items() if level} == {k: v for k, v in expected.items() if v}


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_a_service_is_several_files_that_compile(service: Path) -> None:
    files = sorted(service.rglob("*.py"))
    assert len(files) >= 3
    for path in files:
        compile(path.read_text(), str(path), "exec", dont_inherit=True)


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_there_is_something_to_find_and_much_to_leave_alone(service: Path) -> None:
    marked = [mark for path in service.rglob("*.py") for mark in marks(path.read_text())]
    assert len(marked) >= 2
    assert all("# expect" not in line or marks(line) for path in service.rglob("*.py") for line in _lines(path))


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines()
