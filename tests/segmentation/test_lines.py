"""Lines by projection, and the strip of each."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from pagerec.segmentation import Ink, TextLine, extract_line_image, find_ink, find_text_lines
from pagerec.segmentation.line_shape import INK_HEIGHT
from pagerec.segmentation.lines import EM, HEIGHT, find_bands
from pagerec.segmentation.nontext import erase_nontext
from tests.pages import TEXT, extent, page_of, text_line
from tests.segmentation.made import frames_of


@pytest.mark.parametrize("leading", [1.15, 1.25, 1.5, 2.0, 2.5])
@pytest.mark.parametrize("em", [12, 22, 45])
def test_one_frame_for_each_line(leading: float, em: float) -> None:
    for han in ("hei", "song"):
        truth = page_of(TEXT, em, han, leading=leading)
        frames = frames_of(truth.gray)
        assert len(frames) == len(TEXT)
        tops = [frame.top for frame in frames]
        assert tops == sorted(tops)
        for number, frame in enumerate(frames):
            rows, columns = np.nonzero(np.isin(truth.ids, [k for k, n in enumerate(truth.lines, 1) if n == number]))
            assert frame.em == pytest.approx(em, abs=max(0.08 * em, 1.2)), "to a pixel"
            assert frame.left == pytest.approx(columns.min(), abs=1.5)
            assert frame.right == pytest.approx(columns.max() + 1, abs=1.5)
            assert frame.top <= rows.min() + 1
            assert frame.bottom >= rows.max() - 1


def test_lines_of_different_sizes_have_their_own_em() -> None:
    from pagerec.training.synthesis.typeset import typeset

    sizes = (2.0, 1.0, 1.0, 0.75, 1.4)
    truth = typeset([text_line(text, size=size) for text, size in zip(TEXT, sizes, strict=False)], 20)
    found = [frame.em / 20 for frame in frames_of(truth.gray)]
    assert found == pytest.approx(sizes, rel=0.08)


@pytest.mark.parametrize(("beside", "size"), [("二〇二四年秋天在山坡上的图书馆里抄写", 0.5), ("里", 1.0)])
def test_a_short_line_of_small_print_has_the_size_of_a_long_one_beside_it(beside: str, size: float) -> None:
    from pagerec.training.synthesis.typeset import typeset

    lines = [*map(text_line, TEXT[:4]), text_line(beside, size=0.5), text_line("抄写的人", size=0.5)]
    *_, short = frames_of(typeset(lines, 40).gray)
    assert short.em == pytest.approx(size * 40, rel=0.1)


@pytest.mark.parametrize("title", ["前言", "目录", "六、总结", "第三章 结论", "二十一"])
@pytest.mark.parametrize("size", [1.0, 1.5, 2.0, 2.5])
def test_a_title_is_one_line(title: str, size: float) -> None:
    from pagerec.training.synthesis.typeset import typeset

    truth = typeset([text_line(title, size=size, indent=4.0), *map(text_line, TEXT)], 20)
    frames = frames_of(truth.gray)
    assert len(frames) == 1 + len(TEXT)
    rows, _ = np.nonzero((truth.ids > 0) & (truth.ids <= truth.lines.count(0)))
    assert frames[0].top <= rows.min() + 1
    assert frames[0].bottom >= rows.max()


@pytest.mark.xfail(strict=True, reason="the strokes of a 三 that stands alone become three lines")
def test_level_strokes_alone_are_one_line() -> None:
    assert len(frames_of(page_of([*TEXT[:2], "三", *TEXT[2:]], 24).gray)) == 1 + len(TEXT)


@pytest.mark.parametrize("title", ["前言", "六、总结", "第三章"])
def test_a_title_alone_is_one_line(title: str) -> None:
    for em in (20, 40, 60):
        (frame,) = frames_of(page_of([title], em).gray)
        assert frame.em == pytest.approx(em, rel=0.15)


@pytest.mark.parametrize("cut", [0.35, 0.5])
@pytest.mark.parametrize("side", ["top", "bottom"])
def test_a_line_cut_by_the_edge_is_left_out(side: str, cut: float) -> None:
    truth = page_of(TEXT, 24)
    last = [k for k, line in enumerate(truth.lines, 1) if line == (0 if side == "top" else len(TEXT) - 1)]
    rows, _ = np.nonzero(np.isin(truth.ids, last))
    gray = truth.gray[round(rows.max() - cut * 24) :] if side == "top" else truth.gray[: round(rows.min() + cut * 24)]
    assert len(frames_of(gray)) == len(TEXT) - 1


def test_print_that_fills_a_low_picture_is_no_rule() -> None:
    frame = np.full((22, 24), 255, np.uint8)
    frame[:20, :20] = 0
    frame[2:18, 2:18] = 255
    gray = np.tile(frame, (2, 200))[:38]
    ink = Ink(255 - gray, gray < 128, inverted=False)
    frames = find_text_lines(erase_nontext(ink, 20.0)[0], 20.0)
    assert [frame.em for frame in frames] == pytest.approx([20 / INK_HEIGHT, 16 / INK_HEIGHT])


def test_the_rest_of_a_line_at_the_edge_does_not_tell_the_size_of_print() -> None:
    truth = page_of(("山坡上的图书馆", "一二三四五六七八九十一二三四五六七八九十" * 3), 24)
    rows, _ = np.nonzero(np.isin(truth.ids, [k for k, line in enumerate(truth.lines, 1) if line == 1]))
    frames = frames_of(truth.gray[: rows.min() + 10])
    assert [frame.em for frame in frames] == pytest.approx([24], rel=0.08)


def test_whole_lines_at_the_edge_are_kept() -> None:
    truth = page_of(TEXT, 24)
    rows, columns = np.nonzero(truth.gray < 250)
    tight = truth.gray[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    frames = frames_of(tight)
    assert len(frames) == len(TEXT)
    assert [frame.em for frame in frames] == pytest.approx([24] * len(TEXT), rel=0.08)


def test_a_figure_is_no_line() -> None:
    truth = page_of(TEXT, 20, margin=1)
    figure = np.zeros((150, truth.gray.shape[1]), np.uint8)
    figure[10:140, 100:500] = 255
    gray = np.concatenate([truth.gray, 255 - figure, truth.gray])
    assert len(frames_of(gray)) == 2 * len(TEXT)


# Strips


@pytest.mark.parametrize("em", [12, 26, 55])
def test_a_strip_is_the_line_at_the_standard_size(em: float) -> None:
    from pagerec.training.synthesis.typeset import typeset

    truth = typeset([text_line(TEXT[0], tracking=0.3)], em)
    ink = find_ink(truth.gray)
    (frame,) = frames_of(truth.gray)
    strip = extract_line_image(ink.level, frame)
    assert strip.level.shape[0] == HEIGHT
    assert strip.level.dtype == np.uint8
    assert strip.scale == pytest.approx(EM / em, rel=0.08)
    assert strip.level.max() > 240
    assert strip.level[:, 0].max() < 30, "white before the line"
    for number in (1, len(truth.text) // 2, len(truth.text) - 1):
        left, top, right, bottom = extent(truth, number)
        x0, x1 = ((x - strip.x0) * strip.scale for x in (left, right))
        y0, y1 = ((y - strip.y0) * strip.scale for y in (top, bottom))
        columns = np.flatnonzero((strip.level[round(y0) : round(y1), round(x0) - 2 : round(x1) + 2] > 100).any(axis=0))
        assert columns.min() + round(x0) - 2 == pytest.approx(x0, abs=2.7)
        assert columns.max() + round(x0) - 1 == pytest.approx(x1, abs=2.7)


def test_a_strip_holds_its_own_line_only() -> None:
    truth = page_of(["国国国国国国"] * 3, 20, leading=1.02)
    ink = find_ink(truth.gray)
    frame = TextLine(20.0, 140.0, 0.0, 20.0, 0.0, 0.0)
    rows = [np.nonzero(np.isin(truth.ids, range(1 + 6 * k, 7 + 6 * k)))[0] for k in range(3)]
    frame = TextLine(20.0, 140.0, float(rows[1].mean()), 20.0, float(rows[1].min()), float(rows[1].max() + 1))
    strip = extract_line_image(ink.level, frame)
    inked = np.flatnonzero((strip.level > 128).any(axis=1)) / strip.scale + strip.y0
    assert inked.min() >= rows[1].min() - 2
    assert inked.max() <= rows[1].max() + 2


def test_a_strip_may_reach_beyond_the_picture() -> None:
    level = np.full((10, 12), 255, np.uint8)
    strip = extract_line_image(level, TextLine(0.0, 12.0, 5.0, 40.0, 0.0, 10.0))
    assert strip.level.shape[0] == HEIGHT
    assert strip.level.any()


# Odd masks


@pytest.mark.parametrize(
    "mask",
    [
        np.zeros((20, 30), bool),
        np.ones((20, 30), bool),
        np.ones((1, 1), bool),
        np.ones((1, 300), bool),
        np.ones((300, 1), bool),
        np.indices((40, 40)).sum(axis=0) % 2 == 0,
        np.indices((40, 40))[0] % 2 == 0,
    ],
    ids=["white", "black", "pixel", "row", "column", "checkerboard", "stripes"],
)
def test_odd_masks(mask: NDArray[np.bool_]) -> None:
    ink = Ink(mask.view(np.uint8) * 255, mask, False)
    for em in (1.0, 5.0, 30.0):
        bands = find_bands(mask, em)
        assert all(0 <= top < bottom <= len(mask) for top, bottom in bands)
        for frame in find_text_lines(erase_nontext(ink, em)[0], em):
            assert frame.em > 0
            assert extract_line_image(ink.level, frame).level.shape[0] == HEIGHT
