"""Whatever lies in a folder: what is no readable source is a problem or passed over, at no cost to other files."""

from __future__ import annotations

import encodings.aliases
import os
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from sharelint.files.discover import File
from sharelint.files.read import read
from sharelint.records import Problem, Source
from tests.hostile.good import ROOT, as_anybody, command, good_findings, of_good, run, write_good

KNOWN = b"from multiprocessing import Manager\nstate = Manager()\n"
CODECS = sorted(set(encodings.aliases.aliases.values()))
NO_TEXT = {"base64_codec", "bz2_codec", "hex_codec", "quopri_codec", "rot_13", "uu_codec", "zlib_codec"}
NO_ASCII = {"utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be", "utf_32_le"}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    write_good(tmp_path)
    return tmp_path


def test_every_encoding_that_python_knows(tree: Path) -> None:
    for codec in CODECS:
        (tree / f"{codec}.py").write_bytes(f"# coding: {codec}\n".encode() + KNOWN)
    result = run("--isolated", ".", cwd=tree)
    assert of_good(result) == good_findings()
    found = {Path(path).stem for path, line, rule in result.findings if (line, rule) == (3, "manager")}
    assert found | {Path(path).stem for path in result.problems} >= set(CODECS)
    assert not found & {Path(path).stem for path in result.problems}
    assert not found & NO_TEXT
    assert {"ascii", "cp1252", "latin_1", "shift_jis", "utf_8", "mac_roman", "big5", "koi8_r"} <= found


@pytest.mark.parametrize(
    "raw",
    [
        b"# coding: klingon\n",
        b"# coding: " + b"a" * 100_000 + b"\n",
        b"# coding: punycode\n",
        b"# coding: mbcs\n",
        b"# coding: undefined\n",
        b"# coding: unicode_escape\nx = '\\ud800'\n",
        b"# coding: utf-7\nx = '+2AA-'\n",
        b"\xef\xbb\xbf# coding: latin-1\n",
        b"x = '\xed\xa0\x80'\n",
        b"x = 1\0\n",
        b"\0" * 1_000_000,
        "x = 1\n".encode("utf-16"),
        "x = 1\n".encode("utf-32"),
        bytes(range(256)) * 1000,
        b"\xff" * 1_000_000,
    ],
    ids=lambda raw: repr(raw[:24]),
)
def test_what_is_no_text_is_a_problem(tree: Path, raw: bytes) -> None:
    (tree / "bad.py").write_bytes(raw)
    result = run("--isolated", ".", cwd=tree)
    assert (of_good(result), list(result.problems)) == (good_findings(), ["bad.py"])
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (KNOWN.replace(b"\n", b"\r"), 2),
        (KNOWN.replace(b"\n", b"\r\n"), 2),
        (b"\f" + KNOWN.replace(b"\n", b"\n\f\n"), 3),
        (b"x = '\\ud800'\n" + KNOWN, 3),
        (b"\xef\xbb\xbf" + KNOWN, 2),
        (b"# \xe2\x80\xa8 \xc2\x85\n" + KNOWN, 3),
        (b"x = '''\r\n\r\n'''\r" + KNOWN, 5),
        (KNOWN.removesuffix(b"\n") + b"  # \xf0\x9f\x92\xa9", 2),
    ],
)
def test_unusual_text_has_its_finding_on_its_line(tree: Path, raw: bytes, line: int) -> None:
    (tree / "odd.py").write_bytes(raw)
    result = run("--isolated", ".", cwd=tree)
    assert (of_good(result), result.problems) == (good_findings(), {})
    assert [each for each in result.findings if each[0] == "odd.py"] == [("odd.py", line, "manager")]


def test_what_is_no_file_is_passed_over_in_a_folder(tree: Path) -> None:
    os.mkfifo(tree / "pipe.py")
    (tree / "null.py").symlink_to("/dev/null")
    (tree / "zero.py").symlink_to("/dev/zero")
    (tree / "self.py").symlink_to("self.py")
    (tree / "a.py").symlink_to("b.py")
    (tree / "b.py").symlink_to("a.py")
    (tree / "folder.py").mkdir()
    (tree / "again").symlink_to(".")
    (tree / "root").symlink_to("/")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tree / "socket.py"))
        result = run("--isolated", ".", cwd=tree)
    assert (list(result.findings), result.problems, result.stderr) == (good_findings(), {}, "")


@pytest.mark.parametrize("name", ["pipe.py", "zero.py", "socket.py", "self.py"])
def test_what_is_no_file_is_a_problem_when_it_is_named(tree: Path, name: str) -> None:
    os.mkfifo(tree / "pipe.py")
    (tree / "zero.py").symlink_to("/dev/zero")
    (tree / "self.py").symlink_to("self.py")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tree / "socket.py"))
        result = run("--isolated", name, ".", cwd=tree)
    assert (list(result.findings), list(result.problems)) == (good_findings(), [name])


