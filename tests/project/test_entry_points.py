"""Which functions frameworks call, and how the code says so; and what only looks like it."""

from __future__ import annotations

import pytest

from tests.project.ask import function_of, project_of


def entries(files: dict[str, str]) -> set[str]:
    """`kind function` of every entry point; a method has the name of its class."""
    project = project_of(files)
    return {
        f"{entry.kind} {project.scope(entry.function).qualified_name}"
        for path in project.files
        for entry in project.reach.entry_points.of(path)
    }


def labels(code: str) -> list[str]:
    project = project_of({"app.py": code})
    return sorted(entry.label for entry in project.reach.entry_points.of("app.py"))


F = "def f(a):\n    pass\n"
ASYNC = "async def f(a):\n    pass\n"


@pytest.mark.parametrize(
    ("setup", "decorator"),
    [
        ("from flask import Flask\napp = Flask(__name__)", "app.route('/a')"),
        ("import flask\napp = flask.Flask(__name__)", "app.post('/a')"),
        ("from flask import Blueprint\nbp = Blueprint('b', __name__)", "bp.route('/a')"),
        ("from flask import Flask\napp = Flask(__name__)", "app.before_request"),
        ("from flask import Flask\napp = Flask(__name__)", "app.errorhandler(404)"),
        ("from quart import Quart\napp = Quart(__name__)", "app.get('/a')"),
        ("from apiflask import APIFlask\napp = APIFlask(__name__)", "app.get('/a')"),
        ("from fastapi import FastAPI\napp = FastAPI()", "app.get('/a')"),
        ("from fastapi import FastAPI\napp = FastAPI()", "app.middleware('http')"),
        ("from fastapi import FastAPI\napp = FastAPI()", "app.exception_handler(ValueError)"),
        ("from fastapi import APIRouter\nr = APIRouter(prefix='/x')", "r.post('/a')"),
        ("from fastapi import APIRouter\nr = APIRouter()", "r.api_route('/a', methods=['GET'])"),
        ("from starlette.applications import Starlette\napp = Starlette()", "app.route('/a')"),
        ("from aiohttp import web\nroutes = web.RouteTableDef()", "routes.get('/a')"),
        ("from aiohttp import web", "web.middleware"),
        ("from sanic import Sanic\napp = Sanic('a')", "app.post('/a')"),
        ("from sanic import Blueprint\nbp = Blueprint('a')", "bp.get('/a')"),
        ("from sanic import Sanic\napp = Sanic('a')", "app.on_request"),
        ("from bottle import route", "route('/a')"),
        ("from bottle import Bottle\napp = Bottle()", "app.get('/a')"),
        ("import bottle", "bottle.post('/a')"),
        ("from litestar import get", "get('/a')"),
        ("from litestar import post", "post()"),
        ("from pyramid.view import view_config", "view_config(route_name='a')"),
        ("import cherrypy", "cherrypy.expose"),
        ("from rest_framework.decorators import api_view", "api_view(['GET'])"),
        ("from django.views.decorators.http import require_POST", "require_POST"),
        ("from django.views.decorators.http import require_http_methods", "require_http_methods(['GET'])"),
        ("from django.contrib.auth.decorators import login_required", "login_required"),
        ("from django.views.decorators.csrf import csrf_exempt", "csrf_exempt"),
        ("from django.dispatch import receiver", "receiver(post_save)"),
        ("from ninja import NinjaAPI\napi = NinjaAPI()", "api.get('/a')"),
        ("from chalice import Chalice\napp = Chalice('a')", "app.route('/a')"),
        ("import functions_framework", "functions_framework.http"),
        ("from dash import Dash, callback", "callback(Output('a'), Input('b'))"),
        ("from aws_lambda_powertools.event_handler import APIGatewayRestResolver\napp = APIGatewayRestResolver()",
         "app.get('/a')"),
        ("from unknown import api", "api.get('/a')"),
        ("", "api.route('/a')"),
        ("def make(api):\n    pass", "api.v1.delete('/a')"),
    ],
)  # fmt: skip
def test_handlers_by_decorator(setup: str, decorator: str) -> None:
    assert entries({"app.py": f"{setup}\n@{decorator}\n{F}"}) == {"web f"}
    assert entries({"app.py": f"{setup}\n@{decorator}\n{ASYNC}"}) == {"web f"}


