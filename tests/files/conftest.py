from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def locked() -> Iterator[Path]:
    """A folder, with `a.py` in it, that the test may not look into: it runs as nobody if the tests run as root."""
    top = Path(os.path.realpath(tempfile.mkdtemp()))  # pytest's own folders are closed to others from the top on
    top.chmod(0o755)
    folder = top / "locked"
    folder.mkdir()
    (folder / "a.py").touch()
    folder.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield folder
    os.seteuid(user)
    folder.chmod(0o755)
    shutil.rmtree(top)
