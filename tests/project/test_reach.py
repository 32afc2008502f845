"""From which entry points a function is reached, which files belong to a web app, what runs in a command alone."""

from __future__ import annotations

import pytest

from tests.project.ask import function_of, project_of

APP = "from flask import Flask\napp = Flask('a')\n@app.route('/a')\ndef handler():\n    "


def reached(files: dict[str, str] | str, function: str) -> set[str]:
    """The entry points, by name, from which `path:function` is reached."""
    files = {"app.py": files} if isinstance(files, str) else files
    path, _, name = function.rpartition(":")
    project = project_of(files)
    found = project.reach.entries(function_of(project, path or "app.py", name))
    return {project.scope(entry.function).qualified_name for entry in found}


@pytest.mark.parametrize(
    ("code", "function"),
    [
        (f"{APP}f()\ndef f(): pass", "f"),
        (f"{APP}return [f(x) for x in y]\ndef f(x): pass", "f"),
        (f"{APP}g()\ndef g():\n    f()\ndef f(): pass", "f"),
        (f"{APP}def f(): pass\n    return f()", "handler.f"),
        (f"{APP}def f(): pass\n    return f", "handler.f"),
        (f"{APP}C().f()\nclass C:\n    def f(self): pass", "C.f"),
        (f"{APP}c = C()\n    c.f()\nclass C:\n    def f(self): pass", "C.f"),
        (f"{APP}c.f()\nclass C:\n    def f(self): pass\nc = C()", "C.f"),
        (f"{APP}C.f()\nclass C:\n    @classmethod\n    def f(cls): pass", "C.f"),
        (f"{APP}C.f()\nclass C:\n    @staticmethod\n    def f(): pass", "C.f"),
        (f"{APP}C().g()\nclass C:\n    def g(self):\n        self.f()\n    def f(self): pass", "C.f"),
        (f"{APP}C()\nclass C:\n    def __init__(self): pass", "C.__init__"),
        (f"{APP}C()\nclass B:\n    def __init__(self): pass\nclass C(B): pass", "B.__init__"),
        ((f"{APP}C()\nclass B:\n    def __init__(self): pass\nclass C(B):\n    def __init__(self):\n"
         "        super().__init__()"), "B.__init__"),
        (f"{APP}C()()\nclass C:\n    def __call__(self): pass", "C.__call__"),
        (f"{APP}with C(): pass\nclass C:\n    def __enter__(self): pass", "C.__enter__"),
        (f"{APP}with C() as c: pass\nclass C:\n    def __exit__(self, *a): pass", "C.__exit__"),
        (f"{APP}with f(): pass\nfrom contextlib import contextmanager\n@contextmanager\ndef f():\n    yield", "f"),
        (f"{APP}B().f()\nclass B:\n    def f(self): pass\nclass C(B):\n    def f(self): pass", "C.f"),
        (f"{APP}b().f()\ndef b() -> 'B': ...\nclass B:\n    def f(self): pass", "B.f"),
        (f"{APP}C().f()\nclass B:\n    def f(self): pass\nclass C(B): pass", "B.f"),
        (f"{APP}run(f)\ndef f(): pass", "f"),
        (f"{APP}run(key=f)\ndef f(): pass", "f"),
        (f"{APP}Thread(target=f).start()\nfrom threading import Thread\ndef f(): pass", "f"),
        (f"{APP}asyncio.create_task(f())\nimport asyncio\nasync def f(): pass", "f"),
        ((f"{APP}pool.submit(f, 1)\nfrom concurrent.futures import ThreadPoolExecutor\n"
         "pool = ThreadPoolExecutor()\ndef f(a): pass"), "f"),
        (f"{APP}run(lambda: f())\ndef f(): pass", "f"),
        (f"{APP}g = lambda: f()\n    g()\ndef f(): pass", "f"),
        (f"{APP}partial(f, 1)()\nfrom functools import partial\ndef f(a): pass", "f"),
        (f"{APP}g = f\n    g()\ndef f(): pass", "f"),
        (f"{APP}(f if x else h)()\ndef f(): pass\ndef h(): pass", "f"),
        (f"{APP}C().f()\nclass C:\n    def __init__(self):\n        self.f = f\ndef f(): pass", "f"),
        (f"{APP}return C().v\nclass C:\n    @property\n    def v(self):\n        pass", "C.v"),
        (("def d(g):\n    def inner(*a):\n        f()\n        return g(*a)\n    return inner\ndef f(): pass\n"
         "from flask import Flask\napp = Flask('a')\n@app.route('/a')\n@d\ndef handler(): pass"), "f"),
        (("def d(n):\n    def deco(g):\n        def inner(*a):\n            f()\n            return g(*a)\n"
         "        return inner\n    return deco\ndef f(): pass\n"
         "from flask import Flask\napp = Flask('a')\n@app.route('/a')\n@d(3)\ndef handler(): pass"), "f"),
        (("from flask import Flask\napp = Flask('a')\n@app.route('/a')\ndef handler(): f()\ndef f(): f2()\n"
         "def f2(): f()"), "f2"),
        (("class B(View):\n    def get(self):\n        self._f()\n    def _f(self): pass\n"
         "class handler(B):\n    def _f(self): pass\nfrom django.views import View"), "handler._f"),
    ],
)  # fmt: skip
def test_reached(code: str, function: str) -> None:
    found = reached(code, function)
    assert found
    assert all("handler" in name or name == "B.get" for name in found)


