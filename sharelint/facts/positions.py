"""Where each node of a LibCST tree stands in the text.

LibCST's own PositionProvider costs twice as much as parsing. Writing the code out once and counting characters gives
the same answer for a third of it; `CodegenState` is the interface by which LibCST's provider does the same.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from sharelint.records import Span

if TYPE_CHECKING:
    import libcst as cst

LINE_END = re.compile(r"\r\n|\r|\n")


class Lines:
    """Turns character offsets into lines and columns (1-based, code points)."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(end.end() for end in LINE_END.finditer(text))]

    def at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        return Span(*self.at(start), *self.at(end))


class Positions:
    """Spans of the nodes of `module`, by identity, and its comments with their offsets.

    `text` is the exact text that was parsed. Raises ValueError if the tree does not write out to that length, which
    would mean that no span can be trusted.
    """

    def __init__(self, module: cst.Module, text: str) -> None:
        self._offsets, self.comments, length = _write_out(module)
        if length != len(text):
            raise ValueError(f"LibCST read {len(text)} characters and wrote {length}")
        self.lines = Lines(text)

    def offsets(self, node: cst.CSTNode) -> tuple[int, int]:
        """First offset of the node, and the one after its last character; parentheses around it do not count."""
        return self._offsets[id(node)]

    def span(self, node: cst.CSTNode) -> Span:
        return self.lines.span(*self._offsets[id(node)])

    def between(self, first: cst.CSTNode, last: cst.CSTNode) -> Span:
        return self.lines.span(self._offsets[id(first)][0], self._offsets[id(last)][1])


def _write_out(module: cst.Module) -> tuple[dict[int, tuple[int, int]], list[tuple[int, str]], int]:
    from libcst import Comment
    from libcst._nodes.internal import CodegenState

    offsets: dict[int, tuple[int, int]] = {}
    comments: list[tuple[int, str]] = []

    class Recording:
        __slots__ = ("node", "start")

        def __init__(self, node: cst.CSTNode) -> None:
            self.node = node

        def __enter__(self) -> None:
            self.start = state.offset

        def __exit__(self, *_: object) -> None:
            offsets[id(self.node)] = (self.start, state.offset)

    class Counting(CodegenState):
        offset = 0
        last = 0

        def add_token(self, value: str) -> None:
            if not self.tokens:
                self.tokens.append("")  # Module asks only whether anything was written
            self.last = len(value)
            self.offset += self.last

        def add_indent_tokens(self) -> None:
            for token in self.indent_tokens:
                self.offset += len(token)

        def pop_trailing_newline(self) -> None:
            self.offset -= self.last

        def before_codegen(self, node: cst.CSTNode) -> None:
            if node.__class__ is Comment:
                comments.append((self.offset, node.value))

        def record_syntactic_position(self, node: cst.CSTNode, **_: object) -> Any:
            return Recording(node)

    state = Counting(module.default_indent, module.default_newline)
    module._codegen(state)  # noqa: SLF001 - as LibCST's own provider does; there is no public way
    return offsets, comments, state.offset
