"""One order for an item at a time."""

import os
from contextlib import contextmanager

from filelock import FileLock


@contextmanager
def locked(item):
    lock_file = f"/var/locks/{item}.lock"
    with FileLock(lock_file, timeout=5):
        yield


def claim_nightly_report(folder):
    try:
        os.close(os.open(os.path.join(folder, "report.lock"), os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True
