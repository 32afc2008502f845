"""The table of formats."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sharelint.report import FORMATS, render

from .build import report


def test_the_formats_are_these() -> None:
    assert list(FORMATS) == [
        "text",
        "concise",
        "sarif",
        "json",
        "github",
        "markdown",
        "gitlab",
        "junit",
        "rdjson",
        "html",
        "mermaid",
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_renders_an_empty_report_and_ends_its_last_line(format: str) -> None:
    assert render(format, report()).endswith(("in 1 file\n", "}\n", "[]\n", "</testsuites>\n", "</html>\n"))


def test_text_takes_colour_and_width() -> None:
    assert render("text", report(), color=True, width=40) == "\x1b[1mNo findings in 1 file\x1b[0m\n"


def test_the_same_report_gives_the_same_bytes_whatever_the_order_of_sets() -> None:
    code = """if True:
        import hashlib
        from sharelint.report import FORMATS, render
        from tests.report.build import hostile_report, many
        for report in (hostile_report(), many(30)):
            print([hashlib.sha256(render(format, report).encode()).hexdigest() for format in FORMATS])
    """
    root = Path(__file__).parents[2]
    one, other = (
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    )
    assert one == other != ""


@pytest.mark.parametrize("format", FORMATS)
def test_a_format_loads_nothing_that_only_others_need(format: str) -> None:
    code = f"""if True:
        import sys
        from sharelint.records import Report
        from sharelint.report import FORMATS, render
        render({format!r}, Report((), (), (), (), (), {{}}, 0))
        print([m for m in sys.modules if m in {{"rich", "libcst"}} | {{"sharelint.report." + f for f in FORMATS}}])
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    needed = {"markdown": ["text", "markdown"]}.get(format, [format])
    assert done.stdout == f"{[f'sharelint.report.{name}' for name in needed]}\n"
