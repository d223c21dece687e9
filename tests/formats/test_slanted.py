"""Slanted and bent lines in every format: outlines as they are, text where its print is."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from pagerec import Document, Page
from pagerec.drawing.colors import confidence_color
from pagerec.formats.alto import to_alto
from pagerec.formats.frames import line_frame
from pagerec.formats.hocr import to_hocr
from pagerec.formats.html import to_html
from pagerec.formats.page_xml import to_page_xml
from pagerec.page.polygons import Polygon
from pagerec.reading.reader import Reader
from pagerec.sources import PdfOptions, Source
from tests.formats.made import made_page, pdftotext
from tests.pages import TEXT, bent, page_of, turned

KINDS = ["turned", "bent"]


@cache
def read(kind: str) -> tuple[Page, np.ndarray[Any, np.dtype[np.uint8]]]:
    """A page whose lines fall by 6 degrees, or are waves, as it was read, and its picture."""
    level = page_of([line[:30] for line in TEXT[:4]], 26.0, margin=3.0)
    truth = turned(level, 6.0) if kind == "turned" else bent(level, 12.0)
    return Reader().read(truth.gray), truth.gray


def whole(polygon: Polygon) -> list[int]:
    return [round(edge) for point in polygon for edge in point]


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.split("[ ,]", text)]


def middle(polygon: Polygon) -> tuple[float, float]:
    x, y = np.mean(polygon, axis=0).tolist()
    return x, y


@pytest.mark.parametrize("kind", KINDS)
def test_hocr(kind: str) -> None:
    page, _ = read(kind)
    text = to_hocr(Document((page,)))
    titles = re.findall(r'class="ocr_line"[^>]*title="([^"]*)"', text)
    assert len(titles) == len(page.lines)
    for title, line in zip(titles, page.lines, strict=True):
        found = re.search(r"; poly ([\d ]+); x_size", title)
        assert found is not None
        assert numbers(found.group(1)) == whole(line.polygon)
        assert title.startswith("bbox {} {} {} {};".format(*line.box))


@pytest.mark.parametrize("kind", KINDS)
def test_alto(kind: str) -> None:
    page, _ = read(kind)
    space = "{http://www.loc.gov/standards/alto/ns-v4#}"
    root = ET.fromstring(to_alto(Document((page,))))
    found = list(root.iter(f"{space}TextLine"))
    for element, line in zip(found, page.lines, strict=True):
        shape = element[0]
        assert shape.tag == f"{space}Shape"
        assert numbers(shape[0].attrib["POINTS"]) == [edge for point in line.polygon for edge in point]
    glyphs = [glyph for glyph in root.iter(f"{space}Glyph") if glyph.find(f"{space}Shape") is not None]
    assert len(glyphs) == sum(char.outline is not None for char in page.chars)
    assert glyphs


@pytest.mark.parametrize("kind", KINDS)
def test_page_xml(kind: str) -> None:
    page, _ = read(kind)
    space = "{http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15}"
    root = ET.fromstring(to_page_xml(Document((page,))))
    for name, parts in (("TextLine", page.lines), ("Glyph", page.chars)):
        found = [element[0].attrib["points"] for element in root.iter(f"{space}{name}")]
        assert [numbers(points) for points in found] == [whole(part.polygon) for part in parts]


def test_level_lines_have_boxes_alone() -> None:
    document = Document((made_page(),))
    assert "poly" not in to_hocr(document)
    assert "Polygon" not in to_alto(document)


@pytest.mark.parametrize("kind", KINDS)
def test_pdf(kind: str) -> None:
    pytest.importorskip("pikepdf")
    page, gray = read(kind)
    pdf = page.to_pdf(gray)
    # Poppler parts slanted lines; it finds every character in its order.
    assert "".join(pdftotext(pdf, "-raw").split()) == "".join(page.text.split())
    layer = next(Source(pdf, pdf=PdfOptions(200, text_layer="only")).read(None))  # type: ignore[arg-type]
    assert [char.text for char in layer.chars] == [char.text for char in page.chars]
    for char, there in zip(page.chars, layer.chars, strict=True):
        assert cv2.pointPolygonTest(np.array(there.polygon, np.float32), middle(char.polygon), True) > 0
        if char.text.isalpha() and not char.text.isascii():
            (x, y), (right, down) = middle(char.polygon), middle(there.polygon)
            # A piece reaches to the character behind it.
            assert -2 < right - x < 8
            assert abs(down - y) < 4


@pytest.mark.parametrize("kind", KINDS)
def test_frames_lie_on_their_lines(kind: str) -> None:
    """The baseline of every piece lies in the lower half of the line's polygon."""
    page, _ = read(kind)
    for line in page.lines:
        frame = line_frame(line, page.skew)
        turn = np.radians(frame.angle)
        assert frame.height < 1.2 * 26
        for piece in frame.pieces:
            x, y = frame.baseline_at(piece)
            place = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
            inside = cv2.pointPolygonTest(np.array(line.polygon, np.float32), place, True)
            assert 1 < inside < 0.35 * frame.height or piece.start <= frame.left + 26


_MIDDLES = """() => {
    const page = document.querySelector(".page").getBoundingClientRect();
    return [...document.querySelectorAll("tspan")].filter(part => part.querySelector("title")).map(part => {
        const box = part.getBoundingClientRect();
        return [(box.left + box.right) / 2 - page.left, (box.top + box.bottom) / 2 - page.top];
    });
}"""


@pytest.mark.parametrize("kind", KINDS)
def test_html(kind: str, browser: Any, tmp_path: Path) -> None:
    page, gray = read(kind)
    (tmp_path / "page.html").write_text(to_html(Document((page,)), gray), "utf-8")
    tab = browser.new_page()
    tab.goto((tmp_path / "page.html").as_uri())
    for char, (x, y) in zip(page.chars, tab.evaluate(_MIDDLES), strict=True):
        if char.text.isalpha() and not char.text.isascii():
            left, above = middle(char.polygon)
            assert -2 < x - left < 8  # a piece reaches to the character behind it
            assert abs(y - above) < 7  # fonts have more room above than below
    assert tab.evaluate("text => window.find(text)", page.lines[1].text[3:9])
    tab.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("boxes", ["line", "char"])
def test_drawings(kind: str, boxes: Any) -> None:
    page, _ = read(kind)
    drawn = np.asarray(page.draw(boxes=boxes)).astype(int)
    found: list[bool] = []
    for part in page.lines if boxes == "line" else page.chars:
        for (x, y), (u, v) in zip(part.polygon, part.polygon[1:], strict=False):
            row, column = int((y + v) / 2), int((x + u) / 2)
            near = drawn[row - 2 : row + 3, column - 2 : column + 3]
            found.append(bool((np.abs(near - confidence_color(part.confidence)).sum(axis=-1) < 80).any()))
    assert np.mean(found) > 0.9  # the frame of the block covers some
