"""A cache changes how long an answer takes and nothing else, whatever becomes of its files."""

from __future__ import annotations

import os
import resource
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharelint.audit import audit
from sharelint.cache import Cache, disk
from sharelint.cache.shelf import INDEX, Extracted, Shelf, extract_packed
from sharelint.code import Facts
from sharelint.config import Config
from sharelint.config import load as load_config
from sharelint.files.discover import File
from sharelint.packed import Packed
from sharelint.records import Limits, Problem, Report
from sharelint.rulebook import load, shipped
from sharelint.workers import Item, Workers

ROOT = Path(__file__).parent.parent
MANAGER = "from multiprocessing import Manager\n\nstate = Manager()\n"
CLIENT = "import socket\n\nfrom app.settings import HOST\n\nsock = socket.create_connection((HOST, 9999))\n"
OUTSIDE = "import os\n\nHOST = os.environ['HOST']\n"
INSIDE = "HOST = 'worker-2'\n"
CALM = 2.1  # seconds after which the clock of any file system has ticked


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three files in `src`, of which one reads a constant of `app/settings.py`."""
    root = tmp_path / "project"
    (root / ".git").mkdir(parents=True)  # what the root is known by
    for name, text in {
        "src/manager.py": MANAGER,
        "src/client.py": CLIENT,
        "src/clean.py": "import os\n",
        "app/__init__.py": "",
        "app/settings.py": INSIDE,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def audited(project: Path, cache: Cache | None, *paths: str, jobs: int = 1) -> Report:
    folders = [project / path for path in paths or ("src",)]
    return audit(folders, load_config(folders), jobs=jobs, cache=cache)


def rules(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings]


def run(cwd: Path, *arguments: str | Path, python: Path = ROOT, **options: object) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command that uses the cache beside `cwd`."""
    environment = os.environ | {"PYTHONPATH": str(python), "SHARELINT_CONFIG": ""}
    environment["SHARELINT_CACHE_DIR"] = str(cwd.parent / "cache")
    command = [sys.executable, "-m", "sharelint", *map(str, arguments)]
    done = subprocess.run(  # type: ignore[call-overload]
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60, check=False, **options
    )
    return done.returncode, done.stdout, done.stderr


def files_of(cache: Cache, suffix: str = "") -> list[Path]:
    return sorted(path for path in cache.folder.glob("*/*") if path.name.endswith(suffix))


def runs_of(cache: Cache) -> list[Path]:
    return files_of(cache, disk.RUN)


def shelf_of(project: Path, cache: Cache) -> Shelf:
    return cache.room(load_config([project / "src"]), load([shipped()])).shelf


def in_processes(items: Sequence[Item]) -> list[Extracted | Facts | Problem]:
    workers: Workers[Extracted | Facts] = Workers(1, Limits(), extract_packed)
    with workers:
        return workers.results(items)


def file_of(project: Path, path: str) -> File:
    return File(path, project / path, explicit=False)


