"""A row of the catalogue in, code out that makes a violation of it, and code that only looks like one.

What is given to the API follows from the kind and the names of the parameters. `calls.tsv` says it for the names for
which that is not enough. There `@` stands for the API and `%` for its last name, ` ; ` divides lines and `\\t` indents
them; the line to be reported is the one with `! `, else the one with `@`. Where an argument makes the violation, the
harmless code has another one. Where the call itself does, it is a function or class of the same name from elsewhere,
beside the API, which is imported and only mentioned.
"""

from __future__ import annotations

import csv
import re

from msgspec import Struct

from sharelint.rulebook.signature import expand
from tests.catalogue.arguments import call, calls
from tests.catalogue.entries import entry_probe
from tests.catalogue.rows import HERE, Row
from tests.catalogue.work import work_probe

MARK = "  # here"
MODULES = (  # imported where an argument uses them
    "aiocache asyncio beaker cachelib fcntl glob io logging mmap multiprocessing os pathlib psutil psycopg pycurl "
    "queue redis signal socket sqlite3 ssl stat tempfile time zmq"
)


# What stands for a value of that sort in a setting of the catalogue.
SETTINGS = {
    "path": '"/var/lib/shop/files"',
    "host": '"10.0.0.5"',
    "url": '"redis://10.0.0.5:6379/0"',
    "list": '["10.0.0.5:6379", "10.0.0.6:6379"]',
    "dict": '{"host": "10.0.0.5", "port": 6379}',
    "obj": 'redis.Redis("10.0.0.5")',
    "sqlite:///": '"sqlite:////var/lib/shop/orders.db"',
    "db+sqlite://": '"db+sqlite:////var/lib/shop/results.db"',
    "file://": '"file:///var/lib/shop/results"',
}


# Libraries without which a setting of such a name means nothing.
READERS = {"CACHE_DIR": "flask_caching", "MONGO_URI": "flask_pymongo", "REDIS_URL": "flask_redis"}


class Probe(Struct, frozen=True):
    row: Row
    violation: dict[str, str]  # path -> code; the lines to be reported end in MARK
    harmless: dict[str, str]


def probe(row: Row, number: int) -> Probe:
    if row.type != "api":
        return _setting(row)
    path = f"probe_{number}.py"
    in_requests = {"process-state": entry_probe, "in-process-work": work_probe}.get(row.kind)
    if in_requests is not None and (made := in_requests(row)) is not None:
        return Probe(row, {path: made[0]}, {path: made[1]})
    bad, good = SPECIAL.get((row.kind, row.name)) or calls(row)
    violation = {path: _module(row, bad, marked=True)}
    if good:
        return Probe(row, violation, {path: _module(row, good)})
    elsewhere = f"elsewhere_{number}"
    telling = row.kind == "pid-file" or "@(" not in bad[0]  # a path that says it all, or no call
    plain = [call(row.parameters, {})] if telling else bad
    return Probe(row, violation, {path: _module(row, plain, elsewhere), f"{elsewhere}.py": _other_thing(row)})


def _special() -> dict[tuple[str, str], tuple[list[str], list[str]]]:
    """`calls.tsv`: (kind, name) -> violating calls, harmless calls."""
    table = {}
    with (HERE / "calls.tsv").open(newline="", encoding="utf-8") as lines:
        for each in csv.DictReader(lines, dialect="excel-tab", quoting=csv.QUOTE_NONE):
            for name in (name for entry in each["names"].split(" ") for name in expand(entry)[0]):
                table[each["kind"], name] = ([each["violation"]], [each["harmless"]] if each["harmless"] else [])
    return table


SPECIAL = _special()


def _parts(name: str) -> tuple[str, str, str]:
    """Module, class ("" if there is none) and last name."""
    *front, last = name.split(".")
    if len(front) > 1 and front[-1][:1].isupper():
        return ".".join(front[:-1]), front[-1], last
    return ".".join(front), "", last


def _module(row: Row, entries: list[str], elsewhere: str = "", *, marked: bool = False) -> str:
    """A module that imports the API and makes the calls; with `elsewhere`, calls what has the same name there."""
    owner, cls, last = _parts(row.name)
    thing = cls or last
    callee = f"subject.{last}" if cls else last
    lines = [line for entry in entries for line in _lines(entry, callee, last)]
    code = "\n".join(f"    {line}{MARK if here and marked else ''}" for line, here in lines)
    used = any("@" in entry for entry in entries) or re.search(r"\bsubject\b", code)
    head = f"from {owner} import {thing}" if owner and used else ""
    if elsewhere:
        head = f"from {owner} import {thing} as Original\n" if owner else ""
        head += f"from {elsewhere} import {thing}\n\nassert {thing} is not {'Original' if owner else 'None'}"
    modules = sorted(name for name in MODULES.split() if re.search(rf"(?<![\w.\"/]){name}\.\w", code))
    work = "async def work" if re.search(r"\b(await|async) ", code) else "def work"
    parameters = f"subject: {cls}" if cls and head else ""
    return "\n".join(
        [*(f"import {name}" for name in modules), head, "", "", f"{work}({parameters}):", code, ""]
    ).lstrip()


def _lines(entry: str, callee: str, last: str) -> list[tuple[str, bool]]:
    """The lines of an entry, and whether each is the one to be reported."""
    chosen = "! " in entry
    lines = []
    for line in entry.split(" ; "):
        code = line.replace("! ", "").replace("\\t", "    ").replace("%", last).replace("@", callee)
        lines.append((code, "! " in line if chosen else "@" in line))
    return lines


def _other_thing(row: Row) -> str:
    _, cls, last = _parts(row.name)
    if cls:
        return f"class {cls}:\n    def {last}(self, *given, **options):\n        return given, options\n"
    if last[:1].isupper():
        return f"class {last}:\n    def __init__(self, *given, **options):\n        self.given = given, options\n"
    return f"def {last}(*given, **options):\n    return given, options\n"


def _setting(row: Row) -> Probe:
    """`CACHES.*.BACKEND:value` in a settings module; harmless when it comes from the environment."""
    keys, _, value = row.name.partition(":")
    path = "celeryconfig.py" if keys[0].islower() else "settings.py"
    bad, good = SETTINGS.get(value) or repr(True if value == "True" else value), 'os.environ["SETTING"]'
    if keys.startswith("tools."):  # of CherryPy, which takes the whole key as one
        start = f"import os\n\nimport cherrypy\n\ncherrypy.config.update({{{keys!r}: "
        return Probe(row, {"app.py": f"{start}{bad}}}){MARK}\n"}, {"app.py": f"{start}{good}}})\n"})
    first, *inner = keys.split(".")
    start = "import redis\n\n" if "redis." in bad else ""
    for setting, library in READERS.items():
        if first == setting:
            start = f"import {library}\n\n"
    violation = f"{start}{first} = {_nested(inner, bad, MARK)}\n"
    return Probe(row, {path: violation}, {path: f"import os\n\n{first} = {_nested(inner, good, '')}\n"})


def _nested(keys: list[str], value: str, mark: str, depth: int = 1) -> str:
    if not keys:
        return f"{value}{',' if depth > 1 else ''}{mark}"
    key, *inner = keys
    shown = repr("default" if key == "*" else key)
    end = f"{'    ' * (depth - 1)}}}{',' if depth > 1 else ''}"
    return f"{{\n{'    ' * depth}{shown}: {_nested(inner, value, mark, depth + 1)}\n{end}"
