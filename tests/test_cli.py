"""The command as its users meet it: every test runs `python -m sharelint`."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from sharelint import cli, report

ROOT = Path(__file__).parent.parent
ERROR = "from multiprocessing import Manager\n\nstate = Manager()\n"
NOTE = "state = 1  # sharelint: ignore[manager] nothing here\n"
CLEAN = "import os\n\npeer = os.environ['PEER']\n"
HEAVY = {"libcst", "rich", "pathspec", "multiprocessing"}
BROKEN = "x = 1\ndef (:\n"


class Run:
    def __init__(self, process: subprocess.CompletedProcess[bytes]) -> None:
        self.code = process.returncode
        self.out = process.stdout.decode()
        self.err = process.stderr.decode()


def run(
    *arguments: str | Path,
    cwd: Path,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    python: Sequence[str] = (),
) -> Run:
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "TERM")}
    environment |= {"PYTHONPATH": str(ROOT), "SHARELINT_CONFIG": ""} | dict(env or {})
    command = [sys.executable, *python, "-m", "sharelint", "--no-cache", *map(str, arguments)]
    return Run(
        subprocess.run(command, cwd=cwd, input=stdin, env=environment, capture_output=True, timeout=60, check=False)
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """One file with an error, one with a note, one clean."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src/error.py").write_text(ERROR)
    (tmp_path / "src/note.py").write_text(NOTE)
    (tmp_path / "src/clean.py").write_text(CLEAN)
    return tmp_path


def places(result: Run) -> list[tuple[str, str]]:
    """(`path:line`, `level[rule]`) of every finding in the concise format."""
    return re.findall(r"^(\S+:\d+):\d+: (\w+\[[\w-]+\])", result.out, re.MULTILINE)


class TestExitCodes:
    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["src"], 1),
            (["src/clean.py"], 0),
            (["src/note.py"], 0),
            (["src/note.py", "--fail-on", "note"], 1),
            (["src", "--fail-on", "error"], 1),
            (["src", "--exit-zero"], 0),
            (["src", "--ignore", "manager"], 0),
            (["src", "--min-level", "error", "--fail-on", "note"], 1),
            (["src", "--strict"], 1),
            (["src/clean.py", "--strict"], 0),
            (["nowhere"], 2),
            (["src", "nowhere", "--exit-zero"], 2),
            ([""], 2),
            (["src", "--nonsense"], 2),
            (["src", "--config", "nowhere.toml"], 2),
        ],
    )
    def test_the_code(self, project: Path, arguments: list[str], code: int) -> None:
        assert run(*arguments, cwd=project).code == code

    def test_a_file_that_cannot_be_analysed_is_a_warning_and_with_strict_an_error(self, project: Path) -> None:
        (project / "src/broken.py").write_text(BROKEN)
        (project / "src/latin.py").write_bytes(b"\n\n# \xe9\n")
        lax = run("src/clean.py", "src/broken.py", "src/latin.py", cwd=project)
        strict = run("src/clean.py", "src/broken.py", "src/latin.py", "--strict", "--exit-zero", cwd=project)
        assert (lax.code, strict.code) == (0, 2)
        assert (lax.out, lax.err) == (strict.out, strict.err)
        syntax, undecodable = lax.err.splitlines()
        assert re.fullmatch(r"src/broken\.py:2: could not analyse: .+", syntax)
        assert undecodable == (
            "src/latin.py:3: could not analyse: byte 0xe9 is not utf-8, and no coding line says what else it is"
        )
        assert "2 files not analysed" in lax.out

    def test_findings_are_found_beside_a_file_that_cannot_be_analysed(self, project: Path) -> None:
        (project / "src/broken.py").write_text(BROKEN)
        result = run("src", "--format", "concise", cwd=project)
        assert (result.code, places(result)) == (1, [("src/error.py:3", "error[manager]")])

    def test_nothing_to_look_at_is_a_warning_and_with_strict_an_error(self, tmp_path: Path) -> None:
        assert (run(cwd=tmp_path).code, run("--strict", cwd=tmp_path).code) == (0, 2)
        assert run(cwd=tmp_path).err == "sharelint: warning: no Python files in this folder\n"
        assert run(".", "--quiet", cwd=tmp_path).err == ""

    def test_an_error_is_one_line_on_stderr_with_the_nearest_valid_word(self, project: Path) -> None:
        for arguments, message in (
            (["--select", "memory,managr"], "--select: unknown rule `managr`; did you mean `manager`?"),
            (["--ignore", "netwrk"], "--ignore: unknown rule `netwrk`; did you mean `network`?"),
            (["--explain", "manger"], "--explain: unknown rule `manger`; did you mean `manager`?"),
            (["nowhere"], "no such file or folder: nowhere"),
            (["a\nb\x1b[31m"], r"no such file or folder: a\nb\x1b[31m"),
            (["-", "src"], "`-` reads the code from stdin and cannot stand beside other paths"),
            (["src", "--stdin-filename", "a.py"], "--stdin-filename needs the path `-`"),
            (["--report", "sarif"], "--report: `sarif` is not FORMAT=FILE, such as sarif=sharelint.sarif"),
            (["--report", "xml=a"], f"--report: `xml` is not a format; valid: {', '.join(cli.FORMATS)}"),
            (["--report", "json=-"], "two reports go to stdout; send the main one to a file with -o"),
            (["-o", "a", "--report", "json=./a"], "two reports go to a"),
            (["-o", "src"], "cannot write src: it is a folder"),
            (["-o", "no/a"], "cannot write no/a: there is no such folder"),
            (["--config", "a", "--isolated"], "--config and --isolated exclude each other"),
            (["--list-rules", "--format", "sarif"], "--list-rules has no format sarif; valid: text, json"),
        ):
            result = run(*arguments, cwd=project)
            assert (result.code, result.out, result.err) == (2, "", f"sharelint: error: {message}\n")
        result = run("--formt", "json", cwd=project)
        assert (result.code, result.err.count("\n"), "'--format'" in result.err or "--format" in result.err) == (
            2,
            1,
            True,
        )


