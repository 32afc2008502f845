import socket


def notify(message: bytes) -> None:
    sock = socket.socket()
    sock.connect(("worker-2", 9999))  # violation: socket-peer
    sock.send(message)


def own_address() -> str:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.connect(("8.8.8.8", 80))  # look-alike: socket-peer
    return sock.getsockname()[0]


def send_to(host: str, message: bytes) -> None:
    socket.create_connection((host, 9999)).send(message)  # look-alike: socket-peer
