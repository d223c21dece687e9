"""Fit what a model knows of icons: what they are read as, where they stand, and how they differ from print.

    python -m pagerec.training.textmap.icons MODEL PAGES…

Pages with true lines (`pagerec.training.textmap.screens`) are read. What stands apart at an end of a line, or alone, is
print where it lies in a true line, and an icon where it lies in none. A logistic regression is fitted to both, with the
odds of each class as other pages tell them, and written into the model's manifest (`pagerec.recognition.icons`).
"""

from __future__ import annotations

import argparse
import json
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pagerec.common.writing import write_file
from pagerec.errors import TrainingError
from pagerec.reading.lines import PARAMS as ENDS
from pagerec.reading.reader import Reader
from pagerec.reading.reading import Reading
from pagerec.recognition.charset import Charset
from pagerec.recognition.icons import apart, class_odds, evidence
from pagerec.recognition.model import MANIFEST
from pagerec.recognition.type_section import ICONS

from .samples import TruePage, find_pages, load_page

log = logging.getLogger(__name__)

#: Parts of the pages, of which each is told the odds of classes by the others.
_PARTS = 5
#: Variance of a weight is some 100: no more than what keeps a weight finite that nothing tells of.
_RIDGE = 0.01
#: Rounds of Newton's method, far more than it takes.
_ROUNDS = 50


class Apart(NamedTuple):
    """A character that stands apart: what it is read as, what is told of it, and whether it is none."""

    char: str
    evidence: NDArray[np.float64]
    is_icon: bool


def characters_apart(reading: Reading, page: TruePage) -> Iterator[Apart]:
    """What stands apart in a page that was read, but for what lies where nothing is known."""
    centres = {
        origin: ((char.box.left + char.box.right) / 2, (char.box.top + char.box.bottom) / 2)
        for char, origin in zip(reading.page.chars, reading.origins, strict=True)
    }
    lines = zip(reading.cells, reading.scores, reading.paths, strict=True)
    for number, (cells, scores, path) in enumerate(lines):
        found = [apart(cells, path, at_end, ENDS.apart) for at_end in (False, True)]
        for part in found[: 1 if found[0] == found[1] else 2]:
            if part is None:
                continue
            rows = evidence(cells, scores, path, part)
            for place, row in zip(range(len(path))[part], rows, strict=True):
                choice = path[place]
                is_print = _is_print(centres[number, place], page) if (number, place) in centres else None
                if is_print is not None:
                    char = reading.charset.decode(int(scores.classes[choice.cell, choice.candidate]))
                    yield Apart(char, row, not is_print)


def _is_print(centre: tuple[float, float], page: TruePage) -> bool | None:
    """Whether a point lies in a line; None where nothing is known."""
    x, y = centre
    ignored = page.ignored
    if ((ignored[:, :2] <= (x, y)) & (ignored[:, 2:] >= (x, y))).all(axis=1).any():
        return None
    return any(cv2.pointPolygonTest(line.corners.astype(np.float32), centre, False) >= 0 for line in page.lines)


def fit(pages: Sequence[Sequence[Apart]], charset: Charset) -> dict[str, object]:
    """What of icons stands in a manifest.

    Parameters
    ----------
    pages : sequence of sequence of Apart
        What stands apart in each page.
    charset : Charset

    Raises
    ------
    TrainingError
        Nothing stands apart in any.
    """
    parts = [list(chain.from_iterable(pages[part::_PARTS])) for part in range(_PARTS)]
    rows = []
    for number, part in enumerate(parts):
        others = chain.from_iterable(other for k, other in enumerate(parts) if k != number)
        odds = class_odds(*_seen(others), charset)
        rows += [np.concatenate([[1.0, odds[charset.encode(one.char)]], one.evidence]) for one in part]
    if not rows:
        raise TrainingError("nothing stands apart on these pages; give more of them")
    told = np.array([one.is_icon for part in parts for one in part], np.float64)
    weights = logistic(np.array(rows), told)
    icons, print_ = _seen(chain.from_iterable(parts))
    return {"icons": icons, "print": print_, "weights": np.round(weights, 4).tolist()}


def _seen(found: Iterator[Apart]) -> tuple[dict[str, int], dict[str, int]]:
    """How often each character was an icon, and how often it was print."""
    counts = Counter((one.is_icon, one.char) for one in found)
    icons, print_ = (
        {char: counts[kind, char] for is_icon, char in sorted(counts) if is_icon == kind} for kind in (True, False)
    )
    return icons, print_


def logistic(rows: NDArray[np.float64], told: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of a logistic regression, by Newton's method.

    Parameters
    ----------
    rows : float64, shape (N, K)
        The first column is 1.
    told : float64, shape (N,)
        0 or 1.
    """
    weights = np.zeros(rows.shape[1])
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (told - likely) - _RIDGE * weights
        curve = (rows * (likely * (1 - likely))[:, np.newaxis]).T @ rows + _RIDGE * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights


@cache
def _reader(folder: Path) -> Reader:
    return Reader(folder, threads=1)


def _read(task: tuple[Path, Path]) -> list[Apart]:
    folder, path = task
    return list(characters_apart(_reader(folder).read_stages(path.with_suffix(".png")), load_page(path)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: read pages, fit, and write the section into a model's manifest."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.textmap.icons", description=__doc__)
    parser.add_argument("folder", type=Path, help="model folder")
    parser.add_argument("pages", type=Path, nargs="+", help="folders with pages")
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    path = options.folder / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    # Pages are read without what was known of icons.
    manifest.pop(ICONS, None)
    write_file(path, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())
    tasks = [(options.folder, page) for folder in options.pages for page in find_pages(folder)]
    with get_context("spawn").Pool(options.processes) as pool:
        pages = list(pool.imap(_read, tasks, chunksize=8))
    manifest[ICONS] = fit(pages, Charset(manifest["characters"]))
    write_file(path, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())
    found = list(chain.from_iterable(pages))
    log.info("%d characters stand apart, of which %d are icons", len(found), sum(one.is_icon for one in found))


if __name__ == "__main__":
    main()
