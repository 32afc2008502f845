"""Where frameworks call into a project: the decorators, base classes and calls that make a function an entry point.

Names are canonical; braces expand. The kinds are those of `entry_points.Kind`.
"""

from __future__ import annotations

from sharelint.rulebook.signature import expand

_HTTP = "{route, get, post, put, patch, delete}"
_HOOKS = "{before_request, after_request, teardown_request, before_app_request, after_app_request, errorhandler}"

_DECORATORS = {
    "web": (
        f"flask.{{Flask, Blueprint}}.{_HTTP}",
        f"flask.{{Flask, Blueprint}}.{_HOOKS}",
        f"quart.{{Quart, Blueprint}}.{_HTTP}",
        f"quart.{{Quart, Blueprint}}.{_HOOKS}",
        f"apiflask.{{APIFlask, APIBlueprint}}.{_HTTP}",
        "flask_openapi3.{OpenAPI, APIBlueprint}.{get, post, put, patch, delete}",
        "connexion.{FlaskApp, AsyncApp}.route",
        "fastapi.{FastAPI, APIRouter}.{get, post, put, patch, delete, head, options, api_route, middleware, route}",
        "fastapi.FastAPI.exception_handler",
        "starlette.applications.Starlette.{route, middleware, exception_handler}",
        "aiohttp.web.RouteTableDef.{get, post, put, patch, delete, head, view, route}",
        "aiohttp.web.middleware",
        f"sanic.{{Sanic, Blueprint}}.{_HTTP}",
        "sanic.{Sanic, Blueprint}.{middleware, on_request, on_response, exception}",
        f"bottle.{_HTTP}",
        f"bottle.Bottle.{_HTTP}",
        "bottle.hook",
        "litestar.{get, post, put, patch, delete, head, route}",
        "litestar.handlers.{get, post, put, patch, delete}",
        "pyramid.view.{view_config, notfound_view_config}",
        "cherrypy.expose",
        "rest_framework.decorators.{api_view, action}",
        "django.views.decorators.http.{require_http_methods, require_POST, require_GET}",
        "django.views.decorators.csrf.csrf_exempt",
        "django.contrib.auth.decorators.{login_required, permission_required}",
        "django.dispatch.receiver",
        "ninja.{NinjaAPI, Router}.{get, post, put, patch, delete, api_operation}",
        "flask_restx.Namespace.route",
        "strawberry.{mutation, field, subscription}",
        "ariadne.{MutationType, QueryType}.field",
        f"chalice.{{Chalice, Blueprint}}.{_HTTP}",
        f"robyn.Robyn.{_HTTP}",
        "functions_framework.{http, cloud_event}",
        "azure.functions.FunctionApp.{route, function_name}",
        "dash.{callback, Dash.callback}",
        "slack_bolt.{App, async_app.AsyncApp}.{event, command, action, message, view}",
        "mcp.server.fastmcp.FastMCP.{tool, resource, prompt}",
        "mcp.server.mcpserver.MCPServer.{tool, resource, prompt}",
        "fastmcp.FastMCP.{tool, resource, prompt}",
        "aiogram.{Router, Dispatcher}.{message, callback_query}",
        "discord.ext.commands.{command, Bot.command, Bot.event}",
        "discord.Client.event",
        "telebot.TeleBot.{message_handler, callback_query_handler}",
        "aws_lambda_powertools.event_handler.APIGatewayRestResolver.{get, post, put, patch, delete, route}",
    ),
    "websocket": (
        "fastapi.{FastAPI, APIRouter}.{websocket, websocket_route}",
        "starlette.applications.Starlette.websocket_route",
        "quart.{Quart, Blueprint}.websocket",
        "sanic.{Sanic, Blueprint}.websocket",
        "litestar.{websocket, websocket_listener}",
        "flask_sock.Sock.route",
        "flask_socketio.SocketIO.{on, event}",
        "socketio.{Server, AsyncServer, Client, AsyncClient}.{on, event}",
    ),
    "task": (
        "celery.{shared_task, Celery.task, app.task}",
        "celery.{app.base.Celery.task, task.task}",
        "dramatiq.actor",
        "rq.decorators.job",
        "django_rq.job",
        "huey.{Huey, RedisHuey, SqliteHuey, FileHuey, MemoryHuey, PriorityRedisHuey}.{task, periodic_task}",
        "huey.contrib.djhuey.{task, periodic_task, db_task, db_periodic_task}",
        "taskiq.{AsyncBroker.task, async_shared_broker.task, InMemoryBroker.task}",
        "taskiq_redis.{ListQueueBroker, RedisStreamBroker}.task",
        "procrastinate.App.{task, periodic}",
        "streaq.Worker.{task, cron}",
        "django.tasks.task",
        "airflow.decorators.task",
        "airflow.sdk.task",
        "prefect.{task, flow}",
        "temporalio.activity.defn",
        "apscheduler.schedulers.background.BackgroundScheduler.scheduled_job",
        "apscheduler.schedulers.asyncio.AsyncIOScheduler.scheduled_job",
        "apscheduler.schedulers.blocking.BlockingScheduler.scheduled_job",
        "flask_apscheduler.APScheduler.task",
        "fastapi_utils.tasks.repeat_every",
        "uwsgidecorators.{spool, timer, cron, mulefunc}",
        "background_task.background",
    ),
    "consumer": (
        "faststream.{rabbit.RabbitBroker, redis.RedisBroker, nats.NatsBroker, kafka.KafkaBroker}.subscriber",
        "nameko.{rpc.rpc, events.event_handler, web.handlers.http, messaging.consume}",
        "faust.App.{agent, timer}",
        "celery.signals.{task_prerun, task_postrun, task_success, task_failure}.connect",
    ),
    "cli": (
        "click.{command, group}",
        "click.Group.{command, group}",
        "typer.Typer.{command, callback}",
        "flask.cli.{with_appcontext, AppGroup.command}",
        "flask.Flask.cli.command",
        "fire.Fire",
    ),
}

