"""A rule page's Markdown, to its parts: title, table of facts, prose, examples.

In comes the text of a page, out goes a `Page`. Nothing is looked up here: what the facts mean is the business of
`facts.py`. A `PageError` carries the line of what is malformed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, cast

from msgspec import Struct

from sharelint.records import Example
from sharelint.rulebook.error import PageError, nearest

SECTIONS = ("Incorrect", "Correct", "Known gaps", "When it is fine")  # in the order of a page
_EXAMPLE_SECTIONS = SECTIONS[:3]
_NAMELESS = "example.py"

_FENCE = re.compile(r"(?P<ticks>`{3,})\s*(?P<language>\w*)\s*$")
_PATH = re.compile(r"`(?P<path>[^`\s]+)`\s*$")
_ONE = r"[a-z0-9-]+(?: (?:note|warning|error))?"
_MARK = re.compile(rf"\s*# (?P<kind>expect|gap): (?P<rules>{_ONE}(?:, {_ONE})*)$")
_MARK_LIKE = re.compile(r"#\s*(?:expect|gap)(?:s|ed)?\s*:|#\s*(?:expect|gap)s?\s*$")


class Mark(Struct, frozen=True, order=True):
    """A line of an example that a rule has to report ("expect"), or is known to miss ("gap")."""

    line: int  # 1-based, in the example's file
    rule: str
    kind: Literal["expect", "gap"]
    level: str = ""  # of the finding; "" if the mark leaves it open


class Fence(Struct, frozen=True):
    """A fenced block of a page."""

    language: str
    line: int  # 1-based, of its opening fence
    lines: tuple[str, ...]
    path: str  # in backticks above it, "" if there is none
    section: str
    apart: bool  # something else than blank lines and its path stands between it and the block before it


class Page(Struct, frozen=True):
    title: str
    facts: Fence
    why: str
    examples: tuple[Example, ...]
    marked: tuple[tuple[int, str], ...]  # every rule that a mark names, with the line in the page
    text: str  # without facts and marks


def parse(text: str) -> Page:
    lines = text.splitlines()
    if not lines or not lines[0].startswith("# "):
        raise PageError(1, "the page does not start with a title: `# What it finds`")
    fences = list(_fences(lines))
    facts = _facts(lines, fences)
    sections = _sections(lines, fences)
    blocks = [fence for fence in fences if fence.section in _EXAMPLE_SECTIONS]
    end = facts.line + len(facts.lines) + 1
    first_section = sections[0][0] - 1 if sections else len(lines)
    return Page(
        title=lines[0][2:].strip(),
        facts=facts,
        why="\n".join(lines[end:first_section]).strip(),
        examples=tuple(_examples(blocks)),
        marked=tuple((fence.line + mark.line, mark.rule) for fence in blocks for mark in _marks(fence)),
        text="\n".join([lines[0], "", *(_MARK.sub("", line) for line in lines[end:])]).replace("\n\n\n", "\n\n") + "\n",
    )


def marks(code: str) -> tuple[Mark, ...]:
    """The marks in an example's code."""
    return tuple(
        Mark(number, rule, cast('Literal["expect", "gap"]', found["kind"]), level)
        for number, line in enumerate(code.splitlines(), 1)
        if (found := _MARK.search(line))
        for one in found["rules"].split(", ")
        for rule, _, level in (one.partition(" "),)
    )


def unmarked(code: str) -> str:
    """An example's code as a user would write it, on the same lines."""
    return "".join(_MARK.sub("", line) + "\n" for line in code.splitlines())


def _fences(lines: list[str]) -> Iterator[Fence]:
    section, path, apart, ticks, opened, language = "", "", True, "", 0, ""
    for number, line in enumerate(lines, 1):
        if ticks:
            if line.rstrip() == ticks:
                yield Fence(language, opened, tuple(lines[opened : number - 1]), path, section, apart)
                ticks, path, apart = "", "", False
        elif fence := _FENCE.match(line):
            ticks, language, opened = fence["ticks"], fence["language"], number
        elif named := _PATH.match(line):
            apart = apart or bool(path)
            path = named["path"]
        elif line.strip():
            path, apart = "", True
            if line.startswith("## "):
                section = line[3:].strip()
    if ticks:
        raise PageError(opened, "the fenced block is not closed")


def _facts(lines: list[str], fences: list[Fence]) -> Fence:
    first = next((number for number, line in enumerate(lines[1:], 2) if line.strip()), len(lines))
    if not fences or fences[0].line != first or fences[0].language != "toml":
        raise PageError(first, "a fenced `toml` block with the facts has to follow the title")
    return fences[0]


def _sections(lines: list[str], fences: list[Fence]) -> list[tuple[int, str]]:
    """The headings with their lines."""
    inside = {number for fence in fences for number in range(fence.line, fence.line + len(fence.lines) + 2)}
    found: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if number in inside or not line.startswith("## "):
            continue
        name = line[3:].strip()
        if name not in SECTIONS:
            raise PageError(number, f"unknown section `{name}`; {nearest(name, SECTIONS)}")
        if found and SECTIONS.index(name) <= SECTIONS.index(found[-1][1]):
            raise PageError(number, f"section `{name}` out of order; the order is: {', '.join(SECTIONS)}")
        found.append((number, name))
    return found


def _examples(blocks: list[Fence]) -> Iterator[Example]:
    """Blocks with a path that follow each other are one example; a block without one is an example of its own."""
    group: list[Fence] = []
    for block in blocks:
        if not block.path and block.language != "python":
            continue
        if group and not (block.path and group[-1].path and not block.apart):
            yield _example(group)
            group = []
        group.append(block)
    if group:
        yield _example(group)


def _example(group: list[Fence]) -> Example:
    files: dict[str, str] = {}
    for block in group:
        path = block.path or _NAMELESS
        if path in files:
            raise PageError(block.line, f"`{path}` is in this example twice")
        if path.startswith("/") or ".." in path.split("/"):
            raise PageError(block.line, f"`{path}` leaves the example's folder")
        files[path] = "".join(line + "\n" for line in block.lines)
    section = cast('Literal["Incorrect", "Correct", "Known gaps"]', group[0].section)
    kinds = {mark.kind for block in group for mark in _marks(block)}
    if section == "Incorrect" and kinds != {"expect"}:
        raise PageError(group[0].line, "an incorrect example has lines that end in `# expect: rule-name`, and no gap")
    if section == "Correct" and kinds:
        raise PageError(group[0].line, "a correct example stays silent: no line of it ends in a mark")
    if section == "Known gaps" and "gap" not in kinds:
        raise PageError(group[0].line, "a known gap needs a line that ends in `# gap: rule-name`")
    return Example(section, files, group[0].line)


def _marks(block: Fence) -> tuple[Mark, ...]:
    for number, line in enumerate(block.lines, block.line + 1):
        if _MARK_LIKE.search(line) and not _MARK.search(line):
            raise PageError(number, "malformed mark; write `# expect: rule-name, other-rule` or `# gap: rule-name`")
    return marks("\n".join(block.lines))
