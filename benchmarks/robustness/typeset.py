"""Set our own text in Debian's fonts, level or in columns from top to bottom, with Pillow alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

FOLDER = Path("/usr/share/fonts")
#: Faces by a short name: file, and number in the collection.
FACES = {
    "hei": (FOLDER / "truetype/wqy/wqy-microhei.ttc", 0),
    "song": (FOLDER / "opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    "sans": (FOLDER / "opentype/noto/NotoSansCJK-Regular.ttc", 2),
    "ming": (FOLDER / "truetype/arphic/uming.ttc", 0),
}
PACKAGES = "fonts-wqy-microhei fonts-noto-cjk fonts-arphic-uming"

PROSE = (
    "老城的图书馆建在山坡上，从窗口能望见整条河谷。每年春天，管理员都会把受潮的旧书搬到院子里晾晒，"
    "孩子们蹲在旁边，一页一页地翻看那些发黄的插图。去年冬天下了一场大雪，屋顶被压坏了两处，"
    "大家捐出 3,860 元，只用了 12 天就修好了它。“书比房子更怕水，”老馆长说，“房子漏了可以补，书烂了就没有了。”",
    "现在馆里添置了三台扫描仪，志愿者轮流值班，把地方志逐页存进 Linux 服务器。扫描并不难，难的是校对："
    "有的页面歪斜，有的字迹模糊；还有的写着密密麻麻的批注，要请教好几位先生才能认出来。"
    "到今年六月为止，已经完成了 412 册，占全部藏书的 57%。",
    "走出大门往左，是一条铺着青石板的小路（雨天很滑）。路边的茶馆从早晨六点开到夜里十点，"
    "常有读者借了书在那里坐一下午。老板认得每一位客人，却从不打扰他们，只在茶凉了的时候，轻轻换上一壶热的。",
)
"""Three paragraphs of running text, with the punctuation, digits and words of real documents."""

SIGNS = (
    "祖父留下一只木箱——箱盖上刻着“勤俭”二字。里面有《山居杂记》三卷、几封旧信，还有一张黑白照片（背面写着“摄于河边”）。"
    "信是谁写的？没有署名……我读了一遍又一遍：先是天气，再是收成；最后只有一句，“等桃花开了，我就回来！”",
)
"""A paragraph with every kind of Chinese punctuation, without Latin."""

WORDS = (
    "她在 2019 年 11 月买了一台 ThinkPad 笔记本，重 1.36 kg，价格 8,499 元。装好 Python 3.11 和 OpenCV 之后，"
    "识别一页只要 0.2 秒（约 300 dpi）。",
    "第 7 章讲 HTTP/2 协议，第 12 章讲 TLS 1.3；附录 A 列出了 64 个状态码，其中 404 最常见。网址写在封底："
    "www.example.org，邮箱是 info@example.org。",
)
"""Two paragraphs full of words, numbers and addresses."""

#: Punctuation as it stands in columns, by Unicode's presentation forms; quotation marks are corner brackets there.
UPRIGHT_FORMS = dict(
    zip(
        "，。、：；！？…—（）《》〈〉【】「」『』“”",
        "︐︒︑︓︔︕︖︙︱︵︶︽︾︿﹀︻︼﹁﹂﹃﹄﹃﹄",
        strict=True,
    )
)


def available() -> bool:
    """Whether all fonts are installed."""
    return all(path.is_file() for path, _ in FACES.values())


@lru_cache(maxsize=64)
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    path, index = FACES[name]
    return ImageFont.truetype(path, size, index=index, layout_engine=ImageFont.Layout.BASIC)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: gray of shape (H, W), uint8, dark on white; its text, a printed line a line; its em in pixels."""

    gray: NDArray[np.uint8]
    text: str
    em: float


