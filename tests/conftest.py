from __future__ import annotations

from collections.abc import Iterator

import pytest

collect_ignore = ["fixtures"]  # services to be audited, with tests of their own that nobody runs


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Commands that are run keep nothing in the cache of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHARELINT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
