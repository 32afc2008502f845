"""Probes of process-state: containers that are written from a request, and the functions that a request reaches.

The harmless twin of a container is a local one beside a module's that is written at import; that of an entry point is
the same function, registered nowhere and called at import.
"""

from __future__ import annotations

from tests.catalogue.rows import Row

HERE = "  # here"

# How each container is made and written; `dict` and `list` stand for the usual ways.
CONTAINERS = {
    "collections.defaultdict": ("(int)", '{}["a"] += 1'),
    "collections.OrderedDict": ("()", '{}["a"] = 1'),
    "collections.Counter": ("()", '{}.update(["a"])'),
    "collections.deque": ("()", "{}.appendleft(1)"),
    "collections.ChainMap": ("()", '{}["a"] = 1'),
    "collections.UserDict": ("()", '{}["a"] = 1'),
    "queue.Queue": ("()", "{}.put(1)"),
    "queue.LifoQueue": ("()", "{}.put(1)"),
    "queue.PriorityQueue": ("()", "{}.put_nowait(1)"),
    "queue.SimpleQueue": ("()", "{}.put(1)"),
    "asyncio.Queue": ("()", "{}.put_nowait(1)"),
    "asyncio.PriorityQueue": ("()", "{}.put_nowait(1)"),
    "asyncio.LifoQueue": ("()", "{}.put_nowait(1)"),
    "weakref.WeakValueDictionary": ("()", '{}["a"] = request'),
    "weakref.WeakKeyDictionary": ("()", "{}[request] = 1"),
    "weakref.WeakSet": ("()", "{}.add(request)"),
    "itertools.count": ("()", "next({})"),
    "cachetools.Cache": ("(9)", '{}["a"] = 1'),
    "cachetools.LRUCache": ("(9)", '{}["a"] = 1'),
    "cachetools.TTLCache": ("(9, 60)", '{}["a"] = 1'),
    "cachetools.LFUCache": ("(9)", '{}["a"] = 1'),
    "cachetools.FIFOCache": ("(9)", '{}["a"] = 1'),
    "cachetools.RRCache": ("(9)", '{}["a"] = 1'),
    "cachetools.TLRUCache": ("(9, max)", '{}["a"] = 1'),
    "expiringdict.ExpiringDict": ("(9, 60)", '{}["a"] = 1'),
    "lru.LRU": ("(9)", '{}["a"] = 1'),
    "cacheout.Cache": ("()", '{}.set("a", 1)'),
    "zict.LRU": ("(9, {{}})", '{}["a"] = 1'),
}

