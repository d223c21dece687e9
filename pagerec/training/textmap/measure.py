"""Measure the text map on pages with true lines: lines found whole, split, merged, missed, and false ones."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ...segmentation.map_line import MapLine
from ...segmentation.map_lines import find_map_lines
from ...segmentation.text_map import LiteRtTextMap, TextMap
from .samples import TrueLine, TruePage, find_pages, load_page

#: Share of a line's length that must be found, and from which a part counts; how far the em may be off, as a share.
_FOUND, _PART, _SIZE = 0.8, 0.2, 0.15
#: How far from a line's middle what is found may lie, in ems, and points looked at along a line, for each em.
_ASIDE, _POINTS = 0.3, 2.0
#: Smaller type, in pixels of the page, is not counted.
_LEAST_EM = 7.0


@dataclass(frozen=True, slots=True)
class LineCounts:
    """How many lines were found, and how.

    Attributes
    ----------
    lines : int
        True lines.
    whole : int
        Found as one line that holds no other, its em within 15 %.
    resized : int
        The same with another em.
    split, merged, missed : int
        Found in several pieces; together with another one; not, or less than four fifths of it.
    false : int
        Found where none is.
    """

    lines: int = 0
    whole: int = 0
    resized: int = 0
    split: int = 0
    merged: int = 0
    missed: int = 0
    false: int = 0

    def __add__(self, other: LineCounts) -> LineCounts:
        return LineCounts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def shares(self) -> dict[str, float]:
        """Percent of the true lines, and their number."""
        count = max(1, self.lines)
        return {
            "lines": self.lines,
            **{f.name: round(100 * getattr(self, f.name) / count, 2) for f in fields(self) if f.name != "lines"},
        }


def count_lines(page: TruePage, found: Sequence[MapLine]) -> LineCounts:
    """Compare what was found on a page with its true lines.

    Examples
    --------
    >>> from pagerec.training.textmap.samples import level_line
    >>> import numpy as np
    >>> page = TruePage(np.zeros((90, 200, 3), np.uint8), (level_line(10, 180, 50, 20),), np.zeros((0, 4)))
    >>> middle = 50 - 0.38 * 20
    >>> count_lines(page, [MapLine(np.array([[12, middle], [178, middle]]), 21.0, 0.0, 0.9)]).whole
    1
    """
    true = [line for line in page.lines if line.em >= _LEAST_EM]
    shares = np.array([[_share(line, other.path) for other in found] for line in true]).reshape(len(true), len(found))
    several = (shares > _PART).sum(axis=0) > 1
    counts = dict.fromkeys(("whole", "resized", "split", "merged", "missed"), 0)
    for line, row in zip(true, shares, strict=True):
        parts = np.flatnonzero(row > 0.02)
        best = int(row.argmax()) if len(row) else 0
        if not len(parts) or row.sum() < _FOUND:
            counts["missed"] += 1
        elif several[best]:
            counts["merged"] += 1
        elif row[best] < _FOUND:
            counts["split"] += 1
        else:
            counts["whole" if abs(found[best].em / line.em - 1) <= _SIZE else "resized"] += 1
    false = sum(_is_false(line.path, page) for line in found)
    return LineCounts(len(true), **counts, false=false)


def _share(line: TrueLine, path: NDArray[np.float64]) -> float:
    """Share of a true line's length along which a path runs through its middle."""
    start, end = line.corners[[0, 3]].mean(axis=0), line.corners[[1, 2]].mean(axis=0)
    length = max(float(np.linalg.norm(end - start)), 1e-6)
    direction = (end - start) / length
    points = _along(path, line.em / _POINTS)
    along = (points - start) @ direction
    aside = np.abs((points - start) @ np.array([-direction[1], direction[0]]))
    inside = along[(aside < _ASIDE * line.em) & (along > -0.3 * line.em) & (along < length + 0.3 * line.em)]
    if not len(inside):
        return 0.0
    # A core leaves a part of an em out at either end.
    return min(1.0, (float(inside.max() - inside.min()) + 0.35 * line.em) / length)


def _along(path: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    bounds = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    places = np.linspace(0, bounds[-1], max(2, int(bounds[-1] / step) + 1))
    return np.stack([np.interp(places, bounds, path[:, k]) for k in (0, 1)], axis=1)


def _is_false(path: NDArray[np.float64], page: TruePage) -> bool:
    """Whether hardly anything of a path lies in a line, or where it is not known what is there."""
    points = _along(path, 3.0).astype(np.float32)
    outlines = [line.corners for line in page.lines]
    outlines += [np.array([[a, b], [c, b], [c, d], [a, d]]) for a, b, c, d in page.ignored]
    inside = np.zeros(len(points), bool)
    for outline in outlines:
        low, high = outline.min(axis=0) - 2, outline.max(axis=0) + 2
        near = ((points >= low) & (points <= high)).all(axis=1) & ~inside
        for k in np.flatnonzero(near).tolist():
            inside[k] = cv2.pointPolygonTest(outline.astype(np.float32), points[k].tolist(), True) > -2
    return bool(inside.mean() < 0.3)


def measure(text_map: TextMap, folder: Path, limit: int | None = None) -> dict[str, LineCounts]:
    """Counts over the pages of a folder, for all and by the kind that pages' names begin with."""
    found: dict[str, LineCounts] = {}
    for path in list(find_pages(folder))[:limit]:
        page = load_page(path)
        lines, _ = find_map_lines(np.asarray(cv2.cvtColor(page.image, cv2.COLOR_BGR2GRAY), np.uint8), text_map)
        counts = count_lines(page, lines)
        for kind in ("all", path.stem.rstrip("0123456789-_")):
            found[kind] = found.get(kind, LineCounts()) + counts
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: measure a map on folders of pages."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.textmap.measure", description=__doc__)
    parser.add_argument("map", type=Path, help="the .tflite file")
    parser.add_argument("pages", type=Path, nargs="+", help="folders of pages with their lines")
    parser.add_argument("--limit", type=int, help="pages of a folder")
    options = parser.parse_args(arguments)
    text_map = LiteRtTextMap(options.map, 2)
    for folder in options.pages:
        for kind, counts in measure(text_map, folder, options.limit).items():
            print(json.dumps({"folder": folder.name, "kind": kind, **counts.shares()}))


if __name__ == "__main__":
    main()