@pytest.mark.parametrize(
    ("code", "function"),
    [
        (f"{APP}pass\ndef f(): pass", "f"),
        (f"{APP}pass\ndef f(): pass\nf()", "f"),
        (f"{APP}pass\ndef f():\n    handler()", "f"),
        (f"{APP}x.f()\ndef f(): pass", "f"),
        (f"{APP}x.f()\nclass C:\n    def f(self): pass", "C.f"),
        (f"{APP}f = 1\n    f()\ndef f(): pass", "f"),
        (f"{APP}C()\nclass C:\n    def f(self): pass", "C.f"),
        (f"{APP}C()\nclass C:\n    def __enter__(self): pass", "C.__enter__"),
        (f"{APP}C().f()\nclass B:\n    def f(self): pass\nclass C(B):\n    def f(self): pass", "B.f"),
        (f"{APP}pass\ndef g():\n    def f(): pass\n    return f", "g.f"),
        (("def d(g):\n    f()\n    return g\ndef f(): pass\n"
         "from flask import Flask\napp = Flask('a')\n@app.route('/a')\n@d\ndef handler(): pass"), "f"),
    ],
)  # fmt: skip
def test_not_reached(code: str, function: str) -> None:
    assert reached(code, function) == set()


@pytest.mark.parametrize(
    ("files", "function"),
    [
        ({"app.py": f"{APP}f()\nfrom jobs import f", "jobs.py": "def f(): pass"}, "jobs.py:f"),
        ({"app.py": f"{APP}jobs.f()\nimport jobs", "jobs.py": "def f(): pass"}, "jobs.py:f"),
        ({"app.py": f"{APP}j()\nfrom jobs import f as j", "jobs.py": "def f(): pass"}, "jobs.py:f"),
        (
            {"app.py": f"{APP}f()\nfrom shop import f", "shop/__init__.py": "from .jobs import f", "shop/jobs.py": "def f(): pass"},
            "shop/jobs.py:f",
        ),
        (
            {"app.py": f"{APP}store.f()\nfrom jobs import store", "jobs.py": "class S:\n    def f(self): pass\nstore = S()"},
            "jobs.py:S.f",
        ),
        ({"app.py": f"{APP}import jobs\n    jobs.f()", "jobs.py": "def f(): pass"}, "jobs.py:f"),
        (
            {"app.py": f"{APP}g()\nfrom a import g", "a.py": "import b\ndef g():\n    b.f()", "b.py": "import a\ndef f(): pass"},
            "b.py:f",
        ),
        (
            {"app.py": f"{APP}base.run()\nfrom b import Base\nbase = Base()", "b.py": "class Base:\n    def run(self): pass",
             "c.py": "from b import Base\nclass Mine(Base):\n    def run(self): pass"},
            "c.py:Mine.run",
        ),
    ],
)  # fmt: skip
def test_reached_across_files(files: dict[str, str], function: str) -> None:
    assert reached(files, function) == {"handler"}


