"""Where the nodes and arrows of a picture lie: two columns of boxes, and curves from the left to the right."""

from __future__ import annotations

import math
from itertools import groupby

from msgspec import Struct

from sharelint.report.picture import Arrow, Node, Picture
from sharelint.report.visible import visible

# All in units of the drawing, which is scaled to the page. A character of a name is about 7 wide.
_WIDTH = 1000
_BOX = 340, 26
_STEP = 34  # from one box to the next, at least
_HEADING = 30  # above the things of a family
_HEAD = 9  # of an arrow
_LONGEST_NAME = 44  # characters


class Box(Struct, frozen=True):
    x: int
    y: int
    width: int
    height: int
    node: Node
    name: str  # cut to the box, safe to show


class Heading(Struct, frozen=True):
    y: int
    family: str


class Curve(Struct, frozen=True):
    arrow: Arrow
    path: str  # of SVG
    thickness: float


class Drawing(Struct, frozen=True):
    width: int
    height: int
    users: tuple[Box, ...]
    things: tuple[Box, ...]
    headings: tuple[Heading, ...]
    curves: tuple[Curve, ...]


def drawing(picture: Picture) -> Drawing:
    families = [(family, list(nodes)) for family, nodes in groupby(picture.things, key=lambda node: node.family)]
    things_height = len(picture.things) * _STEP + len(families) * _HEADING
    height = max(things_height, len(picture.users) * _STEP)

    headings, things = [], []
    y = (height - things_height) // 2
    for family, nodes in families:
        headings.append(Heading(y + _HEADING - 8, family))
        y += _HEADING
        things += [_box(_WIDTH - _BOX[0], y + index * _STEP, node) for index, node in enumerate(nodes)]
        y += len(nodes) * _STEP
    step = height // max(len(picture.users), 1)  # the shorter column is spread, so that arrows are less steep
    users = [_box(0, index * step + (step - _BOX[1]) // 2, node) for index, node in enumerate(picture.users)]
    curves = tuple(_curve(arrow, users[arrow.user], things[arrow.thing]) for arrow in picture.arrows)
    return Drawing(_WIDTH, height, tuple(users), tuple(things), tuple(headings), curves)


def _box(x: int, y: int, node: Node) -> Box:
    return Box(x, y, *_BOX, node, _cut(visible(node.name.replace("`", ""))))


def _cut(name: str) -> str:
    """A name without its middle, if it is too long: paths differ at their ends."""
    if len(name) <= _LONGEST_NAME:
        return name
    tail = _LONGEST_NAME * 2 // 3
    return f"{name[: _LONGEST_NAME - tail - 1]}…{name[-tail:]}"


def _curve(arrow: Arrow, user: Box, thing: Box) -> Curve:
    start, end = user.x + user.width, thing.x - _HEAD
    middle = (start + end) // 2
    above, below = user.y + user.height // 2, thing.y + thing.height // 2
    path = f"M{start},{above}C{middle},{above} {middle},{below} {end},{below}"
    return Curve(arrow, path, round(1.5 + math.log2(len(arrow.findings)) / 2, 1))
