"""A text cut into lines, and what spans mean in it.

Lines are those of `records.Span`: they end at LF, CR or CRLF and nowhere else, unlike those of `str.splitlines`.
"""

from __future__ import annotations

import re

from sharelint.records import Span

_LINE_END = re.compile(r"(\r\n|\r|\n)")


def split_lines(text: str) -> list[str]:
    """The lines of `text` with their line ends; line 1 is at index 0. After a final line end comes an empty line."""
    parts = _LINE_END.split(text)
    return [body + end for body, end in zip(parts[::2], [*parts[1::2], ""], strict=True)]


def body(line: str) -> str:
    """A line without its line end."""
    return line.rstrip("\r\n")


def excerpt(lines: list[str], span: Span) -> str:
    """The text of `span`, exactly as it stands; "" when the span lies outside."""
    if span.end_line > len(lines):
        return ""
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    first = lines[span.line - 1][span.column - 1 :]
    between = lines[span.line : span.end_line - 1]
    return "".join([first, *between, lines[span.end_line - 1][: span.end_column - 1]])


def utf16_length(text: str) -> int:
    """The length in UTF-16 code units: characters beyond U+FFFF count twice."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def utf16_column(lines: list[str], line: int, column: int) -> int:
    """A 1-based column in code points as a 1-based column in UTF-16 code units."""
    if line > len(lines):
        return column
    return utf16_length(lines[line - 1][: column - 1]) + 1
