"""The web service: takes orders, answers what became of them."""

import multiprocessing as mp

from flask import Flask, jsonify, request

import client
from locks import locked
from worker import jobs

app = Flask(__name__)

order_status = mp.Manager().dict()
order_number = mp.Value("i", 0)
export_lock = mp.Lock()


@app.post("/orders")
def place_order():
    order = request.get_json()
    with order_number.get_lock():
        order_number.value += 1
        order["id"] = order_number.value
    with locked(order["item"]):
        client.reserve(order)
    order_status[order["id"]] = "accepted"
    jobs.put(order)
    client.announce(order)
    return jsonify(order), 201


@app.get("/orders/<int:order_id>")
def show_order(order_id):
    return jsonify(status=order_status.get(order_id, "unknown"))


@app.post("/export")
def export():
    with export_lock:
        return jsonify(dict(order_status))
