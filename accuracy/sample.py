"""Findings to be judged by a person: drawn at random in equal parts from every rule, and summed up after the judging.

The labels measure what is known in advance. A sample of what the tool reports anywhere shows what was not thought of.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from accuracy.tools import Reported

COLUMNS = ("judgement", "cause", "rule", "of", "level", "package", "path", "line", "message", "context")
JUDGEMENTS = ("right", "wrong", "unsure")
AROUND = 4  # lines of context above and below


class Verdicts(Struct):
    """The judgements of one rule's findings."""

    right: int = 0
    wrong: int = 0
    unsure: int = 0
    of: int = 0  # findings of the rule in all packages
    causes: list[str] = []

    @property
    def precision(self) -> float | None:
        sure = self.right + self.wrong
        return self.right / sure if sure else None


def draw(reports: Mapping[str, list[Reported]], count: int, seed: int) -> list[tuple[str, Reported, int]]:
    """(package, finding, number of findings of its rule): the same for the same seed and findings."""
    by_rule: dict[str, list[tuple[str, Reported]]] = defaultdict(list)
    for package in sorted(reports):
        for report in sorted(reports[package], key=lambda each: (each.path, each.first, each.rule, each.message)):
            if report.level != "note":
                by_rule[report.rule].append((package, report))
    dice = random.Random(seed)  # noqa: S311 - a seed is asked for
    shares = _shares({rule: len(found) for rule, found in by_rule.items()}, count)
    return [
        (package, report, len(by_rule[rule]))
        for rule in sorted(by_rule)
        for package, report in dice.sample(by_rule[rule], shares[rule])
    ]


def _shares(sizes: Mapping[str, int], count: int) -> dict[str, int]:
    """As equal as the sizes allow."""
    shares = dict.fromkeys(sizes, 0)
    left = min(count, sum(sizes.values()))
    while left:
        for rule in sorted(sizes):
            if left and shares[rule] < sizes[rule]:
                shares[rule] += 1
                left -= 1
    return shares


def write(drawn: list[tuple[str, Reported, int]], root: Path, out: Path) -> None:
    with out.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines, "excel-tab", lineterminator="\n")
        writer.writerow(COLUMNS)
        for package, report, of in drawn:
            around = context(root / package / report.path, report.first)
            place = (package, report.path, report.first)
            writer.writerow(("", "", report.rule, of, report.level, *place, report.message, around))


def context(path: Path, line: int) -> str:
    text = path.read_text("utf-8", errors="replace").split("\n")
    first = max(line - 1 - AROUND, 0)
    shown = enumerate(text[first : line + AROUND], first + 1)
    return "\n".join(f"{'>' if number == line else ' '}{number:5} {code.rstrip()}" for number, code in shown)


def verdicts(judged: Path) -> dict[str, Verdicts]:
    """The judgements of a file that `write` made and a person filled in; rows without one are left out."""
    found: dict[str, Verdicts] = {}
    with judged.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines, dialect="excel-tab"):
            judgement = row["judgement"].strip().lower()
            if not judgement:
                continue
            if judgement not in JUDGEMENTS:
                raise ValueError(f"{row['path']}:{row['line']}: `{judgement}` is none of {', '.join(JUDGEMENTS)}")
            sums = found.setdefault(row["rule"], Verdicts(of=int(row["of"]), causes=[]))
            setattr(sums, judgement, getattr(sums, judgement) + 1)
            if row["cause"].strip():
                sums.causes.append(row["cause"].strip())
    return found
