"""Shape `state`: a variable of a module, class or kept object that a handler, task or consumer writes.

A container counts if it is written out or made by one of the match's names. Written at import, at start-up or by a
command alone it is silent, and so are clients, locks and compiled patterns that are kept for later use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from sharelint import code
from sharelint.project import Project
from sharelint.project.names import call_at, spelled
from sharelint.project.values import At, Definition, Made, Value
from sharelint.project.variables import Variable
from sharelint.records import Level, Match, Place, Rule, Span
from sharelint.shapes.around import asks_for
from sharelint.shapes.site import Site, Watched

_ADDING = frozenset((
    "append", "appendleft", "extend", "extendleft", "insert", "add", "update", "setdefault", "put", "put_nowait",
    "push", "set", "store", "sort", "subtract", "rotate", "difference_update", "intersection_update",
    "symmetric_difference_update",
))  # fmt: skip
_REMOVING = frozenset(["pop", "popitem", "popleft", "remove", "discard", "clear", "get", "get_nowait"])
_READS_OF_QUEUES = frozenset({"get", "get_nowait"})
_CHANGING = frozenset(
    (
        "heapq.heappush",
        "heapq.heappushpop",
        "heapq.heapreplace",
        "bisect.insort",
        "bisect.insort_left",
        "bisect.insort_right",
    )
)
_LAST_NAMES = frozenset(name.rpartition(".")[2] for name in _CHANGING)
_SOCKET = re.compile(r"websocket|\bws\b|socket|connection|writer", re.IGNORECASE)
_STORE = re.compile(r"cache|session|token|user|state|store", re.IGNORECASE)
# Objects that a process keeps for itself: they hold nothing that another process would miss.
_OWN = re.compile(
    r"(^|\.)\w*(client|session|pool|connection|engine|lock|semaphore|event|condition|logger|pattern|executor|channel|producer"
    r"|redis|thread|task|future|template|environment|loop|compile|sessionmaker|adapter|driver|model|tokenizer|pipeline)$",
    re.IGNORECASE,
)

# The same, by the name of a class of the project.
_OWN_CLASS = re.compile(r"(Thread|Process|Executor|Pool|Timer)$")

# What says how far this process is with its own work.
_FLAG = re.compile(
    r"(^|_)(has|have|can|supports?)_|dirty|(^|_)(initiali[sz]ed|loaded|configured|prepared|patched|registered|imported"
    r"|warned|modified|stale)$",
    re.IGNORECASE,
)
# Code of this process that is called when something happens.
_CODE = re.compile(
    r"(listener|callback|handler|hook|observer|plugin|blueprint|extension|factory|middleware|func|function|fn|cls|klass)s?$",
    re.IGNORECASE,
)

NEAR = 3  # calls from a handler; what lies deeper is rarely about the request
NEAR_OBJECT = 1  # the same, for what an object of the app keeps: the layers below it keep what is theirs
CONSTRUCTORS = ("__init__", "__post_init__")


class Write(Struct, frozen=True):
    """A statement that changes a variable."""

    variable: Variable
    node: code.Node  # the variable, as written
    span: Span
    at: At
    adds: bool  # ... to it, rather than only taking something away
    value: code.Node | None
    rebinds: Literal["", "assign", "augment"] = ""  # the variable itself, rather than what it holds


def find(project: Project, path: str, watched: Watched) -> Iterator[Site]:
    matches = watched.of_shape.get("state", ())
    if not matches:
        return
    told: set[tuple[Variable, int]] = set()
    abroad = [write for write in writes(project, path) if not _at_home(project, write)]
    filled = {write.variable for write in abroad if write.adds and not _keeps_own(project, write)}
    own = {write.variable for write in abroad if write.adds} - filled
    for write in sorted(abroad, key=lambda write: (not write.adds, write.span)):
        if write.variable in own:
            continue  # it holds threads and the like
        around = project.function_around(path, write.at.scope).scope
        if not write.adds and (write.variable, around) in told:
            continue
        served = bool(project.reach.serving(path, write.at.scope))
        for rule, match in matches if served or _is_offered(project, write) else ():
            if _counts(project, write, match):
                told.add((write.variable, around))
                yield _site(project, rule, match, write, served)


def writes(project: Project, path: str) -> tuple[Write, ...]:
    """Every statement of a file that changes a variable which outlives a call."""
    return project.memory.answer(("writes", path), lambda: tuple(_writes(project, path)), ())


def _writes(project: Project, path: str) -> Iterator[Write]:
    facts = project.facts(path)
    for store in facts.stores:
        at = At(path, store.scope, store.block, store.statement)
        base: code.Node = store.target
        while isinstance(base, code.Item):  # rooms[room][user] = …
            base = base.base
        if (variable := project.variables.of(base, at)) is not None:
            rebinds: Literal["", "assign", "augment"] = ""
            if base is store.target:
                rebinds = "augment" if store.how == "augment" else "assign"
                if variable.kind == "class" and not _is_of_class(project, store.target, at):
                    continue  # gives one object an attribute of its own
            yield Write(variable, base, store.span, at, store.how != "delete", store.value, rebinds)
    for binding in facts.bindings:
        scope = facts.blocks[binding.block].scope
        if binding.scope == 0 != scope and binding.how in ("assign", "augment"):  # `global`
            variable = Variable(path, 0, binding.name, "module")
            at = At(path, scope, binding.block, binding.statement)
            rebinds = "augment" if binding.how == "augment" else "assign"
            yield Write(variable, code.Name(binding.span, binding.name), binding.span, at, True, binding.value, rebinds)
    for number, call in enumerate(facts.calls):
        if (write := _called(project, path, number, call)) is not None:
            yield write


def _is_of_class(project: Project, target: code.Attribute | code.Item, at: At) -> bool:
    """Whether the attribute is stored in a class itself: `Stats.total = 1`, `cls.total = 1`."""
    return any(value.origin == "name" for value in project.values(target.base, at))


def _called(project: Project, path: str, number: int, call: code.Call) -> Write | None:
    """`jobs.append(x)`, `jobs[user].append(x)`, `next(numbers)`, `heappush(jobs, x)`."""
    at = call_at(path, call)
    function = call.function
    if call.arguments and _changes_first(project, path, number, function):
        node = call.arguments[0].value
        variable = project.variables.of(node, at)
        return Write(variable, node, call.span, at, True, None) if variable is not None else None
    if not isinstance(function, code.Attribute) or function.name not in _ADDING | _REMOVING:
        return None
    base = function.base
    if isinstance(base, code.Result):
        inner = project.call(Made(path, base.call)).function
        if isinstance(inner, code.Attribute) and inner.name == "setdefault":
            return None  # rooms.setdefault(room, []).append(user): the first of the two tells it
    variable = project.variables.of(base, at)
    if variable is None or (function.name in _READS_OF_QUEUES and not _is_queue(project, variable)):
        return None
    value = call.arguments[-1].value if call.arguments else None
    return Write(variable, base, call.span, at, function.name in _ADDING, value)


def _changes_first(project: Project, path: str, number: int, function: code.Node) -> bool:
    """Whether the called function changes its first argument."""
    if isinstance(function, code.Name) and function.id == "next":
        return True
    name = (
        function.id
        if isinstance(function, code.Name)
        else function.name
        if isinstance(function, code.Attribute)
        else ""
    )
    if name not in _LAST_NAMES:
        return False
    return any(callee.target in _CHANGING for callee in project.calls.callees(Made(path, number)))


def _at_home(project: Project, write: Write) -> bool:
    """Written where it is made: in the body of a module or class, or in the constructor of its object."""
    scope = project.facts(write.at.path).scopes[write.at.scope]
    if scope.kind in ("module", "class"):
        return True
    if scope.name == "__new__" or (scope.name == "__call__" and write.variable.kind == "class"):
        return True  # the only object of a class
    return write.variable.kind == "instance" and scope.name in CONSTRUCTORS


def _counts(project: Project, write: Write, match: Match) -> bool:
    variable = write.variable
    if variable.kind == "instance" and _kept_in(project, write) is None:
        return False
    values = project.values(write.value, write.at) if write.value is not None else ()
    if _keeps_own(project, write) or _is_fanned_out(project, write, values):
        return False
    if variable.kind == "app":
        plain = any(v.origin in ("literal", "text", "collection", "argument") for v in values)
        return not write.rebinds or write.rebinds == "augment" or plain
    initial = project.variables.initial(variable)
    if write.rebinds:
        return _is_state(project, write, match, values, initial)
    return any(is_container(project, node, at, match) for node, at in initial)


def _kept_in(project: Project, write: Write) -> Place | None:
    """Where the object is kept of which an attribute is written: by one of its methods, or from outside."""
    if isinstance(write.node, code.Attribute):
        for value in project.values(write.node.base, write.at):
            if isinstance(value.data, Made) and (place := project.variables.kept_objects().get(value.data)):
                return place
    return project.variables.kept_in(project.function_around(write.at.path, write.at.scope))


def _is_state(
    project: Project, write: Write, match: Match, values: tuple[Value, ...], initial: list[tuple[code.Node, At]]
) -> bool:
    """Whether `global x; x = …` keeps a fact about the world, rather than a client or model that is made once."""
    if not initial:
        return False
    if write.rebinds == "augment" or any(is_container(project, node, at, match) for node, at in initial):
        return True
    if _is_guarded(project, write):
        return False
    if any(value.origin == "object" and isinstance(value.type, Definition) for value in values):
        return True
    firsts = [value for node, at in initial for value in project.values(node, at)]
    plain = all(value.origin == "literal" and value.data is not None for value in firsts)
    return plain or any(value.origin in ("literal", "text", "collection", "argument") for value in values)


def _is_field(write: Write) -> bool:
    """Whether one value of an object or class is replaced by another, or that of a name written as a constant, or
    dropped: mostly how the process works, not what it keeps.
    """
    if write.rebinds != "assign":
        return False
    dropped = isinstance(write.value, code.Constant) and write.value.value is None
    return dropped or write.variable.kind in ("instance", "class") or write.variable.name.isupper()


def _is_firm(project: Project, write: Write) -> bool:
    """Whether the state is likely one that a user would miss, rather than an inner affair of some library."""
    far = NEAR_OBJECT if write.variable.kind == "instance" else NEAR
    if project.reach.distance(write.at.path, write.at.scope) > far or _is_field(write):
        return False
    return not _is_memo(project, write) and not _is_bookkeeping(project, write)


def _is_bookkeeping(project: Project, write: Write) -> bool:
    """Whether it says how far the process is with its own work, or registers code that it calls."""
    if write.rebinds and _FLAG.search(write.variable.name):
        firsts = [v for node, at in project.variables.initial(write.variable) for v in project.values(node, at)]
        return all(isinstance(v.data, bool | None) for v in firsts if v.origin == "literal")
    if write.rebinds and isinstance(write.value, code.Constant) and isinstance(write.value.value, bool):
        return _is_latch(project, write, write.value.value)
    if write.value is None or not _CODE.search(write.variable.name):
        return False
    values = project.values(write.value, write.at)
    return bool(_CODE.search(spelled(write.value))) or all(isinstance(v.data, Definition) for v in values)


def _is_latch(project: Project, write: Write, set_to: bool) -> bool:
    """Whether a flag is set, and never set back."""
    others = (each.value for each in writes(project, write.at.path) if each.variable == write.variable)
    return all(isinstance(value, code.Constant) and value.value is set_to for value in others)


def _is_memo(project: Project, write: Write) -> bool:
    """Whether the write fills in what was not there, with something that every process works out alike."""
    function = project.function_around(write.at.path, write.at.scope)
    if write.rebinds or write.value is None or project.effects.reads_changing_data(function):
        return False
    # What one call fills in belongs together: the first of several variables is asked for them all.
    key = ("memo", write.at.path, write.at.scope, write.variable.kind)
    return project.memory.answer(key, lambda: _is_asked_first(project, write), False)


def _is_asked_first(project: Project, write: Write) -> bool:
    """Whether the function around looks for a key, or for anything, in one of the like variables that it fills."""
    together = (each for each in writes(project, write.at.path) if each.at.scope == write.at.scope)
    alike = [each for each in together if each.variable.kind == write.variable.kind]
    asked = _asked_in(project, write.at)
    return any(spelled(each.node) in asked or _is_guarded(project, each) for each in alike)


def _asked_in(project: Project, at: At) -> set[str]:
    """The variables in which a function looks for a key: `if key in cache`, `cache.get(key)`, `return cache[key]`."""
    index = project.index(at.path)
    tests = (block.test for _, block in index.blocks_in[at.scope] if block.kind == "if")
    asked = {spelled(part) for test in tests if isinstance(test, code.Other) for part in test.parts[1:]}
    calls = (call.function for _, call in index.calls_in.get(at.scope, ()))
    asked |= {spelled(f.base) for f in calls if isinstance(f, code.Attribute) and f.name == "get"}
    given = (value.value for value in index.returns_in.get(at.scope, ()))
    asked |= {spelled(node.base) for node in given if isinstance(node, code.Item)}
    return asked - {""}


def _is_guarded(project: Project, write: Write) -> bool:
    """Whether the function asks `if x is None:` or `if not x:`, as what is made once does."""
    return any(
        block.kind == "if" and asks_for(block.test, spelled(write.node))
        for _, block in project.index(write.at.path).blocks_in[write.at.scope]
    )


def is_container(project: Project, node: code.Node, at: At, match: Match) -> bool:
    if isinstance(node, code.Mapping) or (isinstance(node, code.Sequence) and node.kind != "tuple"):
        return True
    return any(value.origin == "object" and value.type in match.names for value in project.values(node, at))


def _is_queue(project: Project, variable: Variable) -> bool:
    values = [v for node, at in project.variables.initial(variable) for v in project.values(node, at)]
    return any(isinstance(value.type, str) and value.type.endswith("Queue") for value in values)


def _is_fanned_out(project: Project, write: Write, values: tuple[Value, ...]) -> bool:
    """Whether the write keeps a socket of this very process, in a class or module that hears of others' messages."""
    node = write.value.items[0] if isinstance(write.value, code.Sequence) and write.value.items else write.value
    kinds = [str(value.type) for value in (*values, *(project.values(node, write.at) if node is not None else ()))]
    if not _SOCKET.search(" ".join([*kinds, spelled(node) if node is not None else ""])):
        return False
    scopes = project.facts(write.at.path).scopes
    around = scopes[project.function_around(write.at.path, write.at.scope).scope].parent
    for call in project.facts(write.at.path).calls:
        if isinstance(call.function, code.Attribute) and call.function.name in ("subscribe", "psubscribe", "pubsub"):
            if scopes[project.function_around(write.at.path, call.scope).scope].parent == around:
                return True
    return False


