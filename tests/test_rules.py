"""The rule pages: every example is run, every name is called once, and the pages themselves are checked.

A line that a page marks with `# expect: rule` is reported, and no other line is. A line marked with `# gap: rule` is
known to be missed; when it is found, the test says to promote it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec import structs

from sharelint import rulebook
from sharelint.audit import audit
from sharelint.config import Config
from sharelint.project.libraries import canonical
from sharelint.records import Condition, Example, Match, Rule
from sharelint.rulebook.page import marks, unmarked
from sharelint.rulebook.template import fill

BOOK = rulebook.load([rulebook.shipped()])
RULES = [rule for rule in BOOK.rules.values() if rule.family != "suppression"]
EXAMPLES = [(rule, example) for rule in BOOK.rules.values() for example in rule.examples]

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
each_example = pytest.mark.parametrize(
    ("rule", "example"), EXAMPLES, ids=[f"{rule.name}-{example.section}-{example.line}" for rule, example in EXAMPLES]
)


class Line(NamedTuple):
    """A line of an example, and the rule that reports it."""

    path: str
    number: int
    rule: str


def found_in(files: dict[str, str], folder: Path) -> set[Line]:
    """What the shipped rules, without any configuration, report in these files, at whatever level."""
    for name, code in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(unmarked(code), encoding="utf-8")
    report = audit([folder], Config(root=folder))
    assert report.problems == ()
    assert report.files == sum(name.endswith(".py") for name in files)
    return {Line(each.place.path, each.place.span.line, each.rule) for each in (*report.findings, *report.hidden)}


def marked_in(files: dict[str, str], kind: str) -> set[Line]:
    return {Line(path, mark.line, mark.rule) for path in files for mark in marks(files[path]) if mark.kind == kind}


# -- examples


@each_example
def test_an_example_is_reported_on_exactly_the_marked_lines(rule: Rule, example: Example, tmp_path: Path) -> None:
    found = found_in(example.files, tmp_path)
    closed = found & marked_in(example.files, "gap")
    assert not closed, f"promote to `# expect` and move to Incorrect in {rule.origin}: {sorted(closed)}"
    assert sorted(found) == sorted(marked_in(example.files, "expect"))


@each_example
def test_an_example_compiles(rule: Rule, example: Example) -> None:
    for path, code in example.files.items():
        compile(code, f"{rule.origin}:{example.line}:{path}", "exec", dont_inherit=True)


# -- the pages


@each_rule
def test_a_page_shows_and_explains(rule: Rule) -> None:
    assert "\n## When it is fine\n" in rule.page
    sections = [example.section for example in rule.examples]
    assert sections.count("Incorrect") >= 2
    assert sections.count("Correct") >= 2
    assert any(len(example.files) > 1 for example in rule.examples if example.section == "Incorrect")
    assert "# expect" not in rule.page
    assert "```toml" not in rule.page


@each_rule
def test_a_page_reads_well(rule: Rule) -> None:
    sentences = re.findall(r"[.!?](?:\s|$)", rule.why)
    assert 2 <= len(sentences) <= 6
    words = set(re.findall(r"[a-z-]+", rule.page.lower()))
    assert not words & {"simply", "just", "easily", "obviously", "basically", "very", "actually", "utilize", "leverage"}
    assert not rule.title.endswith(".")
    assert re.fullmatch(r"\d+\.\d+", rule.since)


@each_rule
def test_what_a_finding_says_is_one_line_without_full_stop(rule: Rule) -> None:
    own = [text for match in rule.matches for text in (match.message, match.breaks, match.use) if text]
    for text in (rule.message, rule.breaks, rule.use, *own):
        assert text == text.strip()
        assert "\n" not in text
        assert not text.endswith(".")
        assert len(fill(text, {})) <= 130


@each_rule
def test_the_replacement_is_code(rule: Rule) -> None:
    known = {"name": "orders", "key": "{resource}", "queue": "worker-2", "host": "worker-2", "value": "'worker-2'"}
    for code in (rule.code, *(match.code for match in rule.matches)):
        for values in ({}, known):
            compile(fill(code, values), rule.origin, "exec", dont_inherit=True)
    assert rule.code


def test_no_page_tells_to_install_somebody_elses_tool() -> None:
    for rule in BOOK.rules.values():
        assert "pip install sharelint" not in rule.page


# -- the names


@each_rule
def test_names_are_those_that_the_model_uses(rule: Rule) -> None:
    """Another name of the same thing would never be looked up."""
    assert [name for match in rule.matches for name in match.names if canonical(name) != name] == []


@pytest.mark.parametrize("by_keyword", [False, True], ids=["positional", "keyword"])
@each_rule
def test_every_name_is_found_when_it_is_called(rule: Rule, by_keyword: bool, tmp_path: Path) -> None:
    calls = [(match, name) for match in rule.matches if match.shape != "setting" for name in match.names]
    together: dict[str, str] = {}
    for number, (match, name) in enumerate(calls):
        files = {f"call_{number}.py": exercise(rule, match, name, by_keyword=by_keyword)}
        if match.unset:  # what one file sets would count for all
            assert found_in(files, tmp_path / str(number)) >= marked_in(files, "expect"), files
        else:
            together |= files
    missed = marked_in(together, "expect") - found_in(together, tmp_path / "together")
    assert [together[line.path] for line in sorted(missed)] == []


@pytest.mark.parametrize("in_config", [False, True], ids=["constant", "config"])
@each_rule
def test_every_setting_is_found_when_it_is_made(rule: Rule, in_config: bool, tmp_path: Path) -> None:
    settings = [(match, name) for match in rule.matches if match.shape == "setting" for name in match.names]
    for number, (match, name) in enumerate(settings):
        files = {"settings.py": setting(rule, match, name, in_config=in_config)}
        assert found_in(files, tmp_path / str(number)) >= marked_in(files, "expect"), files


HOSTS: dict[str, dict[str, str]] = {
    "internal": {"pair": '("worker-2", 9999)', "host": '"worker-2"', "url": '"http://worker-2:8000"'},
    "loopback": {"pair": '("127.0.0.1", 9999)', "host": '"localhost"', "url": '"http://localhost:8000"'},
    "managed": {
        "pair": '("shop.abc1.eu-west-1.rds.amazonaws.com", 5432)',
        "host": '"shop.abc1.eu-west-1.rds.amazonaws.com"',
        "url": '"redis://shop.abc1.cache.amazonaws.com"',
    },
    "group": {"pair": '("239.1.2.3", 9999)', "host": '"239.1.2.3"', "url": '"udp://239.1.2.3:9999"'},
}
FIXED_PORTS = {"port": "8000", "address": '"[::]:8000"', "addr": '"tcp://*:8000"', "bind": '"tcp://*:8000"'}
PAIRS = frozenset({"address", "addr", "remote_addr", "sock"})  # parameters that take a host with its port
PEERS = {"internal": '["10.0.0.1:7000", "10.0.0.2:7000"]', "loopback": '["127.0.0.1:7000", "127.0.0.1:7001"]'}
PATHS = {
    "claim": '"/data/processing/job"',
    "host": '"/tmp/orders.json"',
    "inbox": '"data/inbox/orders.json"',
    "lock": '"/var/lock/export.lock"',
    "pid": '"/run/export.pid"',
    "shared": '"/mnt/orders/inbox"',
    "socket": '"/run/orders/control.sock"',
    "upload": '"data/uploads/orders.json"',
}
GIVEN = {"lock": "lock_path", "pid": "pidfile", "socket": "socketname"}  # parameters of the function around the call
HEADER = "def call(lock_path, pidfile, socketname, pid):"
ORIGINS = {"literal": '"orders"', "text": 'f"{pid}/orders"', "argument": "pidfile"}
MODULES = (  # of constants in conditions
    *("django.core.files.locks", "fcntl", "mmap", "msvcrt", "os", "pycurl", "socket", "stat", "subprocess"),
)


AROUND = {(True, False): "while True: sleep(1); ", (False, True): "with guard(): "}

# A container that a handler changes; a decorator of a function that asks a service.
HANDLED = {
    "state": """from flask import Flask
{imported}
app = Flask(__name__)
kept = Made()
@app.get("/")
def handle():
    kept.update(1)  # expect: process-state
