"""The command: options to a Config, the audit, its reports, the exit code.

Results go to stdout, everything else to stderr. Exit code 0: nothing found at or above `--fail-on`; 1: something found;
2: the command line or configuration is wrong, a path does not exist, or, with `--strict`, a file could not be analysed.
Only click is imported at the top: `--version` and `--help` load nothing of the tool itself.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from sharelint import __version__

if TYPE_CHECKING:
    from sharelint.cache import Cache
    from sharelint.config import Config
    from sharelint.records import Level, Report
    from sharelint.rulebook import Rulebook

FORMATS = ("text", "concise", "sarif", "json", "github", "markdown", "gitlab", "junit", "rdjson", "html", "mermaid")
FOR_PEOPLE = ("text", "concise")
LEVELS = ("note", "warning", "error")
FINDINGS, ERROR = 1, 2


@click.command(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 clean, 1 findings at or above --fail-on, 2 usage, configuration or internal error.",
)
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATHS]...")
@click.option("--format", type=click.Choice(FORMATS), default="text", show_default=True, help="Format of the results.")
@click.option("-o", "--output", metavar="FILE", help="Write the results to FILE instead of stdout.")
@click.option(
    "--report", "reports", metavar="FORMAT=FILE", multiple=True,
    help="Write the results to FILE in another format as well. Repeatable.",
)  # fmt: skip
@click.option("--select", metavar="RULES", multiple=True, help="Only these rules or families.")
@click.option("--ignore", metavar="RULES", multiple=True, help="Not these rules or families.")
@click.option(
    "--fail-on", type=click.Choice(LEVELS), default="warning", show_default=True,
    help="Exit with 1 if something of this level or above is found.",
)  # fmt: skip
@click.option(
    "--min-level",
    type=click.Choice(LEVELS),
    help="Show findings of this level and above.  [default: warning, or --fail-on]",
)
@click.option("--baseline", metavar="FILE", help="Report only what the baseline FILE does not accept.")
@click.option("--write-baseline", metavar="FILE", help="Accept all that is shown for now: write it to FILE.")
@click.option("--prune-baseline", is_flag=True, help="Remove from the baseline what is no longer there.")
@click.option("--no-baseline", is_flag=True, help="Report all, whatever baseline the configuration names.")
@click.option("--diff-base", metavar="REV", help="Report only what touches lines changed since the git revision REV.")
@click.option("--explain", metavar="RULE", help="Show the page of a rule and exit.")
@click.option("--list-rules", is_flag=True, help="List all rules and exit; as JSON with --format json.")
@click.option("--config", metavar="FILE", help="Configuration file.  [env: SHARELINT_CONFIG]")
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
@click.option("--cache-dir", metavar="DIR", help="Keep the cache in DIR.  [env: SHARELINT_CACHE_DIR]")
@click.option("--no-cache", is_flag=True, help="Neither use nor write a cache.")
@click.option("--clear-cache", is_flag=True, help="Remove all that is cached and exit.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if something is found.")
@click.option("--strict", is_flag=True, help="Exit with 2 if a file cannot be analysed, or there is none.")
@click.option("--stdin-filename", metavar="FILE", help="Name of the code that `-` reads from stdin.")
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Number of processes.  [default: one a CPU]"
)
@click.option(
    "--max-file-size", type=click.FloatRange(min=0, min_open=True), metavar="MB",
    help="A larger file is not analysed.  [default: 10]",
)  # fmt: skip
@click.option(
    "--file-timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS",
    help="A file that takes longer is given up.  [default: 20]",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="No warnings on stderr.")
@click.option(
    "--color",
    type=click.Choice(("auto", "always", "never")),
    default="auto",
    show_default=True,
    help="Color the results.",
)
@click.version_option(__version__, message="sharelint %(version)s")
def command(paths: tuple[str, ...], explain: str | None, list_rules: bool, clear_cache: bool, **options: Any) -> int:
    """Find where the processes of a Python app share something that exists on one host only: memory, files,
    hard-wired peers. PATHS are files and folders, `.` if there are none, `-` for stdin."""
    _check_stdin(paths, options["stdin_filename"])
    if explain is not None:
        return _explain(explain, _config(paths, options), options["color"])
    if list_rules:
        return _list_rules(_config(paths, options), options["format"])
    if clear_cache:
        return _clear(_cache(options))
    return _audit(paths, options)


def main() -> NoReturn:
    """Run the command line, and exit. Signals are the caller's."""
    try:
        code = command.main(prog_name="sharelint", standalone_mode=False)
    except click.exceptions.Exit as end:
        code = end.exit_code
    except click.ClickException as error:
        code = _complain(error.format_message())
    except SystemExit:  # how click takes it that nobody reads the help
        code = 0
    except Exception as error:  # noqa: BLE001 - a bug of ours, told apart from findings by its exit code
        code = _failure(error)
    sys.exit(code)


