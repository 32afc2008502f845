"""What callers of the project give for a parameter, through one call or several, and where that ends."""

from __future__ import annotations

import pytest

from tests.project.ask import asked, shown


def passed(files: dict[str, str] | str, expression: str) -> str:
    """The values that callers give for what `expression` holds at `#HERE`, in words."""
    files = {"m.py": files} if isinstance(files, str) else files
    path = next(path for path, text in files.items() if "#HERE" in text)
    project, node, at = asked(files, path, expression)
    return shown(sorted(project.callers.passed(project.values(node, at)), key=lambda v: str(v.data)), files)


def passed_at(files: dict[str, str] | str, expression: str) -> list[str]:
    """`path:line` of the arguments that callers write."""
    files = {"m.py": files} if isinstance(files, str) else files
    path = next(path for path, text in files.items() if "#HERE" in text)
    project, node, at = asked(files, path, expression)
    found = project.callers.passed(project.values(node, at))
    return sorted({f"{v.passed.call.path}:{v.passed.span.line}" for v in found if v.passed is not None})


F = "def f(a, b='d', *, c=None):\n    #HERE\n"
INIT = "class C:\n    def __init__(self, a):\n        self.a = a\n    def f(self):\n        #HERE\n"
DATA = "from dataclasses import dataclass\n@dataclass\nclass C:\n    a: str\n    b: str = 'd'\n    def f(self):\n        #HERE\n"


