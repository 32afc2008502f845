"""Shape `call`: a call of a watched function, method or class whose arguments hold to the conditions.

Through aliases, objects, `with`, decorators, functools.partial and subclasses: what the model resolves, this finds.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sharelint import code
from sharelint.project import Project
from sharelint.project.calls import Callee, Given
from sharelint.project.names import spelled
from sharelint.project.values import Definition, Hole, Made, Passed, Value, rendered
from sharelint.records import Level, Match, Place, Rule, Span
from sharelint.shapes.around import guarded, handed_to, handled, in_loop, is_fallback, is_kept, is_probe, reread
from sharelint.shapes.conditions import Signature, argument, evidence, evidence_from_callers, values_of
from sharelint.shapes.endpoints import Endpoint, endpoint_of
from sharelint.shapes.site import Site, Watched, receiver_name, related_to, words_of_value

_FOLDERS = frozenset({"shared", "host", "inbox"})  # classes of paths that say where something lies


class Hit(Struct, frozen=True):
    """A call that a match describes."""

    made: Made
    callee: Callee
    rule: Rule
    match: Match
    evidence: list[Value]
    signature: Signature
    passed: Passed | None = None  # where a caller writes the argument that makes it so
    doubtful: bool = False  # something that cannot be looked into might say otherwise


def find(project: Project, path: str, watched: Watched) -> Iterator[Site]:
    for index in range(len(project.facts(path).calls)):
        made = Made(path, index)
        for callee in project.calls.callees(made):
            hits = list(_hits(project, made, callee, watched))
            # What is a finding whatever callers pass is not told again at each of them.
            told = {
                hit.rule.name for hit in hits if hit.passed is None and not (hit.evidence and hit.evidence[0].default)
            }
            for hit in hits:
                if hit.passed is not None and hit.rule.name in told:
                    continue
                yield _site(project, hit) if hit.passed is None else _site_of_caller(project, hit, hit.passed)


def _hits(project: Project, made: Made, callee: Callee, watched: Watched) -> Iterator[Hit]:
    function = project.call(made).function
    if not isinstance(callee.target, str):
        return
    initializes = isinstance(function, code.Attribute) and function.name == "__init__"
    if _is_own_class(project, made, function):
        return  # `return cls(…)` is told where the class is used
    for rule, match, name in watched.calls.get(callee.target, ()):
        if initializes and not match.when:
            continue  # told where the object is made; `super().__init__(…)` only says more about the arguments
        if match.handles and not handled(project, made, match.handles):
            continue
        if match.loop and not in_loop(project, made, waiting=match.loop == "wait"):
            continue
        if not _is_where(project, made, match):
            continue
        if match.guarded and not guarded(project, made, match.guarded):
            continue
        if match.not_for and handed_to(project, made, match.not_for):
            continue
        signature = match.signatures.get(name, ((), ""))
        if match.reread and not _is_reread(project, made, callee, signature):
            continue
        if match.beside and _beside(project, made, argument(callee, signature, ""), match.beside):
            continue
        if (allowed := project.mentions.allow(match.used, match.unset)) == "no":
            continue
        found = evidence(project, match, callee, signature, made)
        if found is not None and (match.at == "call" or _source(project, made, found)):
            yield Hit(made, callee, rule, match, found, signature, doubtful=allowed == "perhaps")
        for value in evidence_from_callers(project, match, callee, signature, made):
            yield Hit(made, callee, rule, match, [value], signature, value.passed)


def _site(project: Project, hit: Hit) -> Site:
    call = project.call(hit.made)
    values = hit.evidence or [v for v in values_of(project, hit.callee, hit.signature, "") if v.parts]
    value = values[0] if values else None
    level = hit.match.level or hit.rule.impact
    words = {"call": spelled(call.function) or str(hit.callee.target), "name": receiver_name(project, hit.made)}
    words["made"] = _made_from(project, hit.made) or words["name"]
    related: tuple[Place, ...] = ()
    trail: tuple[Place, ...] = ()
    if value is not None:
        endpoint = endpoint_of(project, value)
        source = endpoint.source if endpoint is not None else value
        words |= words_of_value(value, endpoint.peer if endpoint is not None else None)
        related, trail = related_to(source, hit.made.path, call.statement)
        level = _level(hit, source, endpoint)
        if _is_in_unknown_folder(hit, value):
            level = level.lowered()
    if hit.doubtful or is_fallback(project, hit.made):
        level = Level.note
    related += _where_made(hit)
    if hit.match.users:
        related += _users(project, hit.made)
    marked = _source(project, hit.made, hit.evidence) if hit.match.at == "source" else None
    call = project.call(marked or hit.made)
    return Site(
        rule=hit.rule,
        match=hit.match,
        shape="call",
        file=hit.made.path,
        span=call.span if len(hit.callee.given) == 0 or marked else _callee_span(call),
        statement=call.statement,
        scope=call.scope,
        block=call.block,
        level=level,
        target=str(hit.callee.target),
        words={word: text for word, text in words.items() if text},
        related=related,
        trail=(*trail, Place(hit.made.path, call.span, "and is used here")) if trail else (),
        made=marked or hit.made,
        receiver=_held_object(hit) if marked is None else None,
    )


def _level(hit: Hit, source: Value, endpoint: Endpoint | None) -> Level:
    """A note for what only holds by default, unless the page says a level.

    So is a host that is loopback (a sidecar, a tunnel, a development set-up) or that a provider keeps under one name.
    """
    judged = endpoint is not None and any(condition.host for condition in hit.match.when)
    if hit.match.level is not None:
        return hit.match.level
    mild = judged and endpoint is not None and endpoint.host_class in ("loopback", "managed")
    by_default = source.default and bool(hit.evidence)  # the value is what makes it a finding
    return Level.note if by_default or mild else hit.rule.impact


def _is_in_unknown_folder(hit: Hit, value: Value) -> bool:
    """Whether the match is about a folder, and only what lies below one that is not known is written in the code."""
    is_about_folder = any(_FOLDERS.intersection(condition.path) for condition in hit.match.when)
    return is_about_folder and isinstance(value.parts[0] if value.parts else "", Hole)


def _held_object(hit: Hit) -> Made | None:
    """The call that made the object whose method is called, or that is given: an open file, a connection."""
    return next((v.data for v in (hit.callee.receiver, *hit.evidence) if v and isinstance(v.data, Made)), None)


def _source(project: Project, used: Made, values: list[Value]) -> Made | None:
    """The call, in the same file, that made the value: of `open(path).read().strip()` it is the one that opened it."""
    found = next((v.data for v in values if isinstance(v.data, Made) and v.data.path == used.path), None)
    for _ in range(4):
        before = [callee.receiver for callee in project.calls.callees(found)] if found is not None else []
        made = next((r.data for r in before if r is not None and isinstance(r.data, Made)), None)
        if made is None or made.path != used.path:
            break
        found = made
    return found


def _site_of_caller(project: Project, hit: Hit, passed: Passed) -> Site:
    """The argument that a caller gives, and that ends in the call of the hit."""
    sink, caller = project.call(hit.made), project.call(passed.call)
    value = hit.evidence[0]
    endpoint = endpoint_of(project, value)
    source = endpoint.source if endpoint is not None else value
    related, trail = related_to(source, passed.call.path, caller.statement)
    end = Place(hit.made.path, sink.span, "and is used here")
    return Site(
        rule=hit.rule,
        match=hit.match,
        shape="call",
        file=passed.call.path,
        span=passed.span if passed.span.line == passed.span.end_line else caller.function.span,
        statement=caller.statement,
        scope=caller.scope,
        block=caller.block,
        level=_level(hit, source, endpoint),
        target=str(hit.callee.target),
        words={"call": spelled(sink.function) or str(hit.callee.target)}
        | words_of_value(value, endpoint.peer if endpoint is not None else None),
        related=(*related, end),
        trail=(*trail, end) if trail else (Place(passed.call.path, passed.span, "the value is written here"), end),
        made=hit.made,
        through=True,
    )


def _callee_span(call: code.Call) -> Span:
    """The call, if it stands on one line; else its callee alone, so that the marked text stays small."""
    return call.span if call.span.line == call.span.end_line else call.function.span


def _where_made(hit: Hit) -> tuple[Place, ...]:
    receiver = hit.callee.receiver
    if receiver is None or receiver.origin != "object" or receiver.place is None:
        return ()
    return (Place(receiver.place.path, receiver.place.span, "the object is made here"),)


def _made_from(project: Project, made: Made) -> str:
    """The first name bound to something that a method of the call's result returns: `shared = manager.dict()`."""
    names = (receiver_name(project, Made(made.path, number)) for number, _ in project.calls.on(made))
    return next(filter(None, names), "")


