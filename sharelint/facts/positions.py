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
BLANKS = re.compile(r"^[ \t]+(?=[\r\n]|\Z)", re.MULTILINE)  # all that a line has
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def without_leading_form_feeds(text: str) -> tuple[str, dict[int, int]]:
    """The text without form feeds before code, which Python ignores and LibCST loses; and how many, by line."""
    if "\f" not in text:
        return text, {}
    removed: dict[int, int] = {}
    kept = []
    for number, line in enumerate(_LINE.findall(text), 1):
        code = line.lstrip("\f")
        if code != line and code.strip():
            removed[number] = len(line) - len(code)
        kept.append(code if number in removed else line)
    return "".join(kept), removed


class Lines:
    """Turns character offsets into lines and columns (1-based, code points).

    `removed` says how many characters were taken from the start of which line before parsing.
    """

    def __init__(self, text: str, removed: dict[int, int]) -> None:
        self.starts = [0, *(end.end() for end in LINE_END.finditer(text))]
        self.removed = removed

    def at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1 + self.removed.get(line, 0)

    def span(self, start: int, end: int) -> Span:
        return Span(*self.at(start), *self.at(end))


class Positions:
    """Spans of the nodes of `module`, by identity, and its comments with their offsets.

    `text` is the exact text that was parsed, `removed` as for Lines. Raises ValueError if the tree does not write out
    to that length, which would mean that no span can be trusted.
    """

    def __init__(self, module: cst.Module, text: str, removed: dict[int, int]) -> None:
        self._offsets, self.comments, length = _write_out(module)
        # LibCST does not count a CR at the very end as a line end.
        lost = text.endswith("\r") and not module.has_trailing_newline
        if length + lost != len(text):
            raise ValueError(f"LibCST read {len(text)} characters and wrote {length}")
        self.text = text
        self.lines = Lines(text, removed)

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
