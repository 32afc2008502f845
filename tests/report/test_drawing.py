"""Where things lie in the picture."""

from __future__ import annotations

from sharelint.records import Level
from sharelint.report.drawing import drawing
from sharelint.report.picture import Arrow, Node, Picture


def test_boxes_lie_in_two_columns_and_a_curve_joins_their_edges() -> None:
    drawn = drawing(Picture((Node("`GET /a`", "", 1),), (Node("`m`", "memory", 1),), (Arrow(0, 0, Level.error, (0,)),)))
    (user,), (thing,), (heading,), (curve,) = drawn.users, drawn.things, drawn.headings, drawn.curves
    assert (user.name, user.x, user.y) == ("GET /a", 0, 19)
    assert (thing.name, thing.x + thing.width, thing.y) == ("m", drawn.width, 30)
    assert (heading.family, heading.y) == ("memory", 22)
    assert (curve.path, curve.thickness) == ("M340,32C495,32 495,43 651,43", 1.5)


def test_boxes_do_not_overlap_and_lie_within_the_drawing() -> None:
    things = tuple(Node(f"`{n}`", "memory" if n < 5 else "network", 1) for n in range(9))
    for users in ((Node("a", "", 1),), tuple(Node(str(n), "", 1) for n in range(24))):
        drawn = drawing(Picture(users, things, ()))
        for column in (drawn.users, drawn.things):
            edges = [edge for box in column for edge in (box.y, box.y + box.height)]
            assert edges == sorted(edges)
            assert edges[0] >= 0
            assert edges[-1] <= drawn.height


def test_a_long_name_loses_its_middle() -> None:
    name = f"`/var/{'x' * 60}/prices.bin`"
    (box,) = drawing(Picture((Node(name, "", 1),), (), ())).users
    assert (len(box.name), box.name[:5], box.name[-11:]) == (44, "/var/", "/prices.bin")


def test_more_findings_are_a_thicker_line() -> None:
    nodes = (Node("a", "", 9),), (Node("b", "m", 9),)
    lines = [drawing(Picture(*nodes, (Arrow(0, 0, Level.note, tuple(range(n))),))).curves[0] for n in (1, 4, 64)]
    assert [line.thickness for line in lines] == [1.5, 2.5, 4.5]
