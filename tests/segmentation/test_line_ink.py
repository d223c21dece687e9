"""The ink of lines, each by the ground and polarity of its own place."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pagerec.segmentation.line_ink import LaidLines, LineInkParams, lay_out_lines, stretched
from pagerec.segmentation.restoration import Restoration, RestorationParams
from pagerec.segmentation.values import Course, TextLine

EM, BLOCKS = 20, (40, 70, 100, 130, 160, 190)
"""Size of type, and where characters of 16 pixels stand."""


def signs(level: int = 20, ground: int = 240, height: int = 100, middle: int = 50) -> NDArray[np.uint8]:
    """A line of signs with strokes: a box with a bar in it."""
    gray = np.full((height, 260), ground, np.uint8)
    for left in BLOCKS:
        sign(gray, left, middle, level)
    return gray


def sign(gray: NDArray[np.uint8], left: int, middle: int, level: int) -> None:
    inside = gray[middle - 8 : middle + 8, left : left + 16].copy()
    inside[:2] = inside[-2:] = level
    inside[:, :2] = inside[:, -2:] = level
    inside[7:9] = level
    gray[middle - 8 : middle + 8, left : left + 16] = inside


def text_line(left: float = 38, right: float = 208, middle: float = 50, **more: object) -> TextLine:
    return TextLine(left, right, middle, float(EM), middle - 9, middle + 9, **more)  # type: ignore[arg-type]


def laid(gray: NDArray[np.uint8], *text_lines: TextLine) -> LaidLines:
    return lay_out_lines(gray, text_lines or (text_line(),), EM, 0.75)


def shown(found: LaidLines, number: int = 0) -> NDArray[np.bool_]:
    return found.mask[:, found.columns[number]]


def own(gray: NDArray[np.uint8], place: TextLine) -> NDArray[np.bool_]:
    """What is to be found: the signs, cut out as a line is."""
    return shown(laid(gray, place))


PLAIN = own(signs(), text_line())


def alike(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    return float((one & other).sum() / (one | other).sum())


def test_signs_are_ink() -> None:
    assert PLAIN.any()
    expected = signs() < 128
    left = 38 - 15
    assert alike(PLAIN, expected[33:67, left : left + PLAIN.shape[1]]) > 0.98


@pytest.mark.parametrize(("level", "ground"), [(240, 20), (120, 200), (255, 150), (60, 0), (150, 175)])
def test_print_of_either_polarity_and_any_contrast(level: int, ground: int) -> None:
    found = laid(signs(level, ground))
    assert alike(shown(found), PLAIN) > 0.98
    assert found.level[found.mask].mean() > 200


def test_dark_print_beside_light_print() -> None:
    gray = signs()
    gray[:, 118:] = 255 - gray[:, 118:]
    assert alike(own(gray, text_line()), PLAIN) > 0.9


def test_a_pale_word_beside_a_dark_one() -> None:
    gray = signs()
    for left in BLOCKS[3:]:
        sign(gray, left, 50, 190)
    found = laid(gray)
    assert alike(shown(found), PLAIN) > 0.95
    pale = found.level[:, 130 - 23 : 210 - 23]
    assert pale[PLAIN[:, 130 - 23 : 210 - 23]].mean() > 120, "it is made darker"


def test_nothing_is_on_plain_ground() -> None:
    assert not laid(np.full((100, 260), 90, np.uint8)).mask.any()
    noisy = np.random.default_rng(0).normal(128, 1, (100, 260)).astype(np.uint8)
    assert laid(noisy).mask.mean() < 0.05


def test_ground_that_changes_along_the_line() -> None:
    light = np.linspace(0.45, 1.0, 260)
    gray = (signs() * light).astype(np.uint8)
    assert alike(own(gray, text_line()), PLAIN) > 0.95


def test_rules_beside_and_under_the_line_are_left_out() -> None:
    gray = signs()
    gray[61:63, 5:250] = 20
    gray[20:80, 30:32] = 20
    assert alike(own(gray, text_line()), PLAIN) > 0.95


@pytest.mark.xfail(strict=False, reason="its sides stay when its upper and lower side are taken away as rules")
def test_a_frame_around_the_line_is_left_out() -> None:
    gray = signs()
    cv2.rectangle(gray, (32, 37), (212, 62), 20, 1)
    assert alike(own(gray, text_line()), PLAIN) > 0.95


def test_neighbours_are_left_out() -> None:
    gray = signs(height=140, middle=70)
    for left in BLOCKS:
        sign(gray, left, 48, 20)
        sign(gray, left, 92, 20)
    assert alike(own(gray, text_line(middle=70)), PLAIN) > 0.95


def test_what_stands_outside_of_the_bounds_is_left_out() -> None:
    gray = signs()
    narrow = text_line(left=38, right=118, bounds=(0, 120))
    found = own(gray, narrow)
    inside = alike(found[:, : 120 - 23], PLAIN[:, : 120 - 23])
    assert inside > 0.95
    assert not found[:, 120 - 23 :].any()


def test_lines_are_laid_side_by_side_at_one_size() -> None:
    gray = cv2.resize(signs(), None, fx=1.5, fy=1.5, interpolation=cv2.INTER_LINEAR)
    page = np.full((300, 400), 240, np.uint8)
    page[:100, :260] = signs()
    page[120:270, :390] = gray
    large = TextLine(57, 312, 195, 30.0, 182, 208)
    found = lay_out_lines(page, (text_line(), large), EM, 0.75)
    assert [part.start for part in found.columns] == [0, found.columns[0].stop + EM]
    one, two = shown(found, 0), shown(found, 1)
    width = min(one.shape[1], two.shape[1])
    assert abs(one.shape[1] - two.shape[1]) <= 1
    assert alike(one[:, :width], two[:, :width]) > 0.75
    assert found.places[1].tolist() == pytest.approx([57 - 22.5, 195 - 25.5, 1.5, 1.5], abs=0.6)


@pytest.mark.parametrize("degrees", [30, 90, 180])
def test_turned_lines_are_laid_level(degrees: int) -> None:
    gray = np.full((300, 300), 240, np.uint8)
    gray[100:200, 20:280] = signs()
    matrix = cv2.getRotationMatrix2D((149.5, 149.5), -degrees, 1.0)
    turned = cv2.warpAffine(gray, matrix, (300, 300), flags=cv2.INTER_LINEAR, borderValue=240)
    # The matrix maps centres of pixels, a course runs along edges.
    ends = (np.array([[58.0, 150.0], [228.0, 150.0]]) - 0.5) @ matrix[:, :2].T + matrix[:, 2] + 0.5
    place = text_line(course=Course(ends, 38.0, 50.0))
    assert alike(own(np.asarray(turned, np.uint8), place), PLAIN) > 0.7


def test_a_line_at_the_edge_of_the_picture() -> None:
    found = laid(signs()[42:58, 40:206], TextLine(0, 166, 8, float(EM), 0, 16))
    assert shown(found).any()
    assert found.level.shape == found.mask.shape


def test_a_line_beside_the_picture_is_empty() -> None:
    assert not laid(signs(), TextLine(900, 1000, 50, float(EM), 40, 60)).mask.any()


def test_restorations_see_gray_and_ink() -> None:
    seen: list[str] = []

    def gray(row: NDArray[np.uint8], em: float, params: RestorationParams) -> NDArray[np.uint8]:
        seen.append(f"gray {em:g} {params.strength:g}")
        return row

    def level(ink: NDArray[np.uint8], params: RestorationParams) -> NDArray[np.uint8]:
        seen.append(f"level {params.strength:g}")
        return np.zeros_like(ink)

    params = LineInkParams(restoration=RestorationParams(strength=7))
    found = lay_out_lines(signs(), (text_line(),), EM, 0.75, Restoration(gray, level), params)
    assert seen == ["gray 20 7", "level 7"]
    assert not found.level.any()


def test_faint_ink_is_stretched() -> None:
    level = np.zeros((10, 10), np.uint8)
    level[2:8] = 130
    assert stretched(level).max() == 255
    assert not stretched(np.full((4, 4), 30, np.uint8) * 0).any()


def test_a_rule_that_runs_out_beside_the_line_is_left_out() -> None:
    """It is shorter than a rule there, and joined to the last sign."""
    gray = signs()
    gray[57:59, 200:] = 20
    without = own(signs(), text_line())
    assert alike(own(gray, text_line()), without) > 0.97


def test_no_line_changes_what_another_one_is() -> None:
    gray = np.concatenate([signs(), signs(60, 200), signs(230, 30)])
    gray = cv2.GaussianBlur(gray, (0, 0), 0.8)
    lines = [text_line(middle=150), text_line(), text_line(90, 150, 250), text_line(100, 240, 150)]
    together = laid(gray, *lines)
    for number, line in enumerate(lines):
        alone = laid(gray, line)
        for found, truth in ((together.level, alone.level), (together.mask, alone.mask)):
            np.testing.assert_array_equal(found[:, together.columns[number]], truth[:, alone.columns[0]])