# Decorators: what is made first, and the decorator.
DECORATORS = {
    "flask.Flask.{route,get,post}": ("app = Flask(__name__)", '@app.{last}("/a")', "def handler(*given):"),
    "flask.Flask.{before_request,after_request,teardown_request}": (
        "app = Flask(__name__)",
        "@app.{last}",
        "def handler(*given):",
    ),
    "flask.Blueprint.{route,get,post}": ('app = Blueprint("a", __name__)', '@app.{last}("/a")', "def handler():"),
    "quart.Quart.{route,websocket}": ("app = Quart(__name__)", '@app.{last}("/a")', "async def handler():"),
    "quart.Blueprint.{route,websocket}": (
        'app = Blueprint("a", __name__)',
        '@app.{last}("/a")',
        "async def handler():",
    ),
    "fastapi.FastAPI.{get,post,put,delete,patch,websocket,api_route}": (
        "app = FastAPI()",
        '@app.{last}("/a")',
        "async def handler():",
    ),
    "fastapi.FastAPI.middleware": (
        "app = FastAPI()",
        '@app.middleware("http")',
        "async def handler(request, call_next):",
    ),
    "fastapi.APIRouter.{get,post,put,delete,patch,websocket,api_route}": (
        "router = APIRouter()",
        '@router.{last}("/a")',
        "async def handler():",
    ),
    "rest_framework.decorators.api_view": ("", '@api_view(["POST"])', "def handler(request):"),
    "django.dispatch.receiver": ("saved = object()", "@receiver(saved)", "def handler(sender, **options):"),
    "aiohttp.web.RouteTableDef.{get,post}": (
        "routes = RouteTableDef()",
        '@routes.{last}("/a")',
        "async def handler(request):",
    ),
    "sanic.Sanic.{route,get,websocket}": ('app = Sanic("a")', '@app.{last}("/a")', "async def handler(request):"),
    "sanic.Blueprint.route": ('app = Blueprint("a")', '@app.route("/a")', "async def handler(request):"),
    "bottle.{route,get,post}": ("", '@{last}("/a")', "def handler():"),
    "pyramid.view.view_config": ("", '@view_config(route_name="a")', "def handler(request):"),
    "litestar.{get,post,websocket}": ("", '@{last}("/a")', "async def handler():"),
    "celery.shared_task": ("", "@shared_task", "def handler(order):"),
    "celery.Celery.task": ('app = Celery("a")', "@app.task", "def handler(order):"),
    "dramatiq.actor": ("", "@actor", "def handler(order):"),
    "rq.decorators.job": ("", '@job("low", connection=None)', "def handler(order):"),
    "huey.Huey.task": ("huey = Huey()", "@huey.task()", "def handler(order):"),
    "huey.Huey.periodic_task": ("huey = Huey()", "@huey.periodic_task(None)", "def handler():"),
    "huey.contrib.djhuey.task": ("", "@task()", "def handler(order):"),
    "taskiq.AsyncBroker.task": ("broker: AsyncBroker = make_broker()", "@broker.task", "async def handler(order):"),
    "taskiq.async_shared_broker": ("", "@async_shared_broker.task", "async def handler(order):"),
    "faststream.rabbit.RabbitBroker.subscriber": (
        "broker = RabbitBroker()",
        '@broker.subscriber("a")',
        "async def handler(order):",
    ),
    "faststream.redis.RedisBroker.subscriber": (
        "broker = RedisBroker()",
        '@broker.subscriber("a")',
        "async def handler(order):",
    ),
    "faststream.nats.NatsBroker.subscriber": (
        "broker = NatsBroker()",
        '@broker.subscriber("a")',
        "async def handler(order):",
    ),
    "procrastinate.App.task": ("app = App(connector=None)", "@app.task", "def handler(order):"),
    "streaq.Worker.task": ("worker = Worker()", "@worker.task()", "async def handler(order):"),
    "socketio.AsyncServer.on": (
        "sio = AsyncServer(client_manager=None)",
        '@sio.on("a")',
        "async def handler(sid, order):",
    ),
    "socketio.AsyncServer.event": (
        "sio = AsyncServer(client_manager=None)",
        "@sio.event",
        "async def handler(sid, order):",
    ),
    "socketio.Server.on": ("sio = Server(client_manager=None)", '@sio.on("a")', "def handler(sid, order):"),
    "flask_socketio.SocketIO.on": ("sio = SocketIO()", '@sio.on("a")', "def handler(order):"),
    "flask_socketio.SocketIO.event": ("sio = SocketIO()", "@sio.event", "def handler(order):"),
    "django.tasks.task": ("", "@task()", "def handler(order):"),
    "temporalio.activity.defn": ("", "@defn", "async def handler(order):"),
    "dash.callback": ("", '@callback("a", "b")', "def handler(order):"),
    "ninja.NinjaAPI.{get,post}": ("api = NinjaAPI()", '@api.{last}("/a")', "def handler(request):"),
    "ninja.Router.{get,post}": ("router = Router()", '@router.{last}("/a")', "def handler(request):"),
    "apiflask.APIFlask": ("app = APIFlask(__name__)", '@app.post("/a")', "def handler():"),
    "connexion.FlaskApp": ("app = FlaskApp(__name__)", '@app.route("/a")', "def handler():"),
    "strawberry.{mutation,field}": ("", "@{last}", "def handler(order: str) -> str:"),
    "chalice.Chalice": ('app = Chalice(app_name="a")', '@app.route("/a")', "def handler():"),
    "robyn.Robyn.{get,post}": ("app = Robyn(__file__)", '@app.{last}("/a")', "async def handler(request):"),
    "functions_framework.{http,cloud_event}": ("", "@{last}", "def handler(request):"),
    "azure.functions.FunctionApp": ("app = FunctionApp()", '@app.route(route="a")', "def handler(request):"),
    "slack_bolt.App.event": ("app = App()", '@app.event("message")', "def handler(event):"),
    "slack_bolt.App.command": ("app = App()", '@app.command("/a")', "def handler(ack):"),
    "mcp.server.mcpserver.MCPServer": ('mcp = MCPServer("a")', "@mcp.tool()", "def handler(order: str) -> str:"),
    "aiogram.Router": ("router = Router()", "@router.message()", "async def handler(message):"),
    "discord.ext.commands.command": ("", "@command()", "async def handler(context):"),
}

