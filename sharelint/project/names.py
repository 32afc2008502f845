"""Which bindings a name can mean at a point: scopes and, roughly, the flow of control.

A binding reaches a use unless a later one that is always executed comes between: one whose block encloses the use. From
another scope (a global read in a function) the state after the whole scope has run counts.
"""

from __future__ import annotations

from collections import defaultdict

from sharelint.code import Attribute, Binding, Call, Constant, Defined, Facts, Item, Name, Node
from sharelint.project.values import At


class Names:
    """Look-ups over the facts of one file. Built once per file."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._bindings: dict[tuple[int, str], list[Binding]] = defaultdict(list)
        for binding in facts.bindings:
            if _is_setter(facts, binding) and self._bindings[binding.scope, binding.name]:
                continue  # `@x.setter` leaves the getter of `x` in place
            self._bindings[binding.scope, binding.name].append(binding)
        self._bodies = {block.scope: i for i, block in enumerate(facts.blocks) if block.kind == "body"}

    def lookup(self, name: str, at: At) -> tuple[int, list[Binding]] | None:
        """The scope that owns `name` as seen from `at`, and the bindings that may hold there; None if it has none."""
        scope = at.scope
        while True:
            bindings = self._bindings.get((scope, name))
            if bindings and (scope == at.scope or self.facts.scopes[scope].kind != "class"):
                return scope, self._reaching(bindings, at if scope == at.scope else None)
            if scope == 0:
                return None
            scope = self.facts.scopes[scope].parent

    def exported(self, name: str) -> list[Binding]:
        """The bindings that `name` may have once the module has been imported."""
        return self._reaching(self._bindings.get((0, name), []), None)

    def member(self, scope: int, name: str) -> list[Binding]:
        """The bindings of `name` in the body of the class `scope`."""
        return self._reaching(self._bindings.get((scope, name), []), None)

    def all_of(self, scope: int, name: str) -> list[Binding]:
        """Every binding of a name in a scope, in the order of the source."""
        return self._bindings.get((scope, name), [])

    def encloses(self, outer: int, inner: int) -> bool:
        """Whether the block `inner` is `outer` or lies in it."""
        while inner != outer:
            if inner == 0:
                return False
            inner = self.facts.blocks[inner].parent
        return True

    def _reaching(self, bindings: list[Binding], at: At | None) -> list[Binding]:
        if at is None:
            use = self.body(bindings[0].scope) if bindings else 0
            before = [binding for binding in bindings if binding.how != "delete"]
        else:
            use = at.block
            here = (at.span.line, at.span.column)
            before = [binding for binding in bindings if binding.how != "delete" and _effective(binding) <= here]
        reaching = []
        for binding in reversed(before):
            reaching.append(binding)
            if self.encloses(binding.block, use):
                return reaching[::-1]
        later = [binding for binding in bindings if binding not in before and binding.how != "delete"]
        return reaching[::-1] or later

    def body(self, scope: int) -> int:
        """The block that is the body of a scope."""
        return self._bodies.get(scope, 0)


def call_at(path: str, call: Call) -> At:
    """The point at which the arguments of a call are read."""
    return At(path, call.scope, call.block, call.span)


def _is_setter(facts: Facts, binding: Binding) -> bool:
    if binding.how != "def" or not isinstance(binding.value, Defined):
        return False
    return any(
        isinstance(decorator, Attribute) and decorator.name in ("setter", "deleter")
        for decorator in facts.scopes[binding.value.scope].decorators
    )


def _effective(binding: Binding) -> tuple[int, int]:
    """The point from which the name has its new value."""
    if binding.how in ("assign", "augment", "annotate") and binding.statement.covers(binding.span.line):
        return binding.statement.end_line, binding.statement.end_column
    return binding.span.end_line, binding.span.end_column


def dotted_node(dotted: str, at: Node) -> Node:
    """The expression for a dotted name written in a text, such as an annotation in quotes."""
    head, *rest = dotted.split("|", maxsplit=1)[0].strip().split(".")
    node: Node = Name(at.span, head)
    for name in rest:
        node = Attribute(at.span, node, name)
    return node


def spelled(node: Node) -> str:
    """A callee as the user wrote it: `mp.Manager`, `self.sock.connect`, `socket.socket().connect`."""
    match node:
        case Name():
            return node.id
        case Attribute():
            base = spelled(node.base)
            return f"{base}.{node.name}" if base else node.name
        case Item():
            return f"{spelled(node.base)}[…]"
    return ""


def short(node: Node) -> str:
    """An expression in a word, for messages: `name`, `self.path`, `get_host()`."""
    match node:
        case Name():
            return node.id
        case Attribute():
            return f"{short(node.base)}.{node.name}" if isinstance(node.base, Name | Attribute) else node.name
        case Item():
            return f"{short(node.base)}[…]"
        case Constant():
            return str(node.value)
    return "…"
