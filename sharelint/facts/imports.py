"""What `import` and `from … import` bind."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from sharelint import code
from sharelint.records import Span

if TYPE_CHECKING:
    from sharelint.facts.lower import Lowering


def import_(low: Lowering, node: ast.Import) -> None:
    for alias in node.names:
        name = _first_word(low, alias)
        if alias.asname is not None:
            target = low.positions.last_word(alias, alias.asname)
            low.bind(alias.asname, "import", code.Imported(name, alias.name), target)
        else:
            top = alias.name.partition(".")[0]
            low.bind(top, "import", code.Imported(name, top), name)


def import_from(low: Lowering, node: ast.ImportFrom) -> None:
    module = node.module or ""
    for alias in node.names:
        if alias.name == "*":
            low.stars.append(code.Imported(low.span(node), module, "*", node.level))
            continue
        name = _first_word(low, alias)
        value = code.Imported(name, module, alias.name, node.level)
        target = name if alias.asname is None else low.positions.last_word(alias, alias.asname)
        low.bind(alias.asname or alias.name, "import", value, target)


def _first_word(low: Lowering, alias: ast.alias) -> Span:
    return low.span(alias) if alias.asname is None else low.positions.word(alias, alias.name)
