import json
import tempfile

NOT_MEASURED = ("/tmp", "/proc")  # look-alike: shared-path


def hand_over(order: dict) -> None:
    with open("/tmp/orders/new.json", "a") as file:  # violation: shared-path
        json.dump(order, file)


def scratch(order: dict) -> str:
    with tempfile.NamedTemporaryFile("w", delete=False) as file:  # look-alike: shared-path
        json.dump(order, file)
    return file.name


def random_bytes() -> bytes:
    with open("/dev/urandom", "rb") as file:  # look-alike: shared-path
        return file.read(16)


def full(mount_point: str) -> bool:
    return mount_point not in NOT_MEASURED