@pytest.mark.parametrize(
    ("setup", "decorator"),
    [
        ("from fastapi import FastAPI\napp = FastAPI()", "app.websocket('/a')"),
        ("from fastapi import APIRouter\nr = APIRouter()", "r.websocket('/a')"),
        ("from quart import Quart\napp = Quart(__name__)", "app.websocket('/a')"),
        ("from sanic import Sanic\napp = Sanic('a')", "app.websocket('/a')"),
        ("from litestar import websocket", "websocket('/a')"),
        ("from flask_sock import Sock\nsock = Sock(app)", "sock.route('/a')"),
        ("from flask_socketio import SocketIO\nio = SocketIO(app)", "io.on('join')"),
        ("from flask_socketio import SocketIO\nio = SocketIO(app)", "io.event"),
        ("import socketio\nsio = socketio.AsyncServer()", "sio.event"),
        ("import socketio\nsio = socketio.Server()", "sio.on('a')"),
        ("from unknown import api", "api.websocket('/a')"),
    ],
)
def test_websockets_by_decorator(setup: str, decorator: str) -> None:
    assert entries({"app.py": f"{setup}\n@{decorator}\n{ASYNC}"}) == {"websocket f"}


@pytest.mark.parametrize(
    ("setup", "decorator"),
    [
        ("from celery import Celery\napp = Celery('a')", "app.task"),
        ("from celery import Celery\napp = Celery('a')", "app.task(bind=True)"),
        ("from celery import shared_task", "shared_task"),
        ("from celery import shared_task", "shared_task(bind=True)"),
        ("from rq.decorators import job", "job('default', connection=r)"),
        ("from django_rq import job", "job"),
        ("import dramatiq", "dramatiq.actor"),
        ("import dramatiq", "dramatiq.actor(max_retries=3)"),
        ("from taskiq_redis import ListQueueBroker\nbroker = ListQueueBroker(url)", "broker.task"),
        ("from taskiq import InMemoryBroker\nbroker = InMemoryBroker()", "broker.task(schedule=[])"),
        ("from huey import RedisHuey\nhuey = RedisHuey()", "huey.task()"),
        ("from huey import RedisHuey, crontab\nhuey = RedisHuey()", "huey.periodic_task(crontab(minute='0'))"),
        ("from huey.contrib.djhuey import db_task", "db_task()"),
        ("import procrastinate\napp = procrastinate.App()", "app.task"),
        ("from apscheduler.schedulers.background import BackgroundScheduler\ns = BackgroundScheduler()",
         "s.scheduled_job('interval', seconds=3)"),
        ("from airflow.decorators import task", "task"),
        ("from airflow.sdk import task", "task"),
        ("from prefect import flow", "flow"),
        ("from temporalio import activity", "activity.defn"),
    ],
)  # fmt: skip
def test_tasks_by_decorator(setup: str, decorator: str) -> None:
    assert entries({"app.py": f"{setup}\n@{decorator}\n{F}"}) == {"task f"}


