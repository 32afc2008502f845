"""SARIF as GitHub code scanning reads it."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharelint import __version__
from sharelint.records import Level, Place, Report, Source, Span, Trouble
from sharelint.report import sarif
from sharelint.report.sarif import render
from sharelint.report.sarif_places import plain

from .build import finding, place, problem, report, rule, source

CLIENT = """\
import socket

from app.settings import PEER


def notify(message):
    sock = socket.socket()
    sock.connect(PEER)
    sock.send(message)
"""
SETTINGS = '# settings\nPEER = ("worker-2", 9999)\n'


def run_of(whole: Report) -> Any:
    document = json.loads(render(whole))
    assert (document["version"], len(document["runs"])) == ("2.1.0", 1)
    return document["runs"][0]


def result_of(text: str, where: Place, **fields: Any) -> Any:
    """The only result of a finding at `where`, in a file with this text."""
    (result,) = run_of(report(finding(where, **fields), sources=(source(where.path, text),)))["results"]
    return result


def region_of(text: str, where: Place) -> Any:
    return result_of(text, where)["locations"][0]["physicalLocation"]["region"]


def test_the_run_of_an_empty_report() -> None:
    run = run_of(report(rules=(), files=0))
    notifications = run["tool"]["driver"].pop("notifications")
    assert [descriptor["id"] for descriptor in notifications] == [
        *[trouble.value for trouble in Trouble],
        "too-many-results",
    ]
    assert run == {
        "tool": {
            "driver": {
                "name": "sharelint",
                "organization": "share-nothing-lint",
                "version": __version__,
                "semanticVersion": __version__,
                "informationUri": "https://github.com/share-nothing-lint/sharelint",
                "rules": [],
            }
        },
        "automationDetails": {"id": "sharelint/"},
        "columnKind": "utf16CodeUnits",
        "defaultEncoding": "utf-8",
        "defaultSourceLanguage": "python",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "Root of the analysed repository."}}},
        "artifacts": [],
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": []}],
        "results": [],
    }


def test_every_rule_is_listed_with_its_page_as_help() -> None:
    lock = rule("lock-path", "filesystem", impact=Level.note, confidence="medium", title="Lock file path", why="Locks.")
    rules = run_of(report(rules=(lock, rule())))["tool"]["driver"]["rules"]
    assert [listed["id"] for listed in rules] == ["lock-path", "manager"]
    page = "# Manager process that shares objects\n\nIt is called `lock-path`.\n"
    assert rules[0] == {
        "id": "lock-path",
        "name": "FilesystemLockPath",
        "shortDescription": {"text": "Lock file path."},
        "fullDescription": {"text": "Locks."},
        "help": {"text": page, "markdown": page},
        "helpUri": "https://github.com/share-nothing-lint/sharelint/blob/main/rules/filesystem/lock-path.md",
        "defaultConfiguration": {"level": "note"},
        "properties": {
            "tags": ["share-nothing", "filesystem"],
            "precision": "medium",
            "problem.severity": "recommendation",
            "kind": "lock-path",
        },
    }


def test_descriptions_are_one_line_of_at_most_1024_utf16_units() -> None:
    wordy = rule(why="A word.\n\n" + "🚀" * 2000, title="漢" * 2000)
    listed = run_of(report(rules=(wordy,)))["tool"]["driver"]["rules"][0]
    assert listed["fullDescription"]["text"] == "A word. " + "🚀" * 507 + "…"
    assert listed["shortDescription"]["text"] == "漢" * 1023 + "…"


def test_a_rule_without_prose_is_described_by_its_title() -> None:
    listed = run_of(report(rules=(rule(why="", page=""),)))["tool"]["driver"]["rules"][0]
    assert listed["fullDescription"]["text"] == "Manager process that shares objects."
    assert listed["help"]["markdown"] == "Manager process that shares objects"


def test_a_result_with_related_places_and_the_way_of_its_value() -> None:
    made = place("app/client.py", CLIENT, "socket.socket()", "the socket is made here")
    defined = place("app/settings.py", SETTINGS, '("worker-2", 9999)', "`PEER` is defined here")
    peer = finding(
        place("app/client.py", CLIENT, "sock.connect"),
        "`sock.connect` is aimed at the literal host `worker-2`",
        rule="socket-peer",
        level=Level.warning,
        related=(made, defined),
        trail=(defined, place("app/client.py", CLIENT, "PEER", occurrence=2)),
        symbol="notifier.notify",
        breaks="the peer moves and messages are lost",
        advice="publish to a queue",
    )
    rules = (rule(), rule("socket-peer", "network"))
    run = run_of(
        report(peer, sources=(source("app/client.py", CLIENT), source("app/settings.py", SETTINGS)), rules=rules)
    )
    client = {"uri": "app/client.py", "uriBaseId": "%SRCROOT%", "index": 0}
    settings = {"uri": "app/settings.py", "uriBaseId": "%SRCROOT%", "index": 1}
    connect_region = {
        "startLine": 8,
        "startColumn": 5,
        "endLine": 8,
        "endColumn": 17,
        "snippet": {"text": "sock.connect"},
    }
    made_region = {
        "startLine": 7,
        "startColumn": 12,
        "endLine": 7,
        "endColumn": 27,
        "snippet": {"text": "socket.socket()"},
    }
    defined_place = {
        "physicalLocation": {
            "artifactLocation": settings,
            "region": {
                "startLine": 2,
                "startColumn": 8,
                "endLine": 2,
                "endColumn": 26,
                "snippet": {"text": '("worker-2", 9999)'},
            },
        },
        "message": {"text": "`PEER` is defined here"},
    }
    used_region = {"startLine": 8, "startColumn": 18, "endLine": 8, "endColumn": 22, "snippet": {"text": "PEER"}}
    assert run["artifacts"] == [
        {"location": client, "sourceLanguage": "python", "length": len(CLIENT)},
        {"location": settings, "sourceLanguage": "python", "length": len(SETTINGS)},
    ]
    fingerprints = run["results"][0].pop("partialFingerprints")
    assert run["results"] == [
        {
            "ruleId": "socket-peer",
            "ruleIndex": 1,
            "level": "warning",
            "kind": "fail",
            "message": {
                "text": "`sock.connect` is aimed at the literal host `worker-2`."
                " With two replicas: the peer moves and messages are lost. Use: publish to a queue."
                " See [the socket is made here](1), [`PEER` is defined here](2)."
            },
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": client,
                        "region": connect_region,
                        "contextRegion": {
                            "startLine": 6,
                            "endLine": 9,
                            "snippet": {"text": CLIENT[CLIENT.index("def") :].removesuffix("\n")},
                        },
                    },
                    "logicalLocations": [{"name": "notify", "fullyQualifiedName": "notifier.notify"}],
                }
            ],
            "relatedLocations": [
                {
                    "id": 1,
                    "physicalLocation": {"artifactLocation": client, "region": made_region},
                    "message": {"text": "the socket is made here"},
                },
                {"id": 2, **defined_place},
            ],
            "codeFlows": [
                {
                    "message": {"text": "The way of the value to the place where it is used."},
                    "threadFlows": [
                        {
                            "locations": [
                                {"executionOrder": 1, "importance": "essential", "location": defined_place},
                                {
                                    "executionOrder": 2,
                                    "importance": "important",
                                    "location": {
                                        "physicalLocation": {"artifactLocation": client, "region": used_region},
                                        "message": {"text": "passes here"},
                                    },
                                },
                                {
                                    "executionOrder": 3,
                                    "importance": "essential",
                                    "location": {
                                        "physicalLocation": {"artifactLocation": client, "region": connect_region},
                                        "message": {"text": "is used here"},
                                    },
                                },
                            ]
                        }
                    ],
                }
            ],
        }
    ]
    assert sorted(fingerprints) == ["primaryLocationLineHash", "primaryLocationStartColumnFingerprint", "sharelint/v1"]


def test_a_trail_that_ends_at_the_finding_has_no_step_twice() -> None:
    where = place("a.py", "PEER = 1\nf(PEER)\n", "f(PEER)")
    start = place("a.py", "PEER = 1\nf(PEER)\n", "1")
    flow = result_of("PEER = 1\nf(PEER)\n", where, trail=(start, where))["codeFlows"][0]["threadFlows"][0]
    steps = [step["location"]["physicalLocation"]["region"]["startLine"] for step in flow["locations"]]
    assert steps == [1, 2]


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("my app/a b.py", {"uri": "my%20app/a%20b.py", "uriBaseId": "%SRCROOT%", "index": 0}),
        ("100%/c#.py", {"uri": "100%25/c%23.py", "uriBaseId": "%SRCROOT%", "index": 0}),
        ("naïve/漢.py", {"uri": "na%C3%AFve/%E6%BC%A2.py", "uriBaseId": "%SRCROOT%", "index": 0}),
        ("c:d/e.py", {"uri": "./c:d/e.py", "uriBaseId": "%SRCROOT%", "index": 0}),
        ("/opt/my app/a.py", {"uri": "file:///opt/my%20app/a.py", "index": 0}),
    ],
)
def test_files_are_named_by_uris_below_the_root_if_they_are(path: str, location: dict[str, object]) -> None:
    result = result_of("m = Manager()\n", place(path, "m = Manager()\n", "Manager()"))
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == location


def test_columns_count_utf16_code_units() -> None:
    text = '    s = "🚀é"; subprocess.call(cmd)\n'
    region = region_of(text, place("a.py", text, "subprocess.call"))
    assert (region["startColumn"], region["endColumn"]) == (16, 31)
    spanning = region_of("(\n'🚀🚀', x)\n", Place("a.py", Span(1, 1, 2, 9)))
    assert spanning == {
        "startLine": 1,
        "startColumn": 1,
        "endLine": 2,
        "endColumn": 11,
        "snippet": {"text": "(\n'🚀🚀', x)"},
    }


@given(st.text(st.sampled_from("a漢🚀😀\t\r\n\x0c\u2028 "), min_size=1), st.data())
def test_a_region_cuts_its_snippet_out_of_the_utf16_text(text: str, data: st.DataObject) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    line = data.draw(st.integers(1, len(lines)))
    start = data.draw(st.integers(0, len(lines[line - 1])))
    end = data.draw(st.integers(start, len(lines[line - 1])))
    region = region_of(text, Place("a.py", Span(line, start + 1, line, end + 1)))
    units = lines[line - 1].encode("utf-16-le")[2 * (region["startColumn"] - 1) : 2 * (region["endColumn"] - 1)]
    assert units.decode("utf-16-le") == region.get("snippet", {"text": ""})["text"] == lines[line - 1][start:end]


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("m = Manager()\n", {"startLine": 1, "endLine": 1, "snippet": {"text": "m = Manager()"}}),
        ("m = Manager()", {"startLine": 1, "endLine": 1, "snippet": {"text": "m = Manager()"}}),
        ("\r\nm = Manager()\r\n\r\n", {"startLine": 1, "endLine": 3, "snippet": {"text": "\r\nm = Manager()\r\n"}}),
        ("Manager()\n", None),
        ("Manager()\n" + "x" * 5000 + "\n", None),
    ],
    ids=["one line", "no newline at the end", "crlf", "no more than the finding", "generated code"],
)
def test_the_context_is_the_lines_around_if_there_are_more_than_the_finding(text: str, context: object) -> None:
    result = result_of(text, place("a.py", text, "Manager()"))
    assert result["locations"][0]["physicalLocation"].get("contextRegion") == context


def test_fingerprints_are_computed_from_the_bytes() -> None:
    text = "import mmap\nm = Manager()\n"
    where = place("a.py", text, "Manager()")
    (plain_utf8,) = run_of(report(finding(where), sources=(source("a.py", text),)))["results"]
    (with_bom,) = run_of(report(finding(where), sources=(source("a.py", text, "utf-8-sig"),)))["results"]
    (crlf,) = run_of(report(finding(where), sources=(source("a.py", text.replace("\n", "\r\n")),)))["results"]
    assert plain_utf8 == with_bom  # GitHub hashes the mark, but it is in the first line
    assert plain_utf8["partialFingerprints"] == crlf["partialFingerprints"]
    assert plain_utf8["partialFingerprints"]["primaryLocationLineHash"] == "55bc968041ad96d3:1"
    assert plain_utf8["partialFingerprints"]["primaryLocationStartColumnFingerprint"] == "4"


def test_a_byte_order_mark_is_hashed_but_takes_no_column() -> None:
    text = "import mmap\nm = Manager()\n"
    whole = report(finding(place("a.py", text, "mmap")), sources=(source("a.py", text, "utf-8-sig"),))
    (result,) = run_of(whole)["results"]
    assert result["partialFingerprints"]["primaryLocationLineHash"] == "2dba5e5e57e234a:1"
    assert result["locations"][0]["physicalLocation"]["region"]["startColumn"] == 8


def test_problems_are_notifications() -> None:
    broken = problem("app/bad 1.py", line=3)
    lost = problem("lost.py", trouble=Trouble.internal)
    run = run_of(report(problems=(broken, lost), files=2))
    assert run["invocations"] == [
        {
            "executionSuccessful": True,
            "toolExecutionNotifications": [
                {
                    "level": "warning",
                    "descriptor": {"id": "syntax-error", "index": 2},
                    "message": {"text": "app/bad 1.py: line 3: invalid syntax"},
                    "locations": [
                        {
                            "physicalLocation": {
                                "artifactLocation": {"uri": "app/bad%201.py", "uriBaseId": "%SRCROOT%", "index": 0},
                                "region": {"startLine": 3},
                            }
                        }
                    ],
                },
                {
                    "level": "error",
                    "descriptor": {"id": "internal-error", "index": 4},
                    "message": {"text": "lost.py: invalid syntax"},
                    "locations": [
                        {
                            "physicalLocation": {
                                "artifactLocation": {"uri": "lost.py", "uriBaseId": "%SRCROOT%", "index": 1}
                            }
                        }
                    ],
                },
            ],
        }
    ]
    assert run["tool"]["driver"]["notifications"][2]["id"] == "syntax-error"
    assert run["tool"]["driver"]["notifications"][4]["id"] == "internal-error"


def test_suppressed_and_hidden_findings_are_left_out() -> None:
    one = finding(place("a.py", "x", "x"))
    assert run_of(report(suppressed=(one,), hidden=(one,)))["results"] == []


def test_results_are_sorted_by_level_then_place() -> None:
    text = "a\nb\nc\n"
    findings = [
        finding(place("z.py", text, "a"), level=Level.note),
        finding(place("b.py", text, "c"), level=Level.error),
        finding(place("b.py", text, "a"), level=Level.error),
        finding(place("a.py", text, "a"), level=Level.warning),
    ]
    results = run_of(report(*findings))["results"]
    assert [result["level"] for result in results] == ["error", "error", "warning", "note"]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    assert [(place["artifactLocation"]["uri"], place["region"]["startLine"]) for place in places[:2]] == [
        ("b.py", 1),
        ("b.py", 3),
    ]


def test_the_order_of_findings_changes_no_byte() -> None:
    text = "a\nb\nc\n"
    findings = [finding(place(path, text, name)) for path in ("a.py", "b.py") for name in "abc"]
    sources = (source("a.py", text), source("b.py", text))
    assert render(report(*findings, sources=sources)) == render(report(*findings[::-1], sources=sources[::-1]))


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("`Manager()` is local", "`Manager()` is local."),
        ("is it local?", "is it local?"),
        ("see [docs](https://evil.example) now", "see \\[docs\\](https://evil.example) now."),
        ("d[key](1)", "d\\[key\\](1)."),
        ("d[key] (1)", "d[key] (1)."),
        ("red \x1b[31m\u202e", "red \\x1b[31m\\u202e."),
    ],
)
def test_messages_are_sentences_without_control_characters_or_foreign_links(message: str, text: str) -> None:
    (result,) = run_of(report(finding(place("a.py", "x", "x"), message)))["results"]
    assert result["message"]["text"] == text


def test_the_label_of_a_link_may_hold_brackets() -> None:
    text = "d[key] = 1\nf(d[key])\n"
    labelled = place("a.py", text, "d[key]", "`d[key](\\)` is set")
    unlabelled = place("a.py", text, "1")
    result = result_of(text, place("a.py", text, "f"), related=(labelled, unlabelled))
    assert result["message"]["text"].endswith(" See [`d\\[key\\](\\\\)` is set](1), [here](2).")
    assert result["relatedLocations"][0]["message"]["text"] == plain("`d[key](\\)` is set")
    assert "message" not in result["relatedLocations"][1]


def test_a_hostile_report_is_a_document_too() -> None:
    name = "a\nb\x1b[31m\udcff.py"
    where = Place(name, Span(7, 3, 9, 1), "\ud800\x07")  # outside the text
    hostile = finding(where, "\udc80`\x00`", rule="no-such-rule", symbol="f\udc80", related=(where,), trail=(where,))
    document = render(report(hostile, sources=(source(name, "x\n"),), problems=(problem(name),)))
    assert document.isascii()
    (result,) = json.loads(document)["runs"][0]["results"]
    assert "ruleIndex" not in result
    assert result["message"]["text"] == "\\udc80`\\x00`. See [\\\\ud800\\\\x07](1)."
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%0Ab%1B%5B31m%FF.py"


def test_lone_surrogates_in_a_source_become_question_marks_in_its_snippet() -> None:
    odd = Source("a.py", "# coding: unicode_escape\nx = '\ud800'\n", b"# coding: unicode_escape\nx = '\\ud800'\n")
    (result,) = run_of(report(finding(place("a.py", odd.text, "'\ud800'")), sources=(odd,)))["results"]
    assert result["locations"][0]["physicalLocation"]["region"]["snippet"]["text"] == "'?'"


def many(count: int) -> Report:
    """A report of that many findings with all that one can have, a hundred in each file; the last is an error."""
    text = "".join(f"def call_{n}(order):\n    connection_{n * 7919} = connect(PEER_{n})\n\n\n" for n in range(100))
    spans = [place("", text, f"connect(PEER_{n})").span for n in range(100)]
    findings = []
    for number in range(count):
        path = f"services/app{number // 100:03}/module.py"
        where = Place(path, spans[number % 100], "here")
        other = Place(path, spans[number * 31 % 100], "is defined here")
        level = Level.error if number == count - 1 else Level.note
        message = f"`connect` is aimed at the literal host `worker-{number}`"
        findings.append(
            finding(where, message, level=level, related=(other,), trail=(other,), breaks="the peer moves " * 9)
        )
    paths = sorted({found.place.path for found in findings})
    return report(*findings, sources=tuple(source(path, text) for path in paths), files=len(paths))


def test_with_more_results_than_github_shows_snippets_are_only_kept_for_the_findings() -> None:
    results = run_of(many(sarif.MOST_DETAILED_RESULTS + 1))["results"]
    assert len(results) == 5001
    assert all("contextRegion" not in result["locations"][0]["physicalLocation"] for result in results)
    assert all("snippet" in result["locations"][0]["physicalLocation"]["region"] for result in results)
    assert all("snippet" not in result["relatedLocations"][0]["physicalLocation"]["region"] for result in results)


def test_there_are_never_more_than_25_000_results_and_those_of_low_level_are_left_out() -> None:
    text = render(many(25_010))
    run = json.loads(text)["runs"][0]
    assert len(run["results"]) == 25_000
    assert [result["level"] for result in run["results"][:2]] == ["error", "note"]
    assert run["invocations"][0]["toolExecutionNotifications"] == [
        {
            "level": "warning",
            "descriptor": {"id": "too-many-results", "index": 5},
            "message": {"text": "10 results were left out: GitHub takes no more than 25000."},
        }
    ]
    assert len(gzip.compress(text.encode(), compresslevel=6)) < 10_000_000
