"""A baseline: what is accepted stays accepted, and nothing else does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sharelint.audit import audit
from sharelint.baseline import read
from sharelint.cache import Cache
from sharelint.config import Config

from .test_cli import Run, places, run

STATE = """\
from multiprocessing import Manager

state = Manager()


def work():
    first = Manager()
    return Manager(), first
"""
LOCK = "from filelock import FileLock\n\nlock = FileLock('/var/lock/nightly.lock')\n"
HEADER = '{"format": "sharelint-baseline", "version": 1}\n'
NAME = "accepted.jsonl"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three managers in one file, two of which look the same, and a lock in another; all of it accepted."""
    (tmp_path / ".git").mkdir()  # what the root is known by
    (tmp_path / "app").mkdir()
    (tmp_path / "app/state.py").write_text(STATE)
    (tmp_path / "app/lock.py").write_text(LOCK)
    write(tmp_path)
    return tmp_path


def write(project: Path, *arguments: str) -> Run:
    result = run(".", "--write-baseline", NAME, *arguments, cwd=project)
    assert (result.code, result.err) == (0, "")
    return result


def check(project: Path, *arguments: str) -> Run:
    return run("--baseline", NAME, "--format", "concise", *(arguments or ["."]), cwd=project)


def new(project: Path) -> list[tuple[str, str]]:
    return places(check(project))


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


class TestWhatIsAccepted:
    def test_all_that_is_shown_when_it_is_written(self, project: Path) -> None:
        result = check(project)
        assert (result.code, result.err) == (0, "")
        assert result.out == "No findings in 2 files (4 in the baseline)\n"

    def test_the_run_that_writes_it_accepts_at_once(self, project: Path) -> None:
        assert write(project).out == "No findings in 2 files (4 in the baseline)\n"

    def test_notes_only_if_they_are_shown(self, project: Path) -> None:
        (project / "app/note.py").write_text("x = 1  # sharelint: ignore[manager] nothing here\n")
        write(project)
        assert "(4 in the baseline, 1 note hidden;" in check(project).out
        write(project, "--min-level", "note")
        assert check(project).out == "No findings in 3 files (5 in the baseline)\n"

    @pytest.mark.parametrize(
        ("old", "new_text"),
        [
            ("from multi", "import os\n\n\n\nfrom multi"),
            ("state = Manager()\n", "if True:\n    with open('x'):\n        state = Manager()\n"),
            ("state = Manager()", "state = (\n    Manager(\n    )\n)"),
            (
                "    first = Manager()\n    return Manager(), first",
                "    first = Manager()\n\n    return first, Manager()",
            ),
            ("\n", "\r\n"),
        ],
        ids=["lines above", "another indentation", "other lines", "another order", "other line ends"],
    )
    def test_what_has_only_moved(self, project: Path, old: str, new_text: str) -> None:
        path = project / "app/state.py"
        path.write_bytes(path.read_bytes().decode().replace(old, new_text).encode())
        assert new(project) == []

    def test_what_a_formatter_has_been_over(self, project: Path) -> None:
        path = project / "app/state.py"
        path.write_text(
            "import socket\nfrom filelock import FileLock\n"
            "def f( ) :\n"
            "  lock = FileLock ( '/var/lock/a-long-name-that-makes-the-line-too-long.lock', timeout=10, mode=0o644 )\n"
            "  sock = socket.create_connection( ( 'worker-2',9999 ) )\n"
        )
        write(project)
        before = path.read_text()
        subprocess.run([sys.executable, "-m", "ruff", "format", "--isolated", path], check=True, capture_output=True)
        assert path.read_text().count("\n") > before.count("\n") + 5
        result = check(project)
        assert (result.out, result.err) == ("No findings in 2 files (3 in the baseline)\n", "")

    @pytest.mark.parametrize(
        "name", ["app/renamed.py", "jobs/deep/state.py", "größe und\tmehr.py", os.fsdecode(b"\xe9.py")]
    )
    def test_what_is_in_a_renamed_file(self, project: Path, name: str) -> None:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / "app/state.py").rename(project / name)
        result = check(project)
        assert (result.out, result.err) == ("No findings in 2 files (4 in the baseline)\n", "")

    def test_what_is_in_a_renamed_package(self, project: Path) -> None:
        (project / "app/__init__.py").touch()
        (project / "app/views.py").write_text(
            "from flask import Flask\n\napp = Flask(__name__)\nCACHE = {}\n\n\n"
            "@app.post('/x')\ndef put():\n    CACHE['a'] = 1\n    return ''\n"
        )
        assert new(project) == [("app/views.py:9", "warning[process-state]")]
        write(project)
        shutil.move(project / "app", project / "src/orders/service")
        assert new(project) == []


