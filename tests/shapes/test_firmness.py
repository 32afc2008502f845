"""How firm a finding is: the plain case, and beside it what looks like it and is only noted, or not told at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from sharelint.audit import audit
from sharelint.config import Config

NOTHING: list[str] = []


def levels(folder: Path, text: str, rule: str) -> list[str]:
    (folder / "shop.py").write_text(text, encoding="utf-8")
    report = audit([folder], Config(root=folder))
    assert report.problems == ()
    return [finding.level.name for finding in report.findings if finding.rule == rule]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("    lock = name + '.lock'\n    open(lock, 'w').close()\n", ["error"]),
        ("    lock = name + '.lock'\n    if os.path.exists(lock):\n        raise SystemExit\n", ["error"]),
        ("    lock = name + '.lock'\n    return lock\n", ["error"]),
        ("    lock = name + '.lock'\n    os.remove(lock)\n", ["note"]),
        (
            "    lock = name + '.lock'\n    if os.path.exists(lock):\n        print(lock)\n        os.unlink(lock)\n",
            ["note"],
        ),
        ("    lock = pathlib.Path(name + '.lock')\n    lock.unlink()\n", ["note"]),
        ("    lock = name + '.lock'\n    os.remove(lock)\n    return lock\n", ["error"]),
        ("    os.remove('/data/shop.lock')\n", ["note"]),
        ("    os.path.exists('/data/shop.lock')\n", ["error"]),
    ],
)
def test_a_lock_file_is_told_where_it_is_taken_and_noted_where_it_is_removed(
    tmp_path: Path, body: str, expected: list[str]
) -> None:
    assert levels(tmp_path, f"import os\nimport pathlib\ndef step(name):\n{body}", "lock-path") == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/var/run/shop.pid", ["warning"]),
        ("/var/run/zypp.pid", NOTHING),
        ("/run/yum.pid", NOTHING),
        ("/var/run/yummy.d/shop.pid", ["warning"]),
    ],
)
def test_the_files_of_package_managers_are_where_these_put_them(tmp_path: Path, path: str, expected: list[str]) -> None:
    assert levels(tmp_path, f"pid_file = {path!r}\nopen(pid_file)\n", "pid-file") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def url():\n    base = 'http://stock-1:8080'\n    return base\n", ["error"]),
        (
            "def url():\n    base = 'http://stock-1:8080'\n    if settings:\n        base = settings.get(1, base)\n    return base\n",
            ["note"],
        ),
        ("urls = {'stock': 'http://stock-1:8080'}\ndef url():\n    return urls['stock']\n", ["error"]),
        ("__opts__ = {'stock': 'http://stock-1:8080'}\ndef url():\n    return __opts__['stock']\n", ["note"]),
        ("DEFAULTS = {'stock': 'http://stock-1:8080'}\ndef url():\n    return DEFAULTS['stock']\n", ["note"]),
    ],
)
def test_an_address_that_configuration_overrides_is_only_noted(tmp_path: Path, text: str, expected: list[str]) -> None:
    text = f"import requests\nfrom other import settings\n{text}requests.get(f'{{url()}}/levels')\n"
    assert levels(tmp_path, text, "url-peer") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("s.connect('/run/shop/a.sock')\n    return s.recv(10)\n", ["warning"]),
        ("s.connect('/run/shop/a.sock')\n", ["warning"]),
        (
            "try:\n        s.connect('/run/shop/a.sock')\n    except OSError:\n        return False\n    return True\n",
            ["note"],
        ),
    ],
)
def test_to_try_a_socket_is_only_noted(tmp_path: Path, body: str, expected: list[str]) -> None:
    text = f"import socket\ndef ask():\n    s = socket.socket(socket.AF_UNIX)\n    {body}"
    assert levels(tmp_path, text, "unix-ipc") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("os.mkfifo('/run/shop/jobs')\n", ["warning"]), ("def make(path):\n    os.mkfifo(path)\n", ["note"])],
)
def test_a_pipe_that_somebody_asks_for_is_only_noted(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert levels(tmp_path, f"import os\n{text}", "unix-ipc") == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("name", ["warning"]),
        ("random.choice(NAMES)", NOTHING),
        ("''.join(random.choice('abc') for _ in range(9))", NOTHING),
        ("''.join(random.choices('abc', k=9))", NOTHING),
        ("''.join(c for c in name)", ["warning"]),
    ],
)
def test_a_name_that_is_drawn_at_random_is_nobody_elses(tmp_path: Path, name: str, expected: list[str]) -> None:
    text = f"import random\nNAMES = []\ndef save(name):\n    open(f'/tmp/{{{name}}}.txt', 'w')\n"
    assert levels(tmp_path, text, "shared-path") == expected


@pytest.mark.parametrize(
    ("given", "expected"), [("join(folder, 'shop.pid')", ["warning"]), ("get('pidfile', 'shop.pid')", ["note"])]
)
def test_the_default_of_a_setting_is_only_noted(tmp_path: Path, given: str, expected: list[str]) -> None:
    text = f"""\
