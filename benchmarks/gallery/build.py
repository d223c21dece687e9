"""Make the pictures of docs/gallery.md, each with its text beside it.

    python -m benchmarks.gallery.build            # into docs/pictures/gallery
    python -m benchmarks.gallery.build DIR app    # one of them, into another folder

Each is a page of HTML in `sources/`, in our own words, that Chromium shows; paper is worn afterwards. Where a page is
printed in lines, its source has a line for each: so the source is the text, too, in the order of reading. It needs the
package chromium and the fonts of PACKAGES (Debian).
"""

from __future__ import annotations

import argparse
import html
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.robustness.light import blurred, tinted
from benchmarks.robustness.shape import curled, in_perspective, turned
from pagerec.errors import PagerecError
from pagerec.training.textmap.screens_browser import Browser, find_program

ROOT = Path(__file__).resolve().parents[2]
SOURCES = Path(__file__).with_name("sources")
#: Where the documentation has the pictures.
KEPT = ROOT / "docs" / "pictures" / "gallery"
PACKAGES = (
    "fonts-arphic-gbsn00lp fonts-arphic-gkai00mp fonts-arphic-ukai fonts-liberation fonts-noto-cjk "
    "fonts-wqy-microhei fonts-wqy-zenhei"
)

Gray = NDArray[np.uint8]
Rgb = NDArray[np.uint8]
#: Marks of a part of a word or line, which part nothing; all others stand between words.
_INLINE = re.compile(r"</?(?:b|code|em|i|s|u)\b[^>]*>")
_MARK = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A picture of the gallery.

    Attributes
    ----------
    name : str
        Its kind, and the name of its source.
    width, height : int
        Of the page, in CSS pixels.
    scale : float
        Pixels of the picture for each of them.
    ending : str
        Of the picture's file.
    wear : callable, optional
        What becomes of the page after it was shown: RGB to gray or RGB.
    """

    name: str
    width: int
    height: int
    scale: float = 1.0
    ending: str = "png"
    wear: Callable[[Rgb], NDArray[np.uint8]] | None = None


def _gray(picture: Rgb) -> Gray:
    return np.asarray(Image.fromarray(picture).convert("L"), np.uint8)


def _noisy(picture: NDArray[np.floating], deviation: float, seed: int) -> NDArray[np.uint8]:
    noise = np.random.default_rng(seed).normal(0, deviation, picture.shape[:2])
    return np.clip(picture + (noise[..., None] if picture.ndim == 3 else noise), 0, 255).astype(np.uint8)


def _scanned(picture: Rgb) -> Gray:
    """A slip from a thermal printer on a flatbed: pale, a little aslant, soft, with noise."""
    soft = blurred(turned(_gray(picture), 0.9), 0.7)
    return _noisy(70 + soft * (165 / 255), 4, seed=2)


def _photographed(picture: Rgb) -> Rgb:
    """A page of an open book on a wooden table, from above and a little aside, in the light of a lamp."""
    pad = ((60, 60), (60, 60))
    ink = curled(np.pad(_gray(picture), pad, constant_values=255), 14)
    sheet = curled(np.pad(np.zeros(picture.shape[:2], np.uint8), pad, constant_values=255), 14)
    ink, sheet = (turned(in_perspective(one, 0.05, 0.03), 1.5) for one in (ink, sheet))
    height, width = ink.shape
    y, x = np.mgrid[:height, :width] / max(height, width)
    wood = np.array([134, 98, 66]) + 14 * np.sin(90 * y + 3 * np.sin(7 * x))[..., None]
    paper = np.where(sheet[..., None] < 128, np.array([238, 232, 216]), wood)
    lit = tinted(blurred(ink, 0.8), paper, (52, 48, 46)) * (1.05 - 0.4 * x - 0.2 * y)[..., None]
    return _noisy(lit, 2, seed=4)


EXHIBITS = (
    Exhibit("app", 840, 470),
    Exhibit("dialog", 700, 400),
    Exhibit("chat", 375, 640, scale=1.5),
    Exhibit("dark", 720, 430),
    Exhibit("slide", 960, 540, ending="jpg"),
    Exhibit("table", 720, 360),
    Exhibit("code", 700, 330),
    Exhibit("form", 760, 520),
    Exhibit("receipt", 360, 560, scale=1.25, ending="jpg", wear=_scanned),
    Exhibit("certificate", 860, 600, ending="jpg"),
    Exhibit("photo", 640, 800, scale=1.1, ending="jpg", wear=_photographed),
    Exhibit("vertical", 620, 640),
    Exhibit("traditional", 760, 480),
)
"""All pictures, in the order of the guide."""


def source(name: str) -> str:
    """The HTML of a picture."""
    return (SOURCES / f"{name}.html").read_text(encoding="utf-8")


def text_of(document: str) -> str:
    """What is printed on a page of HTML: a line for each line of the source that has any text."""
    body = document.partition("<body>")[2]
    lines = (html.unescape(_MARK.sub(" ", _INLINE.sub("", line))).strip() for line in body.splitlines())
    return "".join(f"{line}\n" for line in lines if line)


def missing_families() -> list[str]:
    """Fonts that the sources name and fontconfig doesn't know."""
    named = {name for exhibit in EXHIBITS for name in re.findall(r'"([A-Z][^"]+)"', _style(exhibit.name))}
    try:
        listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return sorted(named)
    return sorted(named - {name for line in listed.splitlines() for name in line.split(",")})


def _style(name: str) -> str:
    return source(name).partition("<style>")[2].partition("</style>")[0]


def show(browser: Browser, exhibit: Exhibit) -> NDArray[np.uint8]:
    """The picture of an exhibit: gray (H, W) or RGB (H, W, 3)."""
    browser.show(source(exhibit.name), exhibit.width, exhibit.height, exhibit.scale)
    browser.evaluate("document.fonts.ready.then(() => true)")
    shown = np.ascontiguousarray(browser.picture()[..., ::-1])
    return exhibit.wear(shown) if exhibit.wear else shown


def save(picture: NDArray[np.uint8], path: Path) -> None:
    """Save a picture small: screens with a palette, whatever is lit or shaded as JPEG."""
    image = Image.fromarray(picture)
    if path.suffix == ".jpg":
        image.save(path, quality=65, optimize=True)
    else:
        image.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)


def build(folder: Path, exhibits: Iterable[Exhibit] = EXHIBITS) -> list[Path]:
    """Make pictures and their text.

    Raises
    ------
    TrainingError
        Where there is no Chromium.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    with Browser(find_program()) as browser:
        for exhibit in exhibits:
            path = folder / f"{exhibit.name}.{exhibit.ending}"
            save(show(browser, exhibit), path)
            path.with_suffix(".txt").write_text(text_of(source(exhibit.name)), encoding="utf-8")
            paths.append(path)
    return paths


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=KEPT, metavar="DIR", help="default: %(default)s")
    parser.add_argument("names", nargs="*", metavar="NAME", help="pictures to make (default: all)")
    options = parser.parse_args(arguments)
    if missing := missing_families():
        sys.exit(f"fonts are missing: {', '.join(missing)}; apt-get install {PACKAGES}")
    try:
        for path in build(options.folder, [one for one in EXHIBITS if not options.names or one.name in options.names]):
            print(f"{path}: {path.stat().st_size / 1000:.0f} kB")
    except PagerecError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
