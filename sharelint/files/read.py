"""The bytes of a file, to the text that Python sees in them: a `Source`, or the `Problem` that there is none.

The encoding is found as Python finds it: a byte order mark, a coding line in the first two lines (PEP 263), else UTF-8.
Line ends stay as they are.
"""

from __future__ import annotations

import os
import re
import stat
import tokenize

from sharelint.files.discover import File
from sharelint.records import Limits, Problem, Source, Trouble

MAX_SIZE = Limits().size  # bytes

_BOM = b"\xef\xbb\xbf"
_FIRST_LINES = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LINE_END = re.compile(rb"\r\n|\r|\n")


def read(file: File, max_size: int = MAX_SIZE) -> Source | Problem:
    """`max_size` is in bytes."""
    try:
        with open(file.absolute, "rb", opener=_without_waiting) as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                return Problem(file.path, Trouble.unreadable, "not a regular file")
            raw = stream.read(max_size + 1)
    except OSError as error:
        return Problem(file.path, Trouble.unreadable, error.strerror or str(error))
    return decode(file.path, raw, max_size)


def _without_waiting(path: str, flags: int) -> int:
    """Since it was found, a file may have become a pipe that nobody writes to."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def decode(path: str, raw: bytes, max_size: int = MAX_SIZE) -> Source | Problem:
    """The text of a file's bytes; `path` is as reported, `max_size` in bytes."""
    if len(raw) > max_size:
        message = f"larger than {max_size / 1_000_000:g} MB, the limit set by max-file-size"
        return Problem(path, Trouble.too_complex, message)
    text = raw.removeprefix(_BOM)
    try:
        encoding = _encoding(raw)
    except SyntaxError as error:
        return Problem(path, Trouble.undecodable, f"the coding line cannot be used: {error}", _coding_line(raw))
    nul = text.find(b"\0")
    if nul >= 0:
        hint = "; it looks like UTF-16" if text.startswith((b"\xff\xfe", b"\xfe\xff")) else ""
        return Problem(path, Trouble.undecodable, f"a NUL byte: this is not Python source{hint}", _line(text, nul))
    try:
        return Source(path, text.decode(encoding), raw)
    except UnicodeDecodeError as error:
        byte = f"byte 0x{text[error.start]:02x} is not {encoding}"
        hint = "" if encoding != "utf-8" else ", and no coding line says what else it is"
        return Problem(path, Trouble.undecodable, byte + hint, _line(text, error.start))
    except (UnicodeError, LookupError) as error:  # a codec that is not for text, such as hex
        return Problem(path, Trouble.undecodable, f"the coding line cannot be used: {error}", _coding_line(raw))


def _encoding(raw: bytes) -> str:
    """The codec's name, without regard to a byte order mark. A SyntaxError says what is wrong with the coding line."""
    first = _FIRST_LINES.match(raw)
    head = first[0] if first else b""
    # A coding line may itself hold bytes of the encoding it names; tokenize refuses them, Python does not.
    plain = _BOM * head.startswith(_BOM) + re.sub(rb"[\x80-\xff]", b"?", head.removeprefix(_BOM))
    lines = iter(plain.splitlines(keepends=True))
    encoding, _ = tokenize.detect_encoding(lambda: next(lines, b""))
    return encoding.removesuffix("-sig")


def _coding_line(raw: bytes) -> int:
    """The 1-based line of the coding line."""
    return 1 if b"coding" in _LINE_END.split(raw, 1)[0] else 2


def _line(raw: bytes, offset: int) -> int:
    """The 1-based line of a byte."""
    return len(_LINE_END.findall(raw, 0, offset)) + 1
