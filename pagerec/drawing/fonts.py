"""Fonts for labels: Pillow's own for Latin, one of the system's for Chinese characters."""

from __future__ import annotations

import shutil
import subprocess
import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from pagerec.drawing.colors import Color
from pagerec.errors import OptionError

#: Fonts with Chinese characters, where there is no fontconfig to be asked (Windows, macOS), the best first: the start
#: of the file's name, and the face for simplified Chinese.
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

_SECONDS = 20.0
"""For fontconfig's answer; it may look through all fonts first."""

_FACE = 0xFFFF
"""The bits of fontconfig's index that are the face in a file; those above are a variant of it."""

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
    """A font of the system with Chinese characters.

    That of fontconfig, or one of those that systems without it have. None where none is found, with a warning: what
    is drawn lacks its Chinese then.
    """
    found = _of_fontconfig() or _of_folders()
    if found is None:
        warnings.warn(
            "there is no font with Chinese characters, and what is drawn has no Chinese labels; install one (Debian: "
            "fonts-noto-cjk), or give label_font where it can be given",
            stacklevel=3,
        )
    return found


def _of_fontconfig() -> FontFile | None:
    """The font that fontconfig likes best for simplified Chinese; it names others where there is none."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    wanted = ["--sort", "--format", "%{file}\\t%{index}\\t%{lang}\\n", ":lang=zh-cn"]
    try:
        done = subprocess.run(
            [program, *wanted], stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return None
    for line in done.stdout.decode("utf-8", "surrogateescape").splitlines():
        path, _, rest = line.partition("\t")
        index, _, languages = rest.partition("\t")
        is_chinese = "zh-cn" in languages.lower().split("|")
        if is_chinese and index.isdecimal() and Path(path).suffix.lower() in _SUFFIXES:
            return FontFile(Path(path), int(index) & _FACE)
    return None


def _of_folders() -> FontFile | None:
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
