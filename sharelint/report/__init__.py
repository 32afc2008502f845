"""From a Report to text: one module a format, each with a pure `render`. They see records only."""

from __future__ import annotations

import importlib

from sharelint.records import Report

FORMATS = {  # what users write -> module here
    "text": "text",
    "concise": "concise",
    "sarif": "sarif",
    "json": "json",
    "github": "github",
    "markdown": "markdown",
    "gitlab": "gitlab",
    "junit": "junit",
    "rdjson": "rdjson",
    "html": "html",
    "mermaid": "mermaid",
}


def render(format: str, report: Report, *, color: bool = False, width: int = 100) -> str:
    """The report in one of FORMATS, with a line end after its last line.

    `color` and `width` (in terminal cells) matter to formats for people only.
    """
    module = importlib.import_module(f"{__name__}.{FORMATS[format]}")
    if format == "text":
        text: str = module.render(report, color=color, width=width)
    else:
        text = module.render(report)
    return text
