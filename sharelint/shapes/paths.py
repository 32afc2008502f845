"""What a path says about who can see it: text or parts of a text in, class of path out."""

from __future__ import annotations

import re
from typing import Literal

from sharelint.project.contents import SCRATCH, UNIQUE
from sharelint.project.values import Hole

PathClass = Literal[
    "lock",
    "pid",
    "socket",
    "claim",
    "inbox",
    "upload",
    "shared",
    "host",
    "scratch",
    "memory",
    "read-only",
    "device",
    "document",
    "",
]

HOLE = "\0"

TEST_FOLDERS = frozenset({"tmp_path", "tmpdir", "tmp_path_factory", "tmpdir_factory"})  # pytest's, one for each test

_LOCK = re.compile(
    r"(^|[/\0._-])(lock|lck|lockfile|flock|mutex)s?([/\0_-][^/]*)?$"
    r"|\.(lock|lck|lk|lockfile)s?(\0|$)"
    r"|/(run|var|var/run)/locks?/",
    re.IGNORECASE,
)
_PID = re.compile(r"\.pid(\0|$)|(^|/)pid_?file$|\.pid(file|lock)$", re.IGNORECASE)

# Lock files of package managers say which versions are installed; they lock nothing.
_PACKAGE_LOCK = re.compile(
    r"(^|[/\0])(poetry|pipfile|uv|pdm|pixi|yarn|cargo|gemfile|composer|mix|pubspec|podfile|flake|chart|dvc|buf|renv|conda"
    r"|bun|deno|package|requirements[^/]*|\.terraform|pylock[^/]*|MODULE\.bazel|packages|npm-shrinkwrap|pnpm-lock|uv|rye|pip"
    r"|conda-lock|package-lock|[^/]*requirements)\.(lock[b]?(\.(json|hcl|toml|ya?ml))?|json|ya?ml)$|gradle\.lockfile$|go\.sum$",
    re.IGNORECASE,
)
# Where package managers of an operating system put theirs, for everybody who wants to install something.
_FOREIGN = re.compile(
    r"(/var)?/run/(zypp|yum|dnf|apt|dpkg|packagekit|unattended-upgrades)[\w.-]*$|/var/(lib|cache)/(dpkg|apt|rpm|pacman|zypp|dnf)/",
    re.IGNORECASE,
)
_ASSET = re.compile(
    r"\.(py|pyi|js|css|html?|svg|png|jpg|gif|md|rst|txt|ts|json|ya?ml|toml|ini|cfg|sql)$", re.IGNORECASE
)
_FILE_LIKE = re.compile(r"[/\\]|[\w\0-]\.\w")  # a folder or a suffix; a bare word or suffix is no path
_PATH_LIKE = re.compile(r"[\w\0.~@%+:{}()\[\]$/\\ -]+")


# Where programs leave files for one another: mounts, network disks, spools, shared memory with a name.
_SHARED = re.compile(
    r"(/(mnt|media|srv|nfs|share|shared|data|efs|fsx|lustre|gpfs|exports?|net|vol|volumes|Volumes|dev/shm|dev/mqueue"
    r"|var/spool|Users/Shared|dbfs/mnt)|(file|smb|nfs|cifs|osfs)://[^/]*)/+[^/]"
    r"|\\\\[^\\/?.\0][^\\/]*\\[^\\]"
)
# Where every program of one host, and of that host only, finds them again.
_HOST = re.compile(
    r"/(tmp|var/tmp|usr/tmp|private/tmp|run|var/run|var/lock|var/lib|var/cache|var/data|var/www|home/[^/]+|root"
    r"|opt/[^/]+/(data|var|uploads|shared))/+[^/]"
    r"|[A-Za-z]:[\\/]+[^\\/]"
)
# What belongs to the operating system, the container platform or a package manager, and files that say to a probe of
# the platform that this one process is well.
_SYSTEM = re.compile(
    r"/(run|var/run)/(secrets|systemd|udev|user|dbus|docker|containerd|host|initctl|utmp|resolvconf|NetworkManager|nscd)\b"
    r"|/(run|var/run)/[\w.-]+\.(sock|socket)$"
    r"|/var/lib/(dpkg|apt|rpm|pacman|portage|docker|containerd|kubelet|cloud|dbus|systemd|dhcp\w*|NetworkManager|snapd|alternatives"
    r"|misc|selinux|lxc|lxd|libvirt|ca-certificates|update-\w+|ubuntu-\w+)\b"
    r"|/var/cache/(apt|yum|dnf|apk|pacman|zypp|ldconfig)\b"
    r"|/tmp/\.?[\w-]*(healthy?|health_?check|alive|liveness|ready|readiness|heartbeat)[\w.-]*$"
    r"|/tmp/\.(X11|ICE|XIM|font)-unix"
)
_MEMORY = re.compile(r":mem(ory)?:|[?&]mode=memory|^(sqlite(\+\w+)?:(//)?/?)?$|^file::memory:|^memory$", re.IGNORECASE)
_READ_ONLY = re.compile(r"[?&](mode=ro|immutable=1)\b")
_DEVICE = re.compile(
    r"-|/dev/(null|std(out|err|in)|tty\w*|console|log|fd/\d+)|/proc/(1|self)/fd/\d|NUL|CON", re.IGNORECASE
)
# A folder of jobs that somebody has taken: a rename into it is how one process wins.
_CLAIM = re.compile(
    r"(^|[/\0])(processing|in[_-]?(progress|process|flight)|working|claim(ed|s)?|taken|running|reserved|cur|leased|pending)/"
    r"|\.(processing|in[_-]?(progress|process|flight)|working|claimed|taken|reserved|leased)$",
    re.IGNORECASE,
)


