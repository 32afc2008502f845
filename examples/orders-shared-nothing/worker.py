"""The worker: takes orders from the queue, bills them, tells whoever packs them. Start as many as there is work for."""

import json

import boto3
import pika

import client
from settings import PRICES_BUCKET, RABBITMQ_URL
from store import redis_client


def load_prices():
    return boto3.client("s3").get_object(Bucket=PRICES_BUCKET, Key="prices.bin")["Body"].read()


def main():
    prices = load_prices()
    connection = pika.BlockingConnection(pika.URLParameters(RABBITMQ_URL))
    channel = connection.channel()
    channel.queue_declare(queue="jobs", durable=True)
    for method, _, body in channel.consume("jobs"):
        order = json.loads(body)
        offset = 4 * order["item"]
        rate = int(redis_client.get("exchange_rate") or 1)
        order["cents"] = int.from_bytes(prices[offset : offset + 4], "big") * rate
        client.publish("notifications", order)
        channel.basic_ack(method.delivery_tag)


if __name__ == "__main__":
    main()