class TestWhatIsNew:
    def test_a_finding_of_another_kind(self, project: Path) -> None:
        replace(project / "app/lock.py", "lock = ", "import sqlite3\n\ndb = sqlite3.connect('/data/x.db')\nlock = ")
        result = check(project)
        assert (result.code, places(result)) == (1, [("app/lock.py:5", "error[local-database]")])
        assert result.out.endswith("\n1 error in 2 files (4 in the baseline)\n")

    def test_one_more_of_those_that_look_the_same(self, project: Path) -> None:
        replace(project / "app/state.py", "return Manager(), first", "return Manager(), Manager(), first")
        assert new(project) == [("app/state.py:8", "error[manager]")]

    def test_the_same_in_another_function(self, project: Path) -> None:
        replace(project / "app/state.py", "state = Manager()", "def make():\n    return Manager()")
        assert new(project) == [("app/state.py:4", "error[manager]")]

    def test_a_copy_of_a_file(self, project: Path) -> None:
        shutil.copy(project / "app/lock.py", project / "app/copy.py")
        assert new(project) == [("app/copy.py:3", "error[file-lock]")]

    def test_of_two_copies_of_a_file_that_is_gone_one(self, project: Path) -> None:
        shutil.copy(project / "app/lock.py", project / "app/b.py")
        (project / "app/lock.py").rename(project / "app/a.py")
        assert new(project) == [("app/b.py:3", "error[file-lock]")]

    def test_the_gravest_of_those_that_look_the_same_is_what_was_accepted(self, project: Path) -> None:
        (project / "tests").mkdir()
        (project / "app/lock.py").rename(project / "tests/lock.py")  # a note there
        (project / "zeta.py").write_text(LOCK)
        assert new(project) == []
        assert "1 note hidden" in check(project).out