class TestTheSameBytes:
    @pytest.mark.parametrize(
        ("service", "format"),
        [("bookings", "text"), ("bookings", "json"), ("ledger", "sarif"), ("storefront", "concise")],
    )
    def test_cold_warm_and_without_for_any_number_of_processes(self, tmp_path: Path, service: str, format: str) -> None:
        root = tmp_path / service
        shutil.copytree(ROOT / "tests/fixtures" / service, root)
        arguments = (".", "--isolated", "--min-level", "note", "--format", format)
        expected = run(root, *arguments, "--no-cache")
        assert expected[0] == 1
        assert run(root, *arguments, "--jobs", "3") == expected
        assert run(root, *arguments, "--jobs", "3") == expected
        assert run(root, *arguments, "--jobs", "1") == expected

    def test_a_pool_fills_the_cache_as_one_process_does(self, project: Path, tmp_path: Path) -> None:
        for number in range(40):
            (project / f"src/more_{number}.py").write_text(MANAGER if number % 3 else "def (:\n")
        expected = audited(project, None)
        for jobs in (1, 3):
            cache = Cache(tmp_path / f"cache_{jobs}")
            assert audited(project, cache, jobs=jobs) == expected
            assert audited(project, cache, jobs=jobs) == expected
            assert len(runs_of(cache)) == 1

    TEXTS = (MANAGER, CLIENT, INSIDE, OUTSIDE, "", "def (:\n", "from settings import HOST\n", "import redis\n")
    PATHS = ("src/a.py", "src/b.py", "app/settings.py", "settings.py", "src/app/settings.py", "src/app/__init__.py",
             "src/socket.py", "src/multiprocessing/__init__.py", "src/settings/__init__.py")  # fmt: skip

    @settings(max_examples=15, deadline=None, derandomize=True, database=None)
    @given(st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from((None, *TEXTS))), min_size=2, max_size=8))
    def test_whatever_is_written_moved_or_deleted_between_runs(self, edits: list[tuple[str, str | None]]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            root, cache = Path(folder, "project"), Cache(Path(folder, "cache"))
            (root / "src").mkdir(parents=True)
            (root / ".git").mkdir()
            (root / "src/client.py").write_text(CLIENT)
            for path, text in edits:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                if text is None:
                    (root / path).unlink(missing_ok=True)
                else:
                    (root / path).write_text(text)
                assert audited(root, cache) == audited(root, None)
                assert audited(root, cache) == audited(root, None)

    def test_what_cannot_be_packed_is_extracted_in_each_run(self, project: Path, cache: Cache) -> None:
        (project / "src/odd.py").write_text(f"{MANAGER}big = {10**40}\nodd = '\\ud800'\n")
        expected = audited(project, None)
        assert audited(project, cache) == expected
        (project / "src/clean.py").write_text("import sys\n")
        assert audited(project, cache) == expected

    def test_names_that_are_no_utf_8(self, project: Path, cache: Cache) -> None:
        (project / "src" / os.fsdecode(b"caf\xe9.py")).write_text(MANAGER)
        expected = audited(project, None)
        assert rules(expected).count("manager") == 2
        assert audited(project, cache) == expected
        assert audited(project, cache) == expected


class TestWhatIsNotDoneAgain:
    def test_a_warm_run_imports_neither_the_parser_nor_the_model(self, project: Path) -> None:
        code = (
            "import sys\nfrom sharelint import cli\n"
            "try: cli.main()\nexcept SystemExit: print(*sorted(sys.modules), file=sys.stderr)"
        )
        environment = os.environ | {"PYTHONPATH": str(ROOT), "SHARELINT_CACHE_DIR": str(project.parent / "cache")}
        imported = []
        for _ in range(2):
            command = [sys.executable, "-c", code, "src"]
            done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=True)
            assert "error[manager]" in done.stdout
            imported.append(set(done.stderr.split()))
        model = {"sharelint.project", "sharelint.shapes", "sharelint.facts", "sharelint.workers"}
        cold, warm = imported
        assert model <= cold
        assert not (model | {"libcst"}) & warm

    def test_after_an_edit_only_that_file_is_extracted(self, project: Path, cache: Cache) -> None:
        audited(project, cache)
        (project / "src/clean.py").write_text("import sys\n")
        shelf = shelf_of(project, cache)
        names = ("src/clean.py", "src/client.py", "src/manager.py", "app/settings.py")
        results = shelf.results(in_processes, [file_of(project, name) for name in names])
        assert [type(each) for each in results] == [Packed] * 4
        assert list(shelf.fresh) == ["src/clean.py"]

    def test_a_file_that_is_only_touched_is_not_extracted(self, project: Path, cache: Cache) -> None:
        audited(project, cache)
        os.utime(project / "src/clean.py", (1, 1))
        shelf = shelf_of(project, cache)
        shelf.results(in_processes, [file_of(project, "src/clean.py")])
        assert shelf.fresh == {}

    def test_another_level_or_format_is_the_same_run(self, project: Path, cache: Cache) -> None:
        for arguments in ([], ["--min-level", "note"], ["--format", "json"], ["--fail-on", "error"]):
            run(project, "src", *arguments)
        assert len(runs_of(cache)) == 1

    def test_a_branch_that_one_comes_back_to_is_the_same_run(self, project: Path, cache: Cache) -> None:
        for text in (MANAGER, "x = 1\n", MANAGER):
            (project / "src/manager.py").write_text(text)
            assert rules(audited(project, cache)).count("manager") == (text == MANAGER)
        assert len(runs_of(cache)) == 2

    def test_code_from_stdin_is_no_run_but_what_it_imports_is_kept(self, project: Path, cache: Cache) -> None:
        config = load_config([project / "src"])
        for _ in range(2):
            report = audit([], config, stdin=CLIENT.encode(), stdin_filename=str(project / "src/new.py"), cache=cache)
            assert rules(report) == ["socket-peer"]
        assert runs_of(cache) == []
        assert list(shelf_of(project, cache).entries) == ["app/settings.py"]