def wrapped(paragraphs: tuple[str, ...], face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Break paragraphs into lines no wider than `width` pixels; words and closing punctuation stay whole."""
    lines = []
    for paragraph in paragraphs:
        line = ""
        for piece in _pieces(paragraph):
            if line and face.getlength(line + piece) > width:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        lines.append(line.rstrip())
    return [line for line in lines if line]


def _pieces(text: str) -> list[str]:
    """What must not be parted: words and numbers, a character with the closing punctuation behind it."""
    pieces: list[str] = []
    for char in text:
        if pieces and _sticks(pieces[-1][-1], char):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _sticks(before: str, char: str) -> bool:
    word = before.isascii() and before != " " and char.isascii() and char != " "
    return word or char in "，。、：；！？”）》」』%" or before in "“（《「『"


def page(
    paragraphs: tuple[str, ...] = PROSE[:1],
    em: int = 24,
    columns: int = 26,
    face: str = "hei",
    leading: float = 1.5,
    margin: float = 2.0,
) -> Sheet:
    """Set paragraphs in lines of `columns` ems."""
    drawn = font(face, em)
    lines = wrapped(paragraphs, drawn, columns * em)
    pad, step = round(margin * em), round(leading * em)
    picture = Image.new("L", (round(columns * em) + 2 * pad, step * (len(lines) - 1) + em + 2 * pad), 255)
    draw = ImageDraw.Draw(picture)
    for k, line in enumerate(lines):
        draw.text((pad, pad + k * step), line, 0, drawn, anchor="la")
    return Sheet(np.asarray(picture), "\n".join(lines), em)


def vertical(
    paragraphs: tuple[str, ...] = PROSE[:1],
    em: int = 24,
    rows: int = 22,
    face: str = "song",
    leading: float = 1.7,
    margin: float = 2.0,
    base: float = 0.12,
    tracking: float = 0.0,
    trimmed: bool = False,
) -> Sheet:
    """Set paragraphs in columns of `rows` ems, from right to left; words and numbers lie on their side.

    Their base line is `base` ems from the left side of the characters. There are `tracking` ems of white after each
    character; trimmed full stops and commas have half of their room.
    """
    columns: list[list[str]] = []
    for paragraph in paragraphs:
        column: list[str] = []
        filled = 0.0
        for piece in _pieces(paragraph.replace(" ", "")):
            length = _length(piece, face, em) + tracking * em * len(piece)
            if column and filled + length > rows * em:
                columns.append(column)
                column, filled = [], 0.0
            column.append(piece)
            filled += length
        columns.append(column)
    pad, step = round(margin * em), round(leading * em)
    width = step * (len(columns) - 1) + em + 2 * pad
    picture = Image.new("L", (width, round((rows + 1.5) * em) + 2 * pad), 255)
    for k, column in enumerate(columns):
        y = float(pad)
        for piece in column:
            y = _set_upright(picture, piece, width - pad - em - k * step, y, face, em, base)
            y += em * (tracking - (0.5 if trimmed and piece in "，。、" else 0.0))
    text = "\n".join("".join(column) for column in columns)
    return Sheet(np.asarray(picture), text.replace("“", "『").replace("”", "』"), em)


def _length(piece: str, face: str, em: int) -> float:
    """Room that a piece takes in a column."""
    words, signs = _word_of(piece)
    return font(face, em).getlength(words) + (0.3 * em if words else 0) + em * len(signs)


def _word_of(piece: str) -> tuple[str, str]:
    """A piece parted into the word that lies on its side and what stands upright."""
    word = "".join(char for char in piece if char.isascii())
    return word, "".join(char for char in piece if not char.isascii())


def _set_upright(picture: Image.Image, piece: str, x: int, y: float, face: str, em: int, base: float) -> float:
    """Draw a piece of a column at its left edge `x`; gives where the next one starts."""
    drawn = font(face, em)
    ascent, _ = drawn.getmetrics()
    word, _ = _word_of(piece)
    if word:
        length, high = round(drawn.getlength(word)), round(1.5 * em)
        ink = Image.new("L", (length, high), 0)
        ImageDraw.Draw(ink).text((0, 0), word, 255, drawn, anchor="la")
        # Characters, too, are drawn by their ascent, and stand 0.88 em above the base line.
        place = round(x + base * em) + ascent - high, round(y + 0.15 * em) + ascent - round(0.88 * em)
        picture.paste(0, place, ink.rotate(-90, expand=True))
        y += length + 0.3 * em
    for char in piece:
        if char.isascii():
            continue
        ImageDraw.Draw(picture).text((x, round(y)), UPRIGHT_FORMS.get(char, char), 0, drawn, anchor="la")
        y += em
    return y