from os.path import abspath, join
def get(name, default):
    return options[name] if name in options else default
def start(folder):
    pid_file = abspath({given})
"""
    assert levels(tmp_path, text, "pid-file") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("    cache = FileSystemCache('/data')\n    return cache\n", ["warning"]),
        ("    if cache is None:\n        cache = FileSystemCache('/data')\n    return cache\n", ["note"]),
        ("    if not cache:\n        cache = FileSystemCache('/data')\n    return cache\n", ["note"]),
        ("    if not folder:\n        cache = FileSystemCache('/data')\n    return cache\n", ["warning"]),
    ],
)
def test_what_is_made_for_a_caller_who_gives_none_is_only_noted(tmp_path: Path, body: str, expected: list[str]) -> None:
    text = f"from cachelib import FileSystemCache\ndef store(cache=None, folder=None):\n{body}"
    assert levels(tmp_path, text, "file-backend") == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("os.rename('/srv/inbox/a.tmp', '/srv/inbox/a')", ["error"]),
        ("os.rename('/srv/inbox/a', done)", ["warning"]),
        ("pathlib.Path('/srv/inbox/a').rename(done)", ["warning"]),
        ("published('/srv/inbox/a.tmp', '/srv/inbox/a')", ["error"]),
    ],
)
def test_a_rename_is_told_once(tmp_path: Path, call: str, expected: list[str]) -> None:
    text = f"""\
import os
import pathlib
from elsewhere import done
if os.name == "nt":
    def published(source, target):
        os.rename(source, target)
else:
    published = os.rename
{call}
"""
    assert levels(tmp_path, text, "shared-path") == expected


@pytest.mark.parametrize(
    ("initial", "write", "expected"),
    [
        ("{}", "state['a'] = 1", ["warning"]),
        ("[]", "state.append(x)", ["warning"]),
        ("[]", "state.append(callback)", ["warning"]),  # the list has no name that says so
        ("False", "state = not state", ["warning"]),
        ("False", "state = True; state = False", ["warning", "warning"]),
        ("[]", "copy = state[:]; copy.append(x)", []),
    ],
)
def test_what_a_handler_keeps_is_state(tmp_path: Path, initial: str, write: str, expected: list[str]) -> None:
    assert levels(tmp_path, _handler("state", initial, write), "process-state") == expected


@pytest.mark.parametrize(
    ("name", "initial", "write"),
    [
        ("is_dirty", "False", "is_dirty = True"),
        ("_initialized", "False", "_initialized = True"),
        ("_h1_has_limits", "None", "_h1_has_limits = True"),
        ("dirty", "False", "dirty = True"),
        ("dirty", "False", "dirty |= x.save()"),
        ("failed", "False", "failed = True"),
        ("WIDTH", "80", "WIDTH = x"),
        ("job", "''", "job = None"),
        ("listeners", "[]", "listeners.append(callback)"),
        ("plugins", "{}", "plugins[x] = handler"),
    ],
)
def test_bookkeeping_of_a_process_about_itself_is_only_noted(
    tmp_path: Path, name: str, initial: str, write: str
) -> None:
    assert levels(tmp_path, _handler(name, initial, write), "process-state") == ["note"]


@pytest.mark.parametrize(("calls", "expected"), [(1, "warning"), (2, "note")])
def test_what_an_object_keeps_is_noted_the_deeper_it_lies(tmp_path: Path, calls: int, expected: str) -> None:
    text = f"""\
from flask import Flask, request
app = Flask("a")
class Rooms:
    def __init__(self):
        self.names = []
    def add1(self, name):
        self.names.append(name)
    def add2(self, name):
        self.add1(name)
rooms = Rooms()
@app.route("/a")
def handler():
    rooms.add{calls}(request.args["name"])
