"""What interrupts work from outside, and when it may: Ctrl-C (SIGINT), SIGTERM, and the end of a time limit."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

ENDING = (signal.SIGINT, signal.SIGTERM)


class OutOfTime(BaseException):
    """A time limit is over."""


def end_at_once() -> None:
    """From here on both signals end this process and those that it has started, at any moment and without a word.

    Not by an exception: Python drops one that is raised in a destructor or on the way out, and prints it in the middle
    of an import. So there is no tidying up; what must not be left half done is done while signals are `held`.
    """
    for each in ENDING:
        signal.signal(each, _end)


@contextmanager
def held() -> Iterator[None]:
    """Signals that arrive meanwhile take effect afterwards. A process started meanwhile never sees them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """SIGPROF when the block has had so many seconds of a processor's time; it ends a process that does not handle it.

    Not by the clock on the wall: how long a file may take should not depend on what else the machine does, nor on how
    many workers share it. Where there are no such timers, nothing happens.
    """
    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raises OutOfTime in the block when it has had so many seconds of a processor's time.

    It may be raised at any point, so that what the block was building has to be thrown away. Python runs handlers in
    the main thread only: in others there is no limit.
    """
    if not hasattr(signal, "SIGPROF") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _run_out_of_time)
    try:
        with alarm(seconds):
            yield
    finally:
        signal.signal(signal.SIGPROF, before or signal.SIG_DFL)  # None: it was not set by Python


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    started = getattr(sys.modules.get("multiprocessing.process"), "active_children", list)
    for process in started():
        process.kill()
        process.join()
    os._exit(128 + number)  # as shells say it


def _run_out_of_time(_number: int, _frame: FrameType | None) -> NoReturn:
    raise OutOfTime
