"""Labels and what a tool reports in, tallies out.

A violation is found if a report of its kind, or of a kind that a reviewer could use in its place, touches the
statement around the labelled line. A look-alike is a false alarm if a report of that kind does. What is contextual,
and what is reported at lines without a label, is not scored: the labels are not exhaustive.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from accuracy.labels import Label, accepted, family
from accuracy.tools import Reported

# Rules of other tools that are about what sharelint is about, with the family of kinds that they could speak of. The
# other hits of these tools are on the same statement, but about something else.
RELATED = {
    "B104": "network",  # bind to all interfaces
    "B108": "filesystem",  # a path below /tmp
    "B306": "filesystem",  # mktemp
    "S104": "network",
    "S108": "filesystem",
    "S306": "filesystem",
    "avoid-bind-to-all-interfaces": "network",
    "avoid-shelve": "filesystem",
    "avoid_app_run_with_bad_host": "network",
    "hardcoded-tmp-path": "filesystem",
    "http-not-https-connection": "network",
    "insecure-urlopen": "network",
    "multiprocessing-recv": "network",
    "request-session-http-in-with-context": "network",
    "request-session-with-http": "network",
    "request-with-http": "network",
    "tempfile-insecure": "filesystem",
}


class Tally(Struct):
    """Counts; they add up."""

    found: int = 0
    violations: int = 0
    alarms: int = 0
    clean: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.found + other.found,
            self.violations + other.violations,
            self.alarms + other.alarms,
            self.clean + other.clean,
        )

    @property
    def recall(self) -> float:
        return self.found / max(self.violations, 1)

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.alarms) if self.found + self.alarms else 1.0


class Judged(Struct, frozen=True):
    """A label and the report, if any, that counts for or against the tool."""

    label: Label
    report: Reported | None

    @property
    def missed(self) -> bool:
        return self.label.verdict == "violation" and self.report is None

    @property
    def false_alarm(self) -> bool:
        return self.label.verdict == "clean" and self.report is not None


def right_kind(label: Label, report: Reported) -> bool:
    """Whether a report of sharelint speaks of what the label speaks of."""
    if label.verdict == "clean":  # another, correct kind on the same line is no false alarm
        return report.rule == label.kind
    return report.rule in accepted(label.kind)


def any_rule(_label: Label, _report: Reported) -> bool:
    """The generous count for a tool that has no such kinds."""
    return True


def related_rule(label: Label, report: Reported) -> bool:
    """Only rules that could mean it."""
    return RELATED.get(report.rule) == family(label.kind)


def judge(
    labels: Iterable[Label],
    reports: Mapping[str, list[Reported]],
    fits: Callable[[Label, Reported], bool] = right_kind,
) -> list[Judged]:
    """`reports` are those of each package. Contextual labels are left out."""
    by_file: dict[tuple[str, str], list[Reported]] = defaultdict(list)
    for package, found in reports.items():
        for report in found:
            by_file[package, report.path].append(report)
    return [
        Judged(
            label,
            next(
                (
                    report
                    for report in by_file[label.pin.package, label.path]
                    if label.touched_by(report.path, report.first, report.last) and fits(label, report)
                ),
                None,
            ),
        )
        for label in labels
        if label.verdict != "contextual"
    ]


def tallies(judged: Iterable[Judged], key: Callable[[Label], str]) -> dict[str, Tally]:
    counts: dict[str, Tally] = defaultdict(Tally)
    for each in judged:
        tally = counts[key(each.label)]
        hit = each.report is not None
        if each.label.verdict == "violation":
            tally.violations += 1
            tally.found += hit
        else:
            tally.clean += 1
            tally.alarms += hit
    return dict(counts)


def total(judged: Iterable[Judged]) -> Tally:
    return sum(tallies(judged, lambda label: label.kind).values(), Tally())
