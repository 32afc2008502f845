"""The whole pipeline, in the order in which it runs: paths in, `Report` out.

What only a run needs that is not in the cache is imported where it is called for: the model, the shapes and LibCST.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from itertools import filterfalse
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sharelint.baseline import Comparison, compare
from sharelint.config import Config, check_names
from sharelint.files.discover import Discovery, File, discover
from sharelint.files.read import decode, read
from sharelint.records import BaselineEntry, Finding, Level, Problem, Report, Settled, Source
from sharelint.rulebook import Rulebook, load, shipped

if TYPE_CHECKING:
    from sharelint.cache import Cache
    from sharelint.cache.runs import Room
    from sharelint.cache.shelf import Extracted
    from sharelint.code import Facts
    from sharelint.packed import Packed

STDIN = "<stdin>"


def audit(
    paths: Sequence[str | Path],
    config: Config,
    *,
    stdin: bytes | None = None,
    stdin_filename: str | None = None,
    jobs: int = 1,
    min_level: Level = Level.note,
    cache: Cache | None = None,
    baseline: Sequence[BaselineEntry] = (),
    is_changed: Callable[[Finding], bool] = lambda _: True,
) -> Report:
    """Audit files and folders, or the code in `stdin` under the name `stdin_filename`. A cache changes no answer.

    Findings that the baseline accepts, or of which nothing is changed, are set apart: neither shown nor hidden.

    Raises files.discover.UsageError for a path that does not exist, config.ConfigError for an unknown rule and
    rulebook.RulebookError for a bad rule page. Trouble with a single file becomes a Problem of the report.
    """
    rulebook = load([shipped(), *(config.root / folder for folder in config.rules)])
    check_names(config, rulebook)
    room = cache.room(config, rulebook) if cache is not None else None
    given = decode(_stdin_path(stdin_filename, config), stdin, config.limits.size) if stdin is not None else None
    found = discover(paths, config, Path.cwd()) if given is None else given
    settled = room.recall(found) if room is not None and isinstance(found, Discovery) else None
    if settled is None:
        settled = _settled(found, config, rulebook, room, jobs)
    compared = _compared(settled, baseline, found, config, rulebook) if baseline else Comparison(settled.kept)
    touched = tuple(filter(is_changed, compared.new))
    shown = tuple(finding for finding in touched if finding.level >= min_level)
    return Report(
        findings=shown,
        hidden=tuple(finding for finding in touched if finding.level < min_level),
        suppressed=settled.suppressed,
        problems=settled.problems,
        rules=tuple(rulebook.rules.values()),
        sources=_sources(shown, config, given),
        files=len(found.files) if isinstance(found, Discovery) else 1,
        accepted=compared.accepted,
        untouched=tuple(filterfalse(is_changed, compared.new)),
        baseline=compared.baseline,
        stale=compared.stale,
    )


def _compared(
    settled: Settled,
    baseline: Sequence[BaselineEntry],
    found: Discovery | Source | Problem,
    config: Config,
    rulebook: Rulebook,
) -> Comparison:
    """The findings beside a baseline. Of an entry to be called stale, its folder has to have been walked.

    For a run on single files does not know who calls them, and finds less.
    """
    from sharelint.settle import Selection

    selection = Selection(config, rulebook)
    walked = found.folders if isinstance(found, Discovery) else frozenset[str]()
    unknown = {problem.path for problem in settled.problems}

    def is_looked_for(entry: BaselineEntry) -> bool:
        around = {entry.path, *map(str, PurePosixPath(entry.path).parents)}
        is_on = entry.rule not in rulebook.rules or selection.is_on(entry.rule, entry.path)
        return is_on and not around.isdisjoint(walked) and around.isdisjoint(unknown)

    return compare(
        settled.kept,
        baseline,
        _sources(settled.kept, config, None if isinstance(found, Discovery) else found),
        is_gone=lambda path: not os.path.lexists(config.root / path),
        is_looked_for=is_looked_for,
    )


def _settled(
    found: Discovery | Source | Problem, config: Config, rulebook: Rulebook, room: Room | None, jobs: int
) -> Settled:
    from sharelint.analysis import Analysis
    from sharelint.cache.shelf import extract_packed
    from sharelint.workers import Workers, pack_one

    items, problems = (found.files, found.problems) if isinstance(found, Discovery) else ([found], ())
    if room is None:
        plain: Workers[Packed | Facts] = Workers(jobs, config.limits, pack_one)
        with plain as workers:
            return Analysis(config, rulebook, workers.results).settled(items, problems)
    noting: Workers[Extracted | Facts] = Workers(jobs, config.limits, extract_packed)
    with noting as workers:
        analysis = Analysis(config, rulebook, partial(room.shelf.results, workers.results))
        settled = analysis.settled(items, problems)
    room.keep(settled, found if isinstance(found, Discovery) else None, analysis.loaded, analysis.answers)
    return settled


def _sources(findings: Sequence[Finding], config: Config, given: Source | Problem | None) -> dict[str, Source]:
    """The text of every file that a finding points into; `given` is one that is not read from a file."""
    places = [place for finding in findings for place in (finding.place, *finding.related, *finding.trail)]
    sources = {}
    for path in sorted({place.path for place in places}):
        is_given = given is not None and path == given.path
        source = given if is_given else read(File(path, config.root / path, False), config.limits.size)
        if isinstance(source, Source):
            sources[path] = source
    return sources


def _stdin_path(filename: str | None, config: Config) -> str:
    if filename is None:
        return STDIN
    absolute = Path(os.path.abspath(filename))
    inside = absolute.is_relative_to(config.root)
    return (absolute.relative_to(config.root) if inside else absolute).as_posix()
