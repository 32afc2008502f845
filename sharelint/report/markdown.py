"""GitHub's Markdown, for the summary of a workflow's step or a comment on a pull request.

The report stays below the limit of a comment, which is the lower one: 65,536 characters, against 1 MiB for a summary.
Every rule is counted; the gravest findings follow, each folded away with its source, as many as there is room for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from msgspec.structs import replace

from sharelint.records import Finding, Level, Problem, Report
from sharelint.report import text
from sharelint.report.sentences import trouble
from sharelint.report.summary import count, gravest_first, left_out, summary
from sharelint.report.visible import visible

MOST_BYTES = 65_536  # of UTF-8; so it holds whatever a character is to whoever counts
_FOR_RULES, _FOR_PROBLEMS = 20_000, 10_000  # of these bytes; the findings take what is left
_LAST_WORDS = 500  # bytes, for what is said about what is left out
_LONGEST_SUMMARY = 300  # characters of what is seen of a folded finding
_LONGEST_LINE = 200  # characters of what is in it
_MOST_LINES = 60
_SIGN = re.compile(r"""[]!"#$&*:<>@[\\_`{|}~]|(?<=www)\.""")  # what means something within a line
_LEVELS = sorted(Level, reverse=True)


def render(report: Report) -> str:
    head = [f"### sharelint\n\n{_inline(summary(report))}\n", *_counts(report), *_problems(report.problems)]
    findings = gravest_first(report.findings)
    shown = _fitting((_finding(finding, report) for finding in findings), MOST_BYTES - _LAST_WORDS - _size(head))
    rest = len(findings) - len(shown)
    why = f"a comment has room for {MOST_BYTES} characters"
    return "".join([*head, *shown, *([f"\n{left_out(rest, why)}\n"] if rest else [])])


def _fitting(parts: Iterable[str], room: int) -> list[str]:
    """The first of these parts, as many as there is room for, in bytes."""
    fitting = []
    for part in parts:
        room -= _size([part])
        if room < 0:
            break
        fitting.append(part)
    return fitting


def _size(parts: Iterable[str]) -> int:
    return sum(len(part.encode("utf-8")) for part in parts)


def _counts(report: Report) -> list[str]:
    """A table of the rules that found something, the gravest first."""
    if not report.findings:
        return []
    counts = Counter((finding.rule, finding.level) for finding in report.findings)
    rules = {rule for rule, _ in counts}
    ordered = sorted(rules, key=lambda rule: ([-counts[rule, level] for level in _LEVELS], rule))
    titles = {rule.name: rule.title for rule in report.rules}
    rows = []
    for rule in ordered:
        cells = [_code(rule), *(str(counts[rule, level] or "") for level in _LEVELS), _inline(titles.get(rule, ""))]
        rows.append(f"| {' | '.join(cells)} |\n")
    shown = _fitting(rows, _FOR_RULES)
    more = f"\nand {count(len(rows) - len(shown), 'rule')} more\n" if len(shown) < len(rows) else ""
    return ["\n| rule | errors | warnings | notes | |\n|---|--:|--:|--:|---|\n", *shown, more]


def _problems(problems: tuple[Problem, ...]) -> list[str]:
    if not problems:
        return []
    rows = [
        f"- {_place(problem.path, problem.line or 1)} {_inline(trouble(problem)[:_LONGEST_SUMMARY])}\n"
        for problem in problems
    ]
    shown = _fitting(rows, _FOR_PROBLEMS)
    more = f"- and {count(len(rows) - len(shown), 'problem')} more\n" if len(shown) < len(rows) else ""
    return ["\nNot analysed:\n\n", *shown, more]


def _finding(finding: Finding, report: Report) -> str:
    head = " ".join(
        [
            f"<b>{finding.level.name}</b>",
            _code(finding.rule),
            _place(finding.place.path, finding.place.span.line),
            _inline(finding.message[:_LONGEST_SUMMARY]),
        ]
    )
    paths = {place.path for place in (finding.place, *finding.related)}
    sources = {path: report.sources[path] for path in sorted(paths & report.sources.keys())}
    one = replace(report, findings=(finding,), sources=sources, hidden=(), suppressed=(), problems=())
    rows = text.render(one).split("\n")[:-3]  # without the empty line and the summary
    if len(rows) > _MOST_LINES:
        rows[_MOST_LINES:] = ["…"]
    body = "\n".join(row if len(row) <= _LONGEST_LINE else f"{row[:_LONGEST_LINE]}…" for row in rows)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", body)), default=0))
    return f"\n<details><summary>{head}</summary>\n\n{fence}text\n{body}\n{fence}\n\n</details>\n"


def _place(path: str, line: int) -> str:
    return _code(f"{path}:{line}"[-_LONGEST_SUMMARY:])


def _inline(words: str) -> str:
    """A sentence with code in backticks, safe in a table, a list and HTML."""
    pieces = visible(words).split("`")
    return "".join(_code(piece) if index % 2 else _escaped(piece) for index, piece in enumerate(pieces))


def _code(words: str) -> str:
    return f"<code>{_escaped(visible(words))}</code>" if words else ""


def _escaped(words: str) -> str:
    """Every sign as a reference, which is never syntax. A zero-width space keeps `@name` from mentioning someone."""
    return _SIGN.sub(lambda sign: f"&#{ord(sign[0])};", words).replace("&#64;", "&#64;&#8203;")
