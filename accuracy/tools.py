"""Runs sharelint and other analysers on a folder of code: a folder in, `Reported` places out.

sharelint is run from this checkout; the others from an environment of their own, which `environment` makes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

REPOSITORY = Path(__file__).parent.parent
PEERS = ("bandit", "ruff", "semgrep")
OFFLINE = {"SEMGREP_ENABLE_VERSION_CHECK": "0"}  # it waits for an answer from its makers, for minutes if there is none

Run = Callable[[Path, Sequence[str]], "list[Reported]"]


class Reported(Struct, frozen=True):
    """A place that a tool reports. `path` is relative to the folder, with `/`."""

    path: str
    first: int
    last: int
    rule: str
    level: str = ""
    message: str = ""


class ToolError(Exception):
    """A tool could not do its work."""


def sharelint(folder: Path, command: Sequence[str] = ()) -> list[Reported]:
    """All findings, notes included; suppressed ones are left out."""
    command = command or (sys.executable, "-P", "-m", "sharelint")
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch, "out.sarif")
        options = ["--min-level", "note", "--format", "sarif", "--output", str(out), "."]
        done = _run([*command, *options], folder, {"PYTHONPATH": str(REPOSITORY)})
        if done.returncode not in (0, 1) or not out.exists():
            raise ToolError(f"sharelint in {folder}: {done.stderr[-400:]}")
        log = json.loads(out.read_text("utf-8"))
    return [_from_sarif(each) for run in log["runs"] for each in run["results"] if not each.get("suppressions")]


def _from_sarif(result: dict[str, Any]) -> Reported:
    where = result["locations"][0]["physicalLocation"]
    region = where["region"]
    first = region["startLine"]
    return Reported(
        path=where["artifactLocation"]["uri"].replace("%20", " "),
        first=first,
        last=region.get("endLine", first),
        rule=result["ruleId"],
        level=result.get("level", "warning"),
        message=result["message"]["text"],
    )


def environment(folder: Path, packages: Sequence[str] = PEERS) -> Path:
    """An environment with these packages, made in `folder` if it is not there; returns its folder of commands.

    The last package is one with a command of its name.
    """
    commands = folder.resolve() / "bin"
    if not (commands / packages[-1]).exists():
        venv.create(folder, with_pip=True)
        pip = [str(commands / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *packages], check=True)
    return commands


def version(command: Path) -> str:
    """Name and version, as a tool says itself."""
    words = _run([str(command), "--version"], command.parent, OFFLINE).stdout.split()
    return f"{command.name} {next((word for word in words if word[:1].isdigit()), '?')}"


class Peers(Struct, frozen=True):
    """The other tools, by the folder of their commands."""

    commands: Path
    rules: Path | None  # for semgrep, which has none of its own; without, it does not take part

    def versions(self) -> list[str]:
        return [version(self.commands / tool) for tool in (PEERS if self.rules is not None else PEERS[:-1])]

    def runs(self) -> dict[str, Run]:
        """What can be run: the name of the tool with its rules -> its function of a folder and the files in it."""
        table: dict[str, Run] = {
            "bandit": partial(bandit, self.commands),
            "ruff S104, S108": partial(ruff, self.commands, select="S104,S108"),
            "ruff S": partial(ruff, self.commands, select="S"),
        }
        if self.rules is not None:
            table["semgrep"] = partial(semgrep, self.commands, rules=self.rules)
        return table


def bandit(commands: Path, folder: Path, files: Sequence[str]) -> list[Reported]:
    done = _run([str(commands / "bandit"), "--quiet", "--format", "json", *files], folder)
    return [
        Reported(each["filename"].removeprefix("./"), min(each["line_range"]), max(each["line_range"]), each["test_id"])
        for each in _json(done, "bandit")["results"]
    ]


def ruff(commands: Path, folder: Path, files: Sequence[str], *, select: str) -> list[Reported]:
    options = ["--isolated", "--no-cache", "--preview", "--select", select, "--ignore-noqa", "--exit-zero"]
    done = _run([str(commands / "ruff"), "check", *options, "--output-format", "json", *files], folder)
    return [
        Reported(
            Path(each["filename"]).resolve().relative_to(folder.resolve()).as_posix(),
            each["location"]["row"],
            each["end_location"]["row"],
            each["code"] or "",
        )
        for each in _json(done, "ruff")
    ]


def semgrep(commands: Path, folder: Path, files: Sequence[str], *, rules: Path) -> list[Reported]:
    options = ["--metrics", "off", "--disable-version-check", "--no-git-ignore", "--disable-nosem", "--quiet", "--json"]
    command = [str(commands / "semgrep"), "scan", "--config", str(rules.resolve()), "--max-target-bytes", "0"]
    done = _run([*command, *options, *files], folder, {"PATH": f"{commands}{os.pathsep}{os.environ['PATH']}"})
    return [
        Reported(each["path"], each["start"]["line"], each["end"]["line"], each["check_id"].rpartition(".")[2])
        for each in _json(done, "semgrep")["results"]
    ]


def gather(root: Path, files: Iterable[str], folder: Path) -> list[str]:
    """Copy files to a folder where no setting of their packages hides any from a tool; returns them sorted.

    The peers look at one file at a time, so the rest of a package makes no difference to them, and semgrep takes most
    of its time to start.
    """
    (folder / ".semgrepignore").touch()  # without one, semgrep leaves out tests and more
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / file, folder / file)
    return sorted(files)


def by_package(found: Iterable[Reported]) -> dict[str, list[Reported]]:
    """Reports whose path starts with the package, to those of each package."""
    table: dict[str, list[Reported]] = {}
    for report in found:
        package, _, path = report.path.partition("/")
        table.setdefault(package, []).append(msgspec.structs.replace(report, path=path))
    return table


def _run(command: list[str], folder: Path, extra: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=os.environ | (extra or {}), capture_output=True, text=True, check=False
    )


def _json(done: subprocess.CompletedProcess[str], tool: str) -> Any:
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        raise ToolError(f"{tool}: exit {done.returncode}: {done.stderr[-400:]}") from None
