"""Lines and what the stages say of them, and how well that explains a line's ink."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Choice
from pagerec.recognition.icons import Icons, apart
from pagerec.segmentation import Cells, LineImage, TextLine
from pagerec.segmentation.blocks import PARAMS as LAYOUT
from pagerec.segmentation.blocks import LayoutParams, numbered_blocks
from pagerec.segmentation.bullets import PARAMS as BULLETS
from pagerec.segmentation.bullets import BulletParams, before_lines, lists_of
from pagerec.segmentation.layout_regions import LayoutRegion
from pagerec.segmentation.lines import EM
from pagerec.segmentation.text_lines import usual_em

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LineEndParams:
    """What is believed at the ends of a line.

    Attributes
    ----------
    sure : float
        Probability of a character from which it is believed beyond the ends of the line's core.
    apart : float
        White in ems from which a character at an end stands apart, and may be an icon before or behind a label.
    icon : float
        Probability from which it is one: a little more than even, as print that is lost is worse than an icon that is
        read.
    dashes : int
        So many dashes alone on a line are a rule.
    """

    sure: float = 0.5
    apart: float = 0.3
    icon: float = 0.6
    dashes: int = 4


#: What lines are trimmed with.
PARAMS = LineEndParams()


@dataclass(frozen=True, slots=True)
class ReadLines:
    """Lines read; the sequences have an entry for each.

    Attributes
    ----------
    line_images : sequence of LineImage
    cells : sequence of Cells
    scores : sequence of Scores
    paths : sequence of sequence of Choice
    """

    line_images: Sequence[LineImage]
    cells: Sequence[Cells]
    scores: Sequence[Scores]
    paths: Sequence[Sequence[Choice]]

    def __len__(self) -> int:
        return len(self.line_images)

    def explained(self) -> NDArray[np.float64]:
        """How well each line's path explains its ink: 0…1.

        The probability of each chosen cell, weighed by the width of its ink; what the path passes over counts as not
        explained.
        """
        lines = zip(self.line_images, self.cells, self.scores, self.paths, strict=True)
        return np.array([_explained(*line) for line in lines])

    def classes(self) -> list[NDArray[np.int32]]:
        """The classes of each line's characters."""
        return [
            np.array([scores.classes[choice.cell, choice.candidate] for choice in path], np.int32)
            for scores, path in zip(self.scores, self.paths, strict=True)
        ]

    def bare(self, signs: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which lines are nothing but signs; `signs` says of each class whether it is neither letter nor numeral."""
        return np.array([signs[classes].all() for classes in self.classes()], bool)

    def lists(
        self, signs: NDArray[np.bool_], params: LineEndParams = PARAMS, bullets: BulletParams = BULLETS
    ) -> NDArray[np.intp]:
        """Number of the list, from 1, that the sign at each line's beginning is a bullet of; 0 for other lines.

        A bullet is the first sign of a line, or a line of its own before another one; `signs` as for `bare`.
        """
        text_lines = [line_image.text_line for line_image in self.line_images]
        alone = np.array([len(path) == 1 for path in self.paths], bool) & self.bare(signs)
        marks = before_lines(text_lines, alone, bullets)
        for k, (path, classes) in enumerate(zip(self.paths, self.classes(), strict=True)):
            if len(path) > 1 and signs[classes[0]] and text_lines[k].is_nearly_level:
                marks[k] = apart(self.cells[k], path, False, params.apart) == slice(0, 1)
        found = np.zeros(len(self), np.intp)
        chosen = np.flatnonzero(marks)
        if len(chosen) >= bullets.count:
            boxes = np.stack([self._first_box(k) for k in chosen.tolist()])
            found[chosen] = lists_of(boxes, np.array([text_lines[k].em for k in chosen]), bullets)
        return found

    def printed(
        self,
        charset: Charset,
        icons: Icons | None,
        params: LineEndParams = PARAMS,
        bullets: BulletParams = BULLETS,
    ) -> ReadLines:
        """Only what is print: without what is left of rules and frames, and without icons.

        Bullets of lists stay, and those of one list are all read as one sign.

        Parameters
        ----------
        charset : Charset
            A bracket whose partner is in the line is print, and so is a box to tick.
        icons : Icons or None
            Without them, only rules go.
        params : LineEndParams, optional
        bullets : BulletParams, optional
        """
        lists = self.lists(charset.signs, params, bullets)
        read = self._without_dirt(lists > 0, params)._read_alike(lists)
        kept = np.flatnonzero(~read._rules(charset, params) | (lists > 0))
        read = read.only(kept.tolist())
        return read if icons is None else read._without_icons(icons, charset, lists[kept] > 0, params)

    def _first_box(self, line: int) -> NDArray[np.float64]:
        """Box of a line's first character, in pixels of the level page."""
        line_image = self.line_images[line]
        x, y = line_image.x0, line_image.y0
        box = self.cells[line].boxes[self.paths[line][0].cell]
        return np.asarray(box / line_image.scales + (x, y, x, y), np.float64)

    def _without_dirt(self, bullets: NDArray[np.bool_], params: LineEndParams) -> ReadLines:
        """Without doubtful signs before the lines' cores; `bullets` tells which lines begin with one."""
        paths = list(self.paths)
        for k, line in enumerate(zip(self.line_images, self.cells, self.scores, self.paths, strict=True)):
            kept = None if bullets[k] else _believed(*line, params)
            if kept is not None and kept[1] == len(paths[k]):  # dashes at both ends belong together
                paths[k] = paths[k][kept[0] :]
        return replace(self, paths=paths)

    def _read_alike(self, lists: NDArray[np.intp]) -> ReadLines:
        """The bullets of each list read as the sign that all together are likeliest to be."""
        paths = list(self.paths)
        for number in np.unique(lists[lists > 0]).tolist():
            lines = np.flatnonzero(lists == number).tolist()
            votes: Counter[int] = Counter()
            for k in lines:
                cell = self.paths[k][0].cell
                for code, probability in zip(
                    self.scores[k].classes[cell].tolist(), self.scores[k].probabilities[cell].tolist(), strict=True
                ):
                    votes[code] += probability
            best = max(votes, key=lambda code: votes[code])
            for k in lines:
                first = paths[k][0]
                slot = np.flatnonzero(self.scores[k].classes[first.cell] == best)
                if len(slot):
                    paths[k] = [replace(first, candidate=int(slot[0])), *paths[k][1:]]
        return replace(self, paths=paths)

    def _rules(self, charset: Charset, params: LineEndParams) -> NDArray[np.bool_]:
        """Which lines are what is left of rules and frames: nothing but strokes, or many dashes."""
        many = np.array([len(path) >= params.dashes for path in self.paths], bool)
        return np.asarray(self.bare(charset.strokes) | (self.bare(charset.dashes) & many), bool)

    def trimmed(self, charset: Charset, params: LineEndParams = PARAMS, bullets: BulletParams = BULLETS) -> ReadLines:
        """Without doubtful characters beyond the ends of the lines' cores: dirt, and what stands beside the lines.

        A small sign that stands apart before a line stays, which may be a bullet of a list: what becomes of it is for
        `printed` to say, which knows the others. Dashes at both ends belong together: – 22 –.
        """
        lines = zip(self.line_images, self.cells, self.scores, self.paths, self.classes(), strict=True)
        return replace(self, paths=[_trimmed(*line, charset, params, bullets) for line in lines])

    def _without_icons(
        self, icons: Icons, charset: Charset, bullets: NDArray[np.bool_], params: LineEndParams
    ) -> ReadLines:
        """Without what stands apart at the lines' ends, or alone, and is no print; all of it, if nothing else is left.

        `bullets` tells which lines begin with one.
        """
        lines = zip(self.cells, self.scores, self.paths, bullets, strict=True)
        paths = [_without_icons(*line, icons, charset, params) for line in lines]
        kept = [k for k, path in enumerate(paths) if path]
        return replace(self, paths=paths).only(kept) if kept else self

    def with_lines(self, others: ReadLines, places: Mapping[int, int]) -> ReadLines:
        """With some lines, by their numbers, replaced by lines of another reading, by theirs."""

        def mixed(ours: Sequence[T], theirs: Sequence[T]) -> list[T]:
            return [theirs[places[k]] if k in places else own for k, own in enumerate(ours)]

        return ReadLines(
            mixed(self.line_images, others.line_images),
            mixed(self.cells, others.cells),
            mixed(self.scores, others.scores),
            mixed(self.paths, others.paths),
        )

    def in_blocks(
        self,
        layout_regions: Sequence[LayoutRegion],
        params: LayoutParams = LAYOUT,
        leaders: Sequence[TextLine] = (),
    ) -> ReadLines:
        """The lines block by block: those that are no text may have stood between."""
        text_lines = [line_image.text_line for line_image in self.line_images]
        found = numbered_blocks(text_lines, layout_regions, usual_em(text_lines), params, leaders)
        lines = self.only([number for number, _ in found])
        line_images = [
            replace(line_image, text_line=text_line)
            for line_image, (_, text_line) in zip(lines.line_images, found, strict=True)
        ]
        return replace(lines, line_images=line_images)

    @classmethod
    def joined(cls, parts: Sequence[ReadLines]) -> ReadLines:
        """Lines of several readings, one behind the other."""
        return cls(
            [line_image for part in parts for line_image in part.line_images],
            [cells for part in parts for cells in part.cells],
            [scores for part in parts for scores in part.scores],
            [path for part in parts for path in part.paths],
        )

    def only(self, kept: Sequence[int]) -> ReadLines:
        """Some of the lines."""
        return ReadLines(
            [self.line_images[k] for k in kept],
            [self.cells[k] for k in kept],
            [self.scores[k] for k in kept],
            [self.paths[k] for k in kept],
        )


def _explained(line_image: LineImage, cells: Cells, scores: Scores, path: Sequence[Choice]) -> float:
    if not len(cells.atoms) or not path:
        return 0.0
    boxes = cells.boxes[[choice.cell for choice in path]]
    widths = boxes[:, 2] - boxes[:, 0]
    start, end = _core(line_image)
    left, right = cells.atoms[:, 0], cells.atoms[:, 2]
    # What was trimmed counts no more than the ground.
    inside = (right > min(start, boxes[0, 0])) & (left < max(end, boxes[-1, 2]))
    total = float((right - left)[inside].sum())
    return float(min(1.0, (widths * _sure(scores, path)).sum() / max(total, float(widths.sum()), 1.0)))


def _trimmed(
    line_image: LineImage,
    cells: Cells,
    scores: Scores,
    path: Sequence[Choice],
    classes: NDArray[np.int32],
    charset: Charset,
    params: LineEndParams,
    bullets: BulletParams,
) -> Sequence[Choice]:
    kept = _believed(line_image, cells, scores, path, params)
    if kept is None:
        return path
    start, end = kept
    if start == 1 and end == len(path) - 1 and charset.dashes[classes[0]] and classes[0] == classes[-1]:
        return path
    if start == 1 and charset.signs[classes[0]] and apart(cells, path, False, params.apart) == slice(0, 1):
        left, top, right, bottom = cells.boxes[path[0].cell].tolist()
        behind = cells.boxes[path[1].cell, 0] - right
        if max(right - left, bottom - top) <= bullets.high * EM and behind <= bullets.near * EM:
            start = 0
    return path[start:end]


def _believed(
    line_image: LineImage, cells: Cells, scores: Scores, path: Sequence[Choice], params: LineEndParams
) -> tuple[int, int] | None:
    """The part of a path that is in the line's core or beyond doubt; None where nothing is."""
    if not path:
        return None
    start, end = _core(line_image)
    boxes = cells.boxes[[choice.cell for choice in path]]
    middles = (boxes[:, 0] + boxes[:, 2]) / 2
    kept = np.flatnonzero(((middles > start) & (middles < end)) | (_sure(scores, path) >= params.sure))
    return (int(kept[0]), int(kept[-1]) + 1) if len(kept) else None


def _without_icons(
    cells: Cells,
    scores: Scores,
    path: Sequence[Choice],
    has_bullet: bool,
    icons: Icons,
    charset: Charset,
    params: LineEndParams,
) -> Sequence[Choice]:
    """The path without what is no print before and behind wide white; empty where nothing else is left."""
    if has_bullet and len(path) == 1:
        return path
    for at_end in (True,) if has_bullet else (False, True):
        while (part := apart(cells, path, at_end, params.apart)) is not None:
            if _is_print(scores, path, part, charset):
                break
            if icons.probability(cells, scores, path, part) <= params.icon:
                break
            path = path[: part.start] if at_end else path[part.stop :]
    return path


def _is_print(scores: Scores, path: Sequence[Choice], part: slice, charset: Charset) -> bool:
    """Whether a bracket of a part has its partner in the line, or the part is a box to tick beside what it is for."""
    classes = [scores.classes[choice.cell, choice.candidate] for choice in path]
    if len(path) > len(classes[part]) == 1 and charset.boxes[classes[part]].all():
        return True
    sides = charset.brackets[classes]
    own = sides[part]
    return bool(any((sides == -side).any() for side in own[own != 0]))


def _core(line_image: LineImage) -> tuple[float, float]:
    """Where a line's core begins and ends, in pixels of its line image."""
    left, right = line_image.text_line.core
    across = line_image.scales[0]
    return (left - line_image.x0) * across, (right - line_image.x0) * across


def _sure(scores: Scores, path: Sequence[Choice]) -> NDArray[np.float64]:
    return np.array([scores.probabilities[choice.cell, choice.candidate] for choice in path], np.float64)
