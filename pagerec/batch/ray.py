"""A batch on a Ray cluster, by Ray Data. Needs the extra ``ray``.

Every machine needs pagerec, and sees the files under the same path; files out of archives are sent. Each actor of Ray
Data has a process of its own that reads, as on a single machine: one that dies over a page takes nothing with it. An
actor or machine that is lost is replaced by Ray, and what it had is read again.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pagerec.batch.order import Item, read_in_order
from pagerec.batch.pool import Counted, Pool
from pagerec.batch.work import PAGES, Outcome, ReadOptions, Task
from pagerec.common.extras import need

__all__ = ["ReadPages", "read_items"]

_ROUND_PAGES = 1000
"""Pages for each actor that are handed to Ray at a time."""

_ROUND_BYTES = 256 << 20
"""The most bytes of unpacked files that are handed to Ray at a time."""


def read_items(
    items: Iterator[Item], address: str, jobs: int | None, options: ReadOptions
) -> Generator[Outcome, None, None]:
    """Read files on a cluster, and give the outcomes in order.

    Parameters
    ----------
    items : iterator of Item
    address : str
        As `ray.init` takes it; ``"local"`` starts a cluster on this machine. One that this process is connected to
        already is used.
    jobs : int or None
        Actors, of one core each; by default as many as the cluster has cores.
    options : ReadOptions

    Yields
    ------
    Outcome
        By item, then by page.

    Raises
    ------
    OptionError
        When Ray is not installed.
    """
    ray = need("ray", "ray")
    need("ray.data", "ray")
    with _connected(ray, address, jobs), Pool(1, None) as counter:
        actors = jobs or max(1, int(ray.cluster_resources().get("CPU", 1)))
        rows = _rows(items, counter)
        while batch := _next_round(rows, actors):
            for row in _read(ray, batch, actors, options):
                yield Outcome(
                    os.fsdecode(row["name"]), row["page"], row["pages"], row["line"], os.fsdecode(row["error"])
                )


class ReadPages:
    """Reads pages of a file: an actor of Ray Data.

    Parameters
    ----------
    options : ReadOptions
    """

    def __init__(self, options: ReadOptions) -> None:
        self._pool = Pool(1, options)

    def __call__(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        """Read what a row asks for; give a row for each page."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.fsdecode(row["path"])
            if row["content"]:
                path = str(Path(folder) / "content")
                Path(path).write_bytes(row["content"])
            item = Item(os.fsdecode(row["name"]), path, row["first"], row["last"] or None, os.fsdecode(row["problem"]))
            return [
                {
                    "name": row["name"],
                    "page": outcome.page,
                    "pages": outcome.pages,
                    "line": outcome.line,
                    "error": os.fsencode(outcome.error),
                }
                for outcome in read_in_order(iter([item]), self._pool, 2 * PAGES)
            ]


def _read(ray: Any, rows: list[dict[str, Any]], actors: int, options: ReadOptions) -> Iterator[dict[str, Any]]:
    with _settings(ray):
        dataset = ray.data.from_items(rows, override_num_blocks=len(rows)).flat_map(
            ReadPages,
            fn_constructor_args=(options,),
            compute=ray.data.ActorPoolStrategy(min_size=1, max_size=actors),
            num_cpus=1,
        )
        yield from dataset.iter_rows()


def _rows(items: Iterator[Item], counter: Pool) -> Iterator[dict[str, Any]]:
    """What Ray is asked for: some pages of a file each."""
    for item in items:
        content = b""
        if item.discard:
            content = Path(item.path).read_bytes()
            item.discard()
        row = {
            "name": os.fsencode(item.name),
            "path": os.fsencode(item.path),
            "content": content,
            "problem": os.fsencode(item.problem),
        }
        pages = 0 if content or item.problem else _count(item, counter)
        for first in range(item.first, pages + 1, PAGES) if pages else [item.first]:
            yield row | {"first": first, "last": min(pages, first + PAGES - 1)}


def _count(item: Item, counter: Pool) -> int:
    """Pages of a file; 0 where it can't be opened: whoever reads it says why."""
    counter.submit(Task(item.name, item.path, 1, 0))
    while not (answers := counter.wait()):
        pass
    return next((answer.pages for answer in answers if isinstance(answer, Counted)), 0)


def _next_round(rows: Iterator[dict[str, Any]], actors: int) -> list[dict[str, Any]]:
    """As many rows as are handed to Ray at a time; none at the end."""
    batch: list[dict[str, Any]] = []
    pages = size = 0
    for row in rows:
        batch.append(row)
        pages += max(1, row["last"] - row["first"] + 1)
        size += len(row["content"])
        if pages >= _ROUND_PAGES * actors or size >= _ROUND_BYTES:
            break
    return batch


@contextmanager
def _connected(ray: Any, address: str, jobs: int | None) -> Iterator[None]:
    """Connect to a cluster, unless that has been done."""
    if ray.is_initialized():
        yield
        return
    cores = {"num_cpus": jobs} if address == "local" and jobs else {}
    ray.init(address, logging_level=logging.ERROR, log_to_driver=False, **cores)
    try:
        yield
    finally:
        ray.shutdown()


@contextmanager
def _settings(ray: Any) -> Iterator[None]:
    """Let Ray Data keep the order and say nothing, for a while."""
    context = ray.data.DataContext.get_current()
    logger = logging.getLogger("ray.data")
    before = context.enable_progress_bars, context.execution_options.preserve_order, logger.level
    context.enable_progress_bars, context.execution_options.preserve_order = False, True
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        context.enable_progress_bars, context.execution_options.preserve_order, level = before
        logger.setLevel(level)
