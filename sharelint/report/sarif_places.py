"""Places in files as SARIF objects: artifacts, regions with UTF-16 columns, locations, code flows.

`Files` is what all of them need to know about the files of a report; it is worked out once for a document.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from sharelint.records import Finding, Place, Report, Source, Span
from sharelint.report.lines import body, excerpt, split_lines, utf16_column
from sharelint.report.uris import is_outside, uri
from sharelint.report.visible import visible

Json = dict[str, object]

ROOT = "%SRCROOT%"  # the name GitHub knows for the repository's root
_CONTEXT = 2  # lines before and after a finding
_LONGEST_SNIPPET = 4000  # characters; generated code has lines of megabytes
_MOST_STEPS = 1000  # of a code flow: what GitHub shows


class Files(Struct, frozen=True):
    """The files that a document names: their index in `artifacts`, and their lines where the source is known."""

    index: dict[str, int]
    lines: dict[str, list[str]]
    sources: dict[str, Source]


def files_of(report: Report, findings: Sequence[Finding]) -> Files:
    """The files of these findings and of the report's problems."""
    places = [place for finding in findings for place in (finding.place, *finding.related, *finding.trail)]
    paths = sorted({place.path for place in places} | {problem.path for problem in report.problems})
    sources = {path: report.sources[path] for path in paths if path in report.sources}
    lines = {path: split_lines(source.text) for path, source in sources.items()}
    return Files(index={path: index for index, path in enumerate(paths)}, lines=lines, sources=sources)


def artifacts(files: Files) -> list[Json]:
    return [
        {
            "location": artifact_location(path, files),
            "sourceLanguage": "python",
            **({"length": len(files.sources[path].raw)} if path in files.sources else {}),
        }
        for path in files.index
    ]


def artifact_location(path: str, files: Files) -> Json:
    base: Json = {} if is_outside(path) else {"uriBaseId": ROOT}
    return {"uri": uri(path), **base, "index": files.index[path]}


def location(place: Place, files: Files, *, snippet: bool = True, context: bool = False) -> Json:
    """A location with a region; its message is the place's label, if it has one."""
    lines = files.lines.get(place.path, [])
    physical: Json = {
        "artifactLocation": artifact_location(place.path, files),
        "region": _region(place.span, lines, snippet),
    }
    around = _context_region(place.span, lines) if context else None
    if around:
        physical["contextRegion"] = around
    message: Json = {"message": {"text": plain(place.label)}} if place.label else {}
    return {"physicalLocation": physical, **message}


def code_flow(finding: Finding, files: Files, *, snippet: bool) -> Json:
    """The way of the value as steps, the last of which is the finding's own place."""
    steps = [place for place in finding.trail if (place.path, place.span) != (finding.place.path, finding.place.span)]
    ending = Place(finding.place.path, finding.place.span, finding.place.label or "is used here")
    steps = [*steps[: _MOST_STEPS - 1], ending]
    return {
        "message": {"text": "The way of the value to the place where it is used."},
        "threadFlows": [
            {
                "locations": [
                    {
                        "executionOrder": number,
                        "importance": "essential" if number in (1, len(steps)) else "important",
                        "location": location(_labelled(place), files, snippet=snippet),
                    }
                    for number, place in enumerate(steps, start=1)
                ]
            }
        ],
    }


def _labelled(place: Place) -> Place:
    return place if place.label else Place(place.path, place.span, "passes here")


def _region(span: Span, lines: list[str], snippet: bool) -> Json:
    region: Json = {
        "startLine": span.line,
        "startColumn": utf16_column(lines, span.line, span.column),
        "endLine": span.end_line,
        "endColumn": utf16_column(lines, span.end_line, span.end_column),
    }
    return region | _snippet(excerpt(lines, span)) if snippet else region


def _context_region(span: Span, lines: list[str]) -> Json | None:
    """The lines around a span, without the last line end; None if that is no more than the span itself."""
    first = max(span.line - _CONTEXT, 1)
    last = min(span.end_line + _CONTEXT, len(lines))
    if last > first and not lines[last - 1]:
        last -= 1  # the empty line after the last line end is none that an editor numbers
    if last < span.end_line:
        return None
    around = Span(first, 1, last, len(body(lines[last - 1])) + 1)
    text = excerpt(lines, around)
    if around == span or len(text) > _LONGEST_SNIPPET:
        return None
    return {"startLine": first, "endLine": last, **_snippet(text)}


def _snippet(text: str) -> Json:
    if not text or len(text) > _LONGEST_SNIPPET:
        return {}
    # A codec such as unicode_escape can leave lone surrogates in a text; a UTF-8 document cannot hold them.
    return {"snippet": {"text": text.encode("utf-8", "replace").decode("utf-8")}}


def plain(text: str) -> str:
    """Text for a SARIF message, with nothing in it that reads as an embedded link (SARIF 2.1.0, 3.11.6)."""
    pieces = visible(text).split("](")
    return "\\](".join([piece.replace("[", "\\[") for piece in pieces[:-1]] + pieces[-1:])
