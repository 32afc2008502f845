"""The commands: fetch, score, peers, probe, report, sample, judged."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from accuracy import page, tools
from accuracy.labels import Label, changed, read_labels
from accuracy.packages import fetch as fetch_package
from accuracy.probe import FOLDER as PROBE
from accuracy.probe import PIN, read_probe
from accuracy.sample import draw, verdicts
from accuracy.sample import write as write_sample
from accuracy.scoring import any_rule, judge, related_rule, right_kind, total
from accuracy.tools import Reported

_DIR = click.argument("root", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
_ONLY = click.option("--package", "only", multiple=True, help="Only this package; may be given several times.")
_WRITE = click.option("--write", is_flag=True, help="Put the result into docs/accuracy.md.")
_ENVIRONMENT = click.option(
    "--environment",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build/peers"),
    show_default=True,
    help="Where the other tools are, or will be, installed.",
)
_RULES = click.option(
    "--semgrep-rules",
    "rules",
    type=click.Path(exists=True, path_type=Path),
    help="Rules for semgrep, such as the folder `python` of the repository semgrep/semgrep-rules. None: no semgrep.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure sharelint on published packages whose lines are labelled."""


@main.command()
@_DIR
@_ONLY
def fetch(root: Path, only: tuple[str, ...]) -> None:
    """Download and unpack the labelled packages into DIR."""
    root.mkdir(parents=True, exist_ok=True)
    for pin in sorted({label.pin for label in _labels(only)}):
        click.echo(f"{pin.package} {pin.version}: {'fetched' if fetch_package(pin, root) else 'there already'}")


@main.command()
@_DIR
@_ONLY
@_WRITE
@click.option("--misses", is_flag=True, help="List every miss and every false alarm.")
def score(root: Path, only: tuple[str, ...], write: bool, misses: bool) -> None:
    """Run sharelint on the packages in DIR and compare with the labels."""
    labels = _labels(only, root)
    _score(labels, _reports(root, labels), write=write, misses=misses)


@main.command()
@_DIR
@_ONLY
@_WRITE
@_ENVIRONMENT
@_RULES
def peers(root: Path, only: tuple[str, ...], write: bool, environment: Path, rules: Path | None) -> None:
    """Run bandit, ruff and semgrep on the labelled files in DIR, beside sharelint."""
    labels = _labels(only, root)
    _peers(root, labels, _reports(root, labels), tools.Peers(tools.environment(environment), rules), write=write)


@main.command()
@_WRITE
@_ENVIRONMENT
@_RULES
def probe(write: bool, environment: Path, rules: Path | None) -> None:
    """Run all tools on one plain violation and its look-alikes for each kind."""
    _probe(tools.Peers(tools.environment(environment), rules), write=write)


@main.command()
@_DIR
@_ENVIRONMENT
@_RULES
def report(root: Path, environment: Path, rules: Path | None) -> None:
    """Do what score, peers and probe do, and put the results into docs/accuracy.md."""
    labels = _labels((), root)
    reports = _reports(root, labels)
    others = tools.Peers(tools.environment(environment), rules)
    _score(labels, reports, write=True)
    _peers(root, labels, reports, others, write=True)
    _probe(others, write=True)


@main.command()
@_DIR
@_ONLY
@click.option("--seed", default=1, show_default=True)
@click.option("--count", default=200, show_default=True)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), default=Path("sample.tsv"), show_default=True
)
def sample(root: Path, only: tuple[str, ...], seed: int, count: int, output: Path) -> None:
    """Draw findings of level warning and above, in equal parts from every rule, for a person to judge."""
    drawn = draw(_reports(root, _labels(only)), count, seed)
    write_sample(drawn, root, output)
    click.echo(f"{len(drawn)} findings in {output}: fill in `judgement` (right, wrong or unsure) and `cause`")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_WRITE
def judged(file: Path, write: bool) -> None:
    """Sum up the judgements in a FILE that `sample` wrote."""
    _show("judged", page.judgements(verdicts(file)), write)


def _score(
    labels: Sequence[Label], reports: Mapping[str, list[Reported]], *, write: bool, misses: bool = False
) -> None:
    judged = judge(labels, reports)
    for each in judged if misses else ():
        if each.missed or each.false_alarm:
            label = each.label
            word = "MISSED" if each.missed else "FALSE"
            click.echo(f"{word:7} {label.kind:18} {label.pin.package}/{label.path}:{label.line}  {label.why}")
    _show("scores", page.scores(judged, {name: len(found) for name, found in reports.items()}), write)


def _peers(
    root: Path, labels: Sequence[Label], reports: Mapping[str, list[Reported]], others: tools.Peers, *, write: bool
) -> None:
    own = total(judge(labels, reports))
    counts = {"sharelint": (own, own)}
    with tempfile.TemporaryDirectory() as folder:
        files = tools.gather(root, {f"{label.pin.package}/{label.path}" for label in labels}, Path(folder))
        for tool, run in others.runs().items():
            click.echo(f"{tool} ...", err=True)
            found = tools.by_package(run(Path(folder), files))
            counts[tool] = (total(judge(labels, found, any_rule)), total(judge(labels, found, related_rule)))
    _show("peers", f"With {', '.join(others.versions())}.\n\n{page.beside(counts)}", write)


def _probe(others: tools.Peers, *, write: bool) -> None:
    labels = read_probe()
    files = sorted({label.path for label in labels})
    with tempfile.TemporaryDirectory() as folder:  # the configuration of this project excludes the probe
        copy = shutil.copytree(PROBE, Path(folder, "probe"))
        results = {"sharelint": judge(labels, {PIN.package: tools.sharelint(copy)}, right_kind)}
        for tool, run in others.runs().items():
            results[tool] = judge(labels, {PIN.package: run(copy, files)}, any_rule)
    _show("probe", page.probe(results), write)


def _labels(only: Sequence[str], root: Path | None = None) -> list[Label]:
    """The labels of these packages, or all; with `root` they have to be those of the code there."""
    labels = [label for label in read_labels() if not only or label.pin.package in only]
    wrong = changed(labels, root) if root is not None else []
    if wrong:
        raise click.ClickException(
            f"{len(wrong)} labelled lines are missing or changed, such as {wrong[0]}; fetch first"
        )
    return labels


def _names(labels: Sequence[Label]) -> list[str]:
    return sorted({label.pin.package for label in labels})


def _reports(root: Path, labels: Sequence[Label]) -> dict[str, list[Reported]]:
    found = {}
    for name in _names(labels):
        found[name] = tools.sharelint(root / name)
        click.echo(f"sharelint: {name}: {len(found[name])}", err=True)
    return found


def _show(section: str, text: str, write: bool) -> None:
    click.echo(text)
    if write:
        page.put(section, text)


if __name__ == "__main__":
    sys.exit(main())
