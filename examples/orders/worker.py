"""The worker: takes orders from the queue, bills them, tells whoever packs them."""

import mmap
import os
from multiprocessing import Queue
from multiprocessing.shared_memory import SharedMemory

import client
import settings

jobs = Queue()
rates = SharedMemory(name="exchange-rates", create=True, size=4096)


def load_prices():
    with open(settings.PRICES, "r+b") as file:
        return mmap.mmap(file.fileno(), 0)


def main():
    if os.path.exists(settings.PID_FILE):
        raise SystemExit("the worker runs already")
    with open(settings.PID_FILE, "w") as file:
        file.write(str(os.getpid()))
    prices = load_prices()
    while True:
        order = jobs.get()
        offset = 4 * order["item"]
        order["cents"] = int.from_bytes(prices[offset : offset + 4], "big") * rates.buf[0]
        client.notify(order)


if __name__ == "__main__":
    main()
