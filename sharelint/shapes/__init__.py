"""The closed set of matchers: a rule's facts and the linked facts of a file in, sites of findings out.

Each shape is a module with `find(project, path, watched)`; a page names it in `shape`. A new shape is a new module and
a line in `SHAPES`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sharelint.project import Project
from sharelint.records import Span
from sharelint.shapes import call, memo, memory, path, peers, setting, state
from sharelint.shapes.site import Site, Watched, finding_of

SHAPES = {
    "call": call.find,
    "memo": memo.find,
    "memory": memory.find,
    "path": path.find,
    "peers": peers.find,
    "setting": setting.find,
    "state": state.find,
}


def find(project: Project, file: str, watched: Watched) -> Iterator[Site]:
    """All sites that one file leads to: most in it, some where another file passes what makes its call a finding."""
    project.classes.link()
    for shape in SHAPES.values():
        yield from shape(project, file, watched)


def told(sites: Iterable[Site]) -> dict[str, list[Site]]:
    """The sites that are worth a finding, by file: each place once for a rule, and no echo of another."""
    firmest: dict[tuple[str, str, Span], Site] = {}
    for site in sites:
        key = (site.rule.name, site.file, site.span)
        if key not in firmest or site.level > firmest[key].level:
            firmest[key] = site
    by_file: dict[str, list[Site]] = {}
    for site in firmest.values():
        by_file.setdefault(site.file, []).append(site)
    return {file: list(_without_echoes(of_file)) for file, of_file in by_file.items()}


def _without_echoes(sites: list[Site]) -> Iterator[Site]:
    """One lock is one finding: a path built in the very call that locks is told with the lock, and what a method of an
    object does is told with the making of the object, and what a statement calls itself rather than what that calls.
    """
    calls = {site.statement for site in sites if site.shape == "call"}
    direct = {(site.rule.name, site.statement) for site in sites if not site.through}
    told = {(site.rule.name, site.made) for site in sites if site.made is not None}
    for site in sites:
        if site.shape == "path" and site.statement in calls:
            continue
        if site.through and (site.rule.name, site.statement) in direct:
            continue
        if site.receiver is None or (site.rule.name, site.receiver) not in told:
            yield site


__all__ = ["Site", "Watched", "find", "finding_of", "told"]
