"""Shape `path`: a path of a telling class, such as that of a lock file, that the code builds and uses.

A text alone is no finding. It counts when it is given to a file function or lock class, bound to a name that says what
it is (`lock_file`), or returned by a function of such a name. Reported where the text is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from sharelint import code
from sharelint.project import Project
from sharelint.project.names import call_at, spelled
from sharelint.project.values import At, Definition, Hole, Made, Value
from sharelint.records import Level, Match, Place, Rule, Span
from sharelint.shapes import paths
from sharelint.shapes.conditions import Signature, argument, values_of
from sharelint.shapes.site import Site, Watched, words_of_value

_TELLING = {
    "lock": re.compile(r"(lock|lck|mutex)", re.IGNORECASE),
    "pid": re.compile(r"pid", re.IGNORECASE),
}
# The name of a lock in a backing service; a piece of a path, which tells once it has a folder.
_NO_FILE = re.compile(r"(^|_)(keys?|suffix|prefix|ext|extension)$", re.IGNORECASE)
_PIECE = re.compile(r"name$", re.IGNORECASE)
_REMOVING = frozenset({"remove", "unlink", "rmdir"})
_LOOKING = frozenset({"exists", "lexists", "isfile", "is_file", *_REMOVING})
_FOLDER = re.compile(r"(dir|directory|folder|root)(_?(path|name))?$", re.IGNORECASE)


class Built(Struct, frozen=True):
    """An expression that is a path, and the statement it stands in."""

    value: Value
    statement: Span
    scope: int
    span: Span
    name: str = ""
    used: Place | None = None
    released: bool = False  # all that is done with it there is to remove it: it has been built elsewhere as well


def find(project: Project, path: str, watched: Watched) -> Iterator[Site]:
    for rule, match in watched.of_shape.get("path", ()):
        wanted = match.when[0].path
        named = (*_named(project, path, wanted), *_declared(project, path, wanted))
        yield from (_site(path, rule, match, built) for built in named)
        told = {(built.scope, paths.plain(built.value.parts)) for built in named}
        for built in _given(project, path, watched, rule, match, wanted):
            key = (built.scope, paths.plain(built.value.parts))
            if key not in told:  # `Path(lock_file)` is the path that has been told
                told.add(key)
                yield _site(path, rule, match, built)


def _named(project: Project, path: str, wanted: tuple[str, ...]) -> Iterator[Built]:
    """Texts that receive a telling name."""
    facts = project.facts(path)
    for binding in facts.bindings:
        if binding.how in ("assign", "augment") and binding.value is not None and _telling(binding.name, wanted):
            at = At(path, facts.blocks[binding.block].scope, binding.block, binding.statement)
            released = at.scope != 0 and _is_released(project, at, binding.name)
            for built in _texts(project, binding.value, at, binding.statement, wanted, binding.name):
                yield replace(built, released=released)
    for store in facts.stores:
        if (
            store.value is None
            or not isinstance(store.target, code.Attribute)
            or not _telling(store.target.name, wanted)
        ):
            continue
        at = At(path, store.scope, store.block, store.statement)
        yield from _texts(project, store.value, at, store.statement, wanted, store.target.name)
    for call in facts.calls:
        for each in call.arguments:
            if each.keyword and _telling(each.keyword, wanted):
                yield from _texts(project, each.value, call_at(path, call), call.statement, wanted, each.keyword)
    for result in facts.returns:
        scope = facts.scopes[result.scope]
        if scope.kind == "function" and _telling(scope.name, wanted):
            at = At(path, result.scope, result.block, result.value.span)
            yield from _texts(project, result.value, at, result.value.span, wanted, scope.name)


def _given(
    project: Project, path: str, watched: Watched, rule: Rule, match: Match, wanted: tuple[str, ...]
) -> Iterator[Built]:
    """Texts that are given to a watched function, directly or by a name that says nothing."""
    for index, call in enumerate(project.facts(path).calls):
        for callee in project.calls.callees(Made(path, index)):
            if not isinstance(callee.target, str):
                continue
            for signature in _signatures(watched, rule, match, callee.target):
                given = argument(callee, signature, "")
                for value in values_of(project, callee, signature, ""):
                    if (
                        value.place is None
                        or not _is_wanted(value, wanted)
                        or _named_there(project, value.place, wanted)
                    ):
                        continue
                    here = value.place.path == path
                    released = _called(call) in _REMOVING and not (here and not call.span.covers(value.place.span.line))
                    if here and not isinstance(given, Value | None):
                        used = Place(path, call.span, "and is used here")
                        statement = _statement(project, value.place, call)
                        yield Built(value, statement, call.scope, value.place.span, "", used, released)
                    else:
                        yield Built(value, call.statement, call.scope, call.span, released=released)


def _is_released(project: Project, at: At, name: str) -> bool:
    """Whether a function does nothing with its variable but see whether there is such a file, and remove it."""
    index = project.index(at.path)
    if any(spelled(each.value) == name for each in index.returns_in.get(at.scope, ())):
        return False
    calls = [call for _, call in index.calls_in.get(at.scope, ())]
    given = [call for call in calls if any(spelled(argument.value) == name for argument in call.arguments)]
    given += [c for c in calls if isinstance(c.function, code.Attribute) and spelled(c.function.base) == name]
    done = {_called(call) for call in given if not _is_log(call)}
    return bool(done & _REMOVING) and done <= _LOOKING


def _called(call: code.Call) -> str:
    """The last name of what is called."""
    return spelled(call.function).rpartition(".")[2]


def _is_log(call: code.Call) -> bool:
    return _called(call) in ("print", "debug", "info", "trace", "warning", "error", "exception")


def _signatures(watched: Watched, rule: Rule, match: Match, target: str) -> list[Signature]:
    """How the function takes its path: the match watches it, or a rule of the same family does, as a lock class."""
    found = [entry[1].signatures.get(entry[2]) for entry in watched.paths.get(target, ()) if entry[1] == match]
    found += [m.signatures.get(name) for r, m, name in watched.calls.get(target, ()) if r.family == rule.family]
    return [signature for signature in found if signature is not None][:1]


def _declared(project: Project, path: str, wanted: tuple[str, ...]) -> Iterator[Built]:
    """Defaults of options: a text beside a word that says what it is, `option("--pidfile", default="/run/app.pid")`."""
    for call in project.facts(path).calls:
        words = [
            item
            for a in call.arguments
            for item in (a.value.items if isinstance(a.value, code.Sequence) else (a.value,))
        ]
        options = [word.value for word in words if isinstance(word, code.Constant) and isinstance(word.value, str)]
        if not any(option.startswith("-") and _telling(option, wanted) for option in options):
            continue
        at = call_at(path, call)
        for given in call.arguments:
            for value in project.values(given.value, at):
                if _is_wanted(value, wanted) and value.place is not None and "/" in paths.plain(value.parts):
                    yield Built(replace(value, default=True), call.statement, call.scope, given.value.span)


def _texts(
    project: Project, node: code.Node, at: At, statement: Span, wanted: tuple[str, ...], name: str, depth: int = 0
) -> Iterator[Built]:
    values = project.values(node, at)
    if isinstance(node, code.Result) and depth < 3 and not any(_is_wanted(value, wanted) for value in values):
        # A path made by a function of the project, or one that is not known: `normalized(folder + "/.lock")`
        made = Made(at.path, node.call)
        for argument in project.call(made).arguments if _is_function(project, made) else ():
            yield from _texts(project, argument.value, at, statement, wanted, name, depth + 1)
    for value in values:
        # A plain copy of another variable is reported where that one is built, not here.
        if _is_wanted(value, wanted) and value.place is not None and value.place.path == at.path:
            if _PIECE.search(name) and "/" not in paths.plain(value.parts):
                continue
            if statement.line <= value.place.span.line <= statement.end_line:
                yield Built(value, statement, at.scope, value.place.span, name)


def _is_function(project: Project, made: Made) -> bool:
    """Whether a call is one of a function of the project, or of something unknown: not of a class or a library."""
    targets = [callee.target for callee in project.calls.callees(made)]
    return all(isinstance(t, Definition) and project.scope(t).kind == "function" for t in targets)


def _named_there(project: Project, place: Place, wanted: tuple[str, ...]) -> bool:
    """Whether the text has a telling name where it is built, and so is reported there already."""
    bindings = project.index(place.path).bindings_of_value.get(place.span, ())
    return any(_telling(binding.name, wanted) for binding in bindings)


def _is_wanted(value: Value, wanted: tuple[str, ...]) -> bool:
    if not value.parts or paths.is_scratch(value.parts):
        return False
    last = value.parts[-1]
    if isinstance(last, Hole) and value.parts[-2:-1] == ("/",):  # `join(folder, lockfile_name)`
        return paths.classify_name(last.name) in wanted
    return paths.classify(paths.plain(value.parts)) in wanted


def _telling(name: str, wanted: tuple[str, ...]) -> bool:
    if _NO_FILE.search(name):
        return False
    return any(_TELLING[kind].search(name) for kind in wanted if kind in _TELLING)


def _statement(project: Project, place: Place, call: code.Call) -> Span:
    """The statement around a place of the file of `call`."""
    statement = project.index(place.path).statement_of(place.span.line)
    return statement or (call.statement if call.statement.covers(place.span.line) else place.span)


def _site(path: str, rule: Rule, match: Match, built: Built) -> Site:
    words = words_of_value(built.value, None)
    if built.name:
        words["name"] = built.name
    elsewhere = built.used is not None and built.used.span.line not in range(
        built.statement.line, built.statement.end_line + 1
    )
    # A folder for locks is no lock yet.
    mild = built.value.default or built.released or _FOLDER.search(built.name)
    level = Level.note if mild else match.level or rule.impact
    return Site(
        rule=rule,
        match=match,
        shape="path",
        file=path,
        span=built.span,
        statement=built.statement,
        scope=built.scope,
        level=level,
        target=paths.plain(built.value.parts).replace(paths.HOLE, "*"),
        words=words,
        related=(built.used,) if elsewhere and built.used is not None else (),
    )
