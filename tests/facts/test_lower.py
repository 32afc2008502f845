"""Code in, Facts out: what is bound in which scope, with what value, under which conditions."""

from __future__ import annotations

import pytest

from sharelint import code
from sharelint.code import Facts
from tests.facts.read import facts_of


def bound(text: str) -> list[tuple[str, str, str]]:
    """(name, kind and name of the scope that receives it, how) of every binding, in order."""
    facts = facts_of(text)
    return [(b.name, where(facts, b.scope), b.how) for b in facts.bindings]


def where(facts: Facts, scope: int) -> str:
    found = facts.scopes[scope]
    return f"{found.kind} {found.name}".strip()


def value(text: str) -> code.Node:
    """The value of the last assignment."""
    last = facts_of(text).bindings[-1].value
    assert last is not None
    return last


def shown(node: code.Node | None) -> object:
    """A node without its spans, for comparison."""
    match node:
        case code.Constant() | code.Bytes():
            return node.value
        case code.Name():
            return f"<{node.id}>"
        case code.Attribute():
            return f"{shown(node.base)}.{node.name}"
        case code.Text():
            return ["text", *map(shown, node.parts)]
        case code.Binary():
            return [shown(node.left), node.operator, shown(node.right)]
        case code.Sequence():
            return [node.kind, *map(shown, node.items)]
        case code.Mapping():
            return ["dict", *((shown(key), shown(item)) for key, item in node.items)]
        case code.Choice():
            return ["choice", *map(shown, node.options)]
        case code.Item():
            return ["item", shown(node.base), shown(node.key)]
        case code.Element():
            return ["element", shown(node.base)]
        case code.Result():
            return f"call {node.call}"
        case code.Imported():
            return ["import", "." * node.level + node.module, node.name]
    return type(node).__name__


# -- scopes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\n", [("a", "module", "assign")]),
        (
            "def f(a, /, b, *c, d, **e): pass\n",
            [("f", "module", "def"), *((name, "function f", "parameter") for name in "abcde")],
        ),
        ("class C:\n    a = 1\n", [("C", "module", "class"), ("a", "class C", "assign")]),
        ("def f():\n    global a\n    a = 1\n", [("f", "module", "def"), ("a", "module", "assign")]),
        (
            "def f():\n    def g():\n        nonlocal a\n        a = 1\n    a = 0\n",
            [
                ("f", "module", "def"),
                ("g", "function f", "def"),
                ("a", "function f", "assign"),
                ("a", "function f", "assign"),
            ],
        ),
        ("if (a := 1): pass\n", [("a", "module", "assign")]),
        ("b = [c for c in d]\n", [("c", "comprehension <comprehension>", "for"), ("b", "module", "assign")]),
        ("f = lambda a: a\n", [("a", "lambda <lambda>", "parameter"), ("f", "module", "assign")]),
        ("with a as b, c as (d, e): pass\n", [(n, "module", "with") for n in "bde"]),
        ("for a, (b, c) in d: pass\n", [(n, "module", "for") for n in "abc"]),
        ("try: pass\nexcept E as a: pass\n", [("a", "module", "except")]),
        ("import a.b\n", [("a", "module", "import")]),
        ("import a.b as c\n", [("c", "module", "import")]),
        ("from a import b, c as d\n", [("b", "module", "import"), ("d", "module", "import")]),
        ("a: int\n", [("a", "module", "annotate")]),
        ("a: int = 1\n", [("a", "module", "assign")]),
        ("a += 1\n", [("a", "module", "augment")]),
        ("del a\n", [("a", "module", "delete")]),
        ("del a, b\n", [("a", "module", "delete"), ("b", "module", "delete")]),
        ("a = b = 1\n", [("a", "module", "assign"), ("b", "module", "assign")]),
        ("a, *b = c\n", [("a", "module", "assign"), ("b", "module", "assign")]),
        ("type X = int\n", [("X", "module", "assign")]),
        ("ﬁle = 1\n", [("file", "module", "assign")]),  # NFKC: the ligature is two letters
    ],
)
def test_what_is_bound_where(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert bound(text) == expected


def test_a_walrus_in_a_comprehension_binds_outside_of_it() -> None:
    assert ("a", "module", "assign") in bound("b = [a := c for c in d]\n")


def test_a_nonlocal_reaches_the_function_that_has_the_name() -> None:
    text = "def f():\n    a = 0\n    def g():\n        def h():\n            nonlocal a\n            a = 1\n"
    assert [where_bound for name, where_bound, _ in bound(text) if name == "a"] == ["function f", "function f"]


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("a", ["a"]),
        ("_", []),
        ("1 | 2", []),
        ("[a, *b]", ["a", "b"]),
        ("{'k': a, **b}", ["a", "b"]),
        ("C(a, x=b)", ["a", "b"]),
        ("(1 | 2) as a", ["a"]),
        ("[C(x=[a]), {'k': b}]", ["a", "b"]),
        ("m.C", []),
    ],
)
def test_what_a_case_captures(pattern: str, names: list[str]) -> None:
    assert sorted(name for name, *_ in bound(f"match s:\n    case {pattern}: pass\n")) == names


