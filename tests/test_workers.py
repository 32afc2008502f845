"""The pool gives what one process gives, in the same order, and survives the death of a worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from sharelint.files.discover import File
from sharelint.workers import POOL_FROM, extract_all


def some_files(folder: Path, count: int = POOL_FROM + 6) -> list[File]:
    files = []
    for number in range(count):
        path = folder / f"file_{number:03}.py"
        path.write_text("def broken(:\n" if number % 7 == 3 else f"import multiprocessing\nx = {number}\n")
        files.append(File(path.name, path, explicit=False))
    return files


def test_two_processes_give_what_one_gives(tmp_path: Path) -> None:
    files = some_files(tmp_path)
    assert extract_all(files, 2) == extract_all(files, 1)


def test_a_worker_that_is_killed_costs_no_file_its_result(tmp_path: Path) -> None:
    files = some_files(tmp_path, 400)
    expected = extract_all(files, 1)

    def kill_a_child() -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            found = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
            if found:
                os.kill(int(found[0]), signal.SIGKILL)
                return

    killer = threading.Thread(target=kill_a_child)
    killer.start()
    results = extract_all(files, 2)
    killer.join()
    assert results == expected


def test_an_interrupt_ends_the_run_and_its_workers_without_a_traceback(tmp_path: Path) -> None:
    for number in range(3000):
        (tmp_path / f"file_{number}.py").write_text(
            "import multiprocessing\nmanager = multiprocessing.Manager()\n" * 40
        )
    command = [sys.executable, "-m", "sharelint", "--isolated", "--jobs", "2", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        time.sleep(3)
        os.killpg(process.pid, signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in stderr
    group = subprocess.run(["pgrep", "-g", str(process.pid)], capture_output=True, check=False)
    assert group.stdout == b""
