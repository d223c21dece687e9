"""From a picture to its lines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from pagerec.segmentation.page import find_lines
from tests.pages import TEXT, extent, padded, page_of, rows_of, text_map


def turned(em: float, angle: float, lines: tuple[str, ...] = TEXT) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    from pagerec.training.synthesis.degrade import Degradation, degrade

    truth = page_of(lines, em)
    return degrade(truth.gray, truth.ids, em, Degradation(skew=angle), np.random.default_rng(0))


@pytest.mark.parametrize("em", [12, 18, 30, 45, 80, 150])
def test_frames_at_any_size(em: float) -> None:
    layout = find_lines(page_of(TEXT, em).gray, text_map())
    assert len(rows_of(layout.text_lines)) == len(TEXT)
    assert layout.shrink <= 1
    for text_line in layout.text_lines:
        assert text_line.em / layout.shrink == pytest.approx(em, abs=max(0.08 * em, 1.2))
        assert text_line.em < 45, "large print is shrunk before it is cut"


@pytest.mark.parametrize("angle", [-4.0, -1.5, 0.7, 3.0])
@pytest.mark.parametrize("em", [16, 60])
def test_skewed_lines_are_found_and_mapped_back(em: float, angle: float) -> None:
    gray, ids = turned(em, angle)
    layout = find_lines(gray, text_map())
    assert layout.skew == pytest.approx(angle, abs=0.2)
    assert layout.shape == gray.shape
    rows_ = rows_of(layout.text_lines)
    assert len(rows_) == len(TEXT)
    # The first and the last character of a line lie on its frame's centre, in the picture's own pixels.
    first = 1
    for row, text in zip(rows_, TEXT, strict=True):
        text_line = replace(row[0], right=row[-1].right)
        count = len(text.replace(" ", ""))
        ends = layout.to_picture(np.array([[text_line.left, text_line.centre], [text_line.right, text_line.centre]]))
        rows, columns = np.nonzero(ids == first + 1)
        x0 = ends[0, 0]
        assert np.interp(columns.mean(), ends[:, 0], ends[:, 1]) == pytest.approx(rows.mean(), abs=0.3 * em)
        assert x0 < columns.mean() < x0 + 3 * em
        first += count


@pytest.mark.parametrize(("em", "angle"), [(20, 0.0), (20, 2.0), (64, 0.0), (64, -2.0)])
def test_labels_follow_the_ink(em: float, angle: float) -> None:
    gray, ids = turned(em, angle)
    layout = find_lines(gray, text_map())
    followed = layout.follow(ids)
    assert followed.shape == layout.ink.level.shape
    ink = layout.ink.level > 128
    assert np.count_nonzero(ink & (followed > 0)) > 0.85 * np.count_nonzero(ink)
    assert np.count_nonzero(ink & (followed > 0)) > 0.5 * np.count_nonzero(followed)


def test_points_go_back_to_where_the_labels_came_from() -> None:
    gray, ids = turned(60, 2.5)
    layout = find_lines(gray, text_map())
    followed = layout.follow(ids)
    for number in (5, 60, 150, 220):
        here = np.argwhere(followed == number)[:, ::-1].mean(axis=0)
        there = np.argwhere(ids == number)[:, ::-1].mean(axis=0)
        assert layout.to_picture(here[None])[0] == pytest.approx(there, abs=2.0)


@pytest.mark.xfail(strict=False, reason="the map parts a line in two at one of two places of its grid")
def test_margins_do_not_matter() -> None:
    truth = page_of(TEXT, 20)
    plain, wide = find_lines(truth.gray, text_map()), find_lines(padded(truth.gray, 150, 300), text_map())
    assert len(plain.text_lines) == len(wide.text_lines)
    for one, two in zip(plain.text_lines, wide.text_lines, strict=True):
        assert two.em == pytest.approx(one.em, rel=0.08), "it is measured to a pixel of small print"
        assert (two.left - 300, two.centre - 150) == pytest.approx((one.left, one.centre), abs=1.5)


@pytest.mark.parametrize("text", ["前言", "六、总结", "第三章", "能小刺和细洞"])
def test_a_short_picture_is_one_line(text: str) -> None:
    for em in (14, 24, 48):
        truth = page_of([text], em)
        layout = find_lines(truth.gray, text_map())
        assert len(layout.text_lines) == 1
        left, _, _, _ = extent(truth, 1)
        _, _, right, _ = extent(truth, len(truth.text))
        text_line = layout.text_lines[0]
        assert text_line.left / layout.shrink == pytest.approx(left, abs=0.2 * em)
        assert text_line.right / layout.shrink == pytest.approx(right, abs=0.2 * em)


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (3, 3), (64, 64)])
@pytest.mark.parametrize("kind", ["black", "white", "gray", "checkerboard", "half"])
def test_odd_pictures(shape: tuple[int, int], kind: str) -> None:
    gray = {
        "black": np.zeros(shape, np.uint8),
        "white": np.full(shape, 255, np.uint8),
        "gray": np.full(shape, 128, np.uint8),
        "checkerboard": (np.indices(shape).sum(axis=0) % 2 * 255).astype(np.uint8),
        "half": np.where(np.indices(shape)[0] < shape[0] / 2, 0, 255).astype(np.uint8),
    }[kind]
    layout = find_lines(gray, text_map())
    assert layout.shape == shape
    if kind in ("black", "white", "gray"):
        assert layout.text_lines == ()


def test_a_narrow_strip_is_not_turned() -> None:
    # A row of dots has no skew; turned by its length it would need a hundred times as many pixels.
    row = np.where(np.arange(20_000) % 131 < 9, 0, 255).astype(np.uint8)
    layout = find_lines(row[np.newaxis], text_map())
    assert layout.skew == 0.0
    assert layout.ink.level.shape == (1, 20_000)


def test_a_strip_lower_than_any_print_has_no_lines() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (3, 2000), np.uint8)
    assert not find_lines(noise, text_map()).text_lines