def test_qualified_names_and_parents() -> None:
    facts = facts_of("class A:\n    class B:\n        def f(self):\n            def g(): pass\n")
    assert [scope.qualified_name for scope in facts.scopes] == ["", "A", "A.B", "A.B.f", "A.B.f.g"]
    assert [scope.parent for scope in facts.scopes] == [0, 0, 1, 2, 3]


def test_parameters() -> None:
    facts = facts_of("async def f(a, /, b: int = 1, *c, d=2, **e) -> None: pass\n")
    scope = facts.scopes[1]
    assert [(p.name, p.kind, shown(p.default)) for p in scope.parameters] == [
        ("a", "positional", "NoneType"),
        ("b", "positional", 1),
        ("c", "args", "NoneType"),
        ("d", "keyword", 2),
        ("e", "kwargs", "NoneType"),
    ]
    assert scope.is_async
    assert scope.annotation is not None


# -- blocks


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("f()\n", ["body"]),
        ("if a: f()\n", ["if", "body"]),
        ("if a: pass\nelse: f()\n", ["else", "body"]),
        ("if a: pass\nelif b: f()\n", ["if", "else", "body"]),
        ("try: f()\nexcept E: pass\n", ["try", "body"]),
        ("try: pass\nexcept E: f()\n", ["except", "body"]),
        ("try: pass\nexcept E: pass\nelse: f()\n", ["else", "body"]),
        ("try: pass\nfinally: f()\n", ["finally", "body"]),
        ("for a in b: f()\n", ["loop", "body"]),
        ("while a: f()\n", ["loop", "body"]),
        ("with a: f()\n", ["with", "body"]),
        ("match a:\n    case 1: f()\n", ["case", "body"]),
        ("def g(): f()\n", ["body", "body"]),
        ("for a in b:\n    with c:\n        f()\n", ["with", "loop", "body"]),
    ],
)
def test_the_blocks_around_a_call(text: str, chain: list[str]) -> None:
    facts = facts_of(text)
    block = facts.calls[0].block
    found = [facts.blocks[block].kind]
    while block:
        block = facts.blocks[block].parent
        found.append(facts.blocks[block].kind)
    assert found == chain


def test_the_suites_of_one_statement_share_a_group() -> None:
    blocks = facts_of("try: pass\nexcept E: pass\nexcept (F, G): pass\nelse: pass\nfinally: pass\n").blocks[1:]
    assert len({block.group for block in blocks}) == 1
    assert blocks[0].group != 0
    assert [shown(block.test) for block in blocks if block.kind == "except"] == ["<E>", ["tuple", "<F>", "<G>"]]


# -- values


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'a' 'b'", "ab"),
        ("('a'\n 'b' r'\\c')", "ab\\c"),
        ("b'a' b'b'", b"ab"),
        ("'a' f'{b}'", ["text", "a", "<b>"]),
        ("f'a{b}c'", ["text", "a", "<b>", "c"]),
        ("f'{{a}}{b!r:>{c}}'", ["text", "{a}", "<b>"]),
        ("f'\\n{a}'", ["text", "\n", "<a>"]),
        ("rf'\\n{a}'", ["text", "\\n", "<a>"]),
        ("f'{a.b}'", ["text", "<a>.b"]),
        ("a + 'b'", ["<a>", "+", "b"]),
        ("'%s' % a", ["%s", "%", "<a>"]),
        ("a / 'b'", ["<a>", "/", "b"]),
        ("a | b", ["<a>", "|", "<b>"]),
        ("(1, 'a')", ["tuple", 1, "a"]),
        ("[1, *a]", ["list", 1, "Starred"]),
        ("{1}", ["set", 1]),
        ("{'a': 1, **b}", ["dict", ("a", 1), ("NoneType", "<b>")]),
        ("a or 'b' or c", ["choice", "<a>", "b", "<c>"]),
        ("a if b else c", ["choice", "<a>", "<c>"]),
        ("a['b']", ["item", "<a>", "b"]),
        ("a[b, 1]", ["item", "<a>", ["tuple", "<b>", 1]]),
        ("-1", -1),
        ("1_000", 1000),
        ("0x10", 16),
        ("None", None),
        ("True", True),
        ("1.5", 1.5),
        ("2j", "Other"),
        ("10 - 2", [10, "-", 2]),
        ("a.ﬁle", "<a>.file"),
        ("(a := 1)", 1),
        ("'\\ud800'", "?"),
    ],
)
def test_an_expression(expression: str, expected: object) -> None:
    assert shown(value(f"x = {expression}\n")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a, b = 1, 2\n", [1, 2]),
        ("(a, [b, c]) = 1, (2, 3)\n", [1, 2, 3]),
        ("a, b = c\n", [["item", "<c>", 0], ["item", "<c>", 1]]),
        ("for a in b: pass\n", [["element", "<b>"]]),
        ("a += 'b'\n", [["<a>", "+", "b"]]),
        ("import a.b\n", [["import", "a", ""]]),
        ("import a.b as c\n", [["import", "a.b", ""]]),
        ("from ..a import b\n", [["import", "..a", "b"]]),
        ("from . import b\n", [["import", ".", "b"]]),
    ],
)
def test_what_a_name_receives(text: str, expected: list[object]) -> None:
    assert [shown(binding.value) for binding in facts_of(text).bindings] == expected


