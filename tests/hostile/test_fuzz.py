"""A few rounds of the fuzzer, always the same ones; `make fuzz` takes as long as it is given."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import seed

from tests.hostile.fuzz import TARGETS


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_whatever_the_input_there_is_an_answer(target: Callable[[], None]) -> None:
    seed(0)(target)()
