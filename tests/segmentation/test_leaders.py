"""Leaders: dots between titles and what ends at the same place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from pagerec.segmentation import find_components, leaders
from pagerec.segmentation.leaders import skew_of, without_dots

EM = 20


def page(
    *rows: tuple[int, int, int], step: float = 8, end: int = 560, drop: Sequence[int] = (), height: int = 2
) -> NDArray[np.bool_]:
    """Rows of a title, dots, and a number: where the title and the dots end, and how wide the number is."""
    mask = np.zeros((60 + 34 * max(8, len(rows)), 640), bool)
    for number, (title, stop, width) in enumerate(rows):
        top = 40 + 34 * number
        for left in range(40, title, EM):  # characters: frames that fill their squares
            mask[top : top + EM - 2, left : left + EM - 2] = True
            mask[top + 3 : top + EM - 5, left + 3 : left + EM - 5] = False
        for k, x in enumerate(np.arange(title + 8, stop, step)):
            if k not in drop:
                mask[top + 14 : top + 14 + height, round(x) : round(x) + 2] = True
        mask[top + 4 : top + EM - 2, end - width : end] = True
    return mask


def find_leaders(mask: NDArray[np.bool_]) -> list[NDArray[np.float64]]:
    return leaders.find_leaders(mask, find_components(mask).boxes)


def count(mask: NDArray[np.bool_]) -> int:
    return len(find_leaders(mask))


CONTENTS = ((140, 540, 8), (200, 540, 8), (240, 530, 16), (180, 530, 16))


def test_every_dot_of_a_row_is_found() -> None:
    mask = page(*CONTENTS)
    first, *others = find_leaders(mask)
    assert len(others) == 3
    assert first[:, 0].tolist() == list(range(148, 540, 8))
    assert first[0].tolist() == [148, 54, 150, 56]


@pytest.mark.parametrize("step", [4, 5.5, 12, 25])
def test_any_steps(step: float) -> None:
    assert count(page(*CONTENTS, step=step)) == 4


def test_a_dot_may_be_lost() -> None:
    mask = page(*CONTENTS, drop=(5, 11, 12))
    assert [len(row) for row in find_leaders(mask)] == [len(row) - 3 for row in find_leaders(page(*CONTENTS))]


def test_a_short_one_among_long_ones() -> None:
    assert count(page(*CONTENTS, (500, 540, 8))) == 5


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (((480, 520, 20),) * 6, "ellipses in lines that end at the same place"),
        (((440, 520, 20),) * 6, "two ellipses after each other"),
        (CONTENTS[:2], "two rows are none"),
        (((140, 540, 0),) * 5, "nothing follows: a form"),
        (((40, 540, 8),) * 5, "nothing is before the dots"),
        (((140, 380, 160),) * 5, "running text follows"),
    ],
)
def test_no_leaders(rows: tuple[tuple[int, int, int], ...], reason: str) -> None:
    assert count(page(*rows)) == 0, reason


def test_rows_that_end_anywhere_are_none() -> None:
    mask = np.concatenate([page(CONTENTS[0], end=end)[:74] for end in (560, 590, 620, 550)])
    assert count(mask) == 0


def test_a_dot_of_the_title_stays() -> None:
    mask = page(*CONTENTS)
    for number, (title, _, _) in enumerate(CONTENTS):
        mask[40 + 34 * number + 12 : 40 + 34 * number + 17, title : title + 5] = True
    assert [row[0, 0] for row in find_leaders(mask)] == [title + 8 for title, _, _ in CONTENTS]


def test_a_dot_of_the_title_two_steps_away_stays() -> None:
    mask = page(*CONTENTS)
    for number, (title, _, _) in enumerate(CONTENTS):
        mask[40 + 34 * number + 14 : 40 + 34 * number + 16, title - 8 : title - 6] = True
        mask[40 + 34 * number : 40 + 34 * number + 14, title - 20 : title] = False
    assert [row[0, 0] for row in find_leaders(mask)] == [title + 8 for title, _, _ in CONTENTS]


def test_large_dots_are_none() -> None:
    assert count(page(*CONTENTS, height=8)) == 0


def test_an_empty_page_and_a_screen_of_dots() -> None:
    assert count(np.zeros((40, 40), bool)) == 0
    screen = np.zeros((800, 800), bool)
    screen[::4, ::4] = True
    assert count(screen) == 0


@pytest.mark.parametrize("inverted", [False, True])
def test_paper_takes_their_place(inverted: bool) -> None:
    mask = page(*CONTENTS)
    gray = np.where(mask != inverted, 30, 220).astype(np.uint8)
    cleared = without_dots(gray, np.concatenate(find_leaders(mask)), inverted=inverted)
    left = (cleared == 30) != inverted
    assert not find_leaders(left)
    changed = np.flatnonzero((cleared != gray).any(axis=0))
    assert (changed.min(), changed.max()) == (148, 537)
    assert np.array_equal(cleared[:, :148], gray[:, :148])


@pytest.mark.parametrize("fall", [-3, 0, 5])
def test_their_skew(fall: int) -> None:
    dots = np.array([[10 * k, 50 + fall * k / 10, 10 * k + 2, 52 + fall * k / 10] for k in range(30)])
    assert skew_of([dots, dots]) == pytest.approx(np.degrees(np.arctan2(fall, 100)))
