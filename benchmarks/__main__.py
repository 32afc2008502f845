"""The commands: prepare, run, page, report."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from accuracy.tools import version
from benchmarks import corpora, tools
from benchmarks.measure import Result, run_all
from benchmarks.page import CORPORA, STARTS, write
from sharelint import __version__

_DIR = click.argument("root", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
_CORPUS = click.option(
    "--corpus",
    "names",
    type=click.Choice((STARTS, *CORPORA)),
    multiple=True,
    default=(STARTS, *CORPORA),
    help="Only this one; may be given several times.",
)
_TOOL = click.option("--tool", "only", multiple=True, help="Only tools whose name starts so, even where they are slow.")
_ROUNDS = click.option(
    "--rounds", type=click.IntRange(min=1), default=5, show_default=True, help="The most runs of a tool on a corpus."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure what sharelint costs, beside other tools. DIR keeps the code, the tools and the results; it has to be
    outside of a repository, whose .gitignore would hide the code from some tools."""


@main.command()
@_DIR
def prepare(root: Path) -> None:
    """Bring the code and the other tools to DIR."""
    for line in corpora.prepare(root):
        click.echo(line)
    click.echo(", ".join(_versions(tools.install(root))))


@main.command()
@_DIR
@_CORPUS
@_TOOL
@_ROUNDS
def run(root: Path, names: Sequence[str], only: Sequence[str], rounds: int) -> None:
    """Measure on what `prepare` brought; results take the place of earlier ones of the same corpus."""
    _run(root.resolve(), names, only, rounds)


@main.command()
@_DIR
def page(root: Path) -> None:
    """Put the results in DIR into docs/performance.md."""
    write(_results(root))


@main.command()
@_DIR
@_ROUNDS
@click.pass_context
def report(context: click.Context, root: Path, rounds: int) -> None:
    """All of the above, which takes an hour or two."""
    context.invoke(prepare, root=root)
    _run(root.resolve(), (STARTS, *CORPORA), (), rounds)
    write(_results(root))


def _run(root: Path, names: Sequence[str], only: Sequence[str], rounds: int) -> None:
    installed = tools.install(root)
    setting = f"With {', '.join(_versions(installed))}; {_machine()}"
    folder = root / "results"
    folder.mkdir(exist_ok=True)
    failed, measured = [], False
    for name in names:
        corpus = corpora.read_corpus(root, "tiny" if name == STARTS else name)
        if not corpus.files:
            raise click.ClickException(f"{corpus.folder} has no code; prepare first")
        with tempfile.TemporaryDirectory() as caches:
            rows = tools.starts(installed) if name == STARTS else tools.tools(installed, Path(caches))
            chosen = _chosen(rows, only)
            if not chosen:
                continue
            series = run_all(corpus, chosen, rounds, click.echo)
        measured = True
        result = Result(name, corpus.files, corpus.lines, corpus.bytes, setting, series)
        (folder / f"{name}.json").write_bytes(msgspec.json.format(msgspec.json.encode(result)))
        failed += [f"{name}: {each.tool}" for each in series if each.failure]
    if not measured:
        raise click.UsageError(f"no tool is called so: {', '.join(only)}")
    if failed:
        raise click.ClickException(f"failed, and have no times: {'; '.join(failed)}")


def _chosen(rows: list[tools.Tool], only: Sequence[str]) -> list[tools.Tool]:
    """All, or those that were asked for, which then run at least once."""
    if not only:
        return rows
    chosen = [tool for tool in rows if tool.name.startswith(tuple(only))]
    return [msgspec.structs.replace(tool, fewer={name: max(n, 1) for name, n in tool.fewer.items()}) for tool in chosen]


def _results(root: Path) -> dict[str, Result]:
    paths = [root / "results" / f"{name}.json" for name in (STARTS, *CORPORA)]
    return {path.stem: msgspec.json.decode(path.read_bytes(), type=Result) for path in paths if path.exists()}


def _versions(installed: tools.Installed) -> list[str]:
    return [f"sharelint {__version__}", *(version(command) for command in tools.commands(installed))]


def _machine() -> str:
    return f"CPython {platform.python_version()}, {os.cpu_count()} processors, {platform.system()} {platform.machine()}"


if __name__ == "__main__":
    sys.exit(main())
