"""What is given to a parameter, by the kind of the row and the parameter's name, to make a violation or none."""

from __future__ import annotations

from tests.catalogue.rows import Parameter, Row

# Words, divided by blanks.
PATHS = (
    "base_dir cache_dir cache_path conn data_dir database db_path dir directory dirname excel_writer file file_path "
    "file_specifier filename filename_or_conn filepath filepath_or_buffer fname fs_url location lock_file lock_path "
    "lockfile lockfile_path name path path_or_buf pathname pidfile pidfile_path root root_path src storage_path store "
    "top uri urlpath"
)
URLS = (
    "account_url base_url connect connstr db_url dial endpoint gateway redis_url request service_url settings_url "
    "storage_string storage_uri target target_host uri uri_or_host url wsdl"
)
HOSTS = "addr address client_address host hostname remote_addr remote_host server sock"
PAIRS = "addr address remote_addr server_address sock"  # a host with its port
LISTS = "addresses bootstrap_servers contact_points host_and_ports hosts node_addresses servers"

ON_DISK = "exclusive-create file-backend file-lock local-database pid-file shared-path"
ON_NET = "hardcoded-service mp-connection multicast peer-list socket-peer unix-ipc url-peer"
FILES = {
    "file-lock": '"/var/lock/orders.lock"',
    "pid-file": '"/run/orders.pid"',
    "shared-path": '"/mnt/exchange/orders"',
}
SQLITE = '"sqlite:////var/lib/shop/orders.db"'
ENVIRONMENT = 'os.environ["ADDRESS"]'

# What the addresses of a library look like.
ADDRESSES = {
    "redis://10.0.0.5:6379/0": "arq cashews coredis dramatiq limits redis saq socketio streaq valkey walrus",
    "amqp://10.0.0.5:5672//": "aio_pika amqp celery faststream kombu pika",
    "postgresql://10.0.0.5/orders": "asyncpg clickhouse_driver databases dataset playhouse psycopg sqlalchemy sqlmodel",
    "tcp://10.0.0.5:5555": "aiozmq nanomsg pynng zmq",
}


def url_for(row: Row) -> str:
    library = row.name.partition(".")[0]
    known = (address for address, libraries in ADDRESSES.items() if library in libraries.split())
    return f'"{next(known, "http://10.0.0.5:8000/orders")}"'


def violating(row: Row, parameter: Parameter) -> str | None:
    """An argument that makes a violation; None if this parameter does not decide."""
    name = parameter.name
    if row.kind in ON_NET.split():
        if name in LISTS.split():
            return '["10.0.0.5:7000", "10.0.0.6:7000"]'
        if name in URLS.split() or (row.kind == "url-peer" and name in PAIRS.split()):
            return url_for(row)
        return '("10.0.0.5", 9999)' if name in PAIRS.split() else '"10.0.0.5"' if name in HOSTS.split() else None
    if row.kind in ON_DISK.split():
        if row.kind == "local-database" and name in URLS.split():
            return SQLITE
        return FILES.get(row.kind, '"/var/lib/shop/orders.db"') if name in PATHS.split() else None
    return None


def innocent(row: Row, parameter: Parameter) -> str | None:
    """An argument that makes none; None if it is the call itself that makes the violation."""
    given = violating(row, parameter) or ""
    if row.kind in ON_NET.split():
        return f"[{ENVIRONMENT}]" if given[0] == "[" else f"({ENVIRONMENT}, 9999)" if given[0] == "(" else ENVIRONMENT
    if row.kind == "shared-path":
        return 'os.path.join(tempfile.mkdtemp(), "orders")'
    return 'os.environ["DATABASE_URL"]' if given == SQLITE else None


def filler(parameter: Parameter) -> str:
    """An argument for a parameter that does not decide."""
    if parameter.name in PATHS.split():
        return '"orders"'
    return "None" if parameter.name in ("reactor", "loop", "protocol_factory") else "1"


def call(parameters: tuple[Parameter, ...], given: dict[str, str], *, by_keyword: bool = False) -> str:
    """`@(…)` with these arguments, and with something for what is required."""
    positional: list[str] = []
    keywords: list[str] = []
    for each in parameters:
        value = given.get(each.name) or (filler(each) if each.required else None)
        if value is None:
            continue
        if each.position is None or (by_keyword and each.name in given):
            keywords.append(f"{each.name}={value}")
        else:
            positional += ["None"] * (each.position - len(positional)) + [value]
    return f"@({', '.join((*positional, *keywords))})"


def calls(row: Row) -> tuple[list[str], list[str]]:
    """Violating calls, by position and by keyword, and harmless ones: none if there is no argument that decides."""
    decides = next((each for each in row.parameters if violating(row, each)), None)
    if decides is None:
        return [call(row.parameters, {})], []
    forms = [True] if decides.position is None else [False, True]
    bad, good = violating(row, decides) or "", innocent(row, decides)
    return (
        [call(row.parameters, {decides.name: bad}, by_keyword=form) for form in forms],
        [call(row.parameters, {decides.name: good}, by_keyword=form) for form in forms] if good else [],
    )
