"""What must not change a finding: names of imports, where a value is written, layout, order of paths."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from sharelint.audit import audit
from sharelint.config import Config
from sharelint.records import Finding

ROOT = Path(__file__).parent.parent
FEW = settings(max_examples=8, deadline=None, derandomize=True, database=None)


class Program(Struct, frozen=True):
    """A small violating program: `NAME` is imported from `module`, `VALUE` stands for a literal."""

    rule: str
    module: str
    name: str
    value: str
    body: str
    files: tuple[tuple[str, str], ...] = ()

    def text(self, name: str = "", value: str = "", before: str = "") -> str:
        imported = f"from {self.module} import {self.name}" + (f" as {name}" if name else "")
        body = self.body.replace("NAME", name or self.name).replace("VALUE", value or self.value)
        return f"{imported}\n{before}\n{body}"


PROGRAMS = [
    Program("manager", "multiprocessing", "Manager", "3600", "state = NAME()\ncache = state.dict(ttl=VALUE)\n"),
    Program("shared-mmap", "numpy", "memmap", "'r+'", "def load():\n    return NAME('a.bin', mode=VALUE)\n"),
    Program("file-lock", "filelock", "FileLock", "'/srv/a.guard'", "def f():\n    with NAME(VALUE):\n        pass\n"),
    Program("exclusive-create", "pathlib", "Path", "'/var/lock/a.lock'", "NAME(VALUE).touch(exist_ok=False)\n"),
    Program("socket-peer", "socket", "create_connection", "'worker-2'", "class C:\n    sock = NAME((VALUE, 9999))\n"),
    Program("url-peer", "requests", "get", "'http://worker-2:80'", "def f(n):\n    return NAME(VALUE + f'/{n}')\n"),
    Program(
        "socket-peer",
        "wiring",
        "make",
        "'worker-2'",
        "sock = NAME()\nsock.connect((VALUE, 9999))\n",
        (("wiring.py", "import socket\n\n\ndef make():\n    return socket.socket()\n"),),
    ),
]

each_program = pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: f"{p.rule}-{p.module}")
identifiers = st.from_regex(r"[A-Za-z_][a-z0-9_]{2,8}x_", fullmatch=True)
constants = st.sampled_from(["TARGET", "_target", "größe", "T"])


def found(files: dict[str, str]) -> list[Finding]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for name, text in files.items():
            (root / name).write_text(text, encoding="utf-8")
        report = audit([root], Config(root=root))
    assert report.problems == ()
    return list(report.findings)


def files_of(program: Program, text: str, **more: str) -> dict[str, str]:
    return dict(program.files) | {"service.py": text} | {f"{name}.py": code for name, code in more.items()}


def identity(finding: Finding) -> tuple[object, ...]:
    """What stays when lines move and names of imports change."""
    return finding.rule, finding.level, finding.place.path, finding.symbol, finding.target


def called_at(findings: list[Finding], rule: str, text: str) -> list[str]:
    """The lines of service.py at which the rule reports."""
    lines = text.splitlines()
    return [
        lines[each.place.span.line - 1] for each in findings if each.rule == rule and each.place.path == "service.py"
    ]


@each_program
def test_every_program_has_a_finding_of_its_rule(program: Program) -> None:
    assert program.rule in [each.rule for each in found(files_of(program, program.text()))]


# -- names and values


@each_program
@FEW
@given(alias=identifiers)
def test_another_name_for_an_import_changes_no_finding(program: Program, alias: str) -> None:
    before = found(files_of(program, program.text()))
    after = found(files_of(program, program.text(name=alias)))
    assert [(identity(each), each.place.span.line) for each in after] == [
        (identity(each), each.place.span.line) for each in before
    ]


@each_program
@FEW
@given(name=constants)
def test_a_literal_made_a_constant_keeps_the_finding_at_the_call(program: Program, name: str) -> None:
    text = program.text(value=name, before=f"{name} = {program.value}")
    literal = program.text()
    expected = called_at(found(files_of(program, literal)), program.rule, literal)
    lines = [line.replace(program.value, name) for line in expected]
    assert called_at(found(files_of(program, text)), program.rule, text) == lines


@each_program
@FEW
@given(name=constants, attribute=st.booleans())
def test_a_constant_moved_to_another_module_keeps_the_finding_at_the_call(
    program: Program, name: str, attribute: bool
) -> None:
    here = program.text(value=name, before=f"{name} = {program.value}")
    used = f"places.{name}" if attribute else name
    there = program.text(value=used, before="import places" if attribute else f"from places import {name}")
    before = called_at(found(files_of(program, here)), program.rule, here)
    after = called_at(found(files_of(program, there, places=f"{name} = {program.value}\n")), program.rule, there)
    assert after == [line.replace(name, used) for line in before]
    assert after


# -- layout


@each_program
@FEW
@given(data=st.data())
def test_blank_lines_and_comments_change_only_places(program: Program, data: st.DataObject) -> None:
    lines = program.text().splitlines()
    fillers = st.lists(st.sampled_from(["", "    # a note", "# socket.connect(('worker-9', 1))", "\f"]), max_size=3)
    spread = [part for line in lines for part in (*data.draw(fillers), line)]
    before, after = found(files_of(program, program.text())), found(files_of(program, "\n".join(spread) + "\n"))
    assert [(identity(each), each.message) for each in after] == [(identity(each), each.message) for each in before]
    assert [spread[each.place.span.line - 1] for each in after] == [
        lines[each.place.span.line - 1] if each.place.path == "service.py" else "" for each in before
    ]


@each_program
@FEW
@given(data=st.data())
def test_lines_broken_inside_brackets_change_only_places(program: Program, data: st.DataObject) -> None:
    import io
    import tokenize

    out, depth, inside_text = "", 0, 0
    opens, closes = getattr(tokenize, "FSTRING_START", -1), getattr(tokenize, "FSTRING_END", -1)  # since Python 3.12
    text = program.text()
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    starts = [0, *(index + 1 for index, character in enumerate(text) if character == "\n"), len(text)]
    last = 0
    for token in tokens:
        start = starts[token.start[0] - 1] + token.start[1]
        if depth and not inside_text and token.string not in ("", "\n") and data.draw(st.booleans()):
            out += text[last:start] + data.draw(st.sampled_from(["\n", "  # why\n", "\n\n\t"]))
            last = start
        inside_text += (token.type == opens) - (token.type == closes)
        depth += (token.string in "([{") - (token.string in ")]}") if token.type == tokenize.OP else 0
    out += text[last:]
    before, after = found(files_of(program, text)), found(files_of(program, out))
    assert [identity(each) for each in after] == [identity(each) for each in before]


# -- suppression


@each_program
@FEW
@given(reason=st.from_regex(r"[a-z]{3,9}( [a-zäö]{2,9}){0,3}", fullmatch=True), alone=st.booleans())
def test_a_comment_removes_exactly_its_finding(program: Program, reason: str, alone: bool) -> None:
    text = program.text() + "\nfrom multiprocessing import Queue\nother = Queue()\n"
    before = found(files_of(program, text))
    target = next(each for each in before if each.rule == program.rule)
    lines = text.splitlines()
    line = target.place.span.line - 1
    comment = f"# sharelint: ignore[{program.rule}] {reason}"
    indent = lines[line][: len(lines[line]) - len(lines[line].lstrip())]
    lines[line : line + 1] = [indent + comment, lines[line]] if alone else [f"{lines[line]}  {comment}"]
    after = found(files_of(program, "\n".join(lines) + "\n"))
    assert sorted(map(identity, after)) == sorted(identity(each) for each in before if each is not target)


# -- flow through calls and reach of handlers


SINKS = {
    "url-peer": ("import requests", "requests.get({})", "'http://worker-2:8080/a'"),
    "socket-peer": ("import socket", "socket.create_connection(({}, 9999))", "'worker-2'"),
}
each_sink = pytest.mark.parametrize("rule", SINKS)
STATE = "from flask import Flask\napp = Flask('a')\nrooms = {{}}\n\n\n{route}def {name}(x):\n    rooms[x] = 1\n"


def wrapped(rule: str, function: str, parameter: str) -> tuple[str, str]:
    """A function of the project around a sink, and a call of it with the literal."""
    imported, sink, literal = SINKS[rule]
    return f"{imported}\n\n\ndef {function}({parameter}):\n    {sink.format(parameter)}\n", f"{function}({literal})\n"


@each_sink
@FEW
@given(function=identifiers, parameter=identifiers, module=st.sampled_from(["wires", "a_b", "größe"]))
def test_a_sink_in_a_function_keeps_one_finding_at_the_argument(
    rule: str, function: str, parameter: str, module: str
) -> None:
    around, call = wrapped(rule, function, parameter)
    here = found({"service.py": f"{around}\n\n{call}"})
    there = found({"service.py": f"from {module} import {function}\n\n{call}", f"{module}.py": around})
    assert [(each.rule, each.place.path) for each in here] == [(rule, "service.py")]
    assert [(each.rule, each.place.path, each.level) for each in there] == [(rule, "service.py", here[0].level)]
    assert called_at(here, rule, f"{around}\n\n{call}") == [call.rstrip()]


@FEW
@given(name=identifiers, path=st.from_regex(r"/[a-z]{1,9}", fullmatch=True))
def test_the_name_and_path_of_a_handler_change_no_finding_of_state(name: str, path: str) -> None:
    texts = [
        STATE.format(name=handler, route=f"@app.route('{url}')\n") for handler, url in ((name, path), ("join", "/join"))
    ]
    after, before = (
        [(each.rule, each.level, each.place.span.line, each.target) for each in found({"service.py": text})]
        for text in texts
    )
    assert after == before
    assert [rule for rule, *_ in after] == ["process-state"]


@FEW
@given(name=identifiers)
def test_without_its_registration_a_function_writes_no_state(name: str) -> None:
    assert found({"service.py": STATE.format(name=name, route="")}) == []


# -- how it is run


def run(cwd: Path, *arguments: str | Path) -> bytes:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "SHARELINT_CONFIG": ""}
    command = [sys.executable, "-m", "sharelint", "--no-cache", "--format", "json", *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, timeout=60, check=False)
    assert done.returncode == 1, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty files and more below src, with a configuration beside it."""
    root = tmp_path_factory.mktemp("tree")
    (root / "sharelint.toml").write_text("")
    for number in range(5):
        for program in PROGRAMS:
            folder = root / "src" / f"part_{number}"
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in program.files:
                (folder / name).write_text(text)
            (folder / f"{program.rule.replace('-', '_')}_{program.module}.py").write_text(program.text())
    return root


def test_the_way_a_path_is_written_changes_no_byte(tree: Path) -> None:
    expected = run(tree, "src")
    assert run(tree, "./src") == expected
    assert run(tree, "src/") == expected
    assert run(tree, tree / "src") == expected
    assert run(tree, "src/part_0/..") == expected


def test_the_working_folder_changes_no_byte(tree: Path) -> None:
    expected = run(tree, "src")
    assert run(tree / "src", ".") == expected
    assert run(tree / "src" / "part_1", "..") == expected
    assert run(Path("/"), tree / "src") == expected


def test_the_order_of_paths_changes_no_byte(tree: Path) -> None:
    parts = [f"src/part_{number}" for number in range(5)]
    expected = run(tree, *parts)
    assert run(tree, *reversed(parts)) == expected
    assert run(tree, "src/part_3", "src", "src/part_1/url_peer_requests.py", "src") == expected


def test_the_number_of_processes_changes_no_byte(tree: Path) -> None:
    assert len(list(tree.rglob("*.py"))) > 30
    assert run(tree, "--jobs", "4", "src") == run(tree, "--jobs", "1", "src")
