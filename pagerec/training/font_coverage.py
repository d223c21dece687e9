"""What a font really draws: its characters without blanks and placeholders."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import ImageFont

from ..errors import TrainingError
from ..recognition.charset import is_han, tongyong_han
from .font_install import FONT_ERRORS, make_folder, open_font, write_json
from .font_packages import FontFace

__all__ = ["covered"]

log = logging.getLogger(__name__)

_COVERAGE_VERSION = 4
# Pixels to draw at. Larger than any bitmap strike (UMing has them to 16), small
# enough to draw some ten thousand characters a second.
_PROBE_SIZE = 40
# So many different Han characters never look the same: it is a placeholder.
_PLACEHOLDER_COUNT = 8
# Never characters, so no font maps them: what is drawn for them is .notdef.
_NONCHARACTERS = "\ufffe\uffff\U0010fffe"
_RANGES = (
    (0x0021, 0x007E),  # ASCII
    (0x00A1, 0x00FF),  # Latin-1
    (0x0100, 0x017F),  # Latin Extended-A, for pinyin
    (0x01CD, 0x01DC),  # pinyin with tone marks
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x045F),  # Cyrillic, in GB 2312
    (0x2010, 0x205E),  # general punctuation
    (0x2070, 0x209C),  # superscripts and subscripts
    (0x20A0, 0x20C0),  # currency
    (0x2100, 0x218B),  # letter-like symbols, Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x2300, 0x23FF),  # technical
    (0x2460, 0x24FF),  # circled digits
    (0x2500, 0x27BF),  # boxes, shapes, dingbats
    (0x27E8, 0x27E9),  # mathematical angle brackets
    (0x27F5, 0x27FA),  # long arrows
    (0x2A7D, 0x2A7E),  # slanted less-than and greater-than signs
    (0x3001, 0x303F),  # CJK punctuation
    (0x3041, 0x312F),  # kana, zhuyin
    (0x3200, 0x33FF),  # enclosed and squared
    (0x3400, 0x4DBF),  # Han, extension A
    (0x4E00, 0x9FFF),  # Han
    (0xFE10, 0xFE4F),  # vertical forms
    (0xFF01, 0xFFEE),  # full-width forms
)
# Of Han beyond the base block and extension A, those of 通用规范汉字表: fonts with all of them take long to probe.
_RARE = tuple(char for char in tongyong_han() if ord(char) > 0xFFFF)


def covered(face: FontFace) -> frozenset[str]:
    """Give the characters that a face really draws.

    A character counts if the font maps it, its picture has ink, and the
    picture is neither the one for missing glyphs (.notdef) nor a placeholder
    that many Han characters share. White space never counts. Looked at are
    Han characters in U+3400-4DBF and U+4E00-9FFF and the rarer ones of 通用规范汉字表, kana, Latin, Greek, Cyrillic,
    punctuation, full-width forms and symbols.

    The answer is kept in ``coverage/`` beside the folder of the font.

    Parameters
    ----------
    face : FontFace
        The face to look at.

    Returns
    -------
    frozenset of str
        Single characters.

    Raises
    ------
    TrainingError
        The file is missing or no font.
    """
    path = Path(face.path)
    cache = path.parent.parent / "coverage" / f"{path.name}-{face.index}.json"
    size = _file_size(path)
    known = _read_coverage(cache, size)
    if known is None:
        known = "".join(sorted(_probe(face)))
        make_folder(cache.parent)
        write_json(cache, {"version": _COVERAGE_VERSION, "size": size, "covered": known})
    return frozenset(known)


def _probe(face: FontFace) -> set[str]:
    """Draw every mapped character and keep those with a picture of their own."""
    font = _load(face)
    missing = {_picture(font, char) for char in _NONCHARACTERS} - {None}
    pictures: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for char in _candidates(face):
        picture = _picture(font, char)
        if picture is not None and picture not in missing:
            pictures[picture].append(char)
    drawn: set[str] = set()
    for chars in pictures.values():
        if sum(map(is_han, chars)) < _PLACEHOLDER_COUNT:
            drawn.update(chars)
    return drawn


def _candidates(face: FontFace) -> Iterator[str]:
    """Give the characters of interest that the font maps."""
    try:
        with open_font(Path(face.path), face.index) as font:
            mapped = font.getBestCmap() or {}
    except FONT_ERRORS as error:
        raise TrainingError(
            f"{face.path}: the character map cannot be read ({error!r}); install the fonts again"
        ) from error
    for first, last in _RANGES:
        yield from (chr(code) for code in range(first, last + 1) if code in mapped)
    yield from (char for char in _RARE if ord(char) in mapped)


def _picture(font: ImageFont.FreeTypeFont, char: str) -> tuple[Any, ...] | None:
    """Draw one character: size and gray levels of its ink; None if blank."""
    try:
        mask = font.getmask(char, mode="L")
    except (OSError, ValueError) as error:
        log.debug("U+%04X cannot be drawn: %s", ord(char), error)
        return None
    pixels = bytes(mask)
    return (mask.size, pixels) if any(pixels) else None


def _load(face: FontFace) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(face.path, _PROBE_SIZE, face.index, layout_engine=ImageFont.Layout.BASIC)
    except OSError as error:
        raise TrainingError(f"{face.path}: cannot be read as a font ({error}); install the fonts again") from error


def _read_coverage(cache: Path, size: int) -> str | None:
    """Read a kept answer; None if there is none or it is of another file."""
    try:
        data = json.loads(cache.read_text(encoding="utf-8"))
        if data["version"] == _COVERAGE_VERSION and data["size"] == size:
            return str(data["covered"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def _file_size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise TrainingError(f"{path}: cannot be read ({error.strerror}); install the fonts again") from error
