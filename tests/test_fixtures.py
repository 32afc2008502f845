"""Whole small services: every line marked `# expect: rule` is reported, and nothing else, at whatever level."""

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
    expected = {(path.name, mark.line, mark.rule) for path in root.glob("*.py") for mark in marks(path.read_text())}
    report = audit([root], Config(root=root))
    assert report.problems == ()
    found = {(each.place.path, each.place.span.line, each.rule) for each in report.findings}
    assert sorted(found) == sorted(expected)


def test_there_is_something_to_find() -> None:
    for service in SERVICES:
        files = [path.read_text() for path in service.glob("*.py")]
        assert 2 <= len(files) <= 4
        assert sum("# expect: " in text for text in files) >= 2
