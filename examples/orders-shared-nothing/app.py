"""The web service: takes orders, answers what became of them."""

from flask import Flask, jsonify, request

import client
from locks import locked
from store import redis_client

app = Flask(__name__)


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
    with locked("export"):
        return jsonify(redis_client.hgetall("order_status"))
