"""The characters a model knows, and their class numbers."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from pagerec.common.scripts import han_of

from ..errors import ModelError

#: What class 0 stands for: a cell that is no character (half of one, two at once, dirt).
NOT_A_CHARACTER = ""

_CHINESE_PUNCTUATION = "、。〈〉《》「」『』【】〔〕〖〗·—…‘’“”々〇"
_FULL_WIDTH = "！（），．：；？［］｛｝～￥"
_GENERAL = "–•‰′″※℃№™©®§¶†‡°£€¢«»¿¡"
_MATHEMATICS = "±×÷≠≈≡≤≥≪≫∞∑∏√∫∮∈∉∋⊂⊃⊆∪∩∧∨¬∀∃∂∇∝∴∵∠⊥∥△∅⊕⊗≅∼"
_ARROWS = "→←↑↓↔⇒⇔⇐"
_SHAPES = "■□▲▼◆◇○●◎★☆✓✗▪"
_GREEK = "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_ACCENTED = "àáâäçèéêëíîïñóôöùúûüßøåÀÉÖÜāēěǎōūī"
_SUPERSCRIPTS = "²³¹"
#: Later classes stand behind all others, so that the numbers of these don't change and networks can be trained on.
_MINUS = "−"
_MORE_ACCENTED = "ìòǎǐǒǔǖǘǚǜãõýæœłńřśşšžżčćğęąőÄÅÇÆØÑÁÓŁŠŽČĀÈ"
_MORE_MATHEMATICS = "⌈⌉⌊⌋ℓℝℕℤℚℂ↦½¼¾㎡"
_MORE_SIGNS = "␣↗↘↖↙▶◀▷◁☐☑☒♪♂♀♠♥♦♣の"
_MORE_NUMBERS = "❶❷❸❹❺❻❼❽❾❿⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽ⅪⅫ"
#: Boxes to tick.
_BOXES = frozenset("□☐☑☒")
#: Characters that are hardly more than a stroke or a spot, and hardly ever stand alone.
_STROKES = frozenset("|¦│┃_ˍ■▪▬█")
#: And the pieces of dashed and dotted ones.
_DASHES = frozenset("-‐–—―─━=·~∼～")
#: Kana, the signs among them, and what Hong Kong writes beside the block of Unicode that `cjk_han` lists.
_KANA = "".join(chr(code) for code in (*range(0x3041, 0x3097), 0x309D, 0x309E, *range(0x30A1, 0x30FB), 0x30FC))
_HONG_KONG = "㗎㖞㩒㨃㧻㪐㓤䁪㬹㷫䒐䒏𠮶𡃁𠺢𠺝𢯎𢲸𨋢𠹷𠱁𠵱𥄫𠿪𠸎𡁻𡃴𢱕𢫏"
#: Characters that look like one of the classes and are read as it: most are doubles in Unicode or of mathematics.
CONFUSABLES = dict(zip("⟨⟩∣∗⋅∙⋯‐‑―µ∆Ω¥⩽⩾⟵⟶⟹⟺✔✘►◄", "〈〉|*··…--—μΔΩ￥≤≥←→⇒⇔✓✗▶◀", strict=True))


def gb2312_han(level: int | None = None) -> str:
    """The Han characters of GB 2312 in the standard's order (level 1: 3,755, level 2: 3,008, both: 6,763)."""
    rows = {None: range(16, 88), 1: range(16, 56), 2: range(56, 88)}[level]
    return han_of("gb2312", range(0xA0 + rows.start, 0xA0 + rows.stop))


def tongyong_han(level: int | None = None) -> str:
    """The characters of 通用规范汉字表 (2013) in its order (level 1: 3,500, 2: 3,000, 3: 1,605, all: 8,105)."""
    levels = files(__package__).joinpath("tongyong-8105.txt").read_text(encoding="utf-8").split()
    return "".join(levels) if level is None else levels[level - 1]


def cjk_han() -> str:
    """The 20,992 Han characters of Unicode's base block, in its order: all of GBK and Big5 and nearly all of others."""
    return "".join(map(chr, range(0x4E00, 0xA000)))


def is_han(char: str) -> bool:
    """Whether a character is a Han character of Unicode's unified blocks (the base block, extensions A, B and on)."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or "\U00020000" <= char <= "\U0003ffff"


def are_han(codes: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether code points are of Han characters, as `is_han` has it."""
    base, rare = (codes >= 0x4E00) & (codes <= 0x9FFF), (codes >= 0x3400) & (codes <= 0x4DBF)
    return base | rare | (codes >= 0x20000) & (codes <= 0x3FFFF)


