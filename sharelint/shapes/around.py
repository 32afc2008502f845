"""What stands around a call: the loops that repeat it, the handlers of what it raises."""

from __future__ import annotations

from sharelint import code
from sharelint.project import Project
from sharelint.project.names import spelled
from sharelint.project.values import At, Made
from sharelint.records import Span


def in_loop(project: Project, made: Made, *, waiting: bool) -> bool:
    """Whether the call is repeated by its function, or is what one of its loops goes over or waits for.

    A loop that is `waiting` sleeps: it looks again at the same thing and not at the next one.
    """
    facts = project.facts(made.path)
    call = project.call(made)
    loops = [
        index
        for index, block in enumerate(facts.blocks)
        if block.kind == "loop"
        and block.scope == call.scope
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
        for call in project.facts(path).calls
    )


def _covers(outer: Span, inner: Span) -> bool:
    return (
        outer.line <= inner.line
        and inner.end_line <= outer.end_line
        and (outer.line < inner.line or outer.column <= inner.column)
    )


def handled(project: Project, made: Made, exceptions: tuple[str, ...]) -> bool:
    """Whether the call stands in a `try` with a handler for one of these exceptions."""
    facts = project.facts(made.path)
    block = project.call(made).block
    while block:
        current = facts.blocks[block]
        if current.kind == "try":
            for handler in facts.blocks:
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
        for index, block in enumerate(facts.blocks)
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
