"""Where everything is: told by the environment, so every replica and every stage can differ."""

import os

INVENTORY_URL = os.environ["INVENTORY_URL"]
RABBITMQ_URL = os.environ["RABBITMQ_URL"]
REDIS_URL = os.environ["REDIS_URL"]
PRICES_BUCKET = os.environ["PRICES_BUCKET"]
