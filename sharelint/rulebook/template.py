"""Templates of what a finding says: text with placeholders such as `{call}` and `{name|shared_state}`.

In comes the text of a page's `message`, `breaks`, `use` or `code`, out goes the same with the user's own names in it.
A placeholder's words after `|` are used when its value is not known. `{{` and `}}` are literal braces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

PLACEHOLDERS = frozenset({"call", "env", "host", "key", "made", "name", "path", "port", "queue", "url", "value"})

_PART = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}|]*)(?:\|(?P<fallback>[^{}]*))?\}")


def fill(template: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; one without value and fallback becomes three dots."""

    def replacement(part: re.Match[str]) -> str:
        name = part["name"]
        if name is None:
            return part[0][0]
        return values.get(name) or part["fallback"] or "..."

    return _PART.sub(replacement, template)


def unknown_placeholders(template: str) -> Iterator[str]:
    """The placeholders that no finding ever has a value for."""
    for part in _PART.finditer(template):
        if part["name"] is not None and part["name"] not in PLACEHOLDERS:
            yield part["name"]
