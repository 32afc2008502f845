"""Where results go: the terminal or pipe at stdout, and files.

A file appears whole or not at all. A reader that closes the pipe early (`| head -1`) ends the writing, not the run.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TextIO

from sharelint import signals


class WriteError(Exception):
    """The results cannot be put where they are wanted."""

    def __init__(self, where: str, error: OSError) -> None:
        super().__init__(f"cannot write {where}: {error.strerror or error}")


WIDTH = 100  # columns, where there is no terminal to ask


def wants_color(choice: str, environment: Mapping[str, str], stream: TextIO) -> bool:
    """Whether to write colors: `choice` is auto, always or never. See no-color.org and force-color.org."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return environment.get("TERM") != "dumb" and stream.isatty()


def width(stream: TextIO) -> int:
    """The width to write for, in terminal columns; the same everywhere if it is no terminal."""
    return shutil.get_terminal_size((WIDTH, 24)).columns if stream.isatty() else WIDTH


def to_stdout(text: str, *, exact: bool = False) -> None:
    """Write text. `exact` is for machines: UTF-8 and LF, whatever the terminal speaks."""
    try:
        if exact:
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode("utf-8"))
            sys.stdout.buffer.flush()
        else:
            encoding = sys.stdout.encoding or "utf-8"
            sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
            sys.stdout.flush()
    except OSError as error:
        leave_quietly(sys.stdout)
        if not isinstance(error, BrokenPipeError):
            raise WriteError("to stdout", error) from error


def leave_quietly(stream: TextIO) -> None:
    """What the interpreter still flushes at its end goes nowhere, instead of failing a second time."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def to_file(path: Path, text: str) -> None:
    """Replace the file's content at one stroke, UTF-8; when that fails, what was there stays."""
    try:
        if path.exists() and not path.is_file():  # /dev/stderr or a named pipe
            path.write_bytes(text.encode("utf-8"))
        else:
            target = Path(os.path.realpath(path))  # a link stays a link
            mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
            replace(target, [text.encode("utf-8")], mode)
    except OSError as error:
        raise WriteError(str(path), error) from error


def replace(path: Path, parts: Iterable[bytes], mode: int) -> None:
    """Make these bytes the file at `path`, in one step. Raises OSError; then what was there stays."""
    with signals.held():
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with open(descriptor, "wb") as stream:
                stream.writelines(parts)
            os.chmod(name, mode)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise


def _umask() -> int:
    mask = os.umask(0)  # there is no way to only ask
    os.umask(mask)
    return mask
