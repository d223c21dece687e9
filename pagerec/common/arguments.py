"""Checks of what callers give: each names the argument, shows the value, and says what to give instead."""

from __future__ import annotations

import math
import operator
import os
import re
import reprlib
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar, cast

from pagerec.errors import OptionError

__all__ = [
    "MOST_PAGES",
    "MOST_PIXELS",
    "MOST_THREADS",
    "a_file",
    "a_password",
    "a_path",
    "all_of",
    "an_alphabet",
    "an_instance",
    "an_iterable",
    "is_a_path",
    "is_whole",
    "one_of",
    "page_numbers",
    "pictures",
    "probability",
    "quarter_turns",
    "shown",
    "text",
    "whole_box",
    "whole_number",
    "with_method",
    "within",
    "yes_or_no",
]

MOST_PIXELS = 2**31 - 1
"""The most pixels of one side of a picture, and of a whole one: what the picture libraries count with."""

MOST_THREADS = 1024
"""The most threads and processes that may be asked for."""

_ROUNDING = 1e-5
"""How far outside 0…1 a probability may be by float32 rounding."""

MOST_PAGES = 1_000_000
"""The most numbers of pages: an iterable may have no end."""

_LONGEST_PAGES, _ENDLESS_NUMBER = 10_000, re.compile(r"\d{19}")
"""The longest text for pages, and a number in it that no counter has."""

_T = TypeVar("_T")

_REPR = reprlib.Repr()
_REPR.maxlevel, _REPR.maxstring, _REPR.maxother, _REPR.maxlong = 2, 42, 60, 40


def shown(value: object) -> str:
    """Give a value as a message shows it: short, whatever it is.

    Examples
    --------
    >>> shown("x" * 1000), shown(10**30), shown([[[[1]]]])
    ("'xxxxxxxxxxxxxxxxxx...xxxxxxxxxxxxxxxxxxx'", '1000000000000000000000000000000', '[[[...]]]')
    """
    try:
        return " ".join(map(str.strip, _REPR.repr(value).splitlines()))  # arrays have several lines
    except Exception:  # an int of thousands of digits, or a repr that fails
        return f"<{type(value).__name__}>"


def is_whole(value: object) -> bool:
    """Whether a value is a whole number, of Python or NumPy; True and False are none."""
    return type(value) is int or (
        (isinstance(value, int) and not isinstance(value, bool)) or _is_numpy_scalar(value, "iu")
    )


def whole_number(name: str, value: object, least: int, most: int | None = None) -> int:
    """Check a whole number.

    Parameters
    ----------
    name : str
        The argument's.
    value : object
    least, most : int
        Its range, both ends included; no upper end without `most`.

    Returns
    -------
    int

    Raises
    ------
    OptionError
        It is none, or out of range.

    Examples
    --------
    >>> whole_number("top_k", 3, 1, 8)
    3
    """
    if is_whole(value):
        number = operator.index(cast(Any, value))
        if number >= least and (most is None or number <= most):
            return number
    wanted = f"{least:,} or more" if most is None else f"{least:,} to {most:,}"
    raise OptionError(f"{name} is {shown(value)}: give a whole number, {wanted}")


def within(name: str, value: object, least: float, most: float, what: str = "a number") -> float:
    """Check a number of a range, both ends included; NaN is in none.

    Examples
    --------
    >>> within("scale", 2, 0.1, 8)
    2.0
    """
    number = _as_float(value)
    if not least <= number <= most:
        raise OptionError(f"{name} is {shown(value)}: give {what}, {least:g} to {most:g}")
    return number


def probability(name: str, value: object) -> float:
    """Check a probability; what rounding left outside 0…1 is clamped."""
    if type(value) is float and 0.0 <= value <= 1.0:  # nearly always
        return value
    number = _as_float(value)
    if not -_ROUNDING <= number <= 1.0 + _ROUNDING:
        raise OptionError(f"{name} is {shown(value)}: give a probability, 0 to 1")
    return min(max(number, 0.0), 1.0)


def quarter_turns(name: str, value: object) -> None:
    """Check degrees of whole quarter turns."""
    if not is_whole(value) or value not in (0, 90, 180, 270):
        raise OptionError(f"{name} is {shown(value)}: give 0, 90, 180 or 270 degrees")


def yes_or_no(name: str, value: object) -> bool:
    """Check a bool, of Python or NumPy."""
    if isinstance(value, bool) or _is_numpy_scalar(value, "b"):
        return bool(value)
    raise OptionError(f"{name} is {shown(value)}: give True or False")


def text(name: str, value: object) -> str:
    """Check a text."""
    if not isinstance(value, str):
        raise OptionError(f"{name} is {shown(value)}: give text (str)")
    return value


def an_alphabet(value: object) -> str | None:
    """Check an alphabet: at least one character, or None for all.

    Raises
    ------
    OptionError
        It is no text, or empty: nothing at all would be read.
    """
    if value is None or (isinstance(value, str) and value):
        return value
    raise OptionError(f"alphabet is {shown(value)}: give the characters to read, as text (str), or leave it out")