@pytest.mark.parametrize(
    ("code", "expression", "expected"),
    [
        # how an argument is written
        (f"{F}f('x')", "a", "'x'"),
        (f"{F}f(a='x')", "a", "'x'"),
        (f"{F}f(1, 'x')", "b", "'x'"),
        (f"{F}f(1, b='x')", "b", "'x'"),
        (f"{F}f(b='x', a=1)", "b", "'x'"),
        (f"{F}f(1, c='x')", "c", "'x'"),
        (f"{F}f(1)", "b", ""),
        (f"{F}f(*('x', 'y'))", "b", "'y'"),
        (f"{F}f(*['x', 'y'])", "a", "'x'"),
        (f"{F}args = ('x', 'y')\nf(*args)", "b", "'y'"),
        (f"{F}f(**{{'a': 'x'}})", "a", "'x'"),
        (f"{F}kw = {{'c': 'x'}}\nf(1, **kw)", "c", "'x'"),
        (f"{F}kw = dict(c='x')\nf(1, **kw)", "c", "'x'"),
        (f"{F}f('x', *rest)", "a", "'x'"),
        (f"{F}f(*rest)", "a", ""),
        (f"{F}f(**rest)", "a", ""),
        (f"{F}f('x')\nf('y')", "a", "'x' | 'y'"),
        (f"{F}f('x')\nf('x')", "a", "'x'"),
        (f"{F}f(('h', 80))", "a", "collection"),
        (f"{F}X = 'x'\nf(X)", "a", "'x'"),
        (f"{F}f('x' if y else 'z')", "a", "'x' | 'z'"),
        (f"{F}f(f'x-{{y}}')", "a", "'x-{y}'"),
        (f"{F}f(unknown)", "a", ""),
        (f"{F}import os\nf(os.environ['A'])", "a", ""),
        (f"{F}import os\nf(os.getenv('A', 'x'))", "a", "='x'"),
        (f"{F}f(3)", "a", "3"),
        # who is called
        (f"{F}g = f\ng('x')", "a", "'x'"),
        (f"{F}from functools import partial\ng = partial(f, 'x')\ng()", "a", "'x'"),
        (f"{F}from functools import partial\ng = partial(f, b='x')\ng(1)", "b", "'x'"),
        (f"{F}from functools import partial\npartial(f, 1)('x')", "b", "'x'"),
        (f"{F}(lambda: f('x'))()", "a", "'x'"),
        ("async def f(a):\n    #HERE\nasync def g():\n    await f('x')", "a", "'x'"),
        ("def g():\n    def f(a):\n        #HERE\n    f('x')", "a", "'x'"),
        ("class C:\n    def f(self, a):\n        #HERE\nC().f('x')", "a", "'x'"),
        ("class C:\n    def f(self, a):\n        #HERE\n    def g(self):\n        self.f('x')", "a", "'x'"),
        ("class C:\n    def f(self, a):\n        #HERE\nC.f(C(), 'x')", "a", "'x'"),
        ("class C:\n    @classmethod\n    def f(cls, a):\n        #HERE\nC.f('x')", "a", "'x'"),
        ("class C:\n    @classmethod\n    def f(cls, a):\n        #HERE\nC().f('x')", "a", "'x'"),
        ("class C:\n    @staticmethod\n    def f(a):\n        #HERE\nC.f('x')", "a", "'x'"),
        ("class C:\n    @staticmethod\n    def f(a):\n        #HERE\nC().f('x')", "a", "'x'"),
        ("class B:\n    def f(self, a):\n        #HERE\nclass C(B): pass\nC().f('x')", "a", "'x'"),
        ("class C:\n    def __call__(self, a):\n        #HERE\nC()('x')", "a", "'x'"),
        ("class C:\n    def __new__(cls, a):\n        #HERE\nC('x')", "a", "'x'"),
        ("def d(g):\n    return g\n@d\ndef f(a):\n    #HERE\nf('x')", "a", "'x'"),
        ("import functools\n@functools.cache\ndef f(a):\n    #HERE\nf('x')", "a", "'x'"),
        # through an object
        (f"{INIT}C('x')", "self.a", "'x'"),
        (f"{INIT}C(a='x').f()", "self.a", "'x'"),
        (f"{INIT}class D(C): pass\nD('x')", "self.a", "'x'"),
        (f"{INIT}class D(C):\n    def __init__(self):\n        super().__init__('x')", "self.a", "'x'"),
        (f"{INIT}class D(C):\n    def __init__(self, b):\n        super().__init__(b)\nD('x')", "self.a", "'x'"),
        (f"{INIT}class D(C):\n    def __init__(self):\n        C.__init__(self, 'x')", "self.a", "'x'"),
        (f"{INIT}    @classmethod\n    def new(cls):\n        return cls('x')", "self.a", "'x'"),
        (f"{INIT}k = C\nk('x')", "self.a", "'x'"),
        (f"{DATA}C('x')", "self.a", "'x'"),
        (f"{DATA}C('x', 'y')", "self.b", "'y'"),
        (f"{DATA}C('x', b='y')", "self.b", "'y'"),
        (f"{DATA}C('x')", "self.b", ""),
        (f"{DATA}@dataclass\nclass D(C):\n    c: int = 1\nD('x', 'y', 3)", "self.b", "'y'"),
        (f"{DATA.replace('@dataclass', '@dataclass(frozen=True)')}C('x')", "self.a", "'x'"),
        ("from typing import NamedTuple\nclass C(NamedTuple):\n    a: str\n    def f(self):\n        #HERE\nC('x')",
         "self.a", "'x'"),
        ("from pydantic import BaseModel\nclass C(BaseModel):\n    a: str\n    def f(self):\n        #HERE\nC(a='x')",
         "self.a", "'x'"),
        ("import attr\n@attr.s\nclass C:\n    a: str = attr.ib()\n    def f(self):\n        #HERE\nC('x')",
         "self.a", "'x'"),
        # what is made of the parameter
        (f"{F}f('x')", "f'{a}.lock'", "'x.lock'"),
        (f"{F}f('x')\nf('y')", "'/run/' + a", "'/run/x' | '/run/y'"),
        (f"{F}f('x')", "a.strip()", "'x'"),
        (f"import os\n{F}f('x')", "os.path.join(a, 'n')", "'x/n'"),
        (f"from pathlib import Path\n{F}f('x')", "Path(a) / 'n'", "'x/n'"),
        (f"{F}f('x')", "(a, 80)", "'x:80'"),
        ("def f(a):\n    n = a\n    #HERE\nf('x')", "n", "'x'"),
        ("def f(a):\n    a = a or 'y'\n    #HERE\nf('x')", "a", "'x'"),
        ("def f(a):\n    a = 'y'\n    #HERE\nf('x')", "a", ""),
        ("def f(a):\n    def g():\n        #HERE\n    g()\nf('x')", "a", "'x'"),
    ],
)  # fmt: skip
def test_passed(code: str, expression: str, expected: str) -> None:
    assert passed(code, expression) == expected


def chain(calls: int) -> str:
    """A function whose parameter comes through so many calls."""
    functions = "".join(f"def f{n}(a{n}):\n    f{n - 1}(a{n})\n" for n in range(1, calls))
    return f"def f0(a):\n    #HERE\n{functions}f{calls - 1}('x')"


