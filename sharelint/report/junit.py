"""JUnit XML, for services that show test results: a failed test for each finding, an error for each problem.

A report without either has one test that passes, as an empty one counts as broken in some services.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from sharelint.records import Finding, Problem, Report
from sharelint.report.sentences import cropped, sentences, trouble
from sharelint.report.summary import gravest_first, left_out, summary
from sharelint.report.visible import visible

MOST_FINDINGS = 10_000  # GitLab refuses a file of more than 250,000 objects, of which a finding is a dozen
_LONGEST_TEXT = 2000  # UTF-16 code units; GitLab takes 30 MB
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


def render(report: Report) -> str:
    findings = gravest_first(report.findings)
    shown = sorted(findings[:MOST_FINDINGS], key=Finding.sort_key)
    cases = [*map(_of_finding, shown), *map(_of_problem, report.problems)]
    counts = {
        "name": "sharelint",
        "tests": str(max(len(cases), 1)),
        "failures": str(len(shown)),
        "errors": str(len(report.problems)),
    }
    document = ET.Element("testsuites", counts)
    suite = ET.SubElement(document, "testsuite", counts)
    suite.extend(cases or [ET.Element("testcase", {"classname": "sharelint", "name": summary(report)})])
    said = [summary(report)]
    if len(findings) > MOST_FINDINGS:
        said.append(left_out(len(findings) - MOST_FINDINGS, f"services take no more than {MOST_FINDINGS}"))
    ET.SubElement(suite, "system-out").text = "\n".join(said)
    ET.indent(document)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(document, encoding="unicode")}\n'


def _of_finding(finding: Finding) -> ET.Element:
    span = finding.place.span
    case = _case(finding.place.path, span.line, f"{finding.rule} at {span.line}:{span.column}")
    first, *rest = (cropped(_valid(visible(part)), _LONGEST_TEXT) for part in sentences(finding))
    failure = ET.SubElement(case, "failure", {"type": f"{finding.level.name}[{finding.rule}]", "message": first})
    failure.text = "\n".join([f"{case.attrib['file']}:{span.line}:{span.column}: {first}", *rest])
    return case


def _of_problem(problem: Problem) -> ET.Element:
    case = _case(problem.path, problem.line or 1, problem.trouble.value)
    text = cropped(_valid(trouble(problem)), _LONGEST_TEXT)
    ET.SubElement(case, "error", {"type": problem.trouble.value, "message": text})
    return case


def _case(path: str, line: int, name: str) -> ET.Element:
    file = _valid(visible(path))
    return ET.Element("testcase", {"classname": file, "name": name, "file": file, "line": str(line)})


def _valid(text: str) -> str:
    """What XML cannot hold even as a reference, and a terminal would show: U+FFFE and the like."""
    return _NOT_IN_XML.sub("\ufffd", text)
