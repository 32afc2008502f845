"""Brings published packages: a `Pin` in, a folder of the unpacked wheel or sdist out. Nothing is installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from accuracy.labels import Pin


def fetch(pin: Pin, root: Path) -> bool:
    """Download and unpack one package to `root/<package>`; False if that is there already."""
    target = root / pin.package
    if target.is_dir():
        return False
    part = root / f"{pin.package}.part"
    shutil.rmtree(part, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        unpack(_download(pin, Path(folder)), part)
    part.rename(target)
    return True


def _download(pin: Pin, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    if pin.form == "wheel":
        # A fixed Python version, so that everybody gets the same file.
        command += ["--only-binary=:all:", "--python-version", "3.11"]
    else:
        command += ["--no-binary", pin.package]
    wanted = folder / "requirements.txt"  # the only place where pip takes a hash
    wanted.write_text(f"{pin.package}=={pin.version}{f' --hash=sha256:{pin.sha256}' if pin.sha256 else ''}\n", "ascii")
    archives = folder / "archives"
    subprocess.run([*command, "--dest", str(archives), "--requirement", str(wanted)], check=True)
    (archive,) = archives.iterdir()
    return archive


def unpack(archive: Path, target: Path) -> None:
    """A wheel as it is, an sdist without its top folder; what would land outside of `target` is left out."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(target)  # noqa: S202 - zipfile keeps members inside
        return
    with tarfile.open(archive) as sdist:
        for member in sdist:
            _top, _, path = member.name.partition("/")
            out = (target / path).resolve()
            source = sdist.extractfile(member) if member.isfile() and path else None
            if source is None or not out.is_relative_to(target.resolve()):
                continue
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_bytes(source.read())
