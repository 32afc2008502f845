"""Names as a rule page writes them, to the qualified names and parameters they stand for.

`"fcntl.{flock, lockf}(fd, <operation>)"` is two names, whose parameters by position are `fd` and `operation`; the
angle brackets mark the one that matters. What follows `*` can only be given by keyword.
"""

from __future__ import annotations

import itertools
import re

Signature = tuple[tuple[str, ...], str]  # parameter names in order, "*" where keyword-only ones start; the marked one

_NAME = re.compile(r"(?:[^\W\d]\w*|\*)(?:\.(?:[^\W\d]\w*|\*))*")  # `*` is any key of a setting
_PARAMETER = re.compile(r"[^\W\d]\w*")
_BRACES = re.compile(r"\{([^{}]*)\}")


def expand(text: str) -> tuple[list[str], Signature | None]:
    """Qualified names and their signature, None if there is none. A ValueError says what is malformed."""
    name, parenthesis, rest = text.partition("(")
    names = _expand_braces(name.strip())
    if not parenthesis:
        return names, None
    if not rest.endswith(")"):
        raise ValueError("the signature does not end in `)`")
    return names, _signature(rest[:-1])


def _expand_braces(text: str) -> list[str]:
    parts = _BRACES.split(text)  # literal, alternatives, literal, ...
    choices = [
        [option.strip() for option in part.split(",")] if index % 2 else [part] for index, part in enumerate(parts)
    ]
    names = ["".join(choice) for choice in itertools.product(*choices)]
    for name in names:
        if not _NAME.fullmatch(name):
            raise ValueError(f"`{name}` is not a qualified name")
    return names


def _signature(text: str) -> Signature:
    parameters: list[str] = []
    marked = ""
    for item in (part.strip() for part in text.split(",")) if text.strip() else ():
        parameter = item
        if item.startswith("<") and item.endswith(">"):
            if marked:
                raise ValueError("more than one parameter is marked with angle brackets")
            parameter = marked = item[1:-1]
        if parameter != "*" and not _PARAMETER.fullmatch(parameter):
            raise ValueError(f"`{item}` is not a parameter")
        if parameter in parameters:
            raise ValueError(f"the parameter `{parameter}` is named twice")
        parameters.append(parameter)
    if parameters and parameters[-1] == "*":
        raise ValueError("no parameter follows `*`")
    return tuple(parameters), marked
