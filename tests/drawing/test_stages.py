"""A picture of each stage."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

import pagerec
from pagerec import OptionError
from pagerec.drawing import STAGES
from pagerec.reading.reading import Reading, StageName
from tests.drawing.made import scan


@pytest.fixture(scope="module")
def reading() -> Reading:
    return scan()


@pytest.mark.parametrize("stage", STAGES)
def test_stages_are_drawn_and_explained(reading: Reading, stage: StageName) -> None:
    drawn = reading.draw(stage)
    assert drawn.mode == "RGB"
    pixels = np.asarray(drawn)
    assert pixels.min() < 100, "there is ink"
    assert (pixels[[0, -1]] == 255).all(), "white above and below"
    larger = reading.draw(stage, scale=1.5)
    assert larger.width > 1.2 * drawn.width
    assert larger.width * larger.height > 1.3 * drawn.width * drawn.height, (
        "candidates stand beside or below each other"
    )


def test_lines_are_chosen(reading: Reading) -> None:
    heights = [
        reading.draw("atoms", lines=lines).height for lines in ([0], [0, 1], range(len(reading.line_images)), None)
    ]
    assert heights == [*sorted(heights[:3]), reading.draw("atoms", lines=[0, 1, 2]).height]


def test_wrong_stages(reading: Reading, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="no stage 'profile': give one of map, ink, components, profiles"):
        reading.draw("profile")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="no line 7: the lines are 0 to 6"):
        reading.draw("atoms", lines=[7])
    with pytest.raises(OptionError, match="lines has more than 7 numbers"):
        reading.draw("atoms", lines=itertools.repeat(0))
    for scale in (0.0, -1.0, 100.0, float("nan")):
        with pytest.raises(OptionError, match=r"give a number, 0\.1 to 8"):
            reading.draw("ink", scale=scale)
    with pytest.raises(OptionError, match=r"none\.ttf: can't be read as a font"):
        reading.draw("text", label_font=tmp_path / "none.ttf")


@pytest.mark.parametrize("stage", STAGES)
def test_a_blank_page_and_no_chinese_font(stage: StageName, reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pagerec.drawing.stages.chinese_font", lambda: None)
    assert reading.draw(stage).size[0] > 100
    blank = pagerec.Reader(threads=2).read_stages(np.full((60, 80), 255, np.uint8))
    assert blank.draw(stage).mode == "RGB"


def test_a_large_page_is_drawn_smaller() -> None:
    blank = pagerec.Reader(threads=2).read_stages(np.full((5000, 6000), 255, np.uint8))
    drawn = blank.draw("confidence", scale=8)
    assert drawn.width * drawn.height < 20_000_000
