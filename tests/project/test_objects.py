"""Which library object a name, attribute or call holds, and what its methods are; and what only looks like one."""

from __future__ import annotations

import pytest

from tests.project.ask import value_of

SOCKET = "<socket.socket>"
MANAGER = "<multiprocessing.managers.SyncManager>"


@pytest.mark.parametrize(
    ("code", "expression", "expected"),
    [
        ("import socket\ns = socket.socket()", "s", SOCKET),
        ("import socket\ns = socket.socket()", "s.connect", "socket.socket.connect"),
        ("import socket", "socket.socket().connect", "socket.socket.connect"),
        ("import socket\ns = socket.create_connection(a)", "s", SOCKET),
        ("import socket\nt = s = socket.socket()", "t", SOCKET),
        ("import socket\nwith socket.socket() as s:\n    #HERE", "s", SOCKET),
        ("import socket\nwith a as b, socket.socket() as s:\n    #HERE", "s.sendto", "socket.socket.sendto"),
        ("import socket\ndef f():\n    return socket.socket()\ns = f()", "s", SOCKET),
        ("import socket\ndef g():\n    s = socket.socket()\n    return s\ndef f():\n    return g()\n", "f()", SOCKET),
        ("import socket\ndef f() -> socket.socket: ...\n", "f()", SOCKET),
        ("from socket import socket\ndef f(s: socket):\n    #HERE", "s.connect", "socket.socket.connect"),
        ("import socket\ndef f(s: 'socket.socket'):\n    #HERE", "s.connect", "socket.socket.connect"),
        (
            "import socket\ndef f(s: socket.socket | None = None):\n    #HERE",
            "s.connect",
            "socket.socket.connect",
        ),
        (
            "import socket\nfrom typing import Optional\ndef f(s: Optional[socket.socket]):\n    #HERE",
            "s.connect",
            "socket.socket.connect",
        ),
        ("import socket\ns: socket.socket", "s.connect", "socket.socket.connect"),
        ("import socket\ns: socket.socket = make()", "s.connect", "socket.socket.connect"),
        (
            (
                "import socket\nclass C:\n    def __init__(self):\n"
                "        self.s = socket.socket()\n    def f(self):\n        #HERE"
            ),
            "self.s.connect",
            "socket.socket.connect",
        ),
        ("import socket\nclass C:\n    s = socket.socket()\n", "C().s", SOCKET),
        (
            "import socket\nclass C:\n    def __init__(self):\n        self.s = socket.socket()\nc = C()\n",
            "c.s",
            SOCKET,
        ),
        (
            (
                "import socket\nclass C:\n    def __init__(self):\n        self.s = None\n    def f(self):\n"
                "        self.s = socket.socket()\n        #HERE"
            ),
            "self.s",
            SOCKET,
        ),
        ("import socket\nclass C(socket.socket): pass\n", "C().connect", "socket.socket.connect"),
        (
            "import socket\nclass C(socket.socket):\n    def f(self):\n        #HERE",
            "self.connect",
            "socket.socket.connect",
        ),
        (
            "import socket\nclass C(socket.socket):\n    def f(self):\n        #HERE",
            "super().connect",
            "socket.socket.connect",
        ),
        ("import ssl, socket\nc = ssl.create_default_context()", "c.wrap_socket(socket.socket())", SOCKET),
        ("import multiprocessing as mp\nm = mp.Manager()", "m", MANAGER),
        ("import multiprocessing as mp", "mp.get_context('spawn').Manager()", MANAGER),
        ("import multiprocessing as mp\nc = mp.get_context('spawn')", "c.Lock", "multiprocessing.Lock"),
        (
            (
                "import multiprocessing as mp\nclass C:\n    def __init__(self, ctx=None):\n"
                "        self.c = ctx or mp.get_context()\n    def f(self):\n        #HERE"
            ),
            "self.c.Lock",
            "unknown | multiprocessing.Lock",
        ),
        (
            "import asyncio\nl = asyncio.get_running_loop()",
            "l.create_connection",
            "asyncio.events.AbstractEventLoop.create_connection",
        ),
        ("import zmq\ns = zmq.Context().socket(zmq.REQ)", "s.connect", "zmq.Socket.connect"),
        ("import zmq\ns = zmq.Context.instance().socket(zmq.REQ)", "s.connect", "zmq.Socket.connect"),
        ("import requests\nwith requests.Session() as s:\n    #HERE", "s.get", "requests.Session.get"),
        ("from functools import partial\nimport socket\nmake = partial(socket.socket, 1)\ns = make()", "s", SOCKET),
        ("f = open('a')", "f.write", "open.write"),
        ("from pathlib import Path\nwith Path('a').open() as f:\n    #HERE", "f.write", "open.write"),
        (
            (
                "from contextlib import contextmanager\nimport socket\n@contextmanager\n"
                "def f():\n    yield socket.socket()\n"
                "with f() as s:\n    #HERE"
            ),
            "s",
            SOCKET,
        ),
        (
            (
                "import socket\nclass C:\n    def __enter__(self):\n"
                "        return socket.socket()\nwith C() as s:\n    #HERE"
            ),
            "s",
            SOCKET,
        ),
        (
            "import socket\nasync def f():\n    return socket.socket()\nasync def g():\n    s = await f()\n    #HERE",
            "s",
            SOCKET,
        ),
        ("import socket\nif (s := socket.socket()):\n    #HERE", "s", SOCKET),
        ("import socket\npair = (socket.socket(), 1)\ns, n = pair", "s", SOCKET),
    ],
)
def test_objects(code: str, expression: str, expected: str) -> None:
    assert value_of(code, "m.py", expression) == expected


