"""What the model knows of objects that libraries hand out: what their collections hold, which names are telling."""

from __future__ import annotations

import re

from msgspec.structs import replace

from sharelint.code import Attribute
from sharelint.project.names import spelled
from sharelint.project.values import Made, Value

# What a library's collection holds: `request.files["report"]`, `for file in request.files.values()`. A part of what is
# listed with itself is still the same for every rule: a piece of an upload, some digits of a uuid.
ITEMS = {
    "flask.request.files": "werkzeug.datastructures.FileStorage",
    "flask.request.files.getlist": "werkzeug.datastructures.FileStorage",
    "flask.request.files.values": "werkzeug.datastructures.FileStorage",
    "flask.request.files.items": "flask.request.files.pair",
    "flask.request.files.pair": "werkzeug.datastructures.FileStorage",
    "django.http.HttpRequest.FILES.items": "django.http.HttpRequest.FILES.pair",
    "django.http.HttpRequest.FILES.pair": "django.core.files.uploadedfile.UploadedFile",
    "django.http.HttpRequest.FILES": "django.core.files.uploadedfile.UploadedFile",
    "django.http.HttpRequest.FILES.getlist": "django.core.files.uploadedfile.UploadedFile",
    "django.http.HttpRequest.FILES.values": "django.core.files.uploadedfile.UploadedFile",
    "django.core.files.uploadedfile.UploadedFile": "django.core.files.uploadedfile.UploadedFile.chunks",
    "django.core.files.uploadedfile.UploadedFile.chunks": "django.core.files.uploadedfile.UploadedFile.chunks",
    "starlette.requests.Request.form": "starlette.datastructures.UploadFile",
    "bottle.request.files": "bottle.FileUpload",
    "tornado.web.RequestHandler.request.files": "tornado.httputil.HTTPFiles",
    "tornado.web.RequestHandler.request.files.get": "tornado.httputil.HTTPFile",
    "tornado.httputil.HTTPFiles": "tornado.httputil.HTTPFile",
    "tornado.httputil.HTTPFile": "tornado.httputil.HTTPFile.body",
    "sanic.request.Request.files": "sanic.request.File",
    "aiohttp.web.Request.multipart": "aiohttp.BodyPartReader",
    "aiohttp.web.Request.post": "aiohttp.web.FileField",
    "cgi.FieldStorage": "cgi.FieldStorage",
    "pandas.DataFrame": "pandas.DataFrame",
    "tempfile.mkstemp": "tempfile.mkstemp",
    "uuid.uuid1.hex": "uuid.uuid1.hex",
    "uuid.uuid4.hex": "uuid.uuid4.hex",
    "uuid.uuid4": "uuid.uuid4",
}

# Names of attributes that say what they belong to, whatever is before the dot.
MEMBERS = {
    "FILES": "django.http.HttpRequest.FILES",
    "setsockopt": "socket.socket.setsockopt",
    "sendto": "socket.socket.sendto",
    "connect_ex": "socket.socket.connect_ex",
    "chunks": "django.core.files.uploadedfile.UploadedFile.chunks",
    "read_chunk": "aiohttp.BodyPartReader.read_chunk",
    "with_name": "pathlib.Path.with_name",
    "with_suffix": "pathlib.Path.with_suffix",
    "write_bytes": "pathlib.Path.write_bytes",
    "write_text": "pathlib.Path.write_text",
    "hardlink_to": "pathlib.Path.hardlink_to",
    "symlink_to": "pathlib.Path.symlink_to",
}

# Decorators of these objects make a function a handler, and its first parameter a request.
REQUESTS = {
    "aiohttp.web.RouteTableDef": "aiohttp.web.Request",
    "sanic.Sanic": "sanic.request.Request",
    "sanic.Blueprint": "sanic.request.Request",
    "rest_framework.decorators": "django.http.HttpRequest",
    "django.views.decorators.http": "django.http.HttpRequest",
}

# Methods that say what they belong to if the variable before the dot has such a name, and nothing else is known of it.
TELLING = {
    "save": (
        re.compile(
            r"(^|[._])((up)?load(ed)?_?files?|upload|(each_?)?file(_?(obj|object|storage))?|avatar|attachment)$"
        ),
        "werkzeug.datastructures.FileStorage.save",
    ),
}

# What makes a file that only its maker knows, and what makes a name that nobody else would choose.
SCRATCH = ("tempfile.mk", "tempfile.NamedTemporaryFile", "tempfile.SpooledTemporaryFile", "tempfile.Temporary")
UNIQUE = ("uuid.", "secrets.", "random.", "os.getpid", "os.urandom")

# Of `list[X]`, the elements are objects of X; its type is written `X[]` here.
LISTS = frozenset(
    (
        "list",
        "set",
        "typing.List",
        "typing.Sequence",
        "typing.Iterable",
        "collections.abc.Sequence",
        "collections.abc.Iterable",
    )
)


def held_in(collection: Value) -> tuple[Value, ...]:
    """An object out of a collection that a library made; empty if nothing is known about it."""
    kind = collection.type or collection.qualified_name
    item = (kind[:-2] if kind.endswith("[]") else ITEMS.get(kind)) if isinstance(kind, str) else None
    if not item:
        return ()
    made = collection.data if isinstance(collection.data, Made) else None
    return (replace(collection, origin="object", data=made, type=item, receiver=None),)


def telling(node: Attribute, value: Value) -> Value:
    """What an unknown method is, if its name and that of the variable before it tell."""
    names, method = TELLING[node.name]
    if value.origin != "unknown" or not names.search(spelled(node.base).lower()):
        return value
    return Value("name", method, value.place)
