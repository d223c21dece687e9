"""Where text is laid on a picture."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec import Box, Char, Line
from pagerec.formats.frames import line_frame
from tests.formats.made import line, lines


def test_pieces_touch_and_start_at_their_boxes() -> None:
    made = line("能 Go")
    frame = line_frame(made, 0)
    assert [piece.text for piece in frame.pieces] == ["能", " ", "G", "o"]
    for before, after in pairwise(frame.pieces):
        assert before.start + before.width == after.start
    assert frame.left == made.box.left
    assert (frame.top, frame.height) == (made.box.top, made.box.height)
    assert frame.pieces[-1].start + frame.pieces[-1].width == made.box.right


def test_a_flat_character_gets_an_em() -> None:
    frame = line_frame(Line((Char("一", Box(10, 30, 30, 34), 1.0),)), 0)
    assert (frame.top, frame.height) == (22, 20)


@given(st.floats(-10, 10), st.integers(0, 2000), st.integers(0, 2000))
def test_turning_the_frame_by_the_skew_finds_the_character(skew: float, x: int, y: int) -> None:
    box = Box(x, y, x + 20, y + 20)
    frame = line_frame(Line((Char("能", box, 1.0),)), skew)
    along, across = frame.left + 10, frame.top + frame.height / 2
    angle = math.radians(skew)
    found = along * math.cos(angle) - across * math.sin(angle), along * math.sin(angle) + across * math.cos(angle)
    assert found == pytest.approx((x + 10, y + 10))


@given(lines, st.floats(-10, 10))
def test_every_piece_goes_forward(line: Line, skew: float) -> None:
    frame = line_frame(line, skew)
    assert frame.height >= 1
    assert all(piece.width > 0 for piece in frame.pieces)
    assert tuple(piece.char for piece in frame.pieces if piece.char) == line.chars
    assert "".join(piece.text for piece in frame.pieces) == line.text
