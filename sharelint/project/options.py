"""What command-line options hold when nobody gives them: the name of an option in, its default values out.

An option is configuration; its default is written in the code, at the declaration of the option.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from sharelint import code
from sharelint.project.calls import Given
from sharelint.project.names import call_at
from sharelint.project.values import Definition, Made, Value

if TYPE_CHECKING:
    from sharelint.project import Project

_ARGPARSE = "argparse.ArgumentParser.parse_"  # parse_args, parse_known_args
_TORNADO = "tornado.options.options"
_DECORATORS = frozenset({"click.option", "click.argument"})


class Options:
    def __init__(self, project: Project) -> None:
        self.project = project

    def defaults(self, namespace: Value, name: str) -> tuple[Value, ...]:
        """The defaults of `args.name`, where `namespace` is what `parse_args()` gave, or Tornado's `options`."""
        parsed = str(namespace.data)
        if namespace.place is None or not parsed.startswith((_ARGPARSE, _TORNADO)):
            return ()
        if parsed.startswith(_ARGPARSE):
            given = self._declared(namespace.place.path, "add_argument").get(name)
            return self._read(given)
        paths = [path for path in self.project.files if (given := self._declared(path, "define").get(name))]
        return self._read(self._declared(paths[0], "define")[name]) if paths else ()

    def of_parameter(self, function: Definition, name: str) -> tuple[Value, ...]:
        """Configuration and its defaults, for a parameter that a decorator of click declares as an option."""
        at = self.project.outside(function)
        for decorator in self.project.scope(function).decorators:
            if not isinstance(decorator, code.Result):
                continue
            made = Made(function.path, decorator.call)
            if any(callee.target in _DECORATORS for callee in self.project.calls.callees(made)):
                call = self.project.call(made)
                if _destination(call) == name:
                    node = next((a.value for a in call.arguments if a.keyword == "default"), None)
                    given = Given(node, at) if node is not None else None
                    return (Value("config", name), *self._read(given))
        return ()

    def _read(self, given: Given | None) -> tuple[Value, ...]:
        values = self.project.read(given) if given is not None else ()
        return tuple(replace(value, default=True) for value in values if value.origin != "unknown")

    def _declared(self, path: str, function: str) -> dict[str, Given]:
        """The defaults that calls of `function` in a file declare, by the name of the option."""
        key = ("options", path, function)
        return self.project.memory.answer(key, lambda: self._find(path, function), {})

    def _find(self, path: str, function: str) -> dict[str, Given]:
        found: dict[str, Given] = {}
        for call in self.project.facts(path).calls:
            called = call.function
            if function == getattr(called, "name", getattr(called, "id", "")):
                keywords = {argument.keyword: argument.value for argument in call.arguments}
                if (default := keywords.get("default")) is not None:
                    found[_destination(call)] = Given(default, call_at(path, call))
        return found


def _destination(call: code.Call) -> str:
    """The name by which the value of an option is asked for: of the first long option, or as `dest` says."""
    dest = next((a.value for a in call.arguments if a.keyword == "dest"), None)
    if isinstance(dest, code.Constant):
        return str(dest.value)
    words = [a.value.value for a in call.arguments if not a.keyword and isinstance(a.value, code.Constant)]
    names = [word for word in words if isinstance(word, str)]
    plain = [name for name in names if not name.startswith("-")]  # click: option("--to", "recipient")
    long = next((name for name in names if name.startswith("--")), names[0] if names else "")
    return (plain[-1] if plain else long).lstrip("-").partition("/")[0].replace("-", "_")
