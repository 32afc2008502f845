"""Which peers a text addresses, and the class of each host."""

from __future__ import annotations

import pytest

from sharelint.shapes.addresses import Form, form_of, peers
from sharelint.shapes.hosts import HOLE, classify


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("worker-2", "host", ["worker-2"]),
        ("worker-2", "url", []),
        ("worker-2", "dsn", []),
        ("worker-2:9999", "host", ["worker-2:9999"]),
        ("worker-2:9999", "url", []),
        ("[fd00::1]:80", "host", ["[fd00::1]:80"]),
        ("fd00::1", "host", ["fd00::1"]),
        ("deploy@web-1:22", "host", ["web-1:22"]),
        ("http://worker-2:80/x?y=z", "url", ["worker-2:80"]),
        ("http://user:p@ss@worker-2:80", "url", ["worker-2:80"]),
        ("//worker-2/x", "url", ["worker-2"]),
        (f"{HOLE}://worker-2:{HOLE}/x", "url", [f"worker-2:{HOLE}"]),
        ("http:///x", "url", [""]),
        ("10.0.0.1:9092,10.0.0.2:9092", "host", ["10.0.0.1:9092", "10.0.0.2:9092"]),
        ("10.0.0.1:11211;10.0.0.2:11211", "host", ["10.0.0.1:11211", "10.0.0.2:11211"]),
        ("10.0.0.1:2181,10.0.0.2:2181/app", "host", ["10.0.0.1:2181", "10.0.0.2:2181"]),
        ("mongodb://u:p@h1,h2:27017/x", "host", ["h1", "h2:27017"]),
        ("nats://a:4222,nats://b:4222", "host", ["a:4222", "b:4222"]),
        ("amqp://a;amqp://b", "url", ["a", "b"]),
        ("redis+sentinel://s1:26379,s2:26379/mymaster/0", "url", ["s1:26379", "s2:26379"]),
        ("postgresql+psycopg2://u:p@db:5432/x", "url", ["db:5432"]),
        ("postgresql:///x?host=db", "url", ["db"]),
        ("jdbc:postgresql://db/x", "url", ["db"]),
        ("db+postgresql://u@db/x", "url", ["db"]),
        ("host=10.0.0.5 port=5432 dbname=x", "dsn", ["10.0.0.5"]),
        ("dbname=x host='10.0.0.5'", "dsn", ["10.0.0.5"]),
        ("host=h1,h2 dbname=x", "dsn", ["h1", "h2"]),
        ("host=/var/run/postgresql dbname=x", "dsn", []),
        ("dbname=x user=y", "dsn", []),
        ("DRIVER={x};SERVER=10.0.0.5,1433;DATABASE=y", "dsn", ["10.0.0.5"]),
        ("Server=tcp:sql-1,1433;", "dsn", ["sql-1"]),
        ("Data Source=sql-1\\EXPRESS;", "dsn", ["sql-1"]),
        ("(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=10.0.0.5)(PORT=1521)))", "dsn", ["10.0.0.5"]),
        ("user:pw@db:5432/x", "dsn", ["db:5432"]),
        ("db:1521/orcl", "dsn", ["db:1521"]),
        ("10.0.0.5/orcl", "dsn", ["10.0.0.5"]),
        ("scott/tiger@db:1521/orcl", "dsn", ["db:1521"]),
        ("shop/orcl", "dsn", []),
        ("a/b", "host", []),
        ("PYRO:obj@worker-2:9999", "url", ["worker-2:9999"]),
        ("PYRONAME:obj@names:9090", "url", ["names:9090"]),
        ("PYRONAME:obj", "url", []),
        ("dns:///stock:50051", "host", ["stock:50051"]),
        ("ipv4:10.0.0.1:50051,10.0.0.2:50051", "host", ["10.0.0.1:50051", "10.0.0.2:50051"]),
        ("tcp:10.0.0.1:99", "dsn", ["10.0.0.1:99"]),
        ("tcp:host=10.0.0.1:port=99", "dsn", ["10.0.0.1"]),
        ("tcp://*:5555", "host", ["*:5555"]),
        ("unix:/run/x.sock", "host", []),
        ("unix:///run/x.sock", "host", []),
        ("redis+socket:///run/x.sock", "url", []),
        ("sqlite:///x.db", "url", []),
        ("db+sqlite:///x.db", "url", []),
        ("memory://", "url", []),
        ("s3://bucket/key", "url", []),
        (":memory:", "url", []),
        ("10.0.0.0/8", "host", []),
        ("/var/run/x", "host", []),
        ("two words", "host", []),
        ("", "host", []),
    ],
)
def test_a_text_addresses(text: str, form: Form, expected: list[str]) -> None:
    assert [peer.shown for peer in peers(text, form)] == expected


@pytest.mark.parametrize(
    ("parameter", "form"),
    [("url", "url"), ("base_url", "url"), ("uri", "url"), ("broker", "url"), ("dsn", "dsn"), ("conninfo", "dsn")],
)
def test_a_parameter_says_what_it_takes(parameter: str, form: str) -> None:
    assert form_of(parameter) == form
    assert form_of("host") == form_of("address") == form_of("bootstrap_servers") == "host"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("worker-2", "internal"),
        ("auth_service", "internal"),
        ("10.0.0.5", "internal"),
        ("172.16.0.1", "internal"),
        ("100.64.0.1", "internal"),
        ("fd00::1", "internal"),
        ("orders.svc", "internal"),
        ("orders.shop.svc.cluster.local", "internal"),
        ("db.internal", "internal"),
        ("host.docker.internal", "internal"),
        ("kafka-0.kafka", "internal"),
        ("kafka-0.kafka-headless.prod", "internal"),
        (f"kafka-{HOLE}.kafka-headless", "internal"),
        ("auth.default", "internal"),
        ("auth.kube-system", "internal"),
        (f"worker-{HOLE}", "internal"),
        (f"{HOLE}.svc.cluster.local", "internal"),
        ("localhost", "loopback"),
        ("127.0.1.1", "loopback"),
        ("::1", "loopback"),
        ("shop.abc.eu-west-1.rds.amazonaws.com", "managed"),
        ("cluster0.abcde.mongodb.net", "managed"),
        ("239.1.2.3", "group"),
        ("ff02::1", "group"),
        ("<broadcast>", "group"),
        ("255.255.255.255", "group"),
        ("192.168.1.255", "group"),
        ("api.github.com", "public"),
        ("8.8.8.8", "public"),
        ("0.0.0.0", "neutral"),
        ("", "neutral"),
        ("*", "neutral"),
        ("example.com", "neutral"),
        ("192.0.2.1", "neutral"),
        ("169.254.169.254", "neutral"),
        ("metadata.google.internal", "neutral"),
        ("kubernetes.default.svc", "neutral"),
        ("10.255.255.255", "neutral"),
        ("testserver", "neutral"),
        ("auto", "neutral"),
        (HOLE, ""),
        (f"{HOLE}.example.com", ""),
        ("local[*]", ""),
        ("1.2.3", ""),
    ],
)
def test_a_host_has_a_class(host: str, expected: str) -> None:
    assert classify(host) == expected
