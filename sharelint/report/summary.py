"""What was found in how many files, and what is not shown: the last line of the reports for people.

Many readers of reports have limits. What does not fit is left out from the end of `gravest_first`; `left_out` says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sharelint.records import Finding, Level, Report


def summary(report: Report) -> str:
    """One line, such as `2 errors, 1 note in 40 files (3 suppressed, 1 file not analysed)`."""
    found = _by_level(report.findings) or "No findings"
    asides = []
    if report.suppressed:
        asides.append(f"{len(report.suppressed)} suppressed")
    if report.accepted:
        asides.append(f"{len(report.accepted)} in the baseline")
    if report.untouched:
        asides.append(f"{len(report.untouched)} in unchanged lines")
    if report.problems:
        asides.append(f"{count(len({problem.path for problem in report.problems}), 'file')} not analysed")
    if report.hidden:
        lowest = min(finding.level for finding in report.hidden)
        asides.append(f"{_by_level(report.hidden)} hidden; show them with --min-level {lowest.name}")
    aside = f" ({', '.join(asides)})" if asides else ""
    return f"{found} in {count(report.files, 'file')}{aside}"


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: (-finding.level, finding.sort_key()))


def left_out(number: int, why: str) -> str:
    """One line, such as `3 findings are left out, none graver than those shown: why`."""
    return f"{count(number, 'finding')} {'is' if number == 1 else 'are'} left out, none graver than those shown: {why}"


def _by_level(findings: Iterable[Finding]) -> str:
    """Such as `2 errors, 1 note`; "" without findings."""
    counts = Counter(finding.level for finding in findings)
    return ", ".join(count(counts[level], level.name) for level in sorted(Level, reverse=True) if counts[level])


def count(number: int, noun: str) -> str:
    """Such as `1 file` and `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
