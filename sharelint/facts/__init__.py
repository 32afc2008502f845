"""What one file says: text in, `Facts` out. The only package that sees syntax trees."""

from __future__ import annotations

import sys

from sharelint.code import Facts
from sharelint.facts.depth import TooDeepError
from sharelint.facts.lower import lower
from sharelint.facts.parse import parse
from sharelint.records import TOO_DEEP, Problem, Source, Trouble

_FRAMES = 1000  # what depth.MAX_DEPTH may take, however deep the caller is already


def extract(source: Source) -> Facts | Problem:
    """Lower one file. Depends on nothing but the text; a file that cannot be read as Python gives a Problem."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(limit + _FRAMES)
    try:
        parsed = parse(source)
        return parsed if isinstance(parsed, Problem) else lower(source, parsed)
    except TooDeepError as error:
        return Problem(source.path, Trouble.too_complex, TOO_DEEP, error.line)
    except Exception as error:  # noqa: BLE001 - LibCST raises TypeError and the like on some invalid files
        return Problem.of(source.path, error)
    finally:
        sys.setrecursionlimit(limit)
