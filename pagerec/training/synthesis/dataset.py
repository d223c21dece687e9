"""Training cells: typeset pages, degraded, cut by the reader's own code, and labelled by their pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pagerec.recognition.charset import CONFUSABLES, Charset
from pagerec.recognition.model import load_model
from pagerec.recognition.whole import WHOLE, is_whole
from pagerec.segmentation import Cells, LineImage, cell_windows, extract_labels, find_all_cells
from pagerec.segmentation.lines import HEIGHT
from pagerec.segmentation.page import find_lines

from .compose import Composer
from .degrade import Degradation, degrade, random_degradation
from .typeset import Typeset

#: Head start of crowded cells when non-characters are drawn (0 none, 1 all of them first).
_CROWDED_FIRST = 0.4
#: Cells that are no character, for each that is one.
NEGATIVES = 0.6
#: Labels: class number, or this for a cell that is neither clearly a character nor clearly none.
UNCLEAR = -1
#: A whole character's cell holds at most this share of any other's ink; a cell is no character if another one has
#: more than half of its ink in it, or less than the second share of its own is there.
_STRANGE, _LACKING = 0.3, 0.7


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A line as the reader cut it, with the truth of each cell.

    Attributes
    ----------
    strip, cells
        From the segmentation.
    labels : int32, shape (N,)
        Class of each cell, 0 for *not a character*, `UNCLEAR`.
    owners : int32, shape (N,)
        Number of the character (from 1) that most of the cell's ink belongs to, 0 for none.
    crowded : bool, shape (N,)
        Whether a cell that is no character holds a whole one and more: the kind most easily taken for it.
    """

    line_image: LineImage
    cells: Cells
    labels: NDArray[np.int32]
    owners: NDArray[np.int32]
    crowded: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A degraded page, its truth and its cut lines."""

    gray: NDArray[np.uint8]
    truth: Typeset
    lines: tuple[LabelledLine, ...]

    def missing(self) -> list[int]:
        """Numbers (from 1) of the characters that no cell holds: what cutting has lost."""
        found = {int(o) for line in self.lines for o, label in zip(line.owners, line.labels, strict=True) if label > 0}
        return [k for k in range(1, len(self.truth.text) + 1) if k not in found]


def label_page(gray: NDArray[np.uint8], ids: NDArray[np.uint16], truth: Typeset, charset: Charset) -> LabelledPage:
    """Cut a page with the reader's own stages and label every cell by the ink in it."""
    layout = find_lines(gray, load_model().text_map)
    turned = layout.follow(ids)
    classes = np.array([0, *(charset.encode(CONFUSABLES.get(c, c)) for c in truth.text)], np.int32)
    totals = np.bincount(turned.ravel(), minlength=len(classes))
    line_images = layout.line_images(layout.text_lines)
    lines = []
    for line_image, cells in zip(line_images, find_all_cells(line_images), strict=True):
        labelled = label_cells(
            cells, extract_labels(turned, line_image.text_line), classes, totals * line_image.scale**2
        )
        lines.append(LabelledLine(line_image, cells, *labelled))
    return LabelledPage(gray, truth, tuple(lines))


def label_cells(
    cells: Cells, ids: NDArray[np.uint16], classes: NDArray[np.int32], totals: NDArray[np.floating]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    """Class and owner of each cell, and whether it is crowded, from the characters its ink belongs to.

    Parameters
    ----------
    cells : Cells
        Of one line.
    ids : uint16, shape (HEIGHT, W)
        Number of the character each pixel of the strip belongs to.
    classes : int32, shape (1 + characters,)
        Class of each character; entry 0 is paper.
    totals : float, shape (1 + characters,)
        Ink of each character on the whole page, in strip pixels.
    """
    none = np.zeros(len(cells.first), np.int32)
    inked = (cells.labels > 0) & (ids > 0)
    if not inked.any():
        return none, none, none > 0
    here, local = np.unique(ids[inked], return_inverse=True)
    atoms = len(cells.atoms) + 1
    counts = np.bincount(cells.labels[inked] * len(here) + local, minlength=atoms * len(here)).reshape(atoms, -1)
    sums = np.cumsum(counts, axis=0)
    held = sums[cells.last] - sums[cells.first - 1]
    inside = np.bincount(ids.ravel(), minlength=len(totals))[here]
    cut_off = inside < 0.7 * totals[here] - 12
    share = held / np.maximum(np.bincount(local, minlength=len(here)), 1)
    share[:, cut_off] = np.minimum(share[:, cut_off], 0.5)
    best = share.argmax(axis=1)
    rows = np.arange(len(best))
    own = share[rows, best].copy()
    pure = held[rows, best] / np.maximum(held.sum(axis=1), 1)
    share[rows, best] = 0
    strange = share.max(axis=1)
    labels = np.full(len(best), UNCLEAR, np.int32)
    labels[(strange > 0.5) | (own < _LACKING)] = 0
    good = is_whole(own, pure) & (strange <= _STRANGE)
    labels[good] = classes[here[best[good]]]
    return labels, here[best].astype(np.int32), (labels == 0) & (own >= WHOLE)


def random_pages(composer: Composer, charset: Charset) -> Iterator[LabelledPage]:
    """Endless labelled pages to train on: 96 to 300 dpi, and as small and as bad as can be read at all."""
    random = composer.random
    while True:
        em = float(
            np.exp(random.uniform(np.log(11.0), np.log(46.0))) if random.random() < 0.7 else random.uniform(12, 24)
        )
        yield _degraded(composer, charset, em, random_degradation(random, em))


def document_pages(composer: Composer, charset: Charset) -> Iterator[LabelledPage]:
    """Endless labelled pages as people have them, to measure and to fit on: three in four as on a screen."""
    random = composer.random
    while True:
        em = float(np.exp(random.uniform(np.log(13.0), np.log(40.0))))
        how = random_degradation(random, em)
        if random.random() < 0.75:
            how = Degradation(ink=how.ink, gamma=how.gamma, jpeg=how.jpeg)
        yield _degraded(composer, charset, em, how)


def _degraded(composer: Composer, charset: Charset, em: float, how: Degradation) -> LabelledPage:
    random = composer.random
    truth = composer.page(em)
    gray, ids = degrade(truth.gray, truth.ids, em, how, random)
    if random.random() < 0.05:
        gray = 255 - gray
    return label_page(gray, ids, truth, charset)


def samples(
    page: LabelledPage, random: np.random.Generator, negatives: float = NEGATIVES
) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Windows and labels of a page: all characters, and `negatives` times as many cells that are none.

    Returns
    -------
    windows : uint8, shape (N, HEIGHT, HEIGHT, 2)
    labels : int32, shape (N,)
    """
    windows: list[NDArray[np.uint8]] = [np.zeros((0, HEIGHT, HEIGHT, 2), np.uint8)]
    labels: list[NDArray[np.int32]] = [np.zeros(0, np.int32)]
    for line in page.lines:
        good = np.flatnonzero(line.labels > 0)
        bad = np.flatnonzero(line.labels == 0)
        order = random.random(len(bad)) - _CROWDED_FIRST * line.crowded[bad]
        few = bad[np.argsort(order)][: int(np.ceil(negatives * max(len(good), 1)))]
        chosen = np.concatenate([good, few])
        windows.append(cell_windows(line.line_image, line.cells, chosen))
        labels.append(line.labels[chosen])
    return np.concatenate(windows), np.concatenate(labels)
