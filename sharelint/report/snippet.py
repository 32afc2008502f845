"""Numbered source lines with marks under them: places of one file in, rows of styled text out.

Columns of spans count code points; what is aligned here are terminal cells, of which a wide character takes two, a
combining one none, a tab four and an escaped character as many as its escape.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sharelint.records import Place
from sharelint.report.lines import body
from sharelint.report.visible import visible, visible_character

Row = list[tuple[str, str]]  # one line of output as pieces: (text, style)

_TAB = "    "
_CROPPED = "..."
_NARROWEST = 40  # cells left for source, however narrow the terminal
_MARKED_LINES = 4  # of one span; of a longer one the first lines and the last


class Mark(NamedTuple):
    """What is marked on one line. Columns are 1-based code points, the end is exclusive."""

    line: int
    start: int
    end: int
    primary: bool
    label: str


def marks_by_path(places: Sequence[Place], lines: dict[str, list[str]]) -> dict[str, list[Mark]]:
    """The marks of places by file, in the order of places. The first place of all is the primary one."""
    marks: dict[str, list[Mark]] = {place.path: [] for place in places}
    for index, place in enumerate(places):
        marks[place.path] += marks_of(place, lines.get(place.path, []), primary=index == 0)
    return marks


def marks_of(place: Place, lines: list[str], primary: bool) -> list[Mark]:
    """One mark for each line of the place; its label goes with the last. None when the place lies outside the text."""
    span = place.span
    marks = []
    for number in range(span.line, min(span.end_line, len(lines)) + 1):
        text = body(lines[number - 1])
        start = span.column if number == span.line else len(text) - len(text.lstrip()) + 1
        end = span.end_column if number == span.end_line else len(text.rstrip()) + 1
        if start < end or span.line == span.end_line:
            marks.append(Mark(number, start, max(end, start + 1), primary, ""))
    if len(marks) > _MARKED_LINES:
        marks = [*marks[: _MARKED_LINES - 1], marks[-1]]
    return [*marks[:-1], marks[-1]._replace(label=place.label)] if marks else []


def draw(marks: list[Mark], lines: list[str], gutter: int, width: int, style: str) -> list[Row]:
    """The marked lines in order, `...` where lines are left out.

    `gutter` is the width of the line numbers and `width` that of the whole in cells; `style` is that of primary marks.
    """
    room = max(width - gutter - len(" | "), _NARROWEST)
    rows: list[Row] = []
    previous = 0
    for number in sorted({mark.line for mark in marks}):
        if previous and number == previous + 2:
            rows += _source_rows(previous + 1, [], lines, gutter, room, style)
        elif previous and number > previous + 2:
            rows.append([(_CROPPED, "frame")])
        rows += _source_rows(number, [mark for mark in marks if mark.line == number], lines, gutter, room, style)
        previous = number
    return rows


def _source_rows(number: int, marks: list[Mark], lines: list[str], gutter: int, room: int, style: str) -> list[Row]:
    """A line and the rows of marks under it. Marks too far apart for one view of a long line get a view each."""
    line = body(lines[number - 1])
    marks = _united(sorted(marks, key=lambda mark: (mark.start, mark.end, not mark.primary, mark.label)))
    pieces = [_TAB if character == "\t" else visible_character(character) for character in line]
    first = min((mark.start for mark in marks), default=1) - 1
    last = max((mark.end for mark in marks), default=1) - 1
    if len(marks) > 1 and _cells(pieces) > room and _cells(pieces[first:last]) > room - 2 * len(_CROPPED):
        marks.sort(key=lambda mark: not mark.primary)
        return [row for mark in marks for row in _source_rows(number, [mark], lines, gutter, room, style)]

    begin, end = _view(pieces, first, last, room)
    before = _CROPPED if begin else ""
    after = _CROPPED if end < len(pieces) else ""
    text = f"{before}{''.join(pieces[begin:end])}{after}".rstrip()
    rows: list[Row] = [[(f"{number:>{gutter}} |", "frame"), (f" {text}" if text else "", "")]]
    for group in _rows_of_marks(marks):
        row: Row = [(f"{'':>{gutter}} |", "frame")]
        at = -1  # the cell that the row has reached; 0 is where the source begins
        for mark in group:
            start = len(before) + _cells(pieces[begin : mark.start - 1])
            stop = len(before) + _cells(pieces[begin : min(mark.end - 1, end)])
            sign = ("^" if mark.primary else "-") * max(stop - start, 1)
            row += [(" " * (start - at), ""), (sign, style if mark.primary else "related")]
            at = start + len(sign)
        if group[-1].label:
            row.append((f" {visible(group[-1].label)}", style if group[-1].primary else "related"))
        rows.append(row)
    return rows


def _united(marks: list[Mark]) -> list[Mark]:
    """A primary mark without a label takes the label of the first related one on the very same text."""
    united: list[Mark] = []
    for mark in marks:
        over = united[-1] if united else None
        if over and over.primary and not over.label and (over.start, over.end) == (mark.start, mark.end):
            united[-1] = over._replace(label=mark.label)
        else:
            united.append(mark)
    return united


def _rows_of_marks(marks: list[Mark]) -> list[list[Mark]]:
    """Marks that can share a row: they do not overlap, and only the last has a label."""
    rows: list[list[Mark]] = []
    for mark in marks:
        if rows and not rows[-1][-1].label and rows[-1][-1].end < mark.start:
            rows[-1].append(mark)
        else:
            rows.append([mark])
    return rows


def _view(pieces: list[str], first: int, last: int, room: int) -> tuple[int, int]:
    """The part of a line to show, as indices: all if it fits into `room` cells, else what is around first:last."""
    if _cells(pieces) <= room:
        return 0, len(pieces)
    room -= 2 * len(_CROPPED)
    end = first
    while end < last and (room := room - _cells(pieces[end : end + 1])) >= 0:
        end += 1
    if end < last:
        return first, end
    begin = _reach(pieces, first, -1, room // 2)
    room -= _cells(pieces[begin:first])
    end = _reach(pieces, last, 1, room)
    room -= _cells(pieces[last:end])
    return _reach(pieces, begin, -1, room), end


def _reach(pieces: list[str], index: int, step: int, room: int) -> int:
    """How far one can go from the gap before `index`, to the left (-1) or right (1), within `room` cells."""
    while True:
        ahead = index - 1 if step < 0 else index
        if not 0 <= ahead < len(pieces):
            return index
        room -= _cells(pieces[ahead : ahead + 1])
        if room < 0:
            return index
        index += step


def _cells(pieces: list[str]) -> int:
    text = "".join(pieces)
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