def _keeps_own(project: Project, write: Write) -> bool:
    """Whether the write keeps what a process has for itself: clients, locks, threads."""
    values = project.values(write.value, write.at) if write.value is not None else ()
    return bool(values) and all(_is_own(project, value) for value in values)


def _is_own(project: Project, value: Value) -> bool:
    """Whether it is an object such as a client or thread, also of a class of the project that inherits from one."""
    if value.origin != "object" or not value.type:
        return False
    if isinstance(value.type, str):
        return bool(_OWN.search(value.type))
    if _OWN_CLASS.search(project.scope(value.type).name):
        return True
    return any(isinstance(kind, str) and bool(_OWN.search(kind)) for kind in project.classes.ancestry(value.type))


def _is_offered(project: Project, write: Write) -> bool:
    """Whether a method that nobody in the project calls fills a store of its class, as a library's sessions do."""
    method = project.function_around(write.at.path, write.at.scope)
    first = [parameter.name for parameter in project.scope(method).parameters[:1]]
    return (
        write.variable.kind == "class"
        and write.adds
        and not write.rebinds
        and isinstance(write.node, code.Attribute)
        and spelled(write.node.base) in first
        and bool(_STORE.search(write.variable.name))
        and not project.callers.uses(method)
    )


def _site(project: Project, rule: Rule, match: Match, write: Write, served: bool) -> Site:
    variable = write.variable
    defined = project.variables.place(variable)
    related = [defined] if defined is not None and defined.span != write.span else []
    kept = _kept_in(project, write) if variable.kind == "instance" else None
    if kept is not None:
        related.append(Place(kept.path, kept.span, "the object is kept here"))
    return Site(
        rule=rule,
        match=match,
        shape="state",
        file=write.at.path,
        span=write.span if write.span.line == write.span.end_line else write.node.span,
        statement=write.at.span,
        scope=write.at.scope,
        block=write.at.block,
        level=match.level or rule.impact if served and _is_firm(project, write) else Level.note,
        target=f"{project.qualified_name(variable.owner)}.{variable.name}" if variable.path else variable.name,
        words={"call": spelled(write.node), "name": variable.name},
        related=tuple(related),
    )