def _failure(error: Exception) -> int:
    """One line for what users can mend, a traceback for what they cannot."""
    from sharelint.config import ConfigError
    from sharelint.files.discover import UsageError
    from sharelint.outputs import WriteError
    from sharelint.rulebook import RulebookError

    if isinstance(error, (ConfigError, UsageError, RulebookError, WriteError)):
        return _complain(str(error))
    import traceback

    traceback.print_exception(error)
    return _complain(f"internal error: {type(error).__name__}: {error}")


def _complain(message: str) -> int:
    _tell(f"error: {message}")
    return ERROR


def _tell(message: str) -> None:
    """One line on stderr."""
    from sharelint.report.visible import inert, visible

    print(inert(f"sharelint: {visible(message)}"), file=sys.stderr)  # noqa: T201


def _check_stdin(paths: tuple[str, ...], filename: str | None) -> None:
    if "-" in paths and len(paths) > 1:
        raise click.UsageError("`-` reads the code from stdin and cannot stand beside other paths")
    if filename is not None and paths != ("-",):
        raise click.UsageError("--stdin-filename needs the path `-`")


def _config(paths: tuple[str, ...], options: dict[str, Any]) -> Config:
    """The configuration file's settings, with those of the command line in their place."""
    from msgspec.structs import replace

    from sharelint.config import load

    if options["config"] and options["isolated"]:
        raise click.UsageError("--config and --isolated exclude each other")
    named = options["config"] or (None if options["isolated"] else os.environ.get("SHARELINT_CONFIG"))
    where = [options["stdin_filename"]] if options["stdin_filename"] else [path for path in paths if path != "-"]
    config = load(where, file=Path(named) if named else None, isolated=options["isolated"])
    select, ignore = _names(options["select"]), _names(options["ignore"])
    if select or ignore:
        rulebook = _rulebook(config)
        for option, names in (("--select", select), ("--ignore", ignore)):
            for name in names:
                _check_name(option, name, (*rulebook.rules, *rulebook.families))
    if select:  # what is asked for here is not to be taken back by the file
        config = replace(config, select=select, ignore=())
    limits = {name: options[name] for name in ("max_file_size", "file_timeout") if options[name] is not None}
    return replace(config, ignore=(*config.ignore, *ignore), **limits)


