"""Pieces of lines joined, and short lines turned as the others run."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("cv2")

from pagerec.segmentation.map_line import MapLine, MapLineParams
from pagerec.segmentation.map_links import joined, with_usual_direction


def line_at(left: float, right: float, centre: float, em: float = 20.0) -> MapLine:
    return MapLine(np.array([[left, centre], [right, centre]], np.float64), em, 0.0, 0.9)


def test_pieces_that_follow_each_other_are_one() -> None:
    (line,) = joined([line_at(150, 300, 50.5), line_at(10, 140, 50)], MapLineParams())
    assert line.path[:, 0].tolist() == pytest.approx([10, 300], abs=0.5)
    assert len(line.path) == 2


@pytest.mark.parametrize(
    "other",
    [line_at(190, 300, 50), line_at(150, 300, 60), line_at(150, 300, 50, em=30)],
    ids=["far", "aside", "larger"],
)
def test_pieces_apart_stay_apart(other: MapLine) -> None:
    assert len(joined([line_at(10, 140, 50), other], MapLineParams())) == 2


def test_pieces_do_not_make_a_ring() -> None:
    pieces = [line_at(10, 11, 50), line_at(10.5, 11.5, 50), line_at(10.2, 11.2, 50)]
    assert 1 <= len(joined(pieces, MapLineParams())) <= 3, "and none is lost"


def test_a_lone_character_runs_as_the_page_does() -> None:
    down = MapLine(np.array([[300.0, 20.0], [300.0, 320.0]]), 20.0, 0.9, 0.9)
    lone = line_at(100, 112, 50)
    _, turned = with_usual_direction([down, lone])
    assert turned.angle == pytest.approx(90, abs=0.1)
    assert turned.path.mean(axis=0) == pytest.approx(lone.path.mean(axis=0))
    long = line_at(100, 200, 50)
    assert with_usual_direction([down, long]) == [down, long], "a long line has its own direction"
    assert with_usual_direction([lone]) == [lone], "nothing tells another"