@pytest.mark.parametrize(("calls", "expected"), [(1, "'x'"), (2, "'x'"), (3, "'x'"), (4, "'x'"), (5, ""), (9, "")])
def test_passed_through_up_to_four_calls(calls: int, expected: str) -> None:
    assert passed(chain(calls), "a") == expected


@pytest.mark.parametrize(
    ("code", "expression", "whole"),
    [
        (f"{F}f('x')", "f'{a}-{b}'", "'x-d'"),
        (f"{F}f('x', 'y')", "f'{a}-{b}'", "'x-y'"),
        (f"{F}def g(b, c='/run'):\n    f(f'{{c}}/{{b}}')\ng('x')", "a + '.lock'", "'/run/x.lock'"),
    ],
)
def test_a_text_of_several_parameters_is_filled_in(code: str, expression: str, whole: str) -> None:
    assert whole in passed(code, expression).split(" | ")


@pytest.mark.parametrize(
    "code",
    [
        "def f(a):\n    #HERE\n    f(a)",
        "def f(a):\n    #HERE\n    g(a)\ndef g(b):\n    f(b)",
        "def f(a):\n    #HERE\n    f(a + 'y')",
        "def f(a, b):\n    #HERE\n    f(b, a)",
        "class C:\n    def f(self, a):\n        #HERE\n        self.f(a)",
    ],
)
def test_recursion_ends(code: str) -> None:
    call = "C().f('x')" if "class" in code else "f('x', 'x')" if "b)" in code and "a, b" in code else "f('x')"
    assert "'x'" in passed(f"{code}\n{call}", "a").split(" | ")


@pytest.mark.parametrize(
    ("files", "expression", "expected"),
    [
        ({"m.py": "def f(a):\n    #HERE", "n.py": "from m import f\nf('x')"}, "a", "'x'"),
        ({"m.py": "def f(a):\n    #HERE", "n.py": "import m\nm.f('x')"}, "a", "'x'"),
        ({"m.py": "def f(a):\n    #HERE", "n.py": "from m import f as g\ng('x')"}, "a", "'x'"),
        ({"m.py": "def f(a):\n    #HERE", "n.py": "from m import *\nf('x')"}, "a", "'x'"),
        ({"p/m.py": "def f(a):\n    #HERE", "p/__init__.py": "from .m import f", "n.py": "from p import f\nf('x')"},
         "a", "'x'"),
        ({"m.py": INIT, "n.py": "from m import C\nclass D(C):\n    def __init__(self):\n        super().__init__('x')"},
         "self.a", "'x'"),
        ({"m.py": INIT, "n.py": "import m\nHOST = 'x'\nm.C(HOST)"}, "self.a", "'x'"),
        ({"m.py": DATA, "n.py": "from m import C\nC(a='x')"}, "self.a", "'x'"),
        ({"m.py": "def f(a):\n    #HERE", "n.py": "from m import f\ndef g(b):\n    f(b)", "o.py": "import n\nn.g('x')"},
         "a", "'x'"),
        ({"m.py": "def f(a):\n    #HERE", "n.py": "def f(a): pass\nf('x')"}, "a", ""),
        ({"m.py": "def f(a):\n    #HERE", "n.py": "import other\nother.f('x')"}, "a", ""),
    ],
)  # fmt: skip
def test_passed_across_files(files: dict[str, str], expression: str, expected: str) -> None:
    assert passed(files, expression) == expected


def test_the_place_of_a_passed_value_is_the_argument_of_the_outermost_caller() -> None:
    files = {
        "m.py": "def f(a):\n    #HERE\ndef g(b):\n    f(b)\n",
        "n.py": "from m import f, g\n\nf('x')\ng(\n    'y'\n)\n",
    }
    assert passed_at(files, "a") == ["n.py:3", "n.py:5"]


@pytest.mark.parametrize(
    ("calls", "relied_on"),
    [("f()", True), ("f('y')", False), ("f()\nf('y')", True), ("", False), ("f(*rest)", False), ("f(a=None)", False)],
)
def test_a_default_that_a_call_relies_on_is_no_mere_default(calls: str, relied_on: bool) -> None:
    files = {"m.py": f"def f(a='x'):\n    #HERE\n{calls}\n"}
    project, node, at = asked(files, "m.py", "a")
    (value,) = (project.callers.settled(value) for value in project.values(node, at) if value.data == "x")
    assert value.default is not relied_on
