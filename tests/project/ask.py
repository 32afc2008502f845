"""One question to a real Project: what does this expression mean at the end of that file?"""

from __future__ import annotations

from sharelint import rulebook
from sharelint.code import Facts
from sharelint.facts import extract
from sharelint.project import Project
from sharelint.project.names import call_at
from sharelint.project.values import Definition, Value, rendered
from sharelint.records import Source
from sharelint.shapes.site import Watched

KNOWN = Watched(rulebook.load([rulebook.shipped()])).names

ASKED = "asked"


def values_of(files: dict[str, str], path: str, expression: str) -> tuple[Value, ...]:
    """Every value that `expression`, written after the last line of the file `path`, may hold.

    A file that has `#HERE` is asked there, at that indentation.
    """
    texts = dict(files)
    question = f"{ASKED}({expression})"
    if "#HERE" in texts[path]:
        texts[path] = texts[path].replace("#HERE", question)
    else:
        texts[path] += f"\n{question}\n"
    facts = {name: _facts(name, text) for name, text in texts.items()}
    project = Project(facts.__getitem__, facts.__contains__, KNOWN)
    (call,) = (index for index, call in enumerate(facts[path].calls) if getattr(call.function, "id", "") == ASKED)
    made = facts[path].calls[call]
    return project.values(made.arguments[0].value, call_at(path, made))


def value_of(files: dict[str, str] | str, path: str, expression: str) -> str:
    """The values in words, joined by ` | `; `=` marks what only holds by default.

    `'a{b}'` a text with a hole, `os.getenv` a name, `<socket.socket>` an object, `$HOST` configuration,
    `?host` an argument, `unknown`. What the project defines has the path of its file: `a.py:Cls`.
    """
    files = {path: files} if isinstance(files, str) else files
    return " | ".join(dict.fromkeys(_shown(value, files) for value in values_of(files, path, expression)))


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
