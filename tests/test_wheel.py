"""The distribution: the rules that a user gets are the rules that are here."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "SHARELINT_CONFIG")}


def output(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the source distribution, which is built from here."""
    folder = tmp_path_factory.mktemp("dist")
    output(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That of an empty environment."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=True)
    return folder / "bin" / "python"


def test_what_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = message_from_bytes(archive.read("share_nothing_lint-0.1.0.dist-info/METADATA"))
        scripts = archive.read("share_nothing_lint-0.1.0.dist-info/entry_points.txt").decode()
    assert wheel.name == "share_nothing_lint-0.1.0-py3-none-any.whl"
    assert {name.split("/")[0] for name in names} == {"sharelint", "share_nothing_lint-0.1.0.dist-info"}
    pages = {f"sharelint/{page.relative_to(ROOT).as_posix()}" for page in ROOT.glob("rules/*/*.md")}
    modules = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("sharelint/**/*.py")}
    parts = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("sharelint/report/page/*")}
    assert pages | modules | parts | {"sharelint/py.typed"} == {name for name in names if name.startswith("sharelint/")}
    assert "share_nothing_lint-0.1.0.dist-info/licenses/LICENSE" in names
    assert (metadata["Name"], metadata["License-Expression"]) == ("share-nothing-lint", "MIT")
    assert scripts.splitlines()[1:] == [
        "share-nothing-lint = sharelint.__main__:main",
        "sharelint = sharelint.__main__:main",
    ]


def test_the_wheel_an_editable_install_and_the_checkout_have_the_same_rules(
    wheel: Path, python: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_text("from multiprocessing import Manager\nm = Manager()\n")
    pip: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    where: list[str | Path] = [python, "-c", "import sharelint.rulebook as rulebook; print(rulebook.shipped())"]
    checkout = subprocess.run(
        [sys.executable, "-m", "sharelint", "--list-rules"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert len(checkout.splitlines()) == len(list(ROOT.glob("rules/*/*.md")))

    output(*pip, wheel, cwd=tmp_path)
    assert Path(output(*where, cwd=tmp_path).strip()).is_relative_to(python.parent.parent)
    for command in (
        [python.with_name("sharelint")],
        [python.with_name("share-nothing-lint")],
        [python, "-m", "sharelint"],
    ):
        assert output(*command, "--list-rules", cwd=tmp_path) == checkout
    audited = output(python.with_name("sharelint"), "--format", "concise", "--exit-zero", cwd=tmp_path)
    assert audited.startswith("a.py:2:5: error[manager] ")

    output(*pip, "--force-reinstall", "--no-deps", "--editable", ROOT, cwd=tmp_path)
    assert Path(output(*where, cwd=tmp_path).strip()) == ROOT / "rules"
    assert output(python.with_name("sharelint"), "--list-rules", cwd=tmp_path) == checkout
