"""Where each node of a tree stands in the text, as spans: 1-based lines, 1-based columns in code points.

`ast` counts columns in bytes of UTF-8, and knows no place of the names that a `def`, `class` or import binds; both are
looked up in the text.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from typing import Any

from sharelint.records import Span

LINE_END = re.compile(r"\r\n|\r|\n")  # Python reference, 2.1.2


class Positions:
    """Spans of the nodes of a tree of `text`."""

    def __init__(self, text: str) -> None:
        self.lines = LINE_END.split(text)
        self._plain = text.isascii()
        self._wide: dict[int, list[int]] = {}  # line -> byte offset of each byte that starts no character

    def span(self, node: Any) -> Span:
        if self._plain:
            return Span(node.lineno, node.col_offset + 1, node.end_lineno, node.end_col_offset + 1)
        return Span(*self.start(node), *self.end(node))

    def start(self, node: Any) -> tuple[int, int]:
        return node.lineno, self._column(node.lineno, node.col_offset)

    def end(self, node: Any) -> tuple[int, int]:
        return node.end_lineno, self._column(node.end_lineno, node.end_col_offset)

    def between(self, first: ast.AST, last: ast.AST | Span) -> Span:
        """From the start of a node to the end of another one, or of a span."""
        end = (last.end_line, last.end_column) if isinstance(last, Span) else self.end(last)
        return Span(*self.start(first), *end)

    def word(self, node: ast.AST, name: str) -> Span:
        """The first place of a name in the line in which a node starts, at or after it.

        The node itself if it is not there: written in a form that Python normalises (NFKC), or on another line.
        """
        line, column = self.start(node)
        found = re.compile(rf"\b{re.escape(name)}\b").search(self.lines[line - 1], column - 1)
        return Span(line, found.start() + 1, line, found.end() + 1) if found else self.span(node)

    def last_word(self, node: ast.AST, name: str) -> Span:
        """The name with which a node ends, as in `import a as b`; the node itself if it does not."""
        line, column = self.end(node)
        start = column - len(name)
        is_there = start > 0 and self.lines[line - 1].startswith(name, start - 1)
        return Span(line, start, line, column) if is_there else self.span(node)

    def starts_with(self, node: ast.AST, text: str) -> bool:
        line, column = self.start(node)
        return self.lines[line - 1].startswith(text, column - 1)

    def _column(self, line: int, offset: int) -> int:
        if self._plain or self.lines[line - 1].isascii():
            return offset + 1
        if line not in self._wide:
            raw = self.lines[line - 1].encode("utf-8", "replace")
            self._wide[line] = [index for index, byte in enumerate(raw) if 0x80 <= byte < 0xC0]
        return offset + 1 - bisect_right(self._wide[line], offset - 1)