class TestWhatLeadsToANewAnswer:
    def changed(self, project: Path, cache: Cache, change: Callable[[], object], *paths: str) -> tuple[list[str], ...]:
        """The rules that are found before and after a change, with a cache as without."""
        before = audited(project, cache, *paths)
        assert audited(project, cache, *paths) == before
        change()
        after = audited(project, cache, *paths)
        assert after == audited(project, None, *paths)
        return rules(before), rules(after)

    def test_a_constant_in_a_file_that_is_not_audited(self, project: Path, cache: Cache) -> None:
        before, after = self.changed(project, cache, lambda: (project / "app/settings.py").write_text(OUTSIDE))
        assert (before, after) == (["socket-peer", "manager"], ["manager"])

    def test_a_new_file_that_takes_the_place_of_a_module(self, project: Path, cache: Cache) -> None:
        (project / ".gitignore").write_text("socket.py\n")  # not audited, and imported all the same
        before, after = self.changed(project, cache, lambda: (project / "src/socket.py").write_text("x = 1\n"))
        assert (before, after) == (["socket-peer", "manager"], ["manager"])

    def test_a_new_package_that_takes_the_place_of_a_module(self, project: Path, cache: Cache) -> None:
        (project / ".gitignore").write_text("socket/\n")
        (project / "src/socket").mkdir()
        before, after = self.changed(project, cache, (project / "src/socket/__init__.py").touch)
        assert (before, after) == (["socket-peer", "manager"], ["manager"])

    def test_a_dead_link_that_comes_to_life(self, project: Path, cache: Cache) -> None:
        (project / ".gitignore").write_text("socket.py\n")
        (project / "src/socket.py").symlink_to(project / "target")
        before, after = self.changed(project, cache, (project / "target").touch)
        assert (before, after) == (["socket-peer", "manager"], ["manager"])

    def test_a_file_that_is_moved(self, project: Path, cache: Cache) -> None:
        before, after = self.changed(
            project, cache, lambda: (project / "app/settings.py").rename(project / "app/other.py")
        )
        assert (before, after) == (["socket-peer", "manager"], ["manager"])

    def test_a_file_that_is_deleted_and_one_that_is_added(self, project: Path, cache: Cache) -> None:
        before, after = self.changed(project, cache, (project / "src/manager.py").unlink)
        assert (before, after) == (["socket-peer", "manager"], ["socket-peer"])
        _, after = self.changed(project, cache, lambda: (project / "src/again.py").write_text(MANAGER))
        assert after == ["manager", "socket-peer"]

    def test_an_ignore_file(self, project: Path, cache: Cache) -> None:
        before, after = self.changed(project, cache, lambda: (project / ".gitignore").write_text("manager.py\n"))
        assert (before, after) == (["socket-peer", "manager"], ["socket-peer"])

    def test_a_setting(self, project: Path, cache: Cache) -> None:
        (project / "sharelint.toml").write_text("")
        change = (project / "sharelint.toml").write_text
        before, after = self.changed(project, cache, lambda: change("ignore = ['memory']\n"))
        assert (before, after) == (["socket-peer", "manager"], ["socket-peer"])

    def test_a_rule_page_of_ones_own(self, project: Path, cache: Cache) -> None:
        page = project / "own/memory/mine.md"
        page.parent.mkdir(parents=True)
        text = (ROOT / "rules/memory/manager.md").read_text().replace(": manager", ": mine")
        page.write_text(text)
        (project / "sharelint.toml").write_text("rules = ['own']\n")
        before, after = self.changed(
            project, cache, lambda: page.write_text(text.replace("message    = ", "message    = 'other' # ", 1))
        )
        assert (before, after) == (["socket-peer", "manager", "mine"],) * 2
        assert "other" in [finding.message for finding in audited(project, cache).findings]

    def test_an_edit_in_the_same_second_that_leaves_size_and_mtime(self, project: Path, cache: Cache) -> None:
        path = project / "src/manager.py"
        was = path.stat()

        def edit() -> None:
            path.write_text(MANAGER.replace("Manager()", "Mamager()"))
            os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))

        before, after = self.changed(project, cache, edit)
        assert (before, after) == (["socket-peer", "manager"], ["socket-peer"])

    def test_only_a_file_that_has_been_left_alone_for_a_while_is_known_by_its_looks(
        self, project: Path, cache: Cache
    ) -> None:
        audited(project, cache)
        assert {entry.stamp for entry in shelf_of(project, cache).entries.values()} == {None}
        time.sleep(CALM)
        audited(project, cache)
        assert None not in {entry.stamp for entry in shelf_of(project, cache).entries.values()}
        path = project / "src/manager.py"
        was = path.stat()
        path.write_text(MANAGER.replace("Manager()", "Mamager()"))
        os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
        assert rules(audited(project, cache)) == ["socket-peer"]

    def test_what_may_go_better_next_time_is_tried_again(self, project: Path, cache: Cache) -> None:
        (project / "src/deep.py").write_text(f"x = {'[' * 2000}{']' * 2000}\n")
        expected = audited(project, None)
        assert [problem.trouble.value for problem in expected.problems] == ["too-complex"]
        for _ in range(2):
            assert audited(project, cache) == expected
            assert runs_of(cache) == []

    def test_another_state_of_the_tool_starts_anew(self, project: Path, tmp_path: Path) -> None:
        copy = tmp_path / "copy"
        for name in ("sharelint", "rules"):
            shutil.copytree(ROOT / name, copy / name)
        assert run(project, "src", python=copy)[0] == 1
        module = copy / "sharelint/settle.py"
        module.write_text(module.read_text().replace("ledger.settle(findings)", "ledger.settle([])"))
        code, out, _ = run(project, "src", python=copy)
        assert (code, out) == (0, "No findings in 3 files\n")


