"""One order for an item at a time, whichever replica takes it."""

from store import redis_client


def locked(item):
    return redis_client.lock(f"lock:{item}", timeout=30, blocking_timeout=5)


def claim_nightly_report(owner):
    return bool(redis_client.set("claim:report", owner, nx=True, ex=3600))
