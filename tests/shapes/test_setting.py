"""Shape `setting`: the forms in which settings are written, what is no setting, and how firm a finding is."""

from __future__ import annotations

from pathlib import Path

import pytest

from sharelint.audit import audit
from sharelint.config import Config

LOCMEM = '"django.core.cache.backends.locmem.LocMemCache"'
REDIS = '"django.core.cache.backends.redis.RedisCache"'
BOTH = f"LOCMEM = {{'default': {{'BACKEND': {LOCMEM}}}}}\nREDIS = {{'default': {{'BACKEND': {REDIS}}}}}\n"


def found(folder: Path, files: dict[str, str] | str) -> list[str]:
    """`file:line level` of every finding of memory-backend."""
    for name, text in ({"settings.py": files} if isinstance(files, str) else files).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    report = audit([folder], Config(root=folder))
    assert report.problems == ()
    return [
        f"{each.place.path}:{each.place.span.line} {each.level.name}"
        for each in report.findings
        if each.rule == "memory-backend"
    ]


@pytest.mark.parametrize(
    "text",
    [
        f'CACHES = {{"default": {{"BACKEND": {LOCMEM}}}}}',
        f'CACHES = {{"default": dict(BACKEND={LOCMEM})}}',
        f"CACHES = dict(default=dict(BACKEND={LOCMEM}))",
        f'CACHES: dict = {{"default": {{"BACKEND": {LOCMEM}}}}}',
        f'CACHES["default"]["BACKEND"] = {LOCMEM}',
        f'CACHES["default"] = {{"BACKEND": {LOCMEM}}}',
        f'CACHES.update({{"default": {{"BACKEND": {LOCMEM}}}}})',
        f'CACHES.update(default={{"BACKEND": {LOCMEM}}})',
        f'CACHES["default"].update(BACKEND={LOCMEM})',
        f'globals().update({{"CACHES": {{"default": {{"BACKEND": {LOCMEM}}}}}}})',
        f'import x; CACHES = {{**x.y, "default": {{"BACKEND": {LOCMEM}}}}}',
        f'import x; CACHES = x.y | {{"default": {{"BACKEND": {LOCMEM}}}}}',
        f'from django.conf import settings; settings.configure(CACHES={{"default": {{"BACKEND": {LOCMEM}}}}})',
        'CACHE_TYPE = "simple"',
        'class ProductionConfig:\n    X = 1; CACHE_TYPE = "simple"'.replace("X = 1; ", ""),
        'app.config["CACHE_TYPE"] = "simple"',
        'self.app.config["CACHE_TYPE"] = "simple"',
        'app.config.update(CACHE_TYPE="simple")',
        'app.config.update({"CACHE_TYPE": "simple"})',
        'app.config.from_mapping(CACHE_TYPE="simple")',
        'app.config |= {"CACHE_TYPE": "simple"}; app.config.from_mapping({"CACHE_TYPE": "simple"})',
        'from flask_caching import Cache; Cache(config={"CACHE_TYPE": "simple"})',
        'from flask_caching import Cache; Cache(None, False, {"CACHE_TYPE": "simple"})',
        'from flask_caching import Cache; c = Cache(); c.init_app(a, config={"CACHE_TYPE": "simple"})',
    ],
)
def test_the_forms(tmp_path: Path, text: str) -> None:
    line = 1 + text.count("\n")
    assert found(tmp_path, text) == [f"settings.py:{line} warning"]


@pytest.mark.parametrize(
    "text",
    [
        'app.conf.broker_url = "memory://"',
        'app.conf.update(broker_url="memory://")',
        'app.conf["broker_url"] = "memory://"',
        'CELERY_BROKER_URL = "memory://"',
        'BROKER_URL = "memory://"',
        'import cherrypy; cherrypy.config.update({"tools.sessions.storage_type": "ram"})',
        'import cherrypy; cherrypy.quickstart(A(), "/", {"/": {"tools.sessions.storage_type": "ram"}})',
        'import cherrypy\nCONF = {"/": {"tools.sessions.storage_type": "ram"}}\ncherrypy.tree.mount(A(), config=CONF)',
    ],
)
def test_the_forms_of_queues_and_sessions(tmp_path: Path, text: str) -> None:
    line = 2 if "CONF" in text else 1
    assert found(tmp_path, {"app.py": text}) == [f"app.py:{line} error"]


