"""What the model knows of libraries: what calls return, what a name is called, where configuration comes from.

Knowledge that serves all rules. A rule page watches one canonical name; forks and re-exports are mapped to it here.
"""

from __future__ import annotations

from sharelint.project.aliases import ALIASES

# What a call returns, where it is not an object of the called name itself.
RETURNS = {
    "multiprocessing.Manager": "multiprocessing.managers.SyncManager",
    "socket.create_connection": "socket.socket",
    "socket.fromfd": "socket.socket",
    "ssl.wrap_socket": "socket.socket",
    "ssl.SSLContext.wrap_socket": "socket.socket",
    "ssl.create_default_context": "ssl.SSLContext",
    "pathlib.Path.open": "open",
    "os.fdopen": "open",
    "gzip.open": "open",
    "bz2.open": "open",
    "lzma.open": "open",
    "aiofiles.open": "open",
    "aiofile.async_open": "open",
    "anyio.open_file": "open",
    "trio.open_file": "open",
    "smart_open.open": "open",
    "flask.request.files.get": "werkzeug.datastructures.FileStorage",
    "flask.request.files.pop": "werkzeug.datastructures.FileStorage",
    "django.http.HttpRequest.FILES.get": "django.core.files.uploadedfile.UploadedFile",
    "starlette.requests.Request.form.get": "starlette.datastructures.UploadFile",
    "bottle.request.files.get": "bottle.FileUpload",
    "sanic.request.Request.files.get": "sanic.request.File",
    "aiohttp.web.Request.multipart.next": "aiohttp.BodyPartReader",
    "pandas.read_csv": "pandas.DataFrame",
    "pandas.read_json": "pandas.DataFrame",
    "pandas.read_excel": "pandas.DataFrame",
    "pandas.read_parquet": "pandas.DataFrame",
    "pandas.read_pickle": "pandas.DataFrame",
    "pandas.read_sql": "pandas.DataFrame",
    "pandas.concat": "pandas.DataFrame",
    "pandas.merge": "pandas.DataFrame",
    "pandas.json_normalize": "pandas.DataFrame",
    "playhouse.db_url.connect": "peewee.Database",
    "tempfile.NamedTemporaryFile": "tempfile.NamedTemporaryFile",
    "anyio.create_udp_socket": "anyio.abc.UDPSocket",
    "asyncio.get_event_loop": "asyncio.events.AbstractEventLoop",
    "asyncio.get_running_loop": "asyncio.events.AbstractEventLoop",
    "asyncio.new_event_loop": "asyncio.events.AbstractEventLoop",
    "zmq.Context.socket": "zmq.Socket",
    "zmq.Context.instance": "zmq.Context",
    "urllib.request.build_opener": "urllib.request.OpenerDirector",
    "grpc.server": "grpc.Server",
    "mmap.mmap": "mmap.mmap",
    "logging.getLogger": "logging.Logger",
    "concurrent.futures.ThreadPoolExecutor.submit": "concurrent.futures.Future",
    "dogpile.cache.make_region": "dogpile.cache.region.CacheRegion",
    "nats.connect": "nats.aio.client.Client",
    "redis.from_url": "redis.Redis",
    "redis.Redis.from_url": "redis.Redis",
    "redis.StrictRedis": "redis.Redis",
    "redis.asyncio.from_url": "redis.asyncio.Redis",
}

# What a decorator makes of a function.
DECORATED = {
    "click.group": "click.Group",
    "click.Group.group": "click.Group",
    "click.command": "click.Command",
    "click.Group.command": "click.Command",
    "flask.Flask.cli.group": "click.Group",
}

