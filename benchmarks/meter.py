"""Runs one command and writes down what it cost: `python -I -S meter.py REPORT LIMIT COMMAND...`.

REPORT becomes a JSON object: the exit code, `cpu` (user and system seconds of the command and of the children that it
waited for), `wall` (seconds) and `peak` (bytes of the largest of these processes). After LIMIT seconds the command is
killed. What it prints goes where this process prints.

A process of its own, because Linux counts the memory of whoever starts a program as that program's: started from here,
no figure can be below a bare interpreter's, which is less than any analyser needs. It imports next to nothing for the
same reason.
"""

import os
import signal
import sys
import time


def main(report: str, limit: str, *command: str) -> None:
    started = time.monotonic()
    child = os.posix_spawnp(command[0], command, os.environ, setpgroup=0)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(child, signal.SIGKILL))
    signal.alarm(int(limit))
    try:
        _, status, usage = os.wait4(child, 0)
        wall = time.monotonic() - started
    finally:
        _end(child)
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)  # getrusage(2): bytes there, KiB elsewhere
    code = os.waitstatus_to_exitcode(status)
    with open(report, "w", encoding="ascii") as out:
        out.write(f'{{"code": {code}, "cpu": {usage.ru_utime + usage.ru_stime}, "wall": {wall}, "peak": {peak}}}')


def _end(group: int) -> None:
    """Nothing that the command started outlives it, also when this process is interrupted."""
    try:  # noqa: SIM105 - contextlib is memory
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass


if __name__ == "__main__":
    main(*sys.argv[1:])