def _names(values: Iterable[str]) -> tuple[str, ...]:
    """Names from a repeatable option, each time separated by commas."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def _check_name(option: str, name: str, valid: Iterable[str]) -> None:
    from sharelint.rulebook.error import nearest

    if name not in valid:
        raise click.UsageError(f"{option}: unknown rule `{name}`; {nearest(name, valid)}")


def _rulebook(config: Config) -> Rulebook:
    from sharelint.rulebook import load, shipped

    return load([shipped(), *(config.root / folder for folder in config.rules)])


def _explain(name: str, config: Config, color: str) -> int:
    from sharelint import outputs

    rules = _rulebook(config).rules
    _check_name("--explain", name, rules)
    page = rules[name].page
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        colored = outputs.wants_color(color, os.environ, sys.stdout)
        console = Console(width=min(outputs.width(sys.stdout), 100), force_terminal=colored, no_color=not colored)
        with console.capture() as capture:
            console.print(Markdown(page))
        page = capture.get()
    outputs.to_stdout(page)
    return 0


def _list_rules(config: Config, format: str) -> int:
    from sharelint import outputs

    rules = _rulebook(config).rules.values()
    rows = [(rule.name, rule.family, rule.impact.name, rule.title) for rule in rules]
    if format == "json":
        import json

        keys = ("name", "family", "level", "title")
        outputs.to_stdout(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=2) + "\n", exact=True)
        return 0
    if format not in FOR_PEOPLE:
        raise click.UsageError(f"--list-rules has no format {format}; valid: text, json")
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        "  ".join([*(f"{word:{width}}" for word, width in zip(row, widths, strict=False)), row[3]]) for row in rows
    ]
    outputs.to_stdout("\n".join(lines) + "\n")
    return 0


def _clear(cache: Cache) -> int:
    try:
        cache.clear()
    except OSError as error:
        raise click.ClickException(f"cannot remove {error.filename}: {error.strerror}") from error
    return 0


def _audit(paths: tuple[str, ...], options: dict[str, Any]) -> int:
    from sharelint.audit import audit
    from sharelint.narrowing import narrowing, stale_lines, written
    from sharelint.records import Level

    gc.disable()  # the process ends with its one run: looking for cycles takes a fifth of it and finds next to none
    destinations = _destinations(options)
    config = _config(paths, options)
    fail_on = Level[options["fail_on"]]
    # Never fail because of a finding that is not shown, unless that is what was asked for.
    min_level = Level[options["min_level"]] if options["min_level"] else min(Level.warning, fail_on)
    code = sys.stdin.buffer.read(config.limits.size + 1) if paths == ("-",) else None  # which may never end
    narrow = narrowing(paths, options, config)
    report = audit(
        paths or ["."],
        config,
        stdin=code,
        stdin_filename=options["stdin_filename"],
        jobs=options["jobs"] or _cpus(),
        min_level=min_level,
        cache=None if options["no_cache"] else _cache(options),
        baseline=narrow.baseline,
        is_changed=narrow.is_changed,
    )
    report = written(report, narrow)
    if not options["quiet"]:
        _warn(report, paths)
        for line in stale_lines(report, narrow):
            _tell(line)
    for name, file in destinations:
        _write(report, name, file, options["color"])
    return _exit_code(report, fail_on, strict=options["strict"], exit_zero=options["exit_zero"])


def _cache(options: dict[str, Any]) -> Cache:
    from sharelint.cache import Cache, usual_folder

    named = options["cache_dir"] or os.environ.get("SHARELINT_CACHE_DIR")
    return Cache(Path(os.path.abspath(named)) if named else usual_folder())


def _cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _destinations(options: dict[str, Any]) -> list[tuple[str, str]]:
    """(format, file) for every report. What cannot be written is better known before the work than after it."""
    destinations = [(options["format"], options["output"] or "-"), *map(_format_and_file, options["reports"])]
    files = [file if file == "-" else os.path.realpath(file) for _, file in destinations]
    for _, file in destinations:
        if files.count("-" if file == "-" else os.path.realpath(file)) > 1:
            hint = "; send the main one to a file with -o" if file == "-" else ""
            raise click.UsageError(f"two reports go to {'stdout' if file == '-' else file}{hint}")
        if file != "-" and os.path.isdir(file):
            raise click.UsageError(f"cannot write {file}: it is a folder")
        if file != "-" and not os.path.isdir(os.path.dirname(os.path.realpath(file))):
            raise click.UsageError(f"cannot write {file}: there is no such folder")
    return destinations


def _format_and_file(value: str) -> tuple[str, str]:
    name, _, file = value.partition("=")
    if not file:
        raise click.UsageError(f"--report: `{value}` is not FORMAT=FILE, such as sarif=sharelint.sarif")
    if name not in FORMATS:
        raise click.UsageError(f"--report: `{name}` is not a format; valid: {', '.join(FORMATS)}")
    return name, file


def _warn(report: Report, paths: tuple[str, ...]) -> None:
    for problem in report.problems:
        place = f"{problem.path}:{problem.line}" if problem.line else problem.path
        _tell_problem(f"{place}: could not analyse: {problem.message}")
    if not report.files:
        _tell(f"warning: no Python files in {' '.join(paths) or 'this folder'}")


def _tell_problem(message: str) -> None:
    from sharelint.report.visible import inert, visible

    print(inert(visible(message)), file=sys.stderr)  # noqa: T201 - an editor finds `path:line` at the start of a line only


def _write(report: Report, format: str, file: str, color: str) -> None:
    from sharelint import outputs
    from sharelint.report import render

    if file == "-":
        colored = outputs.wants_color(color, os.environ, sys.stdout)
        text = render(format, report, color=colored, width=outputs.width(sys.stdout))
        outputs.to_stdout(text, exact=format not in FOR_PEOPLE)
        return
    text = render(format, report, color=color == "always", width=outputs.WIDTH)
    outputs.to_file(Path(file), text)


def _exit_code(report: Report, fail_on: Level, *, strict: bool, exit_zero: bool) -> int:
    if strict and (report.problems or not report.files):
        return ERROR
    found = any(finding.level >= fail_on for finding in (*report.findings, *report.hidden))
    return FINDINGS if found and not exit_zero else 0
