"""Globs that users write in their configuration. Those of ignore files are held against git in test_discover.py."""

from __future__ import annotations

import pytest

from sharelint.config import TESTS
from sharelint.files.globs import covers, malformed


@pytest.mark.parametrize(
    ("glob", "covered", "not_covered"),
    [
        ("scripts", ["scripts/a.py", "src/scripts/b/c.py", "scripts"], ["scripts.py"]),
        ("/scripts/", ["scripts/a.py"], ["src/scripts/a.py"]),
        ("*_pb2.py", ["a_pb2.py", "src/a_pb2.py"], ["pb2.py"]),
        ("src/*.py", ["src/a.py"], ["src/a/b.py", "lib/src/a.py"]),
        ("src/**", ["src/a.py", "src/a/b.py"], ["lib/a.py"]),
    ],
)
def test_a_glob_covers_files_and_what_is_below_folders(glob: str, covered: list[str], not_covered: list[str]) -> None:
    assert [path for path in covered + not_covered if covers([glob], path)] == covered


def test_the_last_glob_has_the_last_word() -> None:
    assert covers(["src/", "!src/a.py"], "src/b.py")
    assert not covers(["src/", "!src/a.py"], "src/a.py")


@pytest.mark.parametrize(
    ("path", "is_test"),
    [
        ("tests/a.py", True),
        ("src/orders/tests/deep/a.py", True),
        ("test/a.py", True),
        ("test_orders.py", True),
        ("src/test_orders.py", True),
        ("src/orders_test.py", True),
        ("conftest.py", True),
        ("/elsewhere/tests/a.py", True),
        ("src/testing.py", False),
        ("src/latest.py", False),
        ("contest.py", False),
        ("src/tests.py", False),
    ],
)
def test_what_counts_as_test_code_by_default(path: str, is_test: bool) -> None:
    assert covers(TESTS, path) is is_test


def test_a_line_that_stands_for_no_pattern_is_malformed() -> None:
    assert [glob for glob in ("", " ", "#a", "!", "/", "[", "a", "**", "!a", "a b", "\\#a") if malformed(glob)] == [
        "",
        " ",
        "#a",
        "!",
        "/",
        "[",
    ]