class TestWhatIsShown:
    def test_levels_below_the_lowest_are_counted_but_not_shown(self, project: Path) -> None:
        shown = run("src", "--format", "concise", cwd=project)
        assert places(shown) == [("src/error.py:3", "error[manager]")]
        assert "1 note hidden" in shown.out.splitlines()[-1]
        everything = run("src", "--format", "concise", "--min-level", "note", cwd=project)
        assert places(everything) == [
            ("src/error.py:3", "error[manager]"),
            ("src/note.py:1", "note[unused-suppression]"),
        ]
        assert places(run("src", "--format", "concise", "--fail-on", "note", cwd=project)) == places(everything)

    def test_select_and_ignore_are_repeatable_and_take_lists(self, project: Path) -> None:
        (project / "src/more.py").write_text(
            "import fcntl, mmap\nfcntl.flock(f, fcntl.LOCK_EX)\nm = mmap.mmap(-1, 8)\n"
        )

        def rules(*arguments: str) -> set[str]:
            result = run("src", "--format", "concise", "--isolated", "--min-level", "note", *arguments, cwd=project)
            return {rule.split("[")[1][:-1] for _, rule in places(result)}

        everything = {"manager", "file-lock", "shared-mmap", "unused-suppression"}
        assert rules() == everything
        assert rules("--select", "memory") == {"manager", "shared-mmap"}
        assert rules("--select", "manager, file-lock") == {"manager", "file-lock"}
        assert rules("--select", "manager", "--select", "filesystem") == {"manager", "file-lock"}
        assert rules("--ignore", "memory", "--ignore", "suppression") == {"file-lock"}
        assert rules("--select", "memory", "--ignore", "manager") == {"shared-mmap"}

    def test_the_command_line_beats_the_configuration(self, project: Path) -> None:
        (project / "sharelint.toml").write_text("ignore = ['memory']\n")
        assert run("src", cwd=project).code == 0
        assert run("src", "--isolated", cwd=project).code == 1
        assert run("src", "--select", "manager", cwd=project).code == 1

    def test_the_configuration_may_be_named(self, project: Path) -> None:
        (project / "ci.toml").write_text("ignore = ['memory']\n")
        (project / "other.toml").write_text("ignore = []\n")
        env = {"SHARELINT_CONFIG": "ci.toml"}
        assert run("src", "--config", "ci.toml", cwd=project).code == 0
        assert run("src", cwd=project, env=env).code == 0
        assert run("src", "--config", "other.toml", cwd=project, env=env).code == 1
        assert run("src", "--isolated", cwd=project, env=env).code == 1

    def test_an_error_in_the_configuration_names_file_and_line(self, project: Path) -> None:
        (project / "pyproject.toml").write_text("[tool.sharelint]\n\nselct = ['memory']\n")
        result = run("src", cwd=project)
        assert (result.code, result.out) == (2, "")
        assert (
            result.err == f"sharelint: error: {project}/pyproject.toml:3: selct: unknown key; did you mean `select`?\n"
        )

    def test_a_bad_page_of_ones_own_names_file_and_line(self, project: Path) -> None:
        (project / "sharelint.toml").write_text("rules = ['own']\n")
        (project / "own/memory").mkdir(parents=True)
        (project / "own/memory/mine.md").write_text("no title\n")
        result = run("src", cwd=project)
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith(f"sharelint: error: {project}/own/memory/mine.md:1: ")

    def test_the_spelling_and_order_of_paths_and_the_working_folder_change_no_byte(self, project: Path) -> None:
        (project / ".git").mkdir()
        for name in ("text", "sarif"):
            wanted = run("src", "--format", name, cwd=project)
            assert wanted.out.count("error.py") >= 1
            for arguments, cwd in (
                (["./src/"], project),
                (["src/note.py", "src/error.py", "src/clean.py"], project),
                ([str(project / "src"), "src/error.py"], project),
                ([], project / "src"),
                (["../src"], project / "src"),
                (["src", "-j", "1"], project),
                (["src", "-j", "2"], project),
            ):
                assert run(*arguments, "--format", name, cwd=cwd).out == wanted.out, (name, arguments, cwd)


