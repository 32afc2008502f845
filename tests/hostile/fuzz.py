"""Mutated input for each reader of the tool: sources, rule pages, configurations, folders.

Each target is a property under hypothesis: whatever the input, the answer is a result, a Problem or the reader's own
error, and the same when it is asked again. `make fuzz SECONDS=600` runs them in turn until the time is over, each round
with other examples; `python -m tests.hostile.fuzz --atheris facts` leaves the choice of input to libFuzzer, which
looks for new branches (pip install atheris).
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from sharelint.audit import audit
from sharelint.config import Config, ConfigError, load
from sharelint.facts import extract
from sharelint.files.discover import UsageError, discover
from sharelint.files.read import decode
from sharelint.records import Problem, Source, Trouble
from sharelint.report import FORMATS, render
from sharelint.rulebook import RulebookError
from sharelint.rulebook import load as load_rules

ROOT = Path(__file__).parent.parent.parent
LARGEST = 20_000  # bytes of a seed
WORDS = (
    b"(", b")", b"[", b"]", b"{", b"}", b":", b"\n", b"\r", b"\f", b"\0", b"\t", b"\\\n", b"'", b'"""', b"f'{", b"}'", b"#",
    b"lambda: ", b"not ", b"await ", b"yield ", b"*", b"**", b":=", b"->", b"@", b"match x:\n case ", b"type X = ", b"async ",
    b"def f[T](", b"class C(C): ", b"global x\n", b"nonlocal x\n", b"x = x\n", b"except* E:\n", b"import os.path as p\n",
    b"from . import *\n", b"from .... import a\n", b"self.a = self.b", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"# coding: latin-1\n",
    b"'\\ud800'", b"'\\N{BULLET}'", b"9" * 30, b"1e999", b"0x", b"1_0", "\u2028".encode(), "\U0001f4a9".encode(),
    b"# sharelint: ignore[manager] why\n", b"# sharelint: ignore-file[memory,*] \n", b"# sharelint: ignore[", b"# sharelint:ignore[]",
    b"from multiprocessing import Manager\n", b"state = Manager()\n", b"socket.create_connection(('worker-2', 80))\n",
    b"[[match]]\n", b"shape = 'call'\n", b"names = ['a.b(<c>)']\n", b"when = { host = 'internal' }\n", b"`{call}`", b"{host|}", b"```toml\n",
    b"## Incorrect\n", b"# expect: manager", b"[tool.sharelint]\n", b"select = ['memory']\n", b"levels = {}\n", b"max-file-size = 1e400\n",
)  # fmt: skip


def seeds(*patterns: tuple[Path, str]) -> list[bytes]:
    """The files that a mutation starts from, in an order that does not depend on the file system."""
    files = sorted(file for folder, pattern in patterns for file in folder.glob(pattern))
    return [file.read_bytes() for file in files if file.is_file() and file.stat().st_size <= LARGEST]


STDLIB = Path(sysconfig.get_path("stdlib"))
SOURCES = seeds(
    (ROOT / "tests/fixtures", "**/*.py"), (ROOT / "examples", "**/*.py"), (STDLIB, "*.py"), (STDLIB / "test", "*.py")
)
PAGES = seeds((ROOT / "rules", "*/*.md"))
CONFIGS = [
    *seeds((ROOT, "pyproject.toml")),
    b"select = ['memory']\n[levels]\npid-file = 'error'\n[per-path-ignores]\n'a/**' = []\n",
]


@st.composite
def mutated(draw: st.DrawFn, corpus: Sequence[bytes]) -> bytes:
    """A file of the corpus of which pieces are cut, doubled, moved, or replaced by words or pieces of another file."""
    text = draw(st.sampled_from(corpus))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 1, 4, 40, 400])))
        other = draw(st.sampled_from(corpus))
        at = draw(st.integers(0, len(other)))
        piece = draw(st.one_of(
            st.sampled_from([b"", text[start:end] * 2, other[at : at + 200]]), st.sampled_from(WORDS),
            st.sampled_from(WORDS).map(lambda word: word * 60), st.binary(max_size=8),
        ))  # fmt: skip
        text = text[:start] + piece + text[end:]
    return text


