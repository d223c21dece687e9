"""OCRmyPDF: pagerec as its OCR engine. Needs the extra ``ocrmypdf``.

    ocrmypdf --plugin pagerec.integrations.ocrmypdf scan.pdf searchable.pdf

Nothing is registered when pagerec is installed: the option alone chooses it. `add_options` has those of pagerec itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pagerec.common.extras import need
from pagerec.common.version import __version__
from pagerec.errors import PagerecError
from pagerec.formats.frames import ASCENT, line_frame
from pagerec.sources.opening import open_picture
from pagerec.sources.regular import open_file

need("ocrmypdf", "ocrmypdf")

from ocrmypdf import hookimpl  # noqa: E402
from ocrmypdf.exceptions import BadArgsError, InputFileError  # noqa: E402
from ocrmypdf.hocrtransform import Baseline, BoundingBox, OcrClass, OcrElement  # noqa: E402
from ocrmypdf.pluginspec import OcrEngine, OrientationConfidence  # noqa: E402

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ocrmypdf._options import OcrOptions

    from pagerec.common.inputs import ImageInput
    from pagerec.page import Box, Char, Line, Page, Paragraph
    from pagerec.reading.reader import Reader

__all__ = ["PagerecEngine", "add_options", "check_options", "get_ocr_engine"]

_LANGUAGES = frozenset({"chi", "chi_sim", "chi_tra", "eng", "zho"})
"""What ``--language`` may ask for; all of them are always read."""

_UNKNOWN_DPI = 72.0
"""What OCRmyPDF takes the resolution for where a picture states none."""

_SUREST = 15.0
"""What OCRmyPDF calls very sure of a page's orientation; it turns pages from 14."""

_NO_SPACE = ((0x3000, 0x303F), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xFF00, 0xFFEF), (0x20000, 0x3134F))
"""Code points that OCRmyPDF's renderer sets side by side; it puts a space between other words."""


class PagerecEngine(OcrEngine):
    """What OCRmyPDF calls; see `ocrmypdf.pluginspec.OcrEngine` for each method."""

    @staticmethod
    def version() -> str:
        """Give the version of pagerec."""
        return __version__

    @staticmethod
    def creator_tag(options: OcrOptions) -> str:
        """Give the name that is noted in the PDF."""
        return f"pagerec {__version__}"

    def __str__(self) -> str:
        return f"pagerec {__version__}"

    @staticmethod
    def languages(options: OcrOptions) -> set[str]:
        """Give the languages that may be asked for: Chinese in both scripts, and English."""
        return set(_LANGUAGES)

    @staticmethod
    def get_orientation(input_file: Path, options: OcrOptions) -> OrientationConfidence:
        """Give the quarter turns of the text, clockwise; as sure as reading it was, at most 15."""
        page = _read(input_file, options)
        return OrientationConfidence(angle=page.rotation, confidence=_SUREST * page.confidence)

    @staticmethod
    def get_deskew(input_file: Path, options: OcrOptions) -> float:
        """Give how far the text of a picture is turned clockwise, in degrees."""
        return _read(input_file, options).skew

    @staticmethod
    def supports_generate_ocr() -> bool:
        """Say that `generate_ocr` is there."""
        return True

    @staticmethod
    def generate_ocr(input_file: Path, options: OcrOptions, page_number: int = 0) -> tuple[OcrElement, str]:
        """Read a picture.

        Parameters
        ----------
        input_file : Path
        options : OcrOptions
            With those of `add_options`.
        page_number : int, optional
            From 0.

        Returns
        -------
        OcrElement
            The page, with paragraphs, lines and words.
        str
            Its text, a line for each printed one.

        Raises
        ------
        InputFileError
            When the picture can't be read.
        """
        page = _read(input_file, options)
        return _page_element(page, _dpi(input_file), page_number), page.to_text()

    @staticmethod
    def generate_hocr(input_file: Path, output_hocr: Path, output_text: Path, options: OcrOptions) -> None:
        """Read a picture and write hOCR and text, for OCRmyPDF's own ``hocr`` interface."""
        page = _read(input_file, options)
        output_hocr.write_text(page.to_hocr(image_name=input_file.name), encoding="utf-8")
        output_text.write_text(page.to_text(), encoding="utf-8")

    @staticmethod
    def generate_pdf(input_file: Path, output_pdf: Path, output_text: Path, options: OcrOptions) -> None:
        """Refuse: only the renderer ``sandwich`` calls this, and `check_options` has refused that."""
        raise BadArgsError("pagerec makes no PDF of its own here: use --pdf-renderer auto")


@hookimpl  # type: ignore[untyped-decorator]
def get_ocr_engine(options: OcrOptions | None) -> OcrEngine | None:
    """Give the engine, unless the command line names another one."""
    chosen = "auto" if options is None else options.ocr_engine
    return PagerecEngine() if chosen == "auto" else None


