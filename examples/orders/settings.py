"""Where everything is: on the machines of the day this was written."""

INVENTORY_URL = "http://inventory-service:8080"
NOTIFIER = ("worker-2", 9999)
PEERS = ["orders-1:8000", "orders-2:8000", "orders-3:8000"]

PID_FILE = "/var/run/orders-worker.pid"
PRICES = "/var/lib/orders/prices.bin"