class TestHarm:
    @pytest.fixture
    def filled(self, project: Path, cache: Cache) -> list[Path]:
        audited(project, cache)
        return files_of(cache)

    def test_a_flipped_byte_anywhere(self, project: Path, cache: Cache, filled: list[Path]) -> None:
        expected = audited(project, None)
        assert len(filled) == 3
        for path in filled:
            for offset in range(0, path.stat().st_size, 61):
                data = bytearray(path.read_bytes())
                data[offset] ^= 0x20
                path.write_bytes(data)
                (project / "src/clean.py").write_text(f"x = {offset}\n")  # so that facts are needed
                assert audited(project, cache) == expected

    def test_any_flipped_byte_is_noticed(self, tmp_path: Path) -> None:
        path = tmp_path / "room" / "file"
        disk.write(path, disk.sealed(b"what was worked out"))
        whole = path.read_bytes()
        assert disk.read(path) == b"what was worked out"
        for offset in range(len(whole)):
            path.write_bytes(whole[:offset] + bytes([whole[offset] ^ 1]) + whole[offset + 1 :])
            assert disk.read(path) is None

    def test_a_file_cut_off_anywhere(self, project: Path, cache: Cache, filled: list[Path]) -> None:
        expected = audited(project, None)
        for path in filled:
            for length in range(0, path.stat().st_size, 97):
                os.truncate(path, length)
                (project / "src/clean.py").write_text(f"x = {length}\n")
                assert audited(project, cache) == expected

    @pytest.mark.parametrize("kind", ["folder", "link", "link to a folder", "pipe", "nothing"])
    def test_something_else_in_its_place(
        self, project: Path, cache: Cache, filled: list[Path], kind: str, tmp_path: Path
    ) -> None:
        expected = audited(project, None)
        (tmp_path / "other").write_text("somebody's")
        make: dict[str, Callable[[Path], object]] = {
            "folder": Path.mkdir,
            "link": lambda path: path.symlink_to(tmp_path / "other"),
            "link to a folder": lambda path: path.symlink_to(tmp_path),
            "pipe": os.mkfifo,
            "nothing": Path.exists,
        }
        for path in filled:
            path.unlink()
            make[kind](path)
        assert audited(project, cache) == expected
        assert audited(project, cache) == expected
        assert (tmp_path / "other").read_text() == "somebody's"

    def test_a_link_to_the_very_file_is_not_followed(
        self, project: Path, cache: Cache, filled: list[Path], tmp_path: Path
    ) -> None:
        for number, path in enumerate(filled):
            path.rename(tmp_path / f"moved_{number}")
            path.symlink_to(tmp_path / f"moved_{number}")
        assert audited(project, cache) == audited(project, None)
        assert [path.is_symlink() for path in files_of(cache)] == [False] * 3

    def test_a_file_in_place_of_the_folder(self, project: Path, cache: Cache) -> None:
        cache.folder.write_text("somebody's")
        assert run(project, "src") == run(project, "src", "--no-cache")
        assert cache.folder.read_text() == "somebody's"

    @pytest.mark.parametrize("mode", [0o000, 0o400, 0o500])
    def test_a_folder_and_files_that_may_not_be_written_or_read(self, mode: int, nobody: Path) -> None:
        project, cache = nobody / "project", Cache(nobody / "cache")
        (project / "src").mkdir(parents=True)
        (project / "src/a.py").write_text(MANAGER)
        expected = audited(project, cache)
        inside = [*sorted(cache.folder.rglob("*"), reverse=True), cache.folder]
        for path in inside:
            path.chmod(mode)
        (project / "src/b.py").write_text(MANAGER)
        report = audited(project, cache)
        for path in reversed(inside):
            path.chmod(0o700)
        assert (rules(expected), rules(report)) == (["manager"], ["manager"] * 2)

    def test_a_limit_to_the_size_of_files(self, project: Path, cache: Cache) -> None:
        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

        expected = run(project, "src", "--no-cache")
        assert run(project, "src", preexec_fn=limit) == expected
        assert [path for path in cache.folder.rglob("*") if path.is_file()] == []

    def test_a_full_disk(self, project: Path, cache: Cache) -> None:
        cache.folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=8k", "none", str(cache.folder)]
        if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("no file system may be mounted here")
        try:
            assert run(project, "src") == run(project, "src", "--no-cache")
            assert run(project, "src") == run(project, "src", "--no-cache")
            with pytest.raises(OSError, match="No space left"):
                (cache.folder / "more").write_bytes(bytes(8192))
        finally:
            subprocess.run(["umount", cache.folder], check=True)

    def test_several_runs_at_once(self, project: Path, cache: Cache) -> None:
        for number in range(60):
            (project / f"src/more_{number}.py").write_text(MANAGER)
        _, expected, _ = run(project, "src", "--no-cache")
        environment = os.environ | {"PYTHONPATH": str(ROOT), "SHARELINT_CACHE_DIR": str(cache.folder)}
        command = [sys.executable, "-m", "sharelint", "--jobs", "1", "src"]
        for _ in range(2):
            processes = [
                subprocess.Popen(command, cwd=project, env=environment, stdout=subprocess.PIPE, text=True)
                for _ in range(4)
            ]
            assert [process.communicate(timeout=60)[0] for process in processes] == [expected] * 4
        assert len(runs_of(cache)) == 1
        assert list(cache.folder.rglob(".*")) == []

    def test_facts_are_not_lost_when_they_are_asked_for_deep_in_other_questions(self, tmp_path: Path) -> None:
        (tmp_path / "a.py").write_text("x = " + "a if b else " * 190 + "c\n")
        extracted = extract_packed(File("a.py", tmp_path / "a.py", explicit=False), Limits())
        packed = getattr(extracted, "result", None)
        assert isinstance(packed, Packed)

        def unpacked(depth: int) -> Facts:
            return unpacked(depth - 1) if depth else packed.unpacked()

        assert unpacked(700) == packed.unpacked()


