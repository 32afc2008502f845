"""How deep a text may be nested, so that nothing that goes down into it runs out of stack."""

from __future__ import annotations

MAX_DEPTH = 200  # nested expressions and statements; hand-written code stays below 50
MAX_LINKS = 400  # operators, calls or attributes in one chain


class TooDeepError(Exception):
    """A tree is nested deeper than MAX_DEPTH, or has a chain longer than MAX_LINKS, at `line` (1-based)."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line
