"""Parts of a picture, and lines that are believed."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from pagerec import Box, OptionError, Reader
from pagerec.page import PageWarning
from pagerec.reading.choosing import ChoosingReader, Wanted
from pagerec.recognition.decode import Weights
from pagerec.recognition.model import Model
from tests.batch.made import needs_model
from tests.pages import text_map
from tests.reading.made import Flat, WidthClassifier, squares

PARAGRAPH = Path(__file__).resolve().parents[2] / "examples/paragraph.png"


@pytest.fixture
def classifier(monkeypatch: pytest.MonkeyPatch) -> WidthClassifier:
    fake = WidthClassifier()
    monkeypatch.setattr(
        "pagerec.reading.reader.load_model",
        lambda path, threads: Model(text_map(), cast(Any, fake), cast(Any, Flat()), Weights(), {}),
    )
    return fake


def row(number: int) -> Box:
    """The place of a row of `squares`."""
    return Box(0, 10 + 44 * number, 400, 50 + 44 * number)


def rows(page: Any) -> list[int]:
    return [round((line.box.top - 20) / 44) for line in page.lines]


def test_only_lines_in_regions_are_read_and_others_take_no_time(classifier: WidthClassifier) -> None:
    gray = squares(4, 8)
    reader = Reader()
    whole = reader.read(gray)
    cells = sum(classifier.calls)
    classifier.calls.clear()
    page = reader.read(gray, regions=[row(1), row(3)])
    assert rows(page) == [1, 3]
    assert [line.text for line in page.lines] == [whole.lines[1].text, whole.lines[3].text]
    assert page.lines[0].box == whole.lines[1].box, "places are those of the picture"
    assert (page.width, page.height) == (whole.width, whole.height)
    assert sum(classifier.calls) <= 0.6 * cells
    assert reader.read(gray) == whole, "the choice of a call holds for that call"


def test_the_middle_of_a_line_decides(classifier: WidthClassifier) -> None:
    gray = squares(2, 8)
    assert rows(Reader().read(gray, regions=[Box(100, 25, 150, 40)])) == [0]
    assert rows(Reader().read(gray, regions=[Box(0, 0, 100, 300)])) == [], "both begin there"


def test_lines_are_ignored(classifier: WidthClassifier) -> None:
    gray = squares(4, 8)
    assert rows(Reader().read(gray, ignore=[row(0), row(2)])) == [1, 3]
    assert rows(Reader().read(gray, regions=[row(0), row(1)], ignore=[row(0)])) == [1]


def test_text_that_nobody_wanted_is_no_warning(classifier: WidthClassifier) -> None:
    page = Reader().read(squares(2, 8), ignore=[Box(0, 0, 400, 400)])
    assert (page.text, page.warnings) == ("", ())


def test_lines_that_are_not_believed_become_warnings(classifier: WidthClassifier) -> None:
    gray = squares(3, 8)
    whole = Reader().read(gray)
    assert {round(line.confidence, 2) for line in whole.lines} == {0.95}
    assert Reader().read(gray, min_confidence=0.9) == whole
    reading = Reader().read_stages(gray, min_confidence=0.96)
    assert reading.page.text == ""
    assert reading.page.warnings == tuple(PageWarning("doubtful text", line.box) for line in whole.lines)
    assert not any(reading.paths)
    assert reading.origins == ()


@needs_model
def test_of_a_real_page_the_doubtful_lines_are_left_out() -> None:
    reader = Reader()
    whole = reader.read(PARAGRAPH)
    least = sorted(line.confidence for line in whole.lines)[2]
    page = reader.read(PARAGRAPH, min_confidence=least)
    assert [line.text for line in page.lines] == [line.text for line in whole.lines if line.confidence >= least]
    below = {line.box for line in whole.lines if line.confidence < least}
    assert {warning.box for warning in page.warnings if warning.reason == "doubtful text"} == below
    assert len(below) == 2


@needs_model
@pytest.mark.parametrize("turns", [1, 2])
def test_regions_are_of_the_picture_as_it_was_given(turns: int) -> None:
    from pagerec.sources import load_image

    gray = np.ascontiguousarray(np.rot90(load_image(PARAGRAPH).gray, turns))
    reader = Reader()
    whole = reader.read(gray)
    wanted = whole.lines[1]
    page = reader.read(gray, regions=[wanted.box])
    assert [line.text for line in page.lines] == [wanted.text]


@needs_model
def test_columns() -> None:
    gray = _columns()
    reader = Reader()
    whole = reader.read(gray)
    assert len(whole.lines) >= 3
    assert whole.lines[0].direction == 90
    first, last = whole.lines[0], whole.lines[-1]
    assert [line.text for line in reader.read(gray, regions=[last.box]).lines] == [last.text]
    assert [line.text for line in reader.read(gray, ignore=[first.box]).lines] == [
        line.text for line in whole.lines[1:]
    ]
    assert reader.read(gray, ignore=[Box(0, 0, 2000, 2000)]).text == ""


def _columns() -> Any:
    from PIL import Image, ImageDraw, ImageFont

    from tests.batch.made import FONT

    image = Image.new("L", (420, 460), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(str(FONT), 32)
    for column, text in enumerate(["读一页字先找行再", "切字最后认字这样", "左右分开的字一刀", "下去就成了两半了"]):
        for place, char in enumerate(text):
            draw.text((340 - 64 * column, 30 + 44 * place), char, fill=0, font=font)
    return np.asarray(image)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"regions": []}, "regions has no box: give at least one Box"),
        ({"regions": Box(0, 0, 9, 9)}, r"regions\[0\] is 0: give a Box"),
        ({"regions": [(0, 0, 9, 9)]}, r"regions\[0\] is \(0, 0, 9, 9\): give a Box"),
        ({"regions": [Box(9, 0, 0, 9)]}, r"regions\[0\] \(9, 0, 0, 9\) is inside out"),
        ({"ignore": 3}, "ignore is 3: give a list of Box values"),
        ({"ignore": [Box(0, 0, 1, 0.5)]}, r"ignore\[0\] is .*: give a Box of whole pixels"),  # type: ignore[arg-type]
        ({"min_confidence": 1.5}, "min_confidence is 1.5: give a number, 0 to 1"),
        ({"min_confidence": "a"}, "min_confidence is 'a': give a number, 0 to 1"),
    ],
)
def test_what_is_refused(given: dict[str, Any], message: str, classifier: WidthClassifier) -> None:
    with pytest.raises(OptionError, match=message):
        Reader().read(squares(1, 3), **given)


def test_a_reader_of_what_is_wanted(classifier: WidthClassifier) -> None:
    reader = Reader(max_pixels=10**6, max_bytes=10**5)
    choosing = ChoosingReader(reader, Wanted(iter([row(1)])))
    assert (choosing.max_pixels, choosing.max_bytes) == (10**6, 10**5)
    assert rows(choosing.read(squares(3, 6))) == [1]
    assert choosing.read(squares(3, 6), alphabet="日").text == "日" * 6
    assert pickle.loads(pickle.dumps(choosing.wanted)) == choosing.wanted
    assert Wanted().is_all
    assert not choosing.wanted.is_all
