"""Shapes `state` and `memo`: what a handler writes into memory that outlives it, and what is kept on purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from sharelint.audit import audit
from sharelint.config import Config

APP = "from flask import Flask\napp = Flask('a')\n"
ROUTE = "@app.route('/a')\ndef handler(x):\n"


def found(folder: Path, text: str) -> list[str]:
    """`line level` of every finding of process-state."""
    (folder / "shop.py").write_text(text, encoding="utf-8")
    report = audit([folder], Config(root=folder))
    assert report.problems == ()
    return [f"{f.place.span.line} {f.level.name}" for f in report.findings if f.rule == "process-state"]


@pytest.mark.parametrize(
    ("initial", "write"),
    [
        ("s = {}", "s[x] = 1"),
        ("s = {}", "s[x]['y'] = 1"),
        ("s = {}", "s[x] += 1"),
        ("s = {}", "del s[x]"),
        ("s = {}", "s.update(a=1)"),
        ("s = {}", "s.pop(x)"),
        ("s = {}", "s.clear()"),
        ("s = {'a': []}", "s['a'].append(x)"),
        ("s = dict()", "s[x] = 1"),
        ("s: dict = {}", "s[x] = 1"),
        ("s = []", "s.append(x)"),
        ("s = []", "s.extend(x)"),
        ("s = []", "s.insert(0, x)"),
        ("s = []", "s.remove(x)"),
        ("s = set()", "s.add(x)"),
        ("s = set()", "s.discard(x)"),
        ("from collections import defaultdict\ns = defaultdict(list)", "s[x].append(1)"),
        ("from collections import deque\ns = deque()", "s.appendleft(x)"),
        ("from collections import Counter\ns = Counter()", "s[x] += 1"),
        ("from queue import Queue\ns = Queue()", "s.put(x)"),
        ("from queue import Queue\ns = Queue()", "s.get()"),
        ("import asyncio\ns = asyncio.Queue()", "s.put_nowait(x)"),
        ("import itertools\ns = itertools.count()", "next(s)"),
        ("import heapq\ns = []", "heapq.heappush(s, x)"),
        ("from bisect import insort\ns = []", "insort(s, x)"),
        ("from cachetools import TTLCache\ns = TTLCache(9, 9)", "s[x] = 1"),
        ("class S:\n    s = []", "S.s.append(x)"),
        ("class S:\n    s = 0", "S.s += 1"),
    ],
)
def test_every_way_to_write(tmp_path: Path, initial: str, write: str) -> None:
    text = f"{APP}{initial}\n{ROUTE}    {write}\n"
    assert found(tmp_path, text) == [f"{text.count(chr(10))} warning"]


@pytest.mark.parametrize(
    ("initial", "write"),
    [
        ("s = 0", "global s\n    s += 1"),
        ("s = 0", "global s\n    s = x"),
        ("s = {}", "global s\n    s = {x: 1}"),
        ("s = None", "global s\n    s = {'a': x}"),
        ("s = False", "global s\n    s = True"),
    ],
)
def test_a_global_that_is_written(tmp_path: Path, initial: str, write: str) -> None:
    text = f"{APP}{initial}\n{ROUTE}    {write}\n"
    assert [line.partition(" ")[0] for line in found(tmp_path, text)] == [str(text.count("\n"))]


@pytest.mark.parametrize(
    "text",
    [
        f"{APP}s = {{}}\n{ROUTE}    return s[x]",
        f"{APP}s = {{}}\n{ROUTE}    return s.get(x)",
        f"{APP}s = {{}}\n{ROUTE}    s = {{}}\n    s[x] = 1",
        f"{APP}{ROUTE}    s = []\n    s.append(x)",
        f"{APP}s = {{}}\ns['a'] = 1\n{ROUTE}    return s",
        f"{APP}s = {{}}\nfor n in (1, 2):\n    s[n] = n\n{ROUTE}    return s",
        f"{APP}s = {{}}\ndef fill():\n    s['a'] = 1\nfill()\n{ROUTE}    return s",
        f"{APP}s = {{}}\ndef register(f):\n    s[f.__name__] = f\n    return f\n@register\ndef g(): pass\n{ROUTE}    return s[x]",
        f"{APP}s = None\n{ROUTE}    global s\n    if s is None:\n        s = {{'a': 1}}\n    return s",
        f"{APP}s = None\n{ROUTE}    global s\n    if not s:\n        s = 'a'\n    return s",
        f"{APP}import redis\ns = None\n{ROUTE}    global s\n    s = redis.Redis()",
        f"{APP}import threading\ns = {{}}\n{ROUTE}    s[x] = threading.Lock()",
        f"{APP}import threading\ns = threading.local()\n{ROUTE}    s.a = x",
        f"{APP}from contextvars import ContextVar\ns = ContextVar('s')\n{ROUTE}    s.set(x)",
        f"{APP}from flask import g\n{ROUTE}    g.a = x",
        f"{APP}class S:\n    def __init__(self):\n        self.s = []\n    def add(self, x):\n        self.s.append(x)\n{ROUTE}    S().add(x)",
        f"{APP}import os\n{ROUTE}    os.environ.get('A')",
        "s = {}\ndef f(x):\n    s[x] = 1",
        "import click\ns = {}\n@click.command()\ndef f(x):\n    s[x] = 1",
        "s = {}\ndef f(x):\n    s[x] = 1\nif __name__ == '__main__':\n    f(1)",
    ],
)  # fmt: skip
def test_what_is_no_state(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, f"{text}\n") == []


def test_state_of_an_object_that_a_module_keeps(tmp_path: Path) -> None:
    cls = "class S:\n    def __init__(self):\n        self.s = []\n    def add(self, x):\n        self.s.append(x)\n"
    assert found(tmp_path, f"{APP}{cls}kept = S()\n{ROUTE}    kept.add(x)\n") == ["7 warning"]


def test_what_is_looked_up_before_it_is_worked_out_is_a_note(tmp_path: Path) -> None:
    memo = "s = {}\ndef square(x):\n    if x not in s:\n        s[x] = x * x\n    return s[x]\n"
    assert found(tmp_path, f"{APP}{memo}{ROUTE}    return square(x)\n") == ["6 note"]
    read = memo.replace("x * x", "requests.get(x).text")
    assert found(tmp_path, f"import requests\n{APP}{read}{ROUTE}    return square(x)\n") == ["7 warning"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return requests.get(x)", ["4 note"]),
        ("return open(x).read()", ["4 note"]),
        ("return x * x", []),
    ],
)
def test_results_that_a_decorator_keeps(tmp_path: Path, body: str, expected: list[str]) -> None:
    text = f"import functools, requests\n{APP}@functools.lru_cache\ndef f(x):\n    {body}\n{ROUTE}    return f(x)\n"
    assert found(tmp_path, text) == expected
    assert found(tmp_path, text.replace("return f(x)", "return x")) == []


def test_one_statement_is_told_once(tmp_path: Path) -> None:
    assert len(found(tmp_path, f"{APP}s = {{}}\n{ROUTE}    s.setdefault(x, []).append(1)\n")) == 1
