"""Fonts for labels: Pillow's own for Latin, one of the system's for Chinese characters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from pagerec.drawing.colors import Color
from pagerec.errors import OptionError

#: Fonts with Chinese characters, the best first: the start of the file's name, and the face for simplified Chinese.
_FONTS = (
    ("NotoSansCJK-Regular", 2),
    ("wqy-microhei", 0),
    ("NotoSerifCJK-Regular", 2),
    ("PingFang", 0),
    ("msyh", 0),
    ("simsun", 0),
    ("uming", 0),
    ("Droid", 0),
)
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)
_SUFFIXES = {".ttc", ".ttf", ".otf"}

Font = ImageFont.FreeTypeFont


@dataclass(frozen=True, slots=True)
class FontFile:
    """A face of a font file.

    Attributes
    ----------
    path : Path
    index : int
        Of the face in a collection.
    """

    path: Path
    index: int = 0

    def at(self, size: float) -> Font:
        """Open the face at a size in pixels, a whole number and at least 6.

        Raises
        ------
        OptionError
            When it can't be read.
        """
        return _opened(self, max(6, round(size)))


@lru_cache(maxsize=1)
def chinese_font() -> FontFile | None:
    """A font of the system with Chinese characters; None where none is found."""
    files = sorted(
        path for folder in _FOLDERS for path in Path(folder).expanduser().rglob("*") if path.suffix.lower() in _SUFFIXES
    )
    for name, index in _FONTS:
        for path in files:
            if path.name.lower().startswith(name.lower()):
                return FontFile(path, index if path.suffix.lower() == ".ttc" else 0)
    return None


@lru_cache(maxsize=64)
def latin_font(size: int) -> Font | ImageFont.ImageFont:
    """The font of numbers and legends."""
    return ImageFont.load_default(size)


def write_centred(
    pen: ImageDraw.ImageDraw, text: str, centre: tuple[float, float], font: Font | ImageFont.ImageFont, color: Color
) -> None:
    """Write text so that the middle of its ink is at a point."""
    x, y = _ink_middle(font, text)
    pen.text((centre[0] - x, centre[1] - y), text, fill=color, font=font)


@lru_cache(maxsize=4096)
def _ink_middle(font: Font | ImageFont.ImageFont, text: str) -> tuple[float, float]:
    """Where the middle of a text's ink is, from the upper left corner that Pillow starts at."""
    left, top, right, bottom = (int(value) for value in font.getbbox(text))
    room = Image.new("L", (max(1, right + 2), max(1, bottom + 2)))
    ImageDraw.Draw(room).text((0, 0), text, fill=255, font=font)
    # The box that a font gives counts the white that belongs to a character; its ink is what is drawn.
    ink = room.getbbox() or (left, top, right, bottom)
    return (ink[0] + ink[2]) / 2, (ink[1] + ink[3]) / 2


@lru_cache(maxsize=64)
def _opened(file: FontFile, size: int) -> Font:
    try:
        return ImageFont.truetype(str(file.path), size, index=file.index)
    except OSError as error:
        raise OptionError(
            f"label_font {file.path}: can't be read as a font ({error}); give a .ttf, .otf or .ttc file"
        ) from error
