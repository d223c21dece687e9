"""The sets of characters that pictures are made of."""

from __future__ import annotations

import string
import unicodedata
from pathlib import Path

from pagerec.common.scripts import BIG5, han_of

from ..errors import OptionError
from ..recognition.charset import default_characters, gb2312_han, tongyong_han

__all__ = ["ALPHABETS", "PRESETS", "alphabet_of", "big5_han", "characters_of", "is_traditional"]

#: Frequent characters of Big5 (level 1).
_BIG5_COUNT = 5401
#: Unicode's categories of what is not drawn, or means nothing to others: control, format, unassigned, private,
#: surrogate, white space, marks that combine.
_NOT_DRAWN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})


#: What stands in numbers beside digits.
_SIGNS_OF_NUMBERS = ".,:/+-±−×%‰°￥$€£()"


def big5_han() -> str:
    """The 13,051 Han characters of Big5, in its order: the 5,401 frequent ones come first."""
    return han_of("big5", BIG5)


def _big5_1() -> str:
    return big5_han()[:_BIG5_COUNT]


PRESETS = {
    "gb2312-1": lambda: gb2312_han(1),
    "gb2312": gb2312_han,
    "tongyong": tongyong_han,
    "big5-1": _big5_1,
}
"""The characters of each preset, in the order of its standard."""


ALPHABETS = {
    "digits": lambda: string.digits + _SIGNS_OF_NUMBERS,
    "latin": lambda: (
        "".join(char for char in default_characters("") if unicodedata.name(char, "").startswith("LATIN"))
        + string.digits
        + string.punctuation
    ),
    "gb2312": lambda: default_characters(gb2312_han()),
    "simplified": lambda: default_characters(gb2312_han() + tongyong_han()),
    "traditional": lambda: default_characters(big5_han()),
}
"""The characters of each alphabet by name; the Chinese ones have letters, digits, punctuation and symbols, too."""


def alphabet_of(alphabet: str) -> str:
    """The characters of an alphabet that is given by its name, or as it is.

    Parameters
    ----------
    alphabet : str
        ``digits`` (with the signs of numbers), ``latin``, ``gb2312``, ``simplified`` (and 通用规范汉字表) or
        ``traditional`` (Big5); anything else stands for its own characters.

    Examples
    --------
    >>> "7" in alphabet_of("digits"), alphabet_of("0123")
    (True, '0123')
    """
    preset = ALPHABETS.get(alphabet)
    return alphabet if preset is None else preset()


def characters_of(name: str) -> tuple[str, ...]:
    """The characters of a preset or of a file.

    Parameters
    ----------
    name : str
        ``gb2312-1`` (3,755), ``gb2312`` (6,763), ``tongyong`` (8,105) or ``big5-1`` (5,401), or the path of a
        UTF-8 text file.

    Returns
    -------
    tuple of str
        A character's place is its class. Those of a preset are in the order of their code points, so that the
        classes of ``gb2312-1`` go from 0 一 to 3754 龟; those of a file in the file's order, each once.

    Raises
    ------
    OptionError
        There is no such preset or file, or a character in the file is unknown to Unicode or can't be drawn.

    Examples
    --------
    >>> characters = characters_of("gb2312-1")
    >>> len(characters), characters[0], characters[3754]
    (3755, '一', '龟')
    """
    preset = PRESETS.get(name)
    if preset is not None:
        return tuple(sorted(preset()))
    return _read(Path(name))


def is_traditional(name: str) -> bool:
    """Whether a preset holds traditional characters."""
    return name == "big5-1"


def _read(path: Path) -> tuple[str, ...]:
    again = f"give a UTF-8 text file, or one of {', '.join(PRESETS)}"
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise OptionError(f"{path}: can't be read ({error.strerror or error}); {again}") from error
    except ValueError as error:
        raise OptionError(f"{path}: is not UTF-8 text ({error}); {again}") from error
    found: dict[str, None] = {}
    for number, line in enumerate(lines, start=1):
        for char in "".join(line.split()):
            if unicodedata.category(char) in _NOT_DRAWN:
                raise OptionError(
                    f"{path}, line {number}: U+{ord(char):04X} is unknown or never printed; take it out of the file"
                )
            found[char] = None
    if not found:
        raise OptionError(f"{path}: holds no characters; write those wanted into it")
    return tuple(found)
