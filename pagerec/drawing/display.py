"""Pages on a screen: in a notebook, or in the system's picture viewer."""

from __future__ import annotations

import importlib
import io
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby, repeat
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from pagerec.common.inputs import PageImages
from pagerec.drawing.boxes import draw
from pagerec.drawing.colors import Color, confidence_color
from pagerec.errors import OptionError
from pagerec.formats.frames import LineFrame, WordPiece, line_frame
from pagerec.formats.html import hint
from pagerec.formats.picture import pages_and_pictures
from pagerec.formats.words import xml_text
from pagerec.page.paragraphs import em_of
from pagerec.page.showing import BoxLevel

if TYPE_CHECKING:
    from pagerec.common.inputs import ImageInput
    from pagerec.page import Line, Page
    from pagerec.page.document import Document

__all__ = ["html_of", "png_of", "show_image", "show_pages", "to_png"]

#: Pages that a notebook shows, and their greatest width in CSS pixels: a long document must not fill a notebook.
_PAGES, _WIDTH = 3, 760
#: Confidence below which a character is coloured and shows its candidates.
_SURE = 0.9
#: White before the ink of full-width punctuation, and from the middle of a line down to its baseline, in ems.
_BEARING, _BASELINE = 0.08, 0.35
#: The most pixels of a page's PNG.
_MOST = 1_500_000


def show_pages(document: Document, image: PageImages | None, *, boxes: BoxLevel, label_font: str | Path | None) -> None:
    """Show the boxes of all pages, one page after the other; see `pagerec.page.showing.Showing.show`."""
    pairs: Iterator[tuple[Page, ImageInput | None]] = (
        zip(document.pages, repeat(None), strict=False) if image is None else iter(pages_and_pictures(document, image))
    )
    for page, picture in pairs:
        show_image(draw(page, picture, boxes=boxes, label_font=label_font))


def show_image(image: Image.Image) -> None:
    """Show a picture: in a notebook below the cell, else in the system's picture viewer.

    Parameters
    ----------
    image : PIL.Image.Image

    Raises
    ------
    OptionError
        When there is no viewer.
    """
    if _in_notebook():
        display = importlib.import_module("IPython.display")
        display.display(display.Image(data=to_png(image), format="png"))
        return
    from PIL import ImageShow

    if not ImageShow.show(image):
        raise OptionError("there is no program to show pictures with: save the picture that draw(…) gives instead")


def to_png(image: Image.Image) -> bytes:
    """Give a picture as a small PNG file of 256 colours."""
    out = io.BytesIO()
    image.quantize(256, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def png_of(document: Document) -> bytes | None:
    """Give the first page's boxes on white; None where there is no page, or none with pixels."""
    page = next(iter(document.pages), None)
    if page is None or not page.width * page.height:
        return None
    drawn = draw(page)
    if page.width * page.height > _MOST:
        share = (_MOST / (page.width * page.height)) ** 0.5
        drawn = drawn.resize((max(1, round(page.width * share)), max(1, round(page.height * share))))
    return to_png(drawn)


def html_of(document: Document) -> str:
    """Give the first pages' text, each character in its place, as HTML without scripts.

    A character of less confidence than 0.9 has the colour of its confidence,
    and shows its candidates when the pointer rests on it.
    """
    pages = "\n".join(_page(page, number, len(document.pages)) for number, page in _first(document))
    rest = len(document.pages) - _PAGES
    more = f"<p>… and {rest} more page{'s' * (rest > 1)}</p>" if rest > 0 else ""
    return f"<div>{pages or '<p>no pages</p>'}{more}</div>"


def _in_notebook() -> bool:
    """Whether this runs in a kernel of IPython, where pictures are shown below the cell."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return shell is not None and hasattr(shell, "kernel")


def _first(document: Document) -> Iterator[tuple[int, Page]]:
    yield from enumerate(document.pages[:_PAGES], start=1)


def _page(page: Page, number: int, count: int) -> str:
    doubtful = sum(char.confidence < _SURE for char in page.chars)
    name = f"page {number} of {count}: " if count > 1 else ""
    facts = f"{name}{len(page.chars)} characters, {doubtful} in doubt, {page.width} × {page.height} pixels"
    framed = ((line_frame(line, page.skew), line) for line in page.lines)
    texts = "".join(_lines(group, angle) for angle, group in groupby(framed, lambda one: one[0].angle))
    style = "background:#fff;border:1px solid #ccc;max-width:100%;height:auto"
    size = f'width="{min(page.width, _WIDTH)}" viewBox="0 0 {page.width} {page.height}"'
    caption = f'<figcaption style="font-size:smaller;opacity:.7">{facts}</figcaption>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" {size} style="{style}">{texts}</svg>'
    return f'<figure style="margin:0 0 1em">{drawing}{caption}</figure>'


def _lines(lines: Iterable[tuple[LineFrame, Line]], angle: float) -> str:
    """Lines that are turned by an angle."""
    content = "".join(_line(frame, line) for frame, line in lines)
    return f'<g transform="rotate({angle:g})" fill="#191c21" style="white-space:pre">{content}</g>'


def _line(frame: LineFrame, line: Line) -> str:
    """One text element, so that a line is marked and copied as one; a place for each character."""
    em = em_of((line,))
    places = " ".join(f"{x:.0f}" for piece in frame.pieces for x in _places(piece, em, line.direction))
    text = "".join(map(_piece, frame.pieces))
    baseline = frame.top + frame.height / 2 + _BASELINE * em
    return f'<text y="{baseline:.0f}" font-size="{em:.0f}" x="{places}">{text}</text>'


def _places(piece: WordPiece, em: float, direction: int) -> list[float]:
    """Where each code unit of a piece starts, so that the font's ink comes to where the print's is."""
    units = len(xml_text(piece.text).encode("utf-16-le", "replace")) // 2
    if piece.char is None or units > 1:
        return [piece.start + k * piece.width / units for k in range(units)]
    width, text = piece.char.box.turned_back(direction).width, piece.text
    if unicodedata.east_asian_width(text) not in "WF":
        return [piece.start]
    kind = unicodedata.category(text)
    if kind in ("Ps", "Pi"):  # the ink of an opening bracket is at the right of its square
        return [piece.start + width - (1 - _BEARING) * em]
    if kind.startswith("P"):
        return [piece.start - _BEARING * em]
    return [piece.start + (width - em) / 2]


def _piece(piece: WordPiece) -> str:
    text = escape(xml_text(piece.text))
    if piece.char is None or piece.char.confidence >= _SURE:
        return text
    color = _css(confidence_color(piece.char.confidence))
    return f'<tspan fill="{color}">{text}<title>{escape(hint(piece.char))}</title></tspan>'


def _css(color: Color) -> str:
    return "#" + bytes(color).hex()
