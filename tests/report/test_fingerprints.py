"""GitHub's line hash, and the other values that recognise a finding."""

from __future__ import annotations

import pytest

from sharelint.report.fingerprints import (
    column_fingerprint,
    finding_fingerprint,
    line_hash,
    moving_fingerprint,
    name_within,
    primary,
)
from sharelint.report.lines import excerpt, split_lines

from .build import finding, place, span

# Hashes of GitHub's own implementation (codeql-action, src/fingerprints.ts), line by line.
FIRST = "1b9231ea9fc26623:1 55bc968041ad96d3:1 c129715d7a2bc9a3:1"
VECTORS = {
    b"import mmap\nm = Manager()\n": FIRST,
    b"import mmap\nm = Manager()": "6d4b5fb48e7b62ad:1 631fdc54b2aeadb5:1",
    b"import  mmap\r\n\tm =\tManager()\r\n": FIRST,
    b"\xef\xbb\xbfimport mmap\nm = Manager()\n": "2dba5e5e57e234a:1 55bc968041ad96d3:1 c129715d7a2bc9a3:1",
    "s = '𝒳é'\nm = Manager()\n".encode(): "918bafca3052958c:1 55bc968041ad96d3:1 c129715d7a2bc9a3:1",
    b"a = 1\n\x0c\nb = 2\n": "a21e423522a6e5fd:1 c5607a1170e142ac:1 4cd2d5cdff705f66:1 c129715d7a2bc9a3:1",
    "a = '\u2028'\nb = 2\n".encode(): "324d8e86bc6e3368:1 4cd2d5cdff705f66:1 c129715d7a2bc9a3:1",
    b"": "c129715d7a2bc9a3:1",
}


@pytest.mark.parametrize(("raw", "hashes"), VECTORS.items())
def test_line_hashes_are_those_of_github(raw: bytes, hashes: str) -> None:
    hash_of = line_hash(raw)
    assert [hash_of(line) for line in range(1, hashes.count(":") + 2)] == [*hashes.split(), ""]


def test_equal_lines_are_numbered() -> None:
    hash_of = line_hash(b"CACHE = {}\n" * 14)
    assert [hash_of(line) for line in (1, 2, 3, 4)] == [
        "8f22feda1caf34e0:1",
        "8f22feda1caf34e0:2",
        "8f22feda1caf34e0:3",
        "8f22feda1cb0349c:1",
    ]


def rolling(raw: bytes) -> list[str]:
    """The algorithm as GitHub describes it, unit by unit: an oracle for the one that takes whole windows."""
    text = raw.decode("utf-8", "replace").encode("utf-16-le")
    units = [int.from_bytes(text[i : i + 2], "little") for i in range(0, len(text), 2)]
    window, pending, hashes, seen = [0] * 100, list[int](), list[str](), dict[int, int]()
    value, starts, after_cr = 0, True, False
    for unit in [*units, 65535, *[0] * 100]:
        if unit in (32, 9) or (unit == 10 and after_cr):
            after_cr = False
            continue
        after_cr = unit == 13
        current = 10 if unit == 13 else unit
        if starts:
            pending.append(0)
        starts = current == 10
        value = (37 * value + current - pow(37, 100) * window.pop(0)) % 2**64
        window.append(current)
        pending = [count + 1 for count in pending]
        if pending and pending[0] == 100:
            pending.pop(0)
            seen[value] = seen.get(value, 0) + 1
            hashes.append(f"{value:x}:{seen[value]}")
    return hashes


@pytest.mark.parametrize(
    "raw", [*VECTORS, b"x = 1\r\r\n  \n\ty\xff\xfe = '\xe6\xbc\xa2'\n" * 30, b"a" * 250 + b"\n" * 120]
)
def test_whole_windows_hash_like_a_rolling_one(raw: bytes) -> None:
    expected = rolling(raw)
    hash_of = line_hash(raw)
    assert [hash_of(line) for line in range(1, len(expected) + 1)] == expected


def test_the_column_counts_from_the_indentation_in_utf16_units() -> None:
    assert column_fingerprint("Manager()\n", 1) == "0"
    assert column_fingerprint("    m = Manager()\r\n", 9) == "4"
    assert column_fingerprint('\ts = "🚀"; Manager()', 11) == "10"