UPLOAD = "<django.core.files.uploadedfile.UploadedFile>"
PIECE = "<django.core.files.uploadedfile.UploadedFile.chunks>"


@pytest.mark.parametrize(
    ("code", "expression", "expected"),
    [
        ("from flask import request", "request.files['a']", "<werkzeug.datastructures.FileStorage>"),
        ("from flask import request", "request.files.get('a')", "<werkzeug.datastructures.FileStorage>"),
        (
            "from flask import request\nfor f in request.files.getlist('a'):\n    #HERE",
            "f",
            "<werkzeug.datastructures.FileStorage>",
        ),
        ("def view(request):\n    #HERE", "request.FILES['a']", UPLOAD),
        ("def view(request):\n    for c in request.FILES['a'].chunks():\n        #HERE", "c", PIECE),
        ("def view(request):\n    #HERE", "request.files['a']", "unknown"),
        (
            "from fastapi import UploadFile\ndef f(files: list[UploadFile]):\n    for x in files:\n        #HERE",
            "x",
            "unknown | <starlette.datastructures.UploadFile>",
        ),
        (
            "import tornado.web\nclass H(tornado.web.RequestHandler):\n    def post(self):\n        #HERE",
            "self.request.files['a'][0]['body']",
            "<tornado.httputil.HTTPFile.body>",
        ),
        (
            "from aiohttp import web\nr = web.RouteTableDef()\n@r.post('/')\nasync def f(request):\n    #HERE",
            "request",
            "?request<aiohttp.web.Request>",
        ),
        ("def f(request):\n    #HERE", "request", "?request"),
        ("import tempfile\nfd, name = tempfile.mkstemp()", "name", "<tempfile.mkstemp>"),
        ("import uuid", "uuid.uuid4().hex[:8]", "<uuid.uuid4.hex>"),
        ("def f(path):\n    #HERE", "path.write_text", "pathlib.Path.write_text"),
        ("import io\npath = io.StringIO()", "path.write_text", "io.StringIO.write_text"),
        ("class Page:\n    pass\npage = Page()", "page.write_text", "unknown"),
    ],
)
def test_what_libraries_hand_out(code: str, expression: str, expected: str) -> None:
    assert value_of(code, "m.py", expression) == expected


def test_objects_of_other_files() -> None:
    files = {
        "pool.py": (
            "import socket\nclass Pool:\n    def __init__(self):\n        self.s = socket.socket()\npool = Pool()\n"
        ),
        "m.py": "from pool import pool, Pool\ndef f(p: Pool):\n    #HERE\n",
    }
    assert value_of(files, "m.py", "pool.s.connect") == "socket.socket.connect"
    assert value_of(files, "m.py", "p.s.connect") == "socket.socket.connect"
    assert value_of(files, "m.py", "pool") == "<pool.py:Pool>"


@pytest.mark.parametrize(
    ("code", "expression", "expected"),
    [
        ("class Manager: pass\nm = Manager()", "m", "<m.py:Manager>"),
        ("class Manager: pass\nm = Manager()", "m.dict", "unknown"),
        ("def Manager(): return None\nm = Manager()", "m", "None"),
        ("from django.db.models import Manager\nm = Manager()", "m", "<django.db.models.Manager>"),
        ("from multiprocessing.dummy import Manager\nm = Manager()", "m", "<multiprocessing.dummy.Manager>"),
        ("def f(socket):\n    s = socket.socket()\n    #HERE", "s", "unknown"),
        ("def f(sock):\n    #HERE", "sock.connect", "unknown"),
        ("import socket\nclass socket:\n    def connect(self): ...\ns = socket()", "s", "<m.py:socket>"),
        ("from threading import Lock\nl = Lock()", "l", "<threading.Lock>"),
        ("sock.connect", "sock.connect", "unknown"),
        ("import socket\nfor s in unknown:\n    #HERE", "s.connect", "unknown"),
        (
            "class C:\n    def __init__(self, s):\n        self.s = s\n    def f(self):\n        #HERE",
            "self.s.connect",
            "unknown",
        ),
        ("class C:\n    def f(self):\n        #HERE", "self.socket.connect", "unknown"),
        ("def f(s: str):\n    #HERE", "s.connect", "unknown"),
        (
            "from sqlalchemy import create_engine\ne = create_engine('a')",
            "e.connect",
            "sqlalchemy.create_engine.connect",
        ),
    ],
)
def test_look_alikes(code: str, expression: str, expected: str) -> None:
    assert value_of(code, "m.py", expression) == expected
