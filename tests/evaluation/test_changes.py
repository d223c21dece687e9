"""Changes of a picture: what they make of it, and where the original stands in it."""

from __future__ import annotations

import numpy as np
import pytest

from pagerec.drawing.fonts import chinese_font
from pagerec.evaluation.changes import (
    CHANGES,
    Changed,
    Original,
    Picture,
    as_picture,
    compress,
    invert,
    original_of,
    photograph,
    scale,
    turn,
)
from pagerec.page import Block, Box, Char, Line, Page

EM = 20.0
LINES = (Box(20, 20, 160, 40), Box(20, 60, 120, 80), Box(20, 100, 160, 120))
AROUND = ("framed", "title-bar", "backdrop", "photograph", "another-page", "avatars")


def picture(paper: int = 250, ink: int = 20) -> Picture:
    """Three dark bars on light paper, the second as long as the others but for its end."""
    gray = np.full((140, 180), paper, np.uint8)
    for left, top, right, bottom in LINES:
        gray[top:bottom, left:right] = ink
    return as_picture(gray)


def changed(kind: str, original: Picture | None = None, lines: tuple[Box, ...] = LINES) -> list[Changed]:
    return list(CHANGES[kind](Original(picture() if original is None else original, EM, lines)))


@pytest.mark.parametrize("kind", AROUND)
def test_the_original_stands_in_its_place(kind: str) -> None:
    (one,) = changed(kind)
    assert one.picture.dtype == np.uint8
    assert len(one.places) == (2 if kind == "another-page" else 1)
    for left, top, right, bottom in one.places:
        # Half an em of paper is around it.
        assert (one.picture[top + 10 : bottom - 10, left + 10 : right - 10] == picture()).all()
        assert (one.picture[top : top + 10, left:right] == 250).all()
    assert one.picture.shape[0] * one.picture.shape[1] > 160 * 200


def test_a_frame_is_coloured() -> None:
    (one,) = changed("framed")
    assert one.places == (Box(20, 20, 220, 180),)
    assert one.picture.shape == (200, 240, 3)
    assert len({tuple(pixel) for pixel in one.picture[:20].reshape(-1, 3).tolist()}) == 1
    red, green, _ = one.picture[0, 0].tolist()
    assert red > 2 * green


def test_a_title_bar_is_above() -> None:
    (one,) = changed("title-bar")
    (place,) = one.places
    assert (place.left, place.top) == (0, 44)
    assert one.picture.shape[:2] == (place.bottom, place.right)
    assert len({tuple(pixel) for pixel in one.picture[22].tolist()}) >= 4  # bar, and three buttons


def test_a_backdrop_is_the_page_again_but_dark() -> None:
    (one,) = changed("backdrop")
    (place,) = one.places
    assert (place.left, place.top) == (80, 80)
    assert one.picture[: place.top].max() == 100
    assert one.picture[: place.top].min() == 8


def test_a_photograph_is_at_the_right() -> None:
    (one,) = changed("photograph")
    (place,) = one.places
    photo = one.picture[:160, place.right + 40 :]
    assert photo.shape == (160, 160, 3)
    assert photo.std() > 20
    assert (one.picture[:, place.right : place.right + 40] == 250).all()


def test_two_pages_stand_apart() -> None:
    (one,) = changed("another-page")
    assert one.places == (Box(0, 0, 200, 160), Box(240, 0, 440, 160))


def test_a_headline_is_three_times_as_large() -> None:
    if (font := chinese_font()) is None:
        pytest.skip("no font with Chinese characters is installed")
    (one,) = CHANGES["headline"](Original(picture(), EM, LINES, font))
    (place,) = one.places
    assert (one.picture[place.top + 10 : place.bottom - 10, 10 : place.right - 10][:, :180] == picture()).all()
    rows = np.flatnonzero((one.picture[: place.top] < 128).any(axis=(1, 2)))
    assert 2.5 * EM < rows[-1] - rows[0] < 3.2 * EM


def test_a_headline_on_dark_paper_is_light() -> None:
    if (font := chinese_font()) is None:
        pytest.skip("no font with Chinese characters is installed")
    (one,) = CHANGES["headline"](Original(invert(picture()), EM, LINES, font))
    assert one.picture[: one.places[0].top].max() == 255


def test_without_a_font_there_is_no_headline() -> None:
    assert changed("headline") == []


