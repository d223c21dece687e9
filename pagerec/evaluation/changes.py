"""Changes of a picture that change nothing for who reads it: the text must stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw

from pagerec.drawing.fonts import FontFile
from pagerec.page import Box, Page
from pagerec.recognition.charset import is_han

__all__ = [
    "CHANGES",
    "Changed",
    "Original",
    "Picture",
    "as_picture",
    "compress",
    "invert",
    "original_of",
    "photograph",
    "scale",
    "turn",
]

Picture: TypeAlias = NDArray[np.uint8]
"""Shape (height, width, 3) for RGB. What says so takes gray of shape (height, width) too, and gives it back."""

#: The em of a page on which nothing was read, in pixels.
_NO_EM = 24.0
#: White around a line that is cut out, and around a page that something is put beside, in ems.
_CUT, _MARGIN = 0.2, 0.5
#: Widths of a frame and of what is left free beside a page, in ems.
_FRAME, _GAP = 1.0, 2.0
#: Heights of a title bar and of a headline, sides of a photograph at least, diameter of an avatar, and how much of
#: the backdrop is seen on every side, in ems.
_BAR, _HEADLINE, _PHOTO, _AVATAR, _SEEN = 2.2, 3.0, 8.0, 2.0, 4.0
#: What is left of the light behind a dialog, and of the contrast of pale print.
_DIMMED, _PALE = 0.4, 0.3
#: What a yellow paper leaves of red, green and blue.
_TINT = (1.0, 0.92, 0.72)
_FRAME_COLOR, _BAR_COLOR, _TITLE_COLOR = (176, 48, 58), (58, 72, 96), (235, 238, 245)
_BUTTONS = ((236, 106, 94), (244, 191, 79), (97, 197, 84))
_TITLE, _HEADLINE_TEXT = "文件查看", "本周要闻天气路况"
#: The least characters of a headline; their ink takes so much of the em.
_FEWEST, _INK = 2, 0.92
#: Middle gray: paper below it is dark and has a light headline.
_MIDDLE = 128


@dataclass(frozen=True, slots=True, eq=False)
class Original:
    """A picture before it is changed, with what a change has to know of it.

    Attributes
    ----------
    picture : ndarray of uint8, shape (height, width, 3)
    em : float
        Size of its print, in pixels.
    lines : tuple of Box
        Its lines as they were read.
    font : FontFile, optional
        What headlines are set in; without it there are none.
    """

    picture: Picture
    em: float
    lines: tuple[Box, ...]
    font: FontFile | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Changed:
    """A changed picture.

    Attributes
    ----------
    picture : ndarray of uint8, shape (height, width, 3)
    places : tuple of Box
        Where the original stands in it, each of which must read like it; empty where it is all that is there.
    line : int, optional
        Index of the line that it is cut down to.
    """

    picture: Picture
    places: tuple[Box, ...] = ()
    line: int | None = None


Change: TypeAlias = Callable[[Original], Iterator[Changed]]
"""Gives the changed pictures of an original: one, one for each line, or none where it can't be made."""


def original_of(picture: Picture, page: Page, font: FontFile | None = None) -> Original:
    """A picture and what is known of it from its page as it was read."""
    sizes = [max(c.box.width, c.box.height) for c in page.chars if is_han(c.text)]
    sizes = sizes or [max(c.box.width, c.box.height) for c in page.chars]
    em = float(np.median(sizes)) / _INK if sizes else _NO_EM
    return Original(picture, em, tuple(line.box for line in page.lines), font)


def as_picture(gray: NDArray[np.uint8]) -> Picture:
    """Gray of shape (height, width) as RGB."""
    return np.repeat(gray[:, :, None], 3, axis=2)


# Changes of the whole picture


def scale(picture: Picture, factor: float) -> Picture:
    """Make a picture, gray too, larger or smaller."""
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=how), np.uint8)


def invert(picture: Picture) -> Picture:
    """Light for dark, gray too."""
    return np.asarray(255 - picture, np.uint8)


def compress(picture: Picture, quality: int) -> Picture:
    """What is left of a picture, gray too, saved as JPEG of a quality of 1 to 100."""
    how = cv2.IMREAD_GRAYSCALE if picture.ndim == 2 else cv2.IMREAD_COLOR
    content = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(content, how), np.uint8)


def turn(picture: Picture, degrees: float) -> Picture:
    """Turn a picture clockwise, on paper large enough to hold all of it; by whole quarters without loss."""
    quarters, rest = divmod(degrees, 90)
    if not rest:
        return np.ascontiguousarray(np.rot90(picture, -int(quarters)))
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    cos, sin = np.abs(matrix[0, :2])
    size = int(np.ceil(width * cos + height * sin)), int(np.ceil(width * sin + height * cos))
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    fill = _paper(picture).tolist()
    return np.asarray(cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_CUBIC, borderValue=fill), np.uint8)