class TestTheFile:
    def test_is_sorted_lines_of_json_without_line_numbers(self, project: Path) -> None:
        header, *lines = (project / NAME).read_text().splitlines(keepends=True)
        assert header == HEADER
        entries = [json.loads(line) for line in lines]
        assert [{key: value for key, value in entry.items() if key != "fingerprint"} for entry in entries] == [
            {"path": "app/lock.py", "rule": "file-lock", "symbol": "", "target": "filelock.FileLock", "count": 1},
            {"path": "app/state.py", "rule": "manager", "symbol": "", "target": "multiprocessing.Manager", "count": 1},
            {
                "path": "app/state.py",
                "rule": "manager",
                "symbol": "work",
                "target": "multiprocessing.Manager",
                "count": 2,
            },
        ]

    def test_is_the_same_for_any_number_of_workers_and_any_working_folder(self, project: Path) -> None:
        expected = (project / NAME).read_bytes()
        write(project, "-j", "1")
        assert (project / NAME).read_bytes() == expected
        run(project, "--write-baseline", project / NAME, "-j", "3", cwd=project / "app")
        assert (project / NAME).read_bytes() == expected

    def test_may_have_an_entry_twice_after_a_merge(self, project: Path) -> None:
        lines = (project / NAME).read_text().splitlines(keepends=True)
        twice = [*lines, lines[-1].replace('"count": 2', '"count": 1'), "\n"]
        (project / NAME).write_text("".join(twice).replace("\n", "\r\n"))
        replace(project / "app/state.py", "return Manager(), first", "return Manager(), Manager(), first")
        assert new(project) == [("app/state.py:8", "error[manager]")]

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (None, ": the baseline cannot be read: No such file or directory"),
            (b"", ":1: not a baseline of this version; --write-baseline writes one"),
            (HEADER.replace("1", "2").encode(), ":1: not a baseline of this version; --write-baseline writes one"),
            (b"\xff\xfe", ": not a baseline: it is not UTF-8"),
            (HEADER.encode() + b"\n{]\n", ":3: not an entry of a baseline: Expecting property name"),
            (HEADER.encode() + b"<<<<<<< HEAD\n", ":2: not an entry of a baseline: git could not merge here"),
            (HEADER.encode() + b"[" * 100_000, ":2: not an entry of a baseline: "),
            (HEADER.encode() + b'{"path": 1}\n', ":2: not an entry of a baseline: Expected `str`, got `int`"),
            (HEADER.encode() + b'{"path": "a"}\n', ":2: not an entry of a baseline: Object missing required field"),
        ],
    )
    def test_that_cannot_be_read_is_an_error_with_its_place(
        self, project: Path, content: bytes | None, message: str
    ) -> None:
        (project / NAME).unlink()
        if content is not None:
            (project / NAME).write_bytes(content)
        result = check(project)
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith(f"sharelint: error: {NAME}{message}")
        assert result.err.count("\n") == 1

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("count", "Expected `int` >= 1 - at `$.count`"),
            ("line", "Object contains unknown field `line`"),
        ],
    )
    def test_an_entry_that_means_nothing_is_an_error(self, project: Path, line: str, message: str) -> None:
        *lines, last = (project / NAME).read_text().splitlines()
        (project / NAME).write_text("\n".join([*lines, json.dumps(json.loads(last) | {line: 0})]))
        result = check(project)
        assert (result.code, result.err) == (2, f"sharelint: error: {NAME}:4: not an entry of a baseline: {message}\n")


class TestStaleEntries:
    STALE = (
        f"sharelint: warning: {NAME}: 2 accepted findings are no longer there; remove with --prune-baseline\n"
        "sharelint:   app/lock.py: file-lock (1)\n"
        "sharelint:   app/state.py: manager in `work` (1)\n"
    )

    @pytest.fixture
    def repaired(self, project: Path) -> Path:
        (project / "app/lock.py").unlink()
        replace(project / "app/state.py", "return Manager(), first", "return first")
        return project

    def test_are_named_and_fail_nothing(self, repaired: Path) -> None:
        before = (repaired / NAME).read_bytes()
        result = check(repaired)
        assert (result.code, result.out) == (0, "No findings in 1 file (2 in the baseline)\n")
        assert result.err == self.STALE
        assert check(repaired, ".", "--quiet").err == ""
        assert (repaired / NAME).read_bytes() == before

    def test_are_removed_when_that_is_asked_for(self, repaired: Path) -> None:
        result = check(repaired, ".", "--prune-baseline")
        assert result.err == self.STALE.replace("remove with --prune-baseline", "removed")
        assert [(entry.symbol, entry.count) for entry in read(repaired / NAME)] == [("", 1), ("work", 1)]
        assert check(repaired).err == ""
        replace(repaired / "app/state.py", "return first", "return first, Manager()")
        assert new(repaired) == [("app/state.py:8", "error[manager]")]

    def test_pruning_accepts_nothing_new_and_keeps_up_with_names(self, project: Path) -> None:
        (project / "app/state.py").rename(project / "app/kept.py")
        (project / "new.py").write_text(LOCK)
        assert places(check(project, ".", "--prune-baseline")) == [("new.py:3", "error[file-lock]")]
        assert [entry.path for entry in read(project / NAME)] == ["app/kept.py", "app/kept.py", "app/lock.py"]

    @pytest.mark.parametrize(
        "arguments",
        [
            ["app/state.py"],  # alone it does not show who calls it
            ["other"],
            [".", "--select", "network"],
        ],
    )
    def test_are_only_those_that_were_looked_for(self, repaired: Path, arguments: list[str]) -> None:
        (repaired / "other").mkdir()
        before = (repaired / NAME).read_bytes()
        result = check(repaired, *arguments, "--prune-baseline")
        assert "no longer there" not in result.err
        assert (repaired / NAME).read_bytes() == before

    def test_are_none_in_a_file_that_cannot_be_analysed(self, project: Path) -> None:
        (project / "app/lock.py").write_text("def (:\n")
        before = (project / NAME).read_bytes()
        assert "no longer there" not in check(project, ".", "--prune-baseline").err
        assert (project / NAME).read_bytes() == before


