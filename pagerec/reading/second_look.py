"""What to try where a page reads badly: it may lie on its side, be badly lit or blurred, or its lines may be bent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pagerec.page import Page
from pagerec.segmentation.page import PageLines, find_lines_in
from pagerec.segmentation.retouch import (
    LARGEST_EM,
    Retouched,
    handy,
    sharpened,
    with_even_ground,
    without_back,
    without_noise,
)
from pagerec.segmentation.text_map import TextMap
from pagerec.segmentation.values import Frame
from pagerec.segmentation.views import QuarterTurns

from .bounds import MOST_READ_AGAIN, length
from .reading import Reading

#: Mean confidence of the characters below which a page is looked at again. Print that is upright and can be read
#: at all has more than 0.9, print on its side or upside down less than 0.55.
_TURNED = 0.65
#: The same from which it may be badly lit, noisy or blurred.
_FAULTY = 0.975
#: How much more confident another look must be to be believed with the page turned, and how much of the doubt may be
#: left when it is retouched.
_CLEARLY, _LEFT = 0.15, 0.6
#: Least confidence of a page that is the right way up.
_LEGIBLE = 0.5
#: Characters that must be read when a page is turned, unless fewer were before: dirt may look like one.
_FEW = 3
#: Longest lines that are read to compare, and what is read of each, in ems.
_SAMPLE, _SAMPLE_EMS = 6, 80

#: How many times longer the lines may be, in ems, in another look, and how long they may be in any.
_MORE, _PAGE = 4, 2_500

#: Faults of a picture that can be mended.
_RETOUCHES = (with_even_ground, without_back, without_noise, sharpened)

ReadLines = Callable[[PageLines], Reading]


def is_doubtful(page: Page) -> bool:
    """Whether so little was read with confidence that the page may have been looked at the wrong way.

    Pictures with more print than any page has, which are noise, are not looked at again.
    """
    return 0 < len(page.chars) <= MOST_READ_AGAIN and _confidence(page) < _FAULTY


def look_again(gray: NDArray[np.uint8], reading: Reading, text_map: TextMap, read_lines: ReadLines) -> Reading:
    """Read a page turned by right angles, retouched, or with its lines straightened, if it then reads better.

    Parameters
    ----------
    gray : uint8, shape (H, W)
        The picture.
    reading : Reading
        Of the picture as it was given.
    read_lines : callable
        Reads the lines of a page.

    Returns
    -------
    Reading
        The most confident one.
    """
    reading = _retouched(gray, reading, text_map, read_lines)
    if _confidence(reading.page) < _TURNED:
        turned = _turned(gray, reading, text_map, read_lines)
        reading = reading if turned is reading else _retouched(gray, turned, text_map, read_lines)
    return reading


def _turned(gray: NDArray[np.uint8], reading: Reading, text_map: TextMap, read_lines: ReadLines) -> Reading:
    """Read turned by right angles, if a sample of the lines then reads much better."""
    found, best = None, max(_confidence(reading.page) + _CLEARLY, _LEGIBLE)
    few = min(_FEW, len(reading.page.chars))
    for degrees in (180, 90, 270):
        layout = find_lines_in(QuarterTurns(gray, degrees), text_map)
        sample = read_lines(_sample(layout)).page
        confidence = _confidence(sample)
        if confidence > best and len(sample.chars) >= few:
            found, best = layout, confidence
    turned = None if found is None else _read(found, reading, read_lines)
    return reading if turned is None or len(turned.page.chars) < few else turned


def _retouched(gray: NDArray[np.uint8], reading: Reading, text_map: TextMap, read_lines: ReadLines) -> Reading:
    """Read without the fault of the picture without which a sample of the lines reads best, if it reads better then."""
    view, frames = reading.layout.view, reading.layout.frames
    em = float(np.median([frame.em for frame in frames])) / reading.layout.shrink
    seen, scale = handy(gray if view is None else view.seen, em)
    enough = 1 - _LEFT * (1 - _confidence(reading.page))
    found, best = None, enough
    for retouch in _RETOUCHES:
        picture = retouch(seen, min(em * scale, LARGEST_EM))
        if picture is None:
            continue
        layout = find_lines_in(Retouched(picture, reading.layout.shape, scale, view), text_map)
        confidence = _confidence(read_lines(_sample(layout)).page)
        if confidence > best:
            found, best = layout, confidence
    retouched = None if found is None else _read(found, reading, read_lines)
    if retouched is None or _loses(reading, retouched):
        return reading
    return retouched if _confidence(retouched.page) >= enough else reading


def _read(layout: PageLines, reading: Reading, read_lines: ReadLines) -> Reading | None:
    """The page looked at in another way; None where that makes print out of noise."""
    most = min(max(_MORE * sum(map(length, reading.layout.frames)), _PAGE), MOST_READ_AGAIN)
    return read_lines(layout) if sum(map(length, layout.frames)) <= most else None


def _loses(reading: Reading, other: Reading) -> bool:
    """Whether another reading has less than half of the characters: they were print, or it is none."""
    return 2 * len(other.page.chars) < len(reading.page.chars)


def _confidence(page: Page) -> float:
    """Mean confidence of the characters, 0 without any."""
    chars = page.chars
    return sum(char.confidence for char in chars) / len(chars) if chars else 0.0


def _sample(layout: PageLines) -> PageLines:
    if layout.columns is not None:
        rows = sorted(layout.columns.rows, key=len, reverse=True)[:_SAMPLE]
        return layout.with_rows([row[:_SAMPLE_EMS] for row in rows])
    longest = sorted(layout.frames, key=lambda frame: frame.left - frame.right)[:_SAMPLE]
    return replace(layout, frames=tuple(_beginning(frame) for frame in longest))


def _beginning(frame: Frame) -> Frame:
    """A line as far as it is read to compare."""
    return replace(frame, right=min(frame.right, frame.left + _SAMPLE_EMS * frame.em))