# A class that inherits from one of these is called by the framework through its methods.
_BASES = {
    "web": (
        "flask.views.{View, MethodView}",
        "quart.views.{View, MethodView}",
        "flask_restful.Resource",
        "flask_restx.Resource",
        "django.views.View",
        "django.views.generic.{base.View, View, TemplateView, ListView, DetailView}",
        "django.views.generic.{CreateView, UpdateView, DeleteView}",
        "django.views.generic.{FormView, RedirectView}",
        "django.views.generic.{edit.FormView, list.ListView, detail.DetailView, base.TemplateView}",
        "django.utils.deprecation.MiddlewareMixin",
        "rest_framework.views.APIView",
        "rest_framework.viewsets.{ViewSet, GenericViewSet, ModelViewSet, ReadOnlyModelViewSet}",
        "rest_framework.generics.{GenericAPIView, ListAPIView, CreateAPIView, RetrieveAPIView, UpdateAPIView}",
        "rest_framework.generics.{DestroyAPIView, ListCreateAPIView}",
        "rest_framework.generics.{RetrieveUpdateAPIView, RetrieveDestroyAPIView, RetrieveUpdateDestroyAPIView}",
        "starlette.endpoints.HTTPEndpoint",
        "starlette.middleware.base.BaseHTTPMiddleware",
        "aiohttp.web.View",
        "tornado.web.RequestHandler",
        "sanic.views.HTTPMethodView",
        "litestar.Controller",
        "litestar.controller.Controller",
        "http.server.{BaseHTTPRequestHandler, SimpleHTTPRequestHandler}",
        "graphene.{ObjectType, Mutation}",
        "twisted.web.resource.Resource",
        "falcon.Resource",
    ),
    "websocket": (
        "starlette.endpoints.WebSocketEndpoint",
        "tornado.websocket.WebSocketHandler",
        "channels.generic.websocket.{WebsocketConsumer, AsyncWebsocketConsumer}",
        "channels.generic.websocket.{JsonWebsocketConsumer, AsyncJsonWebsocketConsumer}",
        "flask_socketio.Namespace",
        "socketio.{Namespace, AsyncNamespace}",
        "autobahn.asyncio.websocket.WebSocketServerProtocol",
        "autobahn.twisted.websocket.WebSocketServerProtocol",
    ),
    "task": ("celery.{Task, app.task.Task, task.Task}", "luigi.Task", "dramatiq.GenericActor"),
    "consumer": (
        "channels.consumer.{SyncConsumer, AsyncConsumer}",
        "kombu.mixins.{ConsumerMixin, ConsumerProducerMixin}",
        "socketserver.{BaseRequestHandler, StreamRequestHandler, DatagramRequestHandler}",
        "asyncio.{Protocol, DatagramProtocol, BufferedProtocol, BaseProtocol}",
        "twisted.internet.protocol.{Protocol, DatagramProtocol}",
        "twisted.protocols.basic.LineReceiver",
        "asyncore.dispatcher",
        "stomp.ConnectionListener",
        "rpyc.Service",
    ),
}