@pytest.mark.parametrize(
    ("setup", "how"),
    [
        ("from celery import shared_task\n", "@shared_task\n"),
        ("import dramatiq\n", "@dramatiq.actor\n"),
        ("from celery.signals import task_success\n", "@task_success.connect\n"),
        ("import click\n", "@click.command()\n"),
    ],
)
def test_reached_from_every_kind(setup: str, how: str) -> None:
    assert reached(f"{setup}{how}def g():\n    f()\ndef f(): pass", "f") == {"g"}


def test_many_entry_points_are_counted_up_to_a_few() -> None:
    handlers = "".join(f"@app.route('/{n}')\ndef h{n}():\n    f()\n" for n in range(9))
    assert len(reached(f"from flask import Flask\napp = Flask('a')\n{handlers}def f(): pass\n", "f")) == 4


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"app.py": "from flask import Flask\napp = Flask('a')"}, {"app.py"}),
        ({"app.py": "from fastapi import FastAPI\ndef make():\n    return FastAPI()"}, {"app.py"}),
        ({"app.py": "import falcon\napp = falcon.App()"}, {"app.py"}),
        ({"app.py": "from django.core.wsgi import get_wsgi_application\napp = get_wsgi_application()"}, {"app.py"}),
        ({"app.py": "from fastapi import APIRouter\nr = APIRouter()\n@r.get('/a')\ndef f(): pass"}, {"app.py"}),
        ({"app.py": f"{APP}pass\nfrom jobs import f", "jobs.py": "import deep", "deep.py": "", "other.py": ""},
         {"app.py", "jobs.py", "deep.py"}),
        ({"app.py": "from celery import shared_task\n@shared_task\ndef f(): pass"}, set()),
        ({"app.py": "import flask\nprint(flask.Flask)"}, set()),
        ({"app.py": "import requests\nrequests.get('https://a.example.com')"}, set()),
        ({"app.py": "class Flask: pass\napp = Flask()"}, set()),
    ],
)  # fmt: skip
def test_files_of_a_web_app(files: dict[str, str], expected: set[str]) -> None:
    project = project_of(files)
    assert {path for path in files if project.reach.in_web_app(path)} == expected


@pytest.mark.parametrize(
    ("code", "function", "alone"),
    [
        ("import click\n@click.command()\ndef f(): pass", "f", True),
        ("import typer\napp = typer.Typer()\n@app.command()\ndef g():\n    f()\ndef f(): pass", "f", True),
        ("def f(): pass\nif __name__ == '__main__':\n    f()", "f", True),
        ("def f(): pass\ndef main(): f()\nif __name__ == '__main__':\n    main()", "f", True),
        ("def f(): pass", "f", False),
        (f"{APP}f()\ndef f(): pass\nif __name__ == '__main__':\n    f()", "f", False),
        (f"{APP}f()\ndef f(): pass\nimport click\n@click.command()\ndef c():\n    f()", "f", False),
        (
            "from celery import shared_task\n@shared_task\ndef f(): pass\nif __name__ == '__main__':\n    f()",
            "f",
            False,
        ),
    ],
)
def test_what_runs_in_a_command_alone(code: str, function: str, alone: bool) -> None:
    project = project_of({"app.py": code})
    assert project.reach.only_by_command("app.py", function_of(project, "app.py", function).scope, 0) is alone


@pytest.mark.parametrize(
    ("code", "alone"),
    [
        ("if __name__ == '__main__':\n    g()", True),
        ("if '__main__' == __name__:\n    g()", True),
        ("if __name__ == '__main__':\n    for x in y:\n        g()", True),
        ("g()", False),
        ("if name == '__main__':\n    g()", False),
        ("if __name__ == '__main__':\n    pass\ng()", False),
        ("if __name__ == '__main__':\n    pass\nelse:\n    g()", False),
        ("if __name__ != '__main__':\n    g()", False),
    ],
)
def test_what_stands_under_the_main_guard(code: str, alone: bool) -> None:
    project = project_of({"app.py": code})
    (call,) = project.facts("app.py").calls
    assert project.reach.only_by_command("app.py", call.scope, call.block) is alone
