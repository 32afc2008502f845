"""The picture as a Mermaid flowchart."""

from __future__ import annotations

import re

from msgspec.structs import replace

from sharelint.records import Level
from sharelint.report.mermaid import render

from .build import HOSTILE, finding, hostile_report, many, place, report, rule

SOURCE = "m = Manager()\n"
# Every line is one of these: nothing else can be in a chart.
LINES = (
    r'flowchart LR|    accTitle: [\w ]+|    accDescr: [\w ,()-]+|    u\d+\("[^"<>`;]*(#\d+;[^"<>`;]*)*"\)'
    r'|    subgraph f\d+\["[^"<>`]*"\]|        t\d+\["[^"<>`]*"\]|    end|    u\d+ (==>|-->|-\.->)(\|\d+\|)? t\d+'
)


def test_users_things_in_a_frame_for_each_family_and_arrows_by_level() -> None:
    where = place("app/a.py", SOURCE, "m =")
    found = (
        finding(where, shared="app.m", reached=("`POST /a`",)),
        finding(where, shared="app.m", reached=("`POST /a`",), level=Level.note),
        finding(where, shared="worker-2:9", rule="url-peer", level=Level.warning),
        finding(where, shared="/tmp/a_b", rule="url-peer", level=Level.note, reached=("`POST /a`",)),
    )
    assert (
        render(report(*found, rules=(rule(), rule("url-peer", "network"))))
        == """\
flowchart LR
    accTitle: Who shares what
    accDescr: 1 error, 1 warning, 2 notes in 1 file
    u0("POST /a")
    u1("code in app/a.py")
    subgraph f0["memory"]
        t0["app.m"]
    end
    subgraph f1["network"]
        t1["/tmp/a#95;b"]
        t2["worker-2:9"]
    end
    u0 ==>|2| t0
    u0 -.-> t1
    u1 --> t2
"""
    )


def test_nothing_found() -> None:
    assert render(report()) == ("flowchart LR\n    accTitle: Who shares what\n    accDescr: No findings in 1 file\n")


def test_hostile_names_are_no_syntax() -> None:
    found = hostile_report().findings[0]
    chart = render(
        report(
            replace(found, shared=HOSTILE, reached=(HOSTILE, f"`{HOSTILE}`", "`1. end`")), rules=(rule(family='x"];'),)
        )
    )
    assert [line for line in chart.splitlines() if not re.fullmatch(LINES, line)] == []
    assert 'u0("1#46; end")' in chart


def test_25_001_findings_stay_below_what_github_draws() -> None:
    findings = [
        replace(
            found, shared=f"{'🚀' * 50}{number % 5000}", reached=tuple(f"`GET /{number % 900}/{n}`" for n in range(4))
        )
        for number, found in enumerate(many(25_001).findings)
    ]
    chart = render(report(*findings))
    assert len(chart) < 50_000
    assert len(re.findall("==>|-->", chart)) < 500
    assert chart.count("|2500") >= 1
