"""Whatever surrounds a run: full disks, few descriptors, little memory, signals, folders that nobody may write to."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.hostile.deep import EXPRESSIONS, KNOWN
from tests.hostile.good import ROOT, as_anybody, command, good_findings, of_good, outcome, run, write_good

ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "SHARELINT_CONFIG": ""}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    write_good(tmp_path / "src")
    return tmp_path


def limited(which: int, amount: int) -> list[str]:
    """Run by a Python that has this limit, and all that it starts."""
    code = (
        "import os, resource, sys;"
        f"resource.setrlimit({which}, ({amount}, {amount})); os.execv(sys.argv[1], sys.argv[1:])"
    )
    return [sys.executable, "-c", code]


# -- disks and folders


@pytest.mark.parametrize("arguments", [["-o", "/dev/full"], ["--report", "sarif=/dev/full"]])
def test_a_full_disk_is_one_line_and_code_2(tree: Path, arguments: list[str]) -> None:
    result = run("src", *arguments, cwd=tree)
    assert (result.code, result.stderr) == (
        2, f"sharelint: error: cannot write /dev/full: {os.strerror(errno.ENOSPC)}\n",
    )  # fmt: skip


def test_a_report_that_does_not_fit_leaves_the_old_one(tree: Path) -> None:
    (tree / "out.json").write_text("old")
    result = run("src", "-o", "out.json", cwd=tree, prefix=limited(resource.RLIMIT_FSIZE, 1000))
    assert (result.code, result.stderr) == (
        2, f"sharelint: error: cannot write out.json: {os.strerror(errno.EFBIG)}\n",
    )  # fmt: skip
    assert (tree / "out.json").read_text() == "old"
    assert sorted(path.name for path in tree.iterdir()) == ["out.json", "src"]


def test_a_folder_that_may_not_be_written_to_is_one_line(tree: Path) -> None:
    tree.chmod(0o555)
    result = run("src", "-o", "out.json", cwd=tree, prefix=as_anybody())
    tree.chmod(0o755)
    assert (result.code, result.stderr) == (2, "sharelint: error: cannot write out.json: Permission denied\n")


def test_neither_home_nor_tmpdir_has_to_be_there_or_writable(tree: Path) -> None:
    closed = tree / "closed"
    closed.mkdir(mode=0o555)
    for place in (closed, tree / "nowhere", Path("/dev/null")):
        env = ENVIRONMENT | dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME"), str(place))
        caching = [*as_anybody(), sys.executable, "-m", "sharelint", "src", "--format", "json"]
        done = subprocess.run(
            caching, cwd=tree, env=env | {"SHARELINT_CACHE_DIR": ""}, capture_output=True, timeout=60, check=False
        )
        result = outcome(done.returncode, done.stdout, done.stderr)
        assert (result.code, list(result.findings), result.stderr) == (1, good_findings("src/"), "")
    assert list(closed.iterdir()) == []


def test_streams_that_are_closed_do_no_harm(tree: Path) -> None:
    for closing in ("<&-", "2>&-", "<&- 2>&-"):
        line = " ".join([*command("src", "--format", "json"), closing])
        done = subprocess.run(line, shell=True, cwd=tree, env=ENVIRONMENT, capture_output=True, timeout=60, check=False)  # noqa: S602 - a shell closes them
        result = outcome(done.returncode, done.stdout, done.stderr)
        assert (result.code, list(result.findings)) == (1, good_findings("src/"))


# -- few of something


@pytest.mark.parametrize("jobs", ["1", "8", "200"])
def test_few_descriptors_change_nothing(tree: Path, jobs: str) -> None:
    big = tree / "src/big"
    write_good(big)
    for file in big.glob("good_*.py"):
        file.write_text(file.read_text() + "#" * 150_000)
    wanted = run("src", cwd=tree)
    assert run("src", "--jobs", jobs, cwd=tree, prefix=limited(resource.RLIMIT_NOFILE, 64)) == wanted
    assert len(wanted.findings) == 20


def test_little_memory_costs_large_files_only(tree: Path) -> None:
    (tree / "src/large.py").write_text(KNOWN + "x = [" + "1, " * 2_000_000 + "]\n")
    result = run("src", cwd=tree, prefix=limited(resource.RLIMIT_AS, 400 << 20))
    assert (result.code, of_good(result)) == (1, good_findings("src/"))
    assert list(result.problems) == ["src/large.py"]


@pytest.mark.parametrize("megabytes", range(16, 48, 4))
def test_with_less_memory_than_it_needs_nothing_is_lost_without_a_word(tree: Path, megabytes: int) -> None:
    result = run("src", cwd=tree, prefix=limited(resource.RLIMIT_AS, megabytes << 20))
    if result.code == 1:
        assert (list(result.findings), result.problems) == (good_findings("src/"), {})
    elif result.code == 0:
        assert len(result.problems) == 20
    else:
        assert result.stderr


def test_input_without_end_is_a_problem(tree: Path) -> None:
    with open("/dev/zero", "rb") as zero:
        done = subprocess.run(
            command("-", "--max-file-size", "1", "--format", "json"),
            cwd=tree, env=ENVIRONMENT, stdin=zero, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
    assert outcome(done.returncode, done.stdout, done.stderr).problems == {
        "<stdin>": "larger than 1 MB, the limit set by max-file-size"
    }


# -- limits of ones own


def test_the_limits_come_from_the_command_line_or_the_configuration(tree: Path) -> None:
    (tree / "src/large.py").write_text(KNOWN + "#" * 600_000)
    (tree / "src/slow.py").write_text(KNOWN + EXPRESSIONS["arguments_100000"])
    wanted = {
        "src/large.py": "larger than 0.5 MB, the limit set by max-file-size",
        "src/slow.py": "takes longer than 0.2 s, the limit set by file-timeout",
    }
    assert run("src", "--max-file-size", "0.5", "--file-timeout", "0.2", cwd=tree).problems == wanted
    (tree / "sharelint.toml").write_text("max-file-size = 0.5\nfile-timeout = 0.2\n")
    assert run("src", cwd=tree).problems == wanted
    assert run("src", "--max-file-size", "1", "--file-timeout", "30", cwd=tree).problems == {}


# -- signals


def processes_of(group: int) -> list[str]:
    """Those that are alive."""
    found = subprocess.run(["pgrep", "-r", "R,S,D,T", "-g", str(group)], capture_output=True, text=True, check=False)
    return found.stdout.split()


@pytest.mark.parametrize("to_all", [True, False], ids=["group", "process"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["INT", "TERM"])
def test_a_signal_at_any_moment_ends_it_without_a_trace(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, number: signal.Signals, code: int, to_all: bool
) -> None:
    for file in range(300):
        (tmp_path / f"file_{file}.py").write_text("import multiprocessing\nm = multiprocessing.Manager()\n" * 20)
    # How the installed script starts it. It says when Python itself has started, which has its own way with signals.
    start = "from sharelint.__main__ import main; print('up', flush=True); main()"
    script = [
        sys.executable,
        "-c",
        start,
        "--isolated",
        "--jobs",
        "2",
        "-o",
        "out.txt",
        "--report",
        "json=out.json",
        ".",
    ]
    moments = [0.005, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9, 1.2, 1.6, 2.0]
    interrupted = 0
    for moment in moments:
        cache = tmp_path_factory.mktemp("cache")
        with subprocess.Popen(
            script,
            cwd=tmp_path,
            env=ENVIRONMENT | {"SHARELINT_CACHE_DIR": str(cache)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        ) as process:
            assert process.stdout
            assert process.stdout.readline() == b"up\n"
            time.sleep(moment)
            (os.killpg if to_all else os.kill)(process.pid, number)
            out, err = process.communicate(timeout=30)
        # While Python ends it is the signal itself that ends it, which a shell shows alike; 1 when it was done already.
        ended = 128 - process.returncode if process.returncode < 0 else process.returncode
        assert ended in (code, 1), (moment, err)
        assert (out, err) == (b"", b""), moment
        assert processes_of(process.pid) == []
        interrupted += ended == code
        assert list(cache.rglob(".*")) == []
        left = {path.name for path in tmp_path.iterdir() if path.suffix != ".py"}
        assert left <= {"out.txt", "out.json"}, moment
        if "out.txt" in left:
            assert (tmp_path / "out.txt").read_text().endswith(" in 300 files\n")
        for name in left:
            (tmp_path / name).unlink()
    assert interrupted >= 5


def test_a_worker_that_is_killed_meanwhile_costs_no_file_its_result(tree: Path) -> None:
    write_good(tree / "src/more")
    for file in (tree / "src/more").glob("good_*.py"):
        file.write_text(file.read_text() + "x = 1\n" * 5_000)
    wanted = run("src", cwd=tree)
    process = subprocess.Popen(
        command("src", "--jobs", "2", "--format", "json"),
        cwd=tree, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while not (started := children.read_text().split()):
        time.sleep(0.005)
    os.kill(int(started[0]), signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert outcome(process.returncode, out, err) == wanted