# Base classes, and a method that the framework calls.
BASES = {
    "flask.views.MethodView": "def post(self):",
    "flask.views.View": "def dispatch_request(self):",
    "starlette.endpoints.HTTPEndpoint": "async def get(self, request):",
    "starlette.endpoints.WebSocketEndpoint": "async def on_receive(self, websocket, data):",
    "starlette.middleware.base.BaseHTTPMiddleware": "async def dispatch(self, request, call_next):",
    "django.views.View": "def post(self, request):",
    "django.views.generic.base.View": "def get(self, request):",
    "rest_framework.views.APIView": "def post(self, request):",
    "rest_framework.viewsets.ViewSet": "def list(self, request):",
    "rest_framework.viewsets.ModelViewSet": "def perform_create(self, serializer):",
    "django.utils.deprecation.MiddlewareMixin": "def process_request(self, request):",
    "channels.generic.websocket.WebsocketConsumer": "def receive(self, text_data):",
    "channels.generic.websocket.AsyncWebsocketConsumer": "async def receive(self, text_data):",
    "channels.generic.websocket.JsonWebsocketConsumer": "def receive_json(self, content):",
    "channels.generic.websocket.AsyncJsonWebsocketConsumer": "async def receive_json(self, content):",
    "channels.consumer.SyncConsumer": "def websocket_receive(self, event):",
    "channels.consumer.AsyncConsumer": "async def websocket_receive(self, event):",
    "aiohttp.web.View": "async def post(self):",
    "tornado.web.RequestHandler": "def post(self):",
    "tornado.websocket.WebSocketHandler": "def on_message(self, message):",
    "http.server.BaseHTTPRequestHandler": "def do_POST(self):",
    "socketserver.BaseRequestHandler": "def handle(self):",
    "celery.Task": "def run(self, order):",
    "kombu.mixins.ConsumerMixin": "def get_consumers(self, Consumer, channel):",
    "flask_restful.Resource": "def post(self):",
    "flask_restx.Resource": "def post(self):",
    "graphene.ObjectType": "def resolve_order(self, info):",
    "graphene.Mutation": "def mutate(self, info):",
}

