"""What stands in for a process that reads: quick, deadly, stuck, or broken from the start."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from pagerec.batch.work import Outcome, ReadOptions, Task
from pagerec.errors import ModelError


def pages_of(task: Task) -> int:
    """A path such as ``12-a`` is that of a file with 12 pages."""
    return int(Path(task.path).name.partition("-")[0])


def read(pipe: Connection, _options: ReadOptions | None) -> None:
    """Read pages; what is to happen stands in the file's name."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        pipe.send("ready")
        while True:
            task: Task = pipe.recv()
            pages = task.pages
            if pages is None:
                if "deadly-to-open" in task.name:
                    os.kill(os.getpid(), signal.SIGKILL)
                pages = pages_of(task)
                pipe.send(pages)
            for page in range(task.first, min(task.last, pages) + 1):
                _meet(task, page)
                pipe.send(Outcome(task.name, page, pages, f"{task.name} {page}\n".encode()))
            pipe.send(None)


def _meet(task: Task, page: int) -> None:
    if f"slow-{page}-" in task.name:
        time.sleep(0.3)
    if f"stuck-{page}-" in task.name:
        time.sleep(3600)
    if f"deadly-{page}-" in task.name:
        os.kill(os.getpid(), signal.SIGKILL)
    died = Path(task.path)
    if f"once-{page}-" in task.name and not died.exists():
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def without_model(pipe: Connection, _options: ReadOptions | None) -> None:
    """Find no model."""
    pipe.send(ModelError("m: there is no model; give the folder of one"))


def dying(_pipe: Connection, _options: ReadOptions | None) -> None:
    """Die before anything is said."""
    os._exit(7)


def stuck(_pipe: Connection, options: ReadOptions | None) -> None:
    """Write down who this is, then hang, deaf to what comes."""
    assert options is not None
    assert options.model is not None
    Path(options.model).write_text(str(os.getpid()))
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(3600)