class TestOptions:
    def test_the_configuration_may_name_the_file(self, project: Path) -> None:
        (project / "pyproject.toml").write_text(f'[tool.sharelint]\nbaseline = "{NAME}"\n')
        assert run("app", cwd=project).out == "No findings in 2 files (4 in the baseline)\n"
        assert run("app", "--no-baseline", cwd=project).code == 1
        (project / NAME).unlink()
        result = run(cwd=project / "app")
        assert (
            result.err
            == f"sharelint: error: {project / NAME}: the baseline cannot be read: No such file or directory\n"
        )

    def test_a_configuration_that_is_kept_apart_names_the_file_beside_it(self, project: Path) -> None:
        (project / "ci").mkdir()
        (project / "ci/lint.toml").write_text(f'baseline = "{NAME}"\n')
        (project / NAME).rename(project / "ci" / NAME)
        assert run("app", "--config", "ci/lint.toml", cwd=project).code == 0

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (
                ["--prune-baseline"],
                "--prune-baseline needs a baseline: --baseline FILE, or `baseline` in the configuration",
            ),
            (["--baseline", NAME, "--write-baseline", NAME], "--baseline and --write-baseline exclude each other"),
            (["--baseline", NAME, "--no-baseline"], "--baseline and --no-baseline exclude each other"),
            (["--write-baseline", "no/where"], "cannot write no/where: there is no such folder"),
            (["--write-baseline", "app"], "cannot write app: Is a directory"),
            (
                ["--write-baseline", NAME, "--diff-base", "HEAD"],
                "--write-baseline accepts all that is shown, and cannot be used with --diff-base",
            ),
        ],
    )
    def test_what_makes_no_sense(self, project: Path, arguments: list[str], message: str) -> None:
        result = run(".", *arguments, cwd=project)
        assert (result.code, result.out, result.err) == (2, "", f"sharelint: error: {message}\n")

    def test_code_from_stdin(self, project: Path) -> None:
        arguments = ("--baseline", NAME, "--format", "concise", "--stdin-filename", "app/state.py", "-")
        result = run(*arguments, cwd=project, stdin=STATE.encode())
        assert result.out == "No findings in 1 file (3 in the baseline)\n"
        result = run(*arguments, cwd=project, stdin=STATE.replace("first\n", "first, Manager()\n").encode())
        assert places(result) == [("app/state.py:8", "error[manager]")]


def test_reports_for_programs_count_what_is_accepted_and_leave_it_out(project: Path) -> None:
    document = json.loads(check(project, ".", "--format", "json").out)
    assert (document["summary"]["baselined"], document["findings"]) == (4, [])
    sarif = json.loads(check(project, ".", "--format", "sarif").out)
    assert sarif["runs"][0]["results"] == []


def test_a_cache_changes_nothing(project: Path, tmp_path: Path) -> None:
    config = Config(root=project)
    cache = Cache(tmp_path / "cache")
    entries = read(project / NAME)
    replace(project / "app/lock.py", "lock = ", "more = FileLock('/var/lock/other.lock')\nlock = ")
    everything = audit([project], config)
    expected = audit([project], config, baseline=entries)
    assert (len(everything.findings), len(expected.findings), len(expected.accepted)) == (5, 1, 4)
    for _ in range(2):
        assert audit([project], config, cache=cache, baseline=entries) == expected
        assert audit([project], config, cache=cache) == everything
