import ipaddress
import socket


def announce(message: bytes) -> None:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)  # violation: multicast
    sock.sendto(message, ("<broadcast>", 9999))


def to_many(address: str) -> bool:
    return ipaddress.ip_address(address).is_multicast  # look-alike: multicast
