"""Which variables outlive a call, whatever they are called where they are used; what is local or another's."""

from __future__ import annotations

import pytest

from sharelint.project.variables import Variable
from tests.project.ask import asked, function_of, project_of

STATE = {
    "state.py": (
        "cache = {}\nclass Registry:\n    items = []\n    def __init__(self):\n        self.rooms = {}\nregistry = Registry()\n"
    )
}


def variable(files: dict[str, str] | str, expression: str) -> str:
    """`kind file:Class.name` of the variable that an expression names, "" if it outlives no call."""
    files = {"m.py": files} if isinstance(files, str) else files
    project, node, at = asked(files, "m.py", expression)
    found = project.variables.of(node, at)
    return shown(files, found) if found is not None else ""


def shown(files: dict[str, str], found: Variable) -> str:
    if not found.path:
        return f"{found.kind} {found.name}"
    files = {path: text.replace("#HERE", "pass") for path, text in files.items()}
    scope = project_of(files).facts(found.path).scopes[found.scope].qualified_name
    return f"{found.kind} {found.path}:{f'{scope}.' if scope else ''}{found.name}"


@pytest.mark.parametrize(
    ("code", "expression", "expected"),
    [
        ("a = {}", "a", "module m.py:a"),
        ("a = {}\ndef f():\n    #HERE", "a", "module m.py:a"),
        ("a = {}\ndef f():\n    #HERE", "a['k']", "module m.py:a"),
        ("a = {}\ndef f():\n    #HERE", "a['k']['l']", "module m.py:a"),
        ("a = {}\ndef f():\n    #HERE", "a.get('k')", "module m.py:a"),
        ("a = {}\ndef f():\n    #HERE", "a.setdefault('k', [])", "module m.py:a"),
        ("a = {}\ndef f():\n    b = a\n    #HERE", "b", "module m.py:a"),
        ("a = {}\ndef f():\n    b = a['k']\n    #HERE", "b", "module m.py:a"),
        ("a = {}\ndef f():\n    b = a\n    c = b\n    #HERE", "c", "module m.py:a"),
        ("a = {}\ndef f():\n    global a\n    #HERE", "a", "module m.py:a"),
        ("a = {}\nclass C:\n    def f(self):\n        #HERE", "a", "module m.py:a"),
        ("a = {}\ndef f():\n    def g():\n        #HERE", "a", "module m.py:a"),
        ("a = {}\ndef g():\n    return a\ndef f():\n    #HERE", "g()", "module m.py:a"),
        ("a = {}\ndef g():\n    return a\ndef f():\n    b = g()\n    #HERE", "g()['k']", "module m.py:a"),
        ("def f():\n    a = {}\n    #HERE", "a", ""),
        ("a = {}\ndef f(a):\n    #HERE", "a", ""),
        ("a = {}\ndef f():\n    a = {}\n    #HERE", "a", ""),
        ("a = {}\ndef f():\n    b = dict(a)\n    #HERE", "b", ""),
        ("a = {}\ndef f():\n    b = {**a}\n    #HERE", "b", ""),
        ("a = {}\ndef f():\n    b = a.copy()\n    #HERE", "b", ""),
        ("def f():\n    #HERE", "a", ""),
        ("def f():\n    a = {}\n    def g():\n        #HERE", "a", ""),
        ("class C:\n    a = []\ndef f():\n    #HERE", "C.a", "class m.py:C.a"),
        ("class C:\n    a = []\n    def f(self):\n        #HERE", "self.a", "class m.py:C.a"),
        ("class C:\n    a = []\n    @classmethod\n    def f(cls):\n        #HERE", "cls.a", "class m.py:C.a"),
        ("class C:\n    a = []\ndef f():\n    c = C()\n    #HERE", "c.a", "class m.py:C.a"),
        ("class B:\n    a = []\nclass C(B): pass\ndef f():\n    #HERE", "C.a", "class m.py:B.a"),
        ("class C:\n    a = []\n    def f(self):\n        #HERE", "type(self).a", "class m.py:C.a"),
        ("class C:\n    a = []\n    def f(self):\n        #HERE", "self.__class__.a", "class m.py:C.a"),
        ("class C:\n    def __init__(self):\n        self.a = []\n    def f(self):\n        #HERE", "self.a",
         "instance m.py:C.a"),
        ("class B:\n    def __init__(self):\n        self.a = []\nclass C(B):\n    def f(self):\n        #HERE", "self.a",
         "instance m.py:B.a"),
        ("class C:\n    a = None\n    def __init__(self):\n        self.a = []\n    def f(self):\n        #HERE", "self.a",
         "instance m.py:C.a"),
        ("class C:\n    def __init__(self):\n        self.a = []\nc = C()\ndef f():\n    #HERE", "c.a", "instance m.py:C.a"),
        ("class C:\n    def f(self):\n        #HERE", "self.a", ""),
        ("class C:\n    def f(self, x):\n        #HERE", "x.a", ""),
        ("from fastapi import FastAPI\napp = FastAPI()\ndef f():\n    #HERE", "app.state.rooms", "app rooms"),
        ("def f(request):\n    #HERE", "request.app.state.rooms", "app rooms"),
        ("def f(request):\n    #HERE", "request.app['rooms']", "app app"),
        ("from flask import current_app\ndef f():\n    #HERE", "current_app.config['rooms']", "app config"),
        ("from flask import current_app\ndef f():\n    #HERE", "current_app.extensions['rooms']", "app extensions"),
        ("def f(request):\n    #HERE", "request.state.rooms", ""),
        ("def f(request):\n    #HERE", "request.session['rooms']", ""),
        ("from flask import g\ndef f():\n    #HERE", "g.rooms", ""),
    ],
)  # fmt: skip
def test_variables(code: str, expression: str, expected: str) -> None:
    assert variable(code, expression) == expected


