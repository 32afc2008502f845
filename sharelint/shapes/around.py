"""What stands around a call: the loops that repeat it, the handlers of what it raises, the locks that it waits for."""

from __future__ import annotations

from sharelint import code
from sharelint.project import Project
from sharelint.project.names import call_at, spelled
from sharelint.project.values import At, Definition, Made, Value, rendered
from sharelint.records import Span
from sharelint.shapes.conditions import Signature, values_of


def in_loop(project: Project, made: Made, *, waiting: bool) -> bool:
    """Whether the call is repeated by its function, or is what one of its loops goes over or waits for.

    A loop that is `waiting` sleeps: it looks again at the same thing and not at the next one.
    """
    call = project.call(made)
    loops = [
        index
        for index, block in project.index(made.path).blocks_in[call.scope]
        if block.kind == "loop"
        and (
            project.names(made.path).encloses(index, call.block)
            or (block.test is not None and _covers(block.test.span, call.span))
        )
    ]
    return bool(loops) if not waiting else any(_sleeps(project, made.path, loop) for loop in loops)


def _sleeps(project: Project, path: str, block: int) -> bool:
    return any(
        isinstance(call.function, code.Name | code.Attribute)
        and spelled(call.function).rpartition(".")[2] in ("sleep", "wait", "sleep_ms")
        and project.names(path).encloses(block, call.block)
        for _, call in project.index(path).calls_in.get(project.facts(path).blocks[block].scope, ())
    )


def _covers(outer: Span, inner: Span) -> bool:
    return (
        outer.line <= inner.line
        and inner.end_line <= outer.end_line
        and (outer.line < inner.line or outer.column <= inner.column)
    )


def is_probe(project: Project, made: Made) -> bool:
    """Whether the function around a call answers yes or no and nothing else, as one that tries a connection does."""
    scope = project.function_around(made.path, project.call(made).scope).scope
    answers = [result.value for result in project.index(made.path).returns_in.get(scope, ())]
    return bool(answers) and all(isinstance(a, code.Constant) and isinstance(a.value, bool) for a in answers)


def handled(project: Project, made: Made, exceptions: tuple[str, ...]) -> bool:
    """Whether the call stands in a `try` with a handler for one of these exceptions."""
    facts = project.facts(made.path)
    block = project.call(made).block
    while block:
        current = facts.blocks[block]
        if current.kind == "try":
            for _, handler in project.index(made.path).blocks_in[current.scope]:
                if handler.kind == "except" and handler.group == current.group and handler.test is not None:
                    if _catches(project, handler, made.path, exceptions) or (
                        "FileExistsError" in exceptions and _asks_for_number(project, handler, made.path)
                    ):
                        return True
        if current.kind == "with" and current.test is not None:
            if _suppresses(
                project, current.test, At(made.path, current.scope, current.parent, current.test.span), exceptions
            ):
                return True
        if current.kind == "body":
            return False
        block = current.parent
    return False


def _asks_for_number(project: Project, handler: code.Block, path: str) -> bool:
    """Whether a handler looks for EEXIST, which is how FileExistsError was told before it had a class."""
    facts = project.facts(path)
    number = facts.blocks.index(handler)
    names = project.names(path)
    return any(
        block.kind == "if" and block.test is not None and names.encloses(number, index) and _mentions_eexist(block.test)
        for index, block in project.index(path).blocks_in[handler.scope]
    )


def _mentions_eexist(node: code.Node) -> bool:
    match node:
        case code.Attribute():
            return node.name == "EEXIST"
        case code.Name():
            return node.id == "EEXIST"
        case code.Other():
            return any(_mentions_eexist(part) for part in node.parts)
        case code.Sequence():
            return any(_mentions_eexist(item) for item in node.items)
    return False


def _suppresses(project: Project, managers: code.Node, at: At, exceptions: tuple[str, ...]) -> bool:
    """Whether one of the context managers is `contextlib.suppress` of one of these exceptions."""
    return any(
        value.qualified_name in exceptions
        for item in (managers.items if isinstance(managers, code.Sequence) else ())
        if isinstance(item, code.Result)
        for callee in project.calls.callees(Made(at.path, item.call))
        if callee.target == "contextlib.suppress"
        for given in callee.given
        for value in project.read(given)
    )


def _catches(project: Project, handler: code.Block, path: str, exceptions: tuple[str, ...]) -> bool:
    test = handler.test
    assert test is not None
    at = At(path, handler.scope, handler.parent, test.span)
    types = test.items if isinstance(test, code.Sequence) else (test,)
    return any(value.qualified_name in exceptions for item in types for value in project.values(item, at))


def guarded(project: Project, made: Made, locks: tuple[str, ...]) -> bool:
    """Whether a call stands under one of the `locks`, or what it gives is locked by one; through the project's own too.

    Under one is what stands in its `with`, or in a function that it decorates.
    """
    call = project.call(made)
    names, index = project.names(made.path), project.index(made.path)
    for number, other in index.calls_in[call.scope]:
        there = Made(made.path, number)
        if other.arguments and _is_lock_of(project, made, other, there, locks):
            return True
        if other.role == "context" and other.span.line <= call.span.line:
            holds = any(b.kind == "with" and b.parent == other.block and names.encloses(i, call.block)
                        for i, b in index.blocks_in[call.scope])  # fmt: skip
            if holds and takes(project, there, locks):
                return True
    function = project.scope(project.function_around(made.path, call.scope))
    decorators = [Made(made.path, d.call) for d in function.decorators if isinstance(d, code.Result)]
    return any(takes(project, each, locks) for each in decorators)