def test_avatars_are_round_and_do_not_touch() -> None:
    (one,) = changed("avatars")
    (place,) = one.places
    strip = (one.picture[:, : place.left] != 250).any(axis=2)
    rows = strip.any(axis=1)
    starts = np.flatnonzero(np.diff(rows.astype(int)) == 1)
    assert len(starts) == 2  # the line in the middle has no room for one
    assert strip.sum() == pytest.approx(2 * np.pi * EM**2, rel=0.05)


def test_a_line_is_cut_out_with_a_little_white() -> None:
    cuts = changed("line-alone")
    assert [cut.line for cut in cuts] == [0, 1, 2]
    assert cuts[1].picture.shape == (28, 108, 3)
    assert (cuts[1].picture[4:-4, 4:-4] == 20).all()
    assert (cuts[1].picture[:4] == 250).all()


def test_a_line_that_others_reach_into_is_not_cut_out() -> None:
    lines = (Box(20, 20, 160, 40), Box(20, 42, 120, 80), Box(20, 100, 160, 120))
    assert [cut.line for cut in changed("line-alone", lines=lines)] == [2]


def test_a_cut_ends_with_the_picture() -> None:
    (cut,) = changed("line-alone", lines=(Box(0, 0, 180, 40),))
    assert cut.picture.shape == (44, 180, 3)


@pytest.mark.parametrize(
    ("kind", "size"),
    [("scaled-75", (105, 135)), ("scaled-150", (210, 270)), ("turned-90", (180, 140)), ("turned-180", (140, 180))],
)
def test_size(kind: str, size: tuple[int, int]) -> None:
    (one,) = changed(kind)
    assert one.picture.shape == (*size, 3)
    assert one.places == ()


def test_turning_is_clockwise() -> None:
    gray = np.full((40, 60), 255, np.uint8)
    gray[:5, :5] = 0
    assert (turn(as_picture(gray), 90)[:5, -5:] == 0).all()
    assert (turn(as_picture(gray), 180)[-5:, -5:] == 0).all()
    dark = turn(as_picture(gray), 15)[..., 0] < 128
    rows, columns = np.nonzero(dark)
    assert columns.mean() > rows.mean() + 5  # the upper left corner goes to the right


def test_nothing_is_cut_off_by_turning() -> None:
    page = picture()
    one = turn(page, 15)
    assert one.shape[0] > page.shape[0]
    assert one.shape[1] > page.shape[1]
    assert (one[..., 0] < 128).sum() == pytest.approx((page[..., 0] < 128).sum(), rel=0.02)
    assert one[0, 0].tolist() == [250, 250, 250]


def test_pale_print_has_a_third_of_its_contrast() -> None:
    (light,), (dark,) = changed("pale"), changed("pale", invert(picture()))
    assert np.unique(light.picture).tolist() == [181, 250]
    assert np.unique(dark.picture).tolist() == [5, 74]


def test_tinted_paper_is_yellow() -> None:
    (one,) = changed("tinted")
    red, green, blue = one.picture[0, 0].tolist()
    assert red > green > blue > 128


def test_inverting_and_compressing_take_gray_too() -> None:
    gray = picture()[..., 0]
    assert (invert(gray) == 255 - gray).all()
    assert compress(gray, 30).shape == scale(gray, 1.0).shape == gray.shape
    assert 0 < np.abs(compress(picture(), 30).astype(int) - picture()).max() < 80


def test_a_photograph_is_the_same_for_the_same_seed() -> None:
    assert (photograph(50, 70, 1) == photograph(50, 70, 1)).all()
    assert (photograph(50, 70, 1) != photograph(50, 70, 2)).any()
    assert photograph(1, 1).shape == (1, 1, 3)


def test_the_em_is_that_of_the_han_characters() -> None:
    chars = tuple(
        Char(c, Box(k * 30, 0, k * 30 + w, h), 0.9) for k, (c, w, h) in enumerate([("一", 23, 4), ("a", 9, 9)])
    )
    page = Page((Block((Line(chars),)),), 180, 140)
    original = original_of(picture(), page)
    assert original.em == pytest.approx(25.0)
    assert original.lines == (Box(0, 0, 39, 9),)
    assert original_of(picture(), Page((), 180, 140)).em == 24.0


@pytest.mark.parametrize("kind", CHANGES)
def test_the_smallest_picture_can_be_changed(kind: str) -> None:
    tiny = np.zeros((3, 2, 3), np.uint8)
    for one in CHANGES[kind](Original(tiny, 24.0, (Box(0, 0, 2, 3),), chinese_font())):
        assert one.picture.ndim == 3
        assert one.picture.size
