"""The hook, run by pre-commit itself in a repository of its own."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Test"), ("EMAIL", "test@example.com"))
}

pytestmark = [
    pytest.mark.skipif(not importlib.util.find_spec("pre_commit"), reason="pre-commit is not installed"),
    pytest.mark.skipif(not shutil.which("git"), reason="git is not installed"),
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not in a git work tree"),
]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") and name != "PYTHONPATH"}
    return kept | IDENTITY | {"PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit-home"))}


@pytest.fixture(scope="module")
def hook(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    """A repository with the work tree as it is now, committed: pre-commit takes hooks from commits only."""
    folder = tmp_path_factory.mktemp("hook")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    commit(folder, environment)
    return folder


def commit(folder: Path, environment: dict[str, str]) -> None:
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "All"]):
        subprocess.run(["git", *command], cwd=folder, env=environment, check=True)


def test_the_hook_stops_a_commit_and_shows_why(hook: Path, environment: dict[str, str], tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", hook / ".pre-commit-hooks.yaml"],
        env=environment,
        check=True,
    )
    (tmp_path / "app").mkdir()
    (tmp_path / "app/__init__.py").touch()
    (tmp_path / "app/settings.py").write_text('PEER = "worker-2"\n')
    (tmp_path / "app/client.py").write_text(
        "import socket\n\nfrom app.settings import PEER\n\nsock = socket.create_connection((PEER, 9999))\n"
    )
    (tmp_path / "notes.txt").write_text("no Python\n")
    commit(tmp_path, environment)

    def try_repo(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", "try-repo", str(hook), "sharelint", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    everything = try_repo("--all-files")
    assert everything.returncode == 1, everything.stdout + everything.stderr
    assert "error[socket-peer]" in everything.stdout
    assert "app/client.py:5:" in everything.stdout
    one = try_repo("--files", "app/client.py")
    assert (one.returncode, "error[socket-peer]" in one.stdout) == (1, True)
    assert try_repo("--files", "app/settings.py").returncode == 0
