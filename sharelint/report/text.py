"""The report for people: each finding with its source, what breaks, and what to use instead, as rustc and zizmor do."""

from __future__ import annotations

from sharelint.records import Finding, Place, Report
from sharelint.report.lines import split_lines
from sharelint.report.snippet import Row, draw, marks_by_path
from sharelint.report.summary import summary
from sharelint.report.visible import visible

# A row's pieces name one of these; levels are styles too.
_STYLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "note": "bold cyan",
    "related": "bold blue",
    "frame": "bold blue",
    "strong": "bold",
}
_CODE_INDENT = 4  # columns, from the `=` above


def render(report: Report, *, color: bool = False, width: int = 100) -> str:
    """`width` (cells) crops source lines only. With `color` the same text, with ANSI sequences in it."""
    lines = {path: split_lines(source.text) for path, source in report.sources.items()}
    rows: list[Row] = []
    for finding in report.findings:
        rows += [*_finding_rows(finding, lines, width), []]
    rows.append([(summary(report), "strong")])
    return _painted(rows) if color else _plain(rows)


def _finding_rows(finding: Finding, lines: dict[str, list[str]], width: int) -> list[Row]:
    level = finding.level.name
    rows: list[Row] = [[(f"{level}[{finding.rule}]", level), (f": {visible(finding.message)}", "strong")]]
    places = (finding.place, *finding.related)
    marks = marks_by_path(places, lines)
    gutter = len(str(max((mark.line for group in marks.values() for mark in group), default=finding.place.span.line)))
    bar: Row = [(f"{'':>{gutter}} |", "frame")]
    for path, group in marks.items():
        first = next(place for place in places if place.path == path)
        arrow = "-->" if first is finding.place else ":::"
        rows.append([(f"{'':>{gutter}}{arrow} ", "frame"), (_address(first), "")])
        if group:
            rows += [bar, *draw(group, lines[path], gutter, width, level), bar]
        elif first.label:
            rows[-1].append((f" {visible(first.label)}", "related"))
    advice = _advice_rows(finding, gutter)
    if rows[-1] is bar and not advice:
        rows.pop()
    return [*rows, *advice]


def _address(place: Place) -> str:
    return f"{visible(place.path)}:{place.span.line}:{place.span.column}"


def _advice_rows(finding: Finding, gutter: int) -> list[Row]:
    rows: list[Row] = []
    if finding.breaks:
        rows.append(_remark("with two replicas", finding.breaks, gutter))
    if finding.advice or finding.code:
        rows.append(_remark("use", finding.advice, gutter))
    indent = " " * (gutter + 1 + _CODE_INDENT)
    code = finding.code.strip("\n").split("\n") if finding.code else []
    return [*rows, *([(f"{indent}{visible(line.expandtabs(4))}".rstrip(), "")] for line in code)]


def _remark(title: str, text: str, gutter: int) -> Row:
    row: Row = [(f"{'':>{gutter}} =", "frame"), (f" {title}:", "strong")]
    return [*row, (f" {visible(text)}", "")] if text else row


def _plain(rows: list[Row]) -> str:
    return "".join("".join(text for text, _ in row) + "\n" for row in rows)


def _painted(rows: list[Row]) -> str:
    from rich.color import ColorSystem
    from rich.style import Style

    styles = {name: Style.parse(definition) for name, definition in _STYLES.items()}

    def paint(text: str, style: str) -> str:
        return styles[style].render(text, color_system=ColorSystem.STANDARD) if style and text else text

    return "".join("".join(paint(*piece) for piece in row) + "\n" for row in rows)
