"""Lines and what the stages say of them, and how well that explains a line's ink."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Choice
from pagerec.segmentation import Cells, Strip
from pagerec.segmentation.blocks import numbered_blocks
from pagerec.segmentation.insets import Inset
from pagerec.segmentation.text_lines import usual_em

T = TypeVar("T")

#: Probability from which a character beyond the ends of a line's core is believed.
_SURE = 0.5


@dataclass(frozen=True, slots=True)
class ReadLines:
    """Lines read; the sequences have an entry for each.

    Attributes
    ----------
    strips : sequence of Strip
    cells : sequence of Cells
    scores : sequence of Scores
    paths : sequence of sequence of Choice
    """

    strips: Sequence[Strip]
    cells: Sequence[Cells]
    scores: Sequence[Scores]
    paths: Sequence[Sequence[Choice]]

    def __len__(self) -> int:
        return len(self.strips)

    def explained(self) -> NDArray[np.float64]:
        """How well each line's path explains its ink: 0…1.

        The probability of each chosen cell, weighed by the width of its ink; what the path passes over counts as not
        explained.
        """
        lines = zip(self.strips, self.cells, self.scores, self.paths, strict=True)
        return np.array([_explained(*line) for line in lines])

    def classes(self) -> list[NDArray[np.int32]]:
        """The classes of each line's characters."""
        return [
            np.array([scores.classes[choice.cell, choice.candidate] for choice in path], np.int32)
            for scores, path in zip(self.scores, self.paths, strict=True)
        ]

    def trimmed(self) -> ReadLines:
        """Without doubtful characters beyond the ends of the lines' cores: dirt, and what stands beside the lines."""
        lines = zip(self.strips, self.cells, self.scores, self.paths, strict=True)
        return replace(self, paths=[_trimmed(*line) for line in lines])

    def with_lines(self, others: ReadLines, places: Mapping[int, int]) -> ReadLines:
        """With some lines, by their numbers, replaced by lines of another reading, by theirs."""

        def mixed(ours: Sequence[T], theirs: Sequence[T]) -> list[T]:
            return [theirs[places[k]] if k in places else own for k, own in enumerate(ours)]

        return ReadLines(
            mixed(self.strips, others.strips),
            mixed(self.cells, others.cells),
            mixed(self.scores, others.scores),
            mixed(self.paths, others.paths),
        )

    def in_blocks(self, insets: Sequence[Inset]) -> ReadLines:
        """The lines block by block: those that are no text may have stood between."""
        frames = [strip.frame for strip in self.strips]
        found = numbered_blocks(frames, insets, usual_em(frames))
        lines = self.only([number for number, _ in found])
        strips = [replace(strip, frame=frame) for strip, (_, frame) in zip(lines.strips, found, strict=True)]
        return replace(lines, strips=strips)

    @classmethod
    def joined(cls, parts: Sequence[ReadLines]) -> ReadLines:
        """Lines of several readings, one behind the other."""
        return cls(
            [strip for part in parts for strip in part.strips],
            [cells for part in parts for cells in part.cells],
            [scores for part in parts for scores in part.scores],
            [path for part in parts for path in part.paths],
        )

    def only(self, kept: Sequence[int]) -> ReadLines:
        """Some of the lines."""
        return ReadLines(
            [self.strips[k] for k in kept],
            [self.cells[k] for k in kept],
            [self.scores[k] for k in kept],
            [self.paths[k] for k in kept],
        )


def _explained(strip: Strip, cells: Cells, scores: Scores, path: Sequence[Choice]) -> float:
    if not len(cells.atoms) or not path:
        return 0.0
    boxes = cells.boxes[[choice.cell for choice in path]]
    widths = boxes[:, 2] - boxes[:, 0]
    start, end = _core(strip)
    left, right = cells.atoms[:, 0], cells.atoms[:, 2]
    # What was trimmed counts no more than the ground.
    inside = (right > min(start, boxes[0, 0])) & (left < max(end, boxes[-1, 2]))
    total = float((right - left)[inside].sum())
    return float(min(1.0, (widths * _sure(scores, path)).sum() / max(total, float(widths.sum()), 1.0)))


def _trimmed(strip: Strip, cells: Cells, scores: Scores, path: Sequence[Choice]) -> Sequence[Choice]:
    if not path:
        return path
    start, end = _core(strip)
    boxes = cells.boxes[[choice.cell for choice in path]]
    middles = (boxes[:, 0] + boxes[:, 2]) / 2
    kept = np.flatnonzero(((middles > start) & (middles < end)) | (_sure(scores, path) >= _SURE))
    return path[kept[0] : kept[-1] + 1] if len(kept) else path


def _core(strip: Strip) -> tuple[float, float]:
    """Where a line's core begins and ends, in pixels of its strip."""
    left, right = strip.frame.core
    across = strip.scales[0]
    return (left - strip.x0) * across, (right - strip.x0) * across


def _sure(scores: Scores, path: Sequence[Choice]) -> NDArray[np.float64]:
    return np.array([scores.probabilities[choice.cell, choice.candidate] for choice in path], np.float64)