# Whole modules: `HANDLER` is the function that writes; `WRITE` the line in a class.
MODULES = {
    "fastapi.Depends": (
        "from fastapi import Depends, FastAPI\n\napp = FastAPI()",
        '@app.get("/a")\nasync def order(user=Depends(handler)):\n    return user',
        "def handler():",
    ),
    "starlette.routing.Route": (
        "from starlette.routing import Route",
        'routes = [Route("/a", handler)]',
        "async def handler(request):",
    ),
    "starlette.routing.WebSocketRoute": (
        "from starlette.routing import WebSocketRoute",
        'routes = [WebSocketRoute("/a", handler)]',
        "async def handler(websocket):",
    ),
    "django.urls.path": ("from django.urls import path", 'urlpatterns = [path("a", handler)]', "def handler(request):"),
    "django.urls.re_path": (
        "from django.urls import re_path",
        'urlpatterns = [re_path("a", handler)]',
        "def handler(request):",
    ),
    "aiohttp.web.UrlDispatcher.add_get": (
        "from aiohttp import web\n\napp = web.Application()",
        'app.router.add_get("/a", handler)',
        "async def handler(request):",
    ),
    "aiohttp.web.UrlDispatcher.add_route": (
        "from aiohttp import web\n\napp = web.Application()",
        'app.router.add_route("GET", "/a", handler)',
        "async def handler(request):",
    ),
    "wsgiref.simple_server.make_server": (
        "import os\nfrom wsgiref.simple_server import make_server",
        'server = make_server("", int(os.environ["PORT"]), handler)',
        "def handler(environ, start_response):",
    ),
    "pika.adapters.blocking_connection.BlockingChannel.basic_consume": (
        "from pika.adapters.blocking_connection import BlockingChannel",
        'def consume(channel: BlockingChannel):\n    channel.basic_consume("a", handler)',
        "def handler(channel, method, properties, body):",
    ),
    "aio_pika.abc.AbstractQueue.consume": (
        "from aio_pika.abc import AbstractQueue",
        "async def consume(queue: AbstractQueue):\n    await queue.consume(handler)",
        "async def handler(message):",
    ),
    "telegram.ext.CommandHandler": (
        "from telegram.ext import Application, CommandHandler",
        'def start(app: Application):\n    app.add_handler(CommandHandler("a", handler))',
        "async def handler(update, context):",
    ),
    "falcon.App.add_route": (
        "from falcon import App\n\napp = App()",
        'app.add_route("/a", Handler())',
        "class Handler:\n    def on_post(self, request, response):",
    ),
}

# Methods with a decorator, in a class that the framework knows.
METHODS = {
    "rest_framework.decorators.action": (
        "from rest_framework.decorators import action\nfrom rest_framework.viewsets import ViewSet",
        "class Handler(ViewSet):",
        "@action()\n    def close(self, request):",
    ),
    "cherrypy.expose": ("import cherrypy", "class Handler:", "@cherrypy.expose\n    def close(self):"),
    "litestar.Controller": (
        "from litestar import Controller, get",
        "class Handler(Controller):",
        "@get()\n    async def close(self):",
    ),
    "nameko.rpc.rpc": ("from nameko.rpc import rpc", "class Handler:", "@rpc\n    def close(self):"),
    "nameko.events.event_handler": (
        "from nameko.events import event_handler",
        "class Handler:",
        '@event_handler("a", "b")\n    def close(self, order):',
    ),
}


# Decorators that keep results, and how each is written above a function.
MEMOS = {
    "functools.lru_cache": "lru_cache(maxsize=9)",
    "functools.cache": "cache",
    "cachetools.cached": "cached({})",
    "cachetools.cachedmethod": "cachedmethod(dict)",
    "cachetools.func.ttl_cache": "ttl_cache(ttl=60)",
    "cachetools.func.lru_cache": "lru_cache(9)",
    "cachetools.func.lfu_cache": "lfu_cache(9)",
    "async_lru.alru_cache": "alru_cache",
    "methodtools.lru_cache": "lru_cache()",
}


def entry_probe(row: Row) -> tuple[str, str] | None:
    """(violation, harmless), or None for what is neither container nor entry point."""
    if row.name in CONTAINERS:
        return _container(row.name)
    if row.name in MEMOS:
        return _memo(row.name)
    if row.name == "heapq.heappush":
        return _written("from heapq import heappush\n", "[]", "heappush({}, 1)")
    if row.name in BASES:
        owner, _, cls = row.name.rpartition(".")
        return _method(f"from {owner} import {cls}", f"class Handler({cls}):", BASES[row.name])
    if row.name in METHODS:
        return _method(*METHODS[row.name])
    if row.name in MODULES:
        return _registered(*MODULES[row.name])
    owner, _, last = row.name.rpartition(".")
    for names, (made, decorator, function) in DECORATORS.items():
        front, _, braces = names.rpartition(".")
        if front == owner and last in braces.strip("{}").split(","):
            module, _, cls = owner.rpartition(".")
            thing = last if not (module and cls[:1].isupper()) else cls
            head = f"from {module if thing == cls else owner} import {thing}\n\n{made}"
            return _decorated(head, decorator.replace("{last}", last), function)
    return None


