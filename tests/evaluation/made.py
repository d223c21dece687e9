"""Lattices, and pages of one line, made by hand."""

from __future__ import annotations

import numpy as np

from pagerec.evaluation.alignment import align
from pagerec.evaluation.causes import Case
from pagerec.evaluation.folding import fold_characters
from pagerec.evaluation.samples import TrueChar
from pagerec.evaluation.stages import ReadChar
from pagerec.page import Box, Page
from pagerec.reading.reading import Reading
from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Choice
from pagerec.segmentation import Cells, Ink, LineImage, TextLine
from pagerec.segmentation.lines import EM, HEIGHT
from pagerec.segmentation.page import PageLines

CHARSET = Charset("甲乙能厶匕白勺的.。")
ANYWHERE = Box(0, 0, 1, 1)
Named = dict[tuple[int, int], str]


def lattice(extents: list[tuple[int, int]], named: Named, probability: float = 0.9) -> tuple[Cells, Scores]:
    """Atoms with these columns, runs of up to three of them as cells; `named` says what these look like."""
    labels = np.zeros((HEIGHT, extents[-1][1] + 4), np.int32)
    for number, (left, right) in enumerate(extents, start=1):
        labels[4:28, left:right] = number
    runs = [(a, b) for size in range(3) for a in range(1, len(extents) + 1) if (b := a + size) <= len(extents)]
    boxes = [(extents[a - 1][0], 4, extents[b - 1][1], 28) for a, b in runs]
    atoms = np.array([(left, 4, right, 28) for left, right in extents], np.int32)
    first, last = np.array(runs, np.int32).T
    classes = np.array([[CHARSET.encode(named.get(run, "")), 0] for run in runs], np.int32)
    sure = np.array([probability if run in named else 0.0 for run in runs], np.float32)
    probabilities = np.stack([sure, np.zeros_like(sure)], axis=1)
    return Cells(labels, atoms, first, last, np.array(boxes, np.int32)), Scores(classes, probabilities, 1 - sure)


EDGES = [0.0, 27.0, 53.0, 80.0]
"""Advance cells of three characters; `PARTS` are atoms of them, the one in the middle in two parts."""
PARTS = [(2, 25), (28, 38), (41, 51), (55, 78)]
SPLIT = {(1, 1): "甲", (2, 2): "厶", (3, 3): "匕", (4, 4): "乙"}
PATH = [(1, 1), (2, 2), (3, 3), (4, 4)]


def cell_of(cells: Cells, run: tuple[int, int]) -> int:
    return int(np.flatnonzero((cells.first == run[0]) & (cells.last == run[1]))[0])


def case(truth: str, cells: Cells, scores: Scores, path: list[tuple[int, int]], boxes: list[float] | None) -> Case:
    """A page of one line; `boxes` are the edges of the advance cells."""
    level = np.where(cells.labels > 0, 255, 0).astype(np.uint8)
    width = level.shape[1]
    text_line = TextLine(0, width, HEIGHT / 2, EM, 0, HEIGHT)
    layout = PageLines(Ink(level, level > 0, False), (text_line,), 1.0, 0.0, (HEIGHT, width))
    chosen = [cell_of(cells, run) for run in path]
    read = [ReadChar(CHARSET.decode(int(scores.classes[c, 0])), 0, c, k, ANYWHERE, 1.0) for k, c in enumerate(chosen)]
    line_image = LineImage(level, text_line, 1.0, 0.0, 0.0)
    choices = [[Choice(c, 0) for c in chosen]]
    reading = Reading(layout, [line_image], [cells], [scores], choices, CHARSET, Page((), width, HEIGHT))
    edges = boxes or [0.0] * (len(truth) + 1)
    chars = [
        TrueChar(char, 0, (edges[k], 0.0, edges[k + 1], float(HEIGHT)) if boxes else None)
        for k, char in enumerate(truth)
    ]
    true, text = fold_characters(truth), fold_characters(char.text for char in read)
    return Case(reading, chars, read, true, text, align(true.text, text.text))
