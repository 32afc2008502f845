"""The closed set of matchers: a rule's facts and the linked facts of a file in, findings out.

Each shape is a module with `find(project, path, watched)`; a page names it in `shape`. A new shape is a new module and
a line in `SHAPES`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sharelint.project import Project
from sharelint.records import Finding
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


def find(project: Project, file: str, watched: Watched) -> list[Finding]:
    """All findings in one file, each place once for a rule."""
    project.classes.link()
    sites: dict[tuple[str, object], Site] = {}
    for shape in SHAPES.values():
        for site in shape(project, file, watched):
            key = (site.rule.name, site.span)
            if key not in sites or site.level > sites[key].level:
                sites[key] = site
    return [finding_of(project, site) for site in _without_echoes(list(sites.values()))]


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


__all__ = ["Watched", "find"]
