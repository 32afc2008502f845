"""What an expression holds: texts with their holes, constants of other places, configuration and arguments."""

from __future__ import annotations

import pytest

from tests.project.ask import value_of

OTHER = {"settings.py": "HOST = 'worker-2'\nDIR = '/var/locks'\nclass Paths:\n    lock = '/run/a.lock'\n"}


@pytest.mark.parametrize(
    ("code", "expression", "expected"),
    [
        ("", "'a' 'b'", "'ab'"),
        ("", "'a' + 'b'", "'ab'"),
        ("a = 'a'", "a + 'b'", "'ab'"),
        ("", "x + 'b'", "'{x}b'"),
        ("", "'a' + x + 'b'", "'a{x}b'"),
        ("", "'a%s' % 'b'", "'ab'"),
        ("", "'a%s-%d%%' % (x, 1)", "'a{x}-1%'"),
        ("", "'a%(b)s' % {'b': 1}", "'a{b}'"),
        ("", "'a{}'.format('b')", "'ab'"),
        ("", "'{1}{0}'.format('a', 'b')", "'ba'"),
        ("", "'{a}/{{}}'.format(a='b')", "'b/{}'"),
        ("", "'{x.y}'.format(x=z)", "'{z}'"),
        ("", "f'a{x}b'", "'a{x}b'"),
        ("x = 'c'", "f'a{x}b'", "'acb'"),
        ("x = 7", "f'a{x}b'", "'a7b'"),
        ("", "f'a{x!r:>10}'", "'a{x}'"),
        ("", "f'a{x.y}'", "'a{x.y}'"),
        ("import os", "os.path.join('/var', 'locks', x)", "'/var/locks/{x}'"),
        ("import os", "os.path.join('/var', '/tmp', 'a')", "'/tmp/a'"),
        ("from os.path import join", "join('/var/', 'a')", "'/var/a'"),
        ("import os.path as p", "p.join(x, 'a.lock')", "'{x}/a.lock'"),
        ("from pathlib import Path", "Path('/var') / 'locks' / x", "'/var/locks/{x}'"),
        ("from pathlib import Path", "Path('/var', 'locks').joinpath('a')", "'/var/locks/a'"),
        ("from pathlib import Path", "str(Path('/var') / 'a')", "'/var/a'"),
        ("from pathlib import Path", "Path('/var/a.txt').with_suffix('.lock')", "'/var/a.lock'"),
        ("import tempfile, os", "os.path.join(tempfile.gettempdir(), 'a.lock')", "'{tempdir}/a.lock'"),
        ("from pathlib import Path", "Path(x).parent / 'a.lock'", "'{parent}/a.lock'"),
        ("", "folder / 'a.lock'", "'{folder}/a.lock'"),
        ("", "total / 2", "unknown"),
        ("", "'/var/a.txt'.replace('.txt', '.lock')", "'/var/a.lock'"),
        ("", "f'{x}.txt'.replace('.txt', '.lock')", "'{x}.lock'"),
        ("", "x.replace('known', 'known.lock')", "'{x}known.lock'"),
        ("", "x.replace('-', '_')", "unknown"),
        ("", "x.replace('-', y)", "unknown"),
        ("", "'/'.join(['/var', x, 'a'])", "'/var/{x}/a'"),
        ("", "'/'.join(x)", "unknown"),
        ("", "x.with_suffix('.lock')", "'{…}.lock'"),
        ("import os", "'%s/a_%s.lock' % os.path.split(x)", "'{…}/a_{…}.lock'"),
        ("", "str('a')", "'a'"),
        ("", "'a'.strip()", "'a'"),
        ("", "1 + 2", "3"),
        ("a = 'x'\na += 'y'", "a", "'xy'"),
        ("a, b = 'x', 'y'", "b", "'y'"),
        ("d = {'k': 'v', 'k2': 'w'}", "d['k2']", "'w'"),
        ("d = ['a', 'b']", "d[-1]", "'b'"),
        ("d = {'h': {'p': 'v'}}", "d['h']['p']", "'v'"),
        ("for h in ('a', 'b'):\n    #HERE", "h", "'a' | 'b'"),
        ("a = 'x' if y else 'z'", "a", "'x' | 'z'"),
        ("if y:\n    a = 'x'\nelse:\n    a = 'z'", "a", "'x' | 'z'"),
        ("a = 'x'\nif y:\n    a = 'z'", "a", "'x' | 'z'"),
        ("a = 'x'\na = 'z'", "a", "'z'"),
        ("a = x\na = 'z'", "a", "'z'"),
        ("def f():\n    return 'a'", "f()", "'a'"),
        ("def f(b):\n    return b", "f('a')", "?b"),
        ("class C:\n    a = 'x'", "C.a", "'x'"),
        ("class C:\n    a = 'x'\n    def f(self):\n        #HERE", "self.a", "'x'"),
        ("class C:\n    def __init__(self):\n        self.a = 'x'\n    def f(self):\n        #HERE", "self.a", "'x'"),
        ("class C:\n    def __init__(self, a):\n        self.a = a\n    def f(self):\n        #HERE", "self.a", "?a"),
        ("class B:\n    a = 'x'\nclass C(B):\n    def f(self):\n        #HERE", "f'{self.a}.lock'", "'x.lock'"),
        (
            "class C:\n    @property\n    def a(self):\n        return 'x'\n    def f(self):\n        #HERE",
            "self.a",
            "'x'",
        ),
        ("from settings import HOST", "HOST", "'worker-2'"),
        ("import settings", "settings.HOST + ':80'", "'worker-2:80'"),
        ("from settings import Paths", "Paths.lock", "'/run/a.lock'"),
        ("import os, settings", "os.path.join(settings.DIR, x)", "'/var/locks/{x}'"),
        ("", "('a', 1)", "collection"),
        ("", "x", "unknown"),
        ("", "b'a'", "b'a'"),
        ("", "None", "None"),
    ],
)
def test_values(code: str, expression: str, expected: str) -> None:
    assert value_of(OTHER | {"m.py": code}, "m.py", expression) == expected


