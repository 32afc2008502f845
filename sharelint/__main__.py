"""The command: `sharelint`, and `python -m sharelint`."""

from __future__ import annotations

import sys

from sharelint import signals


def main() -> None:
    """Import the command, which takes most of a short run and is no time for a traceback either, and run it."""
    signals.end_at_once()
    try:
        from sharelint import cli

        cli.main()
    except Exception as error:  # noqa: BLE001 - a module is missing, or memory for it; Python's code 1 means findings
        print(f"sharelint: error: {str(error) or type(error).__name__}", file=sys.stderr)  # noqa: T201
        sys.exit(2)


if __name__ == "__main__":
    main()
