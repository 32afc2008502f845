"""What all replicas see: Redis."""

import redis

from settings import REDIS_URL

redis_client = redis.from_url(REDIS_URL, decode_responses=True)
