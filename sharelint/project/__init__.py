"""What the files say together: a `Project` answers what a name, call or expression means. Facts in, Values out."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sharelint import code
from sharelint.code import Facts
from sharelint.project.callers import Callers
from sharelint.project.calls import Calls, Given
from sharelint.project.classes import Classes
from sharelint.project.collections import Collections
from sharelint.project.effects import Effects
from sharelint.project.evaluate import Evaluator
from sharelint.project.index import Index
from sharelint.project.memory import Memory
from sharelint.project.mentions import Mentions
from sharelint.project.modules import Modules, dotted_name
from sharelint.project.names import Names
from sharelint.project.operations import Operations
from sharelint.project.options import Options
from sharelint.project.reach import Reach
from sharelint.project.values import At, Definition, Made, Value
from sharelint.project.variables import Variables


class Project:
    """The linked facts of a run.

    `load` gives the facts of a file by path, empty ones if it cannot be analysed; `exists` says whether there is a file
    of that path; `known` holds the qualified names that rules watch, which decide what `from library import *` brings;
    `files` are the paths that are searched for callers and entry points.
    """

    def __init__(
        self,
        load: Callable[[str], Facts],
        exists: Callable[[str], bool],
        known: Collection[str],
        files: Collection[str] = (),
    ) -> None:
        self.files = tuple(sorted(files))
        self._load = load
        self._exists = exists
        self._known = known
        self._facts: dict[str, Facts] = {}
        self._names: dict[str, Names] = {}
        self._indexes: dict[str, Index] = {}
        self._kept: list[code.Node] = []
        self.memory = Memory()
        self.modules = Modules(exists)
        self.classes = Classes(self)
        self.calls = Calls(self)
        self.operations = Operations(self)
        self.evaluator = Evaluator(self)
        self.collections = Collections(self)
        self.callers = Callers(self)
        self.options = Options(self)
        self.reach = Reach(self)
        self.effects = Effects(self)
        self.variables = Variables(self)
        self.mentions = Mentions(self)

    def facts(self, path: str) -> Facts:
        if path not in self._facts:
            self._facts[path] = self._load(path)
        return self._facts[path]

    def names(self, path: str) -> Names:
        if path not in self._names:
            self._names[path] = Names(self.facts(path))
        return self._names[path]

    def index(self, path: str) -> Index:
        if path not in self._indexes:
            self._indexes[path] = Index(self.facts(path))
        return self._indexes[path]

    def scope(self, definition: Definition) -> code.Scope:
        return self.facts(definition.path).scopes[definition.scope]

    def outside(self, definition: Definition) -> At:
        """The point at which a function or class is defined: where its decorators, bases and defaults are read."""
        scope = self.scope(definition)
        return At(definition.path, scope.parent, scope.block, scope.span)

    def imported_by(self, path: str) -> list[str]:
        """The files that a file imports."""
        facts = self.facts(path)
        imports = [b.value for b in facts.bindings if isinstance(b.value, code.Imported)]
        found: dict[str, None] = {}
        for each in (*imports, *facts.stars):
            inner = f"{each.module}.{each.name}" if each.module else each.name
            for module in (each.module, inner) if each.name not in ("", "*") else (each.module,):
                if (file := self.modules.find(path, module, each.level)) is not None:
                    found[file] = None
        return list(found)

    def function_around(self, path: str, scope: int) -> Definition:
        """The function in which the code of a scope runs; scope 0 for that of a module, its classes included."""
        scopes = self.facts(path).scopes
        while scopes[scope].kind not in ("function", "module"):
            scope = scopes[scope].parent
        return Definition(path, scope)

    def under_main(self, path: str, block: int) -> bool:
        """Whether a block of a module's body stands under `if __name__ == "__main__":`."""
        blocks = self.facts(path).blocks
        while block:
            test = blocks[block].test
            parts = test.options if isinstance(test, code.Choice) else (test,)
            if blocks[block].kind == "if" and any(isinstance(p, code.Other) and _asks_for_main(p) for p in parts):
                return True
            block = blocks[block].parent
        return False

    def call(self, made: Made) -> code.Call:
        return self.facts(made.path).calls[made.call]

    def values(self, node: code.Node, at: At) -> tuple[Value, ...]:
        return self.evaluator.values(node, at)

    def read(self, given: Given) -> tuple[Value, ...]:
        return self.evaluator.values(given.node, given.at)

    def members(self, cls: Definition, name: str) -> list[Definition]:
        """The methods that `name` means on objects of the class."""
        return [v.data for v in self.evaluator.member(cls, name) if isinstance(v.data, Definition)]

    def kept(self, node: code.Node) -> code.Node:
        """A node that is in no facts, held for as long as the memory refers to it by identity."""
        self._kept.append(node)
        return node

    def knows(self, name: str) -> bool:
        return name in self._known

    def module_name(self, path: str) -> str:
        return dotted_name(path, self._exists)

    def qualified_name(self, definition: Definition) -> str:
        module = self.module_name(definition.path)
        inner = self.scope(definition).qualified_name
        return f"{module}.{inner}" if inner and module else inner or module


def _asks_for_main(test: code.Other) -> bool:
    return {"__name__", "__main__"} <= {getattr(part, "id", getattr(part, "value", "")) for part in test.parts}
