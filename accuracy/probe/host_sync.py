import multiprocessing
import threading

export = multiprocessing.Lock()  # violation: host-sync
pool = threading.Lock()  # look-alike: host-sync
