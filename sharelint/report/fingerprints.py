"""Values that recognise a finding when the lines around it move.

`line_hash` is GitHub's `primaryLocationLineHash`, bit for bit: code scanning computes it itself when a report has none,
and warns when a report has another.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from sharelint.records import Finding
from sharelint.report.lines import body, utf16_length

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


def finding_fingerprint(finding: Finding, excerpt: str) -> str:
    """16 hexadecimal digits that stay when a finding moves within its function. `excerpt` is the text of its place."""
    return _digest(finding.rule, finding.place.path, finding.symbol, "".join(excerpt.split()), finding.target)


def moving_fingerprint(finding: Finding, excerpt: str) -> str:
    """The same, but it also stays when the code is formatted anew, or its file gets another name."""
    symbol, target = (name_within(finding.place.path, name) for name in (finding.symbol, finding.target))
    return _digest(finding.rule, symbol, _FORMATTING.sub("", excerpt), target)


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
