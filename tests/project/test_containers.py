"""What calls on dictionaries, lists and texts give, and what is known of parts of a library's objects."""

from __future__ import annotations

import pytest

from tests.project.ask import value_of


@pytest.mark.parametrize(
    ("code", "expression", "expected"),
    [
        ("d = {'h': 'a', 'p': 1}", "d.get('h')", "'a'"),
        ("d = {'h': 'a'}", "d.get('h', 'z')", "'a'"),
        ("d = {'h': 'a', 'i': 'b'}", "d.get(x)", "'a' | 'b'"),
        ("d = {'h': {'p': 'a'}}", "d.get('h').get('p')", "'a'"),
        ("d = dict(host='a', port=1)", "d['host']", "'a'"),
        ("d = dict({'host': 'a'})", "d['host']", "'a'"),
        ("d = {'h': 'a'}\nfor k, v in d.items():\n    #HERE", "v", "'a'"),
        ("d = {'h': 'a'}\nfor k, v in d.items():\n    #HERE", "k", "'h'"),
        ("d = {'h': 'a'}\nfor v in d.values():\n    #HERE", "v", "'a'"),
        ("d = {'h': 'a'}\nfor k in d.keys():\n    #HERE", "k", "'h'"),
        ("a = ['x', 'y']", "list(a)[1]", "'y'"),
        ("", "'/'.join(['a', x, 'c'])", "'a/{x}/c'"),
        ("h, p = 'a:1'.split(':')", "h", "'a'"),
        ("", "'a b'.split()[1]", "'b'"),
        ("for h in 'a,b'.split(','):\n    #HERE", "h", "'a' | 'b'"),
        ("from urllib.parse import urljoin", "urljoin('http://a', x)", "'http://a/{x}'"),
        ("from urllib.parse import urljoin", "urljoin(x, 'http://b/c')", "'http://b/c'"),
        (
            "from dataclasses import dataclass, field\n@dataclass\nclass C:\n    a: str = field(default='x')",
            "C.a",
            "'x'",
        ),
        (
            "from dataclasses import field\nclass C:\n    a: list = field(default_factory=lambda: ['x'])",
            "C.a[0]",
            "'x'",
        ),
        ("from pydantic import Field\nclass C:\n    a: str = Field('x', alias='b')", "C.a", "'x'"),
        ("class C:\n    a = 'x'\n    def f(self):\n        #HERE", "self.__class__.a", "'x'"),
        ("class C:\n    a = 'x'\n    def f(self):\n        #HERE", "type(self).a", "'x'"),
        (
            "class C:\n    @property\n    def a(self):\n        return 'x'\n    @a.setter\n    def a(self, v): pass",
            "C().a",
            "'x'",
        ),
        (
            "import functools\nclass C:\n    @functools.cached_property\n    def a(self): return 'x'",
            "C().a",
            "'x'",
        ),
    ],
)
def test_a_value_goes_through_containers(code: str, expression: str, expected: str) -> None:
    assert value_of({"app.py": code}, "app.py", expression) == expected


@pytest.mark.parametrize(
    ("code", "expression"),
    [
        ("d = {'h': 'a'}", "d.get('z')"),
        ("", "d.get('z')"),
        ("", "'a'.split(x)"),
        ("", "x.split(',')"),
        ("", "'/'.join(x)"),
    ],
)
def test_what_is_not_written_out_is_not_known(code: str, expression: str) -> None:
    assert "'" not in value_of({"app.py": code}, "app.py", expression)
