"""SARIF 2.1.0 as GitHub code scanning reads it. In goes a Report, out comes a JSON text in ASCII.

The same report gives the same bytes: no times, no paths of this machine. Findings that are suppressed, hidden, in the
baseline or untouched are left out, because GitHub opens an alert for every result: it reads neither `suppressions` nor
`baselineState`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache

import msgspec

from sharelint import __version__
from sharelint.records import Finding, Level, Report, Rule, Trouble
from sharelint.report.fingerprints import column_fingerprint, finding_fingerprint, line_hash
from sharelint.report.lines import excerpt
from sharelint.report.sarif_places import (
    ROOT,
    Files,
    Json,
    artifact_location,
    artifacts,
    code_flow,
    files_of,
    location,
    plain,
)
from sharelint.report.sentences import HOME, cropped, rule_page, sentence, sentences
from sharelint.report.summary import gravest_first
from sharelint.report.visible import visible

MOST_RESULTS = 25_000  # a file with more is refused
MOST_DETAILED_RESULTS = 5_000  # GitHub shows no more; beyond, the file has to stay below 10 MB when compressed
_MOST_RELATED = 100  # places of a result that GitHub shows
_LONGEST_DESCRIPTION = 1024  # UTF-16 code units
_SEVERITIES = {Level.error: "error", Level.warning: "warning", Level.note: "recommendation"}

# What notifications are about: identifier -> (short description, what to do).
_NOTIFICATIONS = {
    Trouble.unreadable.value: ("A file could not be read.", "Check that it exists and that its permissions allow it."),
    Trouble.undecodable.value: (
        "A file is not in its encoding.",
        "Save it as UTF-8, or declare its encoding (PEP 263).",
    ),
    Trouble.syntax.value: ("A file is not valid Python.", "Correct it, or exclude it in the configuration."),
    Trouble.too_complex.value: (
        "A file is too large, too deeply nested or takes too long.",
        "Exclude it if it is generated; else simplify it, or raise the limit that the message names.",
    ),
    Trouble.internal.value: ("sharelint failed on a file.", f"Please report it at {HOME}/issues."),
    "too-many-results": ("Results were left out.", "Correct the findings of the highest level first, or select rules."),
}


def render(report: Report) -> str:
    findings = gravest_first(report.findings)
    shown = findings[:MOST_RESULTS]
    files = files_of(report, shown)
    run = {
        "tool": {"driver": _driver(report)},
        "automationDetails": {"id": "sharelint/"},
        "columnKind": "utf16CodeUnits",
        "defaultEncoding": "utf-8",
        "defaultSourceLanguage": "python",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {ROOT: {"description": {"text": "Root of the analysed repository."}}},
        "artifacts": artifacts(files),
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": _notifications(report, files, len(findings) - len(shown)),
            }
        ],
        "results": _results(shown, report, files),
    }
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(json.dumps(document), indent=1) + "\n"


def _driver(report: Report) -> Json:
    return {
        "name": "sharelint",
        "organization": "share-nothing-lint",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": HOME,
        "rules": [_rule(rule) for rule in report.rules],
        "notifications": [
            {
                "id": identifier,
                "name": _pascal(identifier),
                "shortDescription": {"text": short},
                "fullDescription": {"text": f"{short} {remedy}"},
                "help": {"text": remedy},
            }
            for identifier, (short, remedy) in _NOTIFICATIONS.items()
        ],
    }


def _rule(rule: Rule) -> Json:
    page = rule.page or rule.title
    return {
        "id": rule.name,
        "name": _pascal(f"{rule.family}-{rule.name}"),  # with the family: a name may not equal its id
        "shortDescription": {"text": cropped(sentence(rule.title), _LONGEST_DESCRIPTION)},
        "fullDescription": {"text": cropped(sentence(rule.why or rule.title), _LONGEST_DESCRIPTION)},
        "help": {"text": page, "markdown": page},
        "helpUri": rule_page(rule.family, rule.name),
        "defaultConfiguration": {"level": rule.impact.name},
        "properties": {
            "tags": ["share-nothing", rule.family],
            "precision": rule.confidence,
            "problem.severity": _SEVERITIES[rule.impact],
            "kind": rule.name,
        },
    }


def _notifications(report: Report, files: Files, left_out: int) -> list[Json]:
    notifications: list[Json] = []
    if left_out:
        text = f"{left_out} results were left out: GitHub takes no more than {MOST_RESULTS}."
        notifications.append(_notification("too-many-results", "warning", text))
    for problem in report.problems:
        line = f"line {problem.line}: " if problem.line else ""
        level = "error" if problem.trouble is Trouble.internal else "warning"
        region: Json = {"region": {"startLine": problem.line}} if problem.line else {}
        place = {"artifactLocation": artifact_location(problem.path, files), **region}
        notifications.append(
            _notification(problem.trouble.value, level, f"{problem.path}: {line}{problem.message}")
            | {"locations": [{"physicalLocation": place}]}
        )
    return notifications


def _notification(identifier: str, level: str, text: str) -> Json:
    index = list(_NOTIFICATIONS).index(identifier)
    return {"level": level, "descriptor": {"id": identifier, "index": index}, "message": {"text": plain(text)}}


def _results(findings: list[Finding], report: Report, files: Files) -> list[Json]:
    rules = {rule.name: index for index, rule in enumerate(report.rules)}
    detailed = len(findings) <= MOST_DETAILED_RESULTS

    @cache
    def hashes(path: str) -> Callable[[int], str]:
        return line_hash(files.sources[path].raw)

    results: list[Json] = []
    for finding in findings:
        path = finding.place.path
        related = finding.related[:_MOST_RELATED]
        result: Json = {"ruleId": finding.rule}
        if finding.rule in rules:
            result["ruleIndex"] = rules[finding.rule]
        result |= {
            "level": finding.level.name,
            "kind": "fail",
            "message": {"text": _message(finding)},
            "locations": [
                location(finding.place, files, context=detailed) | _logical_locations(finding.symbol),
            ],
        }
        if related:
            result["relatedLocations"] = [
                {"id": number, **location(place, files, snippet=detailed)}
                for number, place in enumerate(related, start=1)
            ]
        if path in files.sources:
            result["partialFingerprints"] = _fingerprints(finding, files.lines[path], hashes(path))
        if finding.trail:
            result["codeFlows"] = [code_flow(finding, files, snippet=detailed)]
        results.append(result)
    return results


def _logical_locations(symbol: str) -> Json:
    if not symbol:
        return {}
    name = visible(symbol)
    return {"logicalLocations": [{"name": name.rpartition(".")[2], "fullyQualifiedName": name}]}


def _message(finding: Finding) -> str:
    """Sentences, the first of which says it all: GitHub shows only that one where space is short.

    Related places are shown only where the text links to them by number.
    """
    parts = [plain(part) for part in sentences(finding)]
    links = [_link(place.label, number) for number, place in enumerate(finding.related[:_MOST_RELATED], start=1)]
    if links:
        parts.append(f"See {', '.join(links)}.")
    return " ".join(parts)


def _link(label: str, number: int) -> str:
    text = re.sub(r"([\[\]\\])", r"\\\1", visible(label or "here"))
    return f"[{text}]({number})"


def _fingerprints(finding: Finding, lines: list[str], hash_of: Callable[[int], str]) -> Json:
    span = finding.place.span
    fingerprints: Json = {}
    if line := hash_of(span.line):
        fingerprints["primaryLocationLineHash"] = line
    if span.line <= len(lines):
        fingerprints["primaryLocationStartColumnFingerprint"] = column_fingerprint(lines[span.line - 1], span.column)
    return fingerprints | {"sharelint/v1": finding_fingerprint(finding, excerpt(lines, span))}


def _pascal(name: str) -> str:
    return "".join(word.capitalize() for word in re.findall(r"[A-Za-z0-9]+", name))
