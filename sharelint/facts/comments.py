"""The comments that speak to this tool, each with the statement that it belongs to."""

from __future__ import annotations

import io
import tokenize
from bisect import bisect_right
from collections.abc import Iterable

from sharelint.code import Comment
from sharelint.facts.positions import LINE_END
from sharelint.records import Span

MARK = "sharelint:"

Written = tuple[int, int, str]  # 1-based line, 1-based column in code points, text with its `#`


def written_in(text: str) -> list[Written]:
    """The comments of a text that the running Python can parse; none are looked for if none can speak to this tool."""
    if MARK not in text:
        return []
    lines = io.StringIO(LINE_END.sub("\n", text))
    tokens = tokenize.generate_tokens(lines.readline)
    return [(*_place(token), token.string) for token in tokens if token.type == tokenize.COMMENT]


def _place(token: tokenize.TokenInfo) -> tuple[int, int]:
    return token.start[0], token.start[1] + 1


def comments_of(written: Iterable[Written], lines: list[str], statements: list[Span]) -> tuple[Comment, ...]:
    """`statements` are the spans of all simple statements and headers, in any order."""
    found = []
    ordered = sorted(statements)
    for line, column, text in written:
        if MARK in text:
            alone = not lines[line - 1][: column - 1].strip()
            found.append(Comment(text, line, column, alone, _statement(ordered, line, alone)))
    return tuple(found)


def _statement(ordered: list[Span], line: int, alone: bool) -> Span:
    after = bisect_right(ordered, line, key=lambda span: span.line)
    if after and ordered[after - 1].covers(line):
        return ordered[after - 1]
    return ordered[after] if alone and after < len(ordered) else Span(line, 1, line, 1)
