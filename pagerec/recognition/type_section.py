"""What a manifest says of faces: the geometry of characters, what they are confused with, and what icons look like."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .charset import Charset, is_han
from .confusions import Confusions
from .geometry import MEASURES, TypeGeometry
from .icons import FEATURES, Icons, class_odds

#: The sections of the manifest, and the name of the kind that Han characters are but those with a kind of their own.
SECTION, ICONS, HAN = "type", "icons", "Han"
#: Most kinds, factors, and confusions of a class: far above what anything has.
_MOST_KINDS, _MOST_FACTORS, _MOST_CONFUSIONS = 10_000, 32, 100
#: Least and most variance of a measure, in square ems.
_NOISE = (1e-6, 1e3)
#: Most ems of a mean or a factor, and most of a weight of icons; most icons seen as a character.
_MOST, _MOST_SEEN = 1e3, 1_000_000_000


def type_geometry(section: dict[str, Any], charset: Charset) -> TypeGeometry:
    """The geometry that a section of a manifest describes.

    Raises
    ------
    ValueError
        It makes none.
    """
    kinds, twins = section.get("kinds"), section.get("twins")
    if not isinstance(kinds, list) or not all(isinstance(kind, str) and kind for kind in kinds):
        raise ValueError("kinds of characters that are no texts")
    if not isinstance(twins, str) or not 0 < len(kinds) <= _MOST_KINDS or len(set(kinds)) != len(kinds):
        raise ValueError("no kinds of characters, too many, or some twice")
    mean = _numbers(section, "mean", (len(kinds), MEASURES), -_MOST, _MOST)
    loadings = _numbers(section, "loadings", (len(kinds), MEASURES, 0), -_MOST, _MOST)
    noise = _numbers(section, "noise", (len(kinds), MEASURES), *_NOISE)
    rows = np.full(len(charset), -1, np.int32)
    if HAN in kinds:
        rows[1:][[is_han(char) for char in charset.characters]] = kinds.index(HAN)
    for row, kind in enumerate(kinds):
        if kind in charset:
            rows[charset.encode(kind)] = row
    told = np.array([kind != HAN for kind in kinds])
    plain = np.array([kind not in twins for kind in kinds])
    return TypeGeometry(rows, told, plain, mean, loadings, noise)


def confusions(section: dict[str, Any], charset: Charset) -> Confusions:
    """The confusions that a section of a manifest describes; of characters of the charset.

    Raises
    ------
    ValueError
        It makes none.
    """
    given = section.get("confusions")
    if not isinstance(given, dict) or not all(isinstance(others, dict) for others in given.values()):
        raise ValueError("confusions that are no table")
    most = max(map(len, given.values()), default=1) or 1
    if most > _MOST_CONFUSIONS:
        raise ValueError(f"more than {_MOST_CONFUSIONS} confusions of a character")
    classes, shares = np.zeros((len(charset), most), np.int32), np.zeros((len(charset), most), np.float32)
    for char, others in given.items():
        known = [(other, share) for other, share in others.items() if char in charset and other in charset]
        for place, (other, share) in enumerate(known):
            if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
                raise ValueError("a share of confusions that is not 0 to 1")
            classes[charset.encode(char), place], shares[charset.encode(char), place] = charset.encode(other), share
    return Confusions(classes, shares)


def icons(section: dict[str, Any], charset: Charset) -> Icons:
    """The icons that a section of a manifest describes.

    Raises
    ------
    ValueError
        It makes none.
    """
    icons_seen, print_seen = section.get("icons"), section.get("print")
    if not isinstance(icons_seen, dict) or not isinstance(print_seen, dict):
        raise ValueError("icons and print that are no tables")
    if not (_are_counts(icons_seen) and _are_counts(print_seen)):
        raise ValueError("icons and print that are no tables of counts")
    return Icons(
        class_odds(icons_seen, print_seen, charset), _numbers(section, "weights", (2 + len(FEATURES),), -_MOST, _MOST)
    )


def _are_counts(seen: dict[str, Any]) -> bool:
    return all(type(count) is int and 0 <= count <= _MOST_SEEN for count in seen.values())


def _numbers(
    section: dict[str, Any], name: str, shape: tuple[int, ...], least: float, most: float
) -> NDArray[np.float64]:
    """An array of finite numbers in bounds; a side of 0 may have any length up to the most factors."""
    try:
        values = np.array(section.get(name), np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{name} is no array of numbers") from error
    fits = values.ndim == len(shape) and all(
        side == wanted if wanted else 0 < side <= _MOST_FACTORS
        for side, wanted in zip(values.shape, shape, strict=True)
    )
    if not fits or not ((values >= least) & (values <= most)).all():
        raise ValueError(f"{name} has another shape, or numbers beyond all measure")
    return values
