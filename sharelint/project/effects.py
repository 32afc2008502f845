"""Whether a function reads what changes outside of it: a database, a service, the clock.

What such a function returned once is out of date later, so a process that keeps it disagrees with the others. The
result of a computation, or of files that came with the program, is the same in all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharelint import code
from sharelint.project.values import Definition, Made

if TYPE_CHECKING:
    from sharelint.project import Project

MAX_HOPS = 3  # calls between the function and the one that reads

_MODULES = frozenset((
    "aiohttp", "aiomysql", "aiopg", "aioredis", "asyncpg", "boto3", "botocore", "cassandra", "elasticsearch",
    "grpc", "http", "httpx", "ldap3", "motor", "MySQLdb", "mysql", "opensearchpy", "peewee", "pika", "psycopg",
    "psycopg2", "pymemcache", "pymongo", "pymysql", "pyodbc", "redis", "requests", "smtplib", "socket",
    "sqlalchemy", "sqlite3", "sqlmodel", "subprocess", "tortoise", "urllib", "urllib3", "valkey", "xmlrpc",
))  # fmt: skip
_FILES = frozenset({"open", "pathlib.Path.read_text", "pathlib.Path.read_bytes", "os.listdir", "os.stat"})
_NAMES = frozenset({"time.time", "datetime.datetime.now", "datetime.datetime.utcnow"})
_METHODS = frozenset((
    "all_objects", "commit", "execute", "executemany", "fetchall", "fetchone", "fetchrow", "fetchval", "find_one",
    "get_object_or_404", "hget", "hgetall", "query", "scalar", "scalars", "select_related",
))  # fmt: skip


class Effects:
    def __init__(self, project: Project) -> None:
        self.project = project

    def reads_changing_data(self, function: Definition, *, files: bool = False) -> bool:
        """Whether the function, or one that it calls, asks a database, a service or the clock; or reads `files`."""
        names = _NAMES | _FILES if files else _NAMES
        seen = {function}
        level = [function]
        for _ in range(MAX_HOPS):
            if any(self._reads(each, names) for each in level):
                return True
            level = [t for each in level for t in self.project.reach.called_by(each) if t not in seen]
            seen.update(level)
        return False

    def _reads(self, function: Definition, names: frozenset[str]) -> bool:
        calls = self.project.index(function.path).calls_of.get(function.scope, ())
        return any(self._is_reading(Made(function.path, number), call, names) for number, call in calls)

    def _is_reading(self, made: Made, call: code.Call, names: frozenset[str]) -> bool:
        if isinstance(call.function, code.Attribute) and call.function.name in _METHODS:
            return True
        targets = (c.target for c in self.project.calls.callees(made) if isinstance(c.target, str))
        return any(target in names or target.partition(".")[0] in _MODULES for target in targets)
