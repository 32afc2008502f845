import fcntl
import os
import struct
import termios


def export(path: str) -> None:
    with open(path, "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # violation: file-lock


def width() -> int:
    size = fcntl.ioctl(0, termios.TIOCGWINSZ, b"\0" * 8)  # look-alike: file-lock
    return struct.unpack("hhhh", size)[1] or os.get_terminal_size().columns