def a_password(value: object) -> str | None:
    """Check a password, which no message may show."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise OptionError(f"password is of the type {type(value).__name__}: give text (str), or leave it out")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise OptionError("password has a character that is none (half of a surrogate pair): give another") from None
    return value


def a_file(name: str, value: object) -> None:
    """Check that a value may be a file: its path, whether there is one or not, or its content."""
    if not isinstance(value, str | bytes | os.PathLike):
        raise OptionError(
            f"{name} is {shown(value)}: give a path (str or pathlib.Path), or the file's content as bytes"
        )


def is_a_path(value: object) -> bool:
    """Whether a value is a path that files can have; bytes are none, they are the content of a file."""
    if not isinstance(value, str | os.PathLike):
        return False
    try:
        name = os.fspath(value)
        os.fsencode(name)
    except Exception:  # of its own, or half of a surrogate pair
        return False
    return isinstance(name, str) and name != "" and "\0" not in name


def a_path(name: str, value: object) -> str:
    """Check the path of a file or folder."""
    if not is_a_path(value):
        raise OptionError(f"{name} is {shown(value)}: give a path (str or pathlib.Path)")
    return os.fspath(cast("str | os.PathLike[str]", value))


def one_of(name: str, value: _T, allowed: Collection[_T]) -> _T:
    """Check a choice."""
    if not isinstance(value, str) or value not in allowed:
        *others, last = (f'"{one}"' for one in allowed)
        raise OptionError(f"{name} is {shown(value)}: give {', '.join(others)} or {last}")
    return value


def an_instance(name: str, value: object, kind: type[_T]) -> _T:
    """Check that a value is of a class."""
    if not isinstance(value, kind):
        raise OptionError(f"{name} is {shown(value)}: give a {kind.__name__}")
    return value


def with_method(name: str, value: _T, method: str) -> _T:
    """Check that a value has a method: all that is asked of a reader."""
    if not callable(getattr(value, method, None)) or isinstance(value, type):
        raise OptionError(f"{name} is {shown(value)}: give an object with a method {method}")
    return value


def an_iterable(name: str, value: object, of: str) -> Iterator[Any]:
    """Check that a value is an iterable, and no single text or file; `of` says what it holds."""
    is_one = isinstance(value, str | bytes | bytearray | memoryview | os.PathLike) or hasattr(value, "read")
    if isinstance(value, Iterable) and not is_one:
        try:
            return iter(value)
        except TypeError:
            pass
    raise OptionError(f"{name} is {shown(value)}: give a list of {of}")


def whole_box(name: str, value: object) -> None:
    """Check a `pagerec.Box`: whole pixels, not inside out, and none beyond the largest picture.

    Raises
    ------
    OptionError
    """
    if not isinstance(value, tuple) or not hasattr(value, "turned_back") or not all(map(is_whole, value)):
        raise OptionError(f"{name} is {shown(value)}: give a Box of whole pixels")
    left, top, right, bottom = value
    if left > right or top > bottom:
        raise OptionError(f"{name} {tuple(value)} is inside out: give left, top, right, bottom")
    if min(left, top) < -MOST_PIXELS or max(right, bottom) > MOST_PIXELS:
        raise OptionError(f"{name} is {shown(tuple(value))}, beyond any page: give pixels of the picture")


def all_of(name: str, values: object, kind: type[_T]) -> tuple[_T, ...]:
    """Check an iterable whose items are all of a class, and give it as a tuple."""
    found: list[_T] = []
    for item in an_iterable(name, values, f"{kind.__name__} values"):
        if not isinstance(item, kind):
            raise OptionError(f"{name}[{len(found)}] is {shown(item)}: give a {kind.__name__}")
        found.append(item)
    return tuple(found)


def pictures(name: str, value: object) -> Iterator[Any]:
    """Check an iterable of pictures: a single one is none, though the rows of an array and the lines of a file are."""
    if hasattr(value, "read") or getattr(value, "ndim", 3) < 3:
        raise OptionError(f"{name} is {shown(value)}, a single picture: give a list, even for one")
    return an_iterable(name, value, "pictures, even for one")


def page_numbers(value: object) -> str | tuple[int, ...] | None:
    """Check which pages are meant; what a text means is left to `pagerec.sources.Source`.

    Parameters
    ----------
    value : iterable of int, str or None
        Numbers from 1.

    Raises
    ------
    OptionError
        It is something else, or there is no end to it.
    """
    if value is None:
        return None
    if isinstance(value, str):
        if len(value) > _LONGEST_PAGES or _ENDLESS_NUMBER.search(value):
            raise OptionError(f'pages is {shown(value)}: give numbers and ranges such as "1-3,7,9-"')
        return value
    found = tuple(islice(an_iterable("pages", value, 'numbers, or text such as "1-3,7,9-"'), MOST_PAGES + 1))
    if len(found) > MOST_PAGES:
        raise OptionError(f"pages has more than {MOST_PAGES:,} numbers: give fewer, and read the file in parts")
    return tuple(whole_number(f"pages[{index}]", number, 1) for index, number in enumerate(found))


def _is_numpy_scalar(value: object, kinds: str) -> bool:
    """Whether a value is a single one of NumPy, of some kinds of its types; found without importing NumPy."""
    kind = getattr(getattr(value, "dtype", None), "kind", None)
    return isinstance(kind, str) and kind in kinds and getattr(value, "shape", None) == ()


def _as_float(value: object) -> float:
    if isinstance(value, bool | str | bytes | bytearray) or getattr(value, "shape", ()) != ():
        return math.nan
    try:
        return float(cast(Any, value))
    except Exception:  # no number, or one too large
        return math.nan
