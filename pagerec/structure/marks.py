"""What a line says of its kind: patterns of its text, and of the places of its characters."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median

from .code import pitches
from .params import PARAMS, MarkParams
from .pieces import LinePiece

#: Numbers of chapters and sections; the second needs a space or a Chinese character behind it.
_SECTION = re.compile(
    r"第\s?[一二三四五六七八九十百\d]{1,4}\s?[章节篇部讲课编回]|[一二三四五六七八九十]{1,3}[、.．]"
    r"|[(（][一二三四五六七八九十]{1,3}[)）]|附录\s?[A-Z一二三四]|(?:\d{1,2}[.．])+\d{1,2}[.．]?(?:\s|(?=[\u3400-\u9fff]))|[A-Z]?\d{1,2}\s(?=[^\d\W])|[A-Z]\.\d"
)
#: Words that are a heading alone.
_WORDS = re.compile(
    r"(?:摘\s*要|关\s*键\s*[字词]|目\s*录|前\s*言|引\s*言|序\s*言|致\s*谢|结\s*论|结\s*语|后\s*记|附\s*录|参\s*考\s*文\s*献)"
)
_SENTENCE_ENDS = frozenset("。；，、：,;:")
_CAPTION = re.compile(
    r"(?:图表|图|表|附图|附表|照片|算法|清单|代码|例程|Fig(?:ure)?\.?|Table|Algorithm|Listing)"
    r"\s?[A-Z]?\d{1,3}(?:[.\-–—]\d{1,3})*(?P<end>[\s:：.．、]|$|(?=[\u3400-\u9fff(（]))"
)
_FOOTNOTE = re.compile(r"[①-⑳]|\[\d{1,3}\]|\d{1,2}\s?(?=[^\s\d.．、:：年月日%)）\]-])|[*†‡§※]")
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:第\s?)?(?:\d{1,4}|[ivxl]{1,6}|[IVXL]{1,6})(?:\s?页)?(?:\s?[/／共of]+\s?\d{1,4}(?:\s?页)?)?[\W_]*"
)
#: Numbers of formulas; a 1 that stands alone may be read as the letter.
_NUMBERED_END = re.compile(r"[(（](\d+([.\-]\d+)*[a-z]?|l)[)）]$")
#: Signs of mathematics.
_SIGNS = frozenset("=<>≤≥±×÷∑∏∫√→←⇒∈∉⊂⊆∪∩∀∃∞∂∇≈≠≡+−·*^|αβγδεθλμπρστφψωΓΔΘΛΣΦΨΩ")
#: What starts a comment of code: it may be in Chinese.
_COMMENT = re.compile(r"(?:#|//|/\*|--|%|;|\s\*).*")


def is_section(text: str) -> bool:
    """Whether a line starts with the number of a chapter or section, or is such a word, and is no sentence.

    Examples
    --------
    >>> [is_section(text) for text in ("2.1 方法", "第三章 结果", "一、总则", "摘 要", "2.1 倍。", "3.14")]
    [True, True, True, True, False, False]
    """
    if not text or text[-1] in _SENTENCE_ENDS:
        return False
    return bool(_SECTION.match(text) or _WORDS.fullmatch(text))


def is_caption(text: str) -> bool:
    """Whether a line starts with the number of a figure or table.

    Examples
    --------
    >>> [is_caption(text) for text in ("图 2 流程", "表3-1：数据", "Fig. 4. Results", "图书馆", "图2")]
    [True, True, True, False, True]
    """
    return bool(_CAPTION.match(text))


def is_footnote(text: str) -> bool:
    """Whether a line starts with the mark of a footnote."""
    return bool(_FOOTNOTE.match(text))


def is_page_number(text: str) -> bool:
    """Whether a line is the number of the page alone.

    Examples
    --------
    >>> [is_page_number(text) for text in ("— 12 —", "第 3 页", "3 / 10", "xii", "2024年", "二")]
    [True, True, True, True, False, False]
    """
    return bool(_PAGE_NUMBER.fullmatch(text))


def is_formula(piece: LinePiece, params: MarkParams = PARAMS.marks) -> bool:
    """Whether a line holds signs of mathematics and next to no Chinese, and stands off the left edge."""
    bare = _NUMBERED_END.sub("", piece.text)
    signs = sum(char in _SIGNS for char in bare)
    if not signs or piece.han_share > params.formula_han or (len(bare) < params.formula_length and bare == piece.text):
        return False
    return piece.indent >= params.formula_indent and (piece.slack >= params.formula_indent or bare != piece.text)


def code_pitch(piece: LinePiece, params: MarkParams = PARAMS.marks) -> float:
    """Width of the columns in pixels, if a line is set in letters of one width; else 0.0."""
    chars = piece.line.chars
    code = _COMMENT.sub("", piece.text) or piece.text
    ascii_share = sum(map(str.isascii, code)) / len(code)
    letters = sum(char.text.isascii() and char.text.isalpha() for char in chars) / len(chars)
    if ascii_share < params.ascii or letters < params.letters:
        return 0.0
    found = pitches((piece.line,))
    if len(found) < params.few_pitches:
        return 0.0
    usual = float(median(found))
    unequal = params.unequal * usual
    near = sum(abs(pitch - usual) <= unequal for pitch in found)
    return usual if usual > 0 and near >= params.most * len(found) else 0.0


def fits_pitch(piece: LinePiece, pitch: float, params: MarkParams = PARAMS.marks) -> bool:
    """Whether a line too short to tell is of ASCII characters that stand in columns of this width in pixels."""
    if not piece.text.isascii():
        return False
    middles = [(char.box.left + char.box.right) / 2 for char in piece.line.chars]
    steps = [(after - before) / pitch for before, after in pairwise(middles)]
    off = params.off
    return sum(abs(step - round(step)) <= off for step in steps) >= params.most * len(steps)