def test_what_a_module_is_handed_over_for_makes_it_one_of_settings(tmp_path: Path) -> None:
    text = 'broker_url = "memory://"'
    assert found(tmp_path / "a", {"queue_names.py": text}) == []
    handed = {"queue_names.py": text, "app.py": 'app.config_from_object("queue_names")'}
    assert found(tmp_path / "b", handed) == ["queue_names.py:1 error"]
    assert found(tmp_path / "c", {"app.py": f'{text}\napp.config_from_object("app")'}) == ["app.py:1 error"]


@pytest.mark.parametrize(
    "files",
    [
        {"stores.py": f'BACKENDS = {{"default": {{"BACKEND": {LOCMEM}}}}}'},
        {"stores.py": f"LOCMEM = {LOCMEM}\nchoices = [LOCMEM]"},
        {"stores.py": 'broker_url = "memory://"'},
        {"stores.py": 'def f():\n    CACHE_TYPE = "simple"\n    return CACHE_TYPE'},
        {"stores.py": 'import jax\njax.config.update("jax_enable_x64", True)'},
        {"stores.py": 'kinds["CACHE_TYPE"] = "simple"\nkinds.update(CACHE_TYPE="simple")'},
        {"settings.py": "import os\nCACHE_TYPE = os.environ['CACHE_TYPE']"},
        {"settings.py": "import environ\nCACHES = {'default': environ.Env().cache()}"},
        {"settings.py": 'CACHE_TYPE = "simple"\nCACHE_TYPE = "redis"'},
        {"settings/test.py": 'CACHE_TYPE = "simple"'},
        {"test_settings.py": 'CACHE_TYPE = "simple"'},
        {"config.py": 'class TestingConfig:\n    CACHE_TYPE = "simple"'},
    ],
)
def test_what_is_no_setting_or_none_for_production(tmp_path: Path, files: dict[str, str]) -> None:
    assert found(tmp_path, files) == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ("import os\nCACHE_TYPE = os.getenv('CACHE_TYPE', 'simple')", ["settings.py:2 note"]),
        ("if DEBUG:\n    CACHE_TYPE = 'simple'\nelse:\n    CACHE_TYPE = 'redis'", ["settings.py:2 note"]),
        ("if not DEBUG:\n    CACHE_TYPE = 'redis'\nelse:\n    CACHE_TYPE = 'simple'", ["settings.py:4 note"]),
        ("if DEBUG:\n    CACHE_TYPE = 'null'\nelse:\n    CACHE_TYPE = 'simple'", ["settings.py:4 warning"]),
        ("if URL:\n    CACHE_TYPE = 'redis'\nelse:\n    CACHE_TYPE = 'simple'", ["settings.py:4 note"]),
        ("CACHE_TYPE = 'simple'\nif URL:\n    CACHE_TYPE = 'redis'", ["settings.py:1 note"]),
        ("CACHE_TYPE = 'redis' if URL else 'simple'", ["settings.py:1 note"]),
        (f"{BOTH}CACHES = REDIS if URL else LOCMEM", ["settings.py:1 note"]),
        ("app.config.setdefault('CACHE_TYPE', 'simple')", ["settings.py:1 note"]),
        ({"settings/local.py": "CACHE_TYPE = 'simple'"}, ["settings/local.py:1 note"]),
        ({"config.py": "class DevelopmentConfig:\n    CACHE_TYPE = 'simple'"}, ["config.py:2 note"]),
        (
            {"s/base.py": "CACHE_TYPE = 'simple'", "s/prod.py": "from .base import *\nCACHE_TYPE = 'redis'"},
            ["s/base.py:1 note"],
        ),
        (
            {"s/base.py": "CACHE_TYPE = 'simple'", "s/test.py": "from .base import *\nCACHE_TYPE = 'null'"},
            ["s/base.py:1 warning"],
        ),
        (
            "class Config:\n    CACHE_TYPE = 'simple'\nclass Production(Config):\n    CACHE_TYPE = 'redis'",
            ["settings.py:2 note"],
        ),
        (
            "class Old:\n    CACHE_TYPE = 'redis'\nclass Config:\n    CACHE_TYPE = 'simple'",
            ["settings.py:4 warning"],
        ),
        (
            "from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    cache_type: str = 'simple'",
            ["settings.py:3 note"],
        ),
        (
            "import pydantic\nclass S(pydantic.BaseSettings):\n    CACHE_TYPE: str = pydantic.Field(default='simple')",
            ["settings.py:3 note"],
        ),
        (
            "import environ\nenv = environ.Env()\nCACHES = {'default': env.cache(default='locmemcache://')}",
            ["settings.py:3 note"],
        ),
    ],
)
def test_how_firm_a_finding_is(tmp_path: Path, files: dict[str, str] | str, expected: list[str]) -> None:
    assert found(tmp_path, files) == expected


