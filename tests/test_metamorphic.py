"""What must not change the text: size, polarity, margins, a little skew."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray

from pagerec.evaluation.changes import compress, invert, scale, turn
from pagerec.reading.reader import Reader
from tests.pages import TEXT, error_rate, padded, page_of, read_text, solid

Gray = NDArray[np.uint8]

#: Characters in a hundred by which error rates may differ.
APART = 0.02


def skewed(angle: float) -> Callable[[Gray], Gray]:
    def turn(gray: Gray) -> Gray:
        from pagerec.training.synthesis.degrade import Degradation, degrade

        return degrade(gray, np.zeros(gray.shape, np.uint16), 28, Degradation(skew=angle), np.random.default_rng(0))[0]

    return turn


def shaded(gray: Gray) -> Gray:
    return (gray * np.linspace(1.0, 0.6, gray.shape[1])).astype(np.uint8)


CHANGES: dict[str, Callable[[Gray], Gray]] = {
    "three quarters": partial(scale, factor=0.75),
    "one and a half": partial(scale, factor=1.5),
    "three times": partial(scale, factor=3.0),
    "inverted": invert,
    "margins": lambda gray: padded(gray, 60, 200),
    "tight": lambda gray: gray[14:-14, 14:-14],
    "skew 1.5": skewed(1.5),
    "skew -1.5": skewed(-1.5),
    "skew 15": lambda gray: turn(np.repeat(gray[..., None], 3, axis=2), degrees=15)[..., 0],
    "gray on gray": lambda gray: (90 + gray * (130 / 255)).astype(np.uint8),
    "uneven light": shaded,
    "jpeg": partial(compress, quality=75),
    "wider margins on one side": lambda gray: np.pad(gray, ((0, 90), (300, 0)), constant_values=255),
}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(threads=1)


@pytest.fixture(scope="module", params=["hei", "song"])
def page(request: pytest.FixtureRequest, reader: Reader) -> tuple[Gray, str, float]:
    """A page, its text, and the error rate at which it is read as it is."""
    truth = page_of(TEXT, 28, request.param)
    text = solid(truth)
    return truth.gray, text, error_rate(read_text(reader.read(truth.gray)), text)


@pytest.mark.parametrize("change", CHANGES)
def test_the_text_stays(reader: Reader, page: tuple[Gray, str, float], change: str) -> None:
    gray, text, plain = page
    changed = reader.read(CHANGES[change](gray))
    assert abs(error_rate(read_text(changed), text) - plain) <= APART
    assert len(changed.lines) == len(TEXT)


def test_boxes_move_with_the_margin(reader: Reader, page: tuple[Gray, str, float]) -> None:
    gray, _, _ = page
    one, two = reader.read(gray), reader.read(padded(gray, 60, 200))
    moved = [(c.text, c.box.left + 200, c.box.top + 60) for c in one.chars]
    same = sum(
        a[0] == b.text and abs(a[1] - b.box.left) <= 1 and abs(a[2] - b.box.top) <= 1
        for a, b in zip(moved, two.chars, strict=False)
    )
    assert same >= 0.97 * len(moved)


def test_boxes_grow_with_the_picture(reader: Reader, page: tuple[Gray, str, float]) -> None:
    gray, _, _ = page
    one, two = reader.read(gray), reader.read(scale(gray, 2.0))
    widths = [(sum(c.box.width for c in page.chars), sum(c.box.height for c in page.chars)) for page in (one, two)]
    assert np.divide(*reversed(widths)) == pytest.approx([2.0, 2.0], rel=0.06)


def test_lines_can_be_read_alone(reader: Reader) -> None:
    whole = "".join(TEXT).replace(" ", "")
    alone = "".join(read_text(reader.read(page_of([text], 28).gray)) for text in TEXT)
    together = read_text(reader.read(page_of(TEXT, 28).gray))
    assert abs(error_rate(alone, whole) - error_rate(together, whole)) <= APART


def test_two_pages_one_below_the_other(reader: Reader) -> None:
    one, two = page_of(TEXT[:3], 24).gray, page_of(TEXT[3:], 24).gray
    width = max(one.shape[1], two.shape[1])
    both = np.concatenate([np.pad(g, ((0, 0), (0, width - g.shape[1])), constant_values=255) for g in (one, two)])
    parts = read_text(reader.read(one)) + read_text(reader.read(two))
    assert error_rate(read_text(reader.read(both)), parts) <= APART