names = st.binary(min_size=1, max_size=12).map(lambda raw: raw.replace(b"/", b"_").replace(b"\0", b"_")).filter(
    lambda raw: raw not in (b".", b"..")
)  # fmt: skip
FEW = settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def answers(root: Path, jobs: int) -> list[str]:
    """All reports of a run, which has met no bug."""
    report = audit([root], Config(root=root, file_timeout=60), jobs=jobs)
    bugs = [
        problem for problem in report.problems if problem.trouble is Trouble.internal or "process" in problem.message
    ]
    assert not bugs, "\n".join(f"{bug.path}: {bug.message}\n{bug.details}" for bug in bugs)
    found = [render(name, report, color=False, width=100) for name in FORMATS]
    for text in found:
        text.encode("utf-8")
    return found


@FEW
@given(st.lists(mutated(SOURCES), min_size=1, max_size=3))
def sources(texts: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for name, text in zip(("a.py", "b.py", "settings.py"), texts, strict=False):
            (root / name).write_bytes(text)
        assert answers(root, 1) == answers(root, 2)


@FEW
@given(mutated(SOURCES))
def facts(text: bytes) -> None:
    """In this process, where coverage is measured."""
    source = decode("a.py", text)
    if isinstance(source, Source):
        found = extract(source)
        assert not (isinstance(found, Problem) and found.trouble is Trouble.internal), found
        assert extract(source) == found


@FEW
@given(mutated(PAGES), names)
def pages(text: bytes, name: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        family = Path(folder) / "memory"
        family.mkdir()
        (family / os.fsdecode(name + b".md")).write_bytes(text)
        with contextlib.suppress(RulebookError):
            load_rules([Path(folder)])


@FEW
@given(mutated(CONFIGS), st.sampled_from(["pyproject.toml", "sharelint.toml"]))
def configurations(text: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(text)
        (Path(folder) / "a.py").write_bytes(b"state = 1\n")
        with contextlib.suppress(ConfigError, RulebookError):
            audit([folder], load([folder]))


@FEW
@given(st.lists(st.tuples(st.lists(names, min_size=1, max_size=3), st.booleans()), max_size=8), st.binary(max_size=60))
def folders(paths: list[tuple[list[bytes], bool]], ignored: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = os.fsencode(Path(folder).resolve())
        for parts, is_python in paths:
            path = os.path.join(root, *parts)
            try:
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path + b".py" * is_python, "wb") as stream:
                    stream.write(b"x = 1\n")
            except OSError:  # it is there already, as a file or a folder
                continue
        with open(os.path.join(root, b".gitignore"), "wb") as stream:
            stream.write(ignored)
        config = Config(root=Path(os.fsdecode(root)))
        entries = sorted(os.path.join(os.fsdecode(root), os.fsdecode(name)) for name in os.listdir(root))
        try:
            found = [discover(order, config, config.root) for order in (entries, entries[::-1])]
        except UsageError as error:
            raise AssertionError(f"what was listed is there: {error}") from error
        assert found[0] == found[1]


TARGETS: dict[str, Callable[[], None]] = {
    "facts": facts, "sources": sources, "pages": pages, "configurations": configurations, "folders": folders,
}  # fmt: skip


def fuzz(seconds: float, start: int) -> None:
    """Run all targets in turn for so long; the first failure is shown shrunk, with the number of its round."""
    end, number = time.monotonic() + seconds, start
    while time.monotonic() < end:
        for name, target in TARGETS.items():
            print(f"round {number}: {name}", flush=True)  # noqa: T201
            seed(number)(target)()
        number += 1


def fuzz_by_coverage(name: str, arguments: list[str]) -> None:
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["sharelint"]):
        import sharelint.audit  # noqa: F401 - what is instrumented
    target: Any = TARGETS[name]
    atheris.Setup([sys.argv[0], "-len_control=0", "-max_len=20000", *arguments], target.hypothesis.fuzz_one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--atheris", choices=TARGETS)
    options, rest = parser.parse_known_args()
    fuzz_by_coverage(options.atheris, rest) if options.atheris else fuzz(options.seconds, options.seed)
