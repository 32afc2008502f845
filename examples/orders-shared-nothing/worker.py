"""The worker: takes orders from the queue, bills them, tells whoever packs them. Run as many as the load asks for."""

import json

import fsspec
import pika
import redis

import client
import settings

redis_client = redis.from_url(settings.REDIS_URL)


def load_prices():
    with fsspec.open(settings.PRICES_URL, "rb") as file:
        return file.read()


def main():
    prices = load_prices()

    def bill(channel, method, _properties, body):
        order = json.loads(body)
        offset = 4 * order["item"]
        rate = int(redis_client.get("exchange-rate") or 1)
        order["cents"] = int.from_bytes(prices[offset : offset + 4], "big") * rate
        client.publish("packing", order)
        channel.basic_ack(method.delivery_tag)

    connection = pika.BlockingConnection(pika.URLParameters(settings.RABBITMQ_URL))
    channel = connection.channel()
    channel.queue_declare(queue="jobs", durable=True)
    channel.basic_consume("jobs", bill)
    channel.start_consuming()


if __name__ == "__main__":
    main()
