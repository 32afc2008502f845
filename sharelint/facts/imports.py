"""What `import` and `from … import` bind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sharelint import code
from sharelint.facts.expressions import dotted, identifier

if TYPE_CHECKING:
    from sharelint.facts.lower import Lowering


def import_(low: Lowering, node: Any) -> None:
    for alias in node.names:
        module = dotted(alias.name)
        if alias.asname is not None:
            low.bind_target(alias.asname.name, code.Imported(low.span(alias.name), module), "import")
        else:
            top = module.partition(".")[0]
            low.bind(top, "import", code.Imported(low.span(alias.name), top), low.span(alias.name))


def import_from(low: Lowering, node: Any) -> None:
    module = dotted(node.module) if node.module is not None else ""
    level = len(node.relative)
    if type(node.names).__name__ == "ImportStar":
        low.stars.append(code.Imported(low.span(node), module, "*", level))
        return
    for alias in node.names:
        name = dotted(alias.name)
        value = code.Imported(low.span(alias.name), module, name, level)
        target = alias.asname.name if alias.asname is not None else alias.name
        low.bind(identifier(target), "import", value, low.span(target))