LIMITED = {"views.py": "from django_ratelimit.decorators import ratelimit"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"settings.py": "INSTALLED_APPS = ['a']"}, []),
        ({"settings.py": "INSTALLED_APPS = ['a']"} | LIMITED, ["settings.py:1 warning"]),
        ({"settings.py": "INSTALLED_APPS = ['a']\nCACHES = make()"} | LIMITED, []),
        ({"settings.py": "INSTALLED_APPS = ['a']\nfrom .local_settings import *"} | LIMITED, []),
        ({"settings.py": "INSTALLED_APPS = ['a']\nupdate(globals())"} | LIMITED, []),
        ({"settings.py": "INSTALLED_APPS = ['a']", "other.py": "CACHES = 1"} | LIMITED, []),
        (
            {"s/base.py": "INSTALLED_APPS = ['a']", "s/prod.py": "from .base import *\nINSTALLED_APPS = ['b']"}
            | LIMITED,
            ["s/base.py:1 warning"],
        ),
        ({"runtests.py": "INSTALLED_APPS = ['a']"} | LIMITED, []),
        (
            {"settings.py": "INSTALLED_APPS = ['a']\nT = ['rest_framework.throttling.AnonRateThrottle']"},
            ["settings.py:1 warning"],
        ),
    ],
)
def test_a_setting_that_is_left_out(tmp_path: Path, files: dict[str, str], expected: list[str]) -> None:
    assert found(tmp_path, files) == expected


LIMITER = "from flask_limiter import Limiter\nlimiter = Limiter(key)"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"app.py": LIMITER}, ["app.py:2 warning"]),
        ({"app.py": f"{LIMITER}\napp.config['RATELIMIT_STORAGE_URI'] = url"}, []),
        ({"app.py": f"{LIMITER}\napp.config.from_prefixed_env()"}, ["app.py:2 note"]),
        ({"app.py": f"{LIMITER}\napp.config.from_object('elsewhere.Config')"}, ["app.py:2 note"]),
        (
            {"app.py": f"{LIMITER}\napp.config.from_object('config.C')", "config.py": "class C: A = 1"},
            ["app.py:2 warning"],
        ),
        ({"app.py": f"{LIMITER}\napp.config.from_object('config.C')", "config.py": "RATELIMIT_STORAGE_URI = u"}, []),
    ],
)
def test_a_call_for_which_a_setting_is_left_out(tmp_path: Path, files: dict[str, str], expected: list[str]) -> None:
    assert found(tmp_path, files) == expected
