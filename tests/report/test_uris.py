"""Paths as URIs."""

from __future__ import annotations

import os
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharelint.report.uris import uri


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/app.py", "src/app.py"),
        ("my app/a b.py", "my%20app/a%20b.py"),
        ("100%/c#.py", "100%25/c%23.py"),
        ("naïve/漢.py", "na%C3%AFve/%E6%BC%A2.py"),
        ("what?/[id].py", "what%3F/%5Bid%5D.py"),
        ("c:d/e.py", "./c:d/e.py"),
        ("src/c:d.py", "src/c:d.py"),
        ("a\nb\x1b.py", "a%0Ab%1B.py"),
        ("bad\udcff.py", "bad%FF.py"),
        ("back\\slash.py", "back%5Cslash.py"),
    ],
)
def test_paths_below_the_root_are_relative_and_percent_encoded(path: str, expected: str) -> None:
    assert uri(path) == expected


@pytest.mark.skipif(os.name == "nt", reason="an absolute path looks different there")
def test_paths_outside_the_root_are_file_uris() -> None:
    assert uri("/opt/my app/a:b.py") == "file:///opt/my%20app/a:b.py"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda path: not path.startswith("/")))
def test_a_relative_uri_names_the_same_path(path: str) -> None:
    reference = uri(path)
    assert reference.isascii()
    assert (
        unquote_to_bytes(reference.removeprefix("./") if ":" in path.split("/", maxsplit=1)[0] else reference)
        == path.encode()
    )
