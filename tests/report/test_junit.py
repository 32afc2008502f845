"""JUnit XML."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from sharelint.report.junit import render

from .build import finding, hostile_report, many, place, problem, report

SOURCE = "import multiprocessing\nm = multiprocessing.Manager()\n"


def test_a_failed_test_for_each_finding_and_an_error_for_each_problem() -> None:
    found = finding(place("app/state.py", SOURCE, "multiprocessing.Manager()"), advice="keep it in Redis")
    assert (
        render(report(found, problems=(problem(line=3),)))
        == """\
<?xml version="1.0" encoding="utf-8"?>
<testsuites name="sharelint" tests="2" failures="1" errors="1">
  <testsuite name="sharelint" tests="2" failures="1" errors="1">
    <testcase classname="app/state.py" name="manager at 2:5" file="app/state.py" line="2">
      <failure type="error[manager]" message="`Manager()` is a server of this host only.">\
app/state.py:2:5: `Manager()` is a server of this host only.
Use: keep it in Redis.</failure>
    </testcase>
    <testcase classname="app/bad.py" name="syntax-error" file="app/bad.py" line="3">
      <error type="syntax-error" message="could not analyse: invalid syntax." />
    </testcase>
    <system-out>1 error in 1 file (1 file not analysed)</system-out>
  </testsuite>
</testsuites>
"""
    )


def test_no_findings_is_one_test_that_passes() -> None:
    document = ET.fromstring(render(report(files=7)))  # noqa: S314 - our own
    assert document.attrib == {"name": "sharelint", "tests": "1", "failures": "0", "errors": "0"}
    assert [case.attrib["name"] for case in document.iter("testcase")] == ["No findings in 7 files"]


def test_hostile_text_stays_text() -> None:
    document = ET.fromstring(render(hostile_report()))  # noqa: S314 - our own
    assert [element.tag for element in document.iter()] == [
        *("testsuites", "testsuite", "testcase", "failure", "testcase", "error", "system-out")
    ]
    failure = next(document.iter("failure"))
    assert failure.attrib["message"].startswith("`</script><img src=x onerror=alert(1)>]]>`|``")
    assert "\\x1b[31m\\u202e\ufffd" in failure.attrib["message"]


def test_of_25_001_findings_the_gravest_10_000_are_kept() -> None:
    document = ET.fromstring(render(many(25_001)))  # noqa: S314 - our own
    lines = [int(case.attrib["line"]) for case in document.iter("testcase")]
    assert lines == [*range(1, 10_000), 25_001]
    assert next(document.iter("system-out")).text == (
        "1 error, 25000 warnings in 1 file\n"
        "15001 findings are left out, none graver than those shown: services take no more than 10000"
    )
