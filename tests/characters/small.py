"""What the tests of single characters share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pagerec.commands import cli
from tests.pages import FILES

CHARACTERS = "一二三人口日天地山水火木金土王中国字体印"


def font_files(*names: str) -> list[Path]:
    """Files of Debian's fonts; the test is skipped where one is not installed."""
    pytest.importorskip("fontTools")
    paths = [Path(FILES[name][0]) for name in names]
    for path in paths:
        if not path.exists():
            pytest.skip(f"{path} is not installed")
    return paths


def synthesize(out: Path, fonts: Path, charset: Path, *more: str) -> int:
    """Run the command in two processes."""
    return cli.main(
        ["synthesize", str(out), "--fonts", str(fonts), "--charset", str(charset), "--processes", "2", *more]
    )


def glyph(char: str, side: int = 64) -> NDArray[np.uint8]:
    """A framed picture, black on white."""
    (path,) = font_files("hei")
    from pagerec.characters.picture import Look, draw_character

    return draw_character(str(path), 0, char, Look(width=side, height=side, margin=round(side * 6 / 64)), 0)


def close(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The ink's own rectangle."""
    rows, columns = np.nonzero(gray < 128)
    return gray[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
