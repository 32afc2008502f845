"""What is too deep becomes a Problem, quickly; syntax newer than the running Python does not."""

from __future__ import annotations

import time

import pytest

from sharelint.code import Facts
from sharelint.facts import extract
from sharelint.records import Problem, Source, Trouble

DEEP = {
    "12,000 +": "a = " + "1 + " * 12_000 + "1\n",
    "12,000 + over many lines": "a = (1\n" + "+ 1\n" * 12_000 + ")\n",
    "10,000 elif": "if a: pass\n" + "elif b: pass\n" * 10_000,
    "1,000 parentheses": "a = " + "(" * 1_000 + "1" + ")" * 1_000 + "\n",
    "1,000 brackets": "a = " + "[" * 1_000 + "]" * 1_000 + "\n",
    "1,000 braces": "a = " + "{1: " * 1_000 + "1" + "}" * 1_000 + "\n",
    "5,000 attributes": "a" + ".b" * 5_000 + "\n",
    "5,000 calls": "a" + "()" * 5_000 + "\n",
    "5,000 not": "a = " + "not " * 5_000 + "b\n",
    "5,000 minus": "a = " + "-" * 5_000 + "1\n",
    "1,000 lambdas": "a = " + "lambda: " * 1_000 + "1\n",
    "120 nested if": "".join(" " * n + "if a:\n" for n in range(120)) + " " * 120 + "pass\n",
}

WRONG = {
    "a bracket left open": ("a = (\n", Trouble.syntax),
    "no expression": ("a = 1\nb = = 2\n", Trouble.syntax),
    "bad indentation": ("if a:\nb\n", Trouble.syntax),
    "Python 2": ("print 'a'\n", Trouble.syntax),
    "an unterminated string": ("a = 'b\n", Trouble.syntax),
    "an escape that is none, beside newer syntax": ("a = '\\x'\ntype X = int\n", Trouble.syntax),
    "a line continued into a deeper one": ("if a:\n    b\n\\\n c\n", Trouble.syntax),
    "a NUL byte": ("a = 1\nb = '\0'\n", Trouble.syntax),
    "only a NUL byte": ("\0", Trouble.syntax),
}

NEWER = {
    "type alias": "type X = int\nf()\n",
    "type alias with parameters": "type X[T] = list[T]\nf()\n",
    "type parameters of a function": "def g[T](a: T) -> T: return a\nf()\n",
    "type parameters of a class": "class C[T: int, *Ts, **P]: pass\nf()\n",
    "quotes nested in an f-string": "a = f'{b['c']}'\nf()\n",
    "f-string over lines": "a = f'{\n  b  # c\n}'\nf()\n",
    "except star": "try: pass\nexcept* ValueError: pass\nf()\n",
    "match": "match a:\n    case [1, *b]: f()\n",
}


def extracted(text: str) -> Facts | Problem:
    return extract(Source("code.py", text, text.encode()))


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP.keys())
def test_what_is_too_deep_is_a_problem_within_two_seconds(text: str) -> None:
    start = time.perf_counter()
    result = extracted(text)
    assert time.perf_counter() - start < 2
    assert isinstance(result, Problem)
    assert result.path == "code.py"
    assert result.trouble in (Trouble.too_complex, Trouble.syntax)
    assert "\n" not in result.message


@pytest.mark.parametrize(("text", "trouble"), WRONG.values(), ids=WRONG.keys())
def test_what_is_no_python_is_a_problem(text: str, trouble: Trouble) -> None:
    result = extracted(text)
    assert isinstance(result, Problem)
    assert result.trouble is trouble
    assert "\n" not in result.message


def test_a_problem_names_the_line() -> None:
    lines = []
    for text in ("a = 1\nb = = 2\n", "a = 1\n\nb = '\0'\n"):
        result = extracted(text)
        assert isinstance(result, Problem)
        lines.append(result.line)
    assert lines == [2, 3]


@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_the_line_of_a_nul_byte_counts_every_line_end(end: str) -> None:
    result = extracted(end.join(["a = 1", "b = 2", "c = '\0'", ""]))
    assert isinstance(result, Problem)
    assert result.line == 3


@pytest.mark.parametrize("text", NEWER.values(), ids=NEWER.keys())
def test_newer_syntax_still_gives_facts(text: str) -> None:
    result = extracted(text)
    assert isinstance(result, Facts), result
    assert len(result.calls) == 1


@pytest.mark.parametrize("text", ["", "\n", "\f", "# only a comment", "\r\n\r\n"])
def test_a_file_that_says_nothing_gives_empty_facts(text: str) -> None:
    result = extracted(text)
    assert isinstance(result, Facts), result
    assert (result.calls, result.bindings, result.comments) == ((), (), ())


@pytest.mark.parametrize("count", [50, 150])
def test_what_people_write_is_not_too_deep(count: int) -> None:
    for text in ("a = " + "'b' + " * count + "'c'\n", "if a: pass\n" + "elif b: pass\n" * (count // 2)):
        assert isinstance(extracted(text), Facts)
