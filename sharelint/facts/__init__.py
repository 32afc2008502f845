"""What one file says: text in, `Facts` out. The only package that touches LibCST, and only inside functions."""

from __future__ import annotations

import warnings

from sharelint.code import Facts
from sharelint.facts.guard import guard
from sharelint.records import Problem, Source, Trouble


def extract(source: Source) -> Facts | Problem:
    """Lower one file. Depends on nothing but the text; a file that cannot be read as Python gives a Problem."""
    if (problem := guard(source)) is not None:
        return problem
    import libcst

    from sharelint.facts.lower import lower
    from sharelint.facts.positions import BLANKS, Positions, without_leading_form_feeds

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in somebody's string is not our news
            text, indents = without_leading_form_feeds(source.text)
            module = libcst.parse_module(text)
            try:
                positions = Positions(module, text, indents)
            except ValueError:  # LibCST loses empty lines around lines of blanks, at the end of a file
                text = BLANKS.sub("", text)
                module = libcst.parse_module(text)
                positions = Positions(module, text, indents)
            return lower(source, module, positions)
    except libcst.ParserSyntaxError as error:
        return Problem(source.path, Trouble.syntax, "not valid Python", error.raw_line)
    except (RecursionError, MemoryError):
        return Problem(source.path, Trouble.too_complex, "nested too deeply to be analysed")
    except Exception as error:  # noqa: BLE001 - LibCST raises TypeError and the like on some invalid files
        import traceback

        message = f"{type(error).__name__}: {error}".splitlines()[0]
        return Problem(source.path, Trouble.internal, message, details=traceback.format_exc())
