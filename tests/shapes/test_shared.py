"""What a finding says is shared, and who leads to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sharelint.audit import audit
from sharelint.config import Config

HANDLER = "from flask import Flask\napp = Flask(__name__)\n@app.post('/orders')\ndef create():\n"


def ends(folder: Path, text: str, rule: str) -> list[tuple[tuple[str, ...], str]]:
    (folder / "shop.py").write_text(text, encoding="utf-8")
    report = audit([folder], Config(root=folder))
    assert report.problems == ()
    return [(finding.reached, finding.shared) for finding in report.findings if finding.rule == rule]


@pytest.mark.parametrize(
    ("text", "rule", "shared"),
    [
        ("from multiprocessing import Manager\nstate = Manager().dict()\n", "manager", "shop.state"),
        ("from multiprocessing import Value\nnumber = Value('i')\n", "shared-ctypes", "shop.number"),
        ("from multiprocessing import Value\nkeep(Value('i'))\n", "shared-ctypes", "Value"),
        ("from filelock import FileLock\nlock = FileLock('/var/a.lock')\n", "file-lock", "/var/a.lock"),
        ("from filelock import FileLock\nlock = FileLock(path)\n", "file-lock", "shop.lock"),
        ("import requests\nrequests.get('http://stock:8080/items')\n", "url-peer", "stock:8080"),
        ("import requests\nrequests.get('http://stock.internal/items')\n", "url-peer", "stock.internal"),
        ("PEERS = ['worker-1', 'worker-2']\n", "peer-list", "worker-1, worker-2"),
    ],
)
def test_what_is_shared_is_a_variable_a_path_or_a_host(tmp_path: Path, text: str, rule: str, shared: str) -> None:
    assert ends(tmp_path, text, rule) == [((), shared)]


def test_a_variable_that_a_handler_writes_and_the_handler(tmp_path: Path) -> None:
    text = f"seen = {{}}\n{HANDLER}    seen['a'] = 1\n"
    assert ends(tmp_path, text, "process-state") == [(("`POST /orders`",), "shop.seen")]


def test_a_command_leads_to_what_nothing_serves(tmp_path: Path) -> None:
    text = (
        "import requests\ndef main():\n    requests.get('http://stock:80/')\nif __name__ == '__main__':\n    main()\n"
    )
    assert ends(tmp_path, text, "url-peer") == [(("the command `main`",), "stock:80")]
