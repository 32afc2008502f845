"""LibCST's road gives the Facts that CPython's parser leads to, for all that both can parse."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from sharelint.code import Facts
from sharelint.facts.lower import lower
from sharelint.facts.newer import parse_newer
from sharelint.facts.parse import Parsed, parse
from sharelint.files.read import decode
from sharelint.records import Source

HERE = Path(__file__).parents[2]
FILES = sorted(
    path
    for folder in ("sharelint", "accuracy", "tests/fixtures", "tests/facts", "tests/project", "examples")
    for path in (HERE / folder).rglob("*.py")
)

FORMS = {
    "operators": "a = b + c - d * e / f % g | h & i ** j // k @ l\n",
    "unary": "a = -1\nb = not c\nd = ~e\nf = -g\n",
    "comparisons": "a = b == c\nd = e != f\ng = h < i < j\nk = l not in m\nn = o is None\n",
    "boolean": "a = b or c or d\ne = f and g and h\ni = (j and k) or l\nm = n or (o and p)\nq = r or (s or t)\n",
    "conditions": "if a and b or c: pass\nelif not d: pass\nelse:\n    if e: pass\n    elif f: pass\n    else: pass\n",
    "strings": "a = 'b' \"c\"\nd = b'e' b'f'\ng = r'\\d'\nh = '\\x41'\ni = '''\nj'''\nk = '\\ud800'\n",
    "f-strings": "a = f'{b}'\nc = f'd{e.f!r:>{g}}h' 'i' f'{j}'\nk = f'{{}}\\n{l()}'\nm = rf'\\n{n}'\no = 'p' f'q'\n",
    "numbers": "a = 1\nb = 1.5\nc = 2j\nd = 0x10\ne = 99999999999999999999\nf = 1_000\n",
    "collections": "a = (1, 2)\nb = 1, 2\nc = [*d, 3]\ne = {1, 2}\nf = {'g': h, **i}\nj = ()\nk = (l),\n",
    "subscripts": "a[b]\nc[d:e:f]\ng[h, i]\nj[k,]\nl[:, m]\nn[(o, p)]\n",
    "calls": "a(b, *c, d=e, **f)\ng(h=1, *i)\nj(k for k in l)\nm((n for n in o))\np.q(r).s(t)[u].v\n",
    "lambdas": "a = lambda b, c=d, *e, f, g=h, **i: j(b)\n",
    "comprehensions": "a = [b(c) for c in d if e if f for g in h]\ni = {j: k for j, k in l}\nm = {n for n in o}\n",
    "walrus": "if (a := b()) and [c := d for d in e]: pass\n",
    "assignments": (
        "a = b = c\nd: int = 1\ne: str\nf += 1\ng.h -= 1\ni[j] //= 2\n(k), l = m\nn, *o = p\n[q, (r, s)] = t\n"
    ),
    "imports": "import a, b.c, d.e as f\nfrom . import g\nfrom ..h import (i, j as k)\nfrom l.m import *\n",
    "statements": "del a, b.c\ndel (d, e)\nassert f, g()\nraise h from i\nglobal j\npass\nk(); l()\n",
    "functions": (
        "@a\n@b.c(1)\nasync def d(e, /, f: g = 1, *h, i, j=2, **k: l) -> m:\n    await n(f)\n    yield o\n    yield\n"
    ),
    "nonlocal": "def a():\n    b = 1\n    def c():\n        nonlocal b\n        b = 2\n        return b\n",
    "classes": "class A: pass\n@a\nclass B(c, *d, metaclass=e, **f):\n    g = 1\n    def h(self): yield from self.g\n",
    "loops": "for a, b in c: d()\nelse: e()\nwhile f: g()\nelse: h()\n",
    "async": (
        "async def a():\n    async for b in c: pass\n    async with d as e, f: pass\n    return [g async for g in h]\n"
    ),
    "with": "with a, b as c, d() as (e, f): pass\nwith (g as h, i): pass\n",
    "try": "try: a()\nexcept b: c()\nexcept (d, e) as f: g()\nexcept: h()\nelse: i()\nfinally: j()\n",
    "match": (
        "match a():\n    case [b, *c] if d: pass\n    case {'e': f, **g}: pass\n"
        "    case H(i, j=k) | l: pass\n    case m as n: pass\n"
    ),
    "line ends": "a()\r\nif b:\r\n\tc()\r\n",
    "form feed": "a()\n\fb()\n\f\n",
    "not ASCII": "'ü'; größe = f(\uff48)\n",
    "comments": "a(  # sharelint: ignore[b] c\n)\n# sharelint: ignore[d] e\nf()\n",
}


def both(source: Source) -> tuple[Facts, Facts]:
    parsed = parse(source)
    assert isinstance(parsed, Parsed), parsed
    return lower(source, parsed), lower(source, Parsed(*parse_newer(source.text)))


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_each_form_of_the_language(text: str) -> None:
    by_cpython, by_libcst = both(Source("code.py", text, text.encode()))
    assert by_libcst == by_cpython


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_whole_files(path: Path) -> None:
    source = decode(path.name, path.read_bytes())
    assert isinstance(source, Source)
    by_cpython, by_libcst = both(source)
    assert by_libcst == by_cpython


def test_what_only_newer_pythons_know() -> None:
    """Type parameters are nobody's business; the rest of the statement counts."""
    tree, _ = parse_newer("type A[T] = list[T]\ndef f[T: int](a: T) -> T: return g(a)\nclass C[*Ts]: b = t'{d()}'\n")
    assert [type(statement).__name__ for statement in tree.body] == ["TypeAlias", "FunctionDef", "ClassDef"]
    called = [node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    assert called == ["g", "d"]