def test_arguments_of_a_call() -> None:
    (call,) = facts_of("f(1, *a, b=2, **c)\n").calls
    assert [(shown(a.value), a.keyword, a.star) for a in call.arguments] == [
        (1, "", ""),
        ("<a>", "", "*"),
        (2, "b", ""),
        ("<c>", "", "**"),
    ]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("f()\n", ["statement"]),
        ("a = f()\n", [""]),
        ("with f(): pass\n", ["context"]),
        ("@f()\ndef g(): pass\n", ["decorator"]),
        ("@f\ndef g(): pass\n", ["decorator"]),
        ("@f.g\nclass H: pass\n", ["decorator"]),
        ("g(f())\n", ["", "statement"]),
        ("f().g()\n", ["", "statement"]),
        ("async def g():\n    await f()\n", ["statement"]),
    ],
)
def test_the_role_of_a_call(text: str, roles: list[str]) -> None:
    assert [call.role for call in facts_of(text).calls] == roles


@pytest.mark.parametrize(
    "text",
    [
        "raise f()\n",
        "assert f()\n",
        "assert a, f()\n",
        "a = b < f()\n",
        "a = not f()\n",
        "a = [1, *f()]\n",
        "a = {f(): 1}\n",
        "a = b[f():]\n",
        "a = f'{b:{f()}}'\n",
        "a = b and f()\n",
        "a = f() and b\n",
        "a = b if f() else c\n",
        "a = [b for b in c if f()]\n",
        "def g(): yield f()\n",
        "def g(): yield from f()\n",
        "a[f()] = 1\n",
        "del a[f()]\n",
        "f().a = 1\n",
        "class C(metaclass=f()): pass\n",
        "match a:\n    case 1 if f(): pass\n",
        "try: pass\nexcept f(): pass\n",
        "def g(a: f()): pass\n",
        "async def g():\n    async with f() as a: pass\n",
        "async def g():\n    async for a in f(): pass\n",
    ],
)
def test_no_call_is_lost(text: str) -> None:
    assert [shown(call.function) for call in facts_of(text).calls] == ["<f>"]


@pytest.mark.parametrize(
    ("text", "target", "how"),
    [
        ("self.a = 1\n", "<self>.a", "assign"),
        ("d['k'] = 1\n", ["item", "<d>", "k"], "assign"),
        ("self.a += 1\n", "<self>.a", "augment"),
        ("del d['k']\n", ["item", "<d>", "k"], "delete"),
        ("del d['k'], e\n", ["item", "<d>", "k"], "delete"),
        ("for a.b in c: pass\n", "<a>.b", "for"),
        ("with c as a.b: pass\n", "<a>.b", "with"),
        ("a.b, c = 1, 2\n", "<a>.b", "assign"),
        ("a.b: int = 1\n", "<a>.b", "assign"),
    ],
)
def test_what_is_stored(text: str, target: object, how: str) -> None:
    (store,) = facts_of(text).stores
    assert (shown(store.target), store.how) == (target, how)


def test_returns_and_yields() -> None:
    facts = facts_of("def f():\n    yield 1\n    return 2\ng = lambda: 3\n")
    assert [(shown(r.value), where(facts, r.scope), r.is_yield) for r in facts.returns] == [
        (1, "function f", True),
        (2, "function f", False),
        (3, "lambda <lambda>", False),
    ]


def test_star_imports() -> None:
    facts = facts_of("from a import *\nfrom ..b import *\n")
    assert [(star.module, star.level) for star in facts.stars] == [("a", 0), ("b", 2)]
