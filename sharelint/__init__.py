"""sharelint finds where the processes of an app share something that exists on one host only.

`audit(paths, config)` is the whole tool; `sharelint.config.load` makes the config, `sharelint.records` says what comes
out. Importing this package imports nothing else, so that the command answers `--version` and `--help` at once.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sharelint.audit import audit as audit  # noqa: TC004 - at run time it is the property below

__version__ = "0.1.0"
__all__ = ["__version__", "audit"]


class _Package(ModuleType):
    """A module whose `audit` is the function, imported when it is asked for.

    A plain `__getattr__` would not do: Python sets `sharelint.audit` to the submodule once that is imported, so the
    name would mean two things, depending on what ran before.
    """

    @property
    def audit(self) -> Any:
        from sharelint.audit import audit

        return audit

    @audit.setter
    def audit(self, value: object) -> None:
        """What the import system does with a submodule; it stays reachable as `from sharelint.audit import ...`."""


sys.modules[__name__].__class__ = _Package
