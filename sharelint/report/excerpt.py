"""Source lines with their marks as pieces, for formats that colour text instead of drawing under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from sharelint.records import Place
from sharelint.report.lines import body
from sharelint.report.snippet import Mark, marks_by_path
from sharelint.report.visible import visible

_CONTEXT = 1  # lines before and after a marked one
_LONGEST = 200  # characters of a line
_BEFORE = 60  # characters of a longer line before its first mark
_TAB = "    "


class Piece(Struct, frozen=True):
    text: str  # safe to show
    mark: str  # "primary", "related" or ""


class Line(Struct, frozen=True):
    number: int
    pieces: tuple[Piece, ...]
    labels: tuple[str, ...]  # as they are in the marked places
    gap: bool  # whether lines are left out before it


class Excerpt(Struct, frozen=True):
    path: str
    line: int  # of the first place in the file
    column: int
    lines: tuple[Line, ...]  # none where the source is not known


def excerpts(places: Sequence[Place], sources: dict[str, list[str]]) -> list[Excerpt]:
    """An excerpt for each file of these places; the first place is the primary one."""
    found = []
    for path, marks in marks_by_path(places, sources).items():
        span = next(place.span for place in places if place.path == path)
        found.append(Excerpt(path, span.line, span.column, tuple(_lines(marks, sources.get(path, [])))))
    return found


def _lines(marks: list[Mark], lines: list[str]) -> Iterator[Line]:
    wanted = {mark.line + step for mark in marks for step in range(-_CONTEXT, _CONTEXT + 1)}
    previous = 0
    for number in sorted(wanted & set(range(1, len(lines) + 1))):
        here = [mark for mark in marks if mark.line == number]
        if number == len(lines) and not lines[-1] and not here:
            continue  # what follows the last line end is no line of an editor
        labels = tuple(mark.label for mark in here if mark.label)
        yield Line(number, _pieces(body(lines[number - 1]), here), labels, gap=0 < previous < number - 1)
        previous = number


def _pieces(line: str, marks: list[Mark]) -> tuple[Piece, ...]:
    begin = 0
    if len(line) > _LONGEST:
        begin = max(min((mark.start for mark in marks), default=1) - 1 - _BEFORE, 0)
    end = min(begin + _LONGEST, len(line))
    borders = {begin, end, *(edge - 1 for mark in marks for edge in (mark.start, mark.end) if begin < edge <= end)}
    ordered = sorted(borders)
    pieces = [
        Piece(visible(line[left:right].replace("\t", _TAB)), _mark(left, marks)) for left, right in pairwise(ordered)
    ]
    before = [Piece("…", "")] if begin else []
    after = [Piece("…", "")] if end < len(line) else []
    return (*before, *pieces, *after)


def _mark(index: int, marks: list[Mark]) -> str:
    """What the character at an index is part of."""
    over = [mark for mark in marks if mark.start - 1 <= index < mark.end - 1]
    if not over:
        return ""
    return "primary" if any(mark.primary for mark in over) else "related"
