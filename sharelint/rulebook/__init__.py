"""The rulebook: folders of rule pages in, validated `Rule` records out, indexed by the names they watch.

A page is `<folder>/<family>/<name>.md`. Whatever is wrong with one is a `RulebookError` that names file, line and the
way out; a rulebook is never loaded by halves. Reading the pages is part of every start of the command, so nothing but
`tomllib`, `re`, `pathlib` and `msgspec` is imported here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from sharelint.records import Match, Rule
from sharelint.rulebook import facts, page
from sharelint.rulebook.error import PageError, RulebookError, nearest
from sharelint.rulebook.page import Page

__all__ = ["Rulebook", "RulebookError", "load", "shipped"]

_RULE_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class Rulebook(Struct, frozen=True):
    rules: dict[str, Rule]  # by name, sorted
    index: dict[str, tuple[tuple[Rule, Match], ...]]  # by qualified name, for matches of every shape

    def of_shape(self, shape: str) -> tuple[tuple[Rule, Match], ...]:
        """The matches of one shape, in the order of rules and of each page."""
        return tuple((rule, match) for rule in self.rules.values() for match in rule.matches if match.shape == shape)

    @property
    def families(self) -> tuple[str, ...]:
        return tuple(sorted({rule.family for rule in self.rules.values()}))


def shipped() -> Path:
    """The folder of the rules that come with the tool: inside the installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "rules"
    return installed if installed.is_dir() else package.parent / "rules"


def load(folders: Sequence[Path]) -> Rulebook:
    """All pages of these folders. The later folder may not redefine a rule of an earlier one."""
    rules: dict[str, Rule] = {}
    marked: list[tuple[Path, int, str]] = []
    for path in (path for folder in folders for path in _pages(folder)):
        try:
            parsed = page.parse(_text(path))
            rule = _rule(path, parsed)
        except PageError as error:
            raise RulebookError(path, error.line, error.message) from None
        if rule.name in rules:
            raise RulebookError(path, 0, f"the rule `{rule.name}` is defined in {rules[rule.name].origin} already")
        rules[rule.name] = rule
        marked += [(path, line, name) for line, name in parsed.marked]
    for path, line, name in marked:
        if name not in rules:
            raise RulebookError(path, line, f"unknown rule `{name}` in a mark; {nearest(name, rules)}")
    _check_families(rules)
    rules = dict(sorted(rules.items()))
    return Rulebook(rules=rules, index=_index(rules))


def _pages(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise RulebookError(folder, 0, "no such folder of rules")
    for path in sorted(folder.glob("*.md")):
        if path.name != "README.md":
            raise RulebookError(path, 0, f"a rule page lies in the folder of its family: <family>/{path.name}")
    yield from sorted(folder.glob("*/*.md"))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PageError(0, f"cannot be read: {error}") from None


def _rule(path: Path, parsed: Page) -> Rule:
    for word, what in ((path.stem, "rule"), (path.parent.name, "family")):
        if not _RULE_NAME.fullmatch(word):
            raise PageError(0, f"`{word}` is not the name of a {what}: small letters, digits, hyphens")
    read = facts.parse(parsed.facts)
    if any(match.shape != "comment" for match in read.matches):
        for section in ("Incorrect", "Correct"):
            if section not in {example.section for example in parsed.examples}:
                raise PageError(0, f"section `{section}` is missing, or has no `python` block")
    return Rule(
        name=path.stem,
        family=path.parent.name,
        title=parsed.title,
        impact=facts.IMPACTS[read.impact],
        confidence=read.confidence,
        since=read.since,
        message=read.message,
        breaks=read.breaks,
        use=read.use,
        code=read.code.strip("\n"),
        matches=read.matches,
        why=parsed.why,
        page=parsed.text,
        examples=parsed.examples,
        origin=str(path),
        contextual=read.contextual,
    )


def _check_families(rules: dict[str, Rule]) -> None:
    families = {rule.family: rule for rule in rules.values()}
    for name, rule in rules.items():
        if name in families:  # users select by either, so a word has to mean one thing
            raise RulebookError(Path(rule.origin), 0, f"`{name}` is the name of a family and cannot be that of a rule")


def _index(rules: dict[str, Rule]) -> dict[str, tuple[tuple[Rule, Match], ...]]:
    index: dict[str, list[tuple[Rule, Match]]] = {}
    for rule in rules.values():
        for match in rule.matches:
            for name in match.names:
                index.setdefault(name, []).append((rule, match))
    return {name: tuple(index[name]) for name in sorted(index)}
