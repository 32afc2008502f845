"""Which files a run looks at, and how it calls them."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sharelint.config import Config
from sharelint.files.discover import Discovery, File, UsageError, discover
from sharelint.records import Problem, Trouble


def write(root: Path, *paths: str, text: str = "") -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def found(root: Path, *paths: str | Path, cwd: Path | None = None, exclude: Iterable[str] = ()) -> list[str]:
    """The reported paths, for a run that has no problems."""
    discovery = discover(paths or ["."], Config(root=root, exclude=tuple(exclude)), cwd or root)
    assert discovery.problems == ()
    return [file.path for file in discovery.files]


def test_a_folder_stands_for_the_python_files_below_it_sorted(tmp_path: Path) -> None:
    write(tmp_path, "b.py", "a/z.py", "a/b/c.pyw", "notes.txt", "stub.pyi", "module.so", "script", "z.PY")
    assert found(tmp_path) == ["a/b/c.pyw", "a/z.py", "b.py"]


def test_a_named_file_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    write(tmp_path, "bin/serve", "notes.txt", "a.py")
    assert discover(["bin/serve", "notes.txt"], Config(root=tmp_path), tmp_path) == Discovery(
        (File("bin/serve", tmp_path / "bin/serve", True), File("notes.txt", tmp_path / "notes.txt", True)), ()
    )


def test_a_file_that_is_named_and_walked_is_listed_once_and_explicit(tmp_path: Path) -> None:
    write(tmp_path, "src/a.py", "src/b.py")
    for paths in (["src", "src/a.py"], ["./src/a.py", "src/../src/", str(tmp_path / "src")]):
        assert [(f.path, f.explicit) for f in discover(paths, Config(root=tmp_path), tmp_path).files] == [
            ("src/a.py", True),
            ("src/b.py", False),
        ]


@pytest.mark.parametrize(
    "folder",
    [
        *(".venv", "venv", ".tox", ".nox", "__pycache__", ".git", ".hg", "node_modules", ".mypy_cache", ".ruff_cache"),
        *(".pytest_cache", "build", "dist", "orders.egg-info", "site-packages", ".eggs"),
    ],
)
def test_environments_and_caches_are_left_out_at_every_level_unless_named(tmp_path: Path, folder: str) -> None:
    write(tmp_path, f"{folder}/a.py", f"src/{folder}/sub/b.py", "c.py")
    assert found(tmp_path) == ["c.py"]
    assert found(tmp_path, f"src/{folder}") == [f"src/{folder}/sub/b.py"]


def test_a_virtual_environment_is_known_by_its_marker_too(tmp_path: Path) -> None:
    write(tmp_path, "env3/pyvenv.cfg", "env3/lib/a.py", "b.py")
    assert found(tmp_path) == ["b.py"]
    assert found(tmp_path, "env3") == found(tmp_path, "env3", "./env3/") == ["env3/lib/a.py"]
    assert found(tmp_path, ".", "env3") == found(tmp_path, "env3", ".") == ["b.py", "env3/lib/a.py"]


def test_a_package_called_build_is_source(tmp_path: Path) -> None:
    write(tmp_path, "pip/operations/build/__init__.py", "pip/operations/build/wheel.py", "build/lib/pip/a.py")
    assert found(tmp_path) == ["pip/operations/build/__init__.py", "pip/operations/build/wheel.py"]


class TestIgnoreFiles:
    def test_the_nearest_one_has_the_last_word(self, tmp_path: Path) -> None:
        write(tmp_path, ".gitignore", text="*_pb2.py\n/local\n")
        write(tmp_path, "api/.gitignore", text="!keep_pb2.py\n")
        write(tmp_path, "a_pb2.py", "api/a_pb2.py", "api/keep_pb2.py", "api/local/b.py", "local/c.py", "d.py")
        assert found(tmp_path) == ["api/keep_pb2.py", "api/local/b.py", "d.py"]

    def test_those_of_the_folders_around_hold_up_to_the_git_top(self, tmp_path: Path) -> None:
        write(tmp_path, ".gitignore", text="*.py\n")
        write(tmp_path, "repo/.gitignore", text="generated.py\n")
        write(tmp_path, "repo/src/api/a.py", "repo/src/api/generated.py", "repo/.git/HEAD")
        root = tmp_path / "repo"
        assert found(root, "src/api") == found(root, ".", cwd=root / "src/api") == ["src/api/a.py"]

    def test_without_git_they_hold_up_to_the_root(self, tmp_path: Path) -> None:
        write(tmp_path, ".gitignore", text="generated.py\n")
        write(tmp_path, "src/a.py", "src/generated.py")
        assert found(tmp_path, "src") == found(tmp_path, ".", "src") == found(tmp_path) == ["src/a.py"]

    def test_the_one_that_git_keeps_for_itself(self, tmp_path: Path) -> None:
        write(tmp_path, ".git/info/exclude", text="mine.py\nkept.py\n")
        write(tmp_path, ".gitignore", text="!kept.py\n")
        write(tmp_path, "src/mine.py", "src/kept.py")
        assert found(tmp_path) == found(tmp_path, "src") == ["src/kept.py"]

    def test_what_is_named_is_read_although_it_is_ignored(self, tmp_path: Path) -> None:
        write(tmp_path, ".gitignore", text="local/\nsecret.py\n")
        write(tmp_path, ".git/HEAD", "local/a.py", "local/b/secret.py", "secret.py")
        assert found(tmp_path) == []
        assert found(tmp_path, "secret.py", "local") == ["local/a.py", "secret.py"]
        assert found(tmp_path, "local/b/secret.py") == ["local/b/secret.py"]

    def test_a_work_tree_inside_another_one_has_its_own_rules(self, tmp_path: Path) -> None:
        write(tmp_path, ".gitignore", text="a.py\n")
        write(tmp_path, ".git/HEAD", "a.py", "vendored/.git", "vendored/a.py")
        assert found(tmp_path) == ["vendored/a.py"]

    def test_a_byte_order_mark_windows_line_ends_and_nonsense_are_passed_over(self, tmp_path: Path) -> None:
        (tmp_path / ".gitignore").write_bytes(b"\xef\xbb\xbfa.py\r\n!\n[\n# b.py\n\xff\nc.py\r\n")
        write(tmp_path, "a.py", "b.py", "c.py")
        assert found(tmp_path) == ["b.py"]


class TestExclude:
    def test_globs_are_relative_to_the_root_wherever_the_run_starts(self, tmp_path: Path) -> None:
        write(tmp_path, "src/gen/a.py", "src/b_pb2.py", "src/c.py", "gen/d.py")
        exclude = ["/src/gen", "*_pb2.py"]
        assert found(tmp_path, exclude=exclude) == ["gen/d.py", "src/c.py"]
        assert found(tmp_path, ".", cwd=tmp_path / "src", exclude=exclude) == ["src/c.py"]

    def test_a_negated_one_brings_back_what_is_left_out_otherwise(self, tmp_path: Path) -> None:
        write(tmp_path, ".gitignore", text="gen/\n")
        write(tmp_path, "gen/a.py", "build/b.py")
        assert found(tmp_path) == []
        assert found(tmp_path, exclude=["!gen/", "!build/"]) == ["build/b.py", "gen/a.py"]

    def test_a_named_file_is_read_all_the_same(self, tmp_path: Path) -> None:
        write(tmp_path, "a_pb2.py")
        assert found(tmp_path, "a_pb2.py", exclude=["*_pb2.py"]) == ["a_pb2.py"]


class TestLinks:
    def test_linked_folders_are_not_followed_but_may_be_named(self, tmp_path: Path) -> None:
        write(tmp_path, "src/a.py")
        (tmp_path / "src/loop").symlink_to(tmp_path)
        (tmp_path / "again").symlink_to("src")
        assert found(tmp_path) == ["src/a.py"]
        assert (
            found(tmp_path, "again") == found(tmp_path, "again", "src") == found(tmp_path, "again/a.py") == ["src/a.py"]
        )

    def test_a_linked_file_is_read_under_its_own_path(self, tmp_path: Path) -> None:
        write(tmp_path, "outside/real.py")
        root = tmp_path / "repo"
        root.mkdir()
        (root / "link.py").symlink_to("../outside/real.py")
        assert found(root) == found(root, "link.py") == ["link.py"]

    def test_a_file_and_its_links_are_one_file_under_the_files_own_name(self, tmp_path: Path) -> None:
        write(tmp_path, "m/real.py")
        (tmp_path / "a.py").symlink_to("m/real.py")
        (tmp_path / "z.py").symlink_to("m/real.py")
        assert found(tmp_path) == found(tmp_path, "z.py", "m/real.py") == ["m/real.py"]
        assert found(tmp_path, "z.py", "a.py") == ["a.py"]

    def test_a_path_is_reported_below_the_root_when_one_of_the_two_goes_through_a_link(self, tmp_path: Path) -> None:
        write(tmp_path, "disk/repo/a.py")
        (tmp_path / "home").symlink_to("disk")
        for root, path in (("home/repo", "disk/repo/a.py"), ("disk/repo", "home/repo/a.py")):
            assert found(tmp_path / root, tmp_path / path) == ["a.py"]

    def test_two_dots_mean_what_the_file_system_says(self, tmp_path: Path) -> None:
        write(tmp_path, "far/away/b.py", "far/a.py", "a.py")
        (tmp_path / "near").symlink_to("far/away")
        assert found(tmp_path, "near/../a.py") == ["far/a.py"]

    def test_links_to_nothing_and_to_themselves(self, tmp_path: Path) -> None:
        (tmp_path / "gone.py").symlink_to("nowhere.py")
        (tmp_path / "self.py").symlink_to("self.py")
        assert found(tmp_path) == []
        assert discover(["gone.py", "self.py"], Config(root=tmp_path), tmp_path).problems == (
            Problem("gone.py", Trouble.unreadable, os.strerror(errno.ENOENT)),
            Problem("self.py", Trouble.unreadable, os.strerror(errno.ELOOP)),
        )


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "socket.py"))
        assert found(tmp_path) == []
        for name in ("pipe.py", "socket.py"):
            assert discover([name], Config(root=tmp_path), tmp_path) == Discovery(
                (), (Problem(name, Trouble.unreadable, "not a regular file"),)
            )
    assert discover(["/dev/null"], Config(root=tmp_path), tmp_path).problems == (
        Problem("/dev/null", Trouble.unreadable, "not a regular file"),
    )


@pytest.mark.parametrize("path", ["missing.py", "missing/", "a.py/", "a.py/b.py", "", "nul\0.py"])
def test_a_path_that_does_not_exist_is_an_error_of_usage(tmp_path: Path, path: str) -> None:
    write(tmp_path, "a.py")
    with pytest.raises(UsageError, match=r"^(no such file or folder: .+|an empty path)$"):
        discover([path], Config(root=tmp_path), tmp_path)


def test_files_outside_the_root_keep_their_absolute_path(tmp_path: Path) -> None:
    write(tmp_path, "repo/a.py", "other/b.py")
    assert found(tmp_path / "repo", ".", "../other") == [f"{tmp_path}/other/b.py", "a.py"]


def test_a_name_that_is_no_utf8_is_listed_as_the_file_system_knows_it(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    (tmp_path / name).touch()
    (file,) = discover(["."], Config(root=tmp_path), tmp_path).files
    assert (file.path, os.fsencode(file.path), file.absolute.read_bytes()) == ("caf\udce9.py", b"caf\xe9.py", b"")
    with pytest.raises(UsageError) as error:
        discover([os.fsdecode(b"th\xe9.py")], Config(root=tmp_path), tmp_path)
    assert str(error.value) == r"no such file or folder: th\xe9.py"


def test_a_folder_that_may_not_be_listed_is_a_problem(locked: Path) -> None:
    problem = Problem("locked", Trouble.unreadable, os.strerror(errno.EACCES))
    for paths in ([locked], [locked.parent], [locked, locked.parent]):
        discovery = discover(paths, Config(root=locked.parent), locked.parent)
        assert (discovery.files, discovery.problems) == ((), (problem,))


GLOBS = ["a", "b", "*", "?", "a*", "**", "*.py", "a.py", "[ab]", "[!a]", "b.py"]
TREE = ["a.py", "b.py", "a/a.py", "a/b/a.py", "a/b/b.py", "b/a.py", "b/a/ab.py", "b/a/b/a.py", "ab/b/a.py", "ab/ab.py"]
lines = st.builds(
    lambda negated, rooted, parts, ends: negated + rooted + "/".join(parts) + ends,
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "", "/"]),
    st.lists(st.sampled_from(GLOBS), min_size=1, max_size=3),
    st.sampled_from(["", "", "/"]),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ignores=st.dictionaries(
        st.sampled_from(["", "a/", "b/", "b/a/"]), st.lists(lines, min_size=1, max_size=4), min_size=1, max_size=3
    )
)
@example(ignores={"": ["a", "!a/"]})
@example(ignores={"": ["a/**", "!a/a.py"]})
@example(ignores={"": ["*", "!*/", "!a.py"]})
@example(ignores={"": ["a/**/b", "!a/b/"], "b/": ["/a/*", "!/a/b"]})
@example(ignores={"": ["**/"], "a/": ["!b/"]})
def test_what_is_ignored_is_what_git_ignores(
    ignores: dict[str, list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("repo")
    write(root, *TREE)
    for folder, group in ignores.items():
        (root / folder / ".gitignore").write_text("".join(line + "\n" for line in group))
    environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(root)}
    environment |= {"XDG_CONFIG_HOME": str(root)}
    subprocess.run(["git", "init", "-q", "."], cwd=root, env=environment, check=True)
    listed = subprocess.run(
        ["git", "ls-files", "-o", "--exclude-standard"],
        cwd=root,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    assert found(root) == sorted(path for path in listed if path.endswith(".py"))


SPELLINGS = st.sampled_from(
    ["src", "./src", "src/", "src/.", "src/../src", "src/a", "src/a/b.py", "./src/c.py", "other.py"]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paths=st.lists(SPELLINGS, min_size=1, max_size=5), absolute=st.booleans(), random=st.randoms())
def test_the_order_and_the_spelling_of_paths_make_no_difference(
    paths: list[str], absolute: bool, random: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("tree")
    write(root, "src/a/b.py", "src/a/z.py", "src/c.py", "src/venv/d.py", "other.py")
    write(root, ".gitignore", text="z.py\n")
    config = Config(root=root)
    shuffled = sorted(paths, key=lambda _: random.random())  # type: ignore[attr-defined]
    respelled = [str(root / path) if absolute else f"../{path}" for path in shuffled]
    assert discover(respelled, config, root / "src") == discover(paths, config, root)
