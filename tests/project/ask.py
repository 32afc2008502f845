"""Questions to a real Project: what an expression means at a point, who calls a function, what it reaches."""

from __future__ import annotations

from collections.abc import Iterable

from sharelint import code, rulebook
from sharelint.code import Facts
from sharelint.facts import extract
from sharelint.project import Project
from sharelint.project.names import call_at
from sharelint.project.values import At, Definition, Value, rendered
from sharelint.records import Source
from sharelint.shapes.site import Watched

KNOWN = Watched(rulebook.load([rulebook.shipped()])).names

ASKED = "asked"


def project_of(files: dict[str, str]) -> Project:
    """A project of all the files, linked as the shapes see it."""
    facts = {name: _facts(name, text) for name, text in files.items()}
    project = Project(facts.__getitem__, facts.__contains__, KNOWN, facts)
    project.classes.link()
    return project


def asked(files: dict[str, str], path: str, expression: str) -> tuple[Project, code.Node, At]:
    """`expression`, written after the last line of the file `path`, and the point where it is read.

    A file that has `#HERE` is asked there, at that indentation.
    """
    question = f"{ASKED}({expression})"
    text = files[path]
    text = text.replace("#HERE", question) if "#HERE" in text else f"{text}\n{question}\n"
    project = project_of(files | {path: text})
    (call,) = (call for call in project.facts(path).calls if getattr(call.function, "id", "") == ASKED)
    return project, call.arguments[0].value, call_at(path, call)


def values_of(files: dict[str, str], path: str, expression: str) -> tuple[Value, ...]:
    """Every value that `expression` may hold there."""
    project, node, at = asked(files, path, expression)
    return project.values(node, at)


def function_of(project: Project, path: str, name: str) -> Definition:
    """The function or class of that qualified name in a file."""
    scopes = project.facts(path).scopes
    return Definition(path, next(i for i, scope in enumerate(scopes) if scope.qualified_name == name and i))


def value_of(files: dict[str, str] | str, path: str, expression: str) -> str:
    """The values in words, joined by ` | `; `=` marks what only holds by default.

    `'a{b}'` a text with a hole, `os.getenv` a name, `<socket.socket>` an object, `$HOST` configuration,
    `?host` an argument, `unknown`. What the project defines has the path of its file: `a.py:Cls`.
    """
    files = {path: files} if isinstance(files, str) else files
    return shown(values_of(files, path, expression), files)


def shown(values: Iterable[Value], files: dict[str, str]) -> str:
    """The values in these words."""
    return " | ".join(dict.fromkeys(_shown(value, files) for value in values))


def _shown(value: Value, files: dict[str, str]) -> str:
    return ("=" if value.default else "") + _kind(value, files)


def _kind(value: Value, files: dict[str, str]) -> str:
    cls = _defined(value.type, files)
    match value.origin:
        case "literal" | "text":
            return repr(rendered(value.parts)) if value.parts else repr(value.data)
        case "config":
            return f"${value.data!s}"
        case "argument":
            return f"?{value.data!s}" + (f"<{cls}>" if cls else "")
        case "object":
            return f"<{cls}>"
        case "name":
            assert isinstance(value.data, str | Definition)
            return _defined(value.data, files)
    return value.origin


def _defined(named: str | Definition, files: dict[str, str]) -> str:
    if isinstance(named, str):
        return named
    scope = _facts(named.path, files[named.path].replace("#HERE", "pass")).scopes[named.scope]
    return f"{named.path}:{scope.qualified_name}"


def _facts(path: str, text: str) -> Facts:
    result = extract(Source(path, text, text.encode()))
    assert isinstance(result, Facts), result
    return result
