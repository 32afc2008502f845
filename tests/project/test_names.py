"""What a name refers to: through imports, aliases, scopes and other files."""

from __future__ import annotations

import pytest

from tests.project.ask import value_of

PACKAGE = {
    "app/__init__.py": "from .locks import Lock as AppLock\nfrom . import locks as renamed\n__all__ = ['AppLock']\n",
    "app/locks.py": (
        "import multiprocessing\nfrom filelock import FileLock as Lock\nclass Own: limit = 3\nHOST = 'worker-2'\n"
    ),
    "app/deep/__init__.py": "from ..locks import *\nfrom .. import locks\n",
    "app/deep/inner.py": "from ...app.locks import Own\n",
    "settings.py": "HOST = 'worker-1'\n_PRIVATE = 'x'\n",
}


@pytest.mark.parametrize(
    ("code", "expression", "expected"),
    [
        ("import multiprocessing", "multiprocessing.Manager", "multiprocessing.Manager"),
        ("import multiprocessing as mp", "mp.Manager", "multiprocessing.Manager"),
        ("import multiprocessing.managers", "multiprocessing.Manager", "multiprocessing.Manager"),
        ("import multiprocessing.managers as m", "m.SyncManager", "multiprocessing.managers.SyncManager"),
        ("from multiprocessing import Manager", "Manager", "multiprocessing.Manager"),
        ("from multiprocessing import Manager as M", "M", "multiprocessing.Manager"),
        ("from multiprocessing import managers", "managers.SyncManager", "multiprocessing.managers.SyncManager"),
        ("import torch.multiprocessing as mp", "mp.Manager", "multiprocessing.Manager"),
        ("from billiard import Manager", "Manager", "multiprocessing.Manager"),
        ("from multiprocessing import *", "Manager", "multiprocessing.Manager"),
        ("from socket import *", "create_connection", "socket.create_connection"),
        ("from socket import *", "nonsense", "unknown"),
        ("from socket import *\nfrom multiprocessing import *", "Manager", "multiprocessing.Manager"),
        ("import multiprocessing as mp\nm = mp", "m.Manager", "multiprocessing.Manager"),
        ("import multiprocessing\nLock = multiprocessing.Lock\nL = Lock", "L", "multiprocessing.Lock"),
        (
            "try:\n    import fcntl\nexcept ImportError:\n    fcntl = None",
            "fcntl.flock",
            "fcntl.flock",
        ),
        ("try:\n    import ujson as json\nexcept ImportError:\n    import json", "json.x", "ujson.x | json.x"),
        (
            "if a:\n    from multiprocessing import Lock\nelse:\n    from threading import Lock",
            "Lock",
            "multiprocessing.Lock | threading.Lock",
        ),
        ("import socket\nsocket = None", "socket", "None"),
        ("from a import x\nfrom b import x", "x", "b.x"),
        ("import os\ngetattr_ = getattr(os, 'getpid')", "getattr_", "os.getpid"),
        ("def f():\n    from multiprocessing import Manager\n    #HERE", "Manager", "multiprocessing.Manager"),
        ("def f():\n    from multiprocessing import Manager", "Manager", "unknown"),
        ("from multiprocessing import Manager\ndef f(Manager):\n    #HERE", "Manager", "?Manager"),
        ("from multiprocessing import Manager\ndef f():\n    Manager = 1\n    #HERE", "Manager", "1"),
        ("import socket\ndef f(socket):\n    #HERE", "socket.socket", "unknown"),
        ("import socket\ng = lambda socket: socket\n", "socket.socket", "socket.socket"),
        ("import socket\nx = [socket for socket in []]\n", "socket.socket", "socket.socket"),
        ("import socket\nclass C:\n    socket = 1\n    def f(self):\n        #HERE", "socket.socket", "socket.socket"),
        ("import socket\ndef f():\n    global x\n    x = socket.socket\n", "x", "socket.socket"),
        ("def f():\n    #HERE\nimport socket\n", "socket.socket", "socket.socket"),
        ("class Manager: pass", "Manager", "m.py:Manager"),
        ("def Manager(): pass", "Manager", "m.py:Manager"),
        ("from multiprocessing import Manager\nclass Manager: pass", "Manager", "m.py:Manager"),
        (
            "from functools import partial\nimport socket\np = partial(socket.create_connection, timeout=1)",
            "p",
            "socket.create_connection",
        ),
        ("class C:\n    from multiprocessing import Lock\n", "C.Lock", "multiprocessing.Lock"),
        ("import socket\nclass C:\n    make = socket.socket\n", "C.make", "socket.socket"),
        (
            "import socket\nclass C:\n    make = socket.socket\n    def f(self):\n        #HERE",
            "self.make",
            "socket.socket",
        ),
        ("import socket\nclass B:\n    make = socket.socket\nclass C(B): pass\n", "C().make", "socket.socket"),
        ("open", "open", "open"),
        ("def f(open):\n    #HERE", "open", "?open"),
        ("nothing = 1", "missing", "unknown"),
        ("import a.b.c", "a.b.c.d", "a.b.c.d"),
    ],
)
def test_names_of_one_file(code: str, expression: str, expected: str) -> None:
    assert value_of(code, "m.py", expression) == expected


