import os


def claim(job: str) -> bool:
    try:
        os.close(os.open(f"/srv/jobs/{job}.claimed", os.O_CREAT | os.O_EXCL))  # violation: exclusive-create
    except FileExistsError:
        return False
    return True


def create(path: str) -> int:
    return os.open(path, os.O_CREAT | os.O_WRONLY)  # look-alike: exclusive-create
