"""What a project has accepted for now: a file of findings is written once, and later runs report what is not in it.

An entry holds no line numbers, so findings stay accepted when lines move, code is formatted anew or a file gets another
name. It counts: where three findings that look the same are accepted, a fourth is reported. The file has a line of JSON
for each entry, sorted, so that git merges what two branches do to it. Which of the findings are shown, and what to do
about entries that meet none, is for others to say.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, replace

from sharelint.config import ConfigError
from sharelint.outputs import to_file
from sharelint.records import BaselineEntry, Finding, Source
from sharelint.report.fingerprints import moving_fingerprint, name_within
from sharelint.report.lines import split_lines

_Key = tuple[str, str]
_Found = tuple[Finding, BaselineEntry]

_HEADER = {"format": "sharelint-baseline", "version": 1}


class Comparison(Struct, frozen=True):
    """Findings beside a baseline; findings in the order of reports, entries sorted."""

    new: tuple[Finding, ...]
    accepted: tuple[Finding, ...] = ()
    baseline: tuple[BaselineEntry, ...] = ()  # without what is stale, each entry where it is found now
    stale: tuple[BaselineEntry, ...] = ()


def read(file: Path) -> tuple[BaselineEntry, ...]:
    """The entries of a baseline. Raises ConfigError, with the line, if it is none."""
    try:
        lines = file.read_bytes().decode("utf-8-sig").split("\n")
    except OSError as error:
        raise ConfigError(f"the baseline cannot be read: {error.strerror or error}", file) from None
    except UnicodeDecodeError:
        raise ConfigError("not a baseline: it is not UTF-8", file) from None
    if lines[0].strip() != json.dumps(_HEADER):
        raise ConfigError("not a baseline of this version; --write-baseline writes one", file, 1)
    numbered = ((number, line.strip()) for number, line in enumerate(lines[1:], start=2))
    return tuple(_read_entry(line, file, number) for number, line in numbered if line)


def _read_entry(line: str, file: Path, number: int) -> BaselineEntry:
    try:
        return msgspec.convert(json.loads(line), BaselineEntry)
    except (ValueError, RecursionError) as error:  # msgspec's are ValueErrors as well
        hint = "git could not merge here" if line.startswith(("<<<<<<<", "=======", ">>>>>>>")) else str(error)
        raise ConfigError(f"not an entry of a baseline: {hint}", file, number) from None


def write(file: Path, entries: Iterable[BaselineEntry]) -> None:
    """Make these entries the content of a baseline, in ASCII. Raises outputs.WriteError; then it stays as it was."""
    to_file(file, "".join(f"{json.dumps(each)}\n" for each in (_HEADER, *map(asdict, sorted(entries)))))


def entries_of(findings: Iterable[Finding], sources: Mapping[str, Source]) -> tuple[BaselineEntry, ...]:
    """What accepts these findings, and no more. `sources` are those of their files."""
    lines = {path: split_lines(source.text) for path, source in sources.items()}
    return _added_up(_entry(finding, lines) for finding in findings)


def _entry(finding: Finding, lines: Mapping[str, list[str]]) -> BaselineEntry:
    path = finding.place.path
    return BaselineEntry(
        path=path,
        rule=finding.rule,
        symbol=name_within(path, finding.symbol),
        target=finding.target,
        fingerprint=moving_fingerprint(finding, lines.get(path, [])),
        count=1,
    )


def _added_up(entries: Iterable[BaselineEntry]) -> tuple[BaselineEntry, ...]:
    """The same entries, those that look the same as one, sorted."""
    counts: Counter[BaselineEntry] = Counter()
    for entry in entries:
        counts[replace(entry, count=1)] += entry.count
    return tuple(sorted(replace(entry, count=count) for entry, count in counts.items()))


def compare(
    findings: Iterable[Finding],
    entries: Sequence[BaselineEntry],
    sources: Mapping[str, Source],
    *,
    is_gone: Callable[[str], bool],
    is_looked_for: Callable[[BaselineEntry], bool],
) -> Comparison:
    """Tell new findings from accepted ones, and entries that hold from stale ones. `sources` are those of the findings.

    `is_gone` says of a path whether there is no such file any more, `is_looked_for` of an entry whether its findings
    would have been found if they were there. An entry of a file that is gone accepts a finding that looks the same in
    another file. Where findings look the same, the gravest are accepted first: the others may not have been shown then.
    """
    lines = {path: split_lines(source.text) for path, source in sources.items()}
    gravest_first = sorted(findings, key=lambda finding: (-finding.level, finding.sort_key()))
    found = [(finding, _entry(finding, lines)) for finding in gravest_first]
    left = {_key(entry): entry for entry in sorted(entries)}  # of two for the same the larger, as after a merge
    accepted, others = _split(found, left, lambda entry: [_key(entry)])
    gone = set(filter(is_gone, {entry.path for entry in left.values() if entry.count}))
    former: dict[str, list[_Key]] = {}
    for path, fingerprint in left:
        if path in gone:
            former.setdefault(fingerprint, []).append((path, fingerprint))
    moved, new = _split(others, left, lambda entry: former.get(entry.fingerprint, ()))
    accepted += moved
    unmet = [entry for entry in left.values() if entry.count]
    return Comparison(
        new=tuple(sorted((finding for finding, _ in new), key=Finding.sort_key)),
        accepted=tuple(sorted((finding for finding, _ in accepted), key=Finding.sort_key)),
        baseline=_added_up([entry for _, entry in accepted] + [entry for entry in unmet if not is_looked_for(entry)]),
        stale=tuple(sorted(filter(is_looked_for, unmet))),
    )


def _split(
    found: Iterable[_Found], left: dict[_Key, BaselineEntry], keys_of: Callable[[BaselineEntry], Iterable[_Key]]
) -> tuple[list[_Found], list[_Found]]:
    """(those that an entry in `left` accepts, which is used up by it, and the others)."""
    accepted, others = [], []
    for finding, entry in found:
        key = next((key for key in keys_of(entry) if key in left and left[key].count), None)
        if key is None:
            others.append((finding, entry))
        else:
            left[key] = replace(left[key], count=left[key].count - 1)
            accepted.append((finding, entry))
    return accepted, others


def _key(entry: BaselineEntry) -> _Key:
    """What decides; the rest of an entry is for its readers."""
    return entry.path, entry.fingerprint
