"""Spans: 1-based lines, 1-based columns in code points, checked by cutting the text."""

from __future__ import annotations

import pytest

from sharelint import code
from sharelint.records import Span
from tests.facts.read import facts_of, slice_of

TEXTS = {
    "plain": "import a\na.call(1)\n",
    "no final newline": "import a\na.call(1)",
    "tabs": "if a:\n\tif b:\n\t\ta.call(1)\n",
    "CRLF": "import a\r\n\r\na.call(1)\r\n",
    "CR only": "import a\r\ra.call(1)\r",
    "mixed line ends": "import a\r\nb = 1\rc = 2\na.call(1)\n",
    "form feed": "import a\n\f\na.call(1)\n",
    "form feed before code": "import a\n\fa.call(1)\n",
    "line separator in a string": "b = '\u2028'\na.call(1)\n",
    "parentheses": "b = ((a.call(1)))\n",
    "non-ASCII before": "größe = 'ü€'; a.call(1)\n",
    "astral before": "b = '\U0001f600'; a.call(1)\n",
    "after a backslash": "b = \\\n    a.call(1)\n",
    "after a semicolon": "b = 1; a.call(1); c = 2\n",
    "comment between": "b = [\n    # one\n    a.call(1),  # two\n]\n",
    "after a long string": 'b = """\n\n"""; a.call(1)\n',
    "one-line suite": "if b: a.call(1)\n",
    "decorator": "@a.call(1)\ndef f(): pass\n",
    "indented decorator": "class C:\n    @a.call(1)\n    def f(self): pass\n",
    "in a lambda": "b = lambda: a.call(1)\n",
    "in a comprehension": "b = [a.call(1) for c in d]\n",
    "await": "async def f():\n    await a.call(1)\n",
    "with": "with a.call(1) as b:\n    pass\n",
    "in a default": "def f(b=a.call(1)): pass\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_span_of_a_call_cuts_out_the_call(text: str) -> None:
    (call,) = facts_of(text).calls
    assert slice_of(text, call.span) == "a.call(1)"
    assert slice_of(text, call.function.span) == "a.call"
    assert slice_of(text, call.arguments[0].value.span) == "1"


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("f()\n", Span(1, 1, 1, 4)),
        ("\r\rx = f()", Span(3, 5, 3, 8)),
        ("\r\rx = f()\r", Span(3, 5, 3, 8)),
        ("if a:\n\tf()\n", Span(2, 2, 2, 5)),
        ("'\U0001f600'; f()\n", Span(1, 6, 1, 9)),
        ("'\u2028'; f()\n", Span(1, 6, 1, 9)),
        ("\ff()\n", Span(1, 2, 1, 5)),
        ("f(\n  1\n)\n", Span(1, 1, 3, 2)),
    ],
)
def test_lines_and_columns(text: str, span: Span) -> None:
    assert facts_of(text).calls[0].span == span


@pytest.mark.parametrize(
    ("text", "string"),
    [
        ("a = 'b'\n", "'b'"),
        ("a = ('b')\n", "'b'"),
        ("a = ('b'\n     'c')\n", "'b'\n     'c'"),
        ('a = r"""b\n\tc"""\n', 'r"""b\n\tc"""'),
        ("a = f'{b}c'\r\n", "f'{b}c'"),
        ("ä = 'ö' 'ü'\n", "'ö' 'ü'"),
    ],
)
def test_the_span_of_a_string_cuts_out_the_string(text: str, string: str) -> None:
    (binding,) = facts_of(text).bindings
    assert binding.value is not None
    assert slice_of(text, binding.value.span) == string


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("a = f(\n  1,\n)  # end\n", "a = f(\n  1,\n)"),
        ("with f() as a, b:\n    pass\n", "with f() as a, b"),
        ("for a in f():\n    pass\n", "for a in f()"),
        ("while f():\n    pass\n", "while f()"),
        ("if a:\n    pass\nelif f():\n    pass\n", "if f()"),
        ("@f(\n  1)\ndef a(): pass\n", "f(\n  1)"),
        ("def a(b=f()) -> c:\n    pass\n", "def a(b=f()) -> c"),
        ("class A(f()):\n    pass\n", "class A(f()"),
        ("a = 1; f()\n", "a = 1; f()"),
        ("match f():\n    case 1: pass\n", "match f()"),
    ],
)
def test_the_statement_of_a_call(text: str, statement: str) -> None:
    """A simple statement as a whole; of a compound one the header alone."""
    found = slice_of(text, facts_of(text).calls[0].statement)
    assert found.rstrip() == statement or found.rstrip().endswith(statement)


def test_a_byte_order_mark_has_been_taken_off_by_the_reader_and_moves_nothing() -> None:
    from sharelint.files.read import decode
    from sharelint.records import Source

    source = decode("code.py", b"\xef\xbb\xbff()\n")
    assert isinstance(source, Source)
    assert facts_of(source.text).calls[0].span == Span(1, 1, 1, 4)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_comments_know_their_line_and_statement(end: str) -> None:
    text = end.join(["# sharelint: ignore[a] x", "f(", "  1,  # sharelint: ignore[b] y", ")", "g()  # other", ""])
    alone, inside = facts_of(text).comments
    assert (alone.line, alone.column, alone.alone, alone.statement) == (1, 1, True, Span(2, 1, 4, 2))
    assert (inside.line, inside.column, inside.alone, inside.statement) == (3, 7, False, Span(2, 1, 4, 2))
    assert alone.text == "# sharelint: ignore[a] x"


def test_a_comment_in_a_string_is_none() -> None:
    assert facts_of("a = '# sharelint: ignore[a] x'\nb = '''\n# sharelint: ignore[a] x\n'''\n").comments == ()


def test_what_is_in_an_f_string_has_the_span_of_the_whole() -> None:
    """Python 3.11 does not know better, and every Python is to say the same."""
    text = "a = f'b{c(d)}'\n"
    facts = facts_of(text)
    value = facts.bindings[0].value
    assert isinstance(value, code.Text)
    spans = [*(part.span for part in value.parts), facts.calls[0].span, facts.calls[0].arguments[0].value.span]
    assert {slice_of(text, span) for span in spans} == {"f'b{c(d)}'"}
