"""Calls to other services, by addresses that configuration gives, and messages that a broker delivers."""

import json

import pika
import requests

import settings


def reserve(order):
    response = requests.post(f"{settings.INVENTORY_URL}/reserve", json=order, timeout=5)
    response.raise_for_status()


def publish(queue, message):
    connection = pika.BlockingConnection(pika.URLParameters(settings.RABBITMQ_URL))
    channel = connection.channel()
    channel.queue_declare(queue=queue, durable=True)
    channel.basic_publish(exchange="", routing_key=queue, body=json.dumps(message))
    connection.close()


def announce(order):
    """To every replica that listens, however many there are."""
    connection = pika.BlockingConnection(pika.URLParameters(settings.RABBITMQ_URL))
    channel = connection.channel()
    channel.exchange_declare(exchange="orders", exchange_type="fanout")
    channel.basic_publish(exchange="orders", routing_key="", body=json.dumps(order))
    connection.close()
