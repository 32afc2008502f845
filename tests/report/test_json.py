"""The JSON format, and that its page tells the truth."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec

from sharelint import __version__
from sharelint.records import Level, Trouble
from sharelint.report.json import Document, Finding, Place, Problem, Summary, Tool, render

from .build import finding, place, problem, report, source

PAGE = Path(__file__).parents[2] / "docs" / "json-format.md"
CLIENT = "from app.settings import PEER\nsock.connect(PEER)\n"
SETTINGS = 'PEER = ("worker-2", 9999)\n'


def test_the_document_of_a_small_report() -> None:
    defined = place("app/settings.py", SETTINGS, '("worker-2", 9999)', "`PEER` is defined here")
    peer = finding(
        place("app/client.py", CLIENT, "sock.connect"),
        "`sock.connect` is aimed at the literal host `worker-2`",
        rule="socket-peer",
        related=(defined,),
        trail=(defined,),
        symbol="Client.send",
        target="socket.socket.connect",
        breaks="the peer moves",
        advice="publish to a queue",
        code="channel.basic_publish()\n",
    )
    note = finding(peer.place, level=Level.note)
    whole = report(
        peer,
        sources=(source("app/client.py", CLIENT), source("app/settings.py", SETTINGS)),
        files=4,
        hidden=(note, note),
        suppressed=(peer,),
        accepted=(peer,) * 2,
        untouched=(peer,) * 3,
        problems=(problem("app/bad.py", line=3), problem("app/bad.py", trouble=Trouble.unreadable)),
    )
    elsewhere = {
        "path": "app/settings.py",
        "start": {"line": 1, "column": 8},
        "end": {"line": 1, "column": 26},
        "label": "`PEER` is defined here",
    }
    assert json.loads(render(whole)) == {
        "version": 1,
        "tool": {"name": "sharelint", "version": __version__},
        "summary": {
            "files": 4,
            "not_analysed": 1,
            "findings": {"error": 1, "warning": 0, "note": 0},
            "hidden": {"error": 0, "warning": 0, "note": 2},
            "suppressed": 1,
            "baselined": 2,
            "untouched": 3,
        },
        "findings": [
            {
                "rule": "socket-peer",
                "level": "error",
                "message": "`sock.connect` is aimed at the literal host `worker-2`",
                "path": "app/client.py",
                "start": {"line": 2, "column": 1},
                "end": {"line": 2, "column": 13},
                "symbol": "Client.send",
                "target": "socket.socket.connect",
                "breaks": "the peer moves",
                "advice": "publish to a queue",
                "code": "channel.basic_publish()\n",
                "related": [elsewhere],
                "trail": [elsewhere],
            }
        ],
        "problems": [
            {"path": "app/bad.py", "kind": "syntax-error", "message": "invalid syntax", "line": 3},
            {"path": "app/bad.py", "kind": "unreadable-file", "message": "invalid syntax", "line": None},
        ],
    }


def test_an_empty_report() -> None:
    document = json.loads(render(report(files=0)))
    assert (document["findings"], document["problems"]) == ([], [])


def test_columns_count_code_points() -> None:
    text = 's = "🚀漢"; Manager()\n'
    assert json.loads(render(report(finding(place("a.py", text, "Manager()")))))["findings"][0]["start"] == {
        "line": 1,
        "column": 11,
    }


def test_text_is_kept_exactly_and_the_document_is_ascii() -> None:
    hostile = render(report(finding(place("漢 #\x1b\u202e.py", "x", "x"), "`\x1b`\n🚀")))
    assert hostile.isascii()
    found = json.loads(hostile)["findings"][0]
    assert (found["path"], found["message"]) == ("漢 #\x1b\u202e.py", "`\x1b`\n🚀")


def test_bytes_of_a_file_name_that_are_no_utf8_are_written_as_escapes() -> None:
    document = json.loads(render(report(problems=(problem("bad\udcff.py"),))))
    assert document["problems"][0]["path"] == "bad\\udcff.py"


def test_the_page_names_every_field() -> None:
    records = (Document, Tool, Summary, Finding, Place, Problem)
    fields = {field for record in records for field in record.__struct_fields__}
    documented = set(re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert documented == fields


def test_the_example_of_the_page_is_a_document() -> None:
    examples = re.findall(r"^```json\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(examples) == 1
    document = msgspec.json.decode(examples[0], type=Document)
    assert json.loads(msgspec.json.encode(document)) == json.loads(examples[0])


def test_the_page_names_every_kind_of_problem() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [trouble for trouble in Trouble if f"`{trouble.value}`" not in page] == []
