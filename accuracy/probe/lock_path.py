import tomllib
from pathlib import Path


def held(resource: str) -> bool:
    return Path(f"/var/lock/{resource}.lock").exists()  # violation: lock-path


def pinned() -> dict:
    return tomllib.loads(Path("poetry.lock").read_text())  # look-alike: lock-path
