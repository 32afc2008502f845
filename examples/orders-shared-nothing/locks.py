"""One order for an item at a time, whichever replica takes it."""

from datetime import date

import redis

import settings

redis_client = redis.from_url(settings.REDIS_URL)


def locked(item):
    return redis_client.lock(f"lock:{item}", timeout=30, blocking_timeout=5)


def claim_nightly_report(owner):
    return bool(redis_client.set(f"claim:report:{date.today()}", owner, nx=True, ex=86400))
