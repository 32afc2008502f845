"""What is wrong in some files: files in, `Settled` out. All that a run does when no earlier one did it.

Also tells what the result depended on besides these files: others that were `loaded`, and the `answers` to whether
there is a file of a name. Answers about an analysed file are not among them, as they follow from the files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sharelint import shapes
from sharelint.code import Block, Facts, Scope
from sharelint.config import Config
from sharelint.files.discover import File
from sharelint.packed import Packed
from sharelint.project import Project
from sharelint.records import Finding, Problem, Settled, Span, Trouble
from sharelint.rulebook import Rulebook
from sharelint.settle import settle
from sharelint.shapes.site import Watched
from sharelint.signals import OutOfTime, time_limit
from sharelint.workers import Item, too_slow

Extract = Callable[[Sequence[Item]], Sequence[Facts | Packed | Problem]]

LINKING = 0.05  # seconds a file: what all files say together is worked out with the first one that asks for it


class Analysis:
    def __init__(self, config: Config, rulebook: Rulebook, extract: Extract) -> None:
        self.config = config
        self.rulebook = rulebook
        self.extract = extract
        self.watched = Watched(rulebook)
        self.facts: dict[str, Facts | Packed] = {}
        self.given: frozenset[str] = frozenset()  # paths of the items
        self.files: tuple[str, ...] = ()  # of those, the ones that have facts
        self.problems: set[Problem] = set()
        self.loaded: list[str] = []
        self.answers: dict[str, bool] = {}

    def settled(self, items: Sequence[Item], problems: Sequence[Problem]) -> Settled:
        """The findings in all these items; `problems` are those that were met on the way to them."""
        self.given = frozenset(item.path for item in items if not isinstance(item, Problem))
        self.problems.update(problems)
        results = self.extract(items)
        self._keep(results)
        self.files = tuple(result.path for result in results if not isinstance(result, Problem))
        findings = self._match()
        comments = {path: self.project.facts(path).comments for path in self.project.files}
        kept, suppressed = settle(findings, comments, self.rulebook, self.config)
        return Settled(kept, suppressed, tuple(sorted(self.problems, key=Problem.sort_key)))

    def _keep(self, results: Sequence[Facts | Packed | Problem]) -> None:
        for result in results:
            if isinstance(result, Problem):
                self.problems.add(result)
                self.facts[result.path] = _nothing(result.path)
            else:
                self.facts[result.path] = result

    def _match(self) -> list[Finding]:
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
        return Project(self._load, self._exists, self.watched.names, self.files)

    @contextmanager
    def _at_no_cost_to_others(self, path: str) -> Iterator[None]:
        """A bug that is met in one file, or its depth or size, is a problem of that file.

        Every other one keeps its result: the project is linked anew, as the accident may have left it half done.
        """
        seconds = self.config.limits.seconds
        try:
            with time_limit(seconds + LINKING * len(self.files)):
                yield
        except OutOfTime:
            self._give_up(Problem(path, Trouble.too_complex, too_slow(seconds)))
        except Exception as error:  # noqa: BLE001
            self._give_up(Problem.of(path, error))

    def _give_up(self, problem: Problem) -> None:
        self.problems.add(problem)
        self.project = self._linked()

    def _load(self, path: str) -> Facts:
        """The facts of a file that is analysed, or that another one imports."""
        if path not in self.facts:
            if path not in self.given:
                self.loaded.append(path)
            self._keep(self.extract([File(path, self.config.root / path, False)]))
        facts = self.facts[path]
        if isinstance(facts, Packed):
            facts = self.facts[path] = facts.unpacked()
        return facts

    def _exists(self, path: str) -> bool:
        if path in self.given:
            return True
        if path not in self.answers:
            self.answers[path] = os.path.isfile(self.config.root / path)
        return self.answers[path]


def _nothing(path: str) -> Facts:
    module = Scope("module", "", "", 0, Span(1, 1, 1, 1), 0)
    return Facts(path, (module,), (Block("body", 0, 0),), (), (), (), (), (), ())
