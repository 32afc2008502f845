"""Extraction in processes of its own, so that no file can harm the run: items in, results out, in the same order.

What is sent is a File or Source and what comes back is a record, so nothing is shared. Even a single file goes to a
worker: Python's parser and LibCST are C and Rust, which no exception or signal handler can stop. A file that exceeds
its time or memory, or takes its worker down, becomes a Problem and costs no other file its result.

The standard pools know tasks only. Here a worker takes a chunk of files and answers file by file, so that it is known
which one it died of, and what it had done before is kept.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from sharelint import signals
from sharelint.code import Facts
from sharelint.facts import extract
from sharelint.files.discover import File
from sharelint.files.read import read
from sharelint.packed import Packed, pack
from sharelint.records import Limits, Problem, Source, Trouble

MEMORY = 4 << 30  # bytes of address space that a worker may have, where the platform counts them
CHUNKS = 32  # of about the same number of bytes: enough to keep all workers busy to the end
SMALLEST_CHUNK = 100_000  # bytes; less is sooner done than sent
PER_FILE = 1000  # bytes of code that take as long as what is to be done for an empty file
ATTEMPTS = 2  # a worker may be killed for a reason that has nothing to do with its file
PATIENCE = 10  # times the limit: what a worker gets by the clock on the wall, as it may have to wait for a processor
DESCRIPTORS_PER_WORKER = 4
DESCRIPTORS_KEPT = 24  # for the process itself
MANY_FILES = 4096  # descriptors; containers allow a thousand million, which takes minutes to go through

Item = File | Source | Problem
T = TypeVar("T")
Work = Callable[[Item, Limits], T | Problem]  # a function of a module, so that it can be sent


def extract_one(item: Item, limits: Limits) -> Facts | Problem:
    source = read(item, limits.size) if isinstance(item, File) else item
    return source if isinstance(source, Problem) else extract(source)


def pack_one(item: Item, limits: Limits) -> Packed | Facts | Problem:
    result = extract_one(item, limits)
    return result if isinstance(result, Problem) else pack(result)


def too_slow(seconds: float) -> str:
    return f"takes longer than {seconds:g} s, the limit set by file-timeout"


class Workers(Generic[T]):
    """A pool for the length of a `with` block. Processes start when there is work, and end with the block."""

    def __init__(self, jobs: int, limits: Limits, work: Work[T]) -> None:
        self.jobs = min(jobs, _most_workers())
        self.limits = limits
        self.work = work
        self.idle: list[_Worker[T]] = []
        self.busy: dict[Connection, _Worker[T]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.busy.update((worker.connection, worker) for worker in self.idle)
        self._kill_busy()

    def results(self, items: Sequence[Item]) -> list[T | Problem]:
        """What `work` makes of each item, or the problem with it, in their order. OSError if no process can start."""
        run: _Run[T] = _Run(items)
        try:
            while run.chunks or self.busy:
                while run.chunks and (worker := self._free_worker()):
                    self.busy[worker.connection] = worker
                    worker.take(run.chunks.popleft(), items)
                self._listen(run)
        except BaseException:  # such as the end of a time limit: what they would still answer belongs to nobody
            self._kill_busy()
            raise
        return run.results()

    def _kill_busy(self) -> None:
        with signals.held():
            for worker in self.busy.values():
                worker.kill()
            self.busy.clear()

    def _free_worker(self) -> _Worker[T] | None:
        if self.idle:
            return self.idle.pop()
        if len(self.busy) >= self.jobs:
            return None
        try:
            return _Worker(self.work, self.limits)
        except OSError:  # no more processes, descriptors or memory: then with those that there are
            if not self.busy:
                raise
            self.jobs = len(self.busy)
            return None

    def _listen(self, run: _Run[T]) -> None:
        """Wait for one answer or death at least, and take all there are."""
        patience = min(worker.deadline for worker in self.busy.values()) - time.monotonic()
        ready = wait(list(self.busy), max(patience, 0))
        for connection, worker in list(self.busy.items()):
            if connection not in ready and worker.deadline > time.monotonic():
                continue
            if connection not in ready:
                worker.kill()
            if worker.answer(run.done):
                continue
            del self.busy[connection]
            if worker.numbers:
                run.lost(worker)
            else:
                self.idle.append(worker)


class _Run(Generic[T]):
    """What is still to be done with some items, and what is done."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.chunks = deque(_chunks(items))
        self.done: dict[int, T | Problem] = {
            number: item for number, item in enumerate(items) if isinstance(item, Problem)
        }
        self.deaths: dict[int, int] = {}

    def results(self) -> list[T | Problem]:
        return [self.done[number] for number in range(len(self.items))]

    def lost(self, worker: _Worker[T]) -> None:
        """A worker has died of the first item that it had not answered. What is left goes to the next ones."""
        first, *others = worker.numbers
        self.deaths[first] = self.deaths.get(first, 0) + 1
        again = self.deaths[first] < ATTEMPTS and not worker.used_its_time
        if not again:
            self.done[first] = Problem(self.items[first].path, Trouble.too_complex, worker.last_words())
        self.chunks.extend(chunk for chunk in (others, [first] * again) if chunk)


