"""What every stage said: shown and drawn by what is found by name."""

from __future__ import annotations

import io
from typing import Any, cast

import numpy as np
import pytest
from PIL import Image

from pagerec.reading import reading as module
from pagerec.reading.reader import Reader
from pagerec.reading.reading import Reading
from pagerec.recognition.decode import Weights
from pagerec.recognition.model import Model
from tests.pages import text_map
from tests.reading.made import Flat, WidthClassifier, squares


@pytest.fixture(scope="module")
def reading() -> Reading:
    reader = Reader()
    reader._loaded = Model(text_map(), cast(Any, WidthClassifier()), cast(Any, Flat()), Weights(), {})
    return reader.read_stages(squares(2, 6))


def test_every_sequence_has_an_entry_for_each_line(reading: Reading) -> None:
    count = len(reading.line_images)
    assert count == 2
    assert len(reading.cells) == len(reading.scores) == len(reading.paths) == count
    for cells, scores, path in zip(reading.cells, reading.scores, reading.paths, strict=True):
        assert len(scores) == len(cells.first)
        assert [choice.cell for choice in path] == sorted({choice.cell for choice in path}, key=cells.first.__getitem__)


def test_origins_lead_from_the_page_to_the_cells(reading: Reading) -> None:
    assert reading.origins == tuple((line, place) for line in range(2) for place in range(6))
    for char, (line, place) in zip(reading.page.chars, reading.origins, strict=True):
        choice = reading.paths[line][place]
        scores = reading.scores[line]
        assert reading.charset.decode(int(scores.classes[choice.cell, choice.candidate])) == char.text
        image, box = reading.line_images[line], reading.cells[line].boxes[choice.cell]
        left, top, right, bottom = box / image.scales + [image.x0, image.y0] * 2
        assert np.array(char.box) == pytest.approx(np.array([left, top, right, bottom]), abs=1)


def test_repr_counts(reading: Reading) -> None:
    cells = sum(len(line.first) for line in reading.cells)
    assert repr(reading).startswith(f"Reading(2 lines, 12 atoms, {cells} cells, Page(")
    assert len(repr(reading)) < 250


def test_drawings_are_asked_for_by_name(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(module, "find", lambda place: lambda *given, **options: asked.append((place, given, options)))
    reading.draw("atoms", lines=[1], scale=2.0, label_font="a.ttf")
    reading.show("cells", lines=[0])
    (draw, show_draw, show) = asked
    assert draw == (
        "pagerec.drawing:draw_stage",
        (reading, "atoms"),
        {"lines": [1], "scale": 2.0, "label_font": "a.ttf"},
    )
    assert (show_draw[1], show_draw[2]["lines"]) == ((reading, "cells"), [0])
    assert show[0] == "pagerec.drawing.display:show_image"


def test_a_notebook_shows_confidence(reading: Reading) -> None:
    with Image.open(io.BytesIO(reading._repr_png_())) as shown:
        assert shown.format == "PNG"
        assert shown.size == reading.draw("confidence").size
