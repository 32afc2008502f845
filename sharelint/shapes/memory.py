"""Shape `memory`: an object is made of a class of the project that says by its name that it keeps things in memory.

The name alone is no evidence: methods of the class, other than its constructor, have to fill a container of the object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sharelint.project import Project
from sharelint.project.calls import Callee
from sharelint.project.names import spelled
from sharelint.project.values import Definition, Made
from sharelint.records import Level, Match
from sharelint.shapes.site import Site, Watched
from sharelint.shapes.state import CONSTRUCTORS, is_container, writes

_TELLING = re.compile(r"^_?(In)?Memory[A-Z]|[a-z](In)?Memory$")
_STORE = re.compile(r"Cache|Stor(e|age)|Backend|Session|Repo|Broker|Queue|Data[Bb]ase|DB|Bus|Channel|Registry|Results?")


def find(project: Project, path: str, watched: Watched) -> Iterator[Site]:
    matches = watched.of_shape.get("memory", ())
    for number, call in enumerate(project.facts(path).calls if matches else ()):
        for callee in project.calls.callees(Made(path, number)):
            if (cls := _named_so(project, callee)) is None:
                continue
            for rule, match in matches:
                if _is_filled(project, cls, match):
                    yield Site(
                        rule=rule,
                        match=match,
                        shape="memory",
                        file=path,
                        span=call.span if call.span.line == call.span.end_line else call.function.span,
                        statement=call.statement,
                        scope=call.scope,
                        block=call.block,
                        level=match.level or rule.impact if _STORE.search(project.scope(cls).name) else Level.note,
                        target=project.qualified_name(cls),
                        words={"call": spelled(call.function)},
                        made=Made(path, number),
                    )


def _named_so(project: Project, callee: Callee) -> Definition | None:
    if not isinstance(callee.target, Definition):
        return None
    scope = project.scope(callee.target)
    return callee.target if scope.kind == "class" and _TELLING.search(scope.name) else None


def _is_filled(project: Project, cls: Definition, match: Match) -> bool:
    for write in writes(project, cls.path):
        method = project.scope(project.function_around(cls.path, write.at.scope))
        if write.variable.kind == "instance" and write.variable.owner == cls and method.name not in CONSTRUCTORS:
            if any(is_container(project, node, at, match) for node, at in project.variables.initial(write.variable)):
                return True
    return False
