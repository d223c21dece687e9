"""Make labelled pictures of characters from fonts, on all cores; takes up what was broken off."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from pagerec.training.fonts.faces import Face

from ..errors import OptionError, TrainingError
from .manifest import FORMAT, LABELS, MANIFEST, read_manifest, write_json
from .picture import Look, draw_character
from .records import Record, write_records

__all__ = ["Plan", "synthesize"]

#: Pictures in a TFRecord file.
SHARD = 8192
#: Bytes of a picture of 64 × 64 in a TFRecord file, and the least that a file takes on a disk.
_BYTES, _BLOCK = 1_600, 4_096


@dataclass(frozen=True, slots=True)
class Plan:
    """Which pictures to make.

    Attributes
    ----------
    folder : Path
        Where to.
    characters : tuple of str
        A character's place is its class.
    faces : tuple of Face
    look : Look
    records : bool
        TFRecord files, not a folder of PNG files for each class.
    seed : int
        Of all that is random.
    """

    folder: Path
    characters: tuple[str, ...]
    faces: tuple[Face, ...]
    look: Look
    records: bool = False
    seed: int = 0

    @property
    def pictures_each(self) -> int:
        """Pictures of each character in each font."""
        return len(self.look.angles) * self.look.variants

    def items(self) -> Iterator[tuple[int, int, int]]:
        """Label, font and number of each picture."""
        for label, char in enumerate(self.characters):
            for font, face in enumerate(self.faces):
                if char in face.drawn:
                    for number in range(self.pictures_each):
                        yield label, font, number

    def count(self) -> int:
        """Number of pictures."""
        return sum(len(face.drawn) for face in self.faces) * self.pictures_each

    def draw(self, label: int, font: int, number: int) -> bytes:
        """Draw a picture; give its PNG file."""
        angle, variant = divmod(number, self.look.variants)
        seed = (self.seed, label, font, number)
        random = np.random.default_rng(seed) if variant else None
        face = self.faces[font]
        gray = draw_character(face.path, face.index, self.characters[label], self.look, self.look.angles[angle], random)
        return bytes(cv2.imencode(".png", gray)[1])


def synthesize(
    plan: Plan, *, processes: int | None = None, watch: Callable[[Iterator[int], int], Iterable[int]] | None = None
) -> int:
    """Make the pictures of a plan; go on where `plan.folder` was broken off.

    Finished files are left alone and none is ever half written, so the command may be killed at any time.

    Parameters
    ----------
    plan : Plan
    processes : int, optional
        All cores by default.
    watch : callable, optional
        Gets the numbers of the pictures finished at a time, as they come, and how many there are in all; gives them
        on. A progress bar goes here.

    Returns
    -------
    int
        Number of pictures in the folder.

    Raises
    ------
    OptionError
        The folder holds pictures of another plan, or something else.
    TrainingError
        A character is drawn by no font, or the disk is too small.
    """
    _check_drawn(plan)
    total = plan.count()
    _begin(plan, total)
    jobs = _shard_numbers(total) if plan.records else range(len(plan.characters))
    work = _write_shard if plan.records else _write_class
    numbers = _finished(plan, work, jobs, processes or os.cpu_count() or 1)
    for _ in watch(numbers, total) if watch else numbers:
        pass
    write_json(plan.folder / MANIFEST, _manifest(plan, total) | {"complete": True})
    return total


def _check_drawn(plan: Plan) -> None:
    lacking = set(plan.characters).difference(*(face.drawn for face in plan.faces))
    if lacking:
        some = "".join(sorted(lacking)[:20])
        raise TrainingError(
            f"no font draws {len(lacking)} of the {len(plan.characters)} characters: {some}; "
            "add a font that does, or leave them out of the charset file"
        )


def _begin(plan: Plan, total: int) -> None:
    """Write the manifest and the label map, or see that those there are of the same plan."""
    manifest = _manifest(plan, total)
    plan_before = read_manifest(plan.folder)
    if plan_before is not None:
        changed = [key for key in manifest if key != "complete" and plan_before.get(key) != manifest[key]]
        if changed:
            raise OptionError(
                f"{plan.folder}: was begun with other {' and '.join(changed)}; give the same options, or another folder"
            )
        return
    if plan.folder.exists() and (not plan.folder.is_dir() or any(plan.folder.iterdir())):
        raise OptionError(f"{plan.folder}: is there and holds something else; give a new folder")
    _check_disk(plan, total)
    try:
        plan.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OptionError(f"{plan.folder}: can't be made ({error.strerror}); give another folder") from error
    write_json(plan.folder / LABELS, {f"{label:05}": char for label, char in enumerate(plan.characters)})
    write_json(plan.folder / MANIFEST, manifest)


def _check_disk(plan: Plan, total: int) -> None:
    size = _BYTES * plan.look.width * plan.look.height / 64**2
    needed = total * (size if plan.records else -(-size // _BLOCK) * _BLOCK)
    place = next(folder for folder in (plan.folder, *plan.folder.absolute().parents) if folder.exists())
    free = shutil.disk_usage(place).free
    if needed > free:
        raise TrainingError(
            f"{plan.folder}: {total:,} pictures take about {needed / 1e9:.1f} GB and {free / 1e9:.1f} GB are free; "
            "make room, or ask for fewer angles, variants or fonts"
        )


def _manifest(plan: Plan, total: int) -> dict[str, Any]:
    lacking = [[char for char in plan.characters if char not in face.drawn] for face in plan.faces]
    return {
        "format": FORMAT,
        "kind": "tfrecord" if plan.records else "folder",
        "complete": False,
        "count": total,
        "look": asdict(plan.look),
        "seed": plan.seed,
        "fonts": [
            {"name": face.name, "file": Path(face.path).name, "index": face.index, "lacks": "".join(missing)}
            for face, missing in zip(plan.faces, lacking, strict=True)
        ],
        "characters": "".join(plan.characters),
    }


def _finished(plan: Plan, work: Callable[[int], int], jobs: Sequence[int], processes: int) -> Iterator[int]:
    """Do the jobs in processes; give the number of pictures of each when it is done."""
    with ProcessPoolExecutor(processes, get_context("spawn"), _enter, (plan,)) as pool:
        futures = [pool.submit(work, job) for job in jobs]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_plan: Plan
_order: list[tuple[int, int, int]]


def _enter(plan: Plan) -> None:
    """Get a worker ready: the plan, and for records its pictures in a random order."""
    global _plan, _order
    cv2.setNumThreads(1)
    _plan, _order = plan, []
    if plan.records:
        _order = list(plan.items())
        np.random.default_rng(plan.seed).shuffle(_order)


def _write_class(label: int) -> int:
    """Write the pictures of a class that are not there yet."""
    folder = _plan.folder / f"{label:05}"
    folder.mkdir(exist_ok=True)
    count = 0
    for font, face in enumerate(_plan.faces):
        if _plan.characters[label] not in face.drawn:
            continue
        for number in range(_plan.pictures_each):
            path = folder / f"{font:03}-{number:05}.png"
            if not path.exists():
                part = path.with_suffix(".part")
                part.write_bytes(_plan.draw(label, font, number))
                part.replace(path)
            count += 1
    return count


def _shard_numbers(total: int) -> range:
    return range(-(-total // SHARD))


def _write_shard(number: int) -> int:
    """Write a TFRecord file unless it is there."""
    items = _order[number * SHARD : (number + 1) * SHARD]
    path = _plan.folder / f"{number:05}.tfrecord"
    if not path.exists():
        write_records(path, (Record(_plan.draw(*item), item[0], item[1]) for item in items))
    return len(items)