def test_a_link_out_of_the_tree_is_read_under_its_own_name(
    tree: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "far.py"
    outside.write_bytes(KNOWN)
    (tree / "near.py").symlink_to(outside)
    result = run("--isolated", ".", cwd=tree)
    assert list(result.findings) == [*good_findings(), ("near.py", 2, "manager")]


def test_what_may_not_be_read_is_a_problem(tree: Path) -> None:
    (tree / "secret.py").write_bytes(KNOWN)
    (tree / "secret.py").chmod(0)
    (tree / "locked").mkdir(mode=0)
    result = run("--isolated", ".", cwd=tree, prefix=as_anybody())
    assert of_good(result) == good_findings()
    assert result.problems == {"locked": "Permission denied", "secret.py": "Permission denied"}


@pytest.mark.parametrize(
    "name", [b"new\nline.py", b"\xff\xfe.py", b"a\x1b[31m.py", b"a'\"`$(x).py", b"-q.py", b"\xe2\x80\xae.py"]
)
def test_names_of_every_kind(tree: Path, name: bytes) -> None:
    (tree / os.fsdecode(name)).write_bytes(KNOWN)
    (tree / os.fsdecode(b"broken_" + name)).write_bytes(b"def (\n")
    for form in ("json", "sarif", "text", "concise"):
        done = subprocess.run(
            command("--isolated", ".", "--format", form), cwd=tree, capture_output=True, check=False,
            env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stderr.count(b"\n")) == (1, 1), done.stderr
        assert b"\x1b" not in done.stdout + done.stderr
        done.stdout.decode()
    result = run("--isolated", ".", cwd=tree)
    assert (of_good(result), len(result.findings), len(result.problems)) == (good_findings(), 11, 1)


def test_files_that_vanish_and_change_meanwhile(tree: Path) -> None:
    changing = [tree / f"changing_{number:03}.py" for number in range(200)]
    done = threading.Event()

    def change() -> None:
        size = 0
        while not done.is_set():
            for number, file in enumerate(changing):
                size += 1
                if size % 3:
                    file.write_bytes(KNOWN * (size % 50) + b"x = (\n" * (size % 2))
                elif number % 2:
                    file.unlink(missing_ok=True)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        results = [run("--isolated", ".", cwd=tree) for _ in range(4)]
        for _ in range(2):  # the text report reads the sources once more
            shown = subprocess.run(
                command("--isolated", "."), cwd=tree, capture_output=True, text=True, timeout=60, check=False,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
            )  # fmt: skip
            assert (shown.returncode, "Traceback" in shown.stderr) == (1, False), shown.stderr
    finally:
        done.set()
        thread.join()
    for result in results:
        assert (result.code, of_good(result)) == (1, good_findings())
        assert "internal error" not in result.stderr


def test_a_file_that_grows_while_it_is_read_is_read_up_to_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "log.py"
    file.write_bytes(b"#")
    with open(file, "ab") as stream:
        stream.truncate(1 << 40)  # sparse
    found = read(File("log.py", file, explicit=True), 1_000_000)
    assert isinstance(found, Problem)
    assert found.message == "larger than 1 MB, the limit set by max-file-size"
    assert isinstance(read(File("a.py", Path(__file__), explicit=True)), Source)


def test_five_hundred_folders_inside_one_another(tree: Path) -> None:
    descriptor = os.open(tree, os.O_RDONLY)
    for _ in range(500):
        os.mkdir("deep", dir_fd=descriptor)
        inner = os.open("deep", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    with open("bottom.py", "wb", opener=lambda name, flags: os.open(name, flags, dir_fd=descriptor)) as stream:
        stream.write(KNOWN)
    os.close(descriptor)
    result = run("--isolated", ".", cwd=tree)
    assert result.findings == (("deep/" * 500 + "bottom.py", 2, "manager"), *good_findings())


def test_a_path_longer_than_the_system_allows_is_a_problem(tree: Path) -> None:
    descriptor = os.open(tree, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("d" * 200, dir_fd=descriptor)
        inner = os.open("d" * 200, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    os.close(descriptor)
    result = run("--isolated", ".", cwd=tree)
    assert (list(result.findings), list(result.problems.values())) == (good_findings(), ["File name too long"])


def test_ten_thousand_empty_files(tree: Path) -> None:
    (tree / "empty").mkdir()
    for number in range(10_000):
        (tree / "empty" / f"e{number}.py").touch()
    result = run("--isolated", ".", cwd=tree)
    assert (list(result.findings), result.problems) == (good_findings(), {})
