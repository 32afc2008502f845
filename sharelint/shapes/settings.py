"""What is set where frameworks take their settings from: the facts of a file in, `Setting`s out.

Settings are the constants of modules and classes for settings, what is stored in the `config` or `conf` of an app, and
mappings that are given to a library as its settings. A constant elsewhere counts if its name means the same anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from sharelint import code
from sharelint.project import Project
from sharelint.project.names import call_at
from sharelint.project.places import heirs, is_model, is_place
from sharelint.project.values import At, Definition, Made, Value
from sharelint.records import Span

Stage = Literal["", "development", "test"]

# Names that mean the same wherever they are written.
_TELLING = re.compile(
    r"CACHES|DATABASES|CHANNEL_LAYERS|STORAGES|TASKS|INSTALLED_APPS|REST_FRAMEWORK|MEDIA_ROOT|DEFAULT_FILE_STORAGE"
    r"|SESSION_(ENGINE|TYPE|FILE_\w+)|CACHE_TYPE|BROKER_URL|EMAIL_BACKEND|EMAIL_FILE_PATH|RQ_QUEUES|Q_CLUSTER|HUEY"
    r"|DRAMATIQ_\w+|RATELIMIT_\w+|CELERY_\w+|SQLALCHEMY_\w+|CACHE_(REDIS|MEMCACHED)_\w+"
)
_STAGES: tuple[tuple[Stage, re.Pattern[str]], ...] = (
    ("test", re.compile(r"(^|[_.])(tests?|testing|runtests|ci|pytest|conftest)(?=[_.]|$)", re.IGNORECASE)),
    (
        "development",
        re.compile(
            r"(^|[_.])(dev|devel|development|local|debug|demo|examples?|sandbox|sample)(?=[_.]|$)", re.IGNORECASE
        ),
    ),
)
_DEVELOPMENT = re.compile(r"debug|dev(el|elopment)?$|^dev|local|test", re.IGNORECASE)
_CONFIG_OBJECT = re.compile(r"(^|[._])(config|conf)$", re.IGNORECASE)
_DOTTED = re.compile(r"[a-z_]+(\.[a-z_]+)+")
_UPDATES = frozenset(("update", "from_mapping", "setdefault"))

# Library calls that take a mapping of settings: (its position, its keyword).
_TAKERS = {
    "flask_caching.Cache": (2, "config"),
    "flask_caching.Cache.init_app": (1, "config"),
    "cherrypy.quickstart": (2, "config"),
    "cherrypy.tree.mount": (2, "config"),
    "cherrypy.Application": (2, "config"),
    "cherrypy.config.update": (0, ""),
    "beaker.middleware.SessionMiddleware": (1, "config"),
    "beaker.middleware.CacheMiddleware": (1, "config"),
    "beaker.util.parse_cache_config_options": (0, "config"),
    "aiocache.caches.set_config": (0, "config"),
}

MAX_DEPTH = 6  # mappings inside one another that are looked into


class Setting(Struct, frozen=True):
    """`keys` receives `node`: `CACHES = {"default": {"BACKEND": …}}` gives `CACHES`, `CACHES.default` and so on."""

    keys: tuple[str, ...]
    node: code.Node
    at: At
    owner: Definition  # the module or class that has it; the module, for the configuration of an app
    block: int  # where it is set, in the file of `owner`
    name: Span  # of what is assigned to, where it is set
    statement: Span
    default: bool = False  # only holds if nothing else is set


def settings_of(project: Project, path: str) -> tuple[Setting, ...]:
    """All settings that the file makes, in the order of the source; empty for other constants."""
    return project.memory.answer(("settings", path), lambda: tuple(_settings(project, path)), ())


def _settings(project: Project, path: str) -> Iterator[Setting]:
    for setting in (*_bound(project, path), *_stored(project, path), *_given(project, path)):
        yield from _spread(project, setting, 0)


# -- where settings are made


def _bound(project: Project, path: str) -> Iterator[Setting]:
    """Constants of settings modules and attributes of settings classes."""
    facts = project.facts(path)
    names = project.names(path)
    for binding in facts.bindings:
        kind = facts.scopes[binding.scope].kind
        if binding.how != "assign" or binding.value is None or kind not in ("module", "class"):
            continue
        owner = Definition(path, binding.scope)
        whole = binding.name == "_cp_config"  # of a CherryPy handler
        if not (whole or _is_telling(binding.name) or is_place(project, owner)):
            continue
        lasting = names.exported(binding.name) if kind == "module" else names.member(binding.scope, binding.name)
        if binding not in lasting:
            continue
        at = At(path, binding.scope, binding.block, binding.statement)
        setting = Setting(
            () if whole else (binding.name,), binding.value, at, owner, binding.block, binding.span, binding.statement
        )
        yield _field(project, setting) if kind == "class" and is_model(project, owner) else setting


def _field(project: Project, setting: Setting) -> Setting:
    """A field of a pydantic model: what it is set to is a default, its name stands for a variable in capitals."""
    node = setting.node
    if isinstance(node, code.Result):
        for callee in project.calls.callees(Made(setting.at.path, node.call)):
            if callee.target == "pydantic.Field" and (given := callee.argument(0, "default")) is not None:
                node = given.node
    return replace(setting, keys=tuple(key.upper() for key in setting.keys), node=node, default=True)


def _stored(project: Project, path: str) -> Iterator[Setting]:
    """`CACHES["default"] = …`, `app.config["CACHE_TYPE"] = …`, `app.conf.broker_url = …`."""
    for store in project.facts(path).stores:
        if store.value is None or store.how != "assign":
            continue
        at = At(path, store.scope, store.block, store.statement)
        keys = _keys_of(project, store.target, at)
        if keys:
            owner = Definition(path, 0)
            yield Setting(keys, store.value, at, owner, store.block, store.span, store.statement)


def _keys_of(project: Project, node: code.Node, at: At) -> tuple[str, ...] | None:
    """The setting that an assignment to `node` makes: () is a whole configuration; None if it is none."""
    items: list[code.Node] = []
    while isinstance(node, code.Item):
        items.insert(0, node.key)
        node = node.base
    if isinstance(node, code.Attribute) and _CONFIG_OBJECT.search(_last(node.base)):
        first: tuple[str, ...] = (node.name,)
    elif _CONFIG_OBJECT.search(_last(node)):
        first = ()
    elif isinstance(node, code.Name) and items and _is_constant(project, node.id, at.path):
        first = (node.id,)
    else:
        return None
    return (*first, *(key for item in items for key in _parts(_key(project, item, at))))


def _is_constant(project: Project, name: str, path: str) -> bool:
    return _is_telling(name) or (name.isupper() and is_place(project, Definition(path, 0)))


def _given(project: Project, path: str) -> Iterator[Setting]:
    """Settings that a call is given: `app.config.update(K=v)`, `Cache(config={…})`, `settings.configure(K=v)`."""
    for index, call in enumerate(project.facts(path).calls):
        at = call_at(path, call)
        setting = Setting((), call.function, at, Definition(path, 0), call.block, call.span, call.statement)
        prefix = _updated(project, call, at)
        if prefix is not None:
            yield from _arguments(project, replace(setting, keys=prefix), call)
            continue
        for callee in project.calls.callees(Made(path, index)):
            if callee.config == "django.conf.settings.configure":
                yield from _arguments(project, setting, call)
            elif isinstance(callee.target, str) and callee.target in _TAKERS:
                given = callee.argument(*_TAKERS[callee.target])
                if given is not None:
                    yield replace(setting, node=given.node, at=given.at)


def _updated(project: Project, call: code.Call, at: At) -> tuple[str, ...] | None:
    """The setting whose mapping a call updates; () for all of them, None for any other call."""
    function = call.function
    if not isinstance(function, code.Attribute) or function.name not in _UPDATES:
        return None
    if isinstance(function.base, code.Result):
        inner = project.call(Made(at.path, function.base.call)).function
        module = isinstance(inner, code.Name) and inner.id in ("globals", "locals", "vars")
        return () if module and is_place(project, Definition(at.path, 0)) else None
    if isinstance(function.base, code.Name) and _is_telling(function.base.id):
        return (function.base.id,)
    return _keys_of(project, function.base, at)


def _arguments(project: Project, setting: Setting, call: code.Call) -> Iterator[Setting]:
    default = isinstance(call.function, code.Attribute) and call.function.name == "setdefault"
    if default and len(call.arguments) == 2:
        key = _parts(_key(project, call.arguments[0].value, setting.at))
        node = call.arguments[1].value
        yield replace(setting, keys=(*setting.keys, *key), node=node, name=node.span, default=True)
        return
    for argument in call.arguments:
        keys = (*setting.keys, argument.keyword) if argument.keyword else setting.keys
        if argument.star != "*":
            yield replace(setting, keys=keys, node=argument.value, name=argument.value.span)


# -- what is in a mapping


def _spread(project: Project, setting: Setting, depth: int) -> Iterator[Setting]:
    """The setting and, if it is a mapping or list, those inside it."""
    if setting.keys:
        yield setting
    if depth > MAX_DEPTH:
        return
    for inner in _items(project, setting):
        yield from _spread(project, inner, depth + 1)


def _items(project: Project, setting: Setting) -> Iterator[Setting]:
    if isinstance(setting.node, code.Binary) and setting.node.operator == "|":  # mappings merged
        for side in (setting.node.left, setting.node.right):
            yield from _items(project, replace(setting, node=side))
        return
    for value in project.values(setting.node, setting.at):
        if value.origin == "collection" and value.at is not None:
            yield from _of_collection(project, setting, value)
        elif value.type == "dict" and isinstance(value.data, Made):  # `dict(BACKEND=…)`
            call = project.call(value.data)
            inner = replace(setting, at=call_at(value.data.path, call))
            for argument in call.arguments:
                keys = (*setting.keys, argument.keyword) if argument.keyword else setting.keys
                name = argument.value.span if value.data.path == setting.owner.path else setting.name
                named = replace(inner, keys=keys, node=argument.value, name=name)
                yield from (named,) if argument.keyword else _items(project, named)


def _of_collection(project: Project, setting: Setting, value: Value) -> Iterator[Setting]:
    assert value.at is not None
    here = value.at.path == setting.owner.path
    inner = replace(setting, at=value.at, default=setting.default or value.default)
    if isinstance(value.data, code.Mapping):
        for key, node in value.data.items:
            if key is None:
                yield from _items(project, replace(inner, node=node))
                continue
            keys = (*setting.keys, *_parts(_key(project, key, value.at)))
            yield replace(inner, keys=keys, node=node, name=key.span if here else setting.name)
    elif isinstance(value.data, code.Sequence) and value.data.kind == "list":
        for index, node in enumerate(value.data.items):
            name = node.span if here else setting.name
            yield replace(inner, keys=(*setting.keys, str(index)), node=node, name=name)


def _key(project: Project, node: code.Node, at: At) -> str:
    """A key as text; "" for one that is not known."""
    return next((str(v.data) for v in project.values(node, at) if v.origin == "literal"), "")


def _parts(key: str) -> tuple[str, ...]:
    """`tools.sessions.on` is three keys; a path or class name in dots is one."""
    return tuple(key.split(".")) if _DOTTED.fullmatch(key) else (key,)


def _is_telling(name: str) -> bool:
    return bool(_TELLING.fullmatch(name))


def _last(node: code.Node) -> str:
    return node.id if isinstance(node, code.Name) else node.name if isinstance(node, code.Attribute) else ""


# -- for whom a setting holds


def stage(project: Project, setting: Setting) -> Stage:
    """Which stage a setting is for, by the names of its module and class and the conditions around it."""
    scopes = project.facts(setting.owner.path).scopes
    module = ".".join(setting.owner.path.removesuffix(".py").split("/")[-2:])
    words = f"{module}.{_words(scopes[setting.owner.scope].name)}"
    for found, pattern in _STAGES:
        if pattern.search(words):
            return found
    return "development" if _is_under_development(project, setting) else ""


def _is_under_development(project: Project, setting: Setting) -> bool:
    """`if DEBUG:` around it, or the `else` of `if not DEBUG:`."""
    blocks = project.facts(setting.owner.path).blocks
    block = blocks[setting.block]
    while block.kind != "body":
        test = next((b.test for b in blocks if b.kind == "if" and b.group == block.group), None)
        if block.kind in ("if", "else") and test is not None:
            words = _names_in(project, test, setting.owner.path)
            if any(_DEVELOPMENT.search(word) for word in words) and _is_negated(test) == (block.kind == "else"):
                return True
        block = blocks[block.parent]
    return False


def _is_negated(test: code.Node) -> bool:
    return isinstance(test, code.Other) and len(test.parts) == 1


def _names_in(project: Project, node: code.Node, path: str) -> list[str]:
    match node:
        case code.Name():
            return [node.id]
        case code.Attribute():
            return [node.name]
        case code.Constant():
            return [node.value] if isinstance(node.value, str) else []
        case code.Result():
            arguments = project.call(Made(path, node.call)).arguments
            return [name for argument in arguments for name in _names_in(project, argument.value, path)]
        case code.Other():
            return [name for part in node.parts for name in _names_in(project, part, path)]
        case code.Choice():
            return [name for option in node.options for name in _names_in(project, option, path)]
        case code.Item():
            return _names_in(project, node.key, path)
    return []


# -- what else could hold


def rivals(project: Project, setting: Setting) -> Iterator[Setting]:
    """Other settings of the same keys, or of what holds them, that may count in place of this one.

    In the same module or class, in one that inherits from it, in another branch of the same expression.
    """
    for owner in (setting.owner, *heirs(project, setting.owner)):
        found: dict[Span, list[Setting]] = {}
        for other in settings_of(project, owner.path):
            if other.owner == owner and other != setting and other.keys == setting.keys[: len(other.keys)]:
                found.setdefault(other.statement, []).append(other)
        for statement, others in found.items():
            equal = [other for other in others if other.keys == setting.keys]
            same = owner == setting.owner and statement == setting.statement
            for other in equal or (() if same else others):
                if not stage(project, other):  # what developers and tests set says nothing about production
                    yield other


def _words(name: str) -> str:
    """`DevelopmentConfig` -> `Development_Config`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
