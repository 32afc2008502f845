"""Lines, and the text of spans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharelint.records import Span
from sharelint.report.lines import body, excerpt, split_lines, utf16_column, utf16_length


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a\n", ""]),
        ("a\rb\r\nc\n\nd", ["a\r", "b\r\n", "c\n", "\n", "d"]),
        ("a\x0cb\x1c\x85\u2028c\n", ["a\x0cb\x1c\x85\u2028c\n", ""]),
    ],
)
def test_lines_end_at_lf_cr_and_crlf_only(text: str, lines: list[str]) -> None:
    assert split_lines(text) == lines


def test_the_body_of_a_line_has_no_line_end() -> None:
    assert [body(line) for line in ("a \r\n", "a\n", "a\r", "a")] == ["a ", "a", "a", "a"]


def test_an_excerpt_is_the_exact_text_of_a_span() -> None:
    lines = split_lines("ab\r\ncd\r\nef")
    assert excerpt(lines, Span(1, 2, 1, 3)) == "b"
    assert excerpt(lines, Span(1, 2, 3, 2)) == "b\r\ncd\r\ne"
    assert excerpt(lines, Span(3, 1, 4, 1)) == ""


def test_characters_beyond_the_basic_plane_are_two_units() -> None:
    assert utf16_length("a漢🚀") == 4
    assert utf16_column(["a漢🚀b"], 1, 4) == 5
    assert utf16_column(["a"], 7, 3) == 3  # a line that is not there: nothing better is known


@given(st.text(st.characters(exclude_categories=["Cs"])), st.data())
def test_utf16_columns_cut_out_the_same_text(text: str, data: st.DataObject) -> None:
    lines = split_lines(text)
    line = data.draw(st.integers(1, len(lines)))
    start = data.draw(st.integers(0, len(lines[line - 1])))
    end = data.draw(st.integers(start, len(lines[line - 1])))
    units = lines[line - 1].encode("utf-16-le")
    first = utf16_column(lines, line, start + 1) - 1
    last = utf16_column(lines, line, end + 1) - 1
    assert units[2 * first : 2 * last].decode("utf-16-le") == excerpt(lines, Span(line, start + 1, line, end + 1))


@given(st.text("ab\r\n\x0c\u2028"))
def test_the_lines_are_the_text(text: str) -> None:
    assert "".join(split_lines(text)) == text
