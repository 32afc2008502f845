"""GitHub's Markdown. What it means is asked of a parser of CommonMark with tables and HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from sharelint.records import Level
from sharelint.report.markdown import render

from .build import HOSTILE, finding, hostile_report, many, place, problem, report, source

SOURCE = "import multiprocessing\nm = multiprocessing.Manager()\n"
TAGS = {"h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "b", "details", "summary", "pre", "ul", "li"}


class Page(HTMLParser):
    """The tags of a page, and its text without them."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(MarkdownIt("commonmark").enable("table").render(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= {"style", "class"}
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_summary_a_table_of_rules_and_the_findings_folded_away() -> None:
    found = finding(place("app/state.py", SOURCE, "multiprocessing.Manager()"), advice="keep it in Redis")
    assert (
        render(report(found, sources=(source("app/state.py", SOURCE),), problems=(problem(line=3),)))
        == """\
### sharelint

1 error in 1 file (1 file not analysed)

| rule | errors | warnings | notes | |
|---|--:|--:|--:|---|
| <code>manager</code> | 1 |  |  | Manager process that shares objects |

Not analysed:

- <code>app/bad.py&#58;3</code> could not analyse&#58; invalid syntax.

<details><summary><b>error</b> <code>manager</code> <code>app/state.py&#58;2</code> \
<code>Manager()</code> is a server of this host only</summary>

```text
error[manager]: `Manager()` is a server of this host only
 --> app/state.py:2:5
  |
2 | m = multiprocessing.Manager()
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = use: keep it in Redis
```

</details>
"""
    )


def test_rules_with_more_errors_come_first() -> None:
    notes = [finding(place("a.py", SOURCE, "m ="), rule="host-sync", level=Level.note)] * 3
    error = finding(place("a.py", SOURCE, "m ="), rule="manager")
    page = render(report(*notes, error))
    assert page.index("<code>manager</code> | 1 |  |  |") < page.index("<code>host-sync</code> |  |  | 3 |")
    assert page.index("<b>error</b>") < page.index("<b>note</b>")


def test_no_findings() -> None:
    assert render(report(files=7)) == "### sharelint\n\nNo findings in 7 files\n"


def test_25_001_findings_fit_into_a_comment_and_the_rest_is_counted() -> None:
    page = render(many(25_001))
    assert 60_000 < len(page.encode()) <= 65_536
    shown = page.count("<details>")
    assert page.index("<b>error</b>") < page.index("<b>warning</b>")
    assert page.endswith(
        f"\n{25_001 - shown} findings are left out, none graver than those shown: "
        "a comment has room for 65536 characters\n"
    )


def test_long_names_many_problems_and_many_rules_leave_room_for_findings() -> None:
    problems = tuple(problem("\u202e@" * 3000 + f"{number}.py") for number in range(100))
    where = place("y" * 3000, SOURCE, "m =")
    findings = [finding(where, "z" * 300_000, code="x\n" * 3000, rule=f"{'r' * 100}-{n}") for n in range(900)]
    page = render(report(*findings, problems=problems))
    assert len(page.encode()) <= 65_536
    assert page.count("<details>") > 10
    assert re.search(r"\nand \d+ rules more\n", page)
    assert re.search(r"\n- and \d+ problems more\n", page)


def test_hostile_text_adds_no_tag_no_link_and_no_mention() -> None:
    page = Page(render(hostile_report()))
    assert set(page.tags) <= TAGS
    assert page.tags.count("details") == page.tags.count("pre") == 1
    assert page.tags.count("td") == 5
    assert HOSTILE.partition("`")[0] in page.text
    head, _, _ = render(hostile_report()).partition("```")
    assert "@" not in head
    assert "&#64;&#8203;octo" in head
