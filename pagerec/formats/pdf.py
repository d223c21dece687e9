"""Searchable PDF: the picture, and its text over it, not drawn but found, marked and copied.

A picture file goes into the PDF without being compressed again where PDF knows
its compression. A PDF keeps its pages as they are and gets the text on top.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from os import PathLike
from typing import IO, TYPE_CHECKING, Any

from pagerec.common.extras import need
from pagerec.common.inputs import PageImages
from pagerec.errors import ImageError, OptionError
from pagerec.formats.frames import LineFrame, line_frame
from pagerec.formats.invisible import InvisibleFont
from pagerec.formats.pdf_layers import free_lines, without_invisible
from pagerec.formats.picture import Encoded, encode, pages_and_pictures
from pagerec.formats.words import xml_text
from pagerec.sources import Source
from pagerec.sources.regular import open_file

if TYPE_CHECKING:
    from pagerec.common.inputs import ImageInput
    from pagerec.page import Line, Page
    from pagerec.page.document import Document

__all__ = ["to_pdf"]

_KINDS = ("JPEG", "PNG")
"""Files whose compression PDF knows."""

_POINTS = 72.0
"""Points of an inch."""

_DEFAULT_DPI = 200.0
"""The resolution of a picture that states none: between a screen's and a good scan's."""


_ANY_PAGE = 100.0, 100.0
"""Width and height in points of a page that only carries a picture from one library to the other."""

_SHAPE = 0.05
"""How far the scales across and down a page may differ; whole pixels make them differ a little."""

_FONT = "/PagerecInvisible"
"""What the font is called on a page; other programs have no font of this name."""


# From the unit square to an upright one, for each EXIF orientation of what is stored: numbers of a matrix.
_UPRIGHT = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}


def to_pdf(document: Document, images: PageImages) -> bytes:
    """Give a document as searchable PDF.

    Parameters
    ----------
    document : Document
    images : picture, file with pages, Source, or iterable of pictures
        What the document was read from. JPEG and PNG without transparency are
        embedded as they are. Pages of a PDF stay as they are and get the text
        on top, where they carry none: `pagerec.sources.PdfOptions.own_text`.

    Returns
    -------
    bytes
        A PDF file. Its pages have the resolution that the pictures state, else 200 dpi.

    Raises
    ------
    OptionError
        When the pictures are not those of the pages, or the extra ``pdf`` is not installed.
    ImageError
        When a picture can't be read.
    """
    pikepdf = need("pikepdf", "pdf")
    source = Source(images) if isinstance(images, str | PathLike | bytes) else images
    font = InvisibleFont()
    with pikepdf.Pdf.new() as pdf:
        shared = pdf.make_indirect(pikepdf.Dictionary())
        if isinstance(source, Source) and source.is_pdf:
            _add_over_pdf(pdf, document, source, font, shared)
        else:
            for page, picture in pages_and_pictures(document, source):
                _add_picture_page(pdf, page, picture, font, shared)
        font.add_to(pdf, shared)
        pdf.Root.Lang = pikepdf.String("zh")
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


# Pictures


def _add_picture_page(pdf: Any, page: Page, picture: ImageInput, font: InvisibleFont, shared: Any) -> None:
    encoded = encode(picture, page, _KINDS)
    scale = _POINTS / (encoded.dpi or _DEFAULT_DPI)
    size = page.width * scale, page.height * scale
    pikepdf = need("pikepdf", "pdf")
    pdf.pages.append(pikepdf.Page(pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, *size])))
    target = pdf.pages[-1]
    name = target.add_resource(_image(pdf, encoded), pikepdf.Name.XObject, pikepdf.Name.PagerecPicture)
    placed = pikepdf.Matrix(_UPRIGHT[encoded.orientation]) @ pikepdf.Matrix().scaled(*size)
    text = _text_operators(page, page.lines, pikepdf.Matrix().scaled(scale, scale), font)
    _add_content(target, f"q {_cm(placed)} {name} Do Q\n{text}", shared)


def _image(pdf: Any, encoded: Encoded) -> Any:
    """The picture as an object of `pdf`."""
    img2pdf, pikepdf = need("img2pdf", "pdf"), need("pikepdf", "pdf")
    try:
        layout = img2pdf.get_layout_fun(_ANY_PAGE)
        made = img2pdf.convert(encoded.content, rotation=img2pdf.Rotation.none, layout_fun=layout)
    except Exception as error:  # whatever a kind of picture file that can't be embedded brings up
        raise ImageError(f"the picture can't be put into a PDF ({error}); save it as PNG in RGB or gray") from error
    with pikepdf.open(io.BytesIO(made)) as other:
        (image,) = other.pages[0].Resources.XObject.values()
        return pdf.copy_foreign(image)


# Pages of a PDF


def _add_over_pdf(pdf: Any, document: Document, source: Source, font: InvisibleFont, shared: Any) -> None:
    pikepdf = need("pikepdf", "pdf")
    numbers = source.numbers(source.count())  # first, for it says what is wrong with the file
    _check_count(document, len(numbers))
    with _pdf_file(source) as file, pikepdf.open(file, password=source.pdf.password or "") as other:
        for number in numbers:
            pdf.pages.append(other.pages[number - 1])
        for index, (page, lines) in enumerate(zip(document.pages, _missing(pdf, document, source), strict=True)):
            target = pdf.pages[index]
            to_page = _upright_to_page(target, page)
            _check_shape(page, to_page)
            if lines:
                target.contents_add(b"q\n", prepend=True)
                _add_content(target, f"Q\n{_text_operators(page, lines, to_page, font)}", shared)


def _missing(pdf: Any, document: Document, source: Source) -> list[Sequence[Line]]:
    """The lines of each page that are to be added to what it carries; that is taken out first where it is redone."""
    from pagerec.sources.pdf import has_text, places

    if source.pdf.own_text == "skip":
        return [() if has else page.lines for page, has in zip(document.pages, has_text(source), strict=True)]
    if source.pdf.own_text == "redo":
        without_invisible(pdf, pdf.pages)
        out = io.BytesIO()
        pdf.save(out)
        source = Source(out.getvalue(), pdf=replace(source.pdf, password=None))
    sizes = [(page.width, page.height) for page in document.pages]
    return [free_lines(page, there) for page, there in zip(document.pages, places(source, sizes), strict=True)]


def _pdf_file(source: Source) -> IO[bytes]:
    if isinstance(source.file, bytes):
        return io.BytesIO(source.file)
    return open_file(source.file, source.name, None)  # it was opened with its limit before


def _check_count(document: Document, count: int) -> None:
    if count != len(document.pages):
        raise OptionError(f"the document has {len(document.pages)} pages and the PDF {count}: give the pages read")


def _upright_to_page(target: Any, page: Page) -> Any:
    """From pixels of the drawn page, with y upwards, to the points of a page that may be turned."""
    matrix = need("pikepdf", "pdf").Matrix
    left, bottom, right, top = (float(edge) for edge in target.cropbox)
    wide, high = right - left, top - bottom
    match int(target.obj.get("/Rotate", 0)) % 360:
        case 90:
            return matrix(0, high / page.width, -wide / page.height, 0, right, bottom)
        case 180:
            return matrix(-wide / page.width, 0, 0, -high / page.height, right, top)
        case 270:
            return matrix(0, -high / page.width, wide / page.height, 0, left, top)
        case _:
            return matrix(wide / page.width, 0, 0, high / page.height, left, bottom)


def _check_shape(page: Page, to_page: Any) -> None:
    """Refuse a page of another shape: that of another document."""
    across, down = abs(to_page.a) + abs(to_page.b), abs(to_page.c) + abs(to_page.d)
    if abs(across - down) > _SHAPE * max(across, down):
        size = f"{page.width} x {page.height}"
        raise OptionError(f"a page of {size} pixels has another shape in the PDF: give the PDF that was read")


# Text


def _add_content(target: Any, operators: str, shared: Any) -> None:
    """Add operators to a page, which may use the font."""
    name = need("pikepdf", "pdf").Name
    target.add_resource(shared, name.Font, name(_FONT))
    target.contents_add(operators.encode("ascii"))


def _cm(matrix: Any) -> str:
    """The operator that makes a matrix the transformation of what follows."""
    return f"{matrix.encode().decode()} cm"


def _text_operators(page: Page, lines: Sequence[Line], to_page: Any, font: InvisibleFont) -> str:
    """The operators that place every character of some lines of a page.

    Parameters
    ----------
    page : Page
    lines : sequence of Line
    to_page : pikepdf.Matrix
        From pixels with y upwards to points.
    font : InvisibleFont
    """
    matrix = need("pikepdf", "pdf").Matrix
    parts = [f"q {_cm(to_page)}"]
    frames = (line_frame(line, page.skew) for line in lines)
    for angle, group in groupby(frames, attrgetter("angle")):
        turned = matrix().translated(0, page.height).rotated(-angle)
        content = "\n".join(_line_operators(frame, font) for frame in group)
        parts.append(f"q {_cm(turned)}\nBT 3 Tr\n{content}\nET Q")
    return "\n".join([*parts, "Q"])


def _line_operators(frame: LineFrame, font: InvisibleFont) -> str:
    """A line: every piece starts at its place and is stretched to its width."""
    parts = [f"{_FONT} {frame.height:.2f} Tf"]
    for piece in frame.pieces:
        stretch = 100 * piece.width / frame.height
        code = font.code(xml_text(piece.text))
        x, y = frame.baseline_at(piece)
        parts.append(f"{stretch:.2f} Tz {_turn(piece.turn)} {x:.2f} {-y:.2f} Tm <{code:04X}> Tj")
    return "\n".join(parts)


def _turn(degrees: float) -> str:
    """The first four numbers of a matrix that turns clockwise."""
    turned = need("pikepdf", "pdf").Matrix().rotated(-degrees)
    return " ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in turned.shorthand[:4])
