"""Cells to fine-tune on: lines in a few faces, typeset, degraded and cut as for the model's own training."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pagerec.errors import TrainingError
from pagerec.recognition.charset import Charset, gb2312_han
from pagerec.training.fonts.faces import Face, find_faces
from pagerec.training.fonts.install import FONT_ERRORS, open_font
from pagerec.training.fonts.rules import FontFace
from pagerec.training.synthesis.compose import Composer, Fonts
from pagerec.training.synthesis.dataset import random_pages, samples

__all__ = ["Recipe", "make_cells", "other_faces"]

#: Cells that a process makes at a time.
_JOB = 4096
#: Share of lines in which every Han character is equally likely; the others are technical. No running text is needed.
_UNIFORM = 0.75
#: Share of the characters of a line that are added ones.
_ADDED = 0.15
#: Files smaller than this hold no Chinese font, and so many characters of GB 2312's first level make one.
_SMALLEST, _CHINESE = 500_000, 3000
#: Other faces used; each takes a second to look at.
_OTHERS = 8
#: Latin faces that one system or another has, by the names of their files.
# fmt: off
_LATIN = frozenset({
    "LiberationSans-Regular", "LiberationSerif-Regular", "LiberationMono-Regular", "DejaVuSans", "DejaVuSerif",
    "DejaVuSansMono", "arial", "times", "cour", "calibri", "Arial", "Georgia", "Verdana",
})
# fmt: on

Cells = tuple[NDArray[np.uint8], NDArray[np.int32]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What cells to make.

    Attributes
    ----------
    faces : tuple of Face
        Chinese ones.
    latin : tuple of Face
        For letters and digits; none means those of `faces`.
    characters : tuple of str
        Of the charset.
    added : tuple of str
        Those of them that are set more often.
    """

    faces: tuple[Face, ...]
    latin: tuple[Face, ...]
    characters: tuple[str, ...]
    added: tuple[str, ...] = ()

    def composer(self, seed: int) -> Composer:
        """What draws the pages."""
        drawn = {_font_face(face, "han"): face.drawn for face in self.faces}
        latin = {_font_face(face, "latin"): face.drawn for face in self.latin or self.faces}
        fonts = Fonts(tuple(drawn), tuple(latin), tuple(latin))
        known = drawn | latin
        composer = Composer(
            fonts, (), Charset(self.characters), seed, drawn=lambda face: known[face], running=0.0, uniform=_UNIFORM
        )
        # Whatever none of the faces draws would leave gaps, and one that few faces draw be set in those alone.
        everywhere = frozenset().union(*drawn.values())
        for pool in (composer.phrases.han, composer.phrases.symbols):
            old = [char for char in pool if char in everywhere and char not in self.added]
            new = [char for char in pool if char in everywhere and char in self.added]
            times = max(1, round(_ADDED / (1 - _ADDED) * len(old) / len(new))) if new else 0
            pool[:] = (old + times * new) or pool
        return composer


def _font_face(face: Face, script: str) -> FontFace:
    return FontFace(face.path, face.index, face.name, "", "regular", script, held_out=False)


def make_cells(
    recipe: Recipe, count: int, seed: int, processes: int | None, watch: Callable[[int], None] | None = None
) -> Iterator[Cells]:
    """Make at least `count` cells: windows and labels, some thousand at a time, the same for the same seed.

    Parameters
    ----------
    recipe : Recipe
    count, seed : int
    processes : int, optional
        All cores by default; one makes them in this process.
    watch : callable, optional
        Is told the number of cells each time.
    """
    jobs = [(recipe, min(_JOB, count - k), seed + 7919 * k) for k in range(0, count, _JOB)]
    processes = min(processes or os.cpu_count() or 1, len(jobs))
    if processes == 1:
        made = map(_job, jobs)
        yield from _watched(made, watch)
        return
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        yield from _watched(pool.map(_job, jobs), watch)


def _watched(made: Iterator[Cells], watch: Callable[[int], None] | None) -> Iterator[Cells]:
    for windows, labels in made:
        if watch:
            watch(len(labels))
        yield windows, labels


def _job(job: tuple[Recipe, int, int]) -> Cells:
    recipe, count, seed = job
    cv2.setNumThreads(1)
    composer = recipe.composer(seed)
    windows, labels, held = [], [], 0
    for page in random_pages(composer, Charset(recipe.characters)):
        some, their = samples(page, composer.random)
        windows.append(some)
        labels.append(their)
        held += len(their)
        if held >= count:
            break
    return np.concatenate(windows), np.concatenate(labels)


def other_faces(
    folder: Path | None, characters: Sequence[str], given: Sequence[Face]
) -> tuple[list[Face], tuple[Face, ...]]:
    """Chinese and Latin faces beside the given ones, which keep a model from forgetting.

    Parameters
    ----------
    folder : Path, optional
        With Chinese fonts; those installed on this system by default.
    characters : sequence of str
        Of the charset.
    given : sequence of Face

    Raises
    ------
    TrainingError
        There are fewer than two Chinese ones: one to train on and one to measure on.
    """
    from matplotlib.font_manager import findSystemFonts

    system = [Path(name) for name in findSystemFonts()]
    files = system if folder is None else [path for path in folder.rglob("*") if path.is_file()]
    taken = {Path(face.path).resolve() for face in given}
    designs: dict[str, Path] = {}
    for path in sorted(files, key=lambda path: ("regular" not in path.stem.lower(), path.name)):
        family = _chinese_family(path) if path.resolve() not in taken else None
        if family is not None:
            designs.setdefault(family, path)
    chosen = _spread(list(designs.values()), _OTHERS)
    if len(chosen) < 2:
        raise TrainingError(
            f"{folder or 'this system'}: has {len(chosen)} other Chinese fonts, and two are needed to keep the model "
            "from forgetting and to see that it doesn't; install some, or give a folder of them with --others"
        )
    latin = {path.stem: path for path in system if path.stem in _LATIN}
    return (
        [next(iter(find_faces(path, characters))) for path in chosen],
        tuple(next(iter(find_faces(path, characters))) for _, path in sorted(latin.items())),
    )


def _chinese_family(path: Path) -> str | None:
    """Name of the family of a Chinese font; None for any other file."""
    try:
        if path.stat().st_size < _SMALLEST:
            return None
        with open_font(path, 0) as font:
            mapped = font.getBestCmap() or {}
            names = font["name"]
            family = str(names.getDebugName(16) or names.getDebugName(1) or path.stem)
    except (TrainingError, *FONT_ERRORS):
        return None
    return family if sum(ord(char) in mapped for char in gb2312_han(1)) >= _CHINESE else None


def _spread(paths: Sequence[Path], count: int) -> list[Path]:
    """At most so many, from all over the list."""
    if len(paths) <= count:
        return list(paths)
    return [paths[k * len(paths) // count] for k in range(count)]
