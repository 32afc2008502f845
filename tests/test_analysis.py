"""What happens to one file on the way costs no other file its result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sharelint.analysis import Analysis
from sharelint.config import Config
from sharelint.files.discover import discover
from sharelint.records import Problem, Trouble
from sharelint.rulebook import load, shipped
from sharelint.workers import Workers, extract_one


def spin() -> None:
    while True:
        pass


def recurse() -> None:
    recurse()


def fill() -> None:
    raise MemoryError  # what Python says when there is none; to use it all up would cost the other tests theirs


def fail() -> None:
    dict[str, str]()["key"]


@pytest.fixture
def analysis(tmp_path: Path) -> Iterator[Analysis]:
    """One that has looked at two files with a finding each."""
    config = Config(root=tmp_path, file_timeout=0.2)
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("from multiprocessing import Manager\nstate = Manager()\n")
    with Workers(1, config.limits, extract_one) as workers:
        analysis = Analysis(config, load([shipped()]), workers.results)
        analysis.settled(discover([tmp_path], config, tmp_path).files, ())
        yield analysis


@pytest.mark.parametrize(
    ("accident", "trouble", "message"),
    [
        (spin, Trouble.too_complex, "takes longer than 0.2 s, the limit set by file-timeout"),
        (recurse, Trouble.too_complex, "nested too deeply to be analysed"),
        (fill, Trouble.too_complex, "takes more memory than there is"),
        (fail, Trouble.internal, "KeyError: 'key'"),
    ],
)
def test_an_accident_in_the_matching_is_a_problem_and_the_project_is_linked_anew(
    analysis: Analysis, accident: Callable[[], None], trouble: Trouble, message: str
) -> None:
    wanted = analysis._match()
    before = analysis.project
    with analysis._at_no_cost_to_others("a.py"):
        accident()
    (problem,) = analysis.problems
    assert isinstance(problem, Problem)
    assert (problem.path, problem.trouble, problem.message) == ("a.py", trouble, message)
    assert ("accident()" in problem.details) is (trouble is Trouble.internal)
    assert analysis.project is not before
    assert analysis._match() == wanted
    assert [finding.place.path for finding in wanted] == ["a.py", "b.py"]
