"""One line a finding, `path:line:column: level[rule] message`, for editors, grep and long lists; then the summary."""

from __future__ import annotations

from sharelint.records import Finding, Report
from sharelint.report.summary import summary
from sharelint.report.visible import inert, visible


def render(report: Report) -> str:
    """Columns are 1-based and count code points."""
    return "".join(f"{line}\n" for line in [*map(_line, report.findings), summary(report)])


def _line(finding: Finding) -> str:
    span = finding.place.span
    place = f"{visible(finding.place.path)}:{span.line}:{span.column}"
    return inert(f"{place}: {finding.level.name}[{finding.rule}] {visible(finding.message)}")
