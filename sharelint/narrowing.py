"""Which findings a run is about, as the command line asks for it: a baseline leaves some out, `--diff-base` others.

In come options, out goes a `Narrowing` for the audit; and after it, with the report, the baseline is written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from click import UsageError
from msgspec import Struct
from msgspec.structs import replace

from sharelint.baseline import entries_of, read, write
from sharelint.config import Config, common_folder
from sharelint.records import BaselineEntry, Finding, Report

_BASELINES = ("baseline", "write-baseline", "prune-baseline", "no-baseline")


class Narrowing(Struct, frozen=True):
    baseline: Sequence[BaselineEntry]
    is_changed: Callable[[Finding], bool]
    source: Path | None  # the file of the baseline
    target: Path | None  # where what is found is to be written
    prune: bool


def narrowing(paths: Sequence[str], options: dict[str, Any], config: Config) -> Narrowing:
    """What the options ask for. Raises click.UsageError, files.discover.UsageError or config.ConfigError."""
    _check(paths, options)
    target = Path(options["write_baseline"]) if options["write_baseline"] is not None else None
    source = _source(options, config) if target is None else None
    return Narrowing(
        baseline=read(source) if source is not None else (),
        is_changed=_is_changed(options["diff_base"], paths, config),
        source=source,
        target=target,
        prune=options["prune_baseline"],
    )


def _check(paths: Sequence[str], options: dict[str, Any]) -> None:
    given = [f"--{name}" for name in _BASELINES if options[name.replace("-", "_")] not in (None, False)]
    if len(given) > 1 and given != ["--baseline", "--prune-baseline"]:
        raise UsageError(f"{' and '.join(given)} exclude each other")
    if options["diff_base"] is not None and "--write-baseline" in given:
        raise UsageError("--write-baseline accepts all that is shown, and cannot be used with --diff-base")
    if options["diff_base"] is not None and "-" in paths:
        raise UsageError("--diff-base compares files, and cannot be used with `-`")
    if "--write-baseline" in given and not os.path.isdir(os.path.dirname(os.path.abspath(options["write_baseline"]))):
        raise UsageError(f"cannot write {options['write_baseline']}: there is no such folder")


def _source(options: dict[str, Any], config: Config) -> Path | None:
    if options["baseline"] is not None:
        return Path(options["baseline"])
    if config.baseline and not options["no_baseline"]:
        return config.root / config.baseline
    if options["prune_baseline"]:
        raise UsageError("--prune-baseline needs a baseline: --baseline FILE, or `baseline` in the configuration")
    return None


def _is_changed(revision: str | None, paths: Sequence[str], config: Config) -> Callable[[Finding], bool]:
    if revision is None:
        return lambda _: True
    from sharelint.files.changes import changed_since

    return changed_since(revision, common_folder(paths, Path.cwd()), config.root)


def written(report: Report, narrowing: Narrowing) -> Report:
    """Write the baseline where that is asked for. The report as it is then. Raises outputs.WriteError."""
    if narrowing.target is not None:
        write(narrowing.target, entries_of(report.findings, report.sources))
        return replace(report, findings=(), accepted=report.findings)
    if narrowing.source is not None and narrowing.prune:
        write(narrowing.source, report.baseline)
    return report


def stale_lines(report: Report, narrowing: Narrowing) -> list[str]:
    """What to say of entries that meet no finding; nothing if there are none."""
    if not report.stale:
        return []
    count = sum(entry.count for entry in report.stale)
    what = "finding is" if count == 1 else "findings are"
    remedy = "removed" if narrowing.prune else "remove with --prune-baseline"
    entries = [
        f"  {entry.path}: {entry.rule}{f' in `{entry.symbol}`' if entry.symbol else ''} ({entry.count})"
        for entry in report.stale
    ]
    return [f"warning: {narrowing.source}: {count} accepted {what} no longer there; {remedy}", *entries]
