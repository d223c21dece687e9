"""What the groups of ink of a line say of its baseline and em."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from pagerec.segmentation.line_shape import INK_HEIGHT, PARAMS, LineShape
from tests.pages import TEXT, page_of, text_line
from tests.segmentation.made import frames_of

LOW = pytest.mark.xfail(strict=True, reason="a line of nothing but full stops is taken to be centred on them")


def mask_of(*groups: tuple[int, int, int, int]) -> NDArray[np.bool_]:
    """Solid groups of (left, right, top, bottom)."""
    mask = np.zeros((60, 400), bool)
    for left, right, top, bottom in groups:
        mask[top:bottom, left:right] = True
    return mask


def shape_of(*groups: tuple[int, int, int, int]) -> LineShape:
    shape = LineShape.of(mask_of(*groups), (0, 60))
    assert shape is not None
    return shape


def small(count: int) -> LineShape:
    """Groups of half the usual height, as high as wide."""
    return shape_of(*((10 + 20 * k, 20 + 20 * k, 25, 35) for k in range(count)))


def test_groups_have_their_place_on_the_page() -> None:
    mask = mask_of((10, 30, 20, 40), (35, 40, 38, 40))
    shape = LineShape.of(mask[20:40, 5:], (0, 20), left=5, above=20)
    assert shape is not None
    assert (shape.lefts.tolist(), shape.rights.tolist()) == ([10, 35], [30, 40])
    assert (shape.tops.tolist(), shape.bottoms.tolist()) == ([20, 38], [40, 40])
    assert shape.heights.tolist() == [20, 2]
    assert shape.ink_width == 25


def test_without_ink_there_is_no_shape() -> None:
    assert LineShape.of(mask_of(), (10, 30)) is None


def test_tall_groups_tell_the_em() -> None:
    assert shape_of((10, 30, 20, 43), (35, 38, 40, 43)).em == pytest.approx(23 / INK_HEIGHT)


def test_square_groups_are_chinese_characters() -> None:
    characters = [(20 * k, 20 * k + 18, 20, 38) for k in range(1, 6)]
    letters = [(150 + 10 * k, 158 + 10 * k, 26, 38) for k in range(10)]
    assert shape_of(*characters).is_han(PARAMS)
    assert not shape_of(*((20 * k, 20 * k + 8, 20, 38) for k in range(1, 6))).is_han(PARAMS)
    assert not shape_of(*characters[:3], *letters).is_han(PARAMS), "capitals with small letters on their line"


@pytest.mark.parametrize(("top", "bottom", "found"), [(1, 20, True), (2, 20, False), (30, 58, False), (30, 59, True)])
def test_lines_at_the_edge(top: int, bottom: int, found: bool) -> None:
    assert shape_of((10, 30, top, bottom)).is_at_edge(60) is found


def test_a_frame_is_around_the_ink() -> None:
    frame = shape_of((10, 28, 20, 38), (30, 48, 20, 38), (50, 68, 20, 38)).text_line(24.0, 3)
    assert (frame.left, frame.right, frame.top, frame.bottom, frame.block) == (10, 68, 20, 38, 3)
    assert frame.centre == 29
    assert frame.em == pytest.approx(18 / INK_HEIGHT)


def test_a_short_line_of_small_print_has_its_own_em_if_that_is_confirmed() -> None:
    own = 10 / INK_HEIGHT
    assert small(5).text_line(2 * own, 0).em == 2 * own
    assert small(5).text_line(2 * own, 0, confirmed=True).em == own
    assert small(PARAMS.word).text_line(2 * own, 0).em == own
    assert small(5).text_line(2 * own, 0, params=replace(PARAMS, word=5)).em == own


@pytest.mark.parametrize("text", ["——", "……", "一一一", "1. a = b - c", "- - -", pytest.param("...", marks=LOW)])
def test_low_lines_take_the_em_of_the_page(text: str) -> None:
    frames = frames_of(page_of([*TEXT[:2], text, *TEXT[2:]], 24).gray)
    assert len(frames) == 1 + len(TEXT)
    assert frames[2].em == pytest.approx(24, rel=0.15)
    pitch = frames[1].centre - frames[0].centre
    assert frames[2].centre == pytest.approx(frames[1].centre + pitch, abs=0.2 * 24)


def test_quotation_marks_do_not_lift_the_line() -> None:
    lines = [
        "他说：“走，去看；再问、再想。”（好）",
        "《旧书》；〈新篇〉——快！真的？",
        "“甲”，“乙”；“丙”。：、，",
    ]
    centres = [frame.centre for frame in frames_of(page_of(lines, 24, "uming").gray)]
    assert np.diff(centres) == pytest.approx([1.5 * 24] * 2, abs=0.15 * 24)


@pytest.mark.parametrize("latin", ["serif", "sans"])
def test_capitals_are_not_taken_for_chinese_characters(latin: str) -> None:
    """A line of names has as many tall square letters as a short Chinese line, at another size."""
    truth = page_of([*TEXT[:4], "Thomas H. Cormen, Charles E. Leiserson, Ronald L. Rivest"], 24, "song", latin=latin)
    *chinese, names = frames_of(truth.gray)
    assert names.em == pytest.approx(np.median([frame.em for frame in chinese]), rel=0.1)


@pytest.mark.parametrize("text", ["2024年11月22日", "第8页 共29页", "第 12 章 A1 节"])
def test_a_small_line_with_digits_keeps_its_size(text: str) -> None:
    from pagerec.training.synthesis.typeset import typeset

    lines = [*(text_line(line, han="song", latin="serif") for line in TEXT[:4]), text_line(text, size=0.75)]
    *others, small = frames_of(typeset(lines, 28).gray)
    assert small.em == pytest.approx(0.75 * float(np.median([frame.em for frame in others])), rel=0.1)


@pytest.mark.parametrize("word", ["source", "_ause", "camera", "run", "x"])
def test_a_word_of_small_letters_has_the_size_of_the_page(word: str) -> None:
    for em in (20, 28, 36):
        *chinese, alone = frames_of(page_of([*TEXT[:4], word], em, "song", latin="serif").gray)
        assert alone.em == pytest.approx(np.median([frame.em for frame in chinese]), rel=0.1)
