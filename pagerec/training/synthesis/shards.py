"""Training cells on disk: written by processes of their own, read while more are written."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pagerec.errors import ModelError, TrainingError
from pagerec.recognition.charset import Charset, default_characters
from pagerec.recognition.presets import characters_of
from pagerec.training.fonts.catalog import catalog

from .compose import RUNNING, UNIFORM, Composer, Fonts, read_corpora
from .dataset import NEGATIVES, LabelledPage, random_pages, samples

#: Cells in a shard (128 MiB).
SHARD = 65_536
#: The characters of the labels from 1 on; shards without this file are of the shipped model's.
CHARACTERS = "characters.txt"


def write_shards(
    folder: Path, composer: Composer, charset: Charset, count: int, *, first: int = 0, negatives: float = NEGATIVES
) -> None:
    """Write `count` shards of cells in random order: ``NNNNN.x.npy`` (windows) and ``NNNNN.y.npy`` (labels).

    A shard that is there already is left alone, so that a broken run can be taken up again. ``characters.txt``
    tells which characters the labels stand for.

    Raises
    ------
    TrainingError
        The folder holds shards of another charset.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if shards(folder) and read_charset(folder).characters != charset.characters:
        raise TrainingError(f"{folder}: holds shards of another charset; give another folder")
    (folder / CHARACTERS).write_text("".join(charset.characters), encoding="utf-8")
    pages = random_pages(composer, charset)
    for number in range(first, first + count):
        labels_path = folder / f"{number:05}.y.npy"
        if labels_path.exists():
            continue
        windows, labels = _fill(pages, composer, negatives)
        _save(folder / f"{number:05}.x.npy", windows)
        _save(labels_path, labels)


def shards(folder: Path) -> list[Path]:
    """Complete shards (the label files), oldest first."""
    return sorted(folder.glob("*.y.npy"))


def read_charset(folder: Path) -> Charset:
    """The charset that the labels of a folder's shards are of.

    Raises
    ------
    TrainingError
        The list of its characters can't be read.
    """
    path = folder / CHARACTERS
    try:
        return Charset(path.read_text(encoding="utf-8") if path.exists() else default_characters())
    except (OSError, ValueError, ModelError) as error:
        raise TrainingError(f"{path}: can't be read ({error}); delete the folder and generate again") from error


def open_shard(labels: Path) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Windows (memory-mapped) and labels of a shard."""
    windows = labels.with_name(labels.name.replace(".y.", ".x."))
    try:
        return np.load(windows, mmap_mode="r"), np.load(labels)
    except (OSError, ValueError) as error:
        raise TrainingError(f"{windows}: not a readable shard ({error}); delete it and generate again") from error


def batches(
    folder: Path, size: int, seed: int, *, open_at_once: int = 8, recent: int = 64
) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.int32]]]:
    """Endless random batches from the newest `recent` shards, from several at a time; new shards are noticed."""
    random = np.random.default_rng(seed)
    open_at_once = max(1, min(open_at_once, size))
    blocks = [size // open_at_once + (k < size % open_at_once) for k in range(open_at_once)]
    while True:
        known = shards(folder)[-recent:]
        if not known:
            raise TrainingError(f"{folder}: holds no shards; run python -m pagerec.training.synthesis.shards {folder}")
        picked = [open_shard(known[k]) for k in random.integers(len(known), size=open_at_once)]
        rounds = min(64, *(len(y) // max(1, block) for (_, y), block in zip(picked, blocks, strict=True)))
        starts = [
            int(random.integers(len(y) - rounds * block + 1)) for (_, y), block in zip(picked, blocks, strict=True)
        ]
        for k in range(rounds):
            parts = [
                np.s_[start + k * block : start + (k + 1) * block] for start, block in zip(starts, blocks, strict=True)
            ]
            yield (
                np.concatenate([x[part] for (x, _), part in zip(picked, parts, strict=True)]),
                np.concatenate([y[part] for (_, y), part in zip(picked, parts, strict=True)]),
            )


def _fill(
    pages: Iterator[LabelledPage], composer: Composer, negatives: float
) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    windows, labels, held = [], [], 0
    while held < SHARD:
        x, y = samples(next(pages), composer.random, negatives)
        windows.append(x)
        labels.append(y)
        held += len(y)
    order = composer.random.permutation(held)[:SHARD]
    return np.concatenate(windows)[order], np.concatenate(labels)[order]


def _save(path: Path, array: NDArray[np.generic]) -> None:
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.save(file, array)
    part.rename(path)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: write shards."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.synthesis.shards", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the shards go")
    parser.add_argument("--fonts", type=Path, required=True, help="folder of python -m pagerec.training.fonts install")
    parser.add_argument("--text", type=Path, required=True, help="folder of python -m pagerec.training.text")
    parser.add_argument("--count", type=int, default=8, help="number of shards of 65,536 cells")
    parser.add_argument("--first", type=int, default=0, help="number of the first; also the seed")
    parser.add_argument(
        "--charset",
        metavar="SET",
        help="Han characters to learn: gb2312-1, gb2312, tongyong, big5-1, or a file of characters; letters, "
        "punctuation and symbols are always learnt (default: those of the shipped model)",
    )
    parser.add_argument("--running", type=float, default=RUNNING, help="share of lines of running text (%(default)s)")
    parser.add_argument(
        "--uniform",
        type=float,
        default=UNIFORM,
        help="share of lines in which every Han character is equally likely (%(default)s); the others are technical",
    )
    parser.add_argument(
        "--negatives", type=float, default=NEGATIVES, help="cells that are no character, for each that is (%(default)s)"
    )
    parser.add_argument("--held-out", action="store_true", help="set in the held-out fonts, to measure")
    options = parser.parse_args(arguments)
    han = "".join(characters_of(options.charset)) if options.charset else None
    charset = Charset(default_characters(han))
    fonts = Fonts.of(catalog(options.fonts), held_out=options.held_out)
    composer = Composer(
        fonts, read_corpora(options.text), charset, options.first, running=options.running, uniform=options.uniform
    )
    write_shards(options.folder, composer, charset, options.count, first=options.first, negatives=options.negatives)


if __name__ == "__main__":
    main()
