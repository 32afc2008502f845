"""`Result`s in, a plot of time against size out: an SVG that reads on light and on dark ground."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import Result

INK = "#808080"  # as far from white as from black
COLORS = ("#d62728", "#ff7f0e", "#2ca02c", "#1f8fd6", "#9467bd", "#8c6d5a", "#e377c2", "#17a2b8", "#a0a020", "#6b8e9e")


def draw(results: list[Result], out: Path) -> None:
    """One line a tool, both axes logarithmic. Needs matplotlib, which the extra `bench` brings."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    style = {
        "svg.fonttype": "none",  # text stays text, in a font of the reader
        "svg.hashsalt": "sharelint",  # the same numbers give the same file
        **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
    }
    with mpl.rc_context(style):
        figure = Figure(figsize=(9, 5), layout="constrained")
        axes = figure.subplots()
        for index, (tool, points) in enumerate(curves(results).items()):
            own = tool.startswith("sharelint")
            color = COLORS[index % len(COLORS)]
            axes.loglog(*zip(*points, strict=True), label=tool, color=color, marker="o", linewidth=2.5 if own else 1.2)
        axes.set(xlabel="size of the code", ylabel="time, s")
        axes.set_xticks(
            [each.bytes / 1e6 for each in results], [f"{each.corpus}\n{each.bytes / 1e6:.2g} MB" for each in results]
        )
        axes.xaxis.minorticks_off()
        axes.yaxis.set_major_formatter("{x:g}")
        axes.grid(color=INK, alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
        figure.legend(loc="outside right upper", frameon=False)
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})


def curves(results: list[Result]) -> dict[str, list[tuple[float, float]]]:
    """Tool -> (megabytes, seconds on the clock) of each corpus; the slowest at the largest size comes first."""
    points: dict[str, list[tuple[float, float]]] = {}
    for result in sorted(results, key=lambda each: each.bytes):
        for series in result.series:
            if cost := series.typical:
                points.setdefault(series.tool, []).append((result.bytes / 1e6, cost.wall))
    return dict(sorted(points.items(), key=lambda item: item[1][-1], reverse=True))
