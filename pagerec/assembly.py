"""Put characters back together: spaces, lines, blocks, in pixels of the input picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .page import Block, Box, Candidate, Char, Line, Page
from .recognition.charset import Charset
from .recognition.classifier import Scores
from .recognition.decode import Choice
from .segmentation.lines import EM
from .segmentation.page import PageLines
from .segmentation.values import Cells, Strip

#: White that separates Latin words, Latin from Chinese, and columns of a table row, in ems.
_WORD, _SCRIPT, _WIDE = 0.2, 0.45, 1.2
#: Full-width punctuation with white behind and before its ink.
_WHITE_AFTER, _WHITE_BEFORE = frozenset("，。、；：？！）》〉」』】〕〗”’．"), frozenset("（《〈「『【〔〖“‘")
#: Candidates reported for a character, and the least probability of one.
_REPORTED, _LEAST = 5, 1e-4


def assemble(
    layout: PageLines,
    strips: Sequence[Strip],
    cells: Sequence[Cells],
    scores: Sequence[Scores],
    paths: Sequence[Sequence[Choice]],
    charset: Charset,
) -> Page:
    """Make the page from each line's chosen cells.

    Parameters
    ----------
    layout : PageLines
        Maps the lines back to the picture.
    strips, cells, scores, paths
        One entry a line.
    charset : Charset
    """
    chosen = [line.boxes[[choice.cell for choice in path]] for line, path in zip(cells, paths, strict=True)]
    placed = iter(_to_picture(layout, strips, chosen))
    blocks: dict[int, list[Line]] = {}
    for strip, line_scores, path, boxes in zip(strips, scores, paths, chosen, strict=True):
        if path:
            line = _line(path, boxes, [next(placed) for _ in path], line_scores, charset, layout.direction)
            blocks.setdefault(strip.frame.block, []).append(line)
    height, width = layout.shape
    return Page(tuple(Block(tuple(lines)) for lines in blocks.values()), width, height, layout.skew, layout.rotation)


def _line(
    path: Sequence[Choice],
    boxes: NDArray[np.int32],
    placed: Sequence[Box],
    scores: Scores,
    charset: Charset,
    direction: int,
) -> Line:
    """A line from its chosen cells: their boxes in the strip, and in the picture."""
    gaps = ((boxes[1:, 0] - boxes[:-1, 2]) / EM).tolist()
    chars: list[Char] = []
    for k, choice in enumerate(path):
        candidates = _candidates(scores, choice, charset)
        text = candidates[0].text
        space = k > 0 and _is_space(chars[-1].text, text, gaps[k - 1])
        chars.append(Char(text, placed[k], candidates[0].probability, candidates, space))
    return Line(tuple(chars), direction)


def _candidates(scores: Scores, choice: Choice, charset: Charset) -> tuple[Candidate, ...]:
    """The chosen character first, then the others by probability."""
    classes, probabilities = scores.classes[choice.cell], scores.probabilities[choice.cell]
    order = [choice.candidate, *(k for k in range(len(classes)) if k != choice.candidate)]
    named = [
        Candidate(charset.decode(int(classes[k])), min(1.0, float(probabilities[k])))
        for k in order
        if classes[k] > 0 and (k == choice.candidate or probabilities[k] >= _LEAST)
    ]
    return tuple(named[:_REPORTED])


def _is_space(before: str, char: str, gap: float) -> bool:
    """Whether white of `gap` ems between two characters is a space of the text.

    The white half of full-width punctuation is none.
    """
    if before in _WHITE_AFTER:
        gap -= 0.5
    if char in _WHITE_BEFORE:
        gap -= 0.5
    latin = sum(map(_is_latin, (before, char)))
    return bool(gap > (_WIDE, _SCRIPT, _WORD)[latin])


def _is_latin(char: str) -> bool:
    return char < "\u2000"


def _to_picture(layout: PageLines, strips: Sequence[Strip], boxes: Sequence[NDArray[np.int32]]) -> list[Box]:
    """Boxes in the strips, line by line → upright boxes in the input picture that hold them."""
    counts = [len(line) for line in boxes]
    scale, x0, y0 = (
        np.repeat(values, counts)[:, None]
        for values in ([s.scale for s in strips], [s.x0 for s in strips], [s.y0 for s in strips])
    )
    joined = np.concatenate([np.zeros((0, 4), np.int32), *boxes])
    xs, ys = joined[:, [0, 2, 2, 0]] / scale + x0, joined[:, [1, 1, 3, 3]] / scale + y0
    corners = layout.corners_to_picture(np.stack([xs, ys], axis=-1))
    height, width = layout.shape
    low = np.floor(corners.min(axis=1) + 0.01).astype(int)
    high = np.ceil(corners.max(axis=1) - 0.01).astype(int)
    low = np.clip(low, 0, [width - 1, height - 1])
    high = np.maximum(np.clip(high, 0, [width, height]), low + 1)
    return [Box(*box) for box in np.concatenate([low, high], axis=1).tolist()]
