"""How the tests of this folder read code, and text back from a span."""

from __future__ import annotations

import re

from sharelint.code import Facts
from sharelint.facts import extract
from sharelint.records import Source, Span


def facts_of(text: str) -> Facts:
    result = extract(Source("code.py", text, text.encode()))
    assert isinstance(result, Facts), result
    return result


def slice_of(text: str, span: Span) -> str:
    """The characters that a span covers; lines end as Python's do."""
    starts = [0, *(end.end() for end in re.finditer(r"\r\n|\r|\n", text))]
    return text[starts[span.line - 1] + span.column - 1 : starts[span.end_line - 1] + span.end_column - 1]
