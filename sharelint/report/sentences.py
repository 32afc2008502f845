"""What a finding says, in sentences; what reports quote of it is on one line and safe to show."""

from __future__ import annotations

from sharelint.records import Finding, Problem
from sharelint.report.visible import visible

HOME = "https://github.com/share-nothing-lint/sharelint"


def sentences(finding: Finding) -> list[str]:
    """What is found, what breaks and what to use instead. The first says it all, for where space is short."""
    parts = [finding.message]
    if finding.breaks:
        parts.append(f"With two replicas: {finding.breaks}")
    if finding.advice:
        parts.append(f"Use: {finding.advice}")
    return [sentence(part) for part in parts]


def sentence(text: str) -> str:
    """`text` in one line, with a full stop."""
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?")) else f"{line}."


def trouble(problem: Problem) -> str:
    """What a problem says, in one sentence."""
    return sentence(visible(f"could not analyse: {problem.message}"))


def rule_page(family: str, rule: str) -> str:
    """The address of a rule's page."""
    return f"{HOME}/blob/main/rules/{family}/{rule}.md"


def cropped(text: str, units: int) -> str:
    """`text` in at most so many UTF-16 code units, with `…` at its end if there was more."""
    encoded = text.encode("utf-16-le", "replace")
    if len(encoded) <= 2 * units:
        return text
    return encoded[: 2 * (units - 1)].decode("utf-16-le", "ignore") + "…"
