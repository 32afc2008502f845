"""Reading rule pages: what a page turns into, and what is said about one that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from sharelint import rulebook
from sharelint.records import Condition, Level
from sharelint.rulebook import RulebookError
from sharelint.rulebook.error import nearest
from sharelint.rulebook.page import Mark, marks, unmarked
from sharelint.rulebook.template import PLACEHOLDERS, fill

FACTS = """\
impact     = "high"
confidence = "medium"
since      = "0.1"
message    = "`{call}` locks {value}"
breaks     = "both go on"
use        = "take the lock `{name|job}` in Redis"
shape      = "call"
names      = ["fcntl.{flock, lockf}(fd, <operation>)"]
unless     = { flags = "fcntl.LOCK_UN" }
"""

PAGE = """\
# A lock

```toml
FACTS```

Two disks, two locks.

## Incorrect

```python
import fcntl

fcntl.flock(1, 2)  # expect: my-lock
```

`shop/locks.py`
```python
import fcntl
```

`shop/main.py`
```python
from shop.locks import fcntl

fcntl.flock(1, 2)  # expect: my-lock
```

## Correct

```python
import redis
```

## When it is fine

Never.
"""


def write(folder: Path, page: str, name: str = "own/my-lock.md") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    return path


def page_with(facts: str = FACTS) -> str:
    return PAGE.replace("FACTS", facts)


def error_of(folder: Path, page: str, name: str = "own/my-lock.md") -> tuple[int, str]:
    """Line and message of the error that the page causes; that it names the page is checked here."""
    path = write(folder, page, name)
    with pytest.raises(RulebookError) as caught:
        rulebook.load([folder])
    assert caught.value.path == path
    place = f"{path}:{caught.value.line}" if caught.value.line else str(path)
    assert str(caught.value) == f"{place}: {caught.value.message}"
    return caught.value.line, caught.value.message


# -- a good page


def test_a_page_becomes_a_rule(tmp_path: Path) -> None:
    path = write(tmp_path, page_with())
    book = rulebook.load([tmp_path])
    rule = book.rules["my-lock"]
    assert (rule.name, rule.family, rule.title, rule.origin) == ("my-lock", "own", "A lock", str(path))
    assert (rule.impact, rule.confidence, rule.since) == (Level.error, "medium", "0.1")
    assert rule.message == "`{call}` locks {value}"
    assert rule.why == "Two disks, two locks."
    (match,) = rule.matches
    assert match.names == ("fcntl.flock", "fcntl.lockf")
    assert match.signatures == dict.fromkeys(match.names, (("fd", "operation"), "operation"))
    assert match.unless == (Condition(flags=("fcntl.LOCK_UN",)),)
    assert book.index == {"fcntl.flock": ((rule, match),), "fcntl.lockf": ((rule, match),)}
    assert book.of_shape("call") == ((rule, match),)
    assert book.of_shape("path") == ()
    assert book.families == ("own",)


def test_blocks_are_examples_and_blocks_with_a_path_that_follow_each_other_are_one(tmp_path: Path) -> None:
    write(tmp_path, page_with())
    first, second, third = rulebook.load([tmp_path]).rules["my-lock"].examples
    assert (first.section, list(first.files), first.line) == ("Incorrect", ["example.py"], 19)
    assert (second.section, list(second.files)) == ("Incorrect", ["shop/locks.py", "shop/main.py"])
    assert (third.section, third.files) == ("Correct", {"example.py": "import redis\n"})


def test_the_page_for_readers_has_neither_facts_nor_marks(tmp_path: Path) -> None:
    write(tmp_path, page_with())
    page = rulebook.load([tmp_path]).rules["my-lock"].page
    assert page.startswith("# A lock\n\nTwo disks, two locks.\n\n## Incorrect\n\n```python\nimport fcntl\n")
    assert "\nfcntl.flock(1, 2)\n" in page
    assert page.endswith("## When it is fine\n\nNever.\n")


def test_a_rule_can_have_several_matches(tmp_path: Path) -> None:
    facts = FACTS.partition("shape")[0] + (
        '[[match]]\nshape = "call"\nnames = ["os.lockf"]\n'
        '[[match]]\nshape = "path"\nnames = ["open(<file>)"]\nwhen = { path = "lock" }\n'
        'level = "note"\nmessage = "{path}"\n'
    )
    write(tmp_path, page_with(facts))
    first, second = rulebook.load([tmp_path]).rules["my-lock"].matches
    assert (first.shape, first.level, first.message, first.signatures) == ("call", None, "", {})
    assert (second.shape, second.level, second.message) == ("path", Level.note, "{path}")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('{ equals = ["r+", 1, true, "None"] }', (Condition(equals=("r+", 1, True, None)),)),
        ('{ argument = "fd", present = false }', (Condition(argument="fd", present=False),)),
        (
            '[{ origin = "literal" }, { host = ["internal"] }]',
            (Condition(origin=("literal",)), Condition(host=("internal",))),
        ),
    ],
)
def test_conditions(tmp_path: Path, written: str, read: tuple[Condition, ...]) -> None:
    write(tmp_path, page_with(f"{FACTS}when = {written}\n"))
    assert rulebook.load([tmp_path]).rules["my-lock"].matches[0].when == read


@pytest.mark.parametrize(
    ("written", "names", "parameters", "marked"),
    [
        ("a.b(x, <y>)", ("a.b",), ("x", "y"), "y"),
        ("a.{B, C}.d(*, <y>)", ("a.B.d", "a.C.d"), ("*", "y"), "y"),
        ("{a,b}.{c,d}(<x>)", ("a.c", "a.d", "b.c", "b.d"), ("x",), "x"),
    ],
)
def test_names(tmp_path: Path, written: str, names: tuple[str, ...], parameters: tuple[str, ...], marked: str) -> None:
    write(tmp_path, page_with(FACTS.replace("fcntl.{flock, lockf}(fd, <operation>)", written)))
    (match,) = rulebook.load([tmp_path]).rules["my-lock"].matches
    assert match.names == names
    assert match.signatures == dict.fromkeys(names, (parameters, marked))


def test_the_family_for_comments_needs_no_examples(tmp_path: Path) -> None:
    facts = FACTS.partition("shape")[0] + 'shape = "comment"\n'
    page = f"# A comment\n\n```toml\n{facts}```\n\nWhy.\n"
    write(tmp_path, page, "suppression/stale.md")
    assert rulebook.load([tmp_path]).rules["stale"].matches[0].shape == "comment"


def test_pages_of_several_folders_are_one_book_sorted_by_name(tmp_path: Path) -> None:
    write(tmp_path / "more", page_with().replace("my-lock", "a-lock"), "own/a-lock.md")
    book = rulebook.load([rulebook.shipped(), tmp_path / "more"])
    assert list(book.rules) == sorted(book.rules)
    assert {"a-lock", "manager", "socket-peer"} <= set(book.rules)
    assert [rule.name for rule, _ in book.index["fcntl.flock"]] == ["a-lock", "file-lock"]


def test_the_shipped_rules_lie_beside_the_package() -> None:
    assert rulebook.shipped() == Path(__file__).resolve().parent.parent / "rules"


# -- bad facts


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("breaks ", "brakes ", 8, "unknown key `brakes`; did you mean `breaks`?"),
        (
            "breaks ",
            "colour ",
            8,
            (
                "unknown key `colour`; valid: at, beside, breaks, code, confidence, contextual, dropped, guarded, "
                "handles, impact, kept, loop, match, message, names, not_for, probe, reread, shape, since, unless, "
                "unset, use, used, users, when, where, within"
            ),
        ),
        ('since      = "0.1"\n', "", 4, "missing key `since`"),
        ('"0.1"', "0.1", 6, "`since`: expected `str`, got `float`"),
        ('"high"', '"hihg"', 4, "`impact`: invalid enum value 'hihg'"),
        ('"call"', '"cal"', 10, "unknown shape `cal`; did you mean `call`?"),
        (
            '"call"',
            '"tree"',
            10,
            "unknown shape `tree`; valid: call, comment, memo, memory, path, peers, setting, state",
        ),
        ('shape      = "call"\n', "", 4, "missing key `shape`"),
        ('"call"', '"path"', 10, "the shape `path` needs `when = { path = ... }`"),
        ("names      = [", "handles    = [", 10, "the shape `call` needs `names`"),
        ("fcntl.{", "fcntl.*.{", 11, "`fcntl.*.flock` is not a qualified name; `*` is for the shape `setting`"),
        (
            '"call"',
            '"setting"\nwhen = { present = true }',
            10,
            "a condition of the shape `setting` is about the value that is set",
        ),
        ("{call}", "{cal}", 7, "`message` has the unknown placeholder `{cal}`; did you mean `call`?"),
        (
            "{name|job}",
            "{resource|job}",
            9,
            "`use` has the unknown placeholder `{resource}`; valid: " + ", ".join(sorted(PLACEHOLDERS)),
        ),
        ('"medium"', '"medium', 5, "not TOML: Illegal character '\\n'"),
        ("flags", "flag", 12, "unknown key `flag`; did you mean `flags`?"),
        (
            'flags = "fcntl.LOCK_UN"',
            'host = "inside"',
            12,
            "unknown host `inside`; valid: group, internal, loopback, managed, neutral, public",
        ),
        ('flags = "fcntl.LOCK_UN"', 'origin = "litteral"', 12, "unknown origin `litteral`; did you mean `literal`?"),
        ('flags = "fcntl.LOCK_UN"', 'path = "pids"', 12, "unknown path `pids`; did you mean `pid`?"),
        ('flags = "fcntl.LOCK_UN"', 'present = "yes"', 12, "`present`: expected `bool | null`, got `str`"),
        (
            '{ flags = "fcntl.LOCK_UN" }',
            '"fcntl.LOCK_UN"',
            12,
            "`unless` is a table of what has to hold, or a list of such tables",
        ),
        (
            'flags = "fcntl.LOCK_UN"',
            'argument = "cmd", equals = 1',
            12,
            "`fcntl.flock` has no parameter `cmd` in its signature",
        ),
        ("<operation>", "operation", 11, "`fcntl.flock` marks no parameter with <angle brackets>"),
        (
            "<operation>)",
            "<operation>",
            11,
            'name "fcntl.{flock, lockf}(fd, <operation>": the signature does not end in `)`',
        ),
        (
            "(fd,",
            "(<fd>,",
            11,
            'name "fcntl.{flock, lockf}(<fd>, <operation>)": more than one parameter is marked with angle brackets',
        ),
        ("(fd,", "(fd fd,", 11, 'name "fcntl.{flock, lockf}(fd fd, <operation>)": `fd fd` is not a parameter'),
        (
            "(fd,",
            "(operation,",
            11,
            'name "fcntl.{flock, lockf}(operation, <operation>)": the parameter `operation` is named twice',
        ),
        (
            "<operation>)",
            "<operation>, *)",
            11,
            'name "fcntl.{flock, lockf}(fd, <operation>, *)": no parameter follows `*`',
        ),
        (
            "{flock, lockf}",
            "{flock, lockf",
            11,
            'name "fcntl.{flock, lockf(fd, <operation>)": `fcntl.{flock, lockf` is not a qualified name',
        ),
        (
            "{flock, lockf}",
            "{flock, }",
            11,
            'name "fcntl.{flock, }(fd, <operation>)": `fcntl.` is not a qualified name',
        ),
        ("{flock, lockf}", "{flock, flock}", 11, "the name `fcntl.flock` is listed twice"),
        ('["fcntl', '[1, "fcntl', 11, "`names` is a list of texts"),
    ],
)
def test_what_is_said_about_bad_facts(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in FACTS
    assert error_of(tmp_path, page_with(FACTS.replace(old, new, 1))) == (line, message)


MATCHES = f"""\
{FACTS.partition("shape")[0]}
[[match]]
shape = "call"
names = ["os.lockf"]

