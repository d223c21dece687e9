"""Pictures of single characters."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("fontTools")

from pagerec.characters.picture import Look, _cover, _turned, draw_character
from pagerec.errors import OptionError
from tests.characters.small import font_files


def test_a_picture_is_framed_and_knows_its_polarity() -> None:
    (path,) = font_files("hei")
    gray = draw_character(str(path), 0, "国", Look(), 0)
    assert gray.shape == (64, 64)
    rows, columns = np.nonzero(gray < 128)
    assert min(rows.min(), columns.min()) >= 5
    assert max(rows.max(), columns.max()) < 60
    inverted = draw_character(str(path), 0, "国", Look(invert=True), 0)
    assert np.array_equal(gray, 255 - inverted)
    turned = draw_character(str(path), 0, "国", Look(rotate=20), 20)
    assert not np.array_equal(gray, turned)


def test_angles_are_those_of_the_original() -> None:
    assert Look(rotate=30).angles == tuple(range(-30, 31))
    assert Look(rotate=10, rotate_step=4).angles == (-8, -4, 0, 4, 8)


@pytest.mark.parametrize("knob", ["noise", "dilate", "erode", "degrade"])
def test_every_knob_changes_pictures_in_the_same_way_again(knob: str) -> None:
    (path,) = font_files("hei")
    look = Look(variants=2, **{knob: 1.0})
    clean = draw_character(str(path), 0, "国", look, 0)
    one, two = (draw_character(str(path), 0, "国", look, 0, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(one, two)
    assert not np.array_equal(clean, one)
    if knob in ("dilate", "erode"):
        assert (one.mean() < clean.mean()) == (knob == "dilate")


@pytest.mark.parametrize("options", [{"margin": 30}, {"rotate": -1}, {"variants": 0}, {"noise": 2}, {"noise": 0.5}])
def test_looks_that_make_no_sense(options: dict[str, int]) -> None:
    with pytest.raises(OptionError, match=r"give|leave"):
        Look(**options)  # type: ignore[arg-type]


class Mask(list[int]):
    """Full ink, so wide and high."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__([255] * (width * height))
        self.size = width, height


class Glyph:
    """A face with one glyph: a rectangle so wide and high, that far from the origin of its line."""

    def __init__(self, width: int, height: int, place: tuple[int, int]) -> None:
        self.mask, self.place = Mask(width, height), place

    def getmask2(self, char: str, mode: str, anchor: str) -> tuple[Mask, tuple[int, int]]:
        assert (mode, anchor) == ("L", "ls")
        return self.mask, self.place

    def getlength(self, char: str) -> float:
        return float(self.mask.size[0])


@pytest.mark.parametrize(("size", "place"), [((40, 40), (0, -36)), ((60, 30), (10, -80)), ((90, 20), (0, 30))])
def test_ink_never_leaves_the_picture(size: tuple[int, int], place: tuple[int, int]) -> None:
    look = Look()
    cover = _cover(Glyph(*size, place), "国", look, 52)  # type: ignore[arg-type]
    assert cover.shape == (64, 64)
    assert np.count_nonzero(cover) == min(size[0], 64) * size[1]


def test_the_em_box_is_in_the_middle() -> None:
    cover = _cover(Glyph(52, 52, (0, -46)), "国", Look(), 52)  # type: ignore[arg-type]
    rows, columns = np.nonzero(cover)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (6, 57, 6, 57)


def test_angles_are_counted_counter_clockwise() -> None:
    cover = np.zeros((64, 64), np.uint8)
    cover[30:34, 40:60] = 255
    rows, columns = np.nonzero(_turned(cover, 90) > 128)
    assert rows.max() < 26, "what was right is above"
    assert columns.min() >= 28
    assert _turned(cover, 0) is cover
