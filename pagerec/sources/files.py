"""Files with several pages, taken one page at a time: PDF, and TIFF, GIF and WebP with frames."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Protocol, TypeAlias, get_args

from PIL import Image, ImageOps

from pagerec.common.arguments import (
    MOST_PAGES,
    a_file,
    a_password,
    an_instance,
    one_of,
    page_numbers,
    shown,
    whole_number,
    within,
)
from pagerec.common.inputs import ImageInput
from pagerec.errors import ImageError, OptionError
from pagerec.sources.choices import OwnText, TextLayer
from pagerec.sources.frames import naming, open_frames
from pagerec.sources.images import DEFAULT_MAX_BYTES, DEFAULT_MAX_PIXELS
from pagerec.sources.pdf_limits import PdfLimits
from pagerec.sources.pdf_size import DPI_RANGE
from pagerec.sources.regular import open_file

if TYPE_CHECKING:
    from pagerec.page import Page

__all__ = ["FileInput", "PageReader", "PdfOptions", "Source"]

FileInput: TypeAlias = str | os.PathLike[str] | bytes
"""A file: its path or its content."""

_HEADER = 1024
"""Bytes in which ``%PDF-`` has to stand, as common PDF software wants it."""


class PageReader(Protocol):
    """What reads a picture; a `pagerec.Reader` is one."""

    def read(self, image: ImageInput, *, alphabet: str | None = None) -> Page:
        """Read a picture."""


@dataclass(frozen=True, slots=True)
class PdfOptions:
    """How PDFs are opened and drawn.

    Attributes
    ----------
    dpi : float or None
        Pixels an inch, 36 to 1200. None for the resolution of the picture that a
        page is: a scan has exactly the scan's pixels. Other pages have 200, where
        a character of 10 points has an em of 28 pixels.
    password : str or None
        Of an encrypted file.
    text_layer : {"never", "auto", "only"}
        ``"never"`` reads the picture of a page. ``"auto"`` takes the text that
        the page carries where it can be trusted: there is text, it is not
        invisible (that of scans, from another program), its characters have
        Unicode values, and no picture covers half of the page. ``"only"``
        takes it always; a page without it is blank. The values of form fields
        belong to it, and what is turned is in its order.
    limits : PdfLimits or None
        How much time and memory a page may take in the process that opens and
        draws PDFs. None does that in this process, without limits: a hostile
        PDF can take all memory or end the process.
    own_text : {"keep", "redo", "skip"}
        What becomes of the text that a page carries, when a PDF is saved with
        what was read. ``"keep"``: it stays, and lines are added where there is
        none (characters without a Unicode value don't count). ``"redo"``: what
        of it is invisible, the layer of another program, is taken out first.
        ``"skip"``: a page that carries text gets none.

    Raises
    ------
    OptionError
        When a value is out of range.
    """

    dpi: float | None = None
    password: str | None = field(default=None, repr=False)
    text_layer: TextLayer = "never"
    limits: PdfLimits | None = field(default_factory=PdfLimits)
    own_text: OwnText = "keep"

    def __post_init__(self) -> None:
        if self.dpi is not None:
            within("dpi", self.dpi, *DPI_RANGE)
        a_password(self.password)
        one_of("text_layer", self.text_layer, get_args(TextLayer))
        one_of("own_text", self.own_text, get_args(OwnText))
        if not isinstance(self.limits, PdfLimits | None):
            raise OptionError(f"limits is {shown(self.limits)}: give PdfLimits, or None for no limits")


@dataclass(frozen=True, slots=True)
class Source:
    """A file of one or more pages, and which of them are meant.

    Nothing is opened before pages are asked for; one page at a time is in memory.

    Attributes
    ----------
    file : path or bytes
        A PDF, or any picture file; the content decides, not the name.
    pages : iterable of int, or str, optional
        Numbers from 1, in the order wanted, or text such as ``"1-3,7,9-"``;
        all by default.
    pdf : PdfOptions, optional
    max_pixels : int, optional
        The most pixels of a page that `pictures` gives; see `pagerec.sources.load_image`. `read` goes by the limit of
        its reader.
    max_bytes : int, optional
        The most bytes of a picture file, in the same way.

    Raises
    ------
    OptionError
        When `pages` can't be understood.

    Examples
    --------
    >>> source = Source("examples/paragraph.png")
    >>> len(list(source.pictures()))
    1
    """

    file: FileInput
    pages: Iterable[int] | str | None = None
    pdf: PdfOptions = field(default_factory=PdfOptions)
    max_pixels: int = DEFAULT_MAX_PIXELS
    max_bytes: int = DEFAULT_MAX_BYTES

    def __post_init__(self) -> None:
        a_file("file", self.file)
        object.__setattr__(self, "pages", page_numbers(self.pages))
        if isinstance(self.pages, str):
            _ranges(self.pages)
        an_instance("pdf", self.pdf, PdfOptions)
        whole_number("max_pixels", self.max_pixels, 1)
        whole_number("max_bytes", self.max_bytes, 1)

    @property
    def name(self) -> str:
        """What to call the file in messages."""
        return "<bytes>" if isinstance(self.file, bytes) else os.fsdecode(self.file)

    @property
    def is_pdf(self) -> bool:
        """Whether the file is a PDF. One that can't be opened is none."""
        return b"%PDF-" in self._start()

    def count(self) -> int:
        """Give the number of pages of the file, whichever of them are meant; 1 of a file that is no picture.

        Returns
        -------
        int

        Raises
        ------
        ImageError
            When a PDF is damaged or encrypted, or a file has more frames than it can hold or than the limits say.
        OptionError
            When the extra ``pdf`` is not installed.

        Examples
        --------
        >>> Source("examples/paragraph.png").count()
        1
        """
        if self.is_pdf:
            from pagerec.sources.pdf import count

            return count(self)
        with open_frames(self.file, self.name, self.max_bytes) as frames:
            return frames.count

    def pictures(self) -> Iterator[ImageInput]:
        """Give the pages as pictures. A picture file of one page is given as it is.

        Yields
        ------
        path, bytes or PIL image

        Raises
        ------
        ImageError
            When the file is damaged, encrypted, or can't be drawn.
        OptionError
            When there is no page of a number, or the extra ``pdf`` is not installed.
        """
        if self.is_pdf:
            from pagerec.sources.pdf import pictures

            yield from pictures(self)
        else:
            yield from (self._kept(frame) if isinstance(frame, Image.Image) else frame for frame in self._frames())

    def read(self, reader: PageReader, *, alphabet: str | None = None) -> Iterator[Page]:
        """Read the pages, each when it is asked for.

        Parameters
        ----------
        reader : PageReader
        alphabet : str, optional
            Read only these characters.

        Yields
        ------
        Page

        Raises
        ------
        ImageError, OptionError
            As for `pictures`.
        """
        limited = replace(
            self,
            max_pixels=getattr(reader, "max_pixels", self.max_pixels),
            max_bytes=getattr(reader, "max_bytes", self.max_bytes),
        )
        if self.is_pdf and self.pdf.text_layer != "never":
            from pagerec.sources.pdf import read

            yield from read(limited, lambda picture: reader.read(picture, alphabet=alphabet))
        else:
            for picture in limited.pictures() if self.is_pdf else limited._frames():
                yield reader.read(picture, alphabet=alphabet)

    def numbers(self, count: int) -> Sequence[int]:
        """Give the numbers of the pages that are meant, of a file with `count` pages.

        Parameters
        ----------
        count : int

        Returns
        -------
        sequence of int
            From 1.

        Raises
        ------
        OptionError
            When there is no such page, or `pages` means more than 1,000,000.

        Examples
        --------
        >>> Source("paper.pdf", pages="1-2,4-").numbers(6)
        (1, 2, 4, 5, 6)
        """
        whole_number("count", count, 0)
        if self.pages is None:
            return range(1, count + 1)
        given = _ranges(self.pages) if isinstance(self.pages, str) else [(number, number) for number in self.pages]
        ranges = [(first, max(first, count) if last is None else last) for first, last in given]
        for number in chain.from_iterable(ranges):
            if not 1 <= number <= count:
                has = f"{count} page{'' if count == 1 else 's'}"
                raise OptionError(f"there is no page {number}: {self.name} has {has}; give other pages")
        if sum(last - first + 1 for first, last in ranges) > MOST_PAGES:
            raise OptionError(f"pages means more than {MOST_PAGES:,} pages of {self.name}; read it in parts")
        return tuple(number for first, last in ranges for number in range(first, last + 1))

    def _start(self) -> bytes:
        if isinstance(self.file, bytes):
            return self.file[:_HEADER]
        with suppress(ImageError, OSError), open_file(self.file, self.name, None) as file:
            return file.read(_HEADER)
        return b""

    def _frames(self) -> Iterator[ImageInput]:
        """The frames of a picture file, each good until the next; what is wrong with it is left to `load_image`."""
        with open_frames(self.file, self.name, self.max_bytes) as frames:
            numbers = self.numbers(frames.count)
            if frames.count > 1:
                for number in numbers:
                    yield frames.picture(number, self.max_pixels)
                return
        yield from [self.file] * len(numbers)

    def _kept(self, frame: Image.Image) -> Image.Image:
        """An upright copy of a frame, which stays when the next one takes its place."""
        with naming(self.name, frame.tell() + 1):
            copy = ImageOps.exif_transpose(frame)
        copy.info = {key: value for key, value in frame.info.items() if key in ("dpi", "transparency")}
        return copy


def _ranges(pages: str) -> list[tuple[int, int | None]]:
    """First and last page of every range in a text; the last is None where the range goes to the end."""
    ranges: list[tuple[int, int | None]] = []
    for part in pages.split(","):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        if not first.isdecimal() or not (last or "0").isdecimal() or (last and int(last) < int(first)):
            raise OptionError(f'pages is "{pages}": give numbers and ranges such as "1-3,7,9-"')
        ranges.append((int(first), int(last) if last else None if dash else int(first)))
    return ranges
