"""What becomes of findings: selection, levels, suppression comments and what is said of those."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sharelint.code import Facts
from sharelint.config import Config
from sharelint.facts import extract
from sharelint.records import Finding, Level, Place, Source, Span
from sharelint.rulebook import load, shipped
from sharelint.settle import directives_of, settle

RULEBOOK = load([shipped()])
CONFIG = Config(root=Path("/"))


def finding(
    line: int, rule: str = "manager", *, end: int = 0, path: str = "app.py", level: Level | None = None
) -> Finding:
    """A finding at a line, of a statement that goes on to the line `end`."""
    return Finding(
        rule=rule,
        level=level or RULEBOOK.rules[rule].impact,
        message=f"found in line {line}",
        place=Place(path, Span(line, 1, line, 4)),
        statement=Span(line, 1, end or line, 4),
    )


def outcome(
    code: str, *findings: Finding, config: Config = CONFIG, path: str = "app.py"
) -> tuple[list[str], list[str]]:
    """(kept, suppressed) as `line rule`; what is said of a comment as `line:column rule: message`."""
    facts = extract(Source(path, code, code.encode()))
    assert isinstance(facts, Facts)
    kept, suppressed = settle(findings, {path: facts.comments}, RULEBOOK, config)
    return [shown(each) for each in kept], [shown(each) for each in suppressed]


def shown(each: Finding) -> str:
    span = each.place.span
    if RULEBOOK.rules[each.rule].family == "suppression":
        return f"{span.line}:{span.column}-{span.end_column} {each.rule}: {each.message}"
    return f"{span.line} {each.rule}"


class TestWhereASuppressionStands:
    def test_behind_the_statement(self) -> None:
        code = "a()  # sharelint: ignore[manager] one host\nb()\n"
        assert outcome(code, finding(1), finding(2)) == (["2 manager"], ["1 manager"])

    @pytest.mark.parametrize("line", [1, 2, 3, 4])
    def test_on_any_line_of_the_statement(self, line: int) -> None:
        code = ["a(", "    1,", "    # two", ")", "b()"]
        code[line - 1] += "  # sharelint: ignore[manager] one host"
        assert outcome("\n".join(code), finding(1, end=4), finding(5)) == (["5 manager"], ["1 manager"])

    def test_alone_above_it_also_with_other_comments_between(self) -> None:
        code = "z()\n# sharelint: ignore[manager] one host\n# more\n\na(\n)\nb()\n"
        assert outcome(code, finding(1), finding(5, end=6), finding(7)) == (["1 manager", "7 manager"], ["5 manager"])

    def test_above_a_compound_statement_it_reaches_the_header_only(self) -> None:
        code = "# sharelint: ignore[manager] one host\nwith a() as x:\n    b()\n"
        assert outcome(code, finding(2), finding(3)) == (["3 manager"], ["2 manager"])

    def test_behind_another_statement_it_says_nothing_of_the_next(self) -> None:
        code = "z()  # sharelint: ignore[manager] one host\na()\n"
        assert outcome(code, finding(2)) == (
            ["1:26-33 unused-suppression: the suppression of `manager` has nothing to suppress", "2 manager"],
            [],
        )

    @pytest.mark.parametrize("position", [0, 1, 2])
    def test_for_the_whole_file_anywhere(self, position: int) -> None:
        code = ["a()", "b()"]
        code.insert(position, "# sharelint: ignore-file[manager] batch job")
        lines = [number for number, line in enumerate(code, 1) if not line.startswith("#")]
        assert outcome("\n".join(code), *map(finding, lines)) == ([], [f"{line} manager" for line in lines])

    def test_in_its_own_file_only(self) -> None:
        code = "# sharelint: ignore-file[manager] batch job\na()\n"
        assert outcome(code, finding(2), finding(2, path="other.py")) == (["2 manager"], ["2 manager"])

    def test_never_in_a_text(self) -> None:
        code = 'a("# sharelint: ignore[manager] one host")\n'
        assert outcome(code, finding(1)) == (["1 manager"], [])


class TestWhatASuppressionSays:
    def test_rules_and_families_in_one_list(self) -> None:
        code = "a()  # sharelint: ignore[socket-peer,  memory ] one host\n"
        found = [finding(1, rule) for rule in ("manager", "host-queue", "socket-peer", "file-lock")]
        assert outcome(code, *found) == (["1 file-lock"], ["1 host-queue", "1 manager", "1 socket-peer"])

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("# sharelint: ignore[manager] one host", "one host"),
            ("#sharelint:ignore[manager]one host", "one host"),
            ("# sharelint:  ignore [manager]: one host.", "one host"),
            ("# sharelint: ignore[manager] -- one host", "one host"),
            ("# sharelint: ignore[manager] \u2014 one host", "one host"),
            ("# noqa: S101  # sharelint: ignore[manager] one host  # noqa: S102", "one host"),
            ("# sharelint: ignore[manager] one host # type: ignore[x]", "one host"),
            ("# sharelint: ignore[manager] see #12", "see #12"),
            ("# sharelint: ignore[manager]", ""),
            ("# sharelint: ignore[manager] -- ", ""),
            ("# sharelint: ignore[manager]  # noqa", ""),
            ("# sharelint: ignore[manager]  # pragma: no cover", ""),
        ],
    )
    def test_the_reason_is_what_follows_up_to_the_mark_of_another_tool(self, text: str, reason: str) -> None:
        facts = extract(Source("a.py", text, text.encode()))
        assert isinstance(facts, Facts)
        (directive,) = directives_of("a.py", facts.comments[0])
        assert (directive.reach, [name for name, _ in directive.entries], directive.reason) == (
            "statement",
            ["manager"],
            reason,
        )

    def test_two_in_one_comment(self) -> None:
        code = "a()  # sharelint: ignore[manager] one host  # sharelint: ignore[host-queue] batch\n"
        assert outcome(code, finding(1), finding(1, "host-queue")) == ([], ["1 host-queue", "1 manager"])

    @pytest.mark.parametrize(
        "mark",
        [
            *("ignore", "ignore-file", "ignore[]", "ignore[ , ]", "ignore[manager one host"),
            *("disable=manager", "ignores[manager]", "noqa[manager]", "skip", ""),
        ],
    )
    def test_what_is_malformed_suppresses_nothing_and_is_reported(self, mark: str) -> None:
        kept, suppressed = outcome(f"a()  # sharelint: {mark}\n", finding(1))
        assert (kept[0], len(kept), suppressed) == ("1 manager", 2, [])
        assert kept[1].startswith("1:8-")
        assert kept[1].endswith(
            "suppresses nothing: the rules stand in brackets, as in `ignore[rule]` or `ignore-file[rule]`"
        )

    def test_a_comment_about_the_tool_is_none_for_it(self) -> None:
        assert outcome("a()  # sharelint finds this, see sharelint.toml\n", finding(1)) == (["1 manager"], [])


class TestComplaints:
    def test_an_unknown_rule_and_the_nearest_one(self) -> None:
        code = "a()  # sharelint: ignore[manger, zebra] one host\n"
        message = "is neither a rule nor a family of rules"
        assert outcome(code, finding(1)) == (
            [
                "1 manager",
                f"1:26-32 unknown-suppression: `manger` {message}; did you mean `manager`?",
                f"1:34-39 unknown-suppression: `zebra` {message}",
            ],
            [],
        )

    def test_a_missing_reason_but_it_suppresses_all_the_same(self) -> None:
        assert outcome("a()  # sharelint: ignore[manager]\n", finding(1)) == (
            ["1:8-34 bare-suppression: `sharelint: ignore[manager]` gives no reason"],
            ["1 manager"],
        )

    def test_each_name_that_has_nothing_to_suppress(self) -> None:
        code = (
            "a()  # sharelint: ignore[manager, host-queue, network] one host\n# sharelint: ignore-file[filesystem] x\n"
        )
        text = "unused-suppression: the suppression of"
        assert outcome(code, finding(1)) == (
            [
                f"1:35-45 {text} `host-queue` has nothing to suppress",
                f"1:47-54 {text} `network` has nothing to suppress",
                f"2:26-36 {text} `filesystem` has nothing to suppress",
            ],
            ["1 manager"],
        )

    def test_they_are_notes(self) -> None:
        facts = extract(Source("a.py", "# sharelint: ignore[host-queue, x]\n# sharelint: ignore\n", b""))
        assert isinstance(facts, Facts)
        kept, _ = settle([], {"a.py": facts.comments}, RULEBOOK, CONFIG)
        assert [(each.rule, each.level) for each in kept] == [
            ("bare-suppression", Level.note),
            ("unused-suppression", Level.note),
            ("unknown-suppression", Level.note),
            ("unknown-suppression", Level.note),
        ]

    @pytest.mark.parametrize(
        "config",
        [
            replace(CONFIG, ignore=("manager",)),
            replace(CONFIG, ignore=("memory",)),
            replace(CONFIG, select=("network", "suppression")),
            replace(CONFIG, per_path_ignores={"app.py": ("memory",)}),
        ],
    )
    def test_of_rules_that_are_off_nobody_knows_what_would_be_unused(self, config: Config) -> None:
        code = "a()  # sharelint: ignore[manager] one host\nb()  # sharelint: ignore[memory] one host\n"
        assert outcome(code, config=config) == ([], [])

    def test_they_can_be_switched_off(self) -> None:
        code = "a()  # sharelint: ignore[manger]\nb()  # sharelint: ignore[manager]\n"
        assert outcome(code, config=replace(CONFIG, ignore=("suppression",))) == ([], [])
        assert outcome(code, config=replace(CONFIG, ignore=("bare-suppression", "unknown-suppression"))) == (
            ["2:26-33 unused-suppression: the suppression of `manager` has nothing to suppress"],
            [],
        )

    def test_they_can_be_suppressed_too(self) -> None:
        code = "# sharelint: ignore-file[bare-suppression] reasons are in the log\na()  # sharelint: ignore[manager]\n"
        assert outcome(code, finding(2)) == (
            [],
            ["2 manager", "2:8-34 bare-suppression: `sharelint: ignore[manager]` gives no reason"],
        )
        code = "a()  # sharelint: ignore[manager, unused-suppression] on Windows only\n"
        text = "1:26-33 unused-suppression: the suppression of `manager` has nothing to suppress"
        assert outcome(code) == ([], [text])

    def test_the_suppression_of_unused_ones_can_be_unused_itself(self) -> None:
        code = "a()  # sharelint: ignore[unused-suppression] to be sure\n"
        text = "1:26-44 unused-suppression: the suppression of `unused-suppression` has nothing to suppress"
        assert outcome(code) == ([text], [])


class TestSelection:
    FOUND = tuple(finding(line, rule) for line, rule in enumerate(["manager", "host-queue", "file-lock"], 1))

    @pytest.mark.parametrize(
        ("select", "ignore", "kept"),
        [
            ((), (), ["1 manager", "2 host-queue", "3 file-lock"]),
            (("memory",), (), ["1 manager", "2 host-queue"]),
            ((), ("memory",), ["3 file-lock"]),
            (("manager", "filesystem"), (), ["1 manager", "3 file-lock"]),
            (("memory",), ("manager",), ["2 host-queue"]),
            (("manager",), ("memory",), ["1 manager"]),
            (("manager",), ("manager",), []),
            (("memory",), ("memory",), []),
            (("network",), (), []),
        ],
    )
    def test_the_name_of_a_rule_says_more_than_its_family_and_ignore_more_than_select(
        self, select: tuple[str, ...], ignore: tuple[str, ...], kept: list[str]
    ) -> None:
        assert outcome("", *self.FOUND, config=replace(CONFIG, select=select, ignore=ignore)) == (kept, [])

    def test_per_path(self) -> None:
        config = replace(CONFIG, per_path_ignores={"scripts/": ("memory",), "scripts/a*.py": ("file-lock",)})
        for path, kept in (("app.py", 3), ("scripts/b.py", 1), ("scripts/a1.py", 0), ("x/scripts/a1.py", 1)):
            found = [replace(each, place=replace(each.place, path=path)) for each in self.FOUND]
            assert len(settle(found, {}, RULEBOOK, config)[0]) == kept, path


class TestLevels:
    @staticmethod
    def level(each: Finding, config: Config) -> Level:
        ((only,), _) = settle([each], {}, RULEBOOK, config)
        return only.level

    @pytest.mark.parametrize("configured", list(Level))
    def test_of_a_rule_or_family(self, configured: Level) -> None:
        for name in ("manager", "memory"):
            assert self.level(finding(1), replace(CONFIG, levels={name: configured})) == configured
        both = replace(CONFIG, levels={"memory": Level.error, "manager": configured})
        assert self.level(finding(1), both) == configured
        assert self.level(finding(1, "file-lock"), both) == Level.error

    def test_what_the_page_calls_doubtful_is_lowered_but_not_raised(self) -> None:
        assert RULEBOOK.rules["manager"].impact == Level.error
        doubtful = finding(1, level=Level.warning)
        for configured, level in zip(Level, (Level.note, Level.warning, Level.warning), strict=True):
            assert self.level(doubtful, replace(CONFIG, levels={"manager": configured})) == level

    def test_code_that_runs_as_one_process_lowers_what_needs_several(self) -> None:
        config = replace(CONFIG, processes={"scripts/**": "one", "scripts/web.py": "many"})

        def levels(path: str) -> list[str]:
            found = [finding(1, rule, path=path) for rule in ("process-state", "manager")]
            kept, _ = settle(found, {}, RULEBOOK, config)
            return [f"{each.rule} {each.level.name}" for each in kept]

        assert levels("app.py") == ["manager error", "process-state warning"]
        assert levels("scripts/report.py") == ["manager error", "process-state note"]
        assert levels("scripts/web.py") == ["manager error", "process-state warning"]

    def test_test_code_gives_notes(self) -> None:
        raised = replace(CONFIG, levels={"manager": Level.error})
        for config in (CONFIG, raised):
            assert self.level(finding(1, path="tests/test_app.py"), config) == Level.note
        assert self.level(finding(1, path="tests/test_app.py"), replace(CONFIG, tests=())) == Level.error
        assert self.level(finding(1, path="checks/app.py"), replace(CONFIG, tests=("checks/",))) == Level.note


STATEMENTS = ["a()", "a(\n    1,\n)", "if x:\n    a()", "with a():\n    pass", "@a()\ndef f():\n    pass", "a(); b()"]
RULES = ["manager", "host-queue", "socket-peer"]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(STATEMENTS), st.sets(st.sampled_from(RULES))), min_size=1, max_size=5),
    st.integers(0, 4),
    st.sampled_from(RULES),
    st.booleans(),
)
def test_a_suppression_takes_away_exactly_its_finding(
    statements: list[tuple[str, set[str]]], chosen: int, rule: str, above: bool
) -> None:
    """Findings stand on the first line of any statement; a suppression is put at one of them."""
    chosen %= len(statements)
    comment = f"# sharelint: ignore[{rule}] one host"
    code: list[str] = []
    found: list[Finding] = []
    for number, (text, rules) in enumerate(statements):
        lines = text.split("\n")
        if number == chosen:
            lines = [comment, *lines] if above else [f"{lines[0]}  {comment}", *lines[1:]]
        line = len(code) + 1 + (number == chosen and above)
        end = line + 2 if text.startswith("a(\n") else line
        found += [replace(finding(line, each, end=end), symbol=str(number)) for each in sorted(rules)]
        code += lines
    facts = extract(Source("app.py", "\n".join(code), b""))
    assert isinstance(facts, Facts)
    kept, suppressed = settle(found, {"app.py": facts.comments}, RULEBOOK, CONFIG)
    expected = [each for each in found if (each.symbol, each.rule) == (str(chosen), rule)]
    assert list(suppressed) == expected
    complaints = [each for each in kept if each not in found]
    assert [each.rule for each in complaints] == ([] if expected else ["unused-suppression"])
    assert sorted([*kept, *suppressed], key=Finding.sort_key) == sorted([*found, *complaints], key=Finding.sort_key)


@settings(max_examples=50, deadline=None)
@given(st.permutations(list(itertools.product((1, 2, 3), RULES))))
def test_the_order_of_findings_makes_no_difference(order: list[tuple[int, str]]) -> None:
    code = "a()\nb()  # sharelint: ignore[memory] one host\nc()\n"
    found = [finding(line, rule) for line, rule in order]
    assert outcome(code, *found) == outcome(code, *sorted(found, key=Finding.sort_key))
