"""PDFs made object by object: sound ones, and bombs."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Sequence
from contextlib import closing

from pagerec import Page
from pagerec.sources import PdfOptions, Source
from pagerec.sources.pdf import read
from pagerec.sources.pdf_limits import PdfLimits

_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_SQUARE = b"/MediaBox[0 0 200 200]"


#: Pages of a file that are looked at, and what a page may take: less than by default, for many are tried.
_PAGES, _LIMITS = 3, PdfLimits(seconds=2.0, memory=200_000_000)


def feed(content: bytes) -> object:
    """Draw the pages of a PDF, or take their text; see whether another PDF can be drawn afterwards."""
    outcome = []
    try:
        source = Source(content, pdf=PdfOptions(dpi=36.0, text_layer="auto", limits=_LIMITS))
        with closing(read(source, lambda picture: Page((), *picture.size))) as found:
            for page in itertools.islice(found, _PAGES):
                outcome.append((len(page.chars).bit_length(), page.width.bit_length()))
    finally:
        good = Source(_SOUND, pages=[2], pdf=PdfOptions(dpi=36.0, limits=_LIMITS))
        assert [picture.size for picture in good.pictures()] == [(100, 100)]
    return tuple(outcome)


def seeds() -> list[bytes]:
    """Give a sound file and the bombs."""
    return [_SOUND, *bombs()]


def pdf(objects: Sequence[bytes]) -> bytes:
    """Give a file with these objects, the first of them the catalog."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, table, size, len(out))


def stream(content: bytes, more: bytes = b"", *, is_packed: bool = False) -> bytes:
    """Give an object with content."""
    if is_packed:
        content, more = zlib.compress(content, 9), more + b"/Filter/FlateDecode"
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (more, len(content), content)


def pages(*contents: bytes, resources: bytes = b"", more: Sequence[bytes] = ()) -> bytes:
    """Give a file with a page for each content; objects in `more` have the numbers from 3 on."""
    first = 3 + len(more)
    kids = b" ".join(b"%d 0 R" % (first + 2 * index) for index in range(len(contents)))
    objects = [_CATALOG, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(contents), kids), *more]
    for index, content in enumerate(contents):
        rest = b"%s/Contents %d 0 R/Resources<<%s>>" % (_SQUARE, first + 2 * index + 1, resources)
        objects += [b"<</Type/Page/Parent 2 0 R%s>>" % rest, stream(content)]
    return pdf(objects)


def sound() -> bytes:
    """Give two pages: text and a line; a form and a picture."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    form = stream(b"20 20 50 50 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 200 200]")
    picture = stream(
        bytes(range(64)), b"/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8"
    )
    first = b"BT /F 16 Tf 20 150 Td (Hello 12.5%) Tj 0 -24 Td (and more) Tj ET 10 10 m 100 90 l S"
    resources = b"/Font<</F 3 0 R>>/XObject<</A 4 0 R/B 5 0 R>>"
    return pages(first, b"/A Do q 80 0 0 80 100 100 cm /B Do Q", resources=resources, more=[font, form, picture])


def recursive_form(times: int, *, with_a_good_page: bool = False) -> bytes:
    """Give a form that draws itself so many times."""
    form = stream(b"/A Do " * times, b"/Type/XObject/Subtype/Form/BBox[0 0 200 200]/Resources<</XObject<</A 3 0 R>>>>")
    others = [b"20 20 50 50 re f"] * with_a_good_page
    return pages(*others, b"/A Do", *others, resources=b"/XObject<</A 3 0 R>>", more=[form])


def nested_forms(depth: int, times: int) -> bytes:
    """Give forms that each draw the next one so many times."""
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 200 200]"
    forms = [
        stream(b"/A Do " * times, head + b"/Resources<</XObject<</A %d 0 R>>>>" % (4 + level)) for level in range(depth)
    ]
    last = stream(b"20 20 50 50 re f", head)
    return pages(b"/A Do", resources=b"/XObject<</A 3 0 R>>", more=[*forms, last])


def many_pages(count: int) -> bytes:
    """Give a page tree of which every branch is there twice: 2 to the power of `count` pages."""
    branches = [
        b"<</Type/Pages/Count %d/Kids[%d 0 R %d 0 R]>>" % (1 << (count - level), 3 + level, 3 + level)
        for level in range(count)
    ]
    return pdf([_CATALOG, *branches, b"<</Type/Page/Parent 2 0 R%s>>" % _SQUARE])


def big_picture(side: int) -> bytes:
    """Give a picture of so many pixels squared, packed a thousandfold."""
    head = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8" % (side, side)
    packer = zlib.compressobj(9)
    content = b"".join(packer.compress(bytes(3 * side)) for _ in range(side)) + packer.flush()
    picture = b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (head, len(content), content)
    return pages(b"q 200 0 0 200 0 0 cm /A Do Q", resources=b"/XObject<</A 3 0 R>>", more=[picture])


def much_text(rows: int) -> bytes:
    """Give a page with 1,000 characters in each row."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    row = b"0 -1 Td (" + b"abcdefghij" * 100 + b") Tj "
    return pages(b"BT /F 1 Tf 0 199 Td " + row * rows + b"ET", resources=b"/Font<</F 3 0 R>>", more=[font])


def endless_dashes() -> bytes:
    """Give a line of tiny dashes across a huge square."""
    return pages(b"[0.0001 0.0001] 0 d 0 0 m 1000000 1000000 l S")


def bombs() -> list[bytes]:
    """Give one of each kind."""
    return [
        recursive_form(3),
        nested_forms(16, 10),
        many_pages(19),
        big_picture(4000),
        much_text(101),
        endless_dashes(),
    ]


_SOUND = sound()
