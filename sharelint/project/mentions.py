"""What the whole project mentions: the library names it imports or spells, the settings it makes. Facts in, sets out.

For what matters only beside something else: a cache that nobody configures is no trouble as long as nobody uses it.
Whatever could be meant counts as mentioned, so an absence is only told when it is certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from sharelint import code
from sharelint.project.names import call_at
from sharelint.project.places import is_place
from sharelint.project.values import Definition

if TYPE_CHECKING:
    from sharelint.project import Project

_WORD = re.compile(r"[A-Za-z_]\w*(?:[.:]\w+)*")
# Settings that come from a file or the environment by a call: which ones cannot be told.
_LOADERS = frozenset(
    ("from_pyfile", "from_envvar", "from_prefixed_env", "from_json", "from_file", "from_yaml", "from_cfg", "exec")
)
_NAMESPACES = frozenset(("globals", "locals", "vars", "include"))


class Mentions:
    def __init__(self, project: Project) -> None:
        self.project = project

    def allow(self, used: tuple[str, ...], unset: tuple[str, ...]) -> Literal["no", "perhaps", "yes"]:
        """Whether one of the names in `used` is mentioned, and none of the settings in `unset` is made.

        Perhaps, if settings come from somewhere that cannot be looked into.
        """
        if used and not any(self._is_used(name) for name in used):
            return "no"
        if not unset:
            return "yes"
        if not self._made().isdisjoint(unset):
            return "no"
        return "perhaps" if self._open() else "yes"

    def _is_used(self, name: str) -> bool:
        return name in self.project.memory.answer("words", self._words, frozenset[str]())

    def _words(self) -> frozenset[str]:
        """Qualified names that imports bring or texts spell, and all that they lie in."""
        found: set[str] = set()
        for path in self.project.files:
            for imported in _imports(self.project.facts(path)):
                _add(found, f"{imported.module}.{imported.name}" if imported.name else imported.module)
            for _, node in self.project.facts(path).expressions():
                if isinstance(node, code.Constant) and isinstance(node.value, str) and "." in node.value:
                    if len(node.value) < 200 and _WORD.fullmatch(node.value):
                        _add(found, node.value.replace(":", "."))
        return frozenset(found)

    def _made(self) -> frozenset[str]:
        return self.project.memory.answer("made", self._names_made, frozenset[str]())

    def _names_made(self) -> frozenset[str]:
        """Every name that is bound, stored, called, given by keyword or spelled as a text."""
        found: set[str] = set()
        for path in self.project.files:
            facts = self.project.facts(path)
            found.update(binding.name for binding in facts.bindings)
            found.update(store.target.name for store in facts.stores if isinstance(store.target, code.Attribute))
            found.update(argument.keyword for call in facts.calls for argument in call.arguments)
            found.update(call.function.name for call in facts.calls if isinstance(call.function, code.Attribute))
            for _, node in facts.expressions():
                if isinstance(node, code.Constant) and isinstance(node.value, str) and _WORD.fullmatch(node.value):
                    found.add(node.value)
        return frozenset(found)

    def _open(self) -> bool:
        """Whether settings come from somewhere that cannot be looked into."""
        return self.project.memory.answer("open", lambda: any(self._is_open(path) for path in self.project.files), True)

    def _is_open(self, path: str) -> bool:
        facts = self.project.facts(path)
        if any(self._opens(path, call) for call in facts.calls):
            return True
        stars = [star.module for star in facts.stars if not self.project.modules.find(path, star.module, star.level)]
        if not is_place(self.project, Definition(path, 0)):
            return any("settings" in module for module in stars)
        return bool(stars) or any(
            isinstance(call.function, code.Name) and call.function.id in _NAMESPACES for call in facts.calls
        )

    def _opens(self, path: str, call: code.Call) -> bool:
        function = call.function
        if not isinstance(function, code.Attribute):
            return isinstance(function, code.Name) and function.id == "exec"
        if function.name in _LOADERS:
            return True
        if function.name != "from_object" or not call.arguments:
            return False
        values = self.project.values(call.arguments[0].value, call_at(path, call))
        return not any(
            value.origin in ("name", "object")
            or (isinstance(value.data, str) and value.origin == "literal" and self._is_module(path, value.data))
            for value in values
        )

    def _is_module(self, path: str, dotted: str) -> bool:
        module = dotted.replace(":", ".")
        return any(self.project.modules.find(path, name) for name in (module, module.rpartition(".")[0]) if name)


def _imports(facts: code.Facts) -> Iterator[code.Imported]:
    for binding in facts.bindings:
        if isinstance(binding.value, code.Imported) and not binding.value.level:
            yield binding.value
    yield from (star for star in facts.stars if not star.level)


def _add(found: set[str], name: str) -> None:
    while name and name not in found:
        found.add(name)
        name = name.rpartition(".")[0]