def default_characters(han: str | None = None) -> str:
    """All characters of the shipped model, or of one for other Han characters.

    ASCII, Chinese punctuation, symbols of documents, and `han`: without it GB 2312, 通用规范汉字表, the base block of
    Unicode (simplified and traditional), some characters of Hong Kong, and kana.

    Full-width letters and digits are not classes of their own: they have the shapes of ASCII.
    """
    ascii_ = "".join(map(chr, range(33, 127)))
    symbols = (
        _CHINESE_PUNCTUATION
        + _FULL_WIDTH
        + _GENERAL
        + _MATHEMATICS
        + _ARROWS
        + _SHAPES
        + _GREEK
        + _CIRCLED
        + _ROMAN
        + _ACCENTED
        + _SUPERSCRIPTS
    )
    chosen = gb2312_han() + tongyong_han() if han is None else han
    later = _MINUS + _MORE_ACCENTED + _MORE_MATHEMATICS + _MORE_SIGNS + _MORE_NUMBERS
    latest = "" if han is not None else _KANA + cjk_han() + _HONG_KONG
    return "".join(dict.fromkeys(ascii_ + symbols + chosen + later + latest))


class Charset:
    """A bijection of characters and class numbers; class 0 is *not a character*.

    Parameters
    ----------
    characters : iterable of str
        Single characters without repetition; the first becomes class 1.

    Raises
    ------
    ModelError
        An entry is not a single character, or occurs twice.
    """

    __slots__ = ("_brackets", "_index", "_signs", "characters")

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(characters)
        self._index = {char: number for number, char in enumerate(self.characters, start=1)}
        self._signs: NDArray[np.bool_] | None = None
        self._brackets: NDArray[np.int8] | None = None
        odd = [char for char in self.characters if len(char) != 1 or "\ud800" <= char <= "\udfff"]
        if odd:
            raise ModelError(f"not a single character in the charset: {odd[0]!r}; list one character each")
        if len(self._index) != len(self.characters):
            twice = next(char for k, char in enumerate(self.characters, 1) if self._index[char] != k)
            raise ModelError(f"{twice!r} occurs twice in the charset; list every character once")

    def __len__(self) -> int:
        """Number of classes, *not a character* included."""
        return len(self.characters) + 1

    def __contains__(self, char: object) -> bool:
        return char in self._index

    def encode(self, char: str) -> int:
        """Class of a character; 0 for one that the charset lacks."""
        return self._index.get(char, 0)

    def decode(self, number: int) -> str:
        """Character of a class; "" for class 0."""
        return self.characters[number - 1] if number else NOT_A_CHARACTER

    @property
    def strokes(self) -> NDArray[np.bool_]:
        """Which classes rules, sides of frames and rows of boxes are taken for: alone on a line they are no text."""
        return self._are(_STROKES)

    @property
    def boxes(self) -> NDArray[np.bool_]:
        """Which classes are boxes to tick."""
        return self._are(_BOXES)

    @property
    def dashes(self) -> NDArray[np.bool_]:
        """Which classes the pieces of a dashed or dotted rule are taken for: many of them alone on a line are one."""
        return self._are(_STROKES | _DASHES)

    def _are(self, chars: Iterable[str]) -> NDArray[np.bool_]:
        classes = np.zeros(len(self), bool)
        classes[[self.encode(char) for char in chars]] = True
        classes[0] = False
        return classes

    @property
    def signs(self) -> NDArray[np.bool_]:
        """For each class whether it is neither a letter nor a numeral, shape (classes,)."""
        if self._signs is None:
            self._signs = np.array([True, *(unicodedata.category(char)[0] not in "LN" for char in self.characters)])
        return self._signs

    @property
    def brackets(self) -> NDArray[np.int8]:
        """For each class 1 for an opening bracket, -1 for a closing one, and 0 for others, shape (classes,)."""
        if self._brackets is None:
            kinds = {"Ps": 1, "Pi": 1, "Pe": -1, "Pf": -1}
            self._brackets = np.array(
                [0, *(kinds.get(unicodedata.category(char), 0) for char in self.characters)], np.int8
            )
        return self._brackets

    def __reduce__(self) -> tuple[type[Charset], tuple[str]]:
        return Charset, ("".join(self.characters),)

    def digest(self) -> str:
        """SHA-256 of the characters in order: equal for equal charsets."""
        return hashlib.sha256("".join(self.characters).encode()).hexdigest()
