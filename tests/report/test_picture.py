"""Who shares what."""

from __future__ import annotations

from typing import Any

from sharelint.records import Finding, Level, Place, Span
from sharelint.report.picture import Arrow, Node, picture

from .build import finding, report, rule

RULES = (rule(), rule("lock-path", "filesystem"), rule("file-lock", "filesystem"), rule("url-peer", "network"))


def sharing(what: str, *reached: str, rule: str = "manager", path: str = "app/a.py", **fields: Any) -> Finding:
    return finding(Place(path, Span(1, 1, 1, 2)), rule=rule, shared=what, reached=reached, **fields)


def names(nodes: tuple[Node, ...]) -> list[str]:
    return [node.name for node in nodes]


def test_an_arrow_for_each_entry_point_and_thing() -> None:
    drawn = picture(
        report(
            sharing("app.state", "`GET /a`", "the task `mail`"),
            sharing("/var/a.lock", "`GET /a`", rule="lock-path", level=Level.warning),
            rules=RULES,
        ),
        most=24,
    )
    assert drawn.users == (Node("`GET /a`", "", 2), Node("the task `mail`", "", 1))
    assert drawn.things == (Node("`/var/a.lock`", "filesystem", 1), Node("`app.state`", "memory", 1))
    assert drawn.arrows == (
        Arrow(user=0, thing=0, level=Level.warning, findings=(1,)),
        Arrow(user=0, thing=1, level=Level.error, findings=(0,)),
        Arrow(user=1, thing=1, level=Level.error, findings=(0,)),
    )


def test_findings_between_the_same_two_are_one_arrow_of_the_highest_level() -> None:
    lock = [sharing("/a.lock", "`GET /a`", rule=name) for name in ("lock-path", "file-lock")]
    note = sharing("/a.lock", "`GET /a`", rule="file-lock", level=Level.note)
    drawn = picture(report(note, *lock, rules=RULES), most=24)
    assert drawn.things == (Node("`/a.lock`", "filesystem", 3),)
    assert drawn.arrows == (Arrow(0, 0, Level.error, (0, 1, 2)),)


def test_code_that_nothing_known_leads_to_stands_for_itself() -> None:
    assert names(picture(report(sharing("m", path="lib/b.py"), rules=RULES), most=24).users) == ["code in `lib/b.py`"]


def test_what_shares_nothing_is_not_drawn() -> None:
    assert picture(report(sharing("")), most=24) == picture(report(), most=24)


def test_where_there_are_too_many_the_largest_groups_are_opened_first() -> None:
    many = [sharing(f"app.m{n}", f"`GET /users/{n}`", f"`GET /items/{n}`") for n in range(10)]
    few = [sharing("http://peer", "the task `mail`", rule="url-peer")]
    drawn = picture(report(*many, *few, rules=RULES), most=11)
    assert names(drawn.users) == ["handlers below `/items` (10)", "handlers below `/users` (10)", "the task `mail`"]
    assert names(drawn.things) == [f"`app.m{n}`" for n in range(10)] + ["`http://peer`"]
    assert [node.findings for node in drawn.users] == [10, 10, 1]


def test_folders_are_opened_before_files() -> None:
    paths = [f"app/{folder}/{n}.py" for folder in ("a", "b") for n in range(5)]
    drawn = picture(report(*(sharing("m", path=path) for path in paths), rules=RULES), most=4)
    assert names(drawn.users) == ["code in `app/a/` (5)", "code in `app/b/` (5)"]


def test_of_a_group_that_stays_closed_what_stands_out_is_drawn_beside_it() -> None:
    many = [sharing("m", f"`GET /{n}`") for n in range(30)]
    drawn = picture(report(*many, *[sharing("m", "`GET /7`")] * 2, rules=RULES), most=24)
    assert drawn.users == (Node("handlers (29)", "", 29), Node("`GET /7`", "", 3))


def test_300_findings_stay_a_picture_and_none_is_lost() -> None:
    findings = [
        sharing(f"app.m{n % 90}", f"`GET /{n % 7}/{n}`", rule=RULES[n % 4].name, path=f"app/{n}.py") for n in range(300)
    ]
    drawn = picture(report(*findings, rules=RULES), most=24)
    assert len(drawn.users) <= 24
    assert len(drawn.things) <= 24
    assert {index for arrow in drawn.arrows for index in arrow.findings} == set(range(300))


def test_the_picture_does_not_depend_on_the_order_of_findings() -> None:
    findings = [sharing(f"app.m{n}", f"`GET /{n % 3}`") for n in range(12)]
    one, other = (picture(report(*order, rules=RULES), most=24) for order in (findings, findings[::-1]))
    assert (one.users, one.things) == (other.users, other.things)