def plain(parts: tuple[str | Hole, ...]) -> str:
    """The text with every unknown part as `HOLE`."""
    return "".join(part if isinstance(part, str) else HOLE for part in parts)


def shown_in_place(parts: tuple[str | Hole, ...]) -> str:
    """`plain`, with the host's folder for temporary files written out."""
    return "".join(
        part if isinstance(part, str) else "/tmp" if part.type == "tempfile.gettempdir" else HOLE  # noqa: S108
        for part in parts
    )


def is_scratch(parts: tuple[str | Hole, ...]) -> bool:
    """Whether a part of the text is a file or folder that `tempfile` made, or pytest for one test."""
    holes = [part for part in parts if isinstance(part, Hole)]
    return any(hole.type.startswith(SCRATCH) or hole.name.partition(".")[0] in TEST_FOLDERS for hole in holes)


def is_unique(parts: tuple[str | Hole, ...]) -> bool:
    """Whether a part of the text is one that no other process would choose, such as a uuid."""
    return any(isinstance(part, Hole) and part.type.startswith(UNIQUE) for part in parts)


def place_of(text: str) -> PathClass:
    """Whether a path lies where other processes look: "shared" between programs, or open to all of one "host"."""
    if len(text) > 400 or "\n" in text or _SYSTEM.match(text):
        return ""
    return "shared" if _SHARED.match(text) else "host" if _HOST.match(text) else ""


def store_of(text: str) -> PathClass:
    """What the address of an embedded database says: that it is no file, or that nobody writes to it."""
    if _MEMORY.search(text):
        return "memory"
    return "read-only" if _READ_ONLY.search(text) else ""


def folder_of(parts: tuple[str | Hole, ...]) -> PathClass:
    """What the folders of a path, or the variables that hold them, are called: "inbox" for messages, or "upload"."""
    text = "".join(part if isinstance(part, str) else part.name.rpartition(".")[2] for part in parts)
    names = text.split("/")[:-1]
    for kind, word in _FOLDERS.items():
        if any(word.search(name) or _NAMED[kind].search(name) for name in names):
            return kind
    return ""


def classes(parts: tuple[str | Hole, ...]) -> set[PathClass]:
    """Every class of a path by its text. Lock and pid files have rules of their own, wherever they lie.

    A unique name hides a file among all the others under /tmp; a reader of an inbox takes whatever is there.
    """
    if is_scratch(parts):
        return {"scratch"}
    text = shown_in_place(parts)
    found: set[PathClass] = {store_of(text), "device" if _DEVICE.fullmatch(text) else "", classify(text)}
    if _ASSET.search(text):
        found.add("document")
    if not found & {"lock", "pid"}:
        found |= {place_of(text), "claim" if _CLAIM.search(text) else "", folder_of(parts)}
    if "host" in found and is_unique(parts):
        return {"scratch"}
    if text.endswith((".sock", ".socket")):
        found.add("socket")
    return found - {""}


def classify(text: str) -> PathClass:
    """The class of the path of a lock or pid file, `HOLE`s and all; "" for any other text."""
    if not text or len(text) > 400 or not _PATH_LIKE.fullmatch(text) or "  " in text or "://" in text:
        return ""
    if _FOREIGN.match(text):
        return ""
    if _PID.search(text):
        return "pid"
    if not _FILE_LIKE.search(text) or text.startswith("/etc/"):
        return ""
    if _LOCK.search(text) and not _PACKAGE_LOCK.search(text) and not _ASSET.search(text):
        return "lock"
    return ""


_NAMED: dict[PathClass, re.Pattern[str]] = {
    "pid": re.compile(r"pid_?(file|path|name|lock)|pidf\b", re.IGNORECASE),
    "lock": re.compile(
        r"(lock|lck)_?(file|path|name|fn|dir|folder)|(file|path|dir)_?lock|(^|[._])(lock|lck)$", re.IGNORECASE
    ),
    "inbox": re.compile(
        r"(in_?box|incoming|out_?box|outgoing|spool|drop|queue|mailbox|watch)_?(dir|directory|folder|path)s?$",
        re.IGNORECASE,
    ),
    "upload": re.compile(
        r"((^|[^a-z])uploads?_?(dir|directory|folder|path|root|to)|media_?(root|dir|folder))$", re.IGNORECASE
    ),
    "socket": re.compile(r"(sock|socket)_?(file|path|name|addr)|(^|[._])unix_?sock(et)?$", re.IGNORECASE),
}


_FOLDERS: dict[PathClass, re.Pattern[str]] = {  # of a folder, the bare word is enough
    "inbox": re.compile(
        r"^(in_?box|incoming|out_?box|outgoing|spool|dropzone|hot_?folder|queues?|mailbox(es)?)$", re.IGNORECASE
    ),
    "upload": re.compile(r"^uploads?$", re.IGNORECASE),
}


def classify_name(name: str) -> PathClass:
    """What a variable, attribute or class of that name is said to hold: `self.pid_file`, `PidFile`, `lock_path`."""
    return next((kind for kind, pattern in _NAMED.items() if pattern.search(name)), "")
