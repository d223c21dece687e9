"""HTML: the picture with its text over it, to select, search and copy.

One file that needs nothing else: no scripts, no fonts. The text is invisible;
every character has the place of its picture and shows its candidates when
the pointer rests on it. Tables and headings are elements of their own, so
that what is copied stays a table, and readers of the screen hear one.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from pagerec.common.inputs import PageImages
from pagerec.formats.frames import ASCENT, LineFrame, WordPiece, line_frame
from pagerec.formats.picture import encode, pages_and_pictures
from pagerec.formats.words import xml_text
from pagerec.page.paragraphs import join_lines

if TYPE_CHECKING:
    from pagerec.common.inputs import ImageInput
    from pagerec.page import Block, Char, Line, Page, TableCell
    from pagerec.page.document import Document

__all__ = ["hint", "to_html"]

_KINDS = ("GIF", "JPEG", "PNG", "WEBP")
"""What every browser shows."""

_TAGS = {"title": "h1", "heading": "h2", "header": "header", "footer": "footer", "figure": "figure"}
"""Elements for kinds of blocks; others are a ``div``. The class is the kind."""

_STYLE = """
body { margin: 0; background: #777; }
.page { position: relative; margin: 1em auto; max-width: 100%; overflow: hidden; background: #fff; }
.page img { position: absolute; width: 100%; height: 100%; }
.text { position: absolute; left: 0; top: 0; width: 100%; height: 100%; transform-origin: 0 0; pointer-events: none; }
.block, table, tbody, tr, td { display: contents; }
.line { position: absolute; pointer-events: auto; }
svg { display: block; overflow: visible; width: 100%; height: 100%; }
text { fill: transparent; font-family: sans-serif; white-space: pre; }
tspan:hover { fill: #c50; }
::selection { fill: transparent; background: rgba(0, 100, 255, .35); }
"""
# SVG text takes the place and width of every single character, and stays one
# run of text that browsers search; elements of HTML do only one of the two. Places are shares of the page, and the
# pixels of a line those of its viewBox: so all of it shrinks with the page where the window is narrower.


def to_html(document: Document, images: PageImages) -> str:
    """Give a document as HTML.

    Parameters
    ----------
    document : Document
    images : picture, file with pages, Source, or iterable of pictures
        What the document was read from. JPEG, PNG, WebP and GIF are embedded
        as they are, other pictures and drawn pages as WebP (JPEG where they are
        too large for it).

    Returns
    -------
    str
        A page of the document is as many CSS pixels wide as its picture has
        pixels, or as wide as the window. Its title is that of the document, else
        its first heading. Characters that XML can't hold are U+FFFD.

    Raises
    ------
    OptionError
        When the pictures are not those of the pages.
    ImageError
        When a picture can't be read.
    """
    pages = "\n".join(_page(page, picture) for page, picture in pages_and_pictures(document, images))
    return (
        '<!DOCTYPE html>\n<html lang="zh">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(xml_text(_title(document)))}</title>\n"
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{pages}\n</body>\n</html>\n"
    )


def _title(document: Document) -> str:
    """The text of the title, of the first heading where there is none, or the name of what made the file."""
    blocks = [block for page in document.pages for block in page.blocks]
    for kind in ("title", "heading"):
        for block in blocks:
            if block.kind == kind:
                return join_lines(block.lines)
    return "pagerec"


def _page(page: Page, picture: ImageInput) -> str:
    encoded = encode(picture, page, _KINDS, is_small=True)
    data = base64.b64encode(encoded.content).decode()
    blocks = "\n".join(filter(None, (_block(block, page) for block in page.blocks)))
    return (
        f'<div class="page" style="width:{page.width}px;aspect-ratio:{page.width}/{page.height}">\n'
        f'<img alt="" src="data:image/{encoded.kind.lower()};base64,{data}">\n'
        f"{blocks}\n</div>"
    )


def _block(block: Block, page: Page) -> str:
    """The lines of a block in elements that say what it is, and take no place."""
    if block.table is not None:
        rows = "\n".join(f"<tr>{''.join(_cell(cell, page) for cell in row)}</tr>" for row in block.table.rows)
        return f"<table>\n{rows}\n</table>"
    tag = _TAGS.get(block.kind, "div")
    lines = _texts(block.lines, page)
    return f'<{tag} class="block {block.kind}">\n{lines}\n</{tag}>' if lines else ""


def _cell(cell: TableCell, page: Page) -> str:
    spans = {"colspan": cell.column_span, "rowspan": cell.row_span}
    wide = "".join(f' {name}="{span}"' for name, span in spans.items() if span > 1)
    return f"<td{wide}>{_texts(cell.lines, page)}</td>"


def _texts(lines: Sequence[Line], page: Page) -> str:
    frames = (line_frame(line, page.skew) for line in lines)
    return "\n".join(_text(list(group), angle, page) for angle, group in groupby(frames, attrgetter("angle")))


def _text(frames: list[LineFrame], angle: float, page: Page) -> str:
    """Lines that are turned by `angle` degrees."""
    content = "\n".join(_line(frame, page) for frame in frames)
    return f'<div class="text" style="transform:rotate({angle:g}deg)">\n{content}\n</div>'


def _line(frame: LineFrame, page: Page) -> str:
    width = frame.pieces[-1].start + frame.pieces[-1].width - frame.left
    across, down = 100 / max(page.width, 1), 100 / max(page.height, 1)
    shares = {
        "left": across * frame.left,
        "top": down * frame.top,
        "width": across * width,
        "height": down * frame.height,
    }
    place = ";".join(f"{name}:{share:.4f}%" for name, share in shares.items())
    pieces = "".join(_piece(piece, frame) for piece in frame.pieces)
    text = f'<text y="{ASCENT * frame.height:.1f}" font-size="{frame.height:.1f}">{pieces}</text>'
    view = f'viewBox="0 0 {width:.2f} {frame.height:.2f}" preserveAspectRatio="none"'
    return f'<div class="line" style="{place}"><svg {view}>{text}</svg></div>'


def _piece(piece: WordPiece, frame: LineFrame) -> str:
    title = "" if piece.char is None else f"<title>{escape(hint(piece.char))}</title>"
    x, y = frame.baseline_at(piece)
    leaves = f' y="{y - frame.top:.2f}" rotate="{piece.turn:.2f}"' if piece.drop or piece.turn else ""
    place = f'x="{x - frame.left:.2f}"{leaves} textLength="{piece.width:.2f}" lengthAdjust="spacingAndGlyphs"'
    return f"<tspan {place}>{escape(xml_text(piece.text))}{title}</tspan>"


def hint(char: Char) -> str:
    """What is shown of a character: its confidence, then its candidates."""
    found = [(char.text, char.confidence), *(other for other in char.candidates if other.text != char.text)]
    return "\n".join(f"{xml_text(text)} {100 * probability:.1f} %" for text, probability in found)