def test_a_finding_is_recognised_when_lines_move() -> None:
    before, after = "m = Manager()\n", "import x\n\n\nm  =  Manager()\n"
    here, there = (finding(place("a.py", text, "Manager()"), symbol="f") for text in (before, after))
    assert finding_fingerprint(here, "Manager( )") == finding_fingerprint(there, "Manager()")


def test_a_finding_is_not_taken_for_another() -> None:
    where = place("a.py", "m = Manager()\n", "Manager()")
    others = [
        finding(where),
        finding(where, rule="host-sync"),
        finding(where, symbol="f"),
        finding(where, target="multiprocessing.Manager"),
        finding(place("b.py", "m = Manager()\n", "Manager()")),
    ]
    assert len({finding_fingerprint(other, "Manager()") for other in others}) == len(others)
    assert finding_fingerprint(others[0], "Manager()") != finding_fingerprint(others[0], "mp.Manager()")


@pytest.mark.parametrize(
    ("text", "covered", "longest"),
    [
        ("m = Manager(\n    a,  # (\n    ')',\n) + 1\n", "Manager", "Manager(\n    a,  # (\n    ')',\n)"),
        ("m = Manager(a)(b).c[d] or e\n", "Manager(a)", "Manager(a)(b).c[d]"),
        ("f(\n    a\n    .b\n    .c(1)\n)\n", "a\n    .b", "a\n    .b\n    .c(1)"),
        ("path = f'{x}/{{a(}}.lock' + y\n", "f'{x}/{{a(}}.lock' + y", "f'{x}/{{a(}}.lock'"),
        ("peers = [\r\n    'a',\r\n    'b',\r\n]\r\n", "[", "[\r\n    'a',\r\n    'b',\r\n]"),
        ("CACHE[key] = {\n}\n", "CACHE", "CACHE[key]"),
        ("CACHE[key] = {}\n", "CACHE[key] = {}", "CACHE[key]"),
        ("@memo\ndef f():\n", "memo", "memo"),
        ("m = Manager(", "Manager", "Manager("),
    ],
)
def test_the_longest_chain_does_not_depend_on_where_a_place_ends(text: str, covered: str, longest: str) -> None:
    lines = split_lines(text)
    assert excerpt(lines, primary(span(text, covered), lines)) == longest


def test_a_place_that_the_file_no_longer_has_stays_as_it_is() -> None:
    where = span("a\n\nb\n", "b")
    assert primary(where, ["a"]) == where


@pytest.mark.parametrize(
    ("path", "name", "short"),
    [
        ("app/views.py", "app.views.View.get", "View.get"),
        ("src/app/views.py", "app.views", ""),
        ("app/views.py", "views.get", "get"),
        ("app/__init__.py", "app.get", "get"),
        ("app/views.py", "app.settings.HOST", "app.settings.HOST"),
        ("app/views.py", "viewsets.get", "viewsets.get"),
        ("my-script.pyw", "my-script.main", "main"),
        ("<stdin>", "<stdin>.f", "f"),
    ],
)
def test_a_name_within_its_module(path: str, name: str, short: str) -> None:
    assert name_within(path, name) == short


def test_a_finding_is_recognised_in_a_file_of_another_name() -> None:
    text = "m = Manager('a', 1)\n"
    other = 'm = Manager(\n    "a",\n    1,\n)\n'
    here = finding(place("app/a.py", text, "Manager('a', 1)"), symbol="app.a.f", target="app.a.CACHE")
    there = finding(place("lib/b.py", other, "Manager"), symbol="lib.b.f", target="lib.b.CACHE")
    elsewhere = finding(place("lib/b.py", other, "Manager"), symbol="lib.b.g", target="lib.b.CACHE")
    fingerprint = moving_fingerprint(here, split_lines(text))
    assert moving_fingerprint(there, split_lines(other)) == fingerprint
    assert moving_fingerprint(elsewhere, split_lines(other)) != fingerprint
    assert moving_fingerprint(here, split_lines(text.replace("'a'", "'b'"))) != fingerprint