class TestTheFolder:
    def test_it_is_for_its_owner_only_and_tagged(self, project: Path, cache: Cache) -> None:
        audited(project, cache)
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (cache.folder, *cache.folder.glob("[!C]*"))}
        assert modes == {0o700}
        assert {stat.S_IMODE(path.stat().st_mode) for path in files_of(cache)} == {0o600}
        tag = (cache.folder / "CACHEDIR.TAG").read_text()
        assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55\n")

    def test_it_is_the_platforms_unless_named_by_option_or_environment(self, project: Path, tmp_path: Path) -> None:
        home = {"HOME": str(tmp_path / "home"), "XDG_CACHE_HOME": ""}
        for arguments, env, folder in (
            ([], {}, tmp_path / "home/.cache/sharelint"),
            ([], {"SHARELINT_CACHE_DIR": "../named"}, tmp_path / "named"),
            (["--cache-dir", "../asked"], {"SHARELINT_CACHE_DIR": "../other"}, tmp_path / "asked"),
        ):
            environment = os.environ | {"PYTHONPATH": str(ROOT), "SHARELINT_CACHE_DIR": ""} | home | env
            command = [sys.executable, "-m", "sharelint", "src", *arguments]
            subprocess.run(command, cwd=project, env=environment, capture_output=True, check=False)
            assert (folder / "CACHEDIR.TAG").exists() is (sys.platform == "linux" or bool(env))
        assert not (tmp_path / "other").exists()

    def test_without_a_cache_nothing_is_written(self, project: Path, cache: Cache) -> None:
        run(project, "src", "--no-cache")
        assert not cache.folder.exists()

    def test_clearing_removes_what_is_cached_and_nothing_else(self, project: Path, cache: Cache) -> None:
        audited(project, cache)
        (cache.folder / "notes").mkdir()
        assert run(project, "--clear-cache") == (0, "", "")
        assert sorted(path.name for path in cache.folder.iterdir()) == ["CACHEDIR.TAG", "notes"]
        assert run(project, "--clear-cache") == (0, "", "")

    def test_what_was_used_last_stays_when_there_is_too_much(self, tmp_path: Path) -> None:
        rooms = [tmp_path / f"{number:032x}" for number in range(3)]
        for age, room in enumerate(rooms):
            disk.write(room / INDEX, [bytes(1000)])
            os.utime(room / INDEX, (time.time() - age * 1000,) * 2)
        disk.tidy(rooms[2], {INDEX}, 5, limit=2500)
        assert disk.rooms(tmp_path) == rooms[:2]

    def test_only_the_latest_runs_and_what_is_in_use_stay(self, tmp_path: Path) -> None:
        room = tmp_path / f"{0:032x}"
        now = time.time()
        for name, age in {"a.run": 3, "b.run": 2, "c.run": 1, INDEX: 999, "old.facts": 999, "new.facts": 0}.items():
            disk.write(room / name, [b"x"])
            os.utime(room / name, (now - age,) * 2)
        disk.tidy(room, {INDEX}, 2)
        assert sorted(path.name for path in room.iterdir()) == ["b.run", "c.run", INDEX, "new.facts"]

    def test_edits_do_not_scatter_facts_over_many_files(self, project: Path, cache: Cache) -> None:
        for number in range(20):
            (project / "src/clean.py").write_text(f"x = {number}\n")
            audited(project, cache)
        shelf = shelf_of(project, cache)
        assert len(shelf.files_in_use) <= 4
        assert len(shelf.entries) == 4

    def test_files_that_are_gone_are_forgotten_and_those_of_other_runs_are_not(
        self, project: Path, cache: Cache
    ) -> None:
        audited(project, cache)
        (project / "src/clean.py").unlink()
        audited(project, cache, "src/client.py")
        (project / "src/more.py").touch()
        audited(project, cache, "src/more.py")
        assert list(shelf_of(project, cache).entries) == [
            "app/settings.py", "src/client.py", "src/manager.py", "src/more.py"
        ]  # fmt: skip


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder of a user who is not root: that one if the tests run as root."""
    folder = Path(os.path.realpath(tempfile.mkdtemp()))
    audit([ROOT / "tests/conftest.py"], Config(root=ROOT))  # what is imported on the way may be root's alone
    user = os.geteuid()
    if user == 0:
        os.chown(folder, 65534, -1)
        os.seteuid(65534)
    yield folder
    os.seteuid(user)
    shutil.rmtree(folder)
