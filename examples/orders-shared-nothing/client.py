"""Calls and messages to the other services."""

import json

import pika
import requests

from settings import INVENTORY_URL, RABBITMQ_URL
from store import redis_client


def reserve(order):
    response = requests.post(f"{INVENTORY_URL}/reserve", json=order, timeout=5)
    response.raise_for_status()


def publish(queue, message):
    connection = pika.BlockingConnection(pika.URLParameters(RABBITMQ_URL))
    channel = connection.channel()
    channel.queue_declare(queue=queue, durable=True)
    channel.basic_publish(exchange="", routing_key=queue, body=json.dumps(message))
    connection.close()


def announce(order):
    redis_client.publish("orders", json.dumps(order))
