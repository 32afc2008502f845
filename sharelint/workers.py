"""Maps extraction over files: in this process when there is little to do, else in a pool.

What is sent is a File and what comes back is a record, so nothing is shared. Results keep the order of the input.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from sharelint.code import Facts
from sharelint.facts import extract
from sharelint.files.discover import File
from sharelint.files.read import read
from sharelint.records import Problem, Source

POOL_FROM = 24  # files; below, starting a pool and importing LibCST in it costs more than it saves
CHUNK = 8


def extract_all(items: Sequence[File | Source | Problem], jobs: int) -> list[Facts | Problem]:
    """The facts of each item, or the problem with it, in the same order."""
    if jobs <= 1 or len(items) < POOL_FROM:
        return [extract_one(item) for item in items]
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        return list(pool.map(extract_one, items, chunksize=CHUNK))


def extract_one(item: File | Source | Problem) -> Facts | Problem:
    source = read(item) if isinstance(item, File) else item
    return source if isinstance(source, Problem) else extract(source)
