"""Files that are not opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.harmful import FOREIGN
from pagerec import ImageError
from pagerec.sources.foreign import _KINDS, describe
from pagerec.sources.images import load_image


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_not_opened_is_named(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    path.write_bytes(FOREIGN[kind])
    name = kind.partition(" ")[0]
    for image in (path, FOREIGN[kind]):
        with pytest.raises(ImageError, match=rf"\b{name}\b.*; .*(convert|export|save) it") as caught:
            load_image(image)
        assert str(caught.value).count("\n") == 0


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "this is an EPS file"),
        (b"%!PS-Adobe-3.0\n%%For: EPSF", "this is a PostScript file"),
        (b"\x00\x00\x00\x18ftypheic", "this is a HEIC"),
        (b"\x00\x00\x00\x18ftypavif", "not a picture of a known kind"),
        (bytes(40) + b" EMF", "this is an EMF file"),
        (b" EMF", "not a picture"),
        (b"PK\x03\x04", "this is a zip file"),
        (b"junk before\n%PDF-1.7", "read it with pagerec.read_pdf"),
        (b"\xef\xbb\xbf \n<SVG width='3'>", "this is an SVG file"),
        (b"<?xml version='1.0'?><svg>", "this is an SVG file"),
        (b"<!DOCTYPE html><p>", "this is a text document"),
        (b"<p>", "not a picture"),
        (b"", "not a picture"),
    ],
)
def test_files_are_told_by_how_they_begin(start: bytes, said: str) -> None:
    assert describe(start).startswith(said) or said in describe(start)


def test_every_kind_says_what_to_do() -> None:
    for kind in _KINDS:
        said = describe(bytes(kind.place) + kind.signature + bytes(20))
        assert kind.name in said
        assert said.endswith(kind.advice)
