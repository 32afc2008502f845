"""The table of formats."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sharelint.report import FORMATS, render

from .build import report


def test_the_formats_are_these() -> None:
    assert list(FORMATS) == ["text", "concise", "sarif", "json"]


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_renders_an_empty_report_and_ends_its_last_line(format: str) -> None:
    assert render(format, report()).endswith(("in 1 file\n", "}\n"))


def test_text_takes_colour_and_width() -> None:
    assert render("text", report(), color=True, width=40) == "\x1b[1mNo findings in 1 file\x1b[0m\n"


@pytest.mark.parametrize("format", FORMATS)
def test_a_format_loads_neither_the_others_nor_rich_nor_libcst(format: str) -> None:
    code = f"""if True:
        import sys
        from sharelint.records import Report
        from sharelint.report import FORMATS, render
        render({format!r}, Report((), (), (), (), (), {{}}, 0))
        print([m for m in sys.modules if m in {{"rich", "libcst"}} | {{"sharelint.report." + f for f in FORMATS}}])
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"['sharelint.report.{format}']\n"
