"""Pages that the tests set themselves, with the truth of every pixel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pagerec.recognition.charset import gb2312_han

if TYPE_CHECKING:
    from pagerec.page import Page
    from pagerec.segmentation import TextLine
    from pagerec.segmentation.text_map import TextMap
    from pagerec.training.fonts.catalog import FontFace
    from pagerec.training.synthesis.typeset import SetLine, Typeset

TEXT = (
    "清晨的码头上，几只渔船正在卸货。老周把缆绳绕了三圈，抬头看了看天色，说今天下午会有大风。",
    "“能走就早点走，”他对儿子说，“别等潮水退了再后悔。”小船很旧，船板上有许多细小的洞和刺痕，",
    "却是全村跑得最快的一条。他们在 1987 年买下它，花了 2,450 元，这在当时几乎是全部的积蓄。",
    "岸边的仓库已经改成了博物馆，里面陈列着各种工具：铁锚、木桨、罗盘、渔网、手写的航海日志。",
    "参观的人可以用手机扫描二维码，听一段由 Linux 服务器播放的录音；孩子们最喜欢的却是那只旧钟。",
    "管理员每天早上八点开门，傍晚六点关门（周一休息）。门口的牌子上写着：请勿触摸展品，谢谢合作！",
)
"""Six lines of running text with the punctuation, digits and Latin words of real documents."""

FILES = {
    "hei": ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0, "han"),
    "zenhei": ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0, "han"),
    "noto": ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2, "han"),
    "song": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2, "han"),
    "uming": ("/usr/share/fonts/truetype/arphic/uming.ttc", 0, "han"),
    "sans": ("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf", 0, "latin"),
    "serif": ("/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf", 0, "latin"),
    "italic": ("/usr/share/fonts/truetype/liberation/LiberationSerif-Italic.ttf", 0, "latin"),
}
"""Faces by a short name: file, number in the collection, script."""


@cache
def text_map() -> TextMap:
    """The shipped text map, loaded once."""
    from pagerec.recognition.model import load_model

    return load_model().text_map


def face(name: str) -> FontFace:
    """A face of Debian's fonts; the test is skipped where its package is not installed."""
    pytest.importorskip("fontTools")
    from pagerec.training.fonts.catalog import FontFace

    path, index, script = FILES[name]
    if not Path(path).exists():
        pytest.skip(f"{path} is not installed")
    return FontFace(path, index, name, name, "regular", script, held_out=False, italic=name == "italic")


def text_line(text: str, han: str = "hei", latin: str = "sans", **options: Any) -> SetLine:
    """A line with ASCII set in a Latin face and everything else in a Chinese one."""
    from pagerec.training.synthesis.typeset import Run, SetLine

    runs: list[Run] = []
    for char in text:
        name = latin if char < "\x7f" else han
        if runs and runs[-1].face.family == name:
            runs[-1] = replace(runs[-1], text=runs[-1].text + char)
        else:
            runs.append(Run(char, face(name)))
    return SetLine(tuple(runs), **options)


def page_of(lines: Sequence[str], em: float = 24.0, han: str = "hei", latin: str = "sans", **options: Any) -> Typeset:
    """Lines of text as a page."""
    face(han)
    from pagerec.training.synthesis.typeset import typeset

    return typeset([text_line(line, han, latin) for line in lines], em, **options)


def many_characters(count: int, columns: int = 40, seed: int = 7) -> list[str]:
    """Lines of `count` characters: common Han characters, punctuation, digits and words among them."""
    random = np.random.default_rng(seed)
    han, text = gb2312_han(1), ""
    while len(text) < count:
        text += "".join(han[k] for k in random.integers(len(han), size=int(random.integers(3, 12))))
        text += str(random.choice([*list("，。、；：？！（）《》“”"), "123", "2024", "Linux", "OCR", "3.5", "table"]))
    return [text[k : min(k + columns, count)] for k in range(0, count, columns)]


def rows_of(text_lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Frames that stand beside each other, from left to right; the rows from top to bottom."""
    rows: list[list[TextLine]] = []
    for text_line in sorted(text_lines, key=lambda text_line: text_line.centre):
        if rows and text_line.centre - rows[-1][0].centre < 0.5 * max(text_line.em, rows[-1][0].em):
            rows[-1].append(text_line)
        else:
            rows.append([text_line])
    return [sorted(row, key=lambda text_line: text_line.left) for row in rows]


def extent(truth: Typeset, number: int) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the ink of a character (from 1)."""
    rows, columns = np.nonzero(truth.ids == number)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def solid(truth: Typeset) -> str:
    """All that is printed, without spaces and line ends."""
    return "".join(truth.text)


def read_text(page: Page) -> str:
    """All that was read, without spaces and line ends."""
    return "".join(char.text for char in page.chars)


def error_rate(read: str, truth: str) -> float:
    """Character error rate: edits for each character of the truth."""
    row = list(range(len(read) + 1))
    for i, wanted in enumerate(truth, 1):
        before, row[0] = row[0], i
        for j, char in enumerate(read, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (char != wanted))
    return row[-1] / max(1, len(truth))


def padded(gray: NDArray[np.uint8], rows: int, columns: int | None = None) -> NDArray[np.uint8]:
    """A page with white around."""
    sides = rows if columns is None else columns
    return np.pad(gray, ((rows, rows), (sides, sides)), constant_values=255)


def turned(truth: Typeset, degrees: float) -> Typeset:
    """A page turned clockwise about its middle."""
    height, width = truth.gray.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    gray = cv2.warpAffine(truth.gray, matrix, (width, height), borderValue=255)
    ids = cv2.warpAffine(truth.ids, matrix, (width, height), flags=cv2.INTER_NEAREST)
    return replace(truth, gray=np.asarray(gray, np.uint8), ids=np.asarray(ids, np.uint16))


def bent(truth: Typeset, pixels: float) -> Typeset:
    """A page whose lines are a whole wave that goes so far up and down."""
    height, width = truth.gray.shape
    y, x = np.mgrid[:height, :width]
    columns, rows = x.astype(np.float32), (y + pixels * np.sin(2 * np.pi * x / width)).astype(np.float32)
    gray = cv2.remap(truth.gray, columns, rows, cv2.INTER_LINEAR, borderValue=255)
    ids = cv2.remap(truth.ids, columns, rows, cv2.INTER_NEAREST)
    return replace(truth, gray=np.asarray(gray, np.uint8), ids=np.asarray(ids, np.uint16))