def _container(name: str) -> tuple[str, str]:
    owner, _, cls = name.rpartition(".")
    made, written = CONTAINERS[name]
    return _written(f"from {owner} import {cls}\n", f"{cls}{made.format()}", written)


def _written(head: str, made: str, written: str) -> tuple[str, str]:
    top = f"{head}from flask import Flask, request\n\napp = Flask(__name__)\nknown = {made}\n\n\n"
    handler = '@app.post("/a")\ndef handler():\n'
    bad = f"{top}{handler}    {written.format('known')}{HERE}\n"
    inside = written.format("mine")
    at_import = f"{top}{written.format('known')}\n\n\n{handler}    mine = {made}\n    {inside}\n    return mine\n"
    return bad, at_import.replace("= request", "= app").replace("[request]", "[app]")


def _memo(name: str) -> tuple[str, str]:
    """Harmless is a result that depends on nothing but the argument."""
    owner, _, last = name.rpartition(".")
    top = f"import requests\nfrom flask import Flask\nfrom {owner} import {last}\n\napp = Flask(__name__)\n\n\n"
    handler = '@app.get("/<item>")\ndef handler(item):\n    return price(item)\n'
    asked = 'def price(item):\n    return requests.get(f"https://prices.example.com/{item}").json()\n\n\n'
    known = "def price(item):\n    return len(item)\n\n\n"
    return f"{top}@{MEMOS[name]}{HERE}\n{asked}{handler}", f"{top}@{MEMOS[name]}\n{known}{handler}"


_BODY = '    known["a"] = 1'
_CALLED = {"def": "handler({})", "async": "asyncio.run(handler({}))"}


def _decorated(head: str, decorator: str, function: str) -> tuple[str, str]:
    bad = f"{head}\nknown = {{}}\n\n\n{decorator}\n{function}\n{_BODY}{HERE}\n"
    return bad, _at_import(head, function)


def _registered(head: str, registration: str, function: str) -> tuple[str, str]:
    if function.startswith("class"):
        bad = f"{head}\nknown = {{}}\n\n\n{function}\n    {_BODY}{HERE}\n\n\n{registration}\n"
        return bad, f"{head}\nknown = {{}}\n\n\n{function}\n    {_BODY}\n\n\nHandler().on_post(None, None)\n"
    bad = f"{head}\nknown = {{}}\n\n\n{function}\n{_BODY}{HERE}\n\n\n{registration}\n"
    return bad, _at_import(head, function)


def _at_import(head: str, function: str) -> str:
    names = function[function.index("(") + 1 : function.index(")")].split(",")
    given = ", ".join("None" for name in names if name.strip() and "*" not in name)
    called = _CALLED[function.split(" ", maxsplit=1)[0]].format(given)
    start = "import asyncio\n" if "asyncio" in called else ""
    return f"{start}{head}\nknown = {{}}\n\n\n{function}\n{_BODY}\n\n\n{called}\n"


def _method(head: str, cls: str, method: str) -> tuple[str, str]:
    bad = f"{head}\n\nknown = {{}}\n\n\n{cls}\n    {method}\n    {_BODY}{HERE}\n"
    plain = method.rpartition("\n")[2].strip()
    name = plain.removeprefix("async ").removeprefix("def ").partition("(")[0]
    given = ", ".join("None" for _ in range(plain.count(",")))
    call = f"Handler().{name}({given})"
    call = f"asyncio.run({call})" if plain.startswith("async") else call
    start = "import asyncio\n" if plain.startswith("async") else ""
    return bad, f"{start}{head}\n\nknown = {{}}\n\n\nclass Handler:\n    {plain}\n    {_BODY}\n\n\n{call}\n"
