"""The page as text: what is in it, and what must not be."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from sharelint.records import Level
from sharelint.report.html import MOST_FINDINGS, render

from .build import HOSTILE, finding, hostile_report, many, place, problem, report, rule, source

SOURCE = "import multiprocessing\n\nm = multiprocessing.Manager()\n"
VOID = {"meta", "link", "input", "br", "img", "hr"}


class Page(HTMLParser):
    """Elements with their attributes, in order; every element is closed in the order it was opened."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(document)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            self.text[tag] = self.text.get(tag, "") + data

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.elements)

    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes in self.elements if "id" in attributes]

    def targets(self) -> set[str]:
        return {(attributes.get("href") or "")[1:] for tag, attributes in self.elements if tag == "a"}


def shared(*reached: str, what: str = "app.m", **fields: Any) -> Page:
    found = finding(place("app/state.py", SOURCE, "multiprocessing.Manager()"), reached=reached, shared=what, **fields)
    return Page(render(report(found, sources=(source("app/state.py", SOURCE),))))


def test_a_finding_has_its_source_with_marks_what_breaks_the_advice_and_a_link_to_its_rule() -> None:
    page = shared(breaks="each has its own", advice="keep it in `Redis`", code="redis.set(1)\n")
    assert page.text["mark"] == "multiprocessing.Manager()"
    assert "app/state.py:3:5" in page.text["article"]
    assert "each has its own" in page.text["dd"]
    assert "keep it in Redis" in page.text["dd"]
    assert "redis.set(1)" in page.text["pre"]
    assert "rule-manager" in page.targets() & set(page.ids())
    assert "It is called manager." in page.text["details"]


def test_an_arrow_leads_from_each_entry_point_to_the_finding() -> None:
    page = shared("`GET /a`", "`GET /b`")
    arrows = [a for tag, a in page.elements if tag == "a" and (a.get("class") or "").startswith("arrow")]
    assert [(a["href"], a["aria-label"]) for a in arrows] == [
        ("#finding-1", "GET /a → app.m: 1 finding, error"),
        ("#finding-1", "GET /b → app.m: 1 finding, error"),
    ]
    assert page.text["table"].count("app.m") == 2


def test_every_link_has_a_target_and_no_target_is_twice() -> None:
    twice = [
        finding(place("a.py", SOURCE, "m ="), shared="x", reached=("`GET /a`",), rule=name)
        for name in ("manager", "manager", "unknown")
    ]
    page = Page(render(report(*twice, sources=(source("a.py", SOURCE),))))
    assert len(page.ids()) == len(set(page.ids()))
    assert page.targets() <= set(page.ids())


def test_counts_by_family_and_level() -> None:
    rules = (rule(), rule("socket-peer", "network"))
    where = place("a.py", SOURCE, "m =")
    page = Page(
        render(
            report(finding(where), finding(where, rule="socket-peer", level=Level.note), finding(where), rules=rules)
        )
    )
    assert page.text["tbody"].split() == ["memory2", "network1"]


def test_without_findings_the_page_says_so_and_has_neither_filters_nor_picture() -> None:
    page = Page(render(report(problems=(problem(line=3),))))
    assert "Nothing was found." in page.text["main"]
    assert "app/bad.py:3 could not analyse: invalid syntax." in page.text["ul"]
    assert (page.count("form"), page.count("svg"), page.count("table")) == (0, 0, 0)


def test_the_page_needs_nothing_but_itself_and_admits_its_own_script_only() -> None:
    document = render(hostile_report())
    policy = re.search('http-equiv="Content-Security-Policy" content="([^"]*)"', document)
    assert policy is not None
    assert re.fullmatch(
        "default-src 'none'; style-src 'sha256-[^' ]{44}'; script-src 'sha256-[^' ]{44}'; "
        "base-uri 'none'; form-action 'none'",
        policy[1],
    )
    page = Page(document)
    assert all(target.startswith(("finding", "arrow", "rule-")) for target in page.targets())
    assert not any({"src", "style", "onerror"} & attributes.keys() for _, attributes in page.elements)


def test_hostile_text_adds_no_element() -> None:
    hostile = hostile_report()
    page = Page(render(hostile))
    assert (page.count("script"), page.count("img"), page.count("b")) == (1, 0, 0)
    assert HOSTILE.partition("`")[0] in page.text["h3"]
    document = render(hostile)
    assert "\x1b" not in document
    assert "\u202e" not in document


def test_html_in_a_rule_page_stays_text() -> None:
    evil = rule(page="# Evil\n\n<script>alert(1)</script> [x](javascript:alert(1))\n", title="<b>")
    page = Page(render(report(finding(place("a.py", SOURCE, "m =")), rules=(evil,))))
    assert (page.count("script"), page.count("b")) == (1, 0)
    assert not any(target.startswith("avascript") for target in page.targets())


def test_of_25_001_findings_the_gravest_are_shown_and_the_rest_is_counted() -> None:
    document = render(many(25_001))
    page = Page(document)
    assert page.count("article") == MOST_FINDINGS
    assert "app/state.py:25001:5" in page.text["article"].partition("app/state.py:1:5")[0]
    assert "23001 findings are left out, none graver than those shown: this page has room for 2000" in document
    assert len(document) < 5_000_000
