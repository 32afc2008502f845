"""The report for people, character by character."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharelint.records import Finding, Level, Place, Span
from sharelint.report.text import render

from .build import finding, place, report, source

CLIENT = """\
import socket

from app.settings import PEER


def notify(message):
    sock = socket.socket()

    log.debug("notify")
    sock.connect(PEER)
    sock.send(message)
"""
SETTINGS = '# settings\nPEER = ("worker-2", 9999)\n'


def shown(finding: Finding, *texts: str, width: int = 80) -> str:
    """What is printed of one finding, without the summary. `texts` are those of the files it names, its own first."""
    paths = dict.fromkeys(place.path for place in (finding.place, *finding.related))
    sources = tuple(source(path, text) for path, text in zip(paths, texts, strict=True))
    whole = render(report(finding, sources=sources), width=width)
    head, empty, last = whole.removesuffix("\n").rpartition("\n\n")
    assert (empty, last) == ("\n\n", f"1 {finding.level.name} in 1 file")
    return head + "\n"


def test_a_finding_with_related_places_in_two_files_and_its_replacement() -> None:
    peer = finding(
        place("app/client.py", CLIENT, "sock.connect"),
        "`sock.connect` is aimed at the literal host `worker-2`",
        rule="socket-peer",
        related=(
            place("app/client.py", CLIENT, "socket.socket()", "the socket is made here"),
            place("app/settings.py", SETTINGS, '("worker-2", 9999)', "`PEER` is defined here"),
        ),
        breaks="the peer moves and messages are lost",
        advice="publish to the queue `worker-2`; workers subscribe",
        code='channel.queue_declare(queue="worker-2")\nif message:\n\tchannel.basic_publish("", "worker-2", message)\n',
    )
    assert shown(peer, CLIENT, SETTINGS) == dedent(
        """\
        error[socket-peer]: `sock.connect` is aimed at the literal host `worker-2`
          --> app/client.py:10:5
           |
         7 |     sock = socket.socket()
           |            --------------- the socket is made here
        ...
        10 |     sock.connect(PEER)
           |     ^^^^^^^^^^^^
           |
          ::: app/settings.py:2:8
           |
         2 | PEER = ("worker-2", 9999)
           |        ------------------ `PEER` is defined here
           |
           = with two replicas: the peer moves and messages are lost
           = use: publish to the queue `worker-2`; workers subscribe
               channel.queue_declare(queue="worker-2")
               if message:
                   channel.basic_publish("", "worker-2", message)
        """
    )


def test_findings_are_parted_by_an_empty_line_and_the_summary_comes_last() -> None:
    text = "a = Manager()\n"
    first = finding(place("a.py", text, "Manager()"))
    second = finding(place("a.py", text, "a"), "`a` is shared", level=Level.note)
    assert render(report(first, second, sources=(source("a.py", text),), files=3)) == dedent(
        """\
        error[manager]: `Manager()` is a server of this host only
         --> a.py:1:5
          |
        1 | a = Manager()
          |     ^^^^^^^^^

        note[manager]: `a` is shared
         --> a.py:1:1
          |
        1 | a = Manager()
          | ^

        1 error, 1 note in 3 files
        """
    )


def test_no_findings() -> None:
    assert render(report(files=412)) == "No findings in 412 files\n"


def test_marks_of_one_line_share_a_row_unless_labels_would_collide() -> None:
    text = "sock.connect(PEER, TIMEOUT)\n"
    both = finding(
        place("a.py", text, "sock.connect"),
        related=(place("a.py", text, "TIMEOUT", "too long"), place("a.py", text, "PEER", "from here")),
    )
    assert shown(both, text) == dedent(
        """\
        error[manager]: `Manager()` is a server of this host only
         --> a.py:1:1
          |
        1 | sock.connect(PEER, TIMEOUT)
          | ^^^^^^^^^^^^ ---- from here
          |                    ------- too long
        """
    )


def test_a_related_place_on_the_very_same_text_lends_its_label() -> None:
    text = "m = Manager()\n"
    same = finding(place("a.py", text, "Manager()"), related=(place("a.py", text, "Manager()", "is made here"),))
    assert shown(same, text).endswith("1 | m = Manager()\n  |     ^^^^^^^^^ is made here\n")


def test_a_gap_of_one_line_is_shown_and_a_longer_one_is_dots() -> None:
    text = "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\nf = 6\n"
    apart = finding(place("a.py", text, "f"), related=(place("a.py", text, "a"), place("a.py", text, "c")))
    assert shown(apart, text).endswith(
        dedent(
            """\
              |
            1 | a = 1
              | -
            2 | b = 2
            3 | c = 3
              | -
            ...
            6 | f = 6
              | ^
            """
        )
    )


def test_a_span_of_many_lines_is_marked_line_by_line_and_cut_short() -> None:
    text = 'peers = [\n    "a",\n\n    "b",  \n    "c",\n    "d",\n]\n'
    many = finding(place("a.py", text, text[8:-1], "five hosts"))
    assert shown(many, text).endswith(
        dedent(
            """\
            1 | peers = [
              |         ^
            2 |     "a",
              |     ^^^^
            3 |
            4 |     "b",
              |     ^^^^
            ...
            7 | ]
              | ^ five hosts
            """
        )
    )


@pytest.mark.parametrize(
    ("line", "source_row", "marks_row"),
    [
        ("\tm =\tManager()", "1 |     m =    Manager()", "  |            ^^^^^^^^^"),
        ('x = "漢字"; Manager()', '1 | x = "漢字"; Manager()', "  |             ^^^^^^^^^"),
        ('x = "e\u0301"; Manager()', '1 | x = "e\u0301"; Manager()', "  |          ^^^^^^^^^"),
        ('x = "\U0001d4b3😀"; Manager()', '1 | x = "\U0001d4b3😀"; Manager()', "  |            ^^^^^^^^^"),
        ('x = "\x1b[2J"; Manager()', '1 | x = "\\x1b[2J"; Manager()', "  |                ^^^^^^^^^"),
        ('x = "\u202e"; Manager()', '1 | x = "\\u202e"; Manager()', "  |               ^^^^^^^^^"),
        ("\x0cManager()", "1 | \\x0cManager()", "  |     ^^^^^^^^^"),
        ("Manager()\x85\u2028", "1 | Manager()\\x85\\u2028", "  | ^^^^^^^^^"),
    ],
)
def test_carets_stand_under_the_span_in_terminal_cells(line: str, source_row: str, marks_row: str) -> None:
    rows = shown(finding(place("a.py", line, "Manager()")), line).splitlines()
    assert rows[-2:] == [source_row, marks_row]


def test_a_wide_span_has_a_caret_for_every_cell() -> None:
    text = 'x = "漢字\t\x00"\n'
    assert shown(finding(place("a.py", text, '"漢字\t\x00"')), text).endswith(
        '1 | x = "漢字    \\x00"\n  |     ^^^^^^^^^^^^^^\n'
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
def test_line_ends_are_not_shown(end: str) -> None:
    text = f"import x{end or chr(10)}m = Manager(){end}"
    where = Place("a.py", Span(2, 5, 2, 14))
    assert shown(finding(where), text).endswith("2 | m = Manager()\n  |     ^^^^^^^^^\n")


def test_an_empty_span_has_one_caret_also_behind_the_last_character() -> None:
    assert shown(finding(Place("a.py", Span(1, 3, 1, 3))), "ab").endswith("1 | ab\n  |   ^\n")
    assert shown(finding(Place("a.py", Span(1, 1, 1, 1))), "").endswith("1 |\n  | ^\n")


def test_a_place_without_source_is_named_only() -> None:
    text = "m = Manager()\n"
    elsewhere = Place("lost.py", Span(3, 1, 3, 5), "is defined here")
    lost = finding(place("a.py", text, "Manager()"), related=(elsewhere,), breaks="each has its own")
    assert render(report(lost, sources=(source("a.py", text),))) == dedent(
        """\
        error[manager]: `Manager()` is a server of this host only
         --> a.py:1:5
          |
        1 | m = Manager()
          |     ^^^^^^^^^
          |
         ::: lost.py:3:1 is defined here
          = with two replicas: each has its own

        1 error in 1 file
        """
    )


def test_code_without_advice_and_advice_without_code() -> None:
    text = "m = Manager()\n"
    where = place("a.py", text, "Manager()")
    assert shown(finding(where, code="import redis\n\nr = redis.Redis()"), text).endswith(
        "  |\n  = use:\n      import redis\n\n      r = redis.Redis()\n"
    )
    assert shown(finding(where, advice="keep it in Redis"), text).endswith("  |\n  = use: keep it in Redis\n")


def test_a_long_line_is_cropped_around_the_span() -> None:
    text = "x = [" + "1, " * 50 + "Manager()" + ", 2" * 50 + "]\n"
    assert shown(finding(place("a.py", text, "Manager()")), text, width=60).splitlines()[-2:] == [
        "1 | ..., 1, 1, 1, 1, 1, 1, Manager(), 2, 2, 2, 2, 2, 2, 2...",
        "  |                        ^^^^^^^^^",
    ]


def test_a_long_line_is_cropped_at_its_ends() -> None:
    start = "Manager()" + ", 2" * 50
    assert shown(finding(place("a.py", start, "Manager()")), start, width=60).splitlines()[-2:] == [
        "1 | Manager(), 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, ...",
        "  | ^^^^^^^^^",
    ]
    end = "2, " * 50 + "Manager()"
    assert shown(finding(place("a.py", end, "Manager()")), end, width=60).splitlines()[-2:] == [
        "1 | ..., 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, Manager()",
        "  |                                             ^^^^^^^^^",
    ]


def test_places_too_far_apart_on_a_long_line_are_shown_one_by_one_the_finding_first() -> None:
    text = "name = [" + "1, " * 50 + "Manager()]\n"
    apart = finding(place("a.py", text, "Manager()"), related=(place("a.py", text, "name", "is bound here"),))
    assert shown(apart, text, width=50).splitlines()[-4:] == [
        "1 | ...1, 1, 1, 1, 1, 1, 1, 1, 1, 1, Manager()]",
        "  |                                  ^^^^^^^^^",
        "1 | name = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,...",
        "  | ---- is bound here",
    ]


def test_a_span_wider_than_the_terminal_is_cropped_itself() -> None:
    text = "x = '" + "漢" * 100 + "'\n"
    assert shown(finding(place("a.py", text, text[4:-1])), text, width=44).splitlines()[-2:] == [
        "1 | ...'" + "漢" * 16 + "...",
        "  |    " + "^" * 33,
    ]


def test_hostile_text_is_escaped_wherever_it_comes_from() -> None:
    where = place("a\nb\x1b[31m.py", "m = 1\n", "m", "\x1b[1mlabel")
    hostile = finding(where, "`\x1b[2J\u202e`", breaks="\x07", advice="\x08", code="\x1b[0m\r\nx")
    assert shown(hostile, "m = 1\n") == dedent(
        r"""
        error[manager]: `\x1b[2J\u202e`
         --> a\nb\x1b[31m.py:1:1
          |
        1 | m = 1
          | ^ \x1b[1mlabel
          |
          = with two replicas: \x07
          = use: \x08
              \x1b[0m\r
              x
        """
    ).removeprefix("\n")


def test_colour_marks_the_level_and_the_frame() -> None:
    text = "m = Manager()\n"
    painted = render(report(finding(place("a.py", text, "Manager()")), sources=(source("a.py", text),)), color=True)
    assert painted.splitlines() == [
        "\x1b[1;31merror[manager]\x1b[0m\x1b[1m: `Manager()` is a server of this host only\x1b[0m",
        "\x1b[1;34m --> \x1b[0ma.py:1:5",
        "\x1b[1;34m  |\x1b[0m",
        "\x1b[1;34m1 |\x1b[0m m = Manager()",
        "\x1b[1;34m  |\x1b[0m     \x1b[1;31m^^^^^^^^^\x1b[0m",
        "",
        "\x1b[1m1 error in 1 file\x1b[0m",
    ]


@given(
    st.text(st.sampled_from("ab (漢\u0301😀\t\x1b\u202e\r\n")),
    st.integers(20, 90),
    st.tuples(*[st.integers(1, 30)] * 4),
)
def test_any_place_in_any_text_is_shown_and_colour_changes_no_byte(
    text: str, width: int, ends: tuple[int, int, int, int]
) -> None:
    (line, column), (end_line, end_column) = sorted([ends[:2], ends[2:]])
    where = Place("a.py", Span(line, column, end_line, end_column), "here")
    whole = report(finding(where, related=(place("b.py", "x = 1", "x"),)), sources=(source("a.py", text),))
    plain = render(whole, width=width)
    assert re.sub(r"\x1b\[[0-9;]*m", "", render(whole, color=True, width=width)) == plain
    assert "\x1b" not in plain
