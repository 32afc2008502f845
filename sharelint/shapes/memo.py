"""Shape `memo`: a function whose results a decorator keeps in the process, while what it reads changes outside.

Settings that are read once, and results that depend on the arguments alone, are the same in every process: silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from sharelint import code
from sharelint.project import Project
from sharelint.project.names import spelled
from sharelint.project.values import Definition, Made
from sharelint.shapes.site import Site, Watched


def find(project: Project, path: str, watched: Watched) -> Iterator[Site]:
    for number, scope in enumerate(project.facts(path).scopes):
        function = Definition(path, number)
        for decorator in scope.decorators if scope.kind == "function" else ():
            node = decorator
            if isinstance(decorator, code.Result):
                node = project.call(Made(path, decorator.call)).function
            names = {value.qualified_name for value in project.values(node, project.outside(function))}
            entries = [entry for name in sorted(names) for entry in watched.memos.get(name, ())]
            if not entries or not scope.parameters or not project.reach.serving(path, number):
                continue
            if project.effects.reads_changing_data(function, files=True):
                for rule, match, name in entries:
                    yield Site(
                        rule=rule,
                        match=match,
                        shape="memo",
                        file=path,
                        span=decorator.span,
                        statement=decorator.span,
                        scope=number,
                        level=match.level or rule.impact,
                        target=name,
                        words={"call": spelled(node) or name, "name": scope.name},
                    )
