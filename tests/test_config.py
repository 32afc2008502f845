"""Where the settings come from, what they mean, and what is said when they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sharelint.config import TESTS, Config, ConfigError, check_names, load
from sharelint.records import Level, Limits
from sharelint.rulebook import load as load_rules
from sharelint.rulebook import shipped

EVERYTHING = """\
select = ["memory", "socket-peer"]
ignore = ["host-queue"]
exclude = ["generated/", "!generated/kept.py"]
rules = ["lint/rules"]
tests = []

[per-path-ignores]
"scripts/**" = ["filesystem"]

[levels]
manager = "note"
network = "error"
"""

KEYS = (
    "baseline, exclude, file-timeout, ignore, levels, max-file-size, per-path-ignores, processes, rules, select, tests"
)


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def error(root: Path, text: str, name: str = "sharelint.toml") -> str:
    path = write(root / name, text)
    with pytest.raises(ConfigError) as caught:
        check_names(load([root]), load_rules([shipped()]))
    return str(caught.value).replace(str(path), name)


class TestWhere:
    def test_every_key_of_a_file_of_its_own(self, tmp_path: Path) -> None:
        path = write(tmp_path / "sharelint.toml", EVERYTHING)
        assert load([tmp_path]) == Config(
            root=tmp_path,
            source=path,
            select=("memory", "socket-peer"),
            ignore=("host-queue",),
            exclude=("generated/", "!generated/kept.py"),
            per_path_ignores={"scripts/**": ("filesystem",)},
            levels={"manager": Level.note, "network": Level.error},
            rules=("lint/rules",),
            tests=(),
        )

    def test_processes_as_a_word_or_by_path(self, tmp_path: Path) -> None:
        word = load([tmp_path], file=write(tmp_path / "word.toml", "processes = 'one'"))
        assert word.processes == {"**": "one"}
        by_path = load([tmp_path], file=write(tmp_path / "paths.toml", "[processes]\n'jobs/' = 'one'\n'web/' = 'many'"))
        assert by_path.processes == {"jobs/": "one", "web/": "many"}

    def test_what_one_file_may_take(self, tmp_path: Path) -> None:
        path = write(tmp_path / "sharelint.toml", "max-file-size = 0.5  # MB\nfile-timeout = 3\n")
        assert load([tmp_path], file=path).limits == Limits(size=500_000, seconds=3)
        assert Config(root=tmp_path).limits == Limits(size=10_000_000, seconds=20)

    def test_the_same_keys_in_a_pyproject(self, tmp_path: Path) -> None:
        own = load([tmp_path], file=write(tmp_path / "sharelint.toml", EVERYTHING))
        text = EVERYTHING.replace("\n[", "\n[tool.sharelint.")
        path = write(tmp_path / "pyproject.toml", f"[project]\nname = 'x'\n[tool.sharelint]\n{text}")
        pyproject = load([tmp_path], file=path)
        assert pyproject == replace(own, source=path)

    def test_the_nearest_file_upward_counts(self, tmp_path: Path) -> None:
        outer = write(tmp_path / "pyproject.toml", "[tool.sharelint]\nignore = ['manager']\n")
        write(tmp_path / "services/a/pyproject.toml", "[project]\nname = 'a'\n")
        inner = write(tmp_path / "services/b/pyproject.toml", "[tool.sharelint]\n")
        write(tmp_path / "services/a/src/x.py")
        write(tmp_path / "services/b/src/x.py")
        for path, source in (
            ("services/a", outer),  # a pyproject.toml without the table is passed over
            ("services/b", inner),
            ("services/b/src/x.py", inner),
            ("services/b/src/gone.py", inner),
        ):
            config = load([path], tmp_path)
            assert (config.source, config.root) == (source, source.parent)
        assert load(["services/a/src", "services/b/src"], tmp_path).source == outer

    def test_a_file_of_its_own_comes_before_the_pyproject(self, tmp_path: Path) -> None:
        names = ["pyproject.toml", "sharelint.toml", ".sharelint.toml"]
        for name in names:
            path = write(tmp_path / name, "[tool.sharelint]\n" if name == "pyproject.toml" else "")
            assert load([tmp_path]).source == path

    def test_the_search_ends_at_the_top_of_the_work_tree(self, tmp_path: Path) -> None:
        write(tmp_path / "sharelint.toml")
        write(tmp_path / "repo/.git/HEAD")
        write(tmp_path / "repo/src/a.py")
        assert load(["repo/src"], tmp_path) == Config(root=tmp_path / "repo")

    def test_a_named_file_counts_alone(self, tmp_path: Path) -> None:
        write(tmp_path / "sharelint.toml", "ignore = ['manager']")
        path = write(tmp_path / "nightly.toml", "select = ['memory']")
        assert load([tmp_path], tmp_path, file=Path("nightly.toml")) == Config(tmp_path, path, select=("memory",))

    def test_a_named_file_that_is_kept_apart_leaves_the_root_with_the_code(self, tmp_path: Path) -> None:
        path = write(tmp_path / "ci/sharelint.toml", "rules = ['rules']")
        write(tmp_path / "repo/.git/HEAD")
        config = load(["src"], tmp_path / "repo", file=path)
        assert config == Config(tmp_path / "repo", path, rules=(f"{tmp_path}/ci/rules",))

    def test_isolated_looks_for_no_file(self, tmp_path: Path) -> None:
        write(tmp_path / "sharelint.toml", "nonsense = 1")
        assert load(["."], tmp_path, isolated=True) == Config(root=tmp_path)

    def test_without_a_file_the_root_is_the_work_tree_or_the_working_folder_or_around_the_paths(
        self, tmp_path: Path
    ) -> None:
        write(tmp_path / "repo/.git")
        write(tmp_path / "repo/src/a.py")
        write(tmp_path / "plain/src/a.py")
        assert load(["../repo/src"], tmp_path / "plain") == Config(tmp_path / "repo")
        assert (
            load(["src", "src/a.py"], tmp_path / "plain") == load([], tmp_path / "plain") == Config(tmp_path / "plain")
        )
        assert load(["src"], tmp_path) == Config(tmp_path)
        assert load([tmp_path / "plain/src/a.py"], tmp_path / "repo") == Config(tmp_path / "plain/src")


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    paths=st.lists(st.sampled_from(["a", "a/x.py", "b/c", "b/c/y.py", "b"]), min_size=1, max_size=4),
    cwd=st.sampled_from([".", "a", "b/c"]),
    seed=st.randoms(),
)
def test_neither_the_order_of_the_paths_nor_the_working_folder_matters(
    paths: list[str], cwd: str, seed: object, tmp_path: Path
) -> None:
    for name in ("sharelint.toml", "b/sharelint.toml", "b/c/sharelint.toml"):
        write(tmp_path / name)
    write(tmp_path / "a/x.py")
    write(tmp_path / "b/c/y.py")
    shuffled = sorted(paths, key=lambda _: seed.random())  # type: ignore[attr-defined]
    assert load([tmp_path / path for path in shuffled], tmp_path / cwd) == load(paths, tmp_path)


class TestErrors:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("selct = []", "sharelint.toml:1: selct: unknown key; did you mean `select`?"),
            (
                "# colour = 1\n\nignore = []\ncolour = true",
                f"sharelint.toml:4: colour: unknown key; valid: {KEYS}",
            ),
            ("\nignore = 'manager'", "sharelint.toml:2: ignore: expected a list of strings, got a string"),
            ("ignore = [1]", "sharelint.toml:1: ignore: expected a list of strings, got an integer in the list"),
            (
                "processes = 'two'",
                "sharelint.toml:1: processes: `two` is no number of processes; valid: many, one",
            ),
            (
                "[processes]\n'a/' = 'ones'",
                "sharelint.toml:2: processes: `ones` is no number of processes; did you mean `one`?",
            ),
            ("processes = 1", "sharelint.toml:1: processes: expected a table, got an integer"),
            ("levels = 1.5", "sharelint.toml:1: levels: expected a table, got a float"),
            (
                "[levels]\n\nmanager = true",
                "sharelint.toml:3: levels: `True` is not a level for manager; valid: error, note, warning",
            ),
            (
                "[levels]\nmanager = 'warn'",
                "sharelint.toml:2: levels: `warn` is not a level for manager; valid: error, note, warning",
            ),
            (
                "[levels]\nmanager = 'errror'",
                "sharelint.toml:2: levels: `errror` is not a level for manager; did you mean `error`?",
            ),
            ("per-path-ignores = []", "sharelint.toml:1: per-path-ignores: expected a table, got a list"),
            (
                "[per-path-ignores]\n'a/' = 'manager'",
                "sharelint.toml:2: per-path-ignores: expected a list of strings, got a string",
            ),
            ("exclude = [\n'a',\n'!',\n]", "sharelint.toml:3: exclude: `!` is not a glob as in a .gitignore"),
            ("max-file-size = '10 MB'", "sharelint.toml:1: max-file-size: expected a number, got a string"),
            ("ignore = []\nbaseline = ['x']", "sharelint.toml:2: baseline: expected a string, got a list"),
            ("file-timeout = true", "sharelint.toml:1: file-timeout: expected a number, got a boolean"),
            ("file-timeout = 0", "sharelint.toml:1: file-timeout: expected a number above 0, got 0"),
            ("\nfile-timeout = nan", "sharelint.toml:2: file-timeout: expected a number above 0, got nan"),
            ("max-file-size = inf", "sharelint.toml:1: max-file-size: expected a number above 0, got inf"),
            ("select = ['a'\nb = 1", "sharelint.toml:2: not TOML: Unclosed array"),
            ("select = ['a'", "sharelint.toml: not TOML: Unclosed array (at end of document)"),
            (
                "[tool.sharelint]\nselect = []",
                "sharelint.toml:1: tool: in sharelint.toml the keys stand at the top, outside of any [tool] table",
            ),
            (
                "select = [\n  'network',\n  'memry',\n]",
                "sharelint.toml:3: select: unknown rule or family `memry`; did you mean `memory`?",
            ),
            (
                "ignore = ['file-locks']",
                "sharelint.toml:1: ignore: unknown rule or family `file-locks`; did you mean `file-lock`?",
            ),
            (
                "[levels]\nmanager = 'note'\nmanger = 'note'",
                "sharelint.toml:3: levels: unknown rule or family `manger`; did you mean `manager`?",
            ),
            (
                "[per-path-ignores]\n'a' = ['networks']",
                "sharelint.toml:2: per-path-ignores: unknown rule or family `networks`; did you mean `network`?",
            ),
        ],
    )
    def test_it_names_the_line_the_key_and_the_nearest_valid_word(
        self, tmp_path: Path, text: str, message: str
    ) -> None:
        assert error(tmp_path, text) == message

    def test_in_a_pyproject_the_line_is_that_of_the_own_table(self, tmp_path: Path) -> None:
        text = "[tool.ruff]\nselect = ['E']\nignore = 1\n\n[tool.sharelint]\nselect = []\nignore = 1\n"
        assert error(tmp_path, text, "pyproject.toml") == (
            "pyproject.toml:7: ignore: expected a list of strings, got an integer"
        )

    def test_the_table_itself(self, tmp_path: Path) -> None:
        assert error(tmp_path, "[tool]\nsharelint = 1\n", "pyproject.toml") == (
            "pyproject.toml: tool.sharelint: expected a table, got an integer"
        )
        path = write(tmp_path / "pyproject.toml", "[project]\n")
        with pytest.raises(ConfigError, match=r"has no table \[tool\.sharelint\]$"):
            load(file=path)

    def test_what_cannot_be_read(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"gone\.toml: cannot be read: No such file or directory$"):
            load(file=tmp_path / "gone.toml")
        (tmp_path / "sharelint.toml").write_bytes(b"select = ['\xe9']")
        with pytest.raises(ConfigError, match=r"sharelint\.toml: is not UTF-8, as TOML has to be$"):
            load([tmp_path])

    def test_a_byte_order_mark_is_no_error(self, tmp_path: Path) -> None:
        (tmp_path / "sharelint.toml").write_bytes(b"\xef\xbb\xbfselect = ['memory']\r\n")
        assert load([tmp_path]).select == ("memory",)

    def test_a_name_that_no_file_gave(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError) as caught:
            check_names(Config(tmp_path, select=("manger",)), load_rules([shipped()]))
        assert str(caught.value) == "select: unknown rule or family `manger`; did you mean `manager`?"


def test_the_default_globs_of_test_code_are_in_force_until_they_are_replaced(tmp_path: Path) -> None:
    assert load([tmp_path], isolated=True).tests == TESTS
