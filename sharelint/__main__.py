"""The command: `sharelint`, and `python -m sharelint`."""

from __future__ import annotations

from typing import NoReturn

from sharelint import signals


def main() -> NoReturn:
    """Ctrl-C during the imports, which take most of the time of a short run, is no reason for a traceback."""
    signals.end_at_once()
    from sharelint import cli

    cli.main()


if __name__ == "__main__":
    main()
