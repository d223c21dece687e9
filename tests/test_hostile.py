"""Pictures that are no pages: a `Page` comes back, soon and from little memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from pagerec.page import Page
from pagerec.reading.reader import Reader

#: Processor seconds and bytes that a picture may take.
SECONDS, BYTES = 20, 1_000_000_000


def random() -> np.random.Generator:
    return np.random.default_rng(17)


def salt(share: float) -> NDArray[np.uint8]:
    return np.where(random().random((1000, 1000)) < share, 0, 255).astype(np.uint8)


def gaussian() -> NDArray[np.uint8]:
    return np.clip(random().normal(128, 50, (1000, 1000)), 0, 255).astype(np.uint8)


def checkerboard(side: int) -> NDArray[np.uint8]:
    return ((np.indices((1000, 1000)) // side).sum(axis=0) % 2 * 255).astype(np.uint8)


def dots() -> NDArray[np.uint8]:
    """20,000 dots of 4 by 4 pixels at random places."""
    gray = np.full((1600, 1600), 255, np.uint8)
    for x, y in random().integers(0, 1596, (20_000, 2)).tolist():
        gray[y : y + 4, x : x + 4] = 0
    return gray


def halftone() -> NDArray[np.uint8]:
    """A ramp as newspapers print it: dots 8 pixels apart, from tiny to touching."""
    y, x = np.indices((1000, 1000))
    distance = np.hypot(x % 8 - 3.5, y % 8 - 3.5)
    return np.where(distance < 0.5 + 4.5 * x / 1000, 0, 255).astype(np.uint8)


def grid() -> NDArray[np.uint8]:
    gray = np.full((1000, 1000), 255, np.uint8)
    gray[::20] = gray[:, ::20] = 0
    return gray


def waves() -> NDArray[np.uint8]:
    y, x = np.indices((800, 1200))
    return (127 + 120 * np.sin(x / 7 + 3 * np.sin(y / 31))).astype(np.uint8)


def needle() -> NDArray[np.uint8]:
    gray = np.full((1000, 1000), 255, np.uint8)
    gray[500, 500] = 0
    return gray


def signs(side: int, rows: int, columns: int) -> NDArray[np.uint8]:
    """Hollow squares as close as print."""
    sign = np.full((side, side), 255, np.uint8)
    sign[: side - side // 6, : side - side // 6] = 0
    sign[side // 12 + 1 : side - side // 4, side // 12 + 1 : side - side // 4] = 255
    return np.tile(sign, (rows, columns))


PICTURES: dict[str, Callable[[], NDArray[np.uint8]]] = {
    "one black pixel": lambda: np.zeros((1, 1), np.uint8),
    "one white pixel": lambda: np.full((1, 1), 255, np.uint8),
    "a row": lambda: random().integers(0, 256, (1, 3000)).astype(np.uint8),
    "a column": lambda: random().integers(0, 256, (3000, 1)).astype(np.uint8),
    "two rows": lambda: random().integers(0, 256, (2, 3000)).astype(np.uint8),
    "black": lambda: np.zeros((800, 600), np.uint8),
    "white": lambda: np.full((800, 600), 255, np.uint8),
    "a pixel on white": needle,
    "half and half": lambda: np.repeat(np.array([[0], [255]], np.uint8), 500, axis=0).repeat(700, axis=1),
    "little salt": lambda: salt(0.002),
    "salt": lambda: salt(0.05),
    "much salt": lambda: salt(0.5),
    "gaussian noise": gaussian,
    "checkerboard 1": lambda: checkerboard(1),
    "checkerboard 7": lambda: checkerboard(7),
    "checkerboard 40": lambda: checkerboard(40),
    "dots": dots,
    "halftone": halftone,
    "grid": grid,
    "waves": waves,
    "a line of signs": lambda: signs(24, 2, 300)[:-8],
    "a column of signs": lambda: signs(24, 300, 2)[:, :-8],
    "tiny signs": lambda: signs(12, 40, 50),
    "stripes": lambda: np.tile(np.array([[0], [255]], np.uint8), (500, 1000)),
}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(threads=1)


_MEASURE = """
import re, sys, time
sys.path[:0] = {path!r}
from pagerec.reading.reader import Reader
from tests.test_hostile import PICTURES
gray, reader = PICTURES[{name!r}](), Reader(threads=1)
reader.model
begun = time.process_time()
page = reader.read(gray)
print(time.process_time() - begun)
print(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
print(page.to_json())
"""

#: Read once, in a process of their own, whose memory is measured.
MEASURED = ("dots", "gaussian noise", "halftone") if sys.platform == "linux" else ()


@cache
def measured(name: str) -> tuple[float, int, Page]:
    """Processor seconds, peak of memory in bytes, and what was read."""
    command = [sys.executable, "-c", _MEASURE.format(path=sys.path, name=name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    taken, kilobytes, page = done.stdout.split("\n", 2)
    return float(taken), 1024 * int(kilobytes), Page.from_json(page)


SLOW = {"halftone": "a ramp of dots gives lines for 5,700 signs, and takes about 20 seconds"}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.xfail(strict=False, reason=SLOW[name])) if name in SLOW else name
        for name in PICTURES
    ],
)
def test_a_page_comes_back_soon(reader: Reader, name: str) -> None:
    gray = PICTURES[name]()
    if name in MEASURED:
        taken, _, page = measured(name)
    else:
        begun = time.process_time()
        page = reader.read(gray)
        taken = time.process_time() - begun
    assert (page.height, page.width) == gray.shape
    for char in page.chars:
        assert 0 <= char.box.left < char.box.right <= page.width
        assert 0 <= char.box.top < char.box.bottom <= page.height
    assert Page.from_json(page.to_json()) == page
    assert taken < SECONDS


@pytest.mark.parametrize("name", ["one black pixel", "one white pixel", "black", "white", "a pixel on white"])
def test_nothing_is_read_where_nothing_is(reader: Reader, name: str) -> None:
    assert reader.read(PICTURES[name]()).text == ""


@pytest.mark.skipif(not MEASURED, reason="the peak is read from /proc")
@pytest.mark.parametrize("name", MEASURED)
def test_memory(name: str) -> None:
    _, peak, _ = measured(name)
    assert peak < BYTES
