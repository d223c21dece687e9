"""What the groups of ink of a line say of its frame: baseline and em."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .profiles import runs, weighted_quantile
from .values import TextLine

#: Height of a full-height character's ink, in ems: the ink of a Han character leaves a margin in its em box.
INK_HEIGHT = 0.92
#: Share of a line's groups, by their width, that are no higher than its tall ones: what the em of a line is.
TALL = 0.85


@dataclass(frozen=True, slots=True)
class LineShapeParams:
    """What a line's groups of ink say of its em. Lengths are in ems.

    Attributes
    ----------
    smallest : float
        Height of a line of small letters without any tall one, as a share of the em that Chinese characters have.
    dots : float
        What is lower, as a share of the usual em, cannot tell its em.
    larger : float
        What is larger than the usual em by this factor can tell its em, Chinese or not.
    few_groups : int
        A line of no more groups may be of any size.
    half, word : float, int
        Small letters can be as square as Chinese characters; print of half the size (in usual ems) that is shorter than
        this is a word.
    tall : float
        Height of the groups that tell a line's middle, as a share of that of its tall ones.
    high, middle : float
        Where a line can't tell its em, how high the groups are that stand on its foot, and how far above that its
        middle is.
    han_gap : float
        White between Chinese characters, as a share of the line's height.
    han_height, han_width : float
        Height of one as a share of the line's, and its width as a share of its height, at least.
    han_count, han_share : int, float
        So many, or so much of a line's ink by its width, are enough to trust their height.
    small_letters : (low, high)
        Height of small letters, as a share of that of capitals.
    foot : float
        How far from the tall groups' feet they stand, as a share of the line's height.
    small_letters_share : float
        Share of a line's ink, by width, in small letters from which its tall groups are taken for capitals.
    """

    smallest: float = 0.42
    dots: float = 0.3
    larger: float = 1.12
    few_groups: int = 3
    half: float = 0.58
    word: int = 10
    tall: float = 0.8
    high: float = 0.4
    middle: float = 0.36
    han_gap: float = 0.12
    han_height: float = 0.85
    han_width: float = 0.75
    han_count: int = 3
    han_share: float = 0.4
    small_letters: tuple[float, float] = (0.58, 0.82)
    foot: float = 0.05
    small_letters_share: float = 0.4


#: What lines' frames are told with.
PARAMS = LineShapeParams()


class LineShape:
    """A band's groups of touching columns, and what their heights say of the line."""

    __slots__ = ("bottoms", "lefts", "rights", "tops")

    def __init__(
        self,
        lefts: NDArray[np.int64],
        rights: NDArray[np.int64],
        tops: NDArray[np.int64],
        bottoms: NDArray[np.int64],
    ):
        self.lefts, self.rights, self.tops, self.bottoms = lefts, rights, tops, bottoms

    @classmethod
    def of(cls, mask: NDArray[np.bool_], band: tuple[int, int], left: int = 0, above: int = 0) -> LineShape | None:
        """Of the rows `band` of a mask whose first column and row are `left` and `above` on the page."""
        top, bottom = band
        rows = mask[top:bottom]
        inked = rows.any(axis=0)
        groups = runs(inked)
        if not groups:
            return None
        lefts, rights = np.asarray(groups, np.int64).T
        first = np.where(inked, rows.argmax(axis=0), bottom - top)
        last = np.where(inked, len(rows) - rows[::-1].argmax(axis=0), 0)
        edges = np.column_stack([lefts, rights]).ravel()[:-1]
        tops = np.minimum.reduceat(first, edges)[::2] + top + above
        bottoms = np.maximum.reduceat(last, edges)[::2] + top + above
        return cls(lefts + left, rights + left, tops.astype(np.int64), bottoms.astype(np.int64))

    @property
    def heights(self) -> NDArray[np.int64]:
        """Of each group, in pixels."""
        return self.bottoms - self.tops

    @property
    def ink_width(self) -> float:
        """Of all groups together, in pixels."""
        return float((self.rights - self.lefts).sum())

    @property
    def em(self) -> float:
        """Em by the height of the line's tall groups."""
        return weighted_quantile(self.heights, self.rights - self.lefts, TALL) / INK_HEIGHT

    def is_han(self, params: LineShapeParams) -> bool:
        """Whether enough groups are as high as the line and about square to trust their height."""
        height = self.em * INK_HEIGHT
        starts = np.flatnonzero(np.concatenate(([True], self.lefts[1:] - self.rights[:-1] > params.han_gap * height)))
        widths = np.maximum.reduceat(self.rights, starts) - self.lefts[starts]
        heights = np.maximum.reduceat(self.bottoms, starts) - np.minimum.reduceat(self.tops, starts)
        square = (heights >= params.han_height * height) & (widths >= params.han_width * heights)
        enough = square.sum() >= params.han_count or widths[square].sum() >= params.han_share * widths.sum()
        return bool(enough and not self._has_small_letters(height, params))

    def _has_small_letters(self, height: float, params: LineShapeParams) -> bool:
        """Whether much stands on the line of the tall groups' feet and is as high as small letters beside capitals.

        Beside Han characters, small letters are lower, and stand higher than the characters' feet.
        """
        foot = float(np.median(self.bottoms[self.heights >= params.han_height * height]))
        low, high = params.small_letters
        small = (self.heights > low * height) & (self.heights < high * height)
        standing = small & (np.abs(self.bottoms - foot) <= params.foot * height)
        widths = self.rights - self.lefts
        return bool(widths[standing].sum() > params.small_letters_share * widths.sum())

    def is_at_edge(self, height: int) -> bool:
        """Whether the line reaches the picture's upper or lower edge."""
        return bool(self.tops.min() <= 1 or self.bottoms.max() >= height - 1)

    def text_line(
        self, usual: float, block: int, *, confirmed: bool = False, params: LineShapeParams = PARAMS
    ) -> TextLine:
        """The line's frame; `usual` is the em of most of the page's print, taken over where the line can't tell.

        A short line of small print can tell where its size is `confirmed` by a long one beside it.
        """
        em = self.em
        tall = self.heights >= params.tall * em * INK_HEIGHT
        centre = float(np.median((self.tops[tall] + self.bottoms[tall]) / 2))
        share = em / usual
        plausible = share > params.smallest or len(self.lefts) <= params.few_groups
        small_word = share < params.half and len(self.lefts) < params.word and not confirmed
        unsure = share < params.dots or small_word or (share < params.larger and plausible and not self.is_han(params))
        if unsure:
            if share > params.smallest:
                high = self.heights >= min(params.high * usual, int(self.heights.max()))
                centre = float(np.median(self.bottoms[high])) - params.middle * usual
            em = usual
        return TextLine(
            float(self.lefts[0]),
            float(self.rights[-1]),
            centre,
            em,
            float(self.tops.min()),
            float(self.bottoms.max()),
            block,
        )