@pytest.mark.parametrize(
    ("setup", "decorator", "kind"),
    [
        ("from faststream.rabbit import RabbitBroker\nb = RabbitBroker()", "b.subscriber('q')", "consumer"),
        ("from faststream.kafka import KafkaBroker\nb = KafkaBroker()", "b.subscriber('q')", "consumer"),
        ("from nameko.rpc import rpc", "rpc", "consumer"),
        ("import faust\napp = faust.App('a')", "app.agent(topic)", "consumer"),
        ("from celery.signals import task_success", "task_success.connect", "consumer"),
        ("import click", "click.command()", "cli"),
        ("import click", "click.command", "cli"),
        ("import click", "click.group()", "cli"),
        ("import click\n@click.group()\ndef cli(): pass", "cli.command()", "cli"),
        ("import typer\napp = typer.Typer()", "app.command()", "cli"),
        ("import typer\napp = typer.Typer()", "app.callback()", "cli"),
        ("from flask import Flask\napp = Flask('a')", "app.cli.command('a')", "cli"),
    ],
)
def test_consumers_and_commands_by_decorator(setup: str, decorator: str, kind: str) -> None:
    assert f"{kind} f" in entries({"app.py": f"{setup}\n@{decorator}\n{F}"})


@pytest.mark.parametrize(
    ("imports", "base", "kind"),
    [
        ("from flask.views import MethodView", "MethodView", "web"),
        ("from flask_restful import Resource", "Resource", "web"),
        ("from django.views import View", "View", "web"),
        ("from django.views.generic import ListView", "ListView", "web"),
        ("from django.views import generic", "generic.FormView", "web"),
        ("from rest_framework.views import APIView", "APIView", "web"),
        ("from rest_framework import viewsets", "viewsets.ModelViewSet", "web"),
        ("from rest_framework import generics", "generics.ListCreateAPIView", "web"),
        ("from rest_framework.viewsets import GenericViewSet\nclass B(GenericViewSet): pass", "B", "web"),
        ("from django.utils.deprecation import MiddlewareMixin", "MiddlewareMixin", "web"),
        ("from starlette.endpoints import HTTPEndpoint", "HTTPEndpoint", "web"),
        ("from starlette.middleware.base import BaseHTTPMiddleware", "BaseHTTPMiddleware", "web"),
        ("from aiohttp import web", "web.View", "web"),
        ("import tornado.web", "tornado.web.RequestHandler", "web"),
        ("from tornado.web import RequestHandler", "RequestHandler", "web"),
        ("from sanic.views import HTTPMethodView", "HTTPMethodView", "web"),
        ("from litestar import Controller", "Controller", "web"),
        ("from http.server import BaseHTTPRequestHandler", "BaseHTTPRequestHandler", "web"),
        ("import graphene", "graphene.ObjectType", "web"),
        ("import tornado.websocket", "tornado.websocket.WebSocketHandler", "websocket"),
        ("from channels.generic.websocket import AsyncWebsocketConsumer", "AsyncWebsocketConsumer", "websocket"),
        ("from flask_socketio import Namespace", "Namespace", "websocket"),
        ("from celery import Task", "Task", "task"),
        ("import grpc\nimport shop_pb2_grpc", "shop_pb2_grpc.ShopServicer", "consumer"),
        ("from shop_pb2_grpc import ShopServicer", "ShopServicer", "consumer"),
        ("from kombu.mixins import ConsumerMixin", "ConsumerMixin", "consumer"),
        ("import socketserver", "socketserver.BaseRequestHandler", "consumer"),
        ("import asyncio", "asyncio.Protocol", "consumer"),
        ("import stomp", "stomp.ConnectionListener", "consumer"),
        ("import rpyc", "rpyc.Service", "consumer"),
    ],
)
def test_methods_by_base_class(imports: str, base: str, kind: str) -> None:
    code = f"{imports}\nclass H({base}):\n    def get(self):\n        pass\n    def _own(self):\n        pass\n"
    assert entries({"app.py": code}) == {f"{kind} H.get"}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("from flask import Flask\napp = Flask('a')\napp.add_url_rule('/a', view_func=f)", "web"),
        ("from flask import Flask\napp = Flask('a')\napp.before_request(f)", "web"),
        ("from fastapi import FastAPI\napp = FastAPI()\napp.add_api_route('/a', f)", "web"),
        ("from fastapi import Depends\ndef g(x=Depends(f)):\n    pass", "web"),
        ("from typing import Annotated\nfrom fastapi import Depends\ndef g(x: Annotated[int, Depends(f)]):\n    pass",
         "web"),
        ("from fastapi import APIRouter, Depends\nr = APIRouter(dependencies=[Depends(f)])", "web"),
        ("from starlette.routing import Route\nroutes = [Route('/a', f)]", "web"),
        ("from starlette.routing import Route\nroutes = [Route('/a', endpoint=f)]", "web"),
        ("from django.urls import path\nurlpatterns = [path('a/', f)]", "web"),
        ("from django.urls import re_path\nurlpatterns = [re_path('a/', f, name='a')]", "web"),
        ("from django.db.models.signals import post_save\npost_save.connect(f, sender=A)", "web"),
        ("from django.core.signals import request_finished\nrequest_finished.connect(f)", "web"),
        ("from aiohttp import web\napp = web.Application()\napp.router.add_get('/a', f)", "web"),
        ("from aiohttp import web\napp = web.Application()\napp.add_routes([web.get('/a', f)])", "web"),
        ("from sanic import Sanic\napp = Sanic('a')\napp.add_route(f, '/a')", "web"),
        ("from litestar import Litestar\napp = Litestar(route_handlers=[f])", "web"),
        ("from litestar import Litestar\napp = Litestar([f])", "web"),
        ("from pyramid.config import Configurator\nc = Configurator()\nc.add_view(f, route_name='a')", "web"),
        ("from wsgiref.simple_server import make_server\nmake_server('', 80, f)", "web"),
        ("import websockets\nwebsockets.serve(f, '', 80)", "websocket"),
        ("from websockets.asyncio.server import serve\nserve(f, '', 80)", "websocket"),
        ("from starlette.routing import WebSocketRoute\nroutes = [WebSocketRoute('/a', f)]", "websocket"),
        ("from fastapi import BackgroundTasks\ndef g(tasks: BackgroundTasks):\n    tasks.add_task(f, 1)", "task"),
        ("from rq import Queue\nq = Queue(connection=r)\nq.enqueue(f, 1)", "task"),
        (("from apscheduler.schedulers.background import BackgroundScheduler\ns = BackgroundScheduler()\n"
         "s.add_job(f, 'cron')"), "task"),
        (("from apscheduler.schedulers.asyncio import AsyncIOScheduler\ns = AsyncIOScheduler()\n"
         "s.add_job(func=f, trigger='cron')"), "task"),
        ("from airflow.operators.python import PythonOperator\nPythonOperator(task_id='a', python_callable=f)", "task"),
        ("class WorkerSettings:\n    functions = [f]", "task"),
        ("from arq import cron\nclass WorkerSettings:\n    cron_jobs = [cron(f, hour=1)]", "task"),
        ("import pika\nc = pika.BlockingConnection(p)\nch = c.channel()\nch.basic_consume('q', f)", "consumer"),
        (("import pika\nc = pika.BlockingConnection(p)\nch = c.channel()\n"
         "ch.basic_consume(queue='q', on_message_callback=f)"), "consumer"),
        ("from kombu import Connection\nwith Connection(u) as c:\n    with c.Consumer(q, callbacks=[f]):\n        pass",
         "consumer"),
        ("from kombu import Consumer\nConsumer(ch, q, callbacks=[f])", "consumer"),
        ("import nats\nasync def g():\n    nc = await nats.connect(u)\n    await nc.subscribe('a', cb=f)", "consumer"),
        ("from nats.aio.client import Client\nnc = Client()\nnc.subscribe('a', cb=f)", "consumer"),
        ("import paho.mqtt.client as mqtt\nc = mqtt.Client()\nc.on_message = f", "consumer"),
        ("import asyncio\nasyncio.start_server(f, '', 80)", "consumer"),
        ("if __name__ == '__main__':\n    f(1)", "cli"),
    ],
)  # fmt: skip
def test_functions_that_are_registered(code: str, kind: str) -> None:
    assert f"{kind} f" in entries({"app.py": f"{F}{code}\n"})


