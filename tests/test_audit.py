"""What happens to one file on the way costs no other file its result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sharelint.audit import _Run
from sharelint.config import Config
from sharelint.records import Problem, Trouble
from sharelint.rulebook import load, shipped
from sharelint.workers import Workers


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
def run(tmp_path: Path) -> Iterator[_Run]:
    config = Config(root=tmp_path, file_timeout=0.2)
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("from multiprocessing import Manager\nstate = Manager()\n")
    with Workers(1, config.limits) as workers:
        run = _Run(config, load([shipped()]), workers)
        run.add_files([tmp_path])
        yield run


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
    run: _Run, accident: Callable[[], None], trouble: Trouble, message: str
) -> None:
    wanted = run.match()
    before = run.project
    with run._at_no_cost_to_others("a.py"):
        accident()
    (problem,) = run.problems
    assert isinstance(problem, Problem)
    assert (problem.path, problem.trouble, problem.message) == ("a.py", trouble, message)
    assert ("accident()" in problem.details) is (trouble is Trouble.internal)
    assert run.project is not before
    assert run.match() == wanted
    assert [finding.place.path for finding in wanted] == ["a.py", "b.py"]
