"""The web service: takes orders, answers what became of them. Any number of replicas may run."""

import redis
from flask import Flask, jsonify, request

import client
import settings
from locks import locked

app = Flask(__name__)

redis_client = redis.from_url(settings.REDIS_URL, decode_responses=True)


@app.post("/orders")
def place_order():
    order = request.get_json()
    order["id"] = redis_client.incr("order_number")
    with locked(order["item"]):
        client.reserve(order)
    redis_client.hset("order_status", order["id"], "accepted")
    client.publish("jobs", order)
    client.announce(order)
    return jsonify(order), 201


@app.get("/orders/<int:order_id>")
def show_order(order_id):
    return jsonify(status=redis_client.hget("order_status", order_id) or "unknown")


@app.post("/export")
def export():
    with redis_client.lock("lock:export", timeout=60):
        return jsonify(redis_client.hgetall("order_status"))
