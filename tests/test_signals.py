"""What interrupts work, and when it may."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from sharelint import signals


def spin(seconds: float) -> None:
    """Use so much of a processor's time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_a_time_limit_ends_the_block_and_nothing_after_it() -> None:
    before = signal.getsignal(signal.SIGPROF)
    start = time.process_time()
    with pytest.raises(signals.OutOfTime), signals.time_limit(0.1):
        spin(20)
    assert 0.05 < time.process_time() - start < 5
    with signals.time_limit(0.1):
        pass
    assert signal.getsignal(signal.SIGPROF) == before
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)
    spin(0.2)


def test_the_time_is_the_processors() -> None:
    with signals.time_limit(0.2):
        time.sleep(0.5)


def test_in_a_thread_there_is_no_limit() -> None:
    done = threading.Event()

    def work() -> None:
        with signals.time_limit(0.05):
            spin(0.2)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done.is_set()


def test_signals_that_are_held_take_effect_afterwards() -> None:
    code = (
        "import os, signal\nfrom sharelint import signals\nsignals.end_at_once()\n"
        "with signals.held():\n    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    print('whole', flush=True)\nprint('late')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=20)
    assert (done.returncode, done.stdout, done.stderr) == (143, "whole\n", "")


def test_an_end_at_once_takes_along_what_was_started() -> None:
    code = (
        "import os, signal, time\nfrom multiprocessing import Process\n"
        "from sharelint import signals\nsignals.end_at_once()\nchild = Process(target=time.sleep, args=(60,))\n"
        "with signals.held():\n    child.start()\n"
        "print(child.pid, flush=True)\nos.kill(os.getpid(), signal.SIGINT)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=20)
    assert (done.returncode, done.stderr) == (130, "")
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)
