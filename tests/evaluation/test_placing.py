"""Where printed characters are in lines, and whose ink is whose."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("rapidfuzz")

from pagerec.evaluation.placing import Owned, frame_sizes, own_ink, place
from pagerec.evaluation.samples import TrueChar
from pagerec.segmentation import Ink, LineImage, TextLine
from pagerec.segmentation.lines import EM, HEIGHT
from pagerec.segmentation.page import PageLines
from pagerec.segmentation.views import QuarterTurns
from tests.evaluation.made import lattice


def test_ink_that_reaches_over_belongs_to_its_character() -> None:
    cells, _ = lattice([(2, 30), (34, 50)], {})
    level = np.where(cells.labels > 0, 255, 0).astype(np.uint8)
    line_image = LineImage(level, TextLine(0, 60, 16, 26, 0, 32), 1.0, 0.0, 0.0)
    boxes = np.array([[0.0, 0, 24, 32], [24, 0, 54, 32]])
    owned = own_ink(line_image, cells, boxes, np.array([7, 8]))
    assert owned.ink[1, 1] == 0
    assert [bool(owned.right(k)[k]) for k in range(2)] == [True, True]
    assert (owned.owner(0), owned.owner(1)) == (0, 1)


def test_touching_characters_share_an_atom() -> None:
    cells, _ = lattice([(2, 50)], {})
    level = np.where(cells.labels > 0, 255, 0).astype(np.uint8)
    line_image = LineImage(level, TextLine(0, 60, 16, 26, 0, 32), 1.0, 0.0, 0.0)
    owned = own_ink(line_image, cells, np.array([[0.0, 0, 40, 32], [40, 0, 54, 32]]), np.array([0, 1]))
    assert not owned.right(1).any()
    assert owned.why(1) == "shares an atom"


def test_a_small_character_inside_a_large_ones_ink_keeps_its_own() -> None:
    cells, _ = lattice([(2, 50)], {})
    level = np.where(cells.labels > 0, 255, 0).astype(np.uint8)
    line_image = LineImage(level, TextLine(0, 60, 16, 26, 0, 32), 1.0, 0.0, 0.0)
    owned = own_ink(line_image, cells, np.array([[0.0, 0, 44, 32], [44, 0, 54, 32]]), np.array([0, 1]))
    assert owned.ink[1].tolist() == [42 * 24, 6 * 24]


def test_ink_outside_of_all_characters_is_strays() -> None:
    cells, _ = lattice([(2, 26), (40, 50)], {})
    level = np.where(cells.labels > 0, 255, 0).astype(np.uint8)
    line_image = LineImage(level, TextLine(0, 60, 16, 26, 0, 32), 1.0, 0.0, 0.0)
    owned = own_ink(line_image, cells, np.array([[0.0, 0, 30, 32]]), np.array([5]))
    assert (owned.owner(0), owned.owner(1)) == (0, None)
    nobody = own_ink(line_image, cells, np.zeros((0, 4)), np.zeros(0, np.intp))
    assert nobody.owner(0) is None


@pytest.mark.parametrize(
    ("ink", "why"),
    [
        ([[0.0], [0.0]], "no ink"),
        ([[5.0], [5.0]], "ink in no atom"),
        ([[0.0, 0.0], [5.0, 6.0]], "shares an atom"),
        ([[0.0, 0.0], [5.0, 0.0], [0.0, 5.0], [5.0, 0.0]], "another's atom between"),
        ([[0.0], [5.0], [5.0]], "too wide, or too many atoms"),
    ],
)
def test_why_no_cell_is_right(ink: list[list[float]], why: str) -> None:
    table = np.array(ink)
    owned = Owned(np.arange(table.shape[1]), table, np.zeros((1, table.shape[1])), np.zeros(1))
    assert owned.why(0) == why


# Lines


def layout_of(lines: list[TextLine], **options: object) -> tuple[PageLines, list[LineImage]]:
    ink = Ink(np.zeros((300, 400), np.uint8), np.zeros((300, 400), bool), False)
    values = {"shrink": 1.0, "skew": 0.0, "shape": (300, 400), **options}
    images = [
        LineImage(np.zeros((HEIGHT, 200), np.uint8), one, EM / one.em, one.left, one.centre - HEIGHT / 2 * one.em / EM)
        for one in lines
    ]
    return PageLines(ink, tuple(lines), **values), images  # type: ignore[arg-type]


def line_at(centre: float, left: float = 20, right: float = 220, em: float = 20.0) -> TextLine:
    return TextLine(left, right, centre, em, centre - em / 2, centre + em / 2)


def char_at(x: float, y: float, width: float = 20.0, text: str = "能", line: int = 0) -> TrueChar:
    return TrueChar(text, line, (x, y - width / 2, x + width, y + width / 2))


def test_a_character_is_on_the_nearest_line() -> None:
    layout, images = layout_of([line_at(50), line_at(66)])
    chars = [char_at(30, 52), char_at(30, 60), char_at(30, 79), char_at(240, 50)]
    lines, boxes = place(layout, images, chars)
    assert lines.tolist() == [0, 1, -1, -1], "too low, and beyond the line's end"
    scale = EM / 20
    middle = HEIGHT / 2 + (52 - 50) * scale
    assert boxes[0] == pytest.approx(np.array([10 * scale, middle - EM / 2, 30 * scale, middle + EM / 2]))


def test_boxes_are_given_in_pixels_of_the_picture() -> None:
    layout, images = layout_of([line_at(50)], shrink=0.5)
    lines, boxes = place(layout, images, [char_at(60, 104, 40)])
    straight = place(*layout_of([line_at(50)]), [char_at(30, 52)])
    assert lines.tolist() == [0]
    assert boxes == pytest.approx(straight[1])


def test_a_turned_picture_is_turned_back() -> None:
    view = QuarterTurns(np.zeros((400, 300), np.uint8), 180)
    layout, images = layout_of([line_at(50)], view=view, shape=(400, 300))
    lines, boxes = place(layout, images, [TrueChar("能", 0, (250.0, 340.0, 270.0, 360.0))])
    assert lines.tolist() == [0]
    assert boxes[0, 2] - boxes[0, 0] == pytest.approx(-EM), "from right to left"


def test_frames_are_measured_by_their_han_characters() -> None:
    layout, images = layout_of([line_at(50, em=25.0)])
    chars = [char_at(30 + 20 * k, 50) for k in range(3)] + [char_at(100, 50, 8, "i"), char_at(120, 50, 8, "a", line=1)]
    lines, boxes = place(layout, images, chars)
    assert frame_sizes(lines, boxes, chars) == {(0, 0): pytest.approx(25 / 20)}