""",
    "memory": """{imported}
class InMemoryStore:
    def __init__(self):
        self.kept = Made()
    def put(self, key, value):
        self.kept.update(key, value)
store = InMemoryStore()  # expect: memory-backend
""",
    "memo": """import requests
from flask import Flask
{imported}
app = Flask(__name__)
@Made()  # expect: process-state
def ask(question):
    return requests.get("https://example.com/" + question)
@app.get("/")
def handle():
    ask("why")
""",
}


def exercise(rule: Rule, match: Match, name: str, *, by_keyword: bool) -> str:
    """A module that imports `name` and calls it so that `match` holds."""
    if match.shape in HANDLED:
        module, _, last = name.rpartition(".")
        return HANDLED[match.shape].format(
            imported=f"from {module} import {last} as Made" if module else f"Made = {last}"
        )
    parameters, marked = match.signatures.get(name, ((), ""))
    given: dict[str, str | None] = {marked: '"orders"'} if marked else {}
    for condition in match.when:
        parameter = condition.argument or marked
        given[parameter] = violating(match, condition, parameter)
    if match.reread:
        given[marked] = ORIGINS["text"]
    header, callee = reached(name, given.get("self"))
    if match.within:
        header = header.replace("def call(", 'from fastapi import FastAPI\nweb = FastAPI()\n@web.get("/")\ndef call(')
    parameters = tuple(parameter for parameter in parameters if parameter != "self")
    call = f"{callee}({arguments(parameters, given, by_keyword=by_keyword)})"
    kept = "lock_path.kept = " if match.kept else ""
    return "\n".join(
        [
            *(f"import {module}" for module in modules_in(call)),
            *(f"import {used}" for used in match.used[:1]),
            *(
                f"from {lock.rpartition('.')[0]} import {lock.rpartition('.')[2]} as guard"
                for lock in match.guarded[:1]
            ),
            header,
            "    try:",
            f"        {AROUND.get((bool(match.loop), bool(match.guarded)), '')}{kept}{call}  # expect: {rule.name}",
            *([f"        {callee}({'' if 'self' in given else given[marked]})"] if match.reread else []),
            f"    except {match.handles[0] if match.handles else 'ZeroDivisionError'}:",
            "        pass",
            "",
        ]
    )


def setting(rule: Rule, match: Match, name: str, *, in_config: bool) -> str:
    """A module that makes the setting `name` so that `match` holds: as a constant, or in the config of an app."""
    first, *keys = ["first" if key == "*" else key for key in name.split(".")]
    value = "None"
    for condition in match.when:
        value = violating(match, condition, name.rpartition(".")[2].lower()) or value
    for key in reversed(keys):
        value = f"{{{key!r}: {value}}}"
    lines = [f"from {used.rpartition('.')[0] or used} import {used.rpartition('.')[2]}" for used in match.used[:1]]
    constant = first.isupper() and not in_config
    line = f"{first} = {value}" if constant else f"app.config.update({{{first!r}: {value}}})"
    return "\n".join([*lines, f"{line}  # expect: {rule.name}", ""])


def reached(name: str, receiver: str | None) -> tuple[str, str]:
    """The import and the head of a function in which `name` can be called, and the words for it there.

    A method is called on an object made of `receiver`, or on a parameter.
    """
    owner, _, last = name.rpartition(".")
    module, _, cls = owner.rpartition(".")
    if not owner:
        return HEADER, name
    if owner == "open":
        return f"{HEADER}\n    subject = open('state', 'w')", f"subject.{last}"
    if receiver:
        return (
            f"from {module} import {cls} as Made\n{HEADER}\n    subject = Made({receiver})",
            f"subject.{last}",
        )
    if owner == "socket.socket" or (module and cls[:1].isupper() and cls != last and owner != "mpi4py.MPI"):
        return f"from {module} import {cls} as Made\n{HEADER[:-2]}, subject: Made):", f"subject.{last}"
    return f"from {owner} import {last} as subject\n{HEADER}", "subject"


def violating(match: Match, condition: Condition, parameter: str) -> str | None:
    """An expression for which the condition holds; None when the argument has to be left out."""
    if condition.key:
        return f"{{{condition.key!r}: {violating(match, structs.replace(condition, key=''), condition.key)}}}"
    if condition.present is not None:
        return '"given"' if condition.present else None
    if condition.host and (condition.starts or condition.contains):
        host = HOSTS[condition.host[0]]["host"].strip('"')
        return f'"{(condition.starts or ("",))[0]}{host}:9999"'
    if condition.host:
        form = "pair" if parameter in PAIRS else "host" if "host" in parameter and "uri" not in parameter else "url"
        return PEERS[condition.host[0]] if match.shape == "peers" else HOSTS[condition.host[0]][form]
    if condition.path:
        return (GIVEN if "argument" in condition.origin else PATHS)[condition.path[0]]
    if condition.port:
        return FIXED_PORTS.get(parameter, '("0.0.0.0", 8000)')
    if condition.derives:
        return derived(condition.derives[0])
    if condition.object:
        return f"{condition.object[0]}('state', 'w')" if condition.object[0] == "open" else f"{condition.object[0]}()"
    if condition.named:
        return f"str({condition.named[0]})"
    if condition.inside:
        return f'{{"first": {{"kind": "{condition.inside[0]}"}}}}'
    if condition.flags or condition.any_flag:
        return " | ".join(condition.flags or condition.any_flag[:1])
    if condition.equals:
        value = condition.equals[0]
        return value if isinstance(value, str) and value.startswith(MODULES) else repr(value)
    if condition.origin and not (condition.contains or condition.starts):
        return ORIGINS[condition.origin[0]]
    if condition.contains or condition.starts:
        return repr(condition.contains[0] if condition.contains else f"{condition.starts[0]}orders")
    return '"/srv/orders"'


def modules_in(call: str) -> list[str]:
    """The modules whose constants, classes or functions a call names."""
    dotted = re.findall(r"(?<![\w.'/])([a-z_]\w*(?:\.[a-z_]\w*)*)\.[A-Za-z]\w*", call)
    return sorted({name for name in dotted if name.partition(".")[0] not in ("subject", "str")})


def derived(source: str) -> str:
    """An expression that `source`, a function or a method of an open file, gave."""
    if source == "subprocess.check_output":
        return "int(subprocess.check_output('pidof'))"
    if source == "open":
        return "int(open('state').read())"
    if source.startswith("open."):
        return f"open('state').{source.removeprefix('open.')}()"
    return f"str({source}())"


def arguments(parameters: tuple[str, ...], given: dict[str, str | None], *, by_keyword: bool) -> str:
    """The arguments of a call; by position as far as nothing before them is left out."""
    front = parameters[: parameters.index("*")] if "*" in parameters else parameters
    wanted = [name for name in parameters if given.get(name) is not None]
    last = 0 if by_keyword else max((front.index(name) + 1 for name in wanted if name in front), default=0)
    if any(name in given and given[name] is None for name in front[:last]):
        last = 0
    by_position = [given.get(name) or "None" for name in front[:last]]
    return ", ".join(by_position + [f"{name}={given[name]}" for name in wanted if name not in front[:last]])