class _Worker(Generic[T]):
    """One process and what it has not answered yet."""

    def __init__(self, work: Work[T], limits: Limits) -> None:
        # Forked, a worker has all modules at once. That is safe while nothing else runs in this process.
        method = "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
        context: Any = multiprocessing.get_context(method)  # typeshed has no common type with a Process
        self.numbers: deque[int] = deque()
        self.seconds = limits.seconds
        self.deadline = 0.0
        with signals.held():
            self.connection, theirs = context.Pipe()
            arguments = (theirs, work, limits, method == "fork")
            self.process: BaseProcess = context.Process(target=_serve, args=arguments, daemon=True)
            try:
                self.process.start()
            except OSError:
                self.connection.close()
                raise
            finally:
                theirs.close()

    def take(self, numbers: Iterable[int], items: Sequence[Item]) -> None:
        self.numbers = deque(numbers)
        self._wait_from_now()
        with contextlib.suppress(OSError):  # it has died: that will be seen when it is listened to
            self.connection.send([items[number] for number in self.numbers])

    def answer(self, done: dict[int, T | Problem]) -> bool:
        """Keep its next result. Returns whether there is more to come; it is dead if that leaves `numbers`."""
        try:
            done[self.numbers[0]] = self.connection.recv()
        except (EOFError, OSError):
            self.kill()
            return False
        self.numbers.popleft()
        self._wait_from_now()
        return bool(self.numbers)

    def _wait_from_now(self) -> None:
        self.deadline = time.monotonic() + self.seconds * PATIENCE

    @property
    def used_its_time(self) -> bool:
        return hasattr(signal, "SIGPROF") and self.process.exitcode == -signal.SIGPROF

    def last_words(self) -> str:
        code = self.process.exitcode or 0
        if self.used_its_time or self.deadline <= time.monotonic():
            return too_slow(self.seconds)
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"exited with code {code}"
        return f"the process that analysed it {how}"

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


def _serve(connection: Connection, work: Work[T], limits: Limits, forked: bool) -> None:
    """The life of a worker. Signals stay held: the parent ends it, or, if that is gone, the end of the connection."""
    ours = connection.fileno()
    if forked:  # what belongs to the parent and other workers; kept open, a connection would outlive its other end
        os.closerange(3, ours)
        os.closerange(ours + 1, _most_open_files())
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in {0, 1, 2} - {ours}:  # LibCST would write there what it dies of
        os.dup2(nowhere, stream)
    _bound_memory()
    if hasattr(signal, "SIGPROF"):
        signal.signal(signal.SIGPROF, signal.SIG_DFL)  # of the time limit in `signals.alarm` a worker dies
    with contextlib.suppress(EOFError, OSError):
        while True:
            for item in connection.recv():
                with signals.alarm(limits.seconds):
                    answer = _answer(item, work, limits)
                connection.send_bytes(answer)


def _answer(item: Item, work: Work[T], limits: Limits) -> memoryview:
    """The result of an item, ready to be sent; a failure of whatever kind is a Problem."""
    try:
        return ForkingPickler.dumps(work(item, limits))
    except Exception as error:  # noqa: BLE001 - whatever is met in one file is a problem of that file
        return ForkingPickler.dumps(Problem.of(item.path, error))


def _chunks(items: Sequence[Item]) -> Iterator[list[int]]:
    """The numbers of the items, what is largest first, in chunks that take about as long as one another."""
    weights = {number: _weight(item) for number, item in enumerate(items) if not isinstance(item, Problem)}
    enough = max(sum(weights.values()) / CHUNKS, SMALLEST_CHUNK)
    chunk: list[int] = []
    filled = 0
    for number in sorted(weights, key=lambda number: (-weights[number], number)):
        chunk.append(number)
        filled += weights[number]
        if filled >= enough:
            yield chunk
            chunk, filled = [], 0
    if chunk:
        yield chunk


def _weight(item: File | Source) -> int:
    """How long an item will take, in bytes of code."""
    if isinstance(item, Source):
        return PER_FILE + len(item.raw)
    try:
        return PER_FILE + os.stat(item.absolute).st_size
    except OSError:  # it has gone; whoever reads it will say so
        return PER_FILE


def _most_workers() -> int:
    """For how many there are descriptors."""
    return max((_most_open_files() - DESCRIPTORS_KEPT) // DESCRIPTORS_PER_WORKER, 1)


def _most_open_files() -> int:
    if sys.platform == "win32":
        return 256  # multiprocessing.connection waits for 63 workers at most
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return soft if 0 <= soft < MANY_FILES else MANY_FILES


def _bound_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    bounds = [each for each in (MEMORY, soft, hard) if each != resource.RLIM_INFINITY]
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit, and refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (min(bounds), hard))
