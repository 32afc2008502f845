"""The `when` vocabulary: does an argument of a call hold to a `Condition`?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from sharelint import code
from sharelint.project import Project
from sharelint.project.calls import Callee, Given
from sharelint.project.contents import SCRATCH
from sharelint.project.libraries import canonical
from sharelint.project.names import short
from sharelint.project.values import At, Hole, Made, Value
from sharelint.records import Condition, Match
from sharelint.shapes import paths
from sharelint.shapes.addresses import form_of
from sharelint.shapes.endpoints import has_fixed_port, host_class

Signature = tuple[tuple[str, ...], str]


def evidence(
    project: Project, match: Match, callee: Callee, signature: Signature, made: Made | None = None
) -> list[Value] | None:
    """None if the call (`made`) is not what `match` describes, else the values that made it so, firmest first.

    `when` holds if for each condition one of the argument's values fits; `unless` stops the match only if one of its
    conditions is met by all the values there are.
    """
    found: list[Value] = []  # those of the marked argument
    others: list[Value] = []
    for condition in match.when:
        fitting = _fitting(project, condition, callee, signature)
        if not fitting:
            return None
        marked = condition.argument in ("", signature[1])
        (found if marked else others).extend(value for value in fitting if isinstance(value, Value))
    if _stopped(project, match, callee, signature, made):
        return None
    return sorted(found, key=lambda value: value.default) + others


def evidence_from_callers(
    project: Project, match: Match, callee: Callee, signature: Signature, made: Made | None = None
) -> list[Value]:
    """The values that callers pass, through parameters of the project's functions, and that make the call a match.

    Each is reported where it is passed, so one condition has to be met by it, and the others by any value.
    """
    if match.at == "source":  # what is marked then lies before the call
        return []
    found: list[Value] = []
    # A mode or a flag that a caller passes says little where the path is what counts.
    marked = [condition for condition in match.when if condition.argument in ("", signature[1])]
    for condition in match.when:
        given = argument(callee, signature, condition.argument)
        fitting: list[Value] = []
        if given is not None and condition.present is None:
            passed = project.callers.passed(values_of(project, callee, signature, condition.argument))
            fitting = _held(project, condition, passed, condition.argument or signature[1], given)
        if not fitting and not _fitting(project, condition, callee, signature):
            return []
        if not marked or condition in marked:
            found += [value for value in fitting if value.passed is not None or not value.default]
    if not found or _stopped(project, match, callee, signature, made):
        return []
    return [value for value in found if not _stopped_at(project, match, callee, signature, value)]


def _stopped(project: Project, match: Match, callee: Callee, signature: Signature, made: Made | None) -> bool:
    return any(
        _later(project, condition, callee, made) if condition.later else _surely(project, condition, callee, signature)
        for condition in match.unless
    )


def _stopped_at(project: Project, match: Match, callee: Callee, signature: Signature, value: Value) -> bool:
    """Whether the caller who passes `value` also passes what stops the match."""
    for condition in match.unless:
        given = argument(callee, signature, condition.argument)
        if given is None or condition.later or condition.present is not None:
            continue
        passed = project.callers.passed(values_of(project, callee, signature, condition.argument))
        beside = [v for v in passed if v.passed and value.passed and v.passed.call == value.passed.call]
        if beside and len(_held(project, condition, beside, condition.argument or signature[1], given)) == len(beside):
            return True
    return False


def argument(callee: Callee, signature: Signature, name: str) -> Given | Value | None:
    """The argument for a parameter ("" is the marked one); for `self` the receiver."""
    parameters, marked = signature
    name = name or marked
    if name == "self":
        return callee.receiver
    position = -1
    for index, parameter in enumerate(parameters):
        if parameter == "*":
            break
        if parameter == name:
            position = index
            break
    if parameters and parameters[0] == "self" and position > 0:
        position -= 1
    return callee.argument(position, name)


def values_of(project: Project, callee: Callee, signature: Signature, name: str) -> tuple[Value, ...]:
    given = argument(callee, signature, name)
    if given is None:
        return ()
    return (given,) if isinstance(given, Value) else tuple(map(project.callers.settled, project.read(given)))


def _fitting(project: Project, condition: Condition, callee: Callee, signature: Signature) -> Sequence[Value | bool]:
    given = argument(callee, signature, condition.argument)
    if condition.present is not None and (given is not None) != condition.present:
        return []
    if given is None:
        # An argument that may hide in `**options` is not known to be missing.
        return [True] if condition.present is False and not callee.starred else []
    values = values_of(project, callee, signature, condition.argument)
    if condition.flags or condition.any_flag:
        return [True] if _flags_fit(project, condition, values) else []
    return _held(project, condition, values, condition.argument or signature[1], given)


def _held(
    project: Project, condition: Condition, values: Iterable[Value], parameter: str, given: Given | Value
) -> list[Value]:
    if condition.key:
        values = _items(project, values, condition.key)
    if condition.flags or condition.any_flag:
        return [value for value in values if _flags_fit(project, condition, (value,))]
    return [value for value in values if holds(project, condition, value, parameter, given)]


def _items(project: Project, mappings: Iterable[Value], key: str) -> list[Value]:
    """What mappings have under a key, passed by whoever passes the mapping."""
    return [
        replace(item, passed=mapping.passed or item.passed)
        for mapping in mappings
        for item in project.collections.item(mapping, key)
    ]


def _later(project: Project, condition: Condition, callee: Callee, made: Made | None) -> bool:
    """Whether a method is called on the result of the call, or on the receiver, with an argument that fits, if any."""
    subject: object = made
    if condition.argument == "self":
        subject = callee.receiver.data if callee.receiver is not None else None
    if made is None or not isinstance(subject, Made):
        return False
    bare = Condition(argument=condition.argument, later=condition.later) == condition
    if subject.path != made.path:
        return False
    for number, other in project.calls.on(subject):
        function = project.call(Made(made.path, number)).function
        if isinstance(function, code.Attribute) and function.name in condition.later:
            if bare or any(holds(project, condition, v, "", each) for each in other.given for v in project.read(each)):
                return True
    return False


def _flags_fit(project: Project, condition: Condition, values: Iterable[Value]) -> bool:
    held = set().union(*(flag_names(project, value) for value in values))
    return held.issuperset(condition.flags) and (not condition.any_flag or bool(held.intersection(condition.any_flag)))


def _surely(project: Project, condition: Condition, callee: Callee, signature: Signature) -> bool:
    fitting = _fitting(project, condition, callee, signature)
    if not fitting or fitting == [True]:
        return bool(fitting)
    return len(fitting) == len(values_of(project, callee, signature, condition.argument))


def holds(project: Project, condition: Condition, value: Value, parameter: str, given: Given | Value) -> bool:
    return (
        (not condition.origin or (value.origin in condition.origin and (not _is_none(value) or bool(condition.equals))))
        and (not condition.host or host_class(project, value, form_of(parameter)) in condition.host)
        and (not condition.port or has_fixed_port(project, value))
        and (not condition.path or not path_classes(project, value, given).isdisjoint(condition.path))
        and (not condition.equals or _equals(value, condition.equals))
        and (not condition.contains or _contains(value, condition.contains))
        and (not condition.inside or _inside(project, value, condition.inside))
        and (not condition.named or _is_named(project, value, given, condition.named))
        and (not condition.starts or (bool(value.parts) and paths.plain(value.parts).startswith(condition.starts)))
        and (not condition.object or (value.origin == "object" and _type(value) in condition.object))
        and (not condition.derives or _derives(project, value, condition.derives))
    )


def _is_none(value: Value) -> bool:
    return value.origin == "literal" and value.data is None


def _equals(value: Value, wanted: tuple[object, ...]) -> bool:
    if value.origin == "literal":
        return any(value.data == item and type(value.data) is type(item) for item in wanted)
    if value.origin == "config":
        return value.data in wanted
    name = value.qualified_name
    return bool(name) and name in [canonical(item) for item in wanted if isinstance(item, str)]


def _type(value: Value) -> str:
    return value.type if isinstance(value.type, str) else ""


def _contains(value: Value, wanted: tuple[str, ...]) -> bool:
    return any(word in part for part in value.parts if isinstance(part, str) for word in wanted)


def _inside(project: Project, value: Value, wanted: tuple[str, ...], depth: int = 0) -> bool:
    """Whether a collection holds one of these texts, or one of these library objects, at whatever depth."""
    if value.origin != "collection":
        return value.data in wanted and depth > 0
    node, at = value.data, value.at
    if at is None or depth > 6 or not isinstance(node, code.Sequence | code.Mapping):
        return False
    items = node.items if isinstance(node, code.Sequence) else [part for pair in node.items for part in pair]
    return any(
        _inside(project, v, wanted, depth + 1) for item in items if item is not None for v in project.values(item, at)
    )


def _is_named(project: Project, value: Value, given: Given | Value, wanted: tuple[str, ...]) -> bool:
    """Whether it is a variable of such a name, alone in its text: `pid`, `str(self.pid)`, `f"{pid}\n"`."""
    if value.parts:
        holes = [part for part in value.parts if isinstance(part, Hole)]
        blank = not any(isinstance(part, str) and part.strip() for part in value.parts)
        return blank and len(holes) == 1 and holes[0].name.rpartition(".")[2] in wanted
    if value.origin in ("literal", "collection"):
        return False
    node = None if isinstance(given, Value) else given.node
    at = None if isinstance(given, Value) else given.at
    for _ in range(3):  # through `str(pid)` and `str(pid).encode()`
        if not isinstance(node, code.Result) or at is None:
            break
        call = project.call(Made(at.path, node.call))
        inner = call.function.base if isinstance(call.function, code.Attribute) and not call.arguments else None
        node = inner or (call.arguments[0].value if call.arguments else None)
    return isinstance(node, code.Name | code.Attribute) and short(node).rpartition(".")[2] in wanted


def _derives(project: Project, value: Value, sources: tuple[str, ...], depth: int = 0) -> bool:
    """Whether a value is what one of the `sources` gives, something taken out of that, or made of it."""
    kinds = [value.qualified_name, _type(value)]
    kinds += [part.type for part in value.parts if isinstance(part, Hole)]
    if value.origin == "config":  # `json.load(…)["pid"]`
        kinds.append(str(value.data).partition("[")[0])
    if any(kind == source or kind.startswith(f"{source}.") for kind in kinds if kind for source in sources):
        return True
    if depth or value.origin != "object" or not isinstance(value.data, Made) or not isinstance(value.type, str):
        return False
    given = [given for callee in project.calls.callees(value.data) for given in callee.given[:1]]
    return any(_derives(project, v, sources, depth + 1) for each in given for v in project.read(each))


def path_classes(project: Project, value: Value, given: Given | Value) -> set[str]:
    """The classes of a path by its text; what the text leaves open is judged by the name it has where it is used."""
    if (_type(value) or value.qualified_name).startswith(SCRATCH):
        return {"scratch"}
    if value.origin == "argument" and value.data in paths.TEST_FOLDERS:
        return {"scratch"}
    if value.qualified_name in ("os.devnull", "sys.stdout", "sys.stderr"):
        return {"device"}
    if value.origin == "object" and value.type == "open":
        return _classes_of_open(project, value)
    names: list[str] = []
    if value.parts and any(isinstance(part, str) for part in value.parts):
        if (found := paths.classes(value.parts)) or not isinstance(value.parts[-1], Hole):
            return set(found)
        names.append(value.parts[-1].name)  # `folder / lockfile_name`
    if isinstance(given, Value) or value.origin == "literal":
        return {named for name in names if (named := paths.classify_name(name))}
    node = given.node
    if isinstance(node, code.Result):  # `open(self._pid_file())`
        node = project.call(Made(given.at.path, node.call)).function
    names += [short(node), _class_around(project, given.at)]
    return set(next(([named] for name in names if (named := paths.classify_name(name))), []))


def _classes_of_open(project: Project, value: Value) -> set[str]:
    """The classes of the path of an open file."""
    if not isinstance(value.data, Made):
        return set()
    for callee in project.calls.callees(value.data):
        given = callee.receiver or callee.argument(0, "file")
        if given is not None:
            values = (given,) if isinstance(given, Value) else project.read(given)
            return set().union(*(path_classes(project, v, given) for v in values if v.type != "open"))
    return set()


def _class_around(project: Project, at: At) -> str:
    """Name of the class in whose method a point lies, "" outside of methods."""
    scopes = project.facts(at.path).scopes
    parent = scopes[scopes[at.scope].parent]
    return parent.name if parent.kind == "class" else ""


def flag_names(project: Project, value: Value, depth: int = 0) -> set[str]:
    """The constants in an or-ed expression, by qualified name: `O_CREAT | O_EXCL` -> {"os.O_CREAT", "os.O_EXCL"}."""
    if value.origin == "name" and value.qualified_name:
        return {value.qualified_name}
    if value.origin != "collection" or depth > 8 or value.at is None or not isinstance(value.data, code.Sequence):
        return set()
    inner = [v for item in value.data.items for v in project.values(item, value.at)]
    return set().union(*(flag_names(project, v, depth + 1) for v in inner))
