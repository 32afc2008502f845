"""What a path says about who can see it."""

from __future__ import annotations

import pytest

from sharelint.project.values import Hole
from sharelint.shapes import paths

UNKNOWN = Hole("name")
OWN = Hole("…", "object", "tempfile.mkdtemp")
TEMPORARY = Hole("tempdir", "object", "tempfile.gettempdir")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/mnt/orders/new", {"shared"}),
        ("/dev/shm/orders", {"shared"}),
        ("/opt/shop/uploads/a.zip", {"host", "upload"}),
        ("/opt/shop/bin/start", set()),
        (r"\\files\orders\new.csv", {"shared"}),
        (r"\\?\C:\orders", set()),
        ("smb://files/orders", {"shared"}),
        ("file:///shared/orders", {"shared"}),
        ("s3://orders/new", set()),
        ("/tmp/orders.json", {"host", "document"}),
        ("/var/lib/orders/state", {"host"}),
        (r"C:\ProgramData\orders", {"host"}),
        ("/home/orders/state", {"host"}),
        ("/tmp", set()),
        ("/mnt/", set()),
        ("/tmp/healthy", set()),
        ("/run/secrets/token", set()),
        ("/var/run/secrets/kubernetes.io/serviceaccount/token", set()),
        ("/var/lib/dpkg/status", set()),
        ("/run/systemd/system", set()),
        ("/usr/share/zoneinfo", set()),
        ("/temporary/orders", set()),
        ("orders/tmp/a", set()),
        ("/etc/orders.conf", set()),
        ("/mnt/orders/a.lock", {"lock"}),
        ("/tmp/orders.pid", {"pid"}),
        ("/run/orders/control.sock", {"host", "socket"}),
        ("data/inbox/a.json", {"inbox", "document"}),
        ("inbox", set()),
        ("data/processing/a", {"claim"}),
        ("data/preprocessing/a", set()),
        ("data/a.claimed", {"claim"}),
        ("data/pending", set()),
        ("uploads/a.zip", {"upload"}),
        ("settings.toml", {"document"}),
        ("/dev/stdout", {"device"}),
        ("/proc/1/fd/1", {"device"}),
        ("-", {"device"}),
        (":memory:", {"memory"}),
        ("sqlite://", {"memory"}),
        ("sqlite:///:memory:", {"memory"}),
        ("sqlite:///orders.db", set()),
        ("file:orders?mode=memory&cache=shared", {"memory"}),
        ("file:orders.db?mode=ro", {"read-only"}),
        ("file:orders.db?immutable=1", {"read-only"}),
        ("file:orders.db?mode=rw", set()),
    ],
)
def test_classes_of_a_literal(path: str, expected: set[str]) -> None:
    assert paths.classes((path,)) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("/mnt/", UNKNOWN), {"shared"}),
        (("/mnt/", UNKNOWN, ".lock"), {"lock"}),
        ((UNKNOWN, "/mnt/orders"), set()),
        ((TEMPORARY, "/orders"), {"host"}),
        ((TEMPORARY, "/", Hole("…", "object", "uuid.uuid4")), {"scratch"}),
        (("/mnt/inbox/", Hole("…", "object", "uuid.uuid4")), {"shared", "inbox"}),
        (("uploads/", Hole("…", "object", "uuid.uuid4")), {"upload"}),
        ((OWN, "/orders.lock"), {"scratch"}),
        ((Hole("tmp_path", "argument"), "/orders.db"), {"scratch"}),
        ((Hole("self.spool_dir"), "/", UNKNOWN), {"inbox"}),
        ((Hole("settings.UPLOAD_FOLDER"), "/", UNKNOWN), {"upload"}),
        (("reports/", Hole("upload.filename")), set()),
    ],
)
def test_classes_of_a_text(parts: tuple[str | Hole, ...], expected: set[str]) -> None:
    assert paths.classes(parts) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("self.pidfile", "pid"),
        ("lock_path", "lock"),
        ("socketname", "socket"),
        ("inbox_dir", "inbox"),
        ("settings.MEDIA_ROOT", "upload"),
        ("upload", ""),
        ("inbox", ""),
        ("path", ""),
        ("clock", ""),
    ],
)
def test_class_of_a_name(name: str, expected: str) -> None:
    assert paths.classify_name(name) == expected
