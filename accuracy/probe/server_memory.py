import uwsgi


def count() -> None:
    uwsgi.cache_inc("visits")  # violation: server-memory


def worker() -> int:
    return uwsgi.worker_id()  # look-alike: server-memory
