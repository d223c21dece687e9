"""Small pages with a number on each, as pictures, frames and PDFs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from pagerec.recognition.models_path import models_path

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")

#: Lines of a page of which there are two hundred.
_LINES = 8

needs_model = pytest.mark.skipif(
    not (models_path() / "network.tflite").is_file() or not FONT.exists(),
    reason=f"needs a model and {FONT} (Debian: fonts-wqy-microhei)",
)


def text_of(number: int, lines: int = 1) -> str:
    return "\n".join([f"这是第{number}页的文字。"] * lines)


def page(number: int, lines: int = 1) -> Image.Image:
    """A small page."""
    image = Image.new("L", (420, 52 + 48 * lines), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(str(FONT), 32)
    for row, line in enumerate(text_of(number, lines).splitlines()):
        draw.text((30, 30 + 48 * row), line, fill=0, font=font)
    return image


def save(path: Path, numbers: Sequence[int], lines: int = 1) -> None:
    """A file with these pages."""
    path.parent.mkdir(parents=True, exist_ok=True)
    first, *others = [page(number, lines) for number in numbers]
    more = {"save_all": True, "append_images": others} if others else {}
    first.save(path, **({"resolution": 200.0} if path.suffix == ".pdf" else {}), **more)


def save_two_hundred(folder: Path) -> list[tuple[str, int, str]]:
    """Two hundred pages, which take some seconds to read; give file, page and text of each, in order."""
    files = {f"a/{number}.png": [number] for number in range(1, 61)}
    files["b.pdf"] = list(range(61, 101))
    files |= {f"c/{number}/x.png": [number] for number in range(101, 131)}
    files["d.tif"] = list(range(131, 171))
    files |= {f"e/{number}.png": [number] for number in range(171, 201)}
    for name, numbers in files.items():
        save(folder / name, numbers, _LINES)
    return [
        (str(folder / name), place, text_of(number, _LINES))
        for name, numbers in files.items()
        for place, number in enumerate(numbers, start=1)
    ]
