"""Pictures without text for the text map."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import MagicMock

import cv2
import numpy as np
import pytest

from pagerec.errors import TrainingError
from pagerec.training.textmap import pictures
from pagerec.training.textmap.pictures import LICENCES, SOURCES, Source, draw_barcode, draw_plot, draw_qr, draw_texture

Members = dict[str, bytes]


def png(height: int, width: int, channels: int = 3, seed: int = 0) -> bytes:
    """A file with noise."""
    image = np.random.default_rng(seed).integers(0, 256, (height, width, channels), np.uint8)
    return bytes(cv2.imencode(".png", image)[1])


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> Members:
    """What the packages that are fetched contain."""
    content: Members = {}
    monkeypatch.setattr(pictures, "fetch", lambda package, store: Path("archive.deb"))
    monkeypatch.setattr(pictures, "members", lambda package, archive: iter(content.items()))
    return content


def gathered(source: Source, out: Path) -> list[Path]:
    """Files that a source leaves."""
    pictures.gather(source, out, out / "store", np.random.default_rng(0))
    return sorted((out / source.folder).iterdir())


def test_photographs_are_shrunk_and_parts_are_taken(package: Members, tmp_path: Path) -> None:
    package["./backgrounds/hill.png"] = png(900, 1600)
    whole, *parts = reversed(gathered(Source("some", "CC0", "photos", "backgrounds/", 5, 2), tmp_path))
    assert whole.name.startswith("some-")
    assert [part.name.startswith("part-some-") for part in parts] == [True, True]
    image = cv2.imread(str(whole))
    assert image is not None
    assert image.shape == (576, 1024, 3)


def test_icons_keep_their_cover_and_their_pixels(package: Members, tmp_path: Path) -> None:
    package["./icons/theme/devices/disk.png"] = png(48, 48, 4)
    (path,) = gathered(Source("some", "CC0", "icons", pictures._ICONS, 5), tmp_path)
    image = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert image is not None
    assert image.shape == (48, 48, 4)


def test_pictures_with_text_others_and_doubles_are_left_out(package: Members, tmp_path: Path) -> None:
    package["./icons/theme/actions/go-next.png"] = png(32, 32)
    package["./icons/theme/actions/go-right.png"] = png(32, 32)
    package["./icons/theme/actions/format-text-bold.png"] = png(32, 32, seed=1)
    package["./icons/theme/mimetypes/archive.png"] = png(32, 32, seed=2)
    package["./icons/theme/actions/damaged.png"] = b"nothing"
    package["./icons/theme/actions/empty.png"] = bytes(cv2.imencode(".png", np.zeros((32, 32, 3), np.uint8))[1])
    assert len(gathered(Source("some", "CC0", "icons", pictures._ICONS, 5), tmp_path)) == 1


def test_no_more_than_asked_for_and_not_twice(package: Members, tmp_path: Path) -> None:
    for number in range(6):
        package[f"./a/{number}x.png"] = png(32, 32, seed=number)
    source = Source("some-1.16-data", "CC0", "icons", r"\.png$", 4)
    first = gathered(source, tmp_path)
    assert len(first) == 4
    package.clear()
    assert gathered(source, tmp_path) == first


@pytest.mark.skipif(shutil.which("rsvg-convert") is None, reason="rsvg-convert is missing")
def test_vector_graphics_are_drawn(package: Members, tmp_path: Path) -> None:
    package["./icons/theme/places/home.svg"] = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></svg>'
    )
    (path,) = gathered(Source("some", "CC0", "icons", pictures._ICONS, 5), tmp_path)
    image = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert image is not None
    side = image.shape[0]
    assert 16 <= side <= 256
    assert image[side // 2, side // 2, 3] == 255
    assert image[0, 0, 3] == 0


def test_missing_drawer_of_vector_graphics_is_named(
    package: Members, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    package["./icons/theme/places/home.svg"] = b"<svg/>"
    with pytest.raises(TrainingError, match="librsvg2-bin"):
        gathered(Source("some", "CC0", "icons", pictures._ICONS, 5), tmp_path)


def test_emoji_without_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    bitmap = SimpleNamespace(imageData=b"bitmap")
    table = SimpleNamespace(strikeData=[dict.fromkeys(("dog", "ok", "keycap", "unmapped"), bitmap)])
    font = MagicMock()
    font.__enter__.return_value = font
    font.getBestCmap.return_value = {0x1F436: "dog", 0x1F197: "ok", 0x31: "keycap"}
    font.__getitem__.return_value = table
    monkeypatch.setattr(pictures, "TTFont", lambda file: font)
    assert list(pictures._emoji(b"")) == [("dog.png", b"bitmap")]


def test_qr_codes_are_found() -> None:
    codes = [draw_qr(np.random.default_rng(seed)) for seed in range(8)]
    framed = [cv2.copyMakeBorder(code, 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=(255, 255, 255)) for code in codes]
    assert sum(bool(cv2.QRCodeDetector().detect(image)[0]) for image in framed) >= 5


@pytest.mark.parametrize("draw", [draw_qr, draw_barcode, draw_texture])
def test_what_is_drawn_has_contrast(draw: Callable[[np.random.Generator], pictures.Image]) -> None:
    for seed in range(20):
        image = draw(np.random.default_rng(seed))
        assert image.dtype == np.uint8
        assert image.shape[2] == 3
        assert np.ptp(image.astype(int)) > 20


def test_plots_are_drawn_without_labels() -> None:
    pytest.importorskip("matplotlib")
    from matplotlib.axis import Axis
    from matplotlib.backend_bases import RendererBase

    shown: list[str] = []
    original = Axis.draw

    def draw(self: Axis, renderer: RendererBase) -> None:
        for tick in self.get_major_ticks():
            shown.extend(label.get_text() for label in (tick.label1, tick.label2) if label.get_visible())
        original(self, renderer)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Axis, "draw", draw)
        images = [draw_plot(np.random.default_rng(seed)) for seed in range(6)]
    assert all(image.std() > 3 for image in images)
    assert not any(shown)


def test_every_source_has_its_licence() -> None:
    assert set(LICENCES) == {source.name for source in SOURCES}
    assert all(LICENCES.values())