# What makes a web app.
APPS = frozenset(
    name
    for entry in (
        "flask.Flask",
        "quart.Quart",
        "fastapi.FastAPI",
        "starlette.applications.Starlette",
        "aiohttp.web.Application",
        "sanic.Sanic",
        "tornado.web.Application",
        "litestar.Litestar",
        "bottle.Bottle",
        "falcon.{App, asgi.App}",
        "django.core.{wsgi.get_wsgi_application, asgi.get_asgi_application}",
        "pyramid.config.Configurator",
        "connexion.{FlaskApp, AsyncApp}",
        "apiflask.APIFlask",
    )
    for name in expand(entry)[0]
)

# Of a class that inherits from one of these, each process has one object.
KEPT = frozenset(
    (
        "starlette.middleware.base.BaseHTTPMiddleware",
        "django.utils.deprecation.MiddlewareMixin",
        "falcon.Resource",
        "kombu.mixins.ConsumerMixin",
        "stomp.ConnectionListener",
        "flask_socketio.Namespace",
        "socketio.Namespace",
        "socketio.AsyncNamespace",
    )
)

# A function given to one of these calls is called by the framework.
_CALLS = {
    "web": (
        "fastapi.{Depends, Security}",
        "flask.{Flask, Blueprint}.{add_url_rule, before_request, after_request, register_error_handler}",
        "fastapi.{FastAPI, APIRouter}.{add_api_route, add_route}",
        "fastapi.{Depends, Security}",
        "starlette.routing.Route",
        "starlette.applications.Starlette.add_route",
        "django.urls.{path, re_path}",
        "django.conf.urls.url",
        "django.db.models.signals.{pre_save, post_save, pre_delete, post_delete, m2m_changed}.connect",
        "django.contrib.auth.signals.{user_logged_in, user_logged_out}.connect",
        "django.core.signals.{request_started, request_finished}.connect",
        "aiohttp.web.{get, post, put, patch, delete, head, view, route}",
        "aiohttp.web.UrlDispatcher.{add_get, add_post, add_put, add_patch, add_delete, add_route}",
        "aiohttp.web.Application.router.{add_get, add_post, add_put, add_patch, add_delete, add_route}",
        "sanic.{Sanic, Blueprint}.add_route",
        "bottle.{route, Bottle.route}",
        "litestar.Litestar",
        "werkzeug.serving.run_simple",
        "wsgiref.simple_server.make_server",
        "pyramid.config.Configurator.add_view",
        "falcon.App.add_route",
        "falcon.asgi.App.add_route",
        "cherrypy.tree.mount",
        "telegram.ext.{CommandHandler, MessageHandler, CallbackQueryHandler}",
        "xmlrpc.server.SimpleXMLRPCServer.register_function",
    ),
    "websocket": (
        "websockets.{serve, server.serve, asyncio.server.serve, sync.server.serve, legacy.server.serve}",
        "starlette.routing.WebSocketRoute",
        "fastapi.{FastAPI, APIRouter}.add_api_websocket_route",
        "flask_socketio.SocketIO.on_event",
        "websocket.WebSocketApp",
    ),
    "task": (
        "rq.Queue.{enqueue, enqueue_in, enqueue_at, enqueue_call}",
        "django_rq.enqueue",
        "apscheduler.schedulers.{background.BackgroundScheduler, asyncio.AsyncIOScheduler}.add_job",
        "apscheduler.schedulers.{blocking.BlockingScheduler, gevent.GeventScheduler}.add_job",
        "flask_apscheduler.APScheduler.add_job",
        "airflow.operators.python.PythonOperator",
        "airflow.providers.standard.operators.python.PythonOperator",
        "arq.{cron, func}",
        "fastapi.BackgroundTasks.add_task",
        "starlette.background.{BackgroundTask, BackgroundTasks.add_task}",
    ),
    "consumer": (
        "pika.adapters.blocking_connection.BlockingChannel.basic_consume",
        "pika.BlockingConnection.channel.basic_consume",
        "pika.channel.Channel.basic_consume",
        "aio_pika.abc.AbstractQueue.consume",
        "kombu.Consumer",
        "kombu.Connection.Consumer",
        "nats.aio.client.Client.subscribe",
        "paho.mqtt.client.Client.message_callback_add",
        "asyncio.{start_server, start_unix_server}",
        "zmq.eventloop.zmqstream.ZMQStream.on_recv",
        "redis.client.PubSub.{subscribe, psubscribe}",
        "stomp.Connection.set_listener",
    ),
}

