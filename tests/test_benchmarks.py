"""The benchmark room: its corpora are what they say, a run that failed is no time, and its tables are right."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Any

import pytest

from accuracy.tools import ToolError
from benchmarks import corpora, page, plot
from benchmarks.corpora import Corpus
from benchmarks.measure import Cost, Result, Series, check, run_all, run_once
from benchmarks.tools import COLD, WARM, Tool

NO_CACHE = "There is no run of sharelint with a warm cache here."


def python(code: str, proof: str = "", name: str = "tool", **options: Any) -> Tool:
    return Tool(name, (sys.executable, "-c", code), proof, **options)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus("small", tmp_path, 3, 10, 2_000_000)


def result(name: str, size: int, **cpu: float) -> Result:
    """Costs of tools: the time on the clock is half of the processor time."""
    names = {"cold": COLD, "warm": WARM}
    series = [
        Series(names.get(tool, tool), COLD, [Cost(seconds, seconds / 2, 3 << 20)]) for tool, seconds in cpu.items()
    ]
    return Result(name, 3, 1_000, size, "With versions", series)


def test_the_packages_are_pinned_to_one_file_each() -> None:
    pins = corpora.pins()
    assert len(pins) == len({pin.package for pin in pins}) == 30
    assert all(pin.version and len(pin.sha256) == 64 for pin in pins)
    assert {pin.package for pin in pins} > set(corpora.SMALL)


def test_tiny_is_the_first_files_of_one_folder_and_small_some_packages() -> None:
    modules = [f"celery/celery/app/{letter}.py" for letter in "abcdefghijkl"]
    modules += ["celeryx/a.py", "django/a.py", "huey/a.py"]
    assert corpora.select(modules) == {
        "tiny": modules[:10],
        "small": [*modules[:12], "huey/a.py"],
        "large": modules,
    }


def test_the_synthetic_files_are_code_of_200_lines_that_fits_into_one_file() -> None:
    first, second = corpora.synthetic(0), corpora.synthetic(1)
    assert (first.count("\n"), second.count("\n")) == (200, 200)
    names = [node.name for node in ast.parse(first + second).body if isinstance(node, ast.ClassDef)]
    assert names == [f"Order{number}" for number in range(20)]


def test_a_run_has_the_time_and_memory_of_the_command_and_its_children(corpus: Corpus) -> None:
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    parent = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {burn!r}])\nheld = b'x' * (64 << 20)"
    cost = run_once(corpus, python(parent))
    assert 0.3 <= cost.cpu < 5
    assert cost.wall >= 0.3
    assert 64 << 20 <= cost.peak < 128 << 20


def test_memory_of_the_measuring_process_is_not_counted(corpus: Corpus) -> None:
    held = b"x" * (128 << 20)
    assert run_once(corpus, python("pass")).peak < len(held)


@pytest.mark.parametrize(
    ("code", "proof", "why"),
    [
        ("print('2 files'); raise SystemExit(2)", "files", "tool ended with 2: 2 files"),
        ("print('1 files'); raise SystemExit(1)", "files", "tool ended with 1: 1 files"),
        ("import os; os.kill(os.getpid(), 9)", "", "tool ended with -9"),
        ("print('nothing')", r"(\d+) files", "tool did not say what it did: nothing"),
        ("print('2 files')", r"(\d+) files", "tool looked at 2 files of 3"),
    ],
)
def test_a_run_counts_only_if_the_tool_did_its_work(corpus: Corpus, code: str, proof: str, why: str) -> None:
    with pytest.raises(ToolError) as error:
        run_once(corpus, python(code, proof))
    assert str(error.value).strip().startswith(why)


def test_a_command_that_does_not_exist_fails(corpus: Corpus) -> None:
    with pytest.raises(ToolError, match="tool could not be started"):
        run_once(corpus, Tool("tool", (str(corpus.folder / "missing"),)))


def test_a_run_ends_at_its_limit_with_all_that_it_started(corpus: Corpus) -> None:
    (corpus.folder / "late.py").write_text("import time; time.sleep(2); open('late', 'w')")
    child = "import subprocess, sys; subprocess.run([sys.executable, 'late.py'])"
    with pytest.raises(ToolError, match="ended with -9"):
        run_once(corpus, python(child), limit=1)
    run_once(corpus, python("import time; time.sleep(2)"))
    assert not (corpus.folder / "late").exists()


def test_what_a_tool_says_may_have_the_number_of_files_or_not() -> None:
    tool = Tool("tool", (), r"Checked (\d+) files|passed")
    check(tool, "Checked 3 files\npassed", 3)
    check(tool, "passed", 3)
    with pytest.raises(ToolError, match="looked at 2 files of 3"):
        check(tool, "passed, Checked 2 files", 3)


def test_tools_take_turns_and_a_rehearsal_is_not_counted(corpus: Corpus) -> None:
    def log(word: str, **options: Any) -> Tool:
        return python(f"import sys; open('log', 'a').write('{word}' + ''.join(sys.argv[1:]))", name=word, **options)

    tools = [log("a"), log("b", fewer={"small": 1}), log("c", rehearsal=("!",)), log("d", fewer={"small": 0})]
    series = run_all(corpus, tools, 3, lambda _: None)
    assert (corpus.folder / "log").read_text() == "c!abcacac"
    assert [(each.tool, len(each.costs)) for each in series] == [("a", 3), ("b", 1), ("c", 3)]


def test_a_tool_that_fails_once_is_told_and_has_no_times(corpus: Corpus) -> None:
    once = "import os; os.mkdir('once')"
    said: list[str] = []
    failed, fine = run_all(corpus, [python(once), python("pass", name="fine")], 3, said.append)
    assert (len(failed.costs), len(fine.costs)) == (1, 3)
    assert (failed.typical is None, fine.typical is None) == (True, False)
    assert failed.failure.startswith("tool ended with 1: Traceback")
    assert said[2] == f"small: {failed.failure}"


def test_the_median_of_each_figure_counts() -> None:
    series = Series("tool", COLD, [Cost(1, 30, 200), Cost(2, 10, 300), Cost(9, 20, 100)])
    assert series.typical == Cost(2, 20, 200)
    assert Series("tool", COLD).typical is None


def test_a_table_of_times_has_ratios_to_sharelint() -> None:
    text = page.times([result("small", 2_000_000, cold=4.0, ruff=0.5)])
    assert text.startswith("### small: 3 files, 1,000 lines, 2.00 MB\n\nWith versions.\n\n")
    assert f"| {COLD} | 1 | 4.00 | 2.00 | 3 | 0.500 |  |  |" in text
    assert "| ruff | 1 | 0.500 | 0.250 | 3 | 4.00 | 8.00 | 8.00 |" in text
    assert NO_CACHE in text
    assert NO_CACHE not in page.times([result("small", 2_000_000, warm=0.1)])


def test_a_failure_is_in_the_table_with_its_reason() -> None:
    failed = result("small", 2_000_000, cold=4.0)
    failed.series.append(Series("ruff", COLD, [Cost(1, 1, 1)], "ruff ended with 2: no\nmore"))
    text = page.times([failed])
    assert "| ruff | failed |  |  |  |  |  |  |" in text
    assert "ruff has no times: ruff ended with 2: no" in text
    assert "more" not in text


def test_start_up_is_in_milliseconds_beyond_a_bare_interpreter() -> None:
    bare = {"python -c pass": 0.010, "sharelint --help": 0.050}
    assert page.starts(result("start-up", 0, **bare)).splitlines()[2:] == [
        "| `python -c pass` | 1 | 10 | 5 | 0 |",
        "| `sharelint --help` | 1 | 50 | 25 | 40 |",
    ]


def test_growth_is_cpu_for_a_megabyte_against_another_corpus() -> None:
    results = {
        "small": result("small", 1_000_000, ruff=0.5, bandit=2),
        "large": result("large", 10_000_000, ruff=10, bandit=10),
        "many": result("many", 2_000_000, ruff=1),
        "one": result("one", 2_000_000, ruff=4),
    }
    assert page.growth(results).splitlines()[2:] == [
        "| ruff | 0.500 | 1.00 | 2.00 | 0.500 | 2.00 | 4.00 |",
        "| bandit | 2.00 | 1.00 | 0.500 |  |  |  |",
    ]


@pytest.mark.parametrize(
    ("value", "text"), [(0.01234, "0.0123"), (1.0, "1.00"), (12.34, "12.3"), (99.96, "100"), (1234.5, "1,234")]
)
def test_a_number_has_three_figures(value: float, text: str) -> None:
    assert page.number(value) == text


def test_a_curve_has_a_point_for_each_size_and_the_slowest_comes_first() -> None:
    results = [result("large", 9_000_000, ruff=2, bandit=8), result("small", 1_000_000, bandit=1, ruff=1)]
    assert list(plot.curves(results).items()) == [
        ("bandit", [(1.0, 0.5), (9.0, 4.0)]),
        ("ruff", [(1.0, 0.5), (9.0, 1.0)]),
    ]


def test_the_page_has_every_section() -> None:
    text = page.PAGE.read_text("utf-8")
    for section in ("times", "start-up", "growth"):
        assert f"<!-- {section}: written by" in text
        assert f"<!-- end of {section} -->" in text
    assert f"]({page.PLOT.name})" in text
