"""However deep, long or large a text is: its finding is reported or it is a problem, at no cost to other files.

Every case starts with the same violation, so that a case of which neither is said was lost.
"""

from __future__ import annotations

import re

import pytest

from tests.hostile.deep import cases
from tests.hostile.good import Outcome, good_findings, is_good, of_good, run, write_good

CASES = cases()
SECONDS = 3
EXPECTED = re.compile(
    rf"takes longer than {SECONDS} s, the limit set by file-timeout"
    r"|larger than 10 MB, the limit set by max-file-size"
    r"|nested too deeply to be analysed"
    r"|takes more memory than there is"
    r"|not valid Python.*"
)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("hostile")
    write_good(folder)
    for name, text in CASES.items():
        (folder / f"{name}.py").write_text(text)
    outcome = run("--isolated", "--file-timeout", str(SECONDS), ".", "--min-level", "note", cwd=folder, timeout=580)
    assert outcome.code == 1, outcome.stderr
    return outcome


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_finding_is_reported_or_the_file_is_a_problem(result: Outcome, name: str) -> None:
    path = f"{name}.py"
    message = result.problems.get(path)
    assert ((path, 2, "manager") in result.findings) is (message is None)
    assert message is None or EXPECTED.fullmatch(message)


def test_every_other_file_is_reported_as_if_it_were_alone(result: Outcome) -> None:
    assert of_good(result) == good_findings()
    assert not [path for path in result.problems if is_good(path)]


def test_stderr_has_a_line_for_each_problem_and_no_other(result: Outcome) -> None:
    assert len(result.stderr.splitlines()) == len(result.problems)
