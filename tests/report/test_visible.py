"""Foreign text, made safe to show."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharelint.report.visible import inert, storable, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain `code`", "plain `code`"),
        ("naïve 漢字 🚀 e\u0301 \u00a0\u3000", "naïve 漢字 🚀 e\u0301 \u00a0\u3000"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("a\nb\r\n\tc", "a\\nb\\r\\n\\tc"),
        ("\x07\x08\x7f\x9b", "\\x07\\x08\\x7f\\x9b"),
        ("\u202e\u2066\u200b\ufeff", "\\u202e\\u2066\\u200b\\ufeff"),
        ("\u2028\u2029", "\\u2028\\u2029"),
        ("\U000e0041", "\\U000e0041"),
        ("bad\udcff", "bad\\udcff"),
    ],
)
def test_what_acts_is_escaped_and_what_shows_is_kept(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_that_acts_is_left(text: str) -> None:
    assert not {unicodedata.category(character) for character in visible(text)} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_storable_text_is_the_same_but_for_lone_surrogates() -> None:
    assert storable("\x1b\u202e 漢 🚀") == "\x1b\u202e 漢 🚀"
    assert storable("bad\udcff.py") == "bad\\udcff.py"


def test_an_inert_line_has_no_command_for_a_runner() -> None:
    assert inert("::error::a.py:1:1") == "./::error::a.py:1:1"
    assert inert(" ::error::a.py") == "./ ::error::a.py"
    assert inert("a.py: ##[error]b") == "a.py: ## [error]b"
    assert inert("a::b.py # [c]") == "a::b.py # [c]"
