"""`--diff-base REV`: of all that is found, what touches lines changed since a revision. In real git repositories."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sharelint.files.changes import changed_lines

from .test_cli import Run, places, run

MANAGER = "from multiprocessing import Manager\n\nstate = Manager()\n"
CLIENT = "import socket\n\nfrom app.settings import HOST\n\nsock = socket.create_connection((HOST, 9999))\n"
FOUND = "error[manager]"
AUTHOR = ("-c", "user.name=A", "-c", "user.email=a@example.org")


def git(folder: Path, *arguments: str | Path) -> None:
    environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", "-C", folder, *AUTHOR, *arguments], env=environment, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-m", "a step")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with one commit: a manager, and a client of a host that stands in the settings."""
    folder = tmp_path / "repo"
    (folder / "app").mkdir(parents=True)
    (folder / "app/__init__.py").touch()
    (folder / "app/settings.py").write_text("DEBUG = False\nHOST = 'worker-1'\n")
    (folder / "app/client.py").write_text(CLIENT)
    (folder / "app/state.py").write_text(MANAGER)
    git(folder, "init", "-b", "main")
    commit(folder)
    return folder


def since(revision: str, folder: Path, *paths: str) -> Run:
    return run(*(paths or ["."]), "--diff-base", revision, "--format", "concise", cwd=folder)


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


def test_what_is_not_changed_is_counted_and_does_not_fail_the_run(repo: Path) -> None:
    result = since("HEAD", repo)
    assert (result.code, result.out, result.err) == (0, "No findings in 4 files (2 in unchanged lines)\n", "")


def test_a_changed_line_is_reported_and_its_neighbour_is_not(repo: Path) -> None:
    append(repo / "app/state.py", "more = Manager()\n")
    result = since("HEAD", repo)
    assert (result.code, places(result)) == (1, [("app/state.py:4", FOUND)])


def test_the_work_tree_counts_whether_it_is_staged_committed_or_neither(repo: Path) -> None:
    append(repo / "app/state.py", "more = Manager()\n")
    expected = [("app/state.py:4", FOUND)]
    assert places(since("main", repo)) == expected
    git(repo, "add", "-A")
    assert places(since("main", repo)) == expected
    git(repo, "switch", "-c", "topic")
    commit(repo)
    assert places(since("main", repo)) == expected
    assert places(since("HEAD", repo)) == []


def test_a_changed_constant_shows_the_call_in_another_file_that_it_ends_in(repo: Path) -> None:
    (repo / "app/settings.py").write_text("DEBUG = False\nHOST = 'worker-2'\n")
    assert places(since("HEAD", repo)) == [("app/client.py:5", "error[socket-peer]")]
    (repo / "app/settings.py").write_text("DEBUG = True\nHOST = 'worker-1'\n")
    assert places(since("HEAD", repo)) == []


def test_lines_that_only_moved_have_not_changed(repo: Path) -> None:
    (repo / "app/state.py").write_text(f"import os\n\n\n{MANAGER}")
    assert places(since("HEAD", repo)) == []


def test_removed_lines_are_no_change_of_those_around_them(repo: Path) -> None:
    (repo / "app/state.py").write_text(MANAGER.replace("\n\n", "\n"))
    assert places(since("HEAD", repo)) == []


def test_a_renamed_file_has_changed_where_its_text_has(repo: Path) -> None:
    git(repo, "mv", "app/state.py", "app/kept.py")
    assert places(since("HEAD", repo)) == []
    append(repo / "app/kept.py", "more = Manager()\n")
    assert places(since("HEAD", repo)) == [("app/kept.py:4", FOUND)]


@pytest.mark.parametrize("ignored", [False, True])
def test_a_file_that_git_does_not_track_has_changed_as_a_whole(repo: Path, ignored: bool) -> None:
    (repo / "app/new.py").write_text(MANAGER)
    (repo / ".git/info/exclude").write_text("new.py\n" if ignored else "")
    assert places(since("HEAD", repo, "app/new.py")) == [("app/new.py:3", FOUND)]


NAMES = [
    "two words.py",
    "größe.py",
    '"quoted".py',
    "back\\slash.py",
    "tab\there.py",
    " - b.py",
    os.fsdecode(b"\xe9.py"),
]


@pytest.mark.parametrize("name", NAMES)
def test_names_may_be_anything(repo: Path, name: str) -> None:
    path = repo / "sub folder" / name
    path.parent.mkdir()
    path.write_text(MANAGER)
    commit(repo)
    assert places(since("HEAD", repo, "sub folder")) == []
    append(path, "more = Manager()\n")
    result = since("HEAD", repo, "sub folder")
    assert (result.code, result.out.splitlines()[1:]) == (1, ["1 error in 1 file (1 in unchanged lines)"])
    assert ":4:8: error[manager]" in result.out


def test_a_folder_inside_the_repository_sees_changes_around_it(repo: Path) -> None:
    (repo / "app/jobs").mkdir()
    (repo / "app/jobs/run.py").write_text(CLIENT)
    commit(repo)
    append(repo / "app/state.py", "more = Manager()\n")
    (repo / "app/settings.py").write_text("HOST = 'worker-2'\n")
    assert places(since("HEAD", repo / "app/jobs")) == [("app/jobs/run.py:5", "error[socket-peer]")]


