"""Text with syntax newer than the running Python: parsed by LibCST, turned into the tree that `ast` would make.

LibCST's classes differ in little but their names from those of `ast`. Type parameters are left out, as nothing asks for
them. A part that has no counterpart becomes `...`.
"""

from __future__ import annotations

import ast

from sharelint.facts.comments import Written


def parse_newer(text: str) -> tuple[ast.Module, list[Written]]:
    """The tree, with the positions that `ast` gives, and the comments. Raises libcst.ParserSyntaxError."""
    import libcst

    from sharelint.facts.newer.places import BLANKS, Places, without_leading_form_feeds
    from sharelint.facts.newer.statements import suite

    text, removed = without_leading_form_feeds(text)
    module = libcst.parse_module(text)
    try:
        places = Places(module, text, removed)
    except ValueError:  # LibCST loses empty lines around lines of blanks, at the end of a file
        text = BLANKS.sub("", text)
        module = libcst.parse_module(text)
        places = Places(module, text, removed)
    return ast.Module(suite(places, module), []), places.comments
