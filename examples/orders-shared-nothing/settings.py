"""Where everything is: the platform says so, at the start of each process."""

import os

REDIS_URL = os.environ["REDIS_URL"]
RABBITMQ_URL = os.environ["RABBITMQ_URL"]
INVENTORY_URL = os.environ["INVENTORY_URL"]
PRICES_URL = os.environ["PRICES_URL"]  # such as s3://orders/prices.bin
