"""Twenty files with known findings, and the command that looks at them beside something hostile."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

ROOT = Path(__file__).parent.parent.parent
COUNT = 20


class Outcome(Struct, frozen=True):
    code: int
    findings: tuple[tuple[str, int, str], ...]  # (path, line, rule)
    problems: dict[str, str]  # path -> message
    stderr: str


def write_good(folder: Path) -> None:
    """The odd files have a finding in line 3, every fourth one by way of a constant in another file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.py").write_text("PEER = 'worker-2'\n")
    for number in range(1, COUNT):
        text = "import os\n\npeer = os.environ['PEER']\n"
        if number % 4 == 1:
            text = "from multiprocessing import Manager\n\nstate = Manager()\n"
        if number % 4 == 3:
            text = "import socket\nfrom settings import PEER\nsock = socket.create_connection((PEER, 9999))\n"
        (folder / f"good_{number:02}.py").write_text(text)


def good_findings(folder: str = "") -> list[tuple[str, int, str]]:
    return [
        (f"{folder}good_{number:02}.py", 3, "manager" if number % 4 == 1 else "socket-peer")
        for number in range(1, COUNT, 2)
    ]


def command(*arguments: str | Path, prefix: Sequence[str] = ()) -> list[str]:
    """Without a cache, so that every run does its work."""
    return [*prefix, sys.executable, "-m", "sharelint", "--no-cache", *map(str, arguments)]


def as_anybody() -> list[str]:
    """What to run a command by so that the rights of files count. Root has to give up its own first."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may read and write everything, and there is no setpriv")
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]


def run(
    *arguments: str | Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    prefix: Sequence[str] = (),
    timeout: float = 60,
    before: Callable[[], None] | None = None,
) -> Outcome:
    """Run the command with JSON as its format. `prefix` is a program to run it by, `before` runs in the process."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "SHARELINT_CONFIG": ""} | dict(env or {})
    done = subprocess.run(
        command(*arguments, "--format", "json", prefix=prefix),
        cwd=cwd, env=environment, capture_output=True, timeout=timeout, check=False, preexec_fn=before,
    )  # fmt: skip
    return outcome(done.returncode, done.stdout, done.stderr)


def outcome(code: int, stdout: bytes, stderr: bytes) -> Outcome:
    report: dict[str, Any] = json.loads(stdout) if stdout else {"findings": [], "problems": []}
    findings = tuple((each["path"], each["start"]["line"], each["rule"]) for each in report["findings"])
    problems = {each["path"]: each["message"] for each in report["problems"]}
    return Outcome(code, findings, problems, stderr.decode())


def is_good(path: str) -> bool:
    return Path(path).name.startswith("good_")


def of_good(result: Outcome) -> list[tuple[str, int, str]]:
    return [each for each in result.findings if is_good(each[0])]