@hookimpl  # type: ignore[untyped-decorator]
def check_options(options: OcrOptions) -> None:
    """Refuse what can't work.

    Raises
    ------
    BadArgsError
        For ``--pdf-renderer sandwich``, and options of `add_options` that make no sense.
    """
    if options.ocr_engine != "auto":
        return
    if options.pdf_renderer == "sandwich":
        raise BadArgsError("pagerec does not work with --pdf-renderer sandwich: leave the option out")
    if any(value is not None for value in _given(options)):
        try:  # what is wrong with them concerns all pages; with a reader that no forked process inherits
            _read_with(_reader.__wrapped__, np.full((8, 8), 255, np.uint8), options)
        except PagerecError as error:
            raise BadArgsError(f"--pagerec-…: {error}") from error


@hookimpl  # type: ignore[untyped-decorator]
def add_options(parser: ArgumentParser) -> None:
    """Declare how pagerec reads; `ocrmypdf.ocr` takes the same as ``pagerec_model=…``."""
    group = parser.add_argument_group("pagerec", "How pagerec reads")
    group.add_argument("--pagerec-model", metavar="PATH", help="A model other than the shipped one.")
    group.add_argument(
        "--pagerec-alphabet",
        metavar="CHARS",
        help="Read nothing but these characters, or those of digits, latin, gb2312, simplified or traditional.",
    )
    group.add_argument(
        "--pagerec-min-confidence", type=float, metavar="X", help="Leave out lines with less confidence (0 to 1)."
    )


def _given(options: OcrOptions) -> tuple[str | None, str | None, float | None]:
    """The model, the alphabet and the least confidence that were asked for."""
    model, alphabet, least = (
        getattr(options, f"pagerec_{name}", None) for name in ("model", "alphabet", "min_confidence")
    )
    return None if model is None else str(model), alphabet, least


@cache
def _reader(model: str | None) -> Reader:
    """One reader for each process and model; OCRmyPDF itself uses all cores."""
    from pagerec.reading.reader import Reader

    return Reader(model, threads=1)


def _read_with(reader: Callable[[str | None], Reader], image: ImageInput, options: OcrOptions) -> Page:
    model, alphabet, least = _given(options)
    return reader(model).read(image, alphabet=alphabet, min_confidence=0.0 if least is None else least)


def _read(file: Path, options: OcrOptions) -> Page:
    try:
        return _read_with(_reader, file, options)
    except PagerecError as error:
        raise InputFileError(str(error)) from error


def _dpi(file: Path) -> float:
    with open_file(file, str(file)) as opened, open_picture(opened, str(file)) as image:
        return float(image.info.get("dpi", (_UNKNOWN_DPI, _UNKNOWN_DPI))[0])


# The tree of a page


def _page_element(page: Page, dpi: float, number: int) -> OcrElement:
    paragraphs = [_paragraph_element(part, page.skew) for block in page.blocks for part in block.parts or ()]
    return OcrElement(OcrClass.PAGE, _bounds(page.box), children=paragraphs, dpi=dpi, page_number=number)


def _paragraph_element(part: Paragraph, skew: float) -> OcrElement:
    lines = [_line_element(line, skew) for line in part.lines]
    return OcrElement(OcrClass.PARAGRAPH, _bounds(part.box), children=lines)


def _line_element(line: Line, skew: float) -> OcrElement:
    return OcrElement(
        OcrClass.LINE,
        _bounds(line.box),
        confidence=line.confidence,
        children=[
            OcrElement(OcrClass.WORD, _bounds(word.box), text=word.text, confidence=word.confidence)
            for word in _words(line)
        ],
        direction="ltr",
        language="chi_sim",
        baseline=_baseline(line, skew),
        textangle=-float(line.direction),
    )


def _baseline(line: Line, skew: float) -> Baseline:
    """The baseline, from the lower left corner of the line's box in the line's direction, y downwards."""
    frame, box = line_frame(line, skew), line.box.turned_back(line.direction)
    angle = math.radians(frame.angle - line.direction)
    slope = math.tan(angle)
    # Turned by the line's slant, the level line y = depth passes x = 0 at depth / cos(skew).
    at_edge = (frame.top + ASCENT * frame.height) / math.cos(angle) + slope * box.left
    return Baseline(slope, at_edge - box.bottom)


def _words(line: Line) -> Iterator[Line]:
    """Divide a line so that the renderer sets exactly its text.

    Between two words it puts a space, unless both are Chinese alone. So a
    line is divided at its spaces, not before and after every Latin word; and
    Chinese alone is divided into characters, each then in its place. A
    space between Chinese characters stays inside a word.
    """
    parts: list[list[Char]] = [[line.chars[0]]]
    for before, char in pairwise(line.chars):
        if char.space_before and not (_sets_no_space(before) and _sets_no_space(char)):
            parts.append([])
        parts[-1].append(char)
    for chars in parts:
        yield from _divided(tuple(chars))


def _divided(chars: tuple[Char, ...]) -> Iterator[Line]:
    from pagerec.page import Line

    together = any(char.space_before for char in chars[1:]) or not all(map(_sets_no_space, chars))
    yield from [Line(chars)] if together else (Line((char,)) for char in chars)


def _sets_no_space(char: Char) -> bool:
    return all(any(first <= ord(code) <= last for first, last in _NO_SPACE) for code in char.text)


def _bounds(box: Box) -> BoundingBox:
    return BoundingBox(*map(float, box))