# Calls that return a function of the library: a partial, or the same API bound to a context.
FUNCTIONS = {
    "multiprocessing.get_context": "multiprocessing",
    "loky.backend.get_context": "multiprocessing",
    "oslo_concurrency.lockutils.synchronized_with_prefix": "oslo_concurrency.lockutils.synchronized",
    "oslo_concurrency.lockutils.lock_with_prefix": "oslo_concurrency.lockutils.lock",
    "oslo_concurrency.lockutils.remove_external_lock_file_with_prefix": (
        "oslo_concurrency.lockutils.remove_external_lock_file"
    ),
}

# A call or attribute whose value is configuration. Anything below one of these prefixes is, too.
CONFIG = (
    "os.environ",
    "os.environb",
    "os.getenv",
    "os.getenvb",
    "sys.argv",
    "django.conf.settings",
    "flask.current_app.config",
    "decouple.config",
    "decouple.AutoConfig",
    "environ.Env",
    "environs.Env",
    "starlette.config.Config",
    "dj_database_url.config",
    "django_cache_url.config",
    "dj_email_url.config",
    "dynaconf",
    "oslo_config.cfg.CONF",
    "tornado.options.options",
    "configparser.ConfigParser",
    "configparser.RawConfigParser",
    "argparse.ArgumentParser.parse_args",
    "argparse.ArgumentParser.parse_known_args",
    "tomllib",
    "json.load",
    "yaml.safe_load",
    "yaml.load",
    "omegaconf",
    "hvac.Client.read",
    "hvac.Client.secrets",
    "socket.gethostname",
    "socket.getfqdn",
    "everett.manager.ConfigManager",
    "typed_settings.load",
    "goodconf.GoodConf",
    "pydantic_settings.BaseSettings",
    "pydantic.BaseSettings",
)

# Configuration calls that take a default: name -> (its position, its keyword).
DEFAULTS = {
    "os.getenv": (1, "default"),
    "os.environ.get": (1, "default"),
    "os.environ.setdefault": (1, "value"),
    "os.environ.pop": (1, "default"),
    "decouple.config": (1, "default"),
    "environ.Env": (1, "default"),
    "starlette.config.Config": (2, "default"),
    "environs.Env": (1, "default"),
    "dj_database_url.config": (1, "default"),
}

# Functions whose value is the text of their first argument, as far as a path or host is concerned.
TRANSPARENT = frozenset(
    (
        "str",
        "os.fspath",
        "os.fsencode",
        "os.fsdecode",
        "os.path.abspath",
        "os.path.realpath",
        "os.path.normpath",
        "os.path.expanduser",
        "os.path.expandvars",
        "pathlib.Path.resolve",
        "pathlib.Path.absolute",
        "pathlib.Path.expanduser",
        "pathlib.Path.as_posix",
        "pathlib.Path.as_uri",
        "str.strip",
        "str.rstrip",
        "str.lstrip",
        "str.lower",
        "str.encode",
        "str.casefold",
        "socket.gethostbyname",
        "str.removesuffix",
        "str.title",
        "str.removesuffix",
        "sys.intern",
        "int",
        "bytes.decode",
        "typing.cast",
        "urllib.parse.unquote",
        "yarl.URL",
        "httpx.URL",
        "furl.furl",
        "dj_database_url.parse",
    )
)

# Constants that are a part of texts.
CONSTANTS = {"os.sep": "/", "os.path.sep": "/", "os.curdir": ".", "os.path.curdir": "."}

# Methods by which a value of unknown type is known for a text.
TEXT_METHODS = frozenset(
    f"str.{name}" for name in ("strip", "rstrip", "lstrip", "lower", "encode", "casefold", "format", "removesuffix")
)


def canonical(name: str) -> str:
    """The name that rules and tables use for the library object `name`."""
    for _ in range(3):  # an alias may lead to a name that has one itself
        head = name
        while head not in ALIASES:
            head, dot, _rest = head.rpartition(".")
            if not dot:
                return name
        name = ALIASES[head] + name[len(head) :]
    return name


def is_config(name: str) -> bool:
    return name.startswith(CONFIG) and any(name == prefix or name.startswith(prefix + ".") for prefix in CONFIG)
