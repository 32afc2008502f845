"""Keeps from LibCST what would crash or stall it. Text in, a Problem or None out.

LibCST 1.9 overflows the C stack on a chain of 12,000 `+` or 10,000 `elif` and is quadratic in such depths, where
CPython's own parser refuses or stays fast. So CPython's parser looks first. Its SyntaxError decides nothing, as the
file may use syntax newer than the running Python; then a count of brackets and links bounds the depth instead.
"""

from __future__ import annotations

import ast
import re
import warnings

from sharelint.facts.positions import LINE_END
from sharelint.records import Problem, Source, Trouble

MAX_DEPTH = 400  # nested expressions and statements; hand-written code stays below 50
MAX_LINKS = 1500  # operators, dots or `elif`s in one chain
_BRACKET_OR_STRING = re.compile(
    r"""\#[^\r\n]*|'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*"|[(\[{}\])]""",
    re.DOTALL,
)


def guard(source: Source) -> Problem | None:
    """A Problem if the text is too deep or CPython gives up on it, else None."""
    if "\0" in source.text:
        line = len(LINE_END.findall(source.text[: source.text.index("\0")])) + 1
        return Problem(source.path, Trouble.syntax, "not valid Python: a NUL byte", line)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.text)
    except SyntaxError as error:
        return _guard_by_text(source, error.lineno or 0)
    except (RecursionError, MemoryError, ValueError):
        return Problem(source.path, Trouble.too_complex, "nested too deeply to be analysed")
    line = _too_deep(tree)
    return Problem(source.path, Trouble.too_complex, "nested too deeply to be analysed", line) if line else None


def _too_deep(tree: ast.Module) -> int:
    """The line at which the tree exceeds MAX_DEPTH, 0 if it does not."""
    level: list[ast.AST] = [tree]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return 0
    return max(getattr(node, "lineno", 1) for node in level)


def _guard_by_text(source: Source, line: int) -> Problem | None:
    depth = deepest = 0
    for token in _BRACKET_OR_STRING.finditer(source.text):
        if (character := token[0]) in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    longest = max((line.count("+") + line.count(".") for line in source.text.splitlines()), default=0)
    if deepest > 200 or longest > MAX_LINKS or source.text.count("elif ") > MAX_LINKS:
        return Problem(source.path, Trouble.too_complex, "nested too deeply to be analysed", line)
    return None
