"""Drawn boxes: faces that draw empty, ticked and crossed boxes apart, and the same for the same seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("fontTools")

from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pagerec.training.fonts.boxes import BOXES, draw_boxes
from pagerec.training.fonts.catalog import covered

SIZE = 64


def drawn(path: str, char: str) -> NDArray[np.bool_]:
    picture = Image.new("L", (2 * SIZE, 2 * SIZE), 255)
    ImageDraw.Draw(picture).text((SIZE // 2, SIZE // 2), char, font=ImageFont.truetype(path, SIZE), fill=0)
    return np.asarray(picture) < 128


def test_every_face_draws_its_boxes_apart(tmp_path: Path) -> None:
    for face in draw_boxes(tmp_path, 12):
        assert covered(face) == set(BOXES)
        empty, ballot, ticked, crossed = (drawn(face.path, char) for char in BOXES)
        assert (empty == ballot).all()
        for one, other in ((empty, ticked), (empty, crossed), (ticked, crossed)):
            assert (one != other).sum() > 0.05 * max(one.sum(), other.sum())


def test_a_box_is_white_inside(tmp_path: Path) -> None:
    for face in draw_boxes(tmp_path, 12):
        ink = drawn(face.path, "□")
        rows, columns = np.nonzero(ink)
        assert not ink[round(rows.mean()), round(columns.mean())]
        assert abs(np.ptp(rows) - np.ptp(columns)) <= 2


def test_faces_differ_and_seeds_tell_them(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, again = draw_boxes(tmp_path / "a", 4, seed=3), draw_boxes(tmp_path / "b", 4, seed=3)
    pictures = [drawn(face.path, "☑") for face in first]
    assert all((one != drawn(face.path, "☑")).sum() == 0 for one, face in zip(pictures, again, strict=True))
    assert all((pictures[0] != other).any() for other in pictures[1:])
