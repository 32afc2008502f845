import os
import signal
import socket
import subprocess


def tell(message: bytes) -> None:
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)  # violation: unix-ipc
    sock.connect("/run/orders.sock")
    sock.send(message)


def wake_up() -> tuple[socket.socket, socket.socket]:
    return socket.socketpair()  # look-alike: unix-ipc


def stop(child: subprocess.Popen) -> None:
    os.kill(child.pid, signal.SIGTERM)  # look-alike: unix-ipc
