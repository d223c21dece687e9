"""Fonts of icons: signs of programs that look like characters and are none."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

from .screens_browser import font_environment

#: Families of Debian's packages fonts-font-awesome, fonts-fork-awesome, fonts-glyphicons-halflings,
#: fonts-material-design-icons-iconfont and fonts-materialdesignicons-webfont.
_FAMILIES = ("FontAwesome", "forkawesome", "GLYPHICONS Halflings", "Material Icons", "Material Design Icons")
#: Icons with a letter or digit in them, by the names of their glyphs.
_TEXT = re.compile(r"alpha|letter|numeric|counter|format|font|bold|italic|header|text|percent|currency|hash|asterisk")


@dataclass(frozen=True, slots=True)
class IconFont:
    """A font of icons.

    Attributes
    ----------
    family : str
    codes : tuple of int
        Of the icons that hold no letters.
    """

    family: str
    codes: tuple[int, ...]


def find_icon_fonts(fonts: Sequence[Path] = ()) -> list[IconFont]:
    """Fonts of icons that are installed, or in these folders; an empty list without fontconfig."""
    with tempfile.TemporaryDirectory() as folder:
        environment = font_environment(fonts, Path(folder))
        try:
            command = ["fc-list", "--format", "%{family[0]}\t%{file}\n"]
            result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            return []
    listed = dict(line.split("\t", 1) for line in sorted(result.stdout.splitlines()) if "\t" in line)
    found = [IconFont(family, _codes(Path(listed[family]))) for family in _FAMILIES if family in listed]
    return [font for font in found if font.codes]


def _codes(path: Path) -> tuple[int, ...]:
    try:
        with TTFont(path) as font:
            names = font.getBestCmap() or {}
    except (OSError, TTLibError):
        return ()
    return tuple(code for code, name in sorted(names.items()) if 0xE000 <= code < 0xF900 and not _TEXT.search(name))