@pytest.mark.parametrize(
    "code",
    [
        "from kafka import KafkaConsumer\ndef f():\n    for m in KafkaConsumer('a'):\n        print(m)",
        "from kafka import KafkaConsumer\ndef f():\n    c = KafkaConsumer('a')\n    for m in c:\n        print(m)",
        "from kafka import KafkaConsumer\nc = KafkaConsumer('a')\ndef f():\n    for m in c:\n        print(m)",
        "from confluent_kafka import Consumer\ndef f():\n    c = Consumer({})\n    while True:\n        c.poll(1)",
        (
            "from aiokafka import AIOKafkaConsumer\nasync def f():\n    c = AIOKafkaConsumer('a')\n"
            "    async for m in c:\n        print(m)"
        ),
        "import redis\nr = redis.Redis()\ndef f():\n    while True:\n        r.blpop('q')",
        "import redis\ndef f():\n    p = redis.Redis().pubsub()\n    for m in p.listen():\n        print(m)",
        "import boto3\ns = boto3.client('sqs')\ndef f():\n    while True:\n        s.receive_message(QueueUrl=u)",
        "import zmq\ndef f():\n    s = zmq.Context().socket(zmq.PULL)\n    while True:\n        s.recv_json()",
        "import socket\ndef f():\n    s = socket.socket()\n    while True:\n        c, a = s.accept()",
    ],
)
def test_a_loop_that_waits_for_messages_makes_a_consumer(code: str) -> None:
    assert entries({"app.py": code}) == {"consumer f"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"handler.py": "def lambda_handler(event, context):\n    pass"}, {"web lambda_handler"}),
        ({"a.py": "def handler(event, context):\n    pass"}, {"web handler"}),
        ({"shop/views.py": "def index(request):\n    pass\ndef _own(request):\n    pass"}, {"web index"}),
        ({"shop/views/orders.py": "def index(request, pk):\n    pass"}, {"web index"}),
        (
            {"mw.py": "class M:\n    def __init__(self, get_response): pass\n    def __call__(self, request): pass"},
            {"web M.__call__"},
        ),
        ({"a.py": "from flask import request\ndef f():\n    return request.args"}, {"web f"}),
        ({"a.py": "import flask\ndef f():\n    return flask.session['a']"}, {"web f"}),
        ({"a.py": "from flask_login import current_user\ndef f():\n    return current_user.id"}, {"web f"}),
        (
            {
                "a.py": "from django.urls import path\nfrom shop import pages\nurlpatterns = [path('a', pages.index)]",
                "shop/pages.py": "def index(r):\n    pass",
            },
            {"web index"},
        ),
        (
            {
                "a.py": "from django.urls import path\nfrom shop.pages import Index\n"
                "urlpatterns = [path('a', Index.as_view())]",
                "shop/pages.py": "from django.views import View\nclass Index(View):\n    def get(self): pass",
            },
            {"web Index.get"},
        ),
        (
            {
                "main.py": "from fastapi import FastAPI\nfrom api import r\napp = FastAPI()\napp.include_router(r)",
                "api.py": "from fastapi import APIRouter\nr = APIRouter()\n@r.get('/a')\ndef f(): pass",
            },
            {"web f"},
        ),
        (
            {
                "main.py": "from flask import Flask\napp = Flask('a')",
                "api.py": "from main import app\n@app.route('/a')\ndef f(): pass",
            },
            {"web f"},
        ),
        ({"app.py": "import argparse\ndef main(): pass\nif __name__ == '__main__':\n    main()"}, {"cli main"}),
        ({"app.py": "import sys\ndef main(): pass\nif __name__ == '__main__':\n    sys.exit(main())"}, {"cli main"}),
        ({"app.py": "import asyncio\nasync def main(): pass\nif __name__ == '__main__':\n    asyncio.run(main())"},
         {"cli main"}),
    ],
)  # fmt: skip
def test_what_names_and_files_tell(files: dict[str, str], expected: set[str]) -> None:
    assert entries(files) == expected