[[match]]
shape = "call"
names = ["os.open"]
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('names = ["os.open"]', 'name = ["os.open"]', 17, "unknown key `name`; did you mean `names`?"),
        (
            'names = ["os.open"]',
            'names = ["os.open"]\nlevel = "worning"',
            18,
            "unknown level `worning`; did you mean `warning`?",
        ),
        (
            'names = ["os.open"]',
            'names = ["os.open"]\nmessage = "{cal}"',
            18,
            "`message` has the unknown placeholder `{cal}`; did you mean `call`?",
        ),
        (
            'names = ["os.open"]',
            'names = ["os.open"]\nimpact = "low"',
            18,
            (
                "unknown key `impact`; valid: at, beside, breaks, code, dropped, guarded, handles, kept, level, loop, "
                "message, names, not_for, probe, reread, shape, unless, unset, use, used, users, when, where, within"
            ),
        ),
        (
            "[[match]]",
            'shape = "call"\n[[match]]',
            11,
            "`shape` stands beside `[[match]]` tables: put it into each of them",
        ),
    ],
)
def test_what_is_said_about_bad_matches(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    assert error_of(tmp_path, page_with(MATCHES.replace(old, new, 1))) == (line, message)


def test_match_is_written_as_tables(tmp_path: Path) -> None:
    page = page_with(FACTS.partition("shape")[0] + "match = 1\n")
    assert error_of(tmp_path, page) == (10, "`match` is written as `[[match]]` tables")


# -- bad pages


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("# A lock\n", "A lock\n", 1, "the page does not start with a title: `# What it finds`"),
        ("```toml", "```", 3, "a fenced `toml` block with the facts has to follow the title"),
        ("# A lock\n", "# A lock\n\nWhy.\n", 3, "a fenced `toml` block with the facts has to follow the title"),
        ("## Incorrect", "## Incorect", 17, "unknown section `Incorect`; did you mean `Incorrect`?"),
        (
            "## Correct",
            "## When it is fine",
            43,
            "section `When it is fine` out of order; the order is: Incorrect, Correct, Known gaps, When it is fine",
        ),
        (
            "## Correct\n\n```python\nimport redis\n```\n\n",
            "",
            0,
            "section `Correct` is missing, or has no `python` block",
        ),
        ("## Correct\n\n```python", "## Correct\n\n```", 0, "section `Correct` is missing, or has no `python` block"),
        ("```python\nimport redis\n```\n", "```python\nimport redis\n", 39, "the fenced block is not closed"),
        (
            "import redis",
            "import redis  # expect: my-lock",
            39,
            "a correct example stays silent: no line of it ends in a mark",
        ),
        (
            "fcntl.flock(1, 2)  # expect: my-lock\n```\n\n`",
            "fcntl.flock(1, 2)\n```\n\n`",
            19,
            "an incorrect example has lines that end in `# expect: rule-name`, and no gap",
        ),
        (
            "fcntl.flock(1, 2)  # expect: my-lock\n```\n\n`",
            "fcntl.flock(1, 2)  # gap: my-lock\n```\n\n`",
            19,
            "an incorrect example has lines that end in `# expect: rule-name`, and no gap",
        ),
        (
            "# expect: my-lock",
            "# expects: my-lock",
            22,
            "malformed mark; write `# expect: rule-name, other-rule` or `# gap: rule-name`",
        ),
        (
            "# expect: my-lock",
            "# expect: my-lock because",
            22,
            "malformed mark; write `# expect: rule-name, other-rule` or `# gap: rule-name`",
        ),
        (
            "# expect: my-lock",
            "# expect:",
            22,
            "malformed mark; write `# expect: rule-name, other-rule` or `# gap: rule-name`",
        ),
        ("# expect: my-lock", "# expect: my-lok", 22, "unknown rule `my-lok` in a mark; did you mean `my-lock`?"),
        ("`shop/main.py`", "`shop/locks.py`", 31, "`shop/locks.py` is in this example twice"),
        ("`shop/main.py`", "`../main.py`", 31, "`../main.py` leaves the example's folder"),
        (
            "## When it is fine",
            "## Known gaps\n\n```python\nimport redis\n```\n\n## When it is fine",
            45,
            "a known gap needs a line that ends in `# gap: rule-name`",
        ),
    ],
)
def test_what_is_said_about_a_bad_page(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    page = page_with()
    assert old in page
    assert error_of(tmp_path, page.replace(old, new, 1)) == (line, message)


def test_a_rule_is_defined_once(tmp_path: Path) -> None:
    first = write(tmp_path, page_with(), "one/my-lock.md")
    assert error_of(tmp_path, page_with(), "two/my-lock.md") == (0, f"the rule `my-lock` is defined in {first} already")


def test_a_rule_is_not_called_like_a_family(tmp_path: Path) -> None:
    write(tmp_path, page_with())
    assert error_of(tmp_path, page_with(), "own/own.md") == (
        0,
        "`own` is the name of a family and cannot be that of a rule",
    )


def test_names_of_pages(tmp_path: Path) -> None:
    expected = "`My_Lock` is not the name of a rule: small letters, digits, hyphens"
    assert error_of(tmp_path, page_with(), "own/My_Lock.md") == (0, expected)


def test_a_page_lies_in_its_family(tmp_path: Path) -> None:
    assert error_of(tmp_path, page_with(), "my-lock.md") == (
        0,
        "a rule page lies in the folder of its family: <family>/my-lock.md",
    )


def test_a_page_is_utf_8(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    path.write_bytes(b"# caf\xe9\n")
    with pytest.raises(RulebookError, match="cannot be read: 'utf-8' codec can't decode byte 0xe9 in position 5"):
        rulebook.load([tmp_path])


def test_a_folder_exists(tmp_path: Path) -> None:
    with pytest.raises(RulebookError) as caught:
        rulebook.load([tmp_path / "rulez"])
    assert str(caught.value) == f"{tmp_path / 'rulez'}: no such folder of rules"


# -- marks, templates, words


def test_marks() -> None:
    code = "a()  # expect: one, two\nb()\nc()  # gap: one\n"
    assert marks(code) == (Mark(1, "one", "expect"), Mark(1, "two", "expect"), Mark(3, "one", "gap"))
    assert unmarked(code) == "a()\nb()\nc()\n"


def test_a_mark_may_give_the_level() -> None:
    code = "a()  # expect: one note, two\nb()  # expect: three error\n"
    assert [mark.level for mark in marks(code)] == ["note", "", "error"]
    assert [mark.rule for mark in marks(code)] == ["one", "two", "three"]
    assert unmarked(code) == "a()\nb()\n"


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [
        ("hash `{name|state}`", {"name": "orders"}, "hash `orders`"),
        ("hash `{name|state}`", {}, "hash `state`"),
        ("hash `{name|state}`", {"name": ""}, "hash `state`"),
        ("f'lock:{key|job}'", {"key": "{resource}"}, "f'lock:{resource}'"),
        ('{{"job": {name}}}', {"name": "jobs"}, '{"job": jobs}'),
        ("{call}", {}, "..."),
        ("no holes } here", {}, "no holes } here"),
    ],
)
def test_templates(template: str, values: dict[str, str], text: str) -> None:
    assert fill(template, values) == text


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("memry", "did you mean `memory`?"),
        ("MEMORY", "did you mean `memory`?"),
        ("x", "valid: filesystem, memory, network"),
    ],
)
def test_the_nearest_word(word: str, said: str) -> None:
    assert nearest(word, {"network", "memory", "filesystem"}) == said