def test_paths_may_be_relative_to_a_folder_below_or_above_the_top(repo: Path) -> None:
    append(repo / "app/state.py", "more = Manager()\n")
    (repo.parent / "sharelint.toml").write_text("")
    assert places(since("HEAD", repo.parent, "repo/app", "--config", "sharelint.toml")) == [
        ("repo/app/state.py:4", FOUND)
    ]
    (repo / "app/sharelint.toml").write_text("")
    assert places(since("HEAD", repo, "app")) == [("state.py:4", FOUND)]


def test_a_link_has_changed_where_the_file_has(repo: Path) -> None:
    (repo / "app/link.py").symlink_to("state.py")
    commit(repo)
    append(repo / "app/state.py", "more = Manager()\n")
    assert places(since("HEAD", repo, "app/link.py")) == [("app/link.py:4", FOUND)]


def test_a_linked_work_tree(repo: Path, tmp_path: Path) -> None:
    git(repo, "worktree", "add", tmp_path / "linked")
    append(tmp_path / "linked/app/state.py", "more = Manager()\n")
    assert places(since("main", tmp_path / "linked")) == [("app/state.py:4", FOUND)]
    assert places(since("main", repo)) == []


def test_a_submodule(repo: Path, tmp_path: Path) -> None:
    git(repo, "clone", repo, tmp_path / "library")
    git(repo, "-c", "protocol.file.allow=always", "submodule", "add", tmp_path / "library", "libs/library")
    commit(repo)
    assert places(since("HEAD", repo, "libs/library/app/state.py", "--isolated")) == []
    append(repo / "libs/library/app/state.py", "more = Manager()\n")
    result = run(".", "--diff-base", "HEAD", "--format", "concise", cwd=repo)
    assert places(result) == [("libs/library/app/state.py:4", FOUND)]


def test_a_shallow_clone_knows_what_it_has_and_says_what_to_do_about_the_rest(repo: Path, tmp_path: Path) -> None:
    append(repo / "app/state.py", "more = Manager()\n")
    commit(repo)
    clone = tmp_path / "clone"
    git(repo, "clone", "--depth=1", repo.as_uri(), clone)
    append(clone / "app/state.py", "most = Manager()\n")
    assert places(since("HEAD", clone)) == [("app/state.py:5", FOUND)]
    result = since("HEAD~1", clone)
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "sharelint: error: --diff-base: git knows no revision `HEAD~1` here; this clone is shallow, "
        "`git fetch --depth=1 origin REVISION` gets what is missing\n"
    )


def test_settings_of_git_change_nothing(repo: Path) -> None:
    for setting in (
        "diff.noprefix=true",
        "diff.context=9",
        "diff.external=false",
        "diff.relative=true",
        "color.ui=always",
    ):
        git(repo, "config", *setting.split("="))
    (repo / ".gitattributes").write_text("*.py -diff\n")
    append(repo / "app/state.py", "more = Manager()\n")
    expected = [("app/state.py:4", FOUND)]
    assert places(since("HEAD", repo)) == expected
    hook = {"GIT_DIR": str(repo / ".git"), "GIT_DIFF_OPTS": "--unified=9"}
    assert places(run("app", "--diff-base", "HEAD", "--format", "concise", cwd=repo, env=hook)) == expected


@pytest.mark.parametrize("revision", ["nowhere", "--output=stolen", "", "HEAD:app/state.py"])
def test_an_unknown_revision(repo: Path, revision: str) -> None:
    result = run(".", f"--diff-base={revision}", cwd=repo)
    assert (result.code, result.out) == (2, "")
    assert result.err == f"sharelint: error: --diff-base: git knows no revision `{revision}` here\n"
    assert not (repo / "stolen").exists()


def test_outside_of_a_repository(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(MANAGER)
    result = run(".", "--diff-base", "HEAD", cwd=tmp_path, env={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"sharelint: error: --diff-base: git in {tmp_path}: not a git repository")


def test_without_git(repo: Path) -> None:
    result = run(".", "--diff-base", "HEAD", cwd=repo, env={"PATH": str(repo)})
    assert (result.code, result.out) == (2, "")
    assert result.err == "sharelint: error: --diff-base needs git, and there is none on the PATH\n"


def test_stdin_has_no_revision(repo: Path) -> None:
    result = run("-", "--diff-base", "HEAD", cwd=repo)
    assert (result.code, result.err) == (
        2,
        "sharelint: error: --diff-base compares files, and cannot be used with `-`\n",
    )


def test_inside_of_a_hunk_nothing_is_a_header() -> None:
    diff = b"""\
diff --git a/a.py b/a.py
--- a/a.py
+++ b/a.py
@@ -1,2 +1,3 @@ def f():
--- a/x.py
-old
+++ b/x.py
+@@ -1 +1 @@
+diff --git a/y.py b/y.py
\\ No newline at end of file
@@ -9,2 +10,0 @@
-gone
-gone
diff --git "a/\\303\\251.py" "b/\\303\\251.py"
--- "a/\\303\\251.py"
+++ "b/\\303\\251.py"
@@ -2,3 +2,4 @@

-old
+new
 kept
+new
"""
    assert changed_lines(diff) == {b"a.py": {1, 2, 3}, "é.py".encode(): {3, 5}}
