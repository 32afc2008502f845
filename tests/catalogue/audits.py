"""Probes in, what is wrong with each out. Many go into one run, since each is a file that no other knows of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from accuracy.labels import accepted
from sharelint.audit import audit
from sharelint.config import Config
from sharelint.records import Finding
from tests.catalogue.probes import MARK, Probe


def complaints(probes: Iterable[Probe], folder: Path) -> Iterator[tuple[Probe, str]]:
    """Each probe that is not answered as it should be, with the reason."""
    for number, group in enumerate(_groups(probes)):
        bad = _findings([probe.violation for probe in group], folder / f"{number}_bad")
        good = _findings([probe.harmless for probe in group], folder / f"{number}_good")
        for probe in group:
            missed, rules = _missed(probe, bad)
            if missed:
                yield probe, f"not found: {missed}"
            for path in probe.harmless:
                for finding in good[path]:
                    if finding.rule == probe.row.kind or finding.rule in rules:
                        yield probe, f"reported: line {finding.place.span.line}: {finding.rule}: {finding.message}"


def _groups(probes: Iterable[Probe]) -> Iterator[list[Probe]]:
    """A project each for what looks at a project as a whole, one for all others of a kind."""
    by_kind: dict[str, list[Probe]] = defaultdict(list)
    for probe in probes:
        if any(path.startswith("probe_") for path in probe.violation) and probe.row.kind != "memory-backend":
            by_kind[probe.row.kind].append(probe)
        else:
            yield [probe]
    yield from by_kind.values()


def _findings(codes: list[dict[str, str]], folder: Path) -> dict[str, list[Finding]]:
    for files in codes:
        for path, code in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(code, "utf-8")
    report = audit([folder], Config(root=folder))
    assert report.problems == (), report.problems[0]
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in (*report.findings, *report.hidden):
        found[finding.place.path].append(finding)
    return found


def _missed(probe: Probe, found: dict[str, list[Finding]]) -> tuple[str, set[str]]:
    """A line that has to be reported and is not, and the rules that reported the others."""
    rules: set[str] = set()
    for path, code in probe.violation.items():
        for number, line in enumerate(code.splitlines(), 1):
            if line.endswith(MARK):
                here = {
                    finding.rule
                    for finding in found[path]
                    if finding.statement.covers(number) or finding.place.span.covers(number)
                } & accepted(probe.row.kind)
                if not here:
                    return line.removesuffix(MARK).strip(), rules
                rules |= here
    return "", rules
