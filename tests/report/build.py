"""Hand-made reports. A place is given by the text that it covers, so that no test counts columns for another."""

from __future__ import annotations

from typing import Any

from sharelint.records import Finding, Level, Place, Problem, Report, Rule, Source, Span, Trouble


def span(text: str, covered: str, occurrence: int = 1) -> Span:
    """The span of an occurrence of `covered` in `text`, whose lines end in LF or CRLF."""
    start = -1
    for _ in range(occurrence):
        start = text.index(covered, start + 1)
    return Span(*_position(text[:start]), *_position(text[: start + len(covered)]))


def _position(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def place(path: str, text: str, covered: str, label: str = "", occurrence: int = 1) -> Place:
    return Place(path, span(text, covered, occurrence), label)


def finding(where: Place, message: str = "`Manager()` is a server of this host only", **fields: Any) -> Finding:
    given: dict[str, Any] = {"rule": "manager", "level": Level.error, "statement": where.span}
    return Finding(message=message, place=where, **(given | fields))


def source(path: str, text: str, encoding: str = "utf-8") -> Source:
    return Source(path, text, text.encode(encoding))


def rule(name: str = "manager", family: str = "memory", **fields: Any) -> Rule:
    given: dict[str, Any] = {
        "title": "Manager process that shares objects",
        "impact": Level.error,
        "confidence": "high",
        "since": "0.1",
        "message": "`{call}` is a server of this host only",
        "breaks": "a replica on another host never sees these objects",
        "use": "keep them in Redis",
        "code": "",
        "matches": (),
        "why": "A manager is a process of one host.\nReplicas on other hosts have one each.",
        "page": f"# Manager process that shares objects\n\nIt is called `{name}`.\n",
        "examples": (),
        "origin": f"rules/{family}/{name}.md",
    }
    return Rule(name=name, family=family, **(given | fields))


def problem(path: str = "app/bad.py", line: int = 0, trouble: Trouble = Trouble.syntax) -> Problem:
    return Problem(path, trouble, "invalid syntax", line)


# What means something to a terminal, a runner, a browser or a reader of Markdown, in one name.
HOSTILE = (
    "</script><img src=x onerror=alert(1)>]]>`|`` [a](javascript:b) @octo {{ x }}"
    "\x1b[31m\u202e\ufffe\n::error::x ##[error]y\n"
)


def hostile_report() -> Report:
    """A report in which all that a project decides is HOSTILE."""
    text = f"# {HOSTILE}m = Manager('{HOSTILE.replace(chr(10), ' ')}')\n"
    path = f"{HOSTILE}.py"
    found = finding(
        place(path, text, "Manager(", HOSTILE),
        f"`{HOSTILE}` is shared",
        related=(place(path, text, "m =", HOSTILE),),
        breaks=HOSTILE,
        advice=HOSTILE,
        code=HOSTILE,
        symbol=HOSTILE,
        target=HOSTILE,
    )
    trouble = Problem(path, Trouble.syntax, HOSTILE, 1)
    return report(found, sources=(source(path, text.replace("\ufffe", "")),), problems=(trouble,))


def many(number: int) -> Report:
    """So many findings in one file, of which the last is the only error."""
    text = "m = Manager()\n"
    level = [Level.warning] * (number - 1) + [Level.error]
    findings = (
        finding(Place("app/state.py", Span(line, 5, line, 12)), "`Manager` is shared", level=level[line - 1])
        for line in range(1, number + 1)
    )
    return report(*findings, sources=(source("app/state.py", text * number),))


def report(*findings: Finding, sources: tuple[Source, ...] = (), files: int = 1, **fields: Any) -> Report:
    given: dict[str, Any] = {"hidden": (), "suppressed": (), "problems": (), "rules": (rule(),)}
    return Report(findings=findings, sources={s.path: s for s in sources}, files=files, **(given | fields))
