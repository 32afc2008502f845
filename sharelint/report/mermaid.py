"""The picture of who shares what as a Mermaid flowchart, for a README or a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from sharelint.records import Level, Report
from sharelint.report.picture import Node, picture
from sharelint.report.sentences import cropped
from sharelint.report.summary import summary
from sharelint.report.visible import visible

_MOST_NODES = 16  # a side; GitHub draws 500 arrows at most and reads 50,000 characters
_LONGEST_NAME = 60  # UTF-16 code units
_SIGN = re.compile(r"[^\w ./,:()-]|_|(?<=\d)\.|^-")  # a list and emphasis are Markdown here, too
_ARROWS = {Level.error: "==>", Level.warning: "-->", Level.note: "-.->"}


def render(report: Report) -> str:
    """Thick arrows are errors, thin ones warnings, dotted ones notes. A number says how many findings an arrow has."""
    drawn = picture(report, _MOST_NODES)
    rows = [
        "accTitle: Who shares what",
        f"accDescr: {summary(report).replace(';', ',')}",  # a semicolon would end it
        *(f'u{index}("{_quoted(node.name)}")' for index, node in enumerate(drawn.users)),
        *_families(drawn.things),
    ]
    for arrow in drawn.arrows:
        number = f"|{len(arrow.findings)}|" if len(arrow.findings) > 1 else ""
        rows.append(f"u{arrow.user} {_ARROWS[arrow.level]}{number} t{arrow.thing}")
    return "".join(f"{row}\n" for row in ["flowchart LR", *(f"    {row}" for row in rows)])


def _families(things: tuple[Node, ...]) -> Iterator[str]:
    """A frame around the things of each family."""
    numbered = enumerate(things)
    for number, (family, members) in enumerate(groupby(numbered, key=lambda item: item[1].family)):
        yield f'subgraph f{number}["{_quoted(family)}"]'
        yield from (f'    t{index}["{_quoted(node.name)}"]' for index, node in members)
        yield "end"


def _quoted(name: str) -> str:
    """A name for between quotation marks: every sign as a reference, as `"`, `;` and HTML would be obeyed."""
    return _SIGN.sub(lambda sign: f"#{ord(sign[0])};", cropped(visible(name.replace("`", "")), _LONGEST_NAME))
