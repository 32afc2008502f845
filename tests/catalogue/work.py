"""Probes of in-process-work: what a handler starts and does not wait for, and the same that it waits for."""

from __future__ import annotations

from tests.catalogue.rows import Row

MARKED = "  # here"
_FLASK = "from flask import Flask\n\napp = Flask(__name__)"

# Work that a handler leaves behind: what stands above it, its head, what it does, and what is no such work.
WORK = {
    "fastapi.BackgroundTasks.add_task": (
        "from fastapi import BackgroundTasks, FastAPI\n\napp = FastAPI()",
        "async def handler(tasks: BackgroundTasks):",
        "tasks.add_task(print)",
        "print(tasks)",
    ),
    "starlette.background.BackgroundTask": (
        "from fastapi import FastAPI\nfrom starlette.background import BackgroundTask\n\napp = FastAPI()",
        "async def handler():",
        "return BackgroundTask(print)",
        "return isinstance(app, BackgroundTask)",
    ),
    "threading.Thread": (
        "from threading import Thread\n\nfrom flask import Flask\n\napp = Flask(__name__)",
        "def handler():",
        "Thread(target=print).start()",
        "thread = Thread(target=print)\n    thread.start()\n    thread.join()",
    ),
    "concurrent.futures.ThreadPoolExecutor": (
        f"from concurrent.futures import ThreadPoolExecutor\n\n{_FLASK}\npool = ThreadPoolExecutor()",
        "def handler():",
        "pool.submit(print)",
        "return pool.submit(print).result()",
    ),
    "concurrent.futures.ProcessPoolExecutor.submit": (
        f"from concurrent.futures import ProcessPoolExecutor\n\n{_FLASK}\npool = ProcessPoolExecutor()",
        "def handler():",
        "pool.submit(print)",
        "return pool.submit(print).result()",
    ),
    "asyncio.create_task": (
        "from asyncio import create_task\n\nfrom fastapi import FastAPI\n\napp = FastAPI()",
        "async def handler(call):",
        "create_task(call())",
        "return await create_task(call())",
    ),
    "flask_executor.Executor": (
        "from flask import Flask\nfrom flask_executor import Executor\n\napp = Flask(__name__)\npool = Executor(app)",
        "def handler():",
        "pool.submit(print)",
        "return pool.submit(print).result()",
    ),
}


def work_probe(row: Row) -> tuple[str, str] | None:
    """(violation, harmless), or None for a name that is no work by itself."""
    if row.name not in WORK:
        return None
    head, function, bad, good = WORK[row.name]
    top = f'{head}\n\n\n@app.post("/a")\n{function}\n    '
    return f"{top}{bad}{MARKED}\n", f"{top}{good}\n"