def _is_own_class(project: Project, made: Made, function: code.Node) -> bool:
    """Whether the callee is the `cls` of a method."""
    scope = project.scope(project.function_around(made.path, project.call(made).scope))
    return (
        isinstance(function, code.Name) and function.id == "cls" and [p.name for p in scope.parameters[:1]] == ["cls"]
    )


def _is_reread(project: Project, made: Made, callee: Callee, signature: Signature) -> bool:
    """Whether a path that is put together, such as `{folder}/{key}`, is read from as well."""
    texts = [rendered(v.parts) for v in values_of(project, callee, signature, "") if len(v.parts) > 1]
    return any(reread(project, made, text, signature) for text in texts)


MAX_USERS = 8  # users of a wrapper that a finding names


def _users(project: Project, made: Made) -> tuple[Place, ...]:
    """Where the function around a call is used, or the class whose method it is."""
    function = project.function_around(made.path, project.call(made).scope)
    if function.scope == 0:
        return ()
    parent = Definition(function.path, project.scope(function).parent)
    uses = project.callers.uses(parent if project.scope(parent).kind == "class" else function)
    places = [Place(use.made.path, project.call(use.made).span, "and is used here") for use in uses]
    return tuple(sorted(dict.fromkeys(places))[:MAX_USERS])


def _is_where(project: Project, made: Made, match: Match) -> bool:
    """Whether the call stands in what `within` names, and its value is used as the match says."""
    call = project.call(made)
    if match.dropped and call.role != "statement":
        return False
    if match.kept is not None and is_kept(project, made) != match.kept:
        return False
    if match.probe is not None and is_probe(project, made) != match.probe:
        return False
    if match.within == "app":
        return project.reach.in_web_app(made.path)
    if match.within == "handler":
        return any(entry.kind in ("web", "websocket") for entry in project.reach.serving(made.path, call.scope))
    return True


def _beside(project: Project, made: Made, given: Given | Value | None, names: tuple[str, ...]) -> bool:
    """Whether one of `names` is called on the same variable in the same function."""
    if not isinstance(given, Given) or not isinstance(given.node, code.Name | code.Attribute):
        return False
    return any(
        call.arguments
        and spelled(call.arguments[0].value) == spelled(given.node)
        and any(callee.target in names for callee in project.calls.callees(Made(made.path, number)))
        for number, call in project.index(made.path).calls_in[project.call(made).scope]
    )
