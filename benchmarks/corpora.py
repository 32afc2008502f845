"""The code that is measured: names in, folders of Python files out.

*tiny* is a part of one package, *small* three packages, *large* all of `packages.csv`; *one* and *many* are the same
200,000 written lines, in one file and in files of 200 lines. The folders hold Python files only, so that every tool has
the same work whatever it thinks of the rest.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from accuracy.labels import Pin
from accuracy.packages import fetch
from accuracy.tools import gather

HERE = Path(__file__).parent

TINY = ("celery/celery/app/", 10)  # the first ten files in there
SMALL = ("celery", "huey", "kombu")
MANY, LINES = 1_000, 200  # files of the synthetic corpus, and the lines of each

_CLASS = '''\
class Order{number}:
    """An order and what is in it."""

    def __init__(self, key, items):
        self.key = key
        self.items = list(items)

    def total(self, rates):
        amounts = [item.price * item.count for item in self.items]
        return round(sum(amounts) * rates.get(self.key, 1.0), 2)

    def send(self, session, address):
        answer = session.post(f"{{address}}/orders/{{self.key}}", json={{"total": self.total({{}})}})
        if answer.status_code != {number}:
            raise ValueError(f"order {{self.key}}: {{answer.text}}")
        return answer.json()


ORDER_{number} = Order{number}("{number}", [])

'''


class Corpus(Struct, frozen=True):
    """A folder of code and its size, in which `bytes` and `lines` are those of all files together."""

    name: str
    folder: Path
    files: int
    lines: int
    bytes: int

    @property
    def megabytes(self) -> float:
        return self.bytes / 1e6


def pins() -> list[Pin]:
    with (HERE / "packages.csv").open(newline="", encoding="ascii") as lines:
        return [Pin(row["package"], row["version"], "wheel", row["sha256"]) for row in csv.DictReader(lines)]


def prepare(root: Path) -> Iterator[str]:
    """Bring the packages to `root/packages` and lay the corpora out in `root/corpora`; says what it does.

    What is there already stays. Raises subprocess.CalledProcessError if a package cannot be had.
    """
    packages = root / "packages"
    packages.mkdir(parents=True, exist_ok=True)
    for pin in pins():
        yield f"{pin.package} {pin.version}: {'fetched' if fetch(pin, packages) else 'there already'}"
    modules = sorted(path.relative_to(packages).as_posix() for path in packages.rglob("*.py"))
    for name, files in select(modules).items():
        with _appearing(root / "corpora" / name) as folder:
            gather(packages, files, folder)
    with _appearing(root / "corpora" / "one") as folder:
        (folder / "orders.py").write_text("".join(synthetic(number) for number in range(MANY)), "utf-8")
    with _appearing(root / "corpora" / "many") as folder:
        for number in range(MANY):
            (folder / f"orders_{number:03}.py").write_text(synthetic(number), "utf-8")


def select(modules: list[str]) -> dict[str, list[str]]:
    """The files of each corpus of published code, out of the sorted paths `package/path` of all."""
    folder, count = TINY
    return {
        "tiny": [path for path in modules if path.startswith(folder)][:count],
        "small": [path for path in modules if path.split("/")[0] in SMALL],
        "large": modules,
    }


def synthetic(number: int) -> str:
    """The text of one file of the corpus *many*: valid after any other one in the same file."""
    each = _CLASS.count("\n")
    first = number * LINES // each
    return "".join(_CLASS.format(number=first + index) for index in range(LINES // each))


def read_corpus(root: Path, name: str) -> Corpus:
    """Its size. All of it is read, so that the first tool that is measured finds it in memory as the others do."""
    folder = root / "corpora" / name
    texts = [path.read_bytes() for path in folder.rglob("*.py")]
    return Corpus(name, folder, len(texts), sum(text.count(b"\n") for text in texts), sum(map(len, texts)))


@contextmanager
def _appearing(folder: Path) -> Iterator[Path]:
    """A folder to write to that takes its name when it is complete, and is thrown away if that name is taken."""
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    yield part
    if folder.is_dir():
        shutil.rmtree(part)
    else:
        part.rename(folder)
