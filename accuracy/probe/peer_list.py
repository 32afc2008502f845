import requests

INTERNAL_IPS = ["10.0.0.1", "10.0.0.2"]  # look-alike: peer-list
WORKERS = ["http://worker-1:8000", "http://worker-2:8000"]  # violation: peer-list


def invalidate(key: str) -> None:
    for worker in WORKERS:
        requests.post(f"{worker}/invalidate/{key}", timeout=3)
