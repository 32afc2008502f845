"""One page to look at: counts, a picture of who shares what, the findings with filters, the pages of their rules.

The page needs nothing but itself. Its Content-Security-Policy admits its own style and script by their hashes and
nothing else, so foreign text that came through as markup could still load and run nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from importlib.resources import files

from msgspec import Struct
from msgspec.structs import replace

from sharelint import __version__
from sharelint.records import Level, Report, Rule
from sharelint.report.drawing import drawing
from sharelint.report.excerpt import excerpts
from sharelint.report.lines import split_lines
from sharelint.report.picture import picture
from sharelint.report.sentences import trouble
from sharelint.report.summary import gravest_first, left_out, summary
from sharelint.report.visible import visible

MOST_FINDINGS = 2000  # that a browser shows without waiting
_MOST_NODES = 24  # of the picture, a side
_MOST_LINKS = 50  # of one arrow in the table
_LEVELS = sorted(Level, reverse=True)
_ASSETS = ("page.css", "page.js")


class _Count(Struct, frozen=True):
    family: str
    counts: tuple[int, ...]  # of each level, the highest first
    starts: tuple[int, ...]  # of each part of a bar


def render(report: Report) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("sharelint.report", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"inline": _inline, "visible": visible, "trouble": trouble, "page": _page}
    report = replace(report, findings=tuple(gravest_first(report.findings)))  # a finding's number is its place here
    shown = report.findings[:MOST_FINDINGS]
    lines = {path: split_lines(source.text) for path, source in report.sources.items()}
    style, script = (files("sharelint.report").joinpath("page", name).read_text("utf-8") for name in _ASSETS)
    found = {finding.rule for finding in shown}
    return environment.get_template("page.html").render(
        version=__version__,
        summary=summary(report),
        levels=[level.name for level in _LEVELS],
        counts=_counts(report),
        drawing=drawing(picture(report, _MOST_NODES)),
        findings=shown,
        excerpts=[excerpts((finding.place, *finding.related), lines) for finding in shown],
        most_links=_MOST_LINKS,
        left_out=_left_out(report),
        rules=[rule for rule in report.rules if rule.name in found],
        pages={rule.name for rule in report.rules},
        problems=report.problems,
        style=Markup(style),  # noqa: S704 - files of this package
        script=Markup(script),  # noqa: S704
        hashes={"style": _hash(style), "script": _hash(script)},
    )


def _left_out(report: Report) -> str:
    beyond = len(report.findings) - MOST_FINDINGS
    return left_out(beyond, f"this page has room for {MOST_FINDINGS}") if beyond > 0 else ""


def _counts(report: Report) -> list[_Count]:
    families = {rule.name: rule.family for rule in report.rules}
    counts = Counter((families.get(finding.rule, "other"), finding.level) for finding in report.findings)
    rows = []
    for family in sorted({family for family, _ in counts}):
        of_levels = tuple(counts[family, level] for level in _LEVELS)
        rows.append(_Count(family, of_levels, tuple(sum(of_levels[:index]) for index in range(len(of_levels)))))
    return rows


def _inline(words: str) -> str:
    """A sentence with code in backticks as HTML."""
    from markupsafe import Markup, escape

    pieces = visible(words).split("`")
    return Markup().join(
        Markup("<code>{}</code>").format(piece) if index % 2 else escape(piece) for index, piece in enumerate(pieces)
    )


def _page(rule: Rule) -> str:
    """A rule's page as HTML; HTML in it stays text."""
    from markdown_it import MarkdownIt
    from markupsafe import Markup

    return Markup(MarkdownIt("commonmark", {"html": False}).render(rule.page))  # noqa: S704 - html is off


def _hash(text: str) -> str:
    """The source expression of a Content-Security-Policy for an inline element with this text."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