def _is_lock_of(project: Project, made: Made, other: code.Call, there: Made, locks: tuple[str, ...]) -> bool:
    """`lock(handle)` and `handle.write(data)`, where `made` opened the handle: it is more than a lock file."""
    at = call_at(made.path, other)
    first = other.arguments[0].value
    if not isinstance(first, code.Name | code.Attribute) or not takes(project, there, locks):
        return False
    if not any(value.data == made for value in project.values(first, at)):
        return False
    wanted = f"{spelled(first)}.write"
    return any(spelled(call.function) == wanted for _, call in project.index(made.path).calls_in[other.scope])


def is_kept(project: Project, made: Made) -> bool:
    """Whether an object, a class or a module keeps what a call gives, alone or in a collection."""
    index = project.index(made.path)
    holders = index.holders.get(made.call, ())
    if any(isinstance(holder, code.Store) for holder in holders):
        return True
    for binding in holders:
        assert isinstance(binding, code.Binding)
        if index.facts.scopes[binding.scope].kind in ("module", "class"):
            return True
        # A local variable may be stored later.
        stored = (store.value for store in index.stores_in.get(binding.scope, ()))
        return any(isinstance(value, code.Name) and value.id == binding.name for value in stored)
    return False


def handed_to(project: Project, made: Made, functions: tuple[str, ...]) -> bool:
    """Whether what a call gives, such as an open file, is an argument of one of these in the same function."""
    for number, other in project.index(made.path).calls_in[project.call(made).scope]:
        if other.arguments:
            there = Made(made.path, number)
            if any(callee.target in functions for callee in project.calls.callees(there)):
                values = project.values(other.arguments[0].value, call_at(made.path, other))
                if any(made in (v.data, _maker_of(project, v)) for v in values):
                    return True
    return False


def _maker_of(project: Project, value: Value) -> object:
    """The object whose method gave the value: of `handle.fileno()` the handle."""
    if not isinstance(value.data, Made):
        return None
    receivers = (callee.receiver for callee in project.calls.callees(value.data))
    return next((receiver.data for receiver in receivers if receiver is not None), None)


def takes(project: Project, made: Made, locks: tuple[str, ...], hops: int = 2) -> bool:
    """Whether a call takes one of the locks, or calls a function of the project that does."""
    for callee in project.calls.callees(made):
        if callee.target in locks:
            return True
        if hops and isinstance(callee.target, Definition) and project.scope(callee.target).kind == "function":
            inside = callee.target
            for number, _ in project.index(inside.path).calls_of.get(inside.scope, ()):
                if takes(project, Made(inside.path, number), locks, hops - 1):
                    return True
    return False


def reread(project: Project, made: Made, text: str, signature: Signature) -> bool:
    """Whether the path `text`, holes and all, is given to the same function elsewhere, to read what lies there.

    Elsewhere is the same class, or the same file for a function that is no method.
    """
    facts = project.facts(made.path)
    call = project.call(made)
    here = facts.scopes[project.function_around(made.path, call.scope).scope].parent
    targets = {callee.target for callee in project.calls.callees(made)}
    for index, other in enumerate(facts.calls):
        if facts.scopes[project.function_around(made.path, other.scope).scope].parent != here:
            continue
        for callee in project.calls.callees(Made(made.path, index)):
            if callee.target in targets and _reads(values_of(project, callee, signature, "mode")):
                if any(rendered(value.parts) == text for value in values_of(project, callee, signature, "")):
                    return True
    return False


def _reads(modes: tuple[Value, ...]) -> bool:
    return not modes or any(isinstance(v.data, str) and v.data[:1] == "r" and "+" not in v.data for v in modes)


def asks_for(test: code.Node | None, name: str) -> bool:
    """Whether a condition, or a part of it, is whether a variable is set."""
    if isinstance(test, code.Choice):
        return any(asks_for(option, name) for option in test.options)
    if isinstance(test, code.Other):
        others = [part for part in test.parts if not _is_nothing(part)]
        return len(others) == 1 and asks_for(others[0], name)
    return test is not None and spelled(test) == name


def _is_nothing(node: code.Node) -> bool:
    return isinstance(node, code.Constant) and node.value in (None, False, True)


def is_fallback(project: Project, made: Made) -> bool:
    """Whether the object is made for a caller who gives none: `if cache is None: cache = Cache()`."""
    facts = project.facts(made.path)
    call = project.call(made)
    parameters = {parameter.name for parameter in facts.scopes[call.scope].parameters}
    return any(
        isinstance(holder, code.Binding)
        and isinstance(holder.value, code.Result)
        and holder.name in parameters
        and facts.blocks[call.block].kind == "if"
        and asks_for(facts.blocks[call.block].test, holder.name)
        for holder in project.index(made.path).holders.get(made.call, ())
    )
