"""Text in, its syntax tree and comments out, or the Problem that there is none.

CPython's own parser reads a file ten times as fast as LibCST does, and refuses what LibCST 1.9 would crash on: a chain
of 12,000 `+` or 10,000 `elif` overflows its C stack, and it is quadratic in such depths. But it knows only the syntax
of the Python that runs. What it does not know goes to LibCST, which knows the syntax of every version, once a count of
brackets and links has bounded the depth; `newer` makes the same kind of tree of it.
"""

from __future__ import annotations

import ast
import re
import warnings

from msgspec import Struct

from sharelint.facts.comments import Written, written_in
from sharelint.facts.positions import LINE_END
from sharelint.records import TOO_DEEP, Problem, Source, Trouble

MAX_UNKNOWN_DEPTH = 100  # brackets, of text that only LibCST can parse
MAX_UNKNOWN_LINKS = 1000  # operators, dots or `elif`s, of such text
_BRACKET_OR_STRING = re.compile(
    r"""\#[^\r\n]*|'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*"|[(\[{}\])]""",
    re.DOTALL,
)
_LINK = re.compile(r"[-+*/%|&.]|\b(?:not|and|or|elif|lambda)\b")


class Parsed(Struct, frozen=True):
    tree: ast.Module
    comments: list[Written]


def parse(source: Source) -> Parsed | Problem:
    if "\0" in source.text:
        line = len(LINE_END.findall(source.text[: source.text.index("\0")])) + 1
        return Problem(source.path, Trouble.syntax, "not valid Python: a NUL byte", line)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in somebody's string is not our news
            return Parsed(ast.parse(source.text), written_in(source.text))
    except SyntaxError as error:
        line = error.lineno or 0
    except (RecursionError, MemoryError, ValueError):
        return Problem(source.path, Trouble.too_complex, TOO_DEEP)
    if _may_crash_libcst(source.text):
        return Problem(source.path, Trouble.too_complex, TOO_DEEP, line)
    return _by_libcst(source)


def _by_libcst(source: Source) -> Parsed | Problem:
    import libcst

    from sharelint.facts.newer import parse_newer

    try:
        return Parsed(*parse_newer(source.text))
    except libcst.ParserSyntaxError as error:
        return Problem(source.path, Trouble.syntax, "not valid Python", error.raw_line)
    except (SyntaxError, ValueError):  # a string or number, or blanks, that only Python would have refused
        return Problem(source.path, Trouble.syntax, "not valid Python")


def _may_crash_libcst(text: str) -> bool:
    depth = deepest = 0
    for token in _BRACKET_OR_STRING.finditer(text):
        if (character := token[0]) in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    longest = max((len(_LINK.findall(line)) for line in LINE_END.split(text)), default=0)
    return deepest > MAX_UNKNOWN_DEPTH or max(longest, text.count("elif ")) > MAX_UNKNOWN_LINKS
