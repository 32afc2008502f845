"""What is run: the commands of sharelint and of its peers, and how each shows that it did its work.

The peers come from the package index, into two environments: semgrep and fixit ask for different versions of click.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from accuracy.tools import OFFLINE, REPOSITORY, environment
from benchmarks.corpora import HERE

PEERS = ("ast-grep-cli", "bandit", "ruff", "semgrep")  # the last one has a command of its name
OTHERS = ("fixit",)

COLD, WARM = "sharelint, 2 processes", "sharelint, warm"  # what the peers are compared with

SEVERAL_SECONDS = {"large": 2, "one": 3, "many": 3}
MINUTES = {"small": 3, "large": 1, "one": 1, "many": 1}
MANY_MINUTES = {"small": 2, "large": 0, "one": 0, "many": 0}


Options = tuple[str, ...]


class Tool(Struct, frozen=True):
    """A command that is run in the folder of the code."""

    name: str
    command: Options
    proof: str = ""  # a pattern that its output has if it worked; a group in it is the number of files
    rehearsal: Options | None = None  # more options, for a first run that is not counted; None: no such run
    fewer: Mapping[str, int] = {}  # corpus -> the most runs; none at all if 0
    worked: tuple[int, ...] = (0,)  # the exit codes of a finished run
    against: str = COLD
    environment: Mapping[str, str] = {}

    def runs(self, corpus: str, asked: int) -> int:
        return min(asked, self.fewer.get(corpus, asked))


class Installed(Struct, frozen=True):
    """The folders of the peers' commands."""

    peers: Path
    others: Path


def install(root: Path) -> Installed:
    """Into `root/environments`, if they are not there. Raises subprocess.CalledProcessError if that fails."""
    folder = root / "environments"
    folder.mkdir(parents=True, exist_ok=True)
    return Installed(environment(folder / "peers", PEERS), environment(folder / "fixit", OTHERS))


def tools(installed: Installed, caches: Path) -> list[Tool]:
    """What is run on each corpus, in this order. What is kept between runs goes into `caches`, which starts empty."""
    return [*_sharelint(caches), *_peers(installed, caches)]


def _sharelint(caches: Path) -> list[Tool]:
    run = ("--isolated", "--exit-zero", "--color", "never", ".")
    cold = ("--no-cache",) if has_cache() else ()
    rows = [
        _own("sharelint, 1 process", "--jobs", "1", *cold, *run),
        _own(COLD, "--jobs", "2", *cold, *run),
    ]
    if has_cache():
        rows.append(_own(WARM, "--jobs", "2", "--cache-dir", str(caches / "sharelint"), *run, rehearsal=()))
    return rows


def _own(name: str, *options: str, proof: str = r" in (\d+) files?\b", rehearsal: Options | None = None) -> Tool:
    """sharelint from this checkout."""
    command = (sys.executable, "-P", "-m", "sharelint", *options)
    return Tool(name, command, proof, rehearsal, environment={"PYTHONPATH": str(REPOSITORY)})


def has_cache() -> bool:
    """Whether this checkout can keep results between runs."""
    asked = [sys.executable, "-m", "sharelint", "--help"]
    return "--cache-dir" in subprocess.run(asked, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout


def _peers(installed: Installed, caches: Path) -> list[Tool]:
    peers = installed.peers
    check = (str(peers / "ruff"), "check", "--isolated", "--select", "S104,S108", "--exit-zero")
    # What ruff says in a run that is measured has no number of files, so a rehearsal tells it.
    checked = r"Checked (\d+) files|All checks passed!|Found \d+ error"
    bandit = (str(peers / "bandit"), "--verbose", "--recursive", "--exit-zero")
    in_scope = r"Files in scope \((\d+)\)"
    rules = HERE / "rules"
    matched = ("--rule", str(rules / "ast-grep.yml"), "--inspect", "summary")
    semgrep = ("--config", str(rules / "semgrep.yml"), "--metrics", "off")
    whole = ("--no-git-ignore", "--max-target-bytes", "0", "--timeout", "0")  # no file is too big or takes too long
    one_rule = ("--rules", "fixit.rules.avoid_or_in_except")
    return [
        Tool("ruff, 2 rules", (*check, "--no-cache", "."), checked, ("--verbose",)),
        Tool(
            "ruff, 2 rules, warm",
            (*check, "--cache-dir", str(caches / "ruff"), "."),
            checked,
            ("--verbose",),
            against=WARM,
        ),
        Tool("ast-grep, 5 patterns", (str(peers / "ast-grep"), "scan", *matched, "."), r"scannedFileCount=(\d+)"),
        Tool(
            "semgrep, 5 patterns",
            (str(peers / "semgrep"), "scan", *semgrep, *whole, "."),
            r"Ran \d+ rules? on (\d+) files?",
            fewer=SEVERAL_SECONDS,
            environment=_semgrep(installed),
        ),
        Tool("bandit, 2 tests", (*bandit, "--tests", "B104,B108", "."), in_scope, fewer=MINUTES),
        Tool("bandit, all tests", (*bandit, "."), in_scope, fewer=MINUTES),
        Tool(
            "fixit, 1 rule",
            (str(installed.others / "fixit"), *one_rule, "lint", "."),
            r"(\d+) files? (?:clean|checked)",
            fewer=MANY_MINUTES,
            worked=(0, 1),  # 1: something was found
        ),
    ]


def starts(installed: Installed) -> list[Tool]:
    """Commands that look at no code: what a tool costs before it begins."""
    python = sys.executable
    return [
        Tool("python -c pass", (python, "-c", "pass")),
        Tool("python -c 'import click'", (python, "-c", "import click")),
        *(_own(f"sharelint {option}", option, proof="sharelint") for option in ("--version", "--help")),
        *(
            Tool(f"{command.name} --version", (str(command), "--version"), r"\d", environment=_semgrep(installed))
            for command in commands(installed)
        ),
    ]


def _semgrep(installed: Installed) -> dict[str, str]:
    """What semgrep needs in its environment: the path to the program that it starts."""
    return OFFLINE | {"PATH": f"{installed.peers}{os.pathsep}{os.environ['PATH']}"}


def commands(installed: Installed) -> list[Path]:
    """Those of the peers."""
    return [*(installed.peers / name for name in ("ast-grep", "bandit", "ruff", "semgrep")), installed.others / "fixit"]
