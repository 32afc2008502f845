"""Values that recognise a finding when the lines around it move.

`line_hash` is GitHub's `primaryLocationLineHash`, bit for bit: code scanning computes it itself when a report has none,
and warns when a report has another.
"""

from __future__ import annotations

import hashlib
import re
import tokenize
from collections.abc import Callable
from contextlib import suppress
from itertools import chain, islice

from sharelint.records import Finding, Span
from sharelint.report.lines import body, excerpt, utf16_length

_WINDOW = 100  # UTF-16 code units that the hash of a line covers
_UNIT = 2  # bytes
_MODULUS = 1 << 64

_FORMATTING = re.compile(r"[\s\\()'\",]")  # what a formatter adds, drops or replaces


def line_hash(raw: bytes) -> Callable[[int], str]:
    """A function from the 1-based lines of a file with these bytes to GitHub's hash of each; "" for lines beyond.

    The hash covers the first 100 UTF-16 code units from the line's first on, so it reaches into the lines below.
    Blanks do not count and all line ends are alike. The end of the file is the unit 65535, and zeros follow it.
    The number behind the colon counts the lines with the same hash so far.
    """
    text = re.sub(r"\r\n|\r", "\n", raw.decode("utf-8", errors="replace"))
    text = re.sub(r"[ \t]", "", text)
    units = (text + "\uffff").encode("utf-16-le") + bytes(_WINDOW * _UNIT)
    windows: list[bytes] = []
    start = 0
    for line in text.split("\n"):
        windows.append(units[start : start + _WINDOW * _UNIT])
        start += (utf16_length(line) + 1) * _UNIT

    def hash_of(line: int) -> str:
        if line > len(windows):
            return ""
        window = windows[line - 1]
        return f"{_polynomial(window):x}:{windows[:line].count(window)}"

    return hash_of


def _polynomial(window: bytes) -> int:
    value = 0
    for index in range(0, len(window), _UNIT):
        value = (value * 37 + int.from_bytes(window[index : index + _UNIT], "little")) % _MODULUS
    return value


def column_fingerprint(line: str, column: int) -> str:
    """CodeQL's `primaryLocationStartColumnFingerprint`: how many UTF-16 code units lie between indentation and column.

    `column` is 1-based and counts code points. It tells two results on one line apart, whatever the indentation.
    """
    text = body(line)
    indentation = len(text) - len(text.lstrip())
    return str(utf16_length(text[: column - 1]) - indentation)


def finding_fingerprint(finding: Finding, code: str) -> str:
    """16 hexadecimal digits that stay when a finding moves within its function. `code` is the text of its place."""
    return _digest(finding.rule, finding.place.path, finding.symbol, "".join(code.split()), finding.target)


def moving_fingerprint(finding: Finding, lines: list[str]) -> str:
    """The same, but it also stays when the code is formatted anew or its file gets another name.

    `lines` are those of the finding's file.
    """
    symbol, target = (name_within(finding.place.path, name) for name in (finding.symbol, finding.target))
    code = excerpt(lines, primary(finding.place.span, lines))
    return _digest(finding.rule, symbol, _FORMATTING.sub("", code), target)


def primary(span: Span, lines: list[str]) -> Span:
    """The longest chain of names, calls and subscripts that starts where `span` does.

    Of what stands on several lines, a finding's place has the beginning only, such as `Manager` of `Manager(…)`. How
    many lines these are is up to a formatter, so where the place ends does not count.
    """
    if span.line > len(lines):
        return span
    # Behind an open bracket, neither line ends nor indentation mean anything to the tokenizer.
    rest = chain(["(" + lines[span.line - 1][span.column - 1 :]], islice(lines, span.line, None))
    end, depth, previous = (span.line, span.column), 0, ""
    with suppress(SyntaxError, tokenize.TokenError):  # the end of the file, or code of a newer Python
        for token in islice(tokenize.generate_tokens(lambda: next(rest, "")), 1, None):
            if token.type in (tokenize.NL, tokenize.COMMENT):
                continue
            goes_on = depth or not previous or previous == "." or token.string in (".", "(", "[")
            depth += _nesting(token)
            if depth < 0 or not goes_on:
                break
            end, previous = _position(token.end, span), token.string
    return Span(span.line, span.column, *end)


def _position(position: tuple[int, int], span: Span) -> tuple[int, int]:
    """The 1-based line and column of a tokenizer's position in the text that starts with a bracket, then `span`."""
    row, column = position
    return row + span.line - 1, column + (span.column - 1 if row == 1 else 1)


def _nesting(token: tokenize.TokenInfo) -> int:
    """1 for what opens, -1 for what closes; from Python 3.12 on, f-strings do so as well."""
    kind = tokenize.tok_name[token.type]
    if kind == "OP":
        return (token.string in "([{") - (token.string in ")]}")
    return kind.endswith("STRING_START") - kind.endswith("STRING_END")


def name_within(path: str, name: str) -> str:
    """A qualified name without that of the module in the file `path`; as it is if it is of another one.

    `orders.app.views.index` in `src/orders/app/views.py` is `index`; which folders are packages is not asked.
    """
    parts = re.sub(r"(/__init__)?\.pyw?$", "", path).split("/")
    modules = (".".join(parts[start:]) for start in range(len(parts)))
    module = next((module for module in modules if f"{name}.".startswith(f"{module}.")), None)
    return name if module is None else name[len(module) + 1 :]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
