"""Calls to the other processes."""

import json
import socket

import requests

from settings import INVENTORY_URL, NOTIFIER, PEERS


def reserve(order):
    response = requests.post(f"{INVENTORY_URL}/reserve", json=order, timeout=5)
    response.raise_for_status()


def notify(message):
    sock = socket.socket()
    sock.connect(NOTIFIER)
    sock.sendall(json.dumps(message).encode())
    sock.close()


def announce(order):
    for peer in PEERS:
        requests.post(f"http://{peer}/events", json=order, timeout=2)
