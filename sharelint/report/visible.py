"""Foreign text made safe to show: what a terminal would obey or hide is written as its Python escape.

File names, source lines and the messages that quote them may hold ANSI sequences, bidirectional marks (CVE-2021-42574),
line ends and lone surrogates. Backslashes stay as they are, so the result is for reading, not for parsing back.
"""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # control, format, surrogate, line and paragraph separator
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str) -> str:
    """`text` on one line, with every character that acts instead of showing written as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(visible_character, text))


def visible_character(character: str) -> str:
    if unicodedata.category(character) not in _HIDDEN:
        return character
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def inert(line: str) -> str:
    """A line that the log of GitHub Actions obeys nothing of: a command is `::` at its start, or `##[` anywhere in it.

    A path at the start of the line still names its file.
    """
    return re.sub(r"^(?=\s*::)", "./", line).replace("##[", "## [")


def storable(text: str) -> str:
    """`text` as it is, but for lone surrogates (bytes of a file name that are no UTF-8), which JSON readers refuse."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
