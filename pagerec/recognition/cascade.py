"""Classify a page's cells in rounds, so that most of them need no look.

Most cells of Chinese print are pieces of characters that are plain to read as a whole, and most of Latin print are
several letters in one. Where a cell is read beyond doubt and none of its rivals is, its atoms are settled, and every
cell not yet seen that holds one of them is dropped. The first round looks at what is likely to be Latin by its
geometry: narrow pieces between white columns, several in a row; three letters or digits next to each other are
settled. The second looks at cells of a full character's width with white on both sides, the third at the others of
that width: Han characters are settled. Of what is left (punctuation, lone letters, whatever is in doubt) the fourth
round looks at whatever stands between two white columns, and single letters are settled too. The last round looks at
the rest.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..segmentation import Cells, CellWindows, LineImage
from ..segmentation.lines import EM
from .charset import is_han
from .classifier import TOP, Classifier, Scores

_LETTERS = frozenset(string.ascii_letters + string.digits)


@dataclass(frozen=True, slots=True)
class CascadeParams:
    """When cells need no look.

    Attributes
    ----------
    narrowest, widest : float
        Width of a full character's ink, in ems.
    sure, sure_letter : float
        Probability from which a reading is beyond doubt: of a Han character, and of any letter or digit.
    likely_latin, latin : int
        Narrow pieces, and letters beyond doubt, next to each other from which print is likely to be, and is, Latin.
    low_share, low : float
        Share of narrow pieces next to each other that must be lower than this, in ems: pieces of Han characters are
        high.
    """

    narrowest: float = 0.72
    widest: float = 1.1
    sure: float = 0.998
    sure_letter: float = 0.98
    likely_latin: int = 4
    latin: int = 3
    low_share: float = 0.5
    low: float = 0.75


#: What cells are classified with.
PARAMS = CascadeParams()


def classify(
    line_images: Sequence[LineImage], cells: Sequence[Cells], classifier: Classifier, params: CascadeParams = PARAMS
) -> list[Scores]:
    """Score the cells of all lines of a page.

    Parameters
    ----------
    line_images, cells
        One of each for a line.
    classifier : Classifier
    params : CascadeParams, optional

    Returns
    -------
    list of Scores
        One for each line; a dropped cell has probability 0 for every character.
    """
    if not line_images:
        return []
    lattice, windows = _Lattice.of(line_images, cells), CellWindows(line_images, cells)
    han, letters = _kinds(classifier.charset.characters)
    count = len(lattice.first)
    scores = Scores(np.zeros((count, TOP), np.int32), np.zeros((count, TOP), np.float32), np.ones(count, np.float32))
    free, full, every = lattice.is_free(), lattice.is_full(params), np.ones(count, bool)
    piece = free & lattice.is_whole()
    latin = lattice.is_likely_latin(piece & ~full, params)
    seen = np.zeros(count, bool)
    for wanted in (latin, full & free, full, piece, every):
        best, probability = scores.classes[:, 0], scores.probabilities[:, 0]
        letter = (probability >= params.sure_letter) & letters[best] & ~full
        whole = (probability >= params.sure) & han[best]
        if wanted is not every:
            letter, whole = lattice.in_a_row(letter, params.latin), whole & ~latin  # which may lack a stroke
        dropped = _cuts_into(lattice, whole | letter)
        scores.probabilities[dropped & latin] = 0
        chosen = np.flatnonzero(wanted & ~seen & ~dropped)
        if len(chosen):
            _enter(scores, chosen, classifier(windows(chosen)))
        seen[chosen] = True
    ends = np.cumsum([len(line.first) for line in cells])[:-1]
    columns = (np.split(column, ends) for column in (scores.classes, scores.probabilities, scores.reject))
    return [Scores(*line) for line in zip(*columns, strict=True)]


@lru_cache(maxsize=4)
def _kinds(characters: tuple[str, ...]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which classes are Han characters, and which are letters and digits."""
    return np.array([False, *map(is_han, characters)]), np.array([False, *(c in _LETTERS for c in characters)])


#: White between lines that are looked at together, in pixels of line images.
_BETWEEN_LINES = 2 * EM