@pytest.mark.parametrize(
    ("code", "expression", "expected"),
    [
        ("import os", "os.environ['HOST']", "$HOST"),
        ("from os import environ", "environ['HOST']", "$HOST"),
        ("import os", "os.environ.get('HOST')", "$HOST"),
        ("import os", "os.getenv('HOST')", "$HOST"),
        ("from os import getenv as env", "env('HOST')", "$HOST"),
        ("import os", "os.environ.get('HOST', 'worker-2')", "$HOST | ='worker-2'"),
        ("import os", "os.getenv('HOST', default='worker-2')", "$HOST | ='worker-2'"),
        ("import os\nD = 'worker-2'", "os.getenv('HOST', D)", "$HOST | ='worker-2'"),
        ("import os", "os.getenv('HOST') or 'worker-2'", "$HOST | ='worker-2'"),
        ("import os", "f\"{os.environ['HOST']}:80\"", "'{os.environ[…]}:80'"),
        ("import sys", "sys.argv[1]", "$sys.argv[1]"),
        ("from django.conf import settings", "settings.HOST", "$django.conf.settings.HOST"),
        ("from django.conf import settings", "settings.CACHES['a']", "$django.conf.settings.CACHES['a']"),
        ("import socket", "socket.gethostname()", "$socket.gethostname"),
        ("def f(host):\n    #HERE", "host", "?host"),
        ("def f(host='worker-2'):\n    #HERE", "host", "?host | ='worker-2'"),
        ("def f(*, host='worker-2'):\n    #HERE", "host", "?host | ='worker-2'"),
        ("D = 'worker-2'\ndef f(host=D):\n    #HERE", "host", "?host | ='worker-2'"),
        ("def f(host=None):\n    host = host or 'worker-2'\n    #HERE", "host", "?host | =None | ='worker-2'"),
        ("def f(host):\n    host = 'worker-2'\n    #HERE", "host", "'worker-2'"),
    ],
)
def test_configuration_and_arguments(code: str, expression: str, expected: str) -> None:
    assert value_of(code, "m.py", expression) == expected
