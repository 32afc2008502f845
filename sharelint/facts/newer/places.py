"""Where each node of a LibCST tree stands in the text, as `ast` says it: 1-based lines, columns in bytes of UTF-8.

LibCST's own PositionProvider costs twice as much as parsing. Writing the code out once and counting characters gives
the same answer for a third of it; `CodegenState` is the interface by which LibCST's provider does the same.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, TypeVar

from sharelint.facts.comments import Written
from sharelint.facts.positions import LINE_END

if TYPE_CHECKING:
    import ast

    import libcst as cst

    Placed = TypeVar("Placed", bound=ast.AST)

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


class Places:
    """The places of the nodes of `module`, and its comments.

    `text` is the exact text that was parsed; `removed` says how many characters were taken from the start of which
    line before that. Raises ValueError if the tree does not write out to that length, which would mean that no place
    can be trusted.
    """

    def __init__(self, module: cst.Module, text: str, removed: dict[int, int]) -> None:
        self._offsets, comments, length = _written_out(module)
        # LibCST does not count a CR at the very end as a line end.
        lost = text.endswith("\r") and not module.has_trailing_newline
        if length + lost != len(text):
            raise ValueError(f"LibCST read {len(text)} characters and wrote {length}")
        self._text = text
        self._starts = [0, *(end.end() for end in LINE_END.finditer(text))]
        self._removed = removed
        self.comments: list[Written] = []
        for offset, comment in comments:
            line = self._line(offset)
            column = offset - self._starts[line - 1] + 1 + removed.get(line, 0)
            self.comments.append((line, column, comment))

    def put(self, new: Placed, first: cst.CSTNode, last: cst.CSTNode | None = None) -> Placed:
        """`new`, placed where the node `first` stands, or from there to the end of `last`."""
        place: Any = new
        place.lineno, place.col_offset = self._at(self._offsets[id(first)][0])
        place.end_lineno, place.end_col_offset = self._at(self._offsets[id(last or first)][1])
        return new

    def _at(self, offset: int) -> tuple[int, int]:
        line = self._line(offset)
        before = self._text[self._starts[line - 1] : offset]
        return line, len(before.encode("utf-8", "replace")) + self._removed.get(line, 0)

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset)


def _written_out(module: cst.Module) -> tuple[dict[int, tuple[int, int]], list[tuple[int, str]], int]:
    """First offset of each node and the one after its last character, by identity; the comments; the whole length."""
    from libcst import Comment, LeftParen, RightParen
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
            elif node.__class__ is LeftParen:
                offsets[id(node)] = (self.offset, self.offset + 1)

        def after_codegen(self, node: cst.CSTNode) -> None:
            if node.__class__ is RightParen:
                offsets[id(node)] = (self.offset - 1, self.offset)

        def record_syntactic_position(self, node: cst.CSTNode, **_: object) -> Any:
            return Recording(node)

    state = Counting(module.default_indent, module.default_newline)
    module._codegen(state)  # noqa: SLF001 - as LibCST's own provider does; there is no public way
    return offsets, comments, state.offset