"""
    assert levels(tmp_path, text, "process-state") == [expected]


@pytest.mark.parametrize(
    ("name", "write"), [("listeners", "listeners.append(queue.Queue())"), ("handlers", "handlers.append(x)")]
)
def test_listeners_that_wait_for_messages_are_state(tmp_path: Path, name: str, write: str) -> None:
    assert levels(tmp_path, _handler(name, "[]", write), "process-state") == ["warning"]


@pytest.mark.parametrize(("cls", "expected"), [("WorkerThread", []), ("Worker", ["warning"])])
def test_a_thread_of_ones_own_is_no_state_by_whatever_it_is_made(tmp_path: Path, cls: str, expected: list[str]) -> None:
    text = _handler("workers", "[]", f"workers.append({cls}())")
    assert levels(tmp_path, f"class {cls}:\n    pass\n{text}", "process-state") == expected


@pytest.mark.parametrize(("decorator", "expected"), [("@dataclass", []), ("", ["warning"])])
def test_a_field_of_a_dataclass_is_of_each_object(tmp_path: Path, decorator: str, expected: list[str]) -> None:
    text = f"""\
from dataclasses import dataclass, field
from flask import Flask
app = Flask("a")
{decorator}
class Year:
    days: dict = {{}}
@app.route("/a")
def handler(day):
    Year().days[day] = 1
"""
    assert levels(tmp_path, text, "process-state") == expected


@pytest.mark.parametrize(("use", "expected"), [("current_user.name", ["warning"]), ("later(current_user)", [])])
def test_a_user_who_is_handed_over_may_be_asked_later(tmp_path: Path, use: str, expected: list[str]) -> None:
    text = f"""\
from flask_login import current_user
from elsewhere import later
names = {{}}
def greet(key):
    names[key] = {use}
"""
    assert levels(tmp_path, text, "process-state") == expected


@pytest.mark.parametrize(("decorator", "expected"), [("", ["warning"]), ("@classmethod", [])])
def test_a_class_method_of_a_resource_handles_no_request(tmp_path: Path, decorator: str, expected: list[str]) -> None:
    text = f"""\
from flask.views import MethodView
versions = {{}}
class Root(MethodView):
    {decorator or "pass"}
    def post(self, version):
        versions[version] = self
"""
    assert levels(tmp_path, text, "process-state") == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [("app/a.py", ["warning"]), ("app/_vendor/a.py", ["note"]), ("third_party/a.py", ["note"])],
)
def test_what_others_wrote_is_only_noted(tmp_path: Path, path: str, expected: list[str]) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(_handler("state", "{}", "state['a'] = 1"))
    report = audit([tmp_path], Config(root=tmp_path))
    assert [finding.level.name for finding in report.findings if finding.rule == "process-state"] == expected


@pytest.mark.parametrize(
    ("folder", "expected"),
    [("'/var/spool/app'", ["error"]), ("folder", ["note"])],
)
def test_only_a_folder_that_is_known_is_fixed(tmp_path: Path, folder: str, expected: list[str]) -> None:
    text = f"""\
def put(folder, name):
    with open({folder} + '/inbox/' + name, 'w') as stream:
        stream.write(name)
"""
    assert levels(tmp_path, text, "shared-path") == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("InMemoryJobStore", ["warning"]), ("MemoryCache", ["warning"]), ("MemoryAugmentedJudge", ["note"])],
)
def test_a_store_by_its_name_has_a_word_for_a_store(tmp_path: Path, name: str, expected: list[str]) -> None:
    text = f"""\
class {name}:
    def __init__(self):
        self.items = {{}}
    def put(self, key, value):
        self.items[key] = value
kept = {name}()
"""
    assert levels(tmp_path, text, "memory-backend") == expected


@pytest.mark.parametrize(("call", "expected"), [("create_engine", ["error"]), ("make_url", ["note"])])
def test_an_address_alone_opens_no_database(tmp_path: Path, call: str, expected: list[str]) -> None:
    text = f"from sqlalchemy import create_engine\nfrom sqlalchemy.engine import make_url\n{call}('sqlite:///a.db')\n"
    assert levels(tmp_path, text, "local-database") == expected


@pytest.mark.parametrize(("mode", "expected"), [("LK_LOCK", ["error"]), ("LK_UNLCK", [])])
def test_a_module_that_may_be_missing_is_itself_where_it_is_used(
    tmp_path: Path, mode: str, expected: list[str]
) -> None:
    text = f"""\
try:
    import msvcrt
except ImportError:
    msvcrt = None
def f(number):
    msvcrt.locking(number, msvcrt.{mode}, 1)
"""
    assert levels(tmp_path, text, "file-lock") == expected


def _handler(name: str, initial: str, write: str) -> str:
    declared = f"    global {name}\n" if write.startswith(f"{name} ") else ""
    return f"""\
import queue
from flask import Flask
app = Flask("a")
{name} = {initial}
@app.route("/a")
def handler(x, callback=None):
{declared}    {write}
"""