def _tint(picture: Picture) -> Picture:
    return np.asarray(picture * np.array(_TINT), np.uint8)


def _pale(picture: Picture) -> Picture:
    paper = _paper(picture)
    return np.rint(paper + _PALE * (picture - paper)).astype(np.uint8)


def _paper(picture: Picture) -> NDArray[np.float64]:
    """Colour of the paper: of print, less than half is ink."""
    return np.asarray(np.median(picture.reshape(-1, picture.shape[-1]), axis=0), np.float64)


def _whole(change: Callable[[Picture], Picture]) -> Change:
    def changed(original: Original) -> Iterator[Changed]:
        yield Changed(change(original.picture))

    return changed


# Less of it


def _lines_alone(original: Original) -> Iterator[Changed]:
    """Each line with a little white around it; those are left out in whose cut is more."""
    height, width = original.picture.shape[:2]
    reach = round(_CUT * original.em)
    for number, (left, top, right, bottom) in enumerate(original.lines):
        cut = Box(max(0, left - reach), max(0, top - reach), min(width, right + reach), min(height, bottom + reach))
        others = (line for k, line in enumerate(original.lines) if k != number)
        if not any(cut.meets(line) for line in others):
            yield Changed(original.picture[cut.top : cut.bottom, cut.left : cut.right], line=number)


# More around it


def _on(original: Original, sides: Sequence[float], color: ArrayLike) -> tuple[Picture, Box]:
    """A picture with paper around it, on a larger ground; `sides` are left, top, right and bottom in ems."""
    page = _with_margin(original)
    left, top, right, bottom = (round(side * original.em) for side in sides)
    height, width = page.shape[:2]
    ground = np.empty((height + top + bottom, width + left + right, 3), np.uint8)
    ground[:] = np.asarray(color, np.uint8)
    place = Box(left, top, left + width, top + height)
    _put(ground, page, left, top)
    return ground, place


def _with_margin(original: Original) -> Picture:
    reach, paper = round(_MARGIN * original.em), _paper(original.picture).astype(np.uint8)
    height, width = original.picture.shape[:2]
    page = np.empty((height + 2 * reach, width + 2 * reach, 3), np.uint8)
    page[:] = paper
    _put(page, original.picture, reach, reach)
    return page


def _put(ground: Picture, picture: Picture, left: int, top: int) -> None:
    ground[top : top + picture.shape[0], left : left + picture.shape[1]] = picture


def _framed(original: Original) -> Iterator[Changed]:
    picture, place = _on(original, (_FRAME,) * 4, _FRAME_COLOR)
    yield Changed(picture, (place,))


def _under_a_title_bar(original: Original) -> Iterator[Changed]:
    """A window: three buttons, and a title where there is a font for it."""
    picture, place = _on(original, (0, _BAR, 0, 0), _BAR_COLOR)
    image = Image.fromarray(picture)
    pen, middle, radius = ImageDraw.Draw(image), place.top / 2, 0.3 * original.em
    for number, color in enumerate(_BUTTONS):
        x = (1 + number) * original.em
        pen.ellipse((x - radius, middle - radius, x + radius, middle + radius), fill=color)
    if original.font is not None:
        at = ((len(_BUTTONS) + 2) * original.em, middle)
        pen.text(at, _TITLE, fill=_TITLE_COLOR, font=original.font.at(original.em), anchor="lm")
    yield Changed(np.asarray(image), (place,))