@pytest.mark.parametrize(
    ("path", "code", "expression", "expected"),
    [
        ("m.py", "from app.locks import Lock", "Lock", "filelock.FileLock"),
        ("m.py", "from app import AppLock", "AppLock", "filelock.FileLock"),
        ("m.py", "import app", "app.AppLock", "filelock.FileLock"),
        ("m.py", "import app", "app.renamed.Lock", "filelock.FileLock"),
        ("m.py", "import app.locks", "app.locks.Lock", "filelock.FileLock"),
        ("m.py", "import app.locks as l", "l.multiprocessing.Lock", "multiprocessing.Lock"),
        ("m.py", "from app import locks", "locks.Lock", "filelock.FileLock"),
        ("m.py", "from app.locks import *", "Lock", "filelock.FileLock"),
        ("m.py", "from app.locks import *", "multiprocessing.Manager", "multiprocessing.Manager"),
        ("m.py", "from app.deep import *", "Lock", "filelock.FileLock"),
        ("m.py", "from app.deep import locks", "locks.HOST", "'worker-2'"),
        ("m.py", "from app.deep.inner import Own", "Own", "app/locks.py:Own"),
        ("m.py", "from app.deep.inner import Own", "Own.limit", "3"),
        ("app/web.py", "from .locks import Lock", "Lock", "filelock.FileLock"),
        ("app/web.py", "from . import locks", "locks.Lock", "filelock.FileLock"),
        ("app/web.py", "from . import AppLock", "AppLock", "filelock.FileLock"),
        ("app/deep/web.py", "from ..locks import Lock", "Lock", "filelock.FileLock"),
        ("app/deep/web.py", "from .. import AppLock", "AppLock", "filelock.FileLock"),
        ("app/web.py", "from settings import HOST", "HOST", "'worker-1'"),
        ("m.py", "from settings import *", "HOST", "'worker-1'"),
        ("m.py", "from settings import *", "_PRIVATE", "unknown"),
        ("m.py", "from app.locks import missing", "missing", "unknown"),
        ("m.py", "from .nowhere import Manager", "Manager", "unknown"),
        ("src/web.py", "from settings import HOST", "HOST", "'worker-1'"),
        ("m.py", "def f():\n    from app.locks import Lock\n    #HERE", "Lock", "filelock.FileLock"),
        (
            "m.py",
            "try:\n    from app.locks import Lock\nexcept ImportError:\n    Lock = None",
            "Lock",
            "filelock.FileLock | None",
        ),
    ],
)
def test_names_of_other_files(path: str, code: str, expression: str, expected: str) -> None:
    assert value_of(PACKAGE | {path: code}, path, expression) == expected


def test_modules_that_import_each_other_end() -> None:
    files = {"a.py": "from b import *\nfrom b import x\n", "b.py": "from a import *\nfrom a import x\n"}
    assert value_of(files, "a.py", "x") == "unknown"


def test_a_name_that_is_defined_by_itself_ends() -> None:
    assert value_of("x = x + 'a'\n", "m.py", "x") in ("unknown", "'{x}a'")


def test_a_module_of_the_project_hides_a_library_beside_it() -> None:
    files = {"socket.py": "def create_connection(a): return a\n", "m.py": "import socket\n"}
    assert value_of(files, "m.py", "socket.create_connection") == "socket.py:create_connection"
