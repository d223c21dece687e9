"""Files that are not opened, told by how they begin: what they are, and what to do with them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["describe"]

_PROGRAM = "PostScript is a program, which isn't run here; convert it to PDF or PNG if you trust it"
_DRAWING = "it holds drawing commands, no pixels; export it as PNG"
_HEIF = "convert it to PNG or JPEG, or open it with pillow-heif and give the image"
_UNPACK = "unpack it, or convert what it holds to PDF; pagerec batch reads the pictures in .zip and .tar.gz files"

_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"mif2", b"msf1")

_TEXTS = (b"<?xml", b"<!doctype", b"<html", b"<svg", b"<!--")


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of file: what stands where, and what to say."""

    signature: bytes
    name: str
    advice: str
    place: int = 0


_KINDS = (
    _Kind(b"\xc5\xd0\xd3\xc6", "an EPS file", _PROGRAM),
    _Kind(b"\x04%!PS", "a PostScript file", _PROGRAM),
    _Kind(b"%!PS", "a PostScript file", _PROGRAM),
    _Kind(b"\xd7\xcd\xc6\x9a", "a WMF file", _DRAWING),
    _Kind(b"\x01\x00\x09\x00\x00\x03", "a WMF file", _DRAWING),
    _Kind(b"\x02\x00\x09\x00\x00\x03", "a WMF file", _DRAWING),
    _Kind(b" EMF", "an EMF file", _DRAWING, place=40),
    _Kind(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "a FlashPix (FPX), Image Composer (MIC) or old Office file",
        "save it as PNG, TIFF or PDF",
    ),
    _Kind(b"8BPS", "a Photoshop (PSD) file", "export it as PNG or TIFF"),
    _Kind(b"AT&TFORM", "a DjVu file", "convert it to PDF or TIFF, such as with ddjvu"),
    *(_Kind(b"ftyp" + brand, "a HEIC (HEIF) file", _HEIF, place=4) for brand in _HEIF_BRANDS),
    _Kind(b"\xff\x0a", "a JPEG XL file", "convert it to PNG, such as with djxl"),
    _Kind(b"\x00\x00\x00\x0cJXL ", "a JPEG XL file", "convert it to PNG, such as with djxl"),
    _Kind(b"II\xbc\x01", "a JPEG XR file", "convert it to PNG"),
    _Kind(b"\x97JB2\r\n\x1a\n", "a JBIG2 file", "convert it to PNG or TIFF"),
    _Kind(b"gimp xcf", "a GIMP (XCF) file", "export it as PNG"),
    _Kind(b"PK\x03\x04", "a zip file, or a document that is one (DOCX, OFD, EPUB)", _UNPACK),
    _Kind(b"\x1f\x8b", "a gzip file", _UNPACK),
)


def describe(start: bytes) -> str:
    """Say what a file is that no decoder knows, and what to do.

    Parameters
    ----------
    start : bytes
        Its first bytes, a kilobyte or so.

    Returns
    -------
    str
        The end of an error's message.

    Examples
    --------
    >>> describe(b"8BPS...")
    "this is a Photoshop (PSD) file, which isn't read; export it as PNG or TIFF"
    """
    if start.startswith(b"%!PS") and b"EPSF" in start.splitlines()[0]:
        return f"this is an EPS file, which isn't read; {_PROGRAM}"
    for kind in _KINDS:
        if start[kind.place :].startswith(kind.signature):
            return f"this is {kind.name}, which isn't read; {kind.advice}"
    if b"%PDF-" in start:
        return "this is a PDF; read it with pagerec.read_pdf, which draws its pages"
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(_TEXTS):
        if b"<svg" in text:
            return f"this is an SVG file, which isn't read; {_DRAWING}"
        return "this is a text document; give a picture of it"
    return "not a picture of a known kind, or damaged; give PNG, JPEG, TIFF, WebP or the like"