def _on_a_dimmed_backdrop(original: Original) -> Iterator[Changed]:
    """A dialog; what is behind it is the page itself, again and again."""
    picture, place = _on(original, (_SEEN,) * 4, (0, 0, 0))
    height, width = picture.shape[:2]
    times = -(-height // original.picture.shape[0]), -(-width // original.picture.shape[1]), 1
    ground = np.asarray(np.tile(original.picture, times)[:height, :width] * _DIMMED, np.uint8)
    _put(ground, picture[place.top : place.bottom, place.left : place.right], place.left, place.top)
    yield Changed(ground, (place,))


def _beside_a_photograph(original: Original) -> Iterator[Changed]:
    least, paper = round(_PHOTO * original.em), _paper(original.picture)
    wanted = max(least, min(original.picture.shape[:2]))
    below = max(0.0, wanted / original.em - original.picture.shape[0] / original.em - 2 * _MARGIN)
    picture, place = _on(original, (0, 0, wanted / original.em + _GAP, below), paper)
    photo = photograph(min(wanted, picture.shape[0]), wanted)
    _put(picture, photo, picture.shape[1] - wanted, 0)
    yield Changed(picture, (place,))


def _beside_another_page(original: Original) -> Iterator[Changed]:
    page = _with_margin(original)
    picture, place = _on(original, (0, 0, page.shape[1] / original.em + _GAP, 0), _paper(original.picture))
    other = Box(picture.shape[1] - page.shape[1], 0, picture.shape[1], page.shape[0])
    _put(picture, page, other.left, other.top)
    yield Changed(picture, (place, other))


def _under_a_headline(original: Original) -> Iterator[Changed]:
    """Three times as large as the text, as long as the page is wide."""
    if original.font is None:
        return
    paper, size = _paper(original.picture), _HEADLINE * original.em
    count = int(min(max(original.picture.shape[1] / size, _FEWEST), len(_HEADLINE_TEXT)))
    missing = max(0.0, count * _HEADLINE - original.picture.shape[1] / original.em)
    picture, place = _on(original, (0, _HEADLINE + 2 * _MARGIN, missing, 0), paper)
    image = Image.fromarray(picture)
    at, color = (original.em * _MARGIN, place.top / 2), "black" if paper.mean() >= _MIDDLE else "white"
    ImageDraw.Draw(image).text(at, _HEADLINE_TEXT[:count], fill=color, font=original.font.at(size), anchor="lm")
    yield Changed(np.asarray(image), (place,))


def _with_avatars(original: Original) -> Iterator[Changed]:
    """Round pictures at the left of lines, as many as have room."""
    picture, place = _on(original, (_AVATAR + 2 * _MARGIN, 0, 0, 0), _paper(original.picture))
    size = int(min(_AVATAR * original.em, picture.shape[0]))
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    inside = np.hypot(x, y) <= size / 2
    left, free = (place.left - size) // 2, 0
    for number, line in enumerate(sorted(original.lines, key=lambda line: line.top)):
        top = (line.top + line.bottom) // 2 + round(_MARGIN * original.em) - size // 2
        top = min(max(top, 0), picture.shape[0] - size)
        if number and top < free:
            continue
        picture[top : top + size, left : left + size][inside] = photograph(size, size, number)[inside]
        free = top + size + round(_MARGIN * original.em)
    yield Changed(picture, (place,))


def photograph(height: int, width: int, seed: int = 0) -> Picture:
    """What has light, shade and round things, and nothing to read, RGB: smooth noise, blurred blobs, a little grain.

    Parameters
    ----------
    height, width : int
        In pixels.
    seed : int
        Another one gives another photograph.
    """
    random, size = np.random.default_rng(seed), (width, height)
    light = sum(
        cv2.resize(random.normal(0, 60 / k, (2 * k, 2 * k, 3)), size, interpolation=cv2.INTER_CUBIC) for k in (1, 2, 4)
    )
    things = np.zeros((height, width, 3), np.float32)
    for _ in range(6):
        middle = int(random.integers(width)), int(random.integers(height))
        axes = tuple(int(random.uniform(0.05, 0.25) * side) + 1 for side in size)
        color = random.normal(0, 60, 3).tolist()
        cv2.ellipse(things, middle, axes, random.uniform(0, 180), 0, 360, color, -1)
    things = np.asarray(cv2.GaussianBlur(things, (0, 0), max(1.0, min(size) / 100)))
    return np.clip(128 + light + things + random.normal(0, 4, (height, width, 1)), 0, 255).astype(np.uint8)


CHANGES: Mapping[str, Change] = MappingProxyType(
    {
        "line-alone": _lines_alone,
        "framed": _framed,
        "title-bar": _under_a_title_bar,
        "backdrop": _on_a_dimmed_backdrop,
        "photograph": _beside_a_photograph,
        "another-page": _beside_another_page,
        "headline": _under_a_headline,
        "avatars": _with_avatars,
        "inverted": _whole(invert),
        "tinted": _whole(_tint),
        "pale": _whole(_pale),
        "scaled-75": _whole(partial(scale, factor=0.75)),
        "scaled-150": _whole(partial(scale, factor=1.5)),
        "turned-1": _whole(partial(turn, degrees=1)),
        "turned-5": _whole(partial(turn, degrees=5)),
        "turned-15": _whole(partial(turn, degrees=15)),
        "turned-90": _whole(partial(turn, degrees=90)),
        "turned-180": _whole(partial(turn, degrees=180)),
        "jpeg-30": _whole(partial(compress, quality=30)),
    }
)
"""All kinds of change by name."""
