"""The whole pipeline, in the order in which it runs: paths in, `Report` out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sharelint import shapes
from sharelint.code import Block, Facts, Scope
from sharelint.config import Config, check_names
from sharelint.files.discover import File, discover
from sharelint.files.read import decode, read
from sharelint.project import Project
from sharelint.records import Finding, Level, Problem, Report, Source, Span, Trouble
from sharelint.rulebook import Rulebook, load, shipped
from sharelint.settle import settle
from sharelint.shapes.site import Watched
from sharelint.signals import OutOfTime, time_limit
from sharelint.workers import Workers, too_slow

STDIN = "<stdin>"
LINKING = 0.05  # seconds a file: what all files say together is worked out with the first one that asks for it


def audit(
    paths: Sequence[str | Path],
    config: Config,
    *,
    stdin: bytes | None = None,
    stdin_filename: str | None = None,
    jobs: int = 1,
    min_level: Level = Level.note,
) -> Report:
    """Audit files and folders, or the code in `stdin` under the name `stdin_filename`.

    Raises files.discover.UsageError for a path that does not exist, config.ConfigError for an unknown rule and
    rulebook.RulebookError for a bad rule page. Trouble with a single file becomes a Problem of the report.
    """
    rulebook = load([shipped(), *(config.root / folder for folder in config.rules)])
    check_names(config, rulebook)
    with Workers(jobs, config.limits) as workers:
        run = _Run(config, rulebook, workers)
        if stdin is not None:
            run.add_text(_stdin_path(stdin_filename, config), stdin)
        else:
            run.add_files(paths)
        findings = run.match()
    comments = {path: facts.comments for path, facts in run.facts.items()}
    kept, suppressed = settle(findings, comments, rulebook, config)
    return Report(
        findings=tuple(finding for finding in kept if finding.level >= min_level),
        hidden=tuple(finding for finding in kept if finding.level < min_level),
        suppressed=tuple(suppressed),
        problems=tuple(sorted(run.problems, key=Problem.sort_key)),
        rules=tuple(rulebook.rules.values()),
        sources=run.sources_of(kept),
        files=run.files,
    )


class _Run:
    """What is gathered on the way."""

    def __init__(self, config: Config, rulebook: Rulebook, workers: Workers) -> None:
        self.config = config
        self.workers = workers
        self.watched = Watched(rulebook)
        self.facts: dict[str, Facts] = {}
        self.imported: dict[str, Facts] = {}  # of files that are not audited themselves
        self.texts: dict[str, Source] = {}  # given, not read from a file
        self.problems: set[Problem] = set()
        self.files = 0

    def add_text(self, path: str, raw: bytes) -> None:
        self.files = 1
        source = decode(path, raw, self.config.limits.size)
        if isinstance(source, Source):
            self.texts[path] = source
        self._keep(self.workers.results([source]))

    def add_files(self, paths: Sequence[str | Path]) -> None:
        discovery = discover(paths, self.config, Path.cwd())
        self.files = len(discovery.files)
        self.problems.update(discovery.problems)
        self._keep(self.workers.results(discovery.files))

    def _keep(self, results: Sequence[Facts | Problem]) -> None:
        for result in results:
            if isinstance(result, Problem):
                self.problems.add(result)
            else:
                self.facts[result.path] = result

    def match(self) -> list[Finding]:
        found: list[Finding] = []
        sites: list[shapes.Site] = []
        self.project = self._linked()
        for path in self.project.files:
            with self._at_no_cost_to_others(path):
                sites += list(shapes.find(self.project, path, self.watched))  # all of them or none
        for path, of_file in shapes.told(sites).items():
            with self._at_no_cost_to_others(path):
                found += [shapes.finding_of(self.project, site) for site in of_file]
        return sorted(found, key=Finding.sort_key)

    def _linked(self) -> Project:
        return Project(self._dependency, self._exists, self.watched.names, self.facts)

    @contextmanager
    def _at_no_cost_to_others(self, path: str) -> Iterator[None]:
        """A bug that is met in one file, or its depth or size, is a problem of that file.

        Every other one keeps its result: the project is linked anew, as the accident may have left it half done.
        """
        seconds = self.config.limits.seconds
        try:
            with time_limit(seconds + LINKING * len(self.facts)):
                yield
        except OutOfTime:
            self._give_up(Problem(path, Trouble.too_complex, too_slow(seconds)))
        except Exception as error:  # noqa: BLE001
            self._give_up(Problem.of(path, error))

    def _give_up(self, problem: Problem) -> None:
        self.problems.add(problem)
        self.project = self._linked()

    def sources_of(self, findings: Sequence[Finding]) -> dict[str, Source]:
        """The text of every file that a finding points into."""
        places = [place for f in findings for place in (f.place, *f.related, *f.trail)]
        sources = {}
        for path in sorted({place.path for place in places}):
            source = self.texts.get(path) or read(self._file(path), self.config.limits.size)
            if isinstance(source, Source):
                sources[path] = source
        return sources

    def _dependency(self, path: str) -> Facts:
        """The facts of a file that another one imports, whether or not it is to be audited itself."""
        if path in self.facts:
            return self.facts[path]
        if path not in self.imported:
            (result,) = self.workers.results([self._file(path)])
            if isinstance(result, Problem):
                self.problems.add(result)
            self.imported[path] = _nothing(path) if isinstance(result, Problem) else result
        return self.imported[path]

    def _exists(self, path: str) -> bool:
        return path in self.texts or (self.config.root / path).is_file()

    def _file(self, path: str) -> File:
        return File(path, self.config.root / path, False)


def _nothing(path: str) -> Facts:
    module = Scope("module", "", "", 0, Span(1, 1, 1, 1), 0)
    return Facts(path, (module,), (Block("body", 0, 0),), (), (), (), (), (), ())


def _stdin_path(filename: str | None, config: Config) -> str:
    if filename is None:
        return STDIN
    absolute = Path(os.path.abspath(filename))
    inside = absolute.is_relative_to(config.root)
    return (absolute.relative_to(config.root) if inside else absolute).as_posix()
