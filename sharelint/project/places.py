"""Which modules and classes of a project are there to hold settings, and which of them build on others.

By their names, by what else is in them, by being handed to an app as its configuration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sharelint import code
from sharelint.project.names import call_at
from sharelint.project.values import Definition

if TYPE_CHECKING:
    from sharelint.project import Project

_PLACE = re.compile(r"(^|_)(settings?|config|configs|configuration|conf|celeryconfig)(_|$)", re.IGNORECASE)
_PLACE_CLASS = re.compile(r"(Config|Configuration|Settings?|Conf)\d*$|^(Config|Settings)|_(CONFIG|SETTINGS)$")
_MARKERS = frozenset(
    ("INSTALLED_APPS", "MIDDLEWARE", "MIDDLEWARE_CLASSES", "ROOT_URLCONF", "WSGI_APPLICATION", "DATABASES", "CACHES")
)


def is_place(project: Project, owner: Definition) -> bool:
    """Whether a module or class is there to hold settings."""
    return project.memory.answer(("settings place", owner), lambda: _is_place(project, owner), False)


def _is_place(project: Project, owner: Definition) -> bool:
    if owner in _handed_over(project):
        return True
    scope = project.scope(owner)
    if scope.kind == "class":
        ancestry = project.classes.ancestry(owner)
        names = [cls.rpartition(".")[2] if isinstance(cls, str) else project.scope(cls).name for cls in ancestry]
        return any(_PLACE_CLASS.search(name) for name in names)
    names = [*owner.path.removesuffix(".py").split("/")][-2:]
    if any(_PLACE.search(name) for name in names):
        return True
    facts = project.facts(owner.path)
    if not _MARKERS.isdisjoint(binding.name for binding in facts.bindings if binding.scope == 0):
        return True
    bases = (project.modules.find(owner.path, star.module, star.level) for star in facts.stars)
    return any(is_place(project, Definition(base, 0)) for base in bases if base is not None)


def _handed_over(project: Project) -> frozenset[Definition]:
    """Modules and classes that `from_object` or `config_from_object` is given somewhere."""
    return project.memory.answer("settings objects", lambda: frozenset(_objects(project)), frozenset[Definition]())


def _objects(project: Project) -> Iterator[Definition]:
    for path in project.files:
        for call in project.facts(path).calls:
            if (
                not isinstance(call.function, code.Attribute)
                or call.function.name not in ("from_object", "config_from_object")
                or not call.arguments
            ):
                continue
            for value in project.values(call.arguments[0].value, call_at(path, call)):
                if isinstance(value.data, Definition):
                    yield value.data
                elif isinstance(value.data, str) and value.origin == "literal":
                    module = project.modules.find(path, value.data.replace(":", "."))
                    if module is not None:
                        yield Definition(module, 0)
                elif value.origin == "name" and value.data == "__name__":
                    yield Definition(path, 0)


def is_model(project: Project, owner: Definition) -> bool:
    """Whether the attributes of a class are defaults that the environment overrides, as in pydantic."""
    return any(isinstance(cls, str) and cls.endswith("BaseSettings") for cls in project.classes.ancestry(owner))


def heirs(project: Project, owner: Definition) -> tuple[Definition, ...]:
    """The modules that star-import a module, the classes that inherit from a class."""
    found = project.memory.answer("settings heirs", lambda: _found_heirs(project), dict[Definition, list[Definition]]())
    return tuple(found.get(owner, ()))


def _found_heirs(project: Project) -> dict[Definition, list[Definition]]:
    heirs: dict[Definition, list[Definition]] = {}
    for path in project.files:
        module = Definition(path, 0)
        for base in star_imported(project, path):
            heirs.setdefault(Definition(base, 0), []).append(module)
        for index, scope in enumerate(project.facts(path).scopes):
            cls = Definition(path, index)
            if scope.kind == "class" and scope.bases and is_place(project, cls):
                for ancestor in project.classes.ancestry(cls)[1:]:
                    if isinstance(ancestor, Definition):
                        heirs.setdefault(ancestor, []).append(cls)
    return heirs


def star_imported(project: Project, path: str) -> set[str]:
    """The modules whose names a module has by `from … import *`, through others as well."""
    seen: set[str] = set()
    pending = [path]
    while pending:
        importer = pending.pop()
        for star in project.facts(importer).stars:
            base = project.modules.find(importer, star.module, star.level)
            if base is not None and base not in seen:
                seen.add(base)
                pending.append(base)
    return seen - {path}
