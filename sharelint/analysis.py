"""What is wrong in some files: files in, `Settled` out. All that a run does when no earlier one did it.

Also tells what the result depended on besides these files: others that were `loaded`, and the `answers` to whether
there is a file of a name. Answers about an analysed file are not among them, as they follow from the files.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sharelint import shapes
from sharelint.cache.shelf import Packed
from sharelint.code import Block, Facts, Scope
from sharelint.config import Config
from sharelint.files.discover import File
from sharelint.project import Project
from sharelint.records import Finding, Problem, Settled, Span, Trouble
from sharelint.rulebook import Rulebook
from sharelint.settle import settle
from sharelint.shapes.site import Watched
from sharelint.workers import Item

Extract = Callable[[Sequence[Item], int], Sequence[Facts | Packed | Problem]]  # items and jobs


class Analysis:
    def __init__(self, config: Config, rulebook: Rulebook, extract_all: Extract) -> None:
        self.config = config
        self.rulebook = rulebook
        self.extract_all = extract_all
        self.facts: dict[str, Facts | Packed] = {}
        self.given: frozenset[str] = frozenset()  # paths of the items
        self.problems: set[Problem] = set()
        self.loaded: list[str] = []
        self.answers: dict[str, bool] = {}

    def settled(self, items: Sequence[Item], problems: Sequence[Problem], jobs: int) -> Settled:
        """The findings in all these items; `problems` are those that were met on the way to them."""
        self.given = frozenset(item.path for item in items if not isinstance(item, Problem))
        self.problems.update(problems)
        self._keep(self.extract_all(items, jobs))
        watched = Watched(self.rulebook)
        project = Project(self._load, self._exists, watched.names, tuple(self.facts))
        findings = self._match(project, watched)
        comments = {path: project.facts(path).comments for path in project.files}
        kept, suppressed = settle(findings, comments, self.rulebook, self.config)
        return Settled(kept, suppressed, tuple(sorted(self.problems, key=Problem.sort_key)))

    def _keep(self, results: Sequence[Facts | Packed | Problem]) -> None:
        for result in results:
            if isinstance(result, Problem):
                self.problems.add(result)
            else:
                self.facts[result.path] = result

    def _match(self, project: Project, watched: Watched) -> list[Finding]:
        found: list[Finding] = []
        sites: list[shapes.Site] = []
        for path in project.files:
            with self._at_no_cost_to_others(path):
                sites += shapes.find(project, path, watched)
        for path, of_file in shapes.told(sites).items():
            with self._at_no_cost_to_others(path):
                found += [shapes.finding_of(project, site) for site in of_file]
        return sorted(found, key=Finding.sort_key)

    @contextmanager
    def _at_no_cost_to_others(self, path: str) -> Iterator[None]:
        """A bug that is met in one file is a problem of that file; every other one keeps its result."""
        try:
            yield
        except Exception as error:  # noqa: BLE001
            message = f"{type(error).__name__}: {error}".splitlines()[0]
            self.problems.add(Problem(path, Trouble.internal, message, details=traceback.format_exc()))

    def _load(self, path: str) -> Facts:
        """The facts of a file that is analysed, or that another one imports."""
        if path not in self.facts:
            if path not in self.given:
                self.loaded.append(path)
            self._keep(self.extract_all([File(path, self.config.root / path, False)], 1))
        facts = self.facts.get(path) or _nothing(path)
        return facts.unpacked() if isinstance(facts, Packed) else facts

    def _exists(self, path: str) -> bool:
        if path in self.given:
            return True
        if path not in self.answers:
            self.answers[path] = os.path.isfile(self.config.root / path)
        return self.answers[path]


def _nothing(path: str) -> Facts:
    module = Scope("module", "", "", 0, Span(1, 1, 1, 1), 0)
    return Facts(path, (module,), (Block("body", 0, 0),), (), (), (), (), (), ())
