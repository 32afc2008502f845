"""How firm a finding of state is, and whose handlers count."""

from __future__ import annotations

from pathlib import Path

from sharelint.audit import audit
from sharelint.config import Config
from sharelint.records import Level

PRINTER = """
class Printer:
    def __init__(self):
        self.jobs = []
        self.selected = "none"

    def select(self, name):
        self.selected = name
        self.jobs.append(name)


printer = Printer()
"""
APP = """
from flask import Flask
from printer import printer

app = Flask(__name__)


@app.post("/select/<name>")
def select(name):
    printer.select(name)
"""
CONSUMER = """
import socket

from printer import printer


def test_printer(port):
    sock = socket.socket()
    while True:
        sock.accept()
        printer.select("a")
"""


def found(folder: Path, files: dict[str, str]) -> list[tuple[str, int, Level]]:
    for name, code in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(code.lstrip("\n"))
    report = audit([folder], Config(root=folder))
    return [
        (each.place.path, each.place.span.line, each.level) for each in report.findings if each.rule == "process-state"
    ]


def test_a_value_that_replaces_another_in_a_kept_object_is_a_note(tmp_path: Path) -> None:
    assert found(tmp_path, {"printer.py": PRINTER, "app.py": APP}) == [
        ("printer.py", 7, Level.note),
        ("printer.py", 8, Level.warning),
    ]


def test_what_serves_in_tests_serves_no_user(tmp_path: Path) -> None:
    assert found(tmp_path, {"printer.py": PRINTER, "tests/test_printer.py": CONSUMER}) == []
    assert (
        found(tmp_path, {"tests/printer.py": PRINTER, "tests/test_more.py": CONSUMER.replace("from p", "from tests.p")})
        != []
    )
