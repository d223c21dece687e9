"""Pictures of what is confused."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from pagerec.characters.confusions import _pictures, draw_confusions
from pagerec.characters.validate import Figures
from tests.characters.test_validate import DATA


def ink(sheet: Image.Image, x: int, y: int) -> int:
    return int((np.asarray(sheet)[y : y + 64, x : x + 64] < 128).sum())


def test_printed_is_left_and_read_is_right() -> None:
    sheet = draw_confusions(Figures({}, (("一", "二", 3), ("二", "", 1)), 1.0), DATA)
    left, right = ink(sheet, 12, 12), ink(sheet, 12 + 64, 12)
    assert 0 < left < right, "二 has more ink than 一"
    second = 12 + 2 * 64 + 2 * 12
    assert ink(sheet, second, 12) == right
    assert ink(sheet, second + 64, 12) == 0, "nothing was read"


@pytest.mark.parametrize(("count", "rows"), [(1, 1), (6, 1), (7, 2), (48, 8), (60, 8)])
def test_six_pairs_are_a_row_and_eight_rows_are_enough(count: int, rows: int) -> None:
    sheet = draw_confusions(Figures({}, (("一", "二", 1),) * count, 1.0), DATA)
    assert sheet.height == rows * (64 + 18 + 12) + 12


def test_nothing_was_confused() -> None:
    sheet = np.asarray(draw_confusions(Figures({}, (), 1.0), DATA))
    assert (sheet < 128).any()


def test_a_picture_of_each_character_that_has_one() -> None:
    found = _pictures(DATA, {"一", "三", "国"})
    assert set(found) == {"一", "三"}
    assert all(picture.shape == (64, 64) and picture[0, 0] == 255 for picture in found.values())