@pytest.mark.parametrize(
    ("code", "expression", "expected"),
    [
        ("from state import cache\ndef f():\n    #HERE", "cache", "module state.py:cache"),
        ("from state import cache as c\ndef f():\n    #HERE", "c['k']", "module state.py:cache"),
        ("import state\ndef f():\n    #HERE", "state.cache", "module state.py:cache"),
        ("import state as s\ndef f():\n    #HERE", "s.cache", "module state.py:cache"),
        ("def f():\n    from state import cache\n    #HERE", "cache", "module state.py:cache"),
        ("def f():\n    import state\n    #HERE", "state.cache", "module state.py:cache"),
        ("from state import *\ndef f():\n    #HERE", "cache", "module state.py:cache"),
        ("from state import Registry\ndef f():\n    #HERE", "Registry.items", "class state.py:Registry.items"),
        ("from state import registry\ndef f():\n    #HERE", "registry.rooms", "instance state.py:Registry.rooms"),
        ("import state\ndef f():\n    #HERE", "state.registry.rooms", "instance state.py:Registry.rooms"),
        ("from state import cache\ndef f():\n    cache = {}\n    #HERE", "cache", ""),
        ("from elsewhere import cache\ndef f():\n    #HERE", "cache", ""),
        ("import elsewhere\ndef f():\n    #HERE", "elsewhere.cache", ""),
    ],
)
def test_variables_of_other_modules(code: str, expression: str, expected: str) -> None:
    assert variable(STATE | {"m.py": code}, expression) == expected


def test_a_variable_that_is_imported_again_and_again_is_the_same() -> None:
    files = {
        "p/__init__.py": "from .store import cache",
        "p/store.py": "from .deep import cache as cache",
        "p/deep.py": "cache = {}",
        "m.py": "import p\ndef f():\n    #HERE",
    }
    assert variable(files, "p.cache") == "module p/deep.py:cache"


def test_modules_that_import_each_other_end() -> None:
    files = {"a.py": "from b import x", "b.py": "from a import x", "m.py": "from a import x\ndef f():\n    #HERE"}
    assert variable(files, "x") == ""


C = "class C:\n    def __init__(self):\n        self.a = []\n    def f(self):\n        self.g()\n    def g(self): pass\n"


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        (f"{C}c = C()\ndef h():\n    c.g()", True),
        (f"{C}c = C()\ndef h():\n    c.f()", True),
        (f"{C}c = x or C()\ndef h():\n    c.g()", True),
        (f"{C}class S:\n    c = C()\ndef h():\n    S.c.g()", True),
        (f"{C}class S:\n    def __init__(self):\n        self.c = C()\n    def h(self):\n        self.c.g()\ns = S()", True),
        (f"{C}def make():\n    return C()\nc = make()\ndef h():\n    c.g()", True),
        (f"{C}class D(C): pass\nc = D()\ndef h():\n    c.g()", True),
        (f"{C}c = None\ndef h():\n    global c\n    c = C()\n    c.g()", True),
        (f"{C}def h():\n    c = C()\n    c.g()", False),
        (f"{C}def h():\n    C().g()", False),
        (f"{C}def h(c):\n    c.g()", False),
        (f"{C}c = C()", False),
        ((f"{C}class S:\n    def __init__(self):\n        self.c = C()\n    def h(self):\n        self.c.g()\n"
         "def make():\n    S().h()"), False),
    ],
)  # fmt: skip
def test_objects_that_outlive_a_call(code: str, kept: bool) -> None:
    project = project_of({"m.py": code})
    assert (project.variables.kept_in(function_of(project, "m.py", "C.g")) is not None) is kept
