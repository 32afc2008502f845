"""`Result`s in, Markdown tables out, for the sections of docs/performance.md."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from accuracy.page import put, table
from accuracy.tools import REPOSITORY
from benchmarks.measure import Cost, Result, Series
from benchmarks.plot import draw
from benchmarks.tools import WARM

PAGE = REPOSITORY / "docs" / "performance.md"
PLOT = PAGE.with_suffix(".svg")

CORPORA = ("tiny", "small", "large", "many", "one")
PUBLISHED = CORPORA[:3]
STARTS = "start-up"  # the name of the result of commands that look at no code


def write(results: Mapping[str, Result], page: Path = PAGE) -> None:
    """Put what there are results of into the page; a section without stays as it is."""
    published = [results[name] for name in PUBLISHED if name in results]
    if published:
        put("times", times(published), page)
        draw(published, PLOT)
    if STARTS in results:
        put("start-up", starts(results[STARTS]), page)
    if results.keys() >= {"small", "large", "many", "one"}:
        put("growth", growth(results), page)


def times(results: list[Result]) -> str:
    """A table for each corpus."""
    return "\n\n".join(_times(result) for result in results)


def _times(result: Result) -> str:
    size = f"{result.files:,} files, {result.lines:,} lines, {result.bytes / 1e6:.2f} MB"
    head = (
        "tool",
        "runs",
        "CPU s",
        "wall s",
        "peak MiB",
        "MB per CPU s",
        "CPU: sharelint / it",
        "wall: sharelint / it",
    )
    rows = [_row(result, each) for each in result.series]
    parts = [f"### {result.corpus}: {size}", f"{result.setting}.", table(head, rows)]
    if result.of(WARM) is None:
        parts.append("There is no run of sharelint with a warm cache here.")
    parts += [f"{each.tool} has no times: {first_line(each.failure)}" for each in result.series if each.failure]
    return "\n\n".join(parts)


def _row(result: Result, series: Series) -> tuple[object, ...]:
    cost = series.typical
    if cost is None:
        return (series.tool, "failed", *[""] * 6)
    own = None if series.tool.startswith("sharelint") else result.of(series.against)
    ratios = (number(own.cpu / cost.cpu), number(own.wall / cost.wall)) if own else ("", "")
    rate = number(result.bytes / 1e6 / cost.cpu)
    return (series.tool, len(series.costs), number(cost.cpu), number(cost.wall), cost.peak >> 20, rate, *ratios)


def starts(result: Result) -> str:
    """Milliseconds, and those beyond a bare interpreter's."""
    bare = result.of("python -c pass")
    rows = [
        (f"`{each.tool}`", len(each.costs), f"{cost.cpu * 1e3:.0f}", f"{cost.wall * 1e3:.0f}", _beyond(cost, bare))
        for each in result.series
        if (cost := each.typical)
    ]
    return table(("command", "runs", "CPU ms", "wall ms", "CPU ms over `python -c pass`"), rows)


def _beyond(cost: Cost, bare: Cost | None) -> str:
    return f"{(cost.cpu - bare.cpu) * 1e3:.0f}" if bare else ""


def growth(results: Mapping[str, Result]) -> str:
    """CPU seconds for each megabyte, start included, as the code grows and as files do."""
    head = ("tool", "small", "large", "large / small", "1,000 files", "one file", "one / 1,000")
    rows = [
        (
            each.tool,
            *_pair(results["small"], results["large"], each.tool),
            *_pair(results["many"], results["one"], each.tool),
        )
        for each in results["large"].series
    ]
    return table(head, rows)


def _pair(before: Result, after: Result, tool: str) -> tuple[str, str, str]:
    """CPU seconds for a megabyte in both, and how much more it is in the second; empty where there is no time."""
    first, second = _rate(before, tool), _rate(after, tool)
    return (
        number(first) if first else "",
        number(second) if second else "",
        number(second / first) if first and second else "",
    )


def _rate(result: Result, tool: str) -> float | None:
    cost = result.of(tool)
    return cost.cpu / (result.bytes / 1e6) if cost else None


def number(value: float) -> str:
    """Three figures, and no exponent."""
    return f"{value:,.0f}" if value >= 99.95 else f"{value:#.3g}"


def first_line(text: str) -> str:
    return text.strip().partition("\n")[0]
