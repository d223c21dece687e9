"""Lines out of text maps that are drawn from known lines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("cv2")

from pagerec.segmentation.map_line import MapLine, MapLineParams
from pagerec.segmentation.map_lines import find_map_lines, lines_of_look
from pagerec.segmentation.text_map import MapLook
from pagerec.training.textmap.targets import ShapedLine
from tests.segmentation.maps import DrawnMap, bent, straight, upright


def found(*lines: ShapedLine, shape: tuple[int, int] = (400, 600)) -> list[MapLine]:
    lines_, _ = find_map_lines(np.full(shape, 255, np.uint8), DrawnMap(lines))
    return sorted(lines_, key=lambda line: tuple(line.path[0][::-1].round(-1)))


def test_level_lines() -> None:
    one, two = found(straight(40, 400, 100, 20), straight(60, 300, 140, 14))
    assert one.path == pytest.approx(np.array([[42.4, 100], [397.6, 100]]), abs=2.5)
    assert two.path == pytest.approx(np.array([[61.7, 140], [298.3, 140]]), abs=2.5)
    assert (one.em, two.em) == pytest.approx((20, 14), rel=0.03)
    assert one.vertical < 0.1
    assert one.score > 0.9


@pytest.mark.parametrize("degrees", [-40, -12, 3, 25, 80])
def test_slanted_lines_have_their_angle(degrees: float) -> None:
    (line,) = found(straight(300, 500, 300, 18, degrees), shape=(600, 600))
    assert (line.angle - degrees + 180) % 360 - 180 == pytest.approx(0, abs=1)
    assert line.length == pytest.approx(200 - 2 * 0.12 * 18, abs=4)
    assert line.em == pytest.approx(18, rel=0.05)


def test_a_bent_line_has_points_along_its_bend() -> None:
    (line,) = found(bent(40, 540, 150, 20, 30))
    assert len(line.path) > 4
    x, y = line.path.T
    assert y == pytest.approx(150 + 30 * np.sin(np.pi * (x - 40) / 500), abs=2)


def test_columns_run_down() -> None:
    (line,) = found(upright(30, 330, 200, 22))
    assert line.vertical > 0.9
    assert line.angle == pytest.approx(90, abs=1)
    assert line.path[0] == pytest.approx([200, 32.6], abs=2.5)


def test_lines_that_touch_at_one_level_are_parted_at_the_next() -> None:
    core = np.full((60, 200), 0.02, np.float32)
    core[20:25, 10:190] = core[32:37, 10:190] = 0.95
    core[25:32, 60:140] = 0.6  # holds them together where nothing is certain
    em, zeros = np.full((30, 100), 20.0, np.float32), np.zeros((30, 100), np.float32)
    look = MapLook(core, em, np.stack([zeros + 1, zeros], axis=-1), zeros, (1.0, 1.0), 0)
    lines = lines_of_look(look, MapLineParams())
    assert sorted(line.path[:, 1].mean() for line in lines) == pytest.approx([45, 69], abs=1)


@pytest.mark.parametrize("degrees", [0.0, 90.0])
def test_lines_beside_a_large_initial_are_parted(degrees: float) -> None:
    """The initial's core lies between theirs and holds them together at all levels; a thick line alone stays one."""
    core = np.full((80, 200), 0.02, np.float32)
    core[20:26, 40:190] = core[36:42, 40:190] = core[24:38, 8:40] = 0.95
    em, zeros = np.full((40, 100), 22.0, np.float32), np.zeros((40, 100), np.float32)
    turn = np.stack([zeros + np.cos(np.radians(2 * degrees)), zeros + np.sin(np.radians(2 * degrees))], axis=-1)
    if degrees:
        core, em, zeros = (np.ascontiguousarray(np.rot90(values, -1)) for values in (core, em, zeros))
        turn = np.ascontiguousarray(np.rot90(turn, -1))
    lines = lines_of_look(MapLook(core, em, turn, zeros, (1.0, 1.0), 0), MapLineParams())
    assert len(lines) == 2
    assert sorted(line.length for line in lines) == pytest.approx([360, 360], abs=12)
    low = MapLineParams(valley=0.0)
    assert len(lines_of_look(MapLook(core, em, turn, zeros, (1.0, 1.0), 0), low)) == 1


def test_what_is_hardly_text_is_no_line() -> None:
    core = np.full((60, 200), 0.02, np.float32)
    core[20:25, 10:190] = 0.55
    em, zeros = np.full((30, 100), 20.0, np.float32), np.zeros((30, 100), np.float32)
    look = MapLook(core, em, np.stack([zeros + 1, zeros], axis=-1), zeros, (1.0, 1.0), 0)
    assert lines_of_look(look, MapLineParams()) == []


def test_an_empty_map_has_no_lines() -> None:
    assert found() == []


def test_small_and_large_type_on_one_page() -> None:
    lines = [straight(100, 2500, 60 + 26 * k, 14) for k in range(1, 40)]
    lines += [straight(200, 2300, 1400, 220)]
    found_ = found(*lines, shape=(1700, 2600))
    assert len(found_) == 40
    assert [line.em for line in found_] == pytest.approx([14.0] * 39 + [220.0], rel=0.1)


def test_a_line_seen_in_two_looks_is_one() -> None:
    lines = [straight(100, 2500, 100 + 30 * k, em) for k, em in enumerate((14.0, 15.0, 16.0, 17.0, 18.0, 19.0))]
    assert len(found(*lines, shape=(1700, 2600))) == 6


@pytest.mark.parametrize("em", [54, 58, 61, 66, 72])
def test_type_between_two_looks_is_found_in_either(em: float) -> None:
    """Each look tells its size a little otherwise: none may leave it to the other."""

    class Unsure(DrawnMap):
        """Sees type smaller in a smaller picture."""

        def __call__(self, gray: np.ndarray, scale: float = 1.0) -> MapLook:
            look = super().__call__(gray, scale)
            return look if scale == 1.0 else replace(look, em=look.em * 0.93)

    lines, _ = find_map_lines(np.full((400, 600), 255, np.uint8), Unsure([straight(40, 500, 200, em)]))
    assert len(lines) == 1
    assert lines[0].em == pytest.approx(em, rel=0.1)


def test_what_stands_around_print_is_no_line() -> None:
    """A gradient behind a few lines looks like a very large character in the smallest look."""
    small = [straight(150, 450, y, 20) for y in (300, 350, 400, 450)]
    around = straight(150, 420, 375, 300)
    assert len(found(*small, shape=(800, 800))) == 4

    class Deceived(DrawnMap):
        """Sees the large one alone where print is too small to be seen."""

        def __call__(self, gray: np.ndarray, scale: float = 1.0) -> MapLook:
            return (DrawnMap([around]) if scale < 0.5 else DrawnMap(small))(gray, scale)

    lines, _ = find_map_lines(np.full((800, 800), 255, np.uint8), Deceived([]))
    assert sorted(line.em for line in lines) == pytest.approx([20] * 4, rel=0.05)