# A callback is stored in an attribute of that name.
CALLBACK_ATTRIBUTES = {
    "on_message": "consumer",
    "on_connect": "consumer",
    "on_disconnect": "consumer",
}

# A function that calls one of these in a loop, or iterates over it, waits for messages or connections.
_WAITS = (
    "socket.socket.{accept, recvfrom}",
    "multiprocessing.{Queue, JoinableQueue, SimpleQueue}.get",
    "kafka.{KafkaConsumer, KafkaConsumer.poll}",
    "confluent_kafka.Consumer.{poll, consume}",
    "aiokafka.AIOKafkaConsumer",
    "redis.Redis.{blpop, brpop, brpoplpush, xread, xreadgroup, blmove}",
    "redis.asyncio.Redis.{blpop, brpop, brpoplpush, xread, xreadgroup, blmove}",
    "redis.client.PubSub.{listen, get_message}",
    "redis.Redis.pubsub.{listen, get_message}",
    "redis.asyncio.Redis.pubsub.{listen, get_message}",
    "zmq.Socket.{recv, recv_json, recv_multipart, recv_string, recv_pyobj}",
    "boto3.client.receive_message",
    "boto3.resource.Queue.receive_messages",
    "pulsar.Client.subscribe.receive",
    "pika.BlockingConnection.channel.consume",
)

# Objects that only exist while a request or task is handled: a function that asks them runs in a handler.
REQUEST_PROXIES = {
    "flask": ("request", "session", "g"),
    "flask_login": ("current_user", "login_user", "logout_user"),
    "quart": ("request", "session", "g", "websocket"),
    "bottle": ("request", "response"),
    "cherrypy": ("request", "session"),
    "flask_jwt_extended": ("get_jwt_identity", "get_jwt", "current_user"),
    "flask_socketio": ("join_room", "leave_room"),
}
CURRENT_USER = "current_user"  # by whichever module


def _by_name(table: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {name: kind for kind, entries in table.items() for entry in entries for name in expand(entry)[0]}


DECORATORS = _by_name(_DECORATORS)
BASES = _by_name(_BASES)
CALLS = _by_name(_CALLS)
WAITS = frozenset(name for entry in _WAITS for name in expand(entry)[0])