@dataclass(frozen=True, slots=True)
class _Lattice:
    """The cells of all lines, one line behind the other with wide white between them.

    Atoms are numbered on from line to line, and `left` and `right` grow likewise.
    """

    first: NDArray[np.intp]
    last: NDArray[np.intp]
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    height: NDArray[np.intp]
    atoms: NDArray[np.intp]

    @classmethod
    def of(cls, line_images: Sequence[LineImage], cells: Sequence[Cells]) -> _Lattice:
        counts = np.array([len(line.atoms) for line in cells])
        widths = np.array([line_image.level.shape[1] + _BETWEEN_LINES for line_image in line_images])
        atoms_before, start = np.cumsum(counts) - counts, np.cumsum(widths) - widths
        sizes = [len(line.first) for line in cells]
        shift, numbers = np.repeat(start, sizes), np.repeat(atoms_before, sizes)
        boxes = np.concatenate([line.boxes for line in cells])
        return cls(
            np.concatenate([line.first for line in cells]) + numbers,
            np.concatenate([line.last for line in cells]) + numbers,
            boxes[:, 0] + shift,
            boxes[:, 2] + shift,
            boxes[:, 3] - boxes[:, 1],
            np.concatenate([line.atoms[:, ::2] for line in cells]) + np.repeat(start, counts)[:, None],
        )

    def is_full(self, params: CascadeParams) -> NDArray[np.bool_]:
        """Whether each cell is as wide as a full character."""
        width = self.right - self.left
        return np.asarray((width >= params.narrowest * EM) & (width <= params.widest * EM))

    def is_free(self) -> NDArray[np.bool_]:
        """Whether there is white on both sides of each cell."""
        ends = np.maximum.accumulate(np.concatenate(([-EM], self.atoms[:, 1])))
        starts = np.minimum.accumulate(np.concatenate((self.atoms[:, 0], [1 << 40]))[::-1])[::-1]
        return np.asarray((self.left > ends[self.first - 1]) & (self.right < starts[self.last]))

    def is_whole(self) -> NDArray[np.bool_]:
        """Whether there is no white inside each cell."""
        ends = np.maximum.accumulate(np.concatenate(([-EM], self.atoms[:, 1])))[:-1]
        apart = np.cumsum(self.atoms[:, 0] > ends)
        return np.asarray(apart[self.last - 1] == apart[self.first - 1])

    def in_a_row(self, cells: NDArray[np.bool_], least: int) -> NDArray[np.bool_]:
        """Those of the cells that follow each other without an atom between, at least so many."""
        chosen, row = self._rows(cells)
        found = np.zeros(len(self.first), bool)
        found[chosen[np.bincount(row)[row] >= least]] = True
        return found

    def is_likely_latin(self, pieces: NDArray[np.bool_], params: CascadeParams) -> NDArray[np.bool_]:
        """Those of the pieces that stand in a row, many of them low."""
        chosen, row = self._rows(pieces)
        found = np.zeros(len(self.first), bool)
        low = np.bincount(row, self.height[chosen] <= params.low * EM)
        size = np.bincount(row)
        found[chosen[((size >= params.likely_latin) & (low >= params.low_share * size))[row]]] = True
        return found

    def _rows(self, cells: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Indices of the cells in the order of their atoms, and for each the number of its row of neighbours."""
        chosen = np.flatnonzero(cells)
        chosen = chosen[np.argsort(self.first[chosen], kind="stable")]
        apart = self.first[chosen][1:] != self.last[chosen][:-1] + 1
        apart |= self.left[chosen][1:] - self.right[chosen][:-1] >= _BETWEEN_LINES
        return chosen, np.concatenate(([0], np.cumsum(apart)))[: len(chosen)]

    def covered(self, cells: NDArray[np.intp]) -> NDArray[np.intp]:
        """In how many of these cells each atom is; the first entry is atom 1."""
        changes = np.zeros(len(self.atoms) + 2, np.intp)
        np.add.at(changes, self.first[cells], 1)
        np.add.at(changes, self.last[cells] + 1, -1)
        return np.cumsum(changes)[1:-1]

    def count(self, atoms: NDArray[np.bool_]) -> NDArray[np.intp]:
        """How many of these atoms each cell has."""
        before = np.concatenate(([0], np.cumsum(atoms)))
        return np.asarray(before[self.last] - before[self.first - 1])


def _cuts_into(lattice: _Lattice, sure: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cells that share an atom with a sure one to which no other sure cell lays claim."""
    cells = np.flatnonzero(sure)
    disputed = lattice.count(lattice.covered(cells) > 1)
    owners = cells[disputed[cells] == 0]
    touches = lattice.count(lattice.covered(owners) > 0) > 0
    touches[owners] = False
    return touches


def _enter(scores: Scores, chosen: NDArray[np.intp], found: Scores) -> None:
    top = found.classes.shape[1]
    scores.classes[chosen, :top], scores.probabilities[chosen, :top] = found.classes, found.probabilities
    scores.reject[chosen] = found.reject
