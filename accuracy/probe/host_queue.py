import multiprocessing
import queue

jobs = multiprocessing.Queue()  # violation: host-queue
log_lines: "queue.Queue[str]" = queue.Queue()  # look-alike: host-queue
