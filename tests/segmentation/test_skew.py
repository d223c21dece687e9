"""Pages turned level."""

from __future__ import annotations

import numpy as np
import pytest

from pagerec.segmentation import rotate
from pagerec.segmentation.page import find_lines
from pagerec.segmentation.skew import rotation
from tests.pages import TEXT, page_of, text_map


@pytest.mark.parametrize("angle", [-10.0, -5.0, -1.1, -0.25, 0.4, 2.6, 6.5, 10.0])
@pytest.mark.parametrize(("em", "lines"), [(14, TEXT * 3), (28, TEXT)])
def test_skew_of_text_is_found(angle: float, em: float, lines: tuple[str, ...]) -> None:
    from pagerec.training.synthesis.degrade import Degradation, degrade

    truth = page_of(lines, em)
    turned, _ = degrade(truth.gray, truth.ids, em, Degradation(skew=angle), np.random.default_rng(0))
    assert find_lines(turned, text_map()).skew == pytest.approx(angle, abs=0.15)


@pytest.mark.parametrize("text", ["小刺", "六、总结", "第一章", "能小刺和细洞", "参考文献", "从一开始就"])
def test_a_short_level_line_is_level(text: str) -> None:
    found = [abs(find_lines(page_of([text], em).gray, text_map()).skew) for em in (12, 16, 24, 40)]
    assert max(found) < 0.3


def test_a_page_turned_back_has_level_rows() -> None:
    falling = np.zeros((101, 301), np.uint8)
    columns = np.arange(301)
    falling[np.round(50 + (columns - 150) * np.tan(np.radians(4.0))).astype(int), columns] = 255
    level = rotate(falling, 4.0) > 60
    rows = np.nonzero(level)[0]
    assert rows.min() >= 49
    assert rows.max() <= 51
    assert not rotate(falling, 4.0)[0].any(), "new corners are paper"


def test_rotation_moves_points_as_rotate_moves_pixels() -> None:
    picture = np.zeros((80, 120), np.uint8)
    picture[20:23, 90:93] = 255
    turned = rotate(picture, -5.0)
    x, y = rotation(-5.0, 80, 120) @ [91.0, 21.0, 1.0]
    row, column = np.average(np.indices(turned.shape).reshape(2, -1), axis=1, weights=turned.ravel().astype(float))
    assert (column, row) == pytest.approx((x, y), abs=0.3)
