"""Tallies in, Markdown tables out; and the sections of docs/accuracy.md, which stand between markers.

A section that is not written anew stays as it is. What stands outside of the markers is written by hand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from accuracy.labels import KINDS
from accuracy.sample import Verdicts
from accuracy.scoring import Judged, Tally, tallies, total
from accuracy.tools import REPOSITORY

PAGE = REPOSITORY / "docs" / "accuracy.md"


def put(section: str, text: str, page: Path = PAGE) -> None:
    """Replace what stands between the markers of `section`."""
    marked = re.compile(rf"(<!-- {section}: written by .*? -->\n).*?(<!-- end of {section} -->)", re.DOTALL)
    old = page.read_text("utf-8")
    new, count = marked.subn(lambda match: f"{match[1]}\n{text.strip()}\n\n{match[2]}", old)
    if count != 1:
        raise ValueError(f"{page}: no section `{section}`")
    page.write_text(new, "utf-8")


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """The first column is words, the others are numbers."""
    head = list(head)
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def _of(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole else ""


def _cells(tally: Tally) -> tuple[str, str]:
    return _of(tally.found, tally.violations), _of(tally.alarms, tally.clean)


def scores(judged: list[Judged], findings: Mapping[str, int]) -> str:
    """Per rule and per package; `findings` counts all of a package."""
    by_kind = tallies(judged, lambda label: label.kind)
    by_package = tallies(judged, lambda label: label.pin.package)
    everything = total(judged)
    kinds = [(kind, *_cells(by_kind[kind])) for kind in KINDS if kind in by_kind]
    packages = [(name, *_cells(by_package[name]), findings[name]) for name in sorted(by_package, key=str.lower)]
    summary = (
        f"Found {everything.found} of {everything.violations} violations (recall {everything.recall:.3f}), reported "
        f"{everything.alarms} of {everything.clean} look-alikes; precision on the labels {everything.precision:.3f}. "
        f"{sum(findings.values())} findings in {len(findings)} packages, notes included."
    )
    return "\n\n".join(
        (
            summary,
            table(("rule", "violations found", "look-alikes reported"), [*kinds, ("**all**", *_cells(everything))]),
            table(("package", "violations found", "look-alikes reported", "findings"), packages),
        )
    )


def beside(counts: Mapping[str, tuple[Tally, Tally]]) -> str:
    """Tools side by side: with any rule of theirs, and with a related rule only."""
    head = ("tool", "violations", "look-alikes", "violations, related rules", "look-alikes, related rules")
    return table(head, [(tool, *_cells(generous), *_cells(strict)) for tool, (generous, strict) in counts.items()])


def probe(results: Mapping[str, list[Judged]]) -> str:
    """For each kind, what each tool says to the violation and to the look-alikes."""
    by_tool = {tool: tallies(judged, lambda label: label.kind) for tool, judged in results.items()}
    rows = []
    for kind in KINDS:
        cells = [_signs(found[kind]) for found in by_tool.values() if kind in found]
        if cells:
            rows.append((kind, *cells))
    sums = [total(judged) for judged in results.values()]
    rows.append(("**all**", *(f"{_cells(each)[0]}, {_cells(each)[1]}" for each in sums)))
    return table(("kind", *by_tool), rows)


def _signs(tally: Tally) -> str:
    found = "found" if tally.found == tally.violations else f"{tally.found} of {tally.violations} found"
    alarms = f"{tally.alarms} false" if tally.alarms else ""
    return ", ".join(filter(None, (found if tally.found else "", alarms))) or "-"


def judgements(found: Mapping[str, Verdicts]) -> str:
    """Per rule, and the share that is right in all findings, weighted by how many each rule has."""
    rows = [
        (rule, each.right, each.wrong, each.unsure, each.of, _share(each.precision))
        for rule, each in sorted(found.items())
    ]
    sure = [each for each in found.values() if each.precision is not None]
    weight = sum(each.of for each in sure)
    right = sum(each.of * (each.precision or 0) for each in sure) / weight if weight else None
    sums = [sum(getattr(each, name) for each in found.values()) for name in ("right", "wrong", "unsure", "of")]
    rows.append(("**all**", *sums, _share(sums[0] / (sums[0] + sums[1]) if sums[0] + sums[1] else None)))
    causes = Counter((rule, cause) for rule, each in found.items() for cause in each.causes)
    listed = [f"- {rule}: {cause} ({times})" for (rule, cause), times in sorted(causes.items())]
    text = table(("rule", "right", "wrong", "unsure", "findings", "right of the sure"), rows)
    text += f"\n\nWeighted by the number of findings of each rule: {_share(right)} right."
    return text + ("\n\nCauses of the wrong and the unsure:\n\n" + "\n".join(listed) if listed else "")


def _share(part: float | None) -> str:
    return "" if part is None else f"{part:.2f}"
