"""Maps extraction over files: in this process when there is little to do, else in a pool.

What is sent is a File and what comes back is a record, so nothing is shared. Results keep the order of the input. A
file that takes its worker down with it becomes a Problem and costs no other file its result.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from sharelint.code import Facts
from sharelint.facts import extract
from sharelint.files.discover import File
from sharelint.files.read import read
from sharelint.records import Problem, Source, Trouble

POOL_FROM = 24  # files; below, starting a pool and importing LibCST in it costs more than it saves
CHUNK = 8

Item = File | Source | Problem
Result = Facts | Problem
T = TypeVar("T")


def extract_all(items: Sequence[Item], jobs: int) -> list[Result]:
    """The facts of each item, or the problem with it, in the same order."""
    return map_all(extract_one, items, jobs)


def map_all(extract: Callable[[Item], T], items: Sequence[Item], jobs: int) -> list[T | Problem]:
    """What `extract`, a function of a module, makes of each item, or the problem with it, in the same order."""
    if jobs <= 1 or len(items) < POOL_FROM:
        return [extract(item) for item in items]
    results: list[T | Problem] = []
    pool = ProcessPoolExecutor(max_workers=jobs, initializer=_leave_interrupts_to_the_parent)
    try:
        for result in pool.map(extract, items, chunksize=CHUNK):
            results.append(result)  # one by one: what has arrived is kept when the pool breaks
    except BrokenProcessPool:
        return results + _one_at_a_time(extract, items[len(results) :])
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return results


def extract_one(item: Item) -> Result:
    source = read(item) if isinstance(item, File) else item
    return source if isinstance(source, Problem) else extract(source)


def _one_at_a_time(extract: Callable[[Item], T], items: Sequence[Item]) -> list[T | Problem]:
    """After a worker has died: which file did it shows when each goes alone."""
    results: list[T | Problem] = []
    pool = ProcessPoolExecutor(max_workers=1, initializer=_leave_interrupts_to_the_parent)
    for item in items:
        try:
            results.append(pool.submit(extract, item).result())
        except BrokenProcessPool:
            message = "the process that analysed it died"
            results.append(Problem(item.path, Trouble.too_complex, message))
            pool = ProcessPoolExecutor(max_workers=1, initializer=_leave_interrupts_to_the_parent)
    pool.shutdown()
    return results


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
