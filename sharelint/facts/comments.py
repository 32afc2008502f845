"""The comments that speak to this tool, each with the statement that it belongs to."""

from __future__ import annotations

from sharelint.code import Comment
from sharelint.facts.positions import Positions
from sharelint.records import Span

MARK = "sharelint:"


def comments_of(positions: Positions, statements: list[Span]) -> tuple[Comment, ...]:
    """`statements` are the spans of all simple statements and headers, in any order."""
    found = []
    ordered = sorted(statements)
    for offset, comment in positions.comments:
        if MARK not in comment:
            continue
        line, column = positions.lines.at(offset)
        alone = not positions.text[positions.lines.starts[line - 1] : offset].strip()
        found.append(Comment(comment, line, column, alone, _statement(ordered, line, alone)))
    return tuple(found)


def _statement(ordered: list[Span], line: int, alone: bool) -> Span:
    around = [span for span in ordered if span.covers(line)]
    if around:
        return around[-1]
    after = [span for span in ordered if span.line > line] if alone else []
    return after[0] if after else Span(line, 1, line, 1)
