"""Who shares what: a graph of the entry points that lead to findings and the things that are shared there.

In go a Report and how many nodes a side may have, out come nodes and arrows. Where there are more, the largest groups
are opened first: all handlers, those below `/users`, `GET /users/{id}`; all files, a folder, a file. Where a group
stays closed, what stands out in it is drawn beside it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from sharelint.records import Finding, Level, Report

_LABEL = re.compile(r"(?:the )?(?P<sort>[^`]*?) ?(?:in )?`(?P<name>[^`]*)`")  # of an entry point
_SEGMENT = re.compile(r"[A-Z,]+ (?P<segment>/[^/]*)/")  # the first of several of a route

Chain = tuple[str, ...]  # names of ever smaller groups, the last of which is the node itself


class Node(Struct, frozen=True):
    name: str  # code in backticks; behind a group's in parentheses how many it stands for
    family: str  # of what is shared; "" for those who share
    findings: int


class Arrow(Struct, frozen=True):
    """The findings, as indices into those of the report, in which a user shares a thing."""

    user: int
    thing: int
    level: Level  # the highest
    findings: tuple[int, ...]


class Picture(Struct, frozen=True):
    """Nodes from top to bottom, arrows in the order of their users and things."""

    users: tuple[Node, ...]
    things: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


def picture(report: Report, most: int) -> Picture:
    """The graph of all findings in which something is shared, with at most so many nodes a side."""
    links = list(_links(report))
    users = _groups([user for _, user, _ in links], most)
    things = _groups([thing for _, _, thing in links], most)
    arrows: dict[tuple[Chain, Chain], dict[int, None]] = defaultdict(dict)  # the keys are an ordered set
    for index, user, thing in links:
        arrows[users[user], things[thing]][index] = None
    user_order, thing_order = _orders(arrows)
    return Picture(
        users=_nodes(user_order, users, [(user, found) for (user, _), found in arrows.items()], family=False),
        things=_nodes(thing_order, things, [(thing, found) for (_, thing), found in arrows.items()], family=True),
        arrows=tuple(
            Arrow(user_order.index(user), thing_order.index(thing), _level(report, found), tuple(found))
            for (user, thing), found in sorted(
                arrows.items(), key=lambda arrow: (user_order.index(arrow[0][0]), thing_order.index(arrow[0][1]))
            )
        ),
    )


def _links(report: Report) -> Iterable[tuple[int, Chain, Chain]]:
    """(finding, who, what) for each entry point that leads to a finding. One thing is often found by several rules."""
    families = {rule.name: rule.family for rule in report.rules}
    sorts: dict[tuple[str, str], str] = {}
    for finding in report.findings:
        key = families.get(finding.rule, "other"), finding.shared
        sorts[key] = min(sorts.get(key, finding.rule), finding.rule)
    for index, finding in enumerate(report.findings):
        if not finding.shared:
            continue
        family = families.get(finding.rule, "other")
        thing = (family, f"`{sorts[family, finding.shared]}`", f"`{finding.shared}`")
        for user in _users(finding):
            yield index, user, thing


def _users(finding: Finding) -> Iterable[Chain]:
    if not finding.reached:
        folders = finding.place.path.split("/")[:-1]
        parents = [f"code in `{'/'.join(folders[:depth])}/`" for depth in range(1, len(folders) + 1)]
        yield ("code", *parents, f"code in `{finding.place.path}`")
    for label in finding.reached:
        parts = _LABEL.fullmatch(label)
        if parts is None or parts["sort"]:
            yield (f"{parts['sort'] if parts else 'other'}s", label)
            continue
        segment = _SEGMENT.match(parts["name"])
        yield ("handlers", *([f"handlers below `{segment['segment']}`"] if segment else []), label)


def _groups(chains: Sequence[Chain], most: int) -> dict[Chain, Chain]:
    """For each chain the part of it that is a node."""
    sizes = Counter(chains)
    groups: dict[Chain, list[Chain]] = defaultdict(list)
    for chain in sorted(sizes):
        groups[chain[:1]].append(chain)
    while (group := _to_open(groups, sizes, most)) is not None:
        for chain in groups.pop(group):
            groups[chain[: len(group) + 1]].append(chain)
    while len(groups) < most and (found := _standing_out(groups, sizes)) is not None:
        group, member = found
        groups[group].remove(member)
        groups[member] = [member]
    return {chain: group for group, members in groups.items() for chain in members}


def _to_open(groups: dict[Chain, list[Chain]], sizes: Counter[Chain], most: int) -> Chain | None:
    """The largest group that can be opened without too many nodes."""

    def parts(group: Chain) -> int:
        return len({chain[: len(group) + 1] for chain in groups[group]})

    fitting = [g for g, chains in groups.items() if chains != [g] and len(groups) - 1 + parts(g) <= most]
    return max(fitting, key=lambda group: (sum(sizes[chain] for chain in groups[group]), group), default=None)


def _standing_out(groups: dict[Chain, list[Chain]], sizes: Counter[Chain]) -> tuple[Chain, Chain] | None:
    """A group and its largest member, if that has twice as much as others on average; the largest such member."""
    found = []
    for group, chains in groups.items():
        member = min(chains, key=lambda chain: (-sizes[chain], chain))
        others = sum(sizes[chain] for chain in chains) - sizes[member]
        if len(chains) > 2 and sizes[member] * (len(chains) - 1) >= 2 * others:
            found.append((group, member))
    return min(found, key=lambda pair: (-sizes[pair[1]], pair), default=None)


def _orders(arrows: Iterable[tuple[Chain, Chain]]) -> tuple[list[Chain], list[Chain]]:
    """Users and things from top to bottom, so that few arrows cross: things by family, each near those who share it."""
    ends = sorted(arrows)
    things = sorted({thing for _, thing in ends})
    users = sorted({user for user, _ in ends})
    users.sort(key=lambda user: _mean(things.index(thing) for other, thing in ends if other == user))
    things.sort(key=lambda thing: (thing[0], _mean(users.index(user) for user, other in ends if other == thing)))
    return users, things


def _mean(positions: Iterable[int]) -> float:
    values = list(positions)
    return sum(values) / len(values)


def _nodes(
    order: list[Chain], groups: dict[Chain, Chain], ends: list[tuple[Chain, Iterable[int]]], *, family: bool
) -> tuple[Node, ...]:
    members = Counter(groups.values())
    found: dict[Chain, set[int]] = defaultdict(set)
    for chain, findings in ends:
        found[chain].update(findings)
    return tuple(
        Node(
            name=f"{chain[-1]} ({members[chain]})" if members[chain] > 1 else chain[-1],
            family=chain[0] if family else "",
            findings=len(found[chain]),
        )
        for chain in order
    )


def _level(report: Report, found: Iterable[int]) -> Level:
    return max(report.findings[index].level for index in found)
