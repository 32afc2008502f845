import logging
import os


def start() -> None:
    with open("/run/orders.pid", "w") as file:
        file.write(str(os.getpid()))  # violation: pid-file
    logging.info("started as %s", os.getpid())  # look-alike: pid-file