@pytest.mark.parametrize(
    "code",
    [
        F,
        "def handler(event):\n    pass",
        "class C:\n    def handler(self, event, context): pass",
        "def index(request):\n    pass",
        "import functools\n@functools.lru_cache\ndef f(a): pass",
        "@registry.get('orders')\ndef f(a): pass",
        "@cache.get\ndef f(a): pass",
        "@app.post_process('/a')\ndef f(a): pass",
        "import requests\nrequests.get('/a', f)",
        "from flask import Flask\napp = Flask('a')\n@app.template_filter('x')\ndef f(a): pass",
        "class View:\n    pass\nclass H(View):\n    def get(self): pass",
        "class Resource:\n    def get(self): pass",
        "def task(g):\n    return g\n@task\ndef f(a): pass",
        "class App:\n    def task(self, g): return g\napp = App()\n@app.task\ndef f(a): pass",
        "def f(sock):\n    while True:\n        sock.read()",
        "import socket\ndef f():\n    s = socket.socket()\n    c, a = s.accept()",
        "import redis\ndef f():\n    return redis.Redis().blpop('q')",
        "q = []\ndef f():\n    q.enqueue(f)",
        "request = 1\ndef f():\n    return request",
        "def f(request):\n    return request.args",
        "from requests import request, session\ndef f():\n    return request('GET', session)",
        "def main(): pass\nmain()",
        "def main(): pass\nif name == '__main__':\n    main()",
        "c.on_error = f\ndef f(a): pass",
        "class Settings:\n    functions = [f]\n",
        "from django.urls import path\nurlpatterns = [path('a/', include('shop.urls'))]",
        "import unittest\nclass T(unittest.TestCase):\n    def test(self): pass",
    ],
)
def test_what_nobody_outside_calls(code: str) -> None:
    assert entries({"app.py": code}) == set()


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("from flask import Flask\napp = Flask('a')\n@app.route('/a')\ndef f(): pass", "`/a`"),
        ("from flask import Flask\napp = Flask('a')\n@app.route('/a', methods=['POST'])\ndef f(): pass", "`POST /a`"),
        ("from fastapi import FastAPI\napp = FastAPI()\n@app.put('/a/{b}')\ndef f(): pass", "`PUT /a/{b}`"),
        ("from aiohttp import web\ndef f(): pass\napp = web.Application()\napp.router.add_get('/a', f)", "`GET /a`"),
        ("from celery import shared_task\n@shared_task\ndef f(): pass", "the task `f`"),
        ("import click\n@click.command()\ndef f(): pass", "the command `f`"),
        ("from tornado.web import RequestHandler\nclass H(RequestHandler):\n    def get(self): pass", "`H.get`"),
        (
            "from shop_pb2_grpc import ShopServicer\nclass S(ShopServicer):\n    def Buy(self, r, c): pass",
            "the consumer `S.Buy`",
        ),
        ("import redis\nr = redis.Redis()\ndef f():\n    while True:\n        r.blpop('q')", "the loop in `f`"),
        ("def lambda_handler(event, context): pass", "the Lambda handler `lambda_handler`"),
    ],
)
def test_an_entry_point_has_a_name_in_messages(code: str, label: str) -> None:
    assert labels(code) == [label]


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("class M:\n    def __init__(self, get_response): pass", True),
        ("from starlette.middleware.base import BaseHTTPMiddleware\nclass M(BaseHTTPMiddleware): pass", True),
        ("from shop_pb2_grpc import ShopServicer\nclass M(ShopServicer): pass", True),
        ("from django.views import View\nclass M(View): pass", False),
        ("from tornado.web import RequestHandler\nclass M(RequestHandler): pass", False),
        ("class M:\n    def __init__(self, response): pass", False),
    ],
)
def test_some_classes_have_one_object_in_a_process(code: str, kept: bool) -> None:
    project = project_of({"app.py": code})
    assert project.reach.entry_points.keeps_object(function_of(project, "app.py", "M")) is kept
