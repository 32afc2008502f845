"""Shape `setting`: a setting of a framework whose value holds to the conditions, wherever and however it is set.

Names are keys in dots, `*` any key: `CACHES.*.BACKEND`. What only holds in development, by default or beside another
value is worth a note; what is set for tests, none.
"""

from __future__ import annotations

from collections.abc import Iterator

from sharelint import code
from sharelint.project import Project
from sharelint.project.calls import Given
from sharelint.project.places import star_imported
from sharelint.project.values import Definition, Value
from sharelint.records import Level, Match, Rule, Span
from sharelint.shapes.conditions import holds
from sharelint.shapes.endpoints import endpoint_of
from sharelint.shapes.settings import Setting, rivals, settings_of, stage
from sharelint.shapes.site import Site, Watched, related_to, words_of_value


def find(project: Project, path: str, watched: Watched) -> Iterator[Site]:
    if not watched.settings:
        return
    for setting in settings_of(project, path):
        for rule, match, name in (*watched.settings.get(setting.keys[0], ()), *watched.settings.get("*", ())):
            if _is_named(name, setting.keys):
                site = _site(project, path, rule, match, setting)
                if site is not None and project.mentions.allow(match.used, match.unset) == "yes":
                    yield site


def _is_named(name: str, keys: tuple[str, ...]) -> bool:
    parts = name.split(".")
    return len(parts) == len(keys) and all(part in ("*", key) for part, key in zip(parts, keys, strict=True))


def _site(project: Project, path: str, rule: Rule, match: Match, setting: Setting) -> Site | None:
    values = project.values(setting.node, setting.at)
    fitting = [found for value in values if (found := _fitting(project, match, setting, value)) is not None]
    if not fitting:
        return None
    level = match.level or rule.impact
    for_whom = stage(project, setting)
    value = min(fitting, key=lambda found: found.default)
    if for_whom == "test" or (match.unset and _is_repeated(project, setting)):
        return None
    depends = setting.default or value.default or len(fitting) < len(values)
    if for_whom or depends or any(not _fits(project, match, other) for other in rivals(project, setting)):
        level = Level.note
    here = setting.at.path == path
    span = setting.node.span if here and setting.node.span.line == setting.node.span.end_line else setting.name
    statement = _statement(project, path, setting, span)
    endpoint = endpoint_of(project, value)
    related, trail = related_to(endpoint.source if endpoint is not None else value, path, statement)
    words = words_of_value(value, endpoint.peer if endpoint is not None else None)
    words["call"] = ".".join(key for key in setting.keys if key)
    return Site(
        rule=rule, match=match, shape="setting", file=path, span=span, statement=statement, scope=setting.owner.scope,
        level=level, target=".".join(setting.keys), words=words, related=related, trail=trail,
    )  # fmt: skip


def _is_repeated(project: Project, setting: Setting) -> bool:
    """Whether a module that this one star-imports makes the setting already; what both leave out is told there."""
    bases = star_imported(project, setting.owner.path)
    return any(other.keys == setting.keys for base in bases for other in settings_of(project, base))


def _fits(project: Project, match: Match, setting: Setting) -> bool:
    """Whether a setting is described by `match` as well; never for one that holds the setting in question."""
    if not any(_is_named(name, setting.keys) for name in match.names):
        return False
    return any(_fitting(project, match, setting, v) is not None for v in project.values(setting.node, setting.at))


def _fitting(project: Project, match: Match, setting: Setting, value: Value) -> Value | None:
    """The value, or what it lists or inherits from, for which the conditions hold."""
    given = Given(setting.node, setting.at)
    parameter = setting.keys[-1].lower()
    for each in _expanded(project, value):
        if all(holds(project, condition, each, parameter, given) for condition in match.when):
            if not any(holds(project, condition, each, parameter, given) for condition in match.unless):
                return each
    return None


def _expanded(project: Project, value: Value, depth: int = 0) -> Iterator[Value]:
    yield value
    if isinstance(value.data, code.Sequence) and value.at is not None and depth < 2:
        for item in value.data.items:
            for inner in project.values(item, value.at):
                yield from _expanded(project, inner, depth + 1)
    if isinstance(value.data, Definition) and value.origin == "name" and project.scope(value.data).kind == "class":
        for ancestor in project.classes.ancestry(value.data):
            if isinstance(ancestor, str):
                yield Value("name", ancestor, value.place, trail=value.trail)


def _statement(project: Project, path: str, setting: Setting, span: Span) -> Span:
    """The statement around the reported place; a mapping may be built far from where it is given."""
    if setting.statement.covers(span.line):
        return setting.statement
    return project.index(path).statement_of(span.line) or span
