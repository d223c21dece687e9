"""Tables, frames, figures and drop caps, of boxes and masks alone."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pagerec.page.box import Box
from pagerec.segmentation.layout_regions import find_layout_regions, join_near
from pagerec.segmentation.nontext import Nontext

EM = 20
PAGE = np.zeros((800, 800), bool)


def ruled(xs: list[int], ys: list[int]) -> Nontext:
    level = tuple(Box(xs[0], y, xs[-1], y + 2) for y in ys)
    return Nontext(level, tuple(Box(x, ys[0], x + 2, ys[-1]) for x in xs))


def kinds(nontext: Nontext, mask: NDArray[np.bool_] = PAGE) -> list[tuple[str, int]]:
    return [(found.kind, len(found.cells)) for found in find_layout_regions(nontext, mask, EM)]


def test_a_grid_is_a_table_and_one_cell_is_a_frame() -> None:
    assert kinds(ruled([100, 300, 500], [100, 150, 200])) == [("table", 4)]
    assert kinds(ruled([100, 500], [100, 200])) == [("frame", 1)]
    assert kinds(ruled([100, 500], [100, 120])) == [], "a line is no frame"


def test_parts_are_the_cells() -> None:
    table, frame = ruled([100, 300, 500], [100, 150]), ruled([100, 500], [300, 400])
    both = Nontext(table.level + frame.level, table.upright + frame.upright)
    first, second = find_layout_regions(both, PAGE, EM)
    assert [part.width for part in first.parts] == pytest.approx([200, 200], abs=3)
    assert second.parts == (second.cells[0].box,)
    (figure,) = find_layout_regions(Nontext(drawings=(Box(100, 100, 300, 300),)), PAGE, EM)
    assert figure.parts == (figure.box,)


@pytest.mark.parametrize(("side", "kind"), [(100, "frame"), (200, "figure")])
def test_a_frame_around_a_drawing_is_part_of_it(side: int, kind: str) -> None:
    frame = ruled([100, 500], [100, 400])
    drawing = Box(150, 150, 150 + side, 150 + side)
    found = find_layout_regions(frame._replace(drawings=(drawing,)), PAGE, EM)
    assert kind in {one.kind for one in found}
    assert ("frame" in {one.kind for one in found}) == (kind == "frame")
    (figure,) = (one for one in found if one.kind == "figure")
    assert figure.box == (Box(100, 100, 502, 402) if kind == "figure" else drawing)


def test_rules_that_meet_and_are_no_grid_are_a_diagram() -> None:
    left, right = ruled([100, 250], [100, 180]), ruled([340, 490], [100, 180])
    arrow = Box(250, 140, 340, 142)
    diagram = Nontext((*left.level, *right.level, arrow), left.upright + right.upright)
    assert kinds(diagram) == [("figure", 0)]
    assert kinds(diagram, np.zeros((200, 200), bool)) == [], "as large as the page"


def test_parts_of_a_drawing_are_one_with_its_axes() -> None:
    near = (Box(200, 100, 260, 200), Box(280, 100, 340, 200))
    axes = Nontext((Box(180, 205, 350, 207),), (Box(190, 90, 192, 206),), near)
    (figure,) = find_layout_regions(axes, PAGE, EM)
    assert figure.box == Box(180, 90, 350, 207)
    rule = Nontext((Box(0, 205, 700, 207),), (), near)
    (figure,) = find_layout_regions(rule, PAGE, EM)
    assert figure.box == Box(200, 100, 340, 200), "a rule of the page is no axis"


def test_a_small_drawing_is_none() -> None:
    assert kinds(Nontext(drawings=(Box(100, 100, 140, 300),))) == []


# Drop caps


def lines_beside(cap: Box, lefts: list[int], left_of_it: int | None = None) -> NDArray[np.bool_]:
    """A drop cap, and lines of solid print that start at these columns, 24 pixels below each other."""
    mask = np.zeros((400, 400), bool)
    mask[cap.top : cap.bottom, cap.left : cap.right] = True
    for row, left in enumerate(lefts):
        mask[cap.top + 24 * row : cap.top + 24 * row + 18, left:380] = True
    if left_of_it is not None:
        mask[cap.top : cap.top + 18, left_of_it : cap.left - 6] = True
    return mask


CAP = Box(100, 100, 142, 142)


@pytest.mark.parametrize(
    ("lefts", "found"),
    [([150, 150, 100], True), ([150, 150], False), ([150], False), ([190, 190, 100], False)],
    ids=["beside and below", "nothing below", "one line", "far away"],
)
def test_a_drop_cap_has_lines_beside_and_below(lefts: list[int], found: bool) -> None:
    regions = find_layout_regions(Nontext(large=(CAP,)), lines_beside(CAP, lefts), EM)
    assert [(one.kind, one.box) for one in regions] == ([("capital", CAP)] if found else [])


def test_a_large_character_inside_a_line_is_no_drop_cap() -> None:
    assert kinds(Nontext(large=(CAP,)), lines_beside(CAP, [150, 150, 100], left_of_it=40)) == []


def test_a_drop_cap_has_its_small_strokes() -> None:
    mask = lines_beside(CAP, [156, 156, 90])
    mask[120:124, 90:98] = mask[110:120, 143:147] = True
    (cap,) = find_layout_regions(Nontext(large=(CAP,)), mask, EM)
    assert (cap.box.left, cap.box.right) == (90, 147)


@pytest.mark.parametrize("box", [Box(100, 100, 130, 130), Box(100, 100, 180, 220), Box(100, 100, 170, 142)])
def test_drop_caps_are_two_to_five_lines_high_and_not_wide(box: Box) -> None:
    lines = lines_beside(box, [box.right + 8] * 5 + [100])
    assert (kinds(Nontext(large=(box,)), lines) == []) == (box != Box(100, 100, 130, 130) or box.height < 32)


def test_nothing_set_in() -> None:
    assert find_layout_regions(Nontext(), PAGE, EM) == ()


# Boxes joined


boxes = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), *[st.integers(0, 200)] * 2, *[st.integers(1, 60)] * 2)


@settings(max_examples=80, deadline=None)
@given(st.lists(boxes, max_size=20), st.randoms(use_true_random=False))
def test_joined_boxes_are_apart_and_the_same_however_shuffled(found: list[Box], shuffler: random.Random) -> None:
    joined = join_near(found, 3)
    assert not any(a.meets(b, 3) for k, a in enumerate(joined) for b in joined[:k])
    assert sorted(join_near(shuffler.sample(found, len(found)), 3)) == sorted(joined)
