"""JPEGs whose scans never end, and those that have some."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from PIL import Image

from fuzz.harmful import repeated_scans
from pagerec import ImageError, read_document
from pagerec.sources.images import load_image
from pagerec.sources.scans import MAX_SCANS, check_scans
from tests.sources.test_opening import BlankReader


def test_repeated_scans() -> None:
    begun = time.process_time()
    with pytest.raises(ImageError, match=r"more than 100 scans; save it anew"):
        load_image(repeated_scans(400, side=4000))
    assert time.process_time() - begun < 5


def test_the_scans_of_a_usual_picture() -> None:
    assert load_image(repeated_scans(MAX_SCANS - 6)).width == 512  # there are six without those
    with pytest.raises(ImageError, match="scans"):
        load_image(repeated_scans(MAX_SCANS - 5))


@pytest.mark.parametrize("options", [{"progressive": True}, {"restart_marker_rows": 1}, {}])
def test_usual_pictures(options: dict[str, object]) -> None:
    noise = Image.effect_noise((400, 300), 90)
    for mode in ("L", "RGB", "CMYK"):
        stream = io.BytesIO()
        noise.convert(mode).save(stream, "JPEG", **options)
        assert load_image(stream.getvalue()).width == 400


def test_what_follows_the_picture_does_not_count() -> None:
    """Phones put a film behind the picture."""
    stream = io.BytesIO()
    Image.new("L", (8, 8)).save(stream, "JPEG")
    check_scans(stream.getvalue() + b"\xff\xda\0\x02" * 1000, "a")


@pytest.mark.parametrize("content", [b"", b"\xff", b"\xff\xd8", b"\xff\xd8\xff\xda", b"\xff\xd8\xff\xc4\0\0\xff\xd9"])
def test_damaged_pictures_are_left_to_the_decoder(content: bytes) -> None:
    check_scans(content, "a")


@pytest.mark.parametrize("on_disk", [False, True])
def test_every_frame_is_looked_at(on_disk: bool, tmp_path: Path) -> None:
    """A stereo camera's file: two JPEGs, of which the second never ends."""
    stream = io.BytesIO()
    first, second = Image.new("L", (512, 512), 255), Image.new("L", (512, 512), 255)
    first.save(stream, "MPO", save_all=True, append_images=[second], progressive=True)
    content = stream.getvalue()
    start = content.rindex(b"\xff\xc4")
    bomb = content[:-2] + content[start:-2] * 400 + content[-2:]
    files = [tmp_path / name for name in ("good.mpo", "bad.mpo")]
    for path, one in zip(files, (content, bomb), strict=True):
        path.write_bytes(one)
    good, bad = files if on_disk else (content, bomb)
    assert len(read_document(good, reader=BlankReader()).pages) == 2
    assert read_document(bad, pages="1", reader=BlankReader()).pages
    with pytest.raises(ImageError, match="page 2: the JPEG has more than 100 scans"):
        read_document(bad, reader=BlankReader())
