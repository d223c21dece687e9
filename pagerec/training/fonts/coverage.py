"""What a font really draws: its characters without blanks and placeholders."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from PIL import ImageFont

from pagerec.errors import TrainingError
from pagerec.recognition.charset import default_characters, is_han

from .install import FONT_ERRORS, make_folder, open_font, write_json
from .rules import FontFace

__all__ = ["covered", "drawn", "pictures"]

log = logging.getLogger(__name__)

# Size and gray levels.
Picture = tuple[tuple[int, int], bytes]

_COVERAGE_VERSION = 6
# Pixels to draw at. Larger than any bitmap strike (UMing has them to 16), small
# enough to draw some ten thousand characters a second.
_PROBE_SIZE = 40
# So many different Han characters never look the same: it is a placeholder.
_PLACEHOLDER_COUNT = 8
# Every so many of a font's Han characters is drawn in search of placeholders.
_SAMPLE = 32
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
    (0x2423, 0x2423),  # visible space
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
# Of Han beyond the base block and extension A, those that are read: fonts with all of them take long to probe.
_RARE = tuple(char for char in default_characters() if ord(char) > 0xFFFF)


def covered(face: FontFace) -> frozenset[str]:
    """Give the characters that a face really draws.

    A character counts if the font maps it, its picture has ink, and the
    picture is neither the one for missing glyphs (.notdef) nor a placeholder
    that many Han characters share. White space never counts. Looked at are
    Han characters in U+3400-4DBF and U+4E00-9FFF and the rarer ones that are read, kana, Latin, Greek, Cyrillic,
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
        known = "".join(sorted(drawn(path, face.index, _candidates())))
        make_folder(cache.parent)
        write_json(cache, {"version": _COVERAGE_VERSION, "size": size, "covered": known})
    return frozenset(known)


def drawn(path: Path, index: int, characters: Iterable[str]) -> frozenset[str]:
    """Give those of the characters that a face draws with a picture of their own.

    Not blank, not the sign for a missing glyph (.notdef), and not a placeholder that many Han characters share; to
    find those, a sample of the font's other Han characters is drawn as well.

    Parameters
    ----------
    path : Path
    index : int
        Number of the face in a collection; else 0.
    characters : iterable of str
        Those to look at; white space is never drawn.

    Returns
    -------
    frozenset of str

    Raises
    ------
    TrainingError
        The file is missing or no font.
    """
    mapped = _mapped(path, index)
    wanted = {char for char in characters if ord(char) in mapped}
    if not wanted:
        return frozenset()
    font = _load(path, index)
    missing = {_picture(font, char) for char in _NONCHARACTERS}
    sample = [char for char in map(chr, sorted(mapped)) if is_han(char)][::_SAMPLE]
    alike: dict[Picture | None, set[str]] = defaultdict(set)
    for char in (*wanted, *sample):
        alike[_picture(font, char)].add(char)
    pictured = (chars for picture, chars in alike.items() if picture is not None and picture not in missing)
    own = (chars for chars in pictured if sum(map(is_han, chars)) < _PLACEHOLDER_COUNT)
    return frozenset(char for chars in own for char in chars if char in wanted)


def pictures(path: Path, index: int, characters: Iterable[str]) -> tuple[Picture | None, ...]:
    """Size and gray levels of each character as a face draws it, None for a blank: equal for equal designs."""
    font = _load(path, index)
    return tuple(_picture(font, char) for char in characters)


def _mapped(path: Path, index: int) -> frozenset[int]:
    """Code points that a font has glyphs for."""
    try:
        with open_font(path, index) as font:
            return frozenset(font.getBestCmap() or {})
    except FONT_ERRORS as error:
        raise TrainingError(f"{path}: the character map cannot be read ({error!r}); install the fonts again") from error


def _candidates() -> Iterator[str]:
    """Give the characters of interest."""
    for first, last in _RANGES:
        yield from map(chr, range(first, last + 1))
    yield from _RARE


def _picture(font: ImageFont.FreeTypeFont, char: str) -> Picture | None:
    """Draw one character: size and gray levels of its ink; None if blank."""
    try:
        mask = font.getmask(char, mode="L")
    except (OSError, ValueError) as error:
        log.debug("U+%04X cannot be drawn: %s", ord(char), error)
        return None
    pixels = bytes(mask)
    return (mask.size, pixels) if any(pixels) else None


def _load(path: Path, index: int) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(str(path), _PROBE_SIZE, index, layout_engine=ImageFont.Layout.BASIC)
    except OSError as error:
        raise TrainingError(f"{path}: cannot be read as a font ({error}); install the fonts again") from error


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
