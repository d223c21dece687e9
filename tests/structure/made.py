"""Lines of a level page, made of text alone."""

from __future__ import annotations

from pagerec.page import Box, Char, Line
from pagerec.structure.pieces import LinePiece

EM = 20
WIDE = "县里的气象站建于最初只有两间平房和一座百叶箱观测员每天四次走到院子里"


def piece(
    text: str, left: int = 0, top: int = 0, em: int = EM, number: int = 0, column: tuple[int, int] = (0, 720)
) -> LinePiece:
    """A line of characters; a blank is an em of white."""
    spans, chars, x, space = [], [], left, False
    for letter in text:
        width = em if ord(letter) > 0x2E7F or letter == " " else em // 2
        if letter != " ":
            chars.append(Char(letter, Box(x + 1, top + 1, x + width - 1, top + em - 1), 0.9, (), space))
            spans.append((float(x + 1), float(x + width - 1)))
        x, space = x + width, letter == " "
    box = Box(int(spans[0][0]), top + 1, int(spans[-1][1]), top + em - 1)
    origin = tuple((number, place) for place in range(len(chars)))
    return LinePiece(Line(tuple(chars)), box, float(em), top + em / 2, tuple(spans), origin, 0, column)


def page_of(*texts: str, step: int = 32) -> list[LinePiece]:
    return [piece(text, top=100 + step * k, number=k) for k, text in enumerate(texts)]
