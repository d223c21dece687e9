"""Batches of views and what the map is to say of them, made in processes of their own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty, Full
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from ...errors import TrainingError
from .samples import TruePage, find_pages, load_page
from .targets import Targets, draw_targets
from .views import Pictures, View, take_view

#: Pages kept in memory by a process, and views taken of one before another page takes its place.
_KEPT, _VIEWS = 300, 6
#: Photographs and icons kept by a process.
_PHOTOS, _ICONS = 150, 1500
#: Batches made ahead, and seconds without one after which the processes that make them are looked after.
_AHEAD, _PATIENCE = 6, 20.0

#: Pictures (N, S, S, 1), cores (N, S / 2, S / 2) and geometry with what is known of it (N, S / 4, S / 4, 5).
Batch: TypeAlias = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where views come from.

    Attributes
    ----------
    pages : sequence of Path
        Folders of pages.
    pictures : Path, optional
        Folder of ``python -m pagerec.training.textmap.pictures``.
    """

    pages: Sequence[Path]
    pictures: Path | None = None


def batches(sources: Sources, size: int, side: int, seed: int, processes: int = 1) -> Iterator[Batch]:
    """Batches without end; the same for the same seed, if there is one process.

    Raises
    ------
    TrainingError
        There are no pages.
    """
    if not any(True for folder in sources.pages for _ in find_pages(folder)):
        raise TrainingError(f"{', '.join(map(str, sources.pages))}: no pages; make some first")
    context = multiprocessing.get_context("spawn")
    queue: Queue[Batch] = context.Queue(_AHEAD)
    workers = [
        context.Process(target=_make, args=(queue, sources, size, side, (seed, number)), daemon=True)
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    while True:
        try:
            yield queue.get(timeout=_PATIENCE)
        except Empty:
            if not all(worker.is_alive() for worker in workers):
                raise TrainingError("a process that makes views has ended; what it printed says why") from None


def _make(queue: Queue[Batch], sources: Sources, size: int, side: int, seeds: Sequence[int]) -> None:
    cv2.setNumThreads(1)
    queue.cancel_join_thread()  # a parent that was killed reads no more
    random = np.random.default_rng(list(seeds))
    views = _views(sources, side, random)
    parent = multiprocessing.parent_process()
    while parent is None or parent.is_alive():
        batch = to_batch([next(views) for _ in range(size)])
        with suppress(Full):  # looks after its parent now and then, and then goes on with a new batch
            queue.put(batch, timeout=_PATIENCE)


def to_batch(views: Sequence[View]) -> Batch:
    """What the network gets and is to give for some views of one size."""
    targets: list[Targets] = [draw_targets(view.gray.shape, view.lines, view.ignored) for view in views]
    geometry = [np.concatenate([t.geometry, t.inside[..., None].astype(np.float32)], axis=-1) for t in targets]
    return (
        np.stack([view.gray[..., None] for view in views]),
        np.stack([target.core for target in targets]),
        np.stack(geometry),
    )


def _views(sources: Sources, side: int, random: np.random.Generator) -> Iterator[View]:
    pictures = load_pictures(sources.pictures, random)
    kept: list[TruePage] = []
    while True:
        # Looked for again now and then: pages may still be made while training runs.
        found = [path for folder in sources.pages for path in find_pages(folder)]
        for _ in range(_KEPT):
            path = found[random.integers(len(found))]
            if not path.exists():
                break  # pages are being made anew
            page = load_page(path)
            if len(kept) < _KEPT:
                kept.append(page)
            else:
                kept[random.integers(_KEPT)] = page
            for _ in range(_VIEWS):
                yield take_view(kept[random.integers(len(kept))], pictures, side, random)


def load_pictures(folder: Path | None, random: np.random.Generator) -> Pictures:
    """Some of the photographs and icons of a folder; none without a folder."""
    if folder is None:
        return Pictures((), ())
    photos = [cv2.imread(str(path), cv2.IMREAD_GRAYSCALE) for path in _some(folder / "photos", _PHOTOS, random)]
    icons = [
        _icon(path)
        for name in ("icons", "graphics")
        for path in _some(folder / name, _ICONS if name == "icons" else _ICONS // 4, random)
    ]
    return Pictures(
        [np.asarray(photo, np.uint8) for photo in photos if photo is not None and min(photo.shape) >= 64],
        [icon for icon in icons if icon is not None],
    )


def _some(folder: Path, count: int, random: np.random.Generator) -> list[Path]:
    found = sorted(path for path in folder.rglob("*") if path.suffix in (".png", ".jpg"))
    return [found[k] for k in random.permutation(len(found))[:count]]


def _icon(path: Path) -> NDArray[np.uint8] | None:
    """Gray and cover (H, W, 2) of a picture, at most 128 pixels high and wide."""
    image = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if image is None or image.dtype != np.uint8 or min(image.shape[:2]) < 8:
        return None
    if image.ndim == 2:
        image = cv2.cvtColor(image, cv2.COLOR_GRAY2BGRA)
    elif image.shape[2] == 3:
        image = cv2.cvtColor(image, cv2.COLOR_BGR2BGRA)
    share = min(1.0, 128 / max(image.shape[:2]))
    image = cv2.resize(image, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    gray = cv2.cvtColor(image[..., :3], cv2.COLOR_BGR2GRAY)
    return np.stack([gray, image[..., 3]], axis=-1).astype(np.uint8)