class TestStdin:
    def test_code_from_stdin(self, project: Path) -> None:
        result = run("-", "--format", "concise", cwd=project, stdin=ERROR.encode())
        assert (result.code, places(result)) == (1, [("<stdin>:3", "error[manager]")])

    def test_under_the_name_of_a_file_with_its_configuration(self, project: Path) -> None:
        arguments = ["-", "--stdin-filename", "src/new.py", "--format", "concise"]
        assert places(run(*arguments, cwd=project, stdin=ERROR.encode())) == [("src/new.py:3", "error[manager]")]
        (project / "src/sharelint.toml").write_text("ignore = ['memory']\n")
        assert run(*arguments, cwd=project, stdin=ERROR.encode()).code == 0

    def test_what_cannot_be_decoded(self, project: Path) -> None:
        result = run("-", cwd=project, stdin=b"\xff")
        assert (result.code, result.err.split(": ")[:2]) == (0, ["<stdin>:1", "could not analyse"])


class TestOutput:
    def test_results_in_a_file_and_nothing_on_stdout(self, project: Path) -> None:
        shown = run("src", cwd=project)
        written = run("src", "-o", "out.txt", cwd=project)
        assert (written.code, written.out, written.err) == (1, "", "")
        assert (project / "out.txt").read_text() == shown.out

    def test_several_reports_in_one_run(self, project: Path) -> None:
        result = run("src", "--report", "sarif=a.sarif", "--report=json=b.json", cwd=project)
        assert result.out == run("src", cwd=project).out
        assert (project / "a.sarif").read_text() == run("src", "--format", "sarif", cwd=project).out
        assert (project / "b.json").read_text() == run("src", "--format", "json", cwd=project).out

    def test_the_main_one_in_a_file_and_another_on_stdout(self, project: Path) -> None:
        result = run("src", "-o", "out.txt", "--report", "json=-", cwd=project)
        assert json.loads(result.out) == json.loads(run("src", "--format", "json", cwd=project).out)

    def test_a_file_is_replaced_with_its_mode_and_a_link_stays_a_link(self, project: Path) -> None:
        (project / "real.txt").write_text("old")
        (project / "real.txt").chmod(0o640)
        (project / "out.txt").symlink_to("real.txt")
        run("src", "-o", "out.txt", cwd=project)
        assert (project / "out.txt").is_symlink()
        assert stat.S_IMODE((project / "real.txt").stat().st_mode) == 0o640
        assert (project / "real.txt").read_text() == run("src", cwd=project).out
        assert sorted(path.name for path in project.iterdir()) == ["out.txt", "real.txt", "src"]

    def test_a_new_file_has_the_mode_that_other_programs_would_give_it(self, project: Path) -> None:
        run("src", "-o", "out.txt", cwd=project)
        (project / "other.txt").touch()
        assert (project / "out.txt").stat().st_mode == (project / "other.txt").stat().st_mode

    def test_a_device_is_written_to_and_not_replaced(self, project: Path) -> None:
        result = run("src", "-o", "/dev/stderr", cwd=project)
        assert (result.out, result.err) == ("", run("src", cwd=project).out)
        assert run("src", "-o", "/dev/null", cwd=project).code == 1
        assert stat.S_ISCHR(os.stat("/dev/null").st_mode)

    def test_a_full_disk_is_an_error_of_one_line(self, project: Path) -> None:
        with open("/dev/full", "wb") as full:
            command = [sys.executable, "-m", "sharelint", "src"]
            env = os.environ | {"PYTHONPATH": str(ROOT)}
            done = subprocess.run(
                command, cwd=project, env=env, stdout=full, stderr=subprocess.PIPE, text=True, check=False
            )
        assert (done.returncode, done.stderr) == (
            2,
            "sharelint: error: cannot write to stdout: No space left on device\n",
        )

    @pytest.mark.parametrize(("arguments", "code"), [(["src"], 1), (["src", "--exit-zero"], 0), (["--help"], 0)])
    def test_a_reader_that_goes_away_changes_nothing(self, project: Path, arguments: list[str], code: int) -> None:
        reader, writer = os.pipe()
        os.close(reader)
        command = [sys.executable, "-m", "sharelint", *arguments]
        env = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, cwd=project, env=env, stdout=writer, stderr=subprocess.PIPE, text=True, check=False
        )
        os.close(writer)
        assert (done.returncode, done.stderr) == (code, "")

    def test_a_terminal_that_knows_few_characters_gets_escapes(self, project: Path) -> None:
        (project / "src/error.py").write_text(ERROR.replace("state", "größe"), encoding="utf-8")
        env = {"PYTHONIOENCODING": "ascii"}
        result = run("src", cwd=project, env=env)
        assert (result.code, r"gr\xf6\xdfe = Manager()" in result.out, result.err) == (1, True, "")
        assert json.loads(run("src", "--format", "json", cwd=project, env=env).out)

    def test_ctrl_c_ends_it_with_130_and_without_a_traceback(self, project: Path) -> None:
        command = [sys.executable, "-m", "sharelint", "-"]
        env = os.environ | {"PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            command, cwd=project, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            time.sleep(1)  # it has started and waits for stdin
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
        assert (process.returncode, out, err.strip()) == (130, b"", b"")


class TestColor:
    @pytest.mark.parametrize(
        ("arguments", "env", "colored"),
        [
            ([], {}, False),
            ([], {"FORCE_COLOR": "1"}, True),
            ([], {"FORCE_COLOR": ""}, False),
            ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
            ([], {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
            (["--color", "always"], {"NO_COLOR": "1"}, True),
            (["--color", "never"], {"FORCE_COLOR": "1"}, False),
            (["--color", "always", "--format", "sarif"], {}, False),
        ],
    )
    def test_into_a_pipe(self, project: Path, arguments: list[str], env: dict[str, str], colored: bool) -> None:
        assert ("\x1b[" in run("src", *arguments, cwd=project, env=env).out) is colored

    @pytest.mark.parametrize(
        ("arguments", "env", "colored"),
        [
            (["src"], {"TERM": "xterm"}, True),
            (["src"], {"TERM": "dumb"}, False),
            (["src"], {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
            (["src"], {"TERM": "xterm", "NO_COLOR": "1"}, False),
            (["src", "--color", "never"], {"TERM": "xterm"}, False),
            (["--explain", "manager"], {"TERM": "xterm"}, True),
            (["--explain", "manager"], {"TERM": "xterm", "NO_COLOR": "1"}, False),
        ],
    )
    def test_on_a_terminal(self, project: Path, arguments: list[str], env: dict[str, str], colored: bool) -> None:
        output = on_a_terminal(arguments, project, env)
        assert ("\x1b[" in output) is colored
        assert "Manager" in output or "manager" in output

    def test_a_file_is_never_colored_by_itself(self, project: Path) -> None:
        run("src", "-o", "out.txt", cwd=project, env={"FORCE_COLOR": "1"})
        assert "\x1b[" not in (project / "out.txt").read_text()


def on_a_terminal(arguments: list[str], cwd: Path, env: dict[str, str]) -> str:
    """What the command writes when its stdout is a terminal."""
    master, slave = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    environment |= {"PYTHONPATH": str(ROOT)} | env
    command = [sys.executable, "-m", "sharelint", *arguments]
    with subprocess.Popen(command, cwd=cwd, env=environment, stdout=slave, stderr=slave) as process:
        os.close(slave)
        parts = []
        try:
            while part := os.read(master, 65536):
                parts.append(part)
        except OSError:  # how Linux says that the other end is closed
            pass
        process.wait(timeout=20)
    os.close(master)
    return b"".join(parts).decode()


class TestRules:
    def test_a_line_for_each_rule(self, tmp_path: Path) -> None:
        lines = run("--list-rules", cwd=tmp_path).out.splitlines()
        rows = [re.split(r"\s{2,}", line) for line in lines]
        pages = sorted(ROOT.glob("rules/*/*.md"), key=lambda page: page.stem)
        assert [row[:2] for row in rows] == [[page.stem, page.parent.name] for page in pages]
        assert ["manager", "memory", "error", "State shared through a multiprocessing manager"] in rows

    def test_the_same_as_json(self, tmp_path: Path) -> None:
        rows = json.loads(run("--list-rules", "--format", "json", cwd=tmp_path).out)
        assert list(rows[0]) == ["name", "family", "level", "title"]
        text = run("--list-rules", cwd=tmp_path).out
        assert [list(row.values()) for row in rows] == [re.split(r"\s{2,}", line) for line in text.splitlines()]

    def test_pages_of_ones_own_are_rules_like_the_others(self, tmp_path: Path) -> None:
        page = (ROOT / "rules/memory/manager.md").read_text().replace(": manager", ": my-manager")
        (tmp_path / "own/memory").mkdir(parents=True)
        (tmp_path / "own/memory/my-manager.md").write_text(page)
        (tmp_path / "sharelint.toml").write_text("rules = ['own']\nignore = ['manager']\n")
        (tmp_path / "a.py").write_text(ERROR)
        assert "my-manager " in run("--list-rules", cwd=tmp_path).out
        assert places(run("--format", "concise", cwd=tmp_path)) == [("a.py:3", "error[my-manager]")]

    def test_a_page_as_markdown(self, tmp_path: Path) -> None:
        result = run("--explain", "manager", cwd=tmp_path)
        assert (result.code, result.err) == (0, "")
        assert result.out.startswith("# State shared through a multiprocessing manager\n")
        assert ("# expect:" in result.out, "```toml" in result.out, "## Correct" in result.out) == (False, False, True)

    def test_a_page_on_a_terminal(self, tmp_path: Path) -> None:
        output = on_a_terminal(["--explain", "manager"], tmp_path, {"TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "80"})
        assert "## Correct" not in output
        assert "State shared through a multiprocessing manager" in output
        assert max(len(line) for line in output.splitlines()) <= 80


class TestStart:
    def test_the_version(self, tmp_path: Path) -> None:
        assert run("--version", cwd=tmp_path).out == "sharelint 0.1.0\n"

    def test_both_spellings_of_help(self, tmp_path: Path) -> None:
        assert run("-h", cwd=tmp_path).out == run("--help", cwd=tmp_path).out
        options = set(re.findall(r"--[a-z-]+", run("-h", cwd=tmp_path).out))
        wanted = {
            "format",
            "output",
            "report",
            "select",
            "ignore",
            "fail-on",
            "min-level",
            "explain",
            "list-rules",
            "config",
        }
        wanted |= {"cache-dir", "no-cache", "clear-cache"}
        wanted |= {"isolated", "exit-zero", "strict", "stdin-filename", "jobs", "quiet", "color", "version", "help"}
        wanted |= {"max-file-size", "file-timeout"}
        wanted |= {"baseline", "write-baseline", "prune-baseline", "no-baseline", "diff-base"}
        assert options == {f"--{word}" for word in wanted}

    @pytest.mark.parametrize(
        ("arguments", "unwanted"),
        [
            (["--version"], HEAVY | {"msgspec", "tomllib", "sharelint.records"}),
            (["--help"], HEAVY | {"msgspec", "tomllib", "sharelint.records"}),
            (["-"], {"libcst", "rich"}),
            (["--list-rules"], HEAVY - {"pathspec"} | {"sharelint.audit"}),
            (["--explain", "manager"], HEAVY - {"pathspec"} | {"sharelint.audit"}),
        ],
    )
    def test_nothing_heavy_is_imported_for_small_answers(
        self, tmp_path: Path, arguments: list[str], unwanted: set[str]
    ) -> None:
        imported = set(
            re.findall(r"\| +(\S+)$", run(*arguments, cwd=tmp_path, python=["-X", "importtime"]).err, re.MULTILINE)
        )
        assert ("click" in imported, imported & unwanted) == (True, set())

    @pytest.mark.parametrize("argument", ["--version", "--help"])
    def test_small_answers_take_less_than_two_and_a_half_times_the_import_of_click(self, argument: str) -> None:
        def seconds(*arguments: str) -> float:
            start = time.perf_counter()
            subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=True)
            return time.perf_counter() - start

        pairs = [(seconds("-m", "sharelint", argument), seconds("-c", "import click")) for _ in range(9)]
        assert min(ours for ours, _ in pairs) < 2.5 * min(click for _, click in pairs)

    def test_the_package_itself_imports_the_standard_library_only(self) -> None:
        code = f"import sys; sys.path.append({str(ROOT)!r}); import sharelint; print(*sys.modules)"
        done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
        imported = {name.split(".")[0] for name in done.stdout.split()}
        assert imported - sys.stdlib_module_names == {"__main__", "sharelint"}

    @pytest.mark.parametrize("first", ["", "import sharelint.audit", "from sharelint.audit import audit"])
    def test_audit_is_the_function_whatever_was_imported_before(self, first: str) -> None:
        code = f"{first}\nimport sharelint\nprint(callable(sharelint.audit), callable(sharelint.audit))"
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout == "True True\n"

    def test_the_formats_on_offer_are_those_that_can_be_written(self) -> None:
        assert list(cli.FORMATS) == list(report.FORMATS)
