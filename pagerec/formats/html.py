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
.page { position: relative; margin: 1em auto; overflow: hidden; background: #fff; }
.page img { position: absolute; width: 100%; height: 100%; }
.text { position: absolute; left: 0; top: 0; transform-origin: 0 0; }
.block, table, tbody, tr, td { display: contents; }
.line { position: absolute; }
svg { display: block; overflow: visible; width: 1px; height: 100%; }
text { fill: transparent; font-family: sans-serif; white-space: pre; }
tspan:hover { fill: #c50; }
::selection { fill: transparent; background: rgba(0, 100, 255, .35); }
"""
# SVG text takes the place and width of every single character, and stays one
# run of text that browsers search; elements of HTML do only one of the two.


def to_html(document: Document, images: PageImages) -> str:
    """Give a document as HTML.

    Parameters
    ----------
    document : Document
    images : picture, file with pages, Source, or iterable of pictures
        What the document was read from. JPEG, PNG, WebP and GIF are embedded
        as they are.

    Returns
    -------
    str
        A page of the document is as many CSS pixels large as its picture has
        pixels. Characters that XML can't hold are U+FFFD.

    Raises
    ------
    OptionError
        When the pictures are not those of the pages.
    ImageError
        When a picture can't be read.
    """
    pages = "\n".join(_page(page, picture) for page, picture in pages_and_pictures(document, images))
    return (
        '<!DOCTYPE html>\n<html lang="zh">\n<head>\n<meta charset="utf-8">\n<title>pagerec</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{pages}\n</body>\n</html>\n"
    )


def _page(page: Page, picture: ImageInput) -> str:
    encoded = encode(picture, page, _KINDS)
    data = base64.b64encode(encoded.content).decode()
    blocks = "\n".join(filter(None, (_block(block, page.skew) for block in page.blocks)))
    return (
        f'<div class="page" style="width:{page.width}px;height:{page.height}px">\n'
        f'<img alt="" src="data:image/{encoded.kind.lower()};base64,{data}">\n'
        f"{blocks}\n</div>"
    )


def _block(block: Block, skew: float) -> str:
    """The lines of a block in elements that say what it is, and take no place."""
    if block.table is not None:
        rows = "\n".join(f"<tr>{''.join(_cell(cell, skew) for cell in row)}</tr>" for row in block.table.rows)
        return f"<table>\n{rows}\n</table>"
    tag = _TAGS.get(block.kind, "div")
    lines = _texts(block.lines, skew)
    return f'<{tag} class="block {block.kind}">\n{lines}\n</{tag}>' if lines else ""


def _cell(cell: TableCell, skew: float) -> str:
    spans = {"colspan": cell.column_span, "rowspan": cell.row_span}
    wide = "".join(f' {name}="{span}"' for name, span in spans.items() if span > 1)
    return f"<td{wide}>{_texts(cell.lines, skew)}</td>"


def _texts(lines: Sequence[Line], skew: float) -> str:
    frames = (line_frame(line, skew) for line in lines)
    return "\n".join(_text(list(group), angle) for angle, group in groupby(frames, attrgetter("angle")))


def _text(frames: list[LineFrame], angle: float) -> str:
    """Lines that are turned by `angle` degrees."""
    content = "\n".join(map(_line, frames))
    return f'<div class="text" style="transform:rotate({angle:g}deg)">\n{content}\n</div>'


def _line(frame: LineFrame) -> str:
    place = f"left:{frame.left:.1f}px;top:{frame.top:.1f}px;height:{frame.height:.1f}px"
    pieces = "".join(_piece(piece, frame) for piece in frame.pieces)
    text = f'<text y="{ASCENT * frame.height:.1f}" font-size="{frame.height:.1f}">{pieces}</text>'
    return f'<div class="line" style="{place}"><svg>{text}</svg></div>'


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
