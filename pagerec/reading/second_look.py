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

#: Mean confidence of the characters below which a page may be badly lit, noisy or blurred.
_FAULTY = 0.975
#: How much of the doubt may be left when a page is retouched.
_LEFT = 0.6
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


def turn_of(reading: Reading) -> int:
    """Degrees by which most of a page's print is turned clockwise beyond what is known: 0, 90, 180 or 270."""
    if reading.layout.columns is not None:
        return 0
    counts = dict.fromkeys((0, 90, 180, 270), 0)
    for line in reading.page.lines:
        counts[(line.direction - reading.layout.rotation) % 360] += len(line.chars)
    return max(counts, key=lambda turn: counts[turn])


def turned(gray: NDArray[np.uint8], degrees: int, text_map: TextMap) -> PageLines:
    """The lines of a picture whose text is turned clockwise, looked at turned back."""
    return find_lines_in(QuarterTurns(gray, degrees), text_map)


def look_again(gray: NDArray[np.uint8], reading: Reading, text_map: TextMap, read_lines: ReadLines) -> Reading:
    """Read a page retouched, if it then reads better.

    Parameters
    ----------
    gray : uint8, shape (H, W)
        The picture.
    reading : Reading
        Of the picture as it was given.
    text_map : TextMap
    read_lines : callable
        Reads the lines of a page.

    Returns
    -------
    Reading
        The most confident one.
    """
    return _retouched(gray, reading, text_map, read_lines)


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
