"""The catalogue: the names that libraries have for what the rules are about, each checked by importing it, and settings
whose values are words and addresses, which nothing can import.

`catalogue.tsv` has a row for each kind and name, `left-out.tsv` those that no probe is written for, with the reason.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from msgspec import Struct

HERE = Path(__file__).parent


class Parameter(Struct, frozen=True):
    name: str
    position: int | None  # None: by keyword only
    required: bool


class Row(Struct, frozen=True):
    kind: str  # the name of the rule
    type: str  # api, setting (its value is a name that was imported) or value
    name: str  # qualified, or `KEYS:value` for a setting
    library: str
    parameters: tuple[Parameter, ...]  # the first one and those that matter

    def parameter(self, *names: str) -> Parameter | None:
        """The first of `names` that it has."""
        return next((each for name in names for each in self.parameters if each.name == name), None)


class LeftOut(Struct, frozen=True):
    kind: str
    names: str  # a pattern
    reason: str

    def covers(self, row: Row) -> bool:
        return row.kind == self.kind and fnmatchcase(row.name, self.names)


def catalogue() -> list[Row]:
    return [
        Row(each["kind"], each["type"], each["name"], each["library"], tuple(_parameters(each["parameters"])))
        for each in _table("catalogue.tsv")
    ]


def left_out() -> list[LeftOut]:
    return [LeftOut(each["kind"], each["names"], each["reason"]) for each in _table("left-out.tsv")]


def _table(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(newline="", encoding="utf-8") as lines:
        yield from csv.DictReader(lines, dialect="excel-tab", quoting=csv.QUOTE_NONE)


def _parameters(text: str) -> Iterator[Parameter]:
    """`host@0='' port@kw` and the like."""
    for name, place, default in re.findall(r"(?:^| )(\w+)@(\d+|kw)(=?)", text):
        yield Parameter(name, None if place == "kw" else int(place), not default)
