"""What becomes of the findings: switched off, lowered, suppressed or kept.

In come findings and the comments of every file, out go the kept and the suppressed findings. A comment suppresses with
`# sharelint: ignore[rule, family] reason`, on any line of the finding's statement or alone above it, or, for its whole
file, with `# sharelint: ignore-file[rule] reason`. A comment that suppresses nothing, names no rule or gives no reason
is a finding itself, of the rules in the family `suppression`. Pure: nothing is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from sharelint.code import Comment
from sharelint.config import VENDORED, Config
from sharelint.files.globs import covers
from sharelint.records import Finding, Level, Place, Rule, Span
from sharelint.rulebook import Rulebook
from sharelint.rulebook.error import nearest
from sharelint.rulebook.template import fill

UNUSED = "unused-suppression"
UNKNOWN = "unknown-suppression"
BARE = "bare-suppression"

_DIRECTIVE = re.compile(r"#\s*(?P<head>sharelint:\s*(?P<word>[\w-]*)(?:\s*\[(?P<names>[^\]]*)\])?)")
_OTHER_TOOL = re.compile(r"#\s*(?:[\w-]+:|noqa\b|nosec\b|nosemgrep\b)")  # ends the reason

_SEPARATORS = " \t-\u2013\u2014:,."  # between the brackets and the reason


class Directive(Struct, frozen=True):
    """One suppression as it was written."""

    path: str
    comment: Comment
    span: Span
    text: str  # without the reason
    reach: Literal["statement", "file", "nothing"]  # the last if it is malformed
    entries: tuple[tuple[str, Span], ...]  # names of rules and families
    reason: str


class Entry(Struct, frozen=True):
    """One name of a suppression, and what it stands for: nothing, if the name is unknown."""

    directive: Directive
    name: str
    span: Span
    rules: frozenset[str]


def settle(
    findings: Iterable[Finding],
    comments: Mapping[str, Sequence[Comment]],
    rulebook: Rulebook,
    config: Config,
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """(kept, suppressed), both in the order of reports. `comments` are those that speak to this tool, by path."""
    selection = Selection(config, rulebook)
    directives = [
        directive
        for path in sorted(comments)
        for comment in comments[path]
        for directive in directives_of(path, comment)
    ]
    entries = [
        Entry(directive, name, span, selection.rules_of(name))
        for directive in directives
        for name, span in directive.entries
    ]
    ledger = _Ledger(selection, entries)
    ledger.settle(findings)
    ledger.settle(_unreadable(directives, entries, rulebook))
    ledger.settle(_bare(directives, rulebook.rules[BARE]))
    ledger.settle(_unused(ledger.unused(about_itself=False), rulebook.rules[UNUSED]))
    ledger.settle(_unused(ledger.unused(about_itself=True), rulebook.rules[UNUSED]))
    return tuple(sorted(ledger.kept, key=Finding.sort_key)), tuple(sorted(ledger.suppressed, key=Finding.sort_key))


def directives_of(path: str, comment: Comment) -> Iterator[Directive]:
    """The suppressions in one comment; a comment may hold several, and marks of other tools."""
    found = list(_DIRECTIVE.finditer(comment.text))
    ends = [match.start() for match in found[1:]] + [len(comment.text)]
    for match, end in zip(found, ends, strict=True):
        rest = comment.text[match.end() : end]
        other = _OTHER_TOOL.search(rest)
        names = {
            name[0]: _span(comment, match.start("names") + name.start(), len(name[0]))
            for name in re.finditer(r"[^\s,](?:[^,]*[^\s,])?", match["names"] or "")
        }
        reach: Literal["statement", "file", "nothing"] = "nothing"
        if names and match["word"] in ("ignore", "ignore-file"):
            reach = "file" if match["word"] == "ignore-file" else "statement"
        yield Directive(
            path=path,
            comment=comment,
            span=_span(comment, match.start("head"), len(match["head"])),
            text=match["head"].strip(),
            reach=reach,
            entries=tuple(names.items()) if reach != "nothing" else (),
            reason=rest[: other.start() if other else len(rest)].strip(_SEPARATORS),
        )


def _span(comment: Comment, offset: int, length: int) -> Span:
    column = comment.column + offset
    return Span(comment.line, column, comment.line, column + length)


class Selection:
    """Which rules are on where, and how much their findings weigh."""

    def __init__(self, config: Config, rulebook: Rulebook) -> None:
        self.config = config
        self.rules = rulebook.rules
        self.families = {family: self._of_family(family) for family in rulebook.families}
        self.off_by_path: dict[str, frozenset[str]] = {}

    def _of_family(self, family: str) -> frozenset[str]:
        return frozenset(rule.name for rule in self.rules.values() if rule.family == family)

    def rules_of(self, name: str) -> frozenset[str]:
        """The rules that the name of a rule or family stands for; none if it is unknown."""
        return frozenset({name}) if name in self.rules else self.families.get(name, frozenset())

    def is_on(self, rule: str, path: str) -> bool:
        """The name of a rule has more to say than that of its family, and `ignore` more than `select`."""
        if path not in self.off_by_path:
            names = [name for glob, off in self.config.per_path_ignores.items() if covers([glob], path) for name in off]
            self.off_by_path[path] = frozenset[str]().union(*map(self.rules_of, names))
        if rule in self.off_by_path[path]:
            return False
        for name in (rule, self.rules[rule].family):
            if name in self.config.ignore:
                return False
            if name in self.config.select:
                return True
        return not self.config.select

    def _runs_once(self, path: str) -> bool:
        """Whether the project declares that the code of a file runs as one process."""
        declared = [word for glob, word in self.config.processes.items() if covers([glob], path)]
        return declared[-1:] == ["one"]

    def weighed(self, finding: Finding) -> Finding:
        level = finding.level
        rule = self.rules[finding.rule]
        configured = self.config.levels.get(rule.name, self.config.levels.get(rule.family))
        if configured is not None:
            # What the page itself calls doubtful stays so: to configure the level that a rule has changes nothing.
            level = configured if level >= rule.impact else min(level, configured)
        if rule.contextual and self._runs_once(finding.place.path):
            level = level.lowered()
        if covers((*self.config.tests, *VENDORED), finding.place.path):
            level = Level.note
        return replace(finding, level=level)


class _Ledger:
    """Findings on their way, and the suppressions that met one."""

    def __init__(self, selection: Selection, entries: Sequence[Entry]) -> None:
        self.selection = selection
        self.entries = entries
        self.by_path: dict[str, list[tuple[int, Entry]]] = {}
        for index, entry in enumerate(entries):
            self.by_path.setdefault(entry.directive.path, []).append((index, entry))
        self.used: set[int] = set()
        self.kept: list[Finding] = []
        self.suppressed: list[Finding] = []

    def settle(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            path = finding.place.path
            if not self.selection.is_on(finding.rule, path):
                continue
            met = [index for index, entry in self.by_path.get(path, ()) if _meets(entry, finding)]
            self.used.update(met)
            (self.suppressed if met else self.kept).append(self.selection.weighed(finding))

    def unused(self, *, about_itself: bool) -> list[Entry]:
        """What suppressed nothing although all the rules that it names were looked for."""
        return [
            entry
            for index, entry in enumerate(self.entries)
            if index not in self.used
            and entry.rules
            and (UNUSED in entry.rules) is about_itself
            and all(self.selection.is_on(rule, entry.directive.path) for rule in entry.rules)
        ]


def _meets(entry: Entry, finding: Finding) -> bool:
    if finding.rule not in entry.rules:
        return False
    if finding.rule == UNUSED and finding.place.span == entry.span:
        return False  # that it is of no use is not a use
    if entry.directive.reach == "file":
        return True
    comment = entry.directive.comment
    # Of a comment that stands alone above it, the statement is the next one.
    return finding.statement.covers(comment.line) or comment.statement.covers(finding.place.span.line)


def _unreadable(directives: Iterable[Directive], entries: Iterable[Entry], rulebook: Rulebook) -> Iterator[Finding]:
    rule = rulebook.rules[UNKNOWN]
    malformed = next(match.message for match in rule.matches if match.where == "malformed")
    for directive in directives:
        if directive.reach == "nothing":
            yield _finding(rule, directive, directive.span, directive.text, malformed)
    for entry in entries:
        if not entry.rules:
            hint = nearest(entry.name, (*rulebook.rules, *rulebook.families))
            message = f"{rule.message}; {hint}" if hint.startswith("did you mean") else rule.message
            yield _finding(rule, entry.directive, entry.span, entry.name, message)


def _bare(directives: Iterable[Directive], rule: Rule) -> Iterator[Finding]:
    for directive in directives:
        if directive.reach != "nothing" and not directive.reason:
            yield _finding(rule, directive, directive.span, directive.text, rule.message)


def _unused(entries: Iterable[Entry], rule: Rule) -> Iterator[Finding]:
    for entry in entries:
        yield _finding(rule, entry.directive, entry.span, entry.name, rule.message)


def _finding(rule: Rule, directive: Directive, span: Span, value: str, message: str) -> Finding:
    """What a rule of the family `suppression` says of a comment; `value` is the word it is about."""
    comment = directive.comment
    values = {"value": value}
    return Finding(
        rule=rule.name,
        level=rule.impact,
        message=fill(message, values),
        place=Place(directive.path, span),
        statement=Span(comment.line, 1, comment.line, 1) if comment.alone else comment.statement,
        target=value,
        breaks=fill(rule.breaks, values),
        advice=fill(rule.use, values),
        code=fill(rule.code, values),
    )
