"""What the model knows of libraries: other names of the same thing, what calls return, where configuration comes from.

Knowledge that serves all rules. A rule page watches one canonical name; forks and re-exports are mapped to it here.
"""

from __future__ import annotations

# A prefix of qualified names -> the canonical one. The longest prefix wins.
ALIASES = {
    "multiprocess": "multiprocessing",
    "billiard": "multiprocessing",
    "torch.multiprocessing": "multiprocessing",
    "pathos.helpers.mp": "multiprocessing",
    "multiprocessing.context.BaseContext": "multiprocessing",
    "multiprocessing.context.DefaultContext": "multiprocessing",
    "multiprocessing.context.SpawnContext": "multiprocessing",
    "multiprocessing.context.ForkContext": "multiprocessing",
    "multiprocessing.context.ForkServerContext": "multiprocessing",
    "multiprocessing.managers.SyncManager.start": "multiprocessing.managers.BaseManager.start",
    "multiprocessing.managers.SyncManager.connect": "multiprocessing.managers.BaseManager.connect",
    "multiprocessing.sharedctypes.Value": "multiprocessing.Value",
    "multiprocessing.sharedctypes.Array": "multiprocessing.Array",
    "multiprocessing.sharedctypes.RawValue": "multiprocessing.RawValue",
    "multiprocessing.sharedctypes.RawArray": "multiprocessing.RawArray",
    "multiprocessing.queues.Queue": "multiprocessing.Queue",
    "multiprocessing.queues.SimpleQueue": "multiprocessing.SimpleQueue",
    "multiprocessing.queues.JoinableQueue": "multiprocessing.JoinableQueue",
    "multiprocessing.connection.Pipe": "multiprocessing.Pipe",
    "multiprocessing.managers.SharedMemoryManager.SharedMemory": "multiprocessing.shared_memory.SharedMemory",
    "multiprocessing.managers.SharedMemoryManager.ShareableList": "multiprocessing.shared_memory.ShareableList",
    "multiprocessing.synchronize.Lock": "multiprocessing.Lock",
    "multiprocessing.synchronize.RLock": "multiprocessing.RLock",
    "multiprocessing.synchronize.Semaphore": "multiprocessing.Semaphore",
    "multiprocessing.synchronize.BoundedSemaphore": "multiprocessing.BoundedSemaphore",
    "multiprocessing.synchronize.Event": "multiprocessing.Event",
    "multiprocessing.synchronize.Condition": "multiprocessing.Condition",
    "multiprocessing.synchronize.Barrier": "multiprocessing.Barrier",
    "pathlib.PosixPath": "pathlib.Path",
    "pathlib.PurePath": "pathlib.Path",
    "pathlib.PurePosixPath": "pathlib.Path",
    "io.open": "open",
    "codecs.open": "open",
    "posixpath": "os.path",
    "ntpath": "os.path",
    "requests.sessions.Session": "requests.Session",
    "requests.session": "requests.Session",
    "requests.api": "requests",
    "aiohttp.client.ClientSession": "aiohttp.ClientSession",
    "six.moves.urllib": "urllib",
    "six.moves.http_client": "http.client",
    "six.moves.xmlrpc_client": "xmlrpc.client",
    "filelock._api": "filelock",
    "portalocker.utils.Lock": "portalocker.Lock",
    "portalocker.portalocker": "portalocker",
    "redis.client": "redis",
    "redis.asyncio.client": "redis.asyncio",
    "_socket": "socket",
    "gevent.socket": "socket",
    "eventlet.green.socket": "socket",
    "ssl.SSLSocket": "socket.socket",
    "zmq.asyncio": "zmq",
    "zmq.green": "zmq",
    "grpc.aio": "grpc",
    "websockets.client.connect": "websockets.connect",
    "websockets.legacy.client.connect": "websockets.connect",
    "websockets.asyncio.client.connect": "websockets.connect",
    "websockets.sync.client.connect": "websockets.connect",
    "cachelib.simple.SimpleCache": "cachelib.SimpleCache",
    "cachelib.file.FileSystemCache": "cachelib.FileSystemCache",
    "cachelib.uwsgi.UWSGICache": "cachelib.UWSGICache",
    "flask_caching.backends.simplecache.SimpleCache": "cachelib.SimpleCache",
    "flask_caching.backends.SimpleCache": "cachelib.SimpleCache",
    "flask_caching.backends.filesystemcache.FileSystemCache": "cachelib.FileSystemCache",
    "flask_caching.backends.FileSystemCache": "cachelib.FileSystemCache",
    "werkzeug.contrib.cache": "cachelib",
    "flask_limiter.extension.Limiter": "flask_limiter.Limiter",
    "slowapi.extension.Limiter": "slowapi.Limiter",
    "limits.storage.memory.MemoryStorage": "limits.storage.MemoryStorage",
    "limits.aio.storage.memory.MemoryStorage": "limits.aio.storage.MemoryStorage",
    "django.core.files.storage.memory.InMemoryStorage": "django.core.files.storage.InMemoryStorage",
    "starsessions.stores.memory.InMemoryStore": "starsessions.InMemoryStore",
    "taskiq.brokers.inmemory_broker.InMemoryBroker": "taskiq.InMemoryBroker",
    "taskiq.brokers.inmemory_broker.InmemoryResultBackend": "taskiq.InmemoryResultBackend",
    "dramatiq.results.backends.stub.StubBackend": "dramatiq.results.backends.StubBackend",
    "dramatiq.rate_limits.backends.stub.StubBackend": "dramatiq.rate_limits.backends.StubBackend",
    "huey.api": "huey",
    "aiocache.Cache.MEMORY": "aiocache.SimpleMemoryCache",
    "aiocache.backends.memory.SimpleMemoryCache": "aiocache.SimpleMemoryCache",
    "aiocache.decorators": "aiocache",
    "cashews.cache": "cashews.Cache",
    "dogpile.cache.CacheRegion": "dogpile.cache.region.CacheRegion",
    "langgraph.checkpoint.memory.MemorySaver": "langgraph.checkpoint.memory.InMemorySaver",
    "langchain.cache.InMemoryCache": "langchain_core.caches.InMemoryCache",
    "langchain_community.cache.InMemoryCache": "langchain_core.caches.InMemoryCache",
    "asyncio.streams.open_connection": "asyncio.open_connection",
    "asyncio.AbstractEventLoop": "asyncio.events.AbstractEventLoop",
    "asyncio.BaseEventLoop": "asyncio.events.AbstractEventLoop",
}

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
    "tempfile.NamedTemporaryFile": "tempfile.NamedTemporaryFile",
    "asyncio.get_event_loop": "asyncio.events.AbstractEventLoop",
    "asyncio.get_running_loop": "asyncio.events.AbstractEventLoop",
    "asyncio.new_event_loop": "asyncio.events.AbstractEventLoop",
    "zmq.Context.socket": "zmq.Socket",
    "zmq.Context.instance": "zmq.Context",
    "urllib.request.build_opener": "urllib.request.OpenerDirector",
    "mmap.mmap": "mmap.mmap",
    "logging.getLogger": "logging.Logger",
    "concurrent.futures.ThreadPoolExecutor.submit": "concurrent.futures.Future",
    "dogpile.cache.make_region": "dogpile.cache.region.CacheRegion",
    "redis.from_url": "redis.Redis",
    "redis.Redis.from_url": "redis.Redis",
    "redis.StrictRedis": "redis.Redis",
    "redis.asyncio.from_url": "redis.asyncio.Redis",
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
    "hvac",
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
    return any(name == prefix or name.startswith(prefix + ".") for prefix in CONFIG)
