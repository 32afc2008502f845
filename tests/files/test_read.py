"""From bytes to the text that Python sees in them, or to the reason why there is none."""

from __future__ import annotations

import ast
import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharelint.files.discover import File
from sharelint.files.read import MAX_SIZE, decode, read
from sharelint.records import Problem, Source, Trouble


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", ""),
        (b"x = 1", "x = 1"),
        (b"a = 1\r\nb = 2\rc = 3\n", "a = 1\r\nb = 2\rc = 3\n"),
        ("s = 'é𝒳'\n".encode(), "s = 'é𝒳'\n"),
        (b"\xef\xbb\xbfs = '\xc3\xa9'\n", "s = 'é'\n"),
        (b"\xef\xbb\xbf# coding: utf-8\n", "# coding: utf-8\n"),
        (b"# -*- coding: latin-1 -*-\ns = '\xe9'\n", "# -*- coding: latin-1 -*-\ns = 'é'\n"),
        (
            b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n\x80\n",
            "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n€\n",
        ),
        (b"# coding: latin-1, ol\xe9\n", "# coding: latin-1, olé\n"),
        (b"# \xe9\n# coding: latin-1\n", "# é\n# coding: latin-1\n"),
        (b"#\r# coding: latin-1\r\xe9\r", "#\r# coding: latin-1\ré\r"),
        (b"# coding: shift_jis\ns = '\x82\xa0'\n", "# coding: shift_jis\ns = 'あ'\n"),
        (b"x = 1\n# coding: latin-1\n", "x = 1\n# coding: latin-1\n"),
        (b"a\x0cb\xe2\x80\xa8c\n", "a\x0cb\u2028c\n"),
    ],
)
def test_the_encoding_is_found_as_python_finds_it(raw: bytes, text: str) -> None:
    assert decode("a.py", raw) == Source("a.py", text, raw)


@pytest.mark.parametrize(
    ("raw", "line", "message"),
    [
        (b"a = 1\r\nb = 2\rc = '\xe9'\n", 3, "byte 0xe9 is not utf-8, and no coding line says what else it is"),
        (b"\xef\xbb\xbf\n\xff", 2, "byte 0xff is not utf-8, and no coding line says what else it is"),
        (b"# caf\xe9\n", 1, "byte 0xe9 is not utf-8, and no coding line says what else it is"),
        (b"x = 1\n# coding: latin-1\n\xe9", 3, "byte 0xe9 is not utf-8, and no coding line says what else it is"),
        (b"# coding: ascii\n\xc3\xa9", 2, "byte 0xc3 is not ascii"),
        (b"#\n# coding: klingon\n", 2, "the coding line cannot be used: unknown encoding: klingon"),
        (b"\xef\xbb\xbf# coding: latin-1\n", 1, "the coding line cannot be used: encoding problem: utf-8"),
        (b"a = 1\n\0\n", 2, "a NUL byte: this is not Python source"),
        ("x = 1\n".encode("utf-16"), 1, "a NUL byte: this is not Python source; it looks like UTF-16"),
    ],
)
def test_what_cannot_be_decoded_names_the_line_and_the_byte(raw: bytes, line: int, message: str) -> None:
    assert decode("a.py", raw) == Problem("a.py", Trouble.undecodable, message, line)


@pytest.mark.parametrize("codec", ["hex", "rot13", "zlib", "undefined"])
def test_a_codec_that_is_not_for_source_is_a_problem_and_no_crash(codec: str) -> None:
    problem = decode("a.py", f"# coding: {codec}\nx = '..'\n".encode())
    assert isinstance(problem, Problem)
    assert (problem.trouble, problem.line, "\n" in problem.message) == (Trouble.undecodable, 1, False)
    assert problem.message.startswith("the coding line cannot be used: ")


def of(path: Path) -> File:
    return File(path.name, path, explicit=True)


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"x = 1\r\n")
    assert read(of(tmp_path / "a.py")) == Source("a.py", "x = 1\r\n", b"x = 1\r\n")


def test_what_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert read(of(tmp_path / "pipe.py")) == Problem("pipe.py", Trouble.unreadable, "not a regular file")
    assert read(of(tmp_path / "gone.py")) == Problem("gone.py", Trouble.unreadable, os.strerror(errno.ENOENT))
    assert read(of(tmp_path)) == Problem(tmp_path.name, Trouble.unreadable, os.strerror(errno.EISDIR))


def test_a_file_without_permission_is_a_problem(locked: Path) -> None:
    assert read(of(locked / "a.py")) == Problem("a.py", Trouble.unreadable, os.strerror(errno.EACCES))


def test_the_size_has_a_limit(tmp_path: Path) -> None:
    big = tmp_path / "big.py"
    big.write_bytes(b"#" * MAX_SIZE)
    assert isinstance(read(of(big)), Source)
    big.write_bytes(b"#" * (MAX_SIZE + 1))
    assert read(of(big)) == Problem("big.py", Trouble.too_complex, "larger than 10 MB, the limit set by max-file-size")


HEADS = [
    b"",
    b"\xef\xbb\xbf",
    b"# coding: latin-1\n",
    b"#\r\n# coding: utf-8\r\n",
    b"'''\n# coding: cp1252\n",
    b"# coding: utf8\xe9\n",
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=40))
def test_whatever_the_bytes_there_is_a_text_or_a_problem(head: bytes, tail: bytes) -> None:
    result = decode("a.py", head + tail)
    if isinstance(result, Problem):
        assert (result.trouble, "\n" in result.message, result.line > 0) == (Trouble.undecodable, False, True)
    else:
        assert (result.raw, "\0" in result.text) == (head + tail, False)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(HEADS), st.text(st.characters(codec="utf-8", exclude_characters="\0'\\"), max_size=20))
def test_python_sees_the_same_text(head: bytes, text: str) -> None:
    quotes = "'" * 3
    raw = head.replace(b"'''\n", b"") + f"{quotes}{text}{quotes}\n".encode()
    ours = decode("a.py", raw)
    try:
        statement = ast.parse(raw).body[0]
    except SyntaxError:
        return  # Python has more to say against a file than its encoding
    assert isinstance(ours, Source)
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Constant)
    assert statement.value.value == re.sub("\r\n?", "\n", ours.text.split(quotes)[1])


def test_a_pipe_that_nobody_writes_to_does_not_hold_up_the_run(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    code = (
        "import sys; from pathlib import Path;"
        "from sharelint.files.discover import File; from sharelint.files.read import read;"
        "print(read(File('pipe.py', Path(sys.argv[1]), True)).message)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "pipe.py")], capture_output=True, text=True, timeout=20, check=True
    )
    assert run.stdout == "not a regular file\n"
