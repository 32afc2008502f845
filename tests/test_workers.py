"""The pool gives what one process gives, in the same order, whatever its workers die of."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sharelint.code import Facts
from sharelint.files.discover import File
from sharelint.records import Limits, Problem, Source, Trouble
from sharelint.workers import Item, Work, Workers, extract_one

SLOW = "takes longer than 0.3 s, the limit set by file-timeout"
LIMITS = Limits(seconds=0.3)


def some_files(folder: Path, count: int = 30) -> list[File]:
    files = []
    for number in range(count):
        path = folder / f"file_{number:03}.py"
        path.write_text("def broken(:\n" if number % 7 == 3 else f"import multiprocessing\nx = {number}\n")
        files.append(File(path.name, path, explicit=False))
    return files


def results(
    items: list[File], jobs: int = 2, work: Work[Facts] = extract_one, limits: Limits = LIMITS
) -> list[Facts | Problem]:
    with Workers(jobs, limits, work) as workers:
        return workers.results(items)


def in_trouble(item: Item, limits: Limits) -> Facts | Problem:
    """The work of an extraction that meets in file_005.py whatever the end of its text says."""
    if item.path == "file_005.py":
        assert isinstance(item, File)
        how = item.absolute.read_text().split("#")[1].strip()
        TROUBLE[how](item.absolute)
    return extract_one(item, limits)


def spin(_file: Path) -> None:
    while True:
        pass


def match_without_end(_file: Path) -> None:
    """C code that looks at no signal, as a parser does not."""
    re.match("(a*)*b", "a" * 60)


def die_once(file: Path) -> None:
    if not file.with_suffix(".died").exists():
        file.with_suffix(".died").touch()
        os.kill(os.getpid(), signal.SIGKILL)


def recurse(file: Path) -> None:
    recurse(file)


TROUBLE: dict[str, Callable[[Path], object]] = {
    "spin": spin,
    "match": match_without_end,
    "die once": die_once,
    "recurse": recurse,
    "die": lambda _file: os.kill(os.getpid(), signal.SIGKILL),
    "crash": lambda _file: os.kill(os.getpid(), signal.SIGSEGV),
    "exit": lambda _file: os._exit(3),
    "fill": lambda _file: bytearray(1 << 40),
    "fail": lambda _file: dict[str, str]()["no such\nkey"],
}


def troubled(folder: Path, how: str) -> list[File]:
    files = some_files(folder, 12)
    files[5].absolute.write_text(f"x = 5  # {how}\n")
    return files


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("how", "trouble", "message"),
    [
        ("spin", Trouble.too_complex, SLOW),
        ("match", Trouble.too_complex, SLOW),
        ("die", Trouble.too_complex, "the process that analysed it was ended by SIGKILL"),
        ("crash", Trouble.too_complex, "the process that analysed it was ended by SIGSEGV"),
        ("exit", Trouble.too_complex, "the process that analysed it exited with code 3"),
        ("recurse", Trouble.too_complex, "nested too deeply to be analysed"),
        ("fill", Trouble.too_complex, "takes more memory than there is"),
        ("fail", Trouble.internal, r"KeyError: 'no such\nkey'"),
    ],
)
def test_what_a_worker_dies_of_is_a_problem_of_one_file(
    tmp_path: Path, how: str, trouble: Trouble, message: str, jobs: int
) -> None:
    files = troubled(tmp_path, how)
    *before, bad = results(files, jobs, in_trouble)[:6]
    after = results(files, jobs, in_trouble)[6:]
    assert isinstance(bad, Problem)
    assert (bad.path, bad.trouble, bad.message) == ("file_005.py", trouble, message)
    assert [*before, *after] == results(files[:5] + files[6:], 1)
    assert sum(isinstance(each, Facts) for each in (*before, *after)) == 9


def test_a_worker_that_is_killed_once_costs_no_file_its_result(tmp_path: Path) -> None:
    files = troubled(tmp_path, "die once")
    assert results(files, 2, in_trouble) == results(files, 1)
    assert (tmp_path / "file_005.died").exists()


@pytest.mark.parametrize("jobs", [2, 8])
def test_more_processes_give_what_one_gives(tmp_path: Path, jobs: int) -> None:
    files = some_files(tmp_path)
    for number in range(0, 30, 4):
        files[number].absolute.write_text(f"import os\nx = f({number})\n" * 100 * (number % 3 + 1))
    wanted = results(files, 1, limits=Limits())
    assert results(files, jobs, limits=Limits()) == wanted
    assert [each.path for each in wanted] == [file.path for file in files]


def test_the_same_workers_serve_again(tmp_path: Path) -> None:
    files = some_files(tmp_path)
    with Workers(2, LIMITS, extract_one) as workers:
        first = workers.results(files)
        started = {worker.process.pid for worker in workers.idle}
        assert [workers.results([file]) for file in files] == [[each] for each in first]
        assert {worker.process.pid for worker in workers.idle} == started


def test_work_that_is_interrupted_is_not_taken_for_later_work(tmp_path: Path) -> None:
    files = troubled(tmp_path, "spin")

    def interrupt(_number: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with Workers(2, Limits(seconds=20), in_trouble) as workers:
            signal.setitimer(signal.ITIMER_REAL, 0.5)
            with pytest.raises(TimeoutError):
                workers.results(files)
            assert workers.results(files[6:]) == results(files[6:])
    finally:
        signal.signal(signal.SIGALRM, before)


def test_problems_and_texts_pass_through_in_order() -> None:
    problem = Problem("gone.py", Trouble.unreadable, "gone")
    with Workers(2, LIMITS, extract_one) as workers:
        found = workers.results([problem, Source("a.py", "f()\n", b"f()\n"), problem])
    assert (found[0], found[2]) == (problem, problem)
    assert isinstance(found[1], Facts)
    assert len(found[1].calls) == 1


def test_a_program_with_threads_gets_the_same(tmp_path: Path) -> None:
    files = some_files(tmp_path)
    wanted = results(files)
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert results(files, limits=Limits()) == wanted
    finally:
        done.set()
        thread.join()


def test_the_block_leaves_no_process_behind(tmp_path: Path) -> None:
    with Workers(2, LIMITS, extract_one) as workers:
        workers.results(some_files(tmp_path))
        (worker,) = workers.idle
        assert worker.process.is_alive()
    assert worker.process.exitcode == -signal.SIGKILL


def test_a_worker_whose_parent_is_gone_ends() -> None:
    code = (
        "import sys; from pathlib import Path; from sharelint.workers import Workers, extract_one;"
        "from sharelint.records import Limits, Source;"
        "import os, signal; w = Workers(1, Limits(), extract_one); w.results([Source('a.py', '', b'')]);"
        "print(w.idle[0].process.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == -signal.SIGKILL
    status = Path(f"/proc/{int(done.stdout)}/status")
    deadline = time.monotonic() + 10
    while status.exists() and "State:\tZ" not in status.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not status.exists() or "State:\tZ" in status.read_text()
