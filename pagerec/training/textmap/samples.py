"""Pages with the true geometry of their text lines: what every source of training pages makes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

#: A gap in a row of print that is wider than this, in ems, ends a text line: cells of a table, side notes, buttons.
WIDEST_GAP = 1.2
#: Where the em box lies about the baseline, in ems: so much of it is above, the rest below.
ABOVE_BASELINE = 0.88


@dataclass(frozen=True, slots=True)
class TrueLine:
    """One text line of a page.

    Attributes
    ----------
    corners : float64, shape (4, 2)
        Corners of the line's em boxes in pixels (x, y): start of the upper edge, its end, end of the lower edge, its
        start, as the line is read. From the first to the second one the line runs; the em box reaches from
        `ABOVE_BASELINE` ems above the baseline to the rest of an em below it, also for print without Han characters.
        A vertical line (characters upright, one below the other) runs downwards: its "upper" edge is the right one.
    em : float
        Size of the type in pixels: the side of a Han character's em box, the size of a Latin font.
    vertical : bool
        Whether the characters stand upright one below the other, as `vertical_line` has them.
    """

    corners: NDArray[np.float64]
    em: float
    vertical: bool = False


@dataclass(frozen=True, slots=True)
class TruePage:
    """A page and its lines.

    Attributes
    ----------
    image : uint8, shape (H, W, 3)
        Blue, green, red.
    lines : tuple of TrueLine
        Every line that a person would read. Two runs of print on one baseline with more than `WIDEST_GAP` ems, or a
        rule, between them are two lines; so are runs of different size, where they differ by more than a quarter.
    ignored : float64, shape (N, 4)
        Boxes (left, top, right, bottom) of what is neither text nor surely none, or whose geometry is unknown.
    """

    image: NDArray[np.uint8]
    lines: tuple[TrueLine, ...]
    ignored: NDArray[np.float64]


def level_line(left: float, right: float, baseline: float, em: float) -> TrueLine:
    """The line of a level run of print.

    Examples
    --------
    >>> level_line(10, 90, 50, 20).corners.tolist()
    [[10.0, 32.4], [90.0, 32.4], [90.0, 52.4], [10.0, 52.4]]
    """
    top = baseline - ABOVE_BASELINE * em
    bottom = top + em
    return TrueLine(np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64), em)


def vertical_line(top: float, bottom: float, centre: float, em: float) -> TrueLine:
    """The line of upright characters one below the other.

    Examples
    --------
    >>> vertical_line(10, 90, 50, 20).corners.tolist()
    [[60.0, 10.0], [60.0, 90.0], [40.0, 90.0], [40.0, 10.0]]
    """
    left, right = centre - em / 2, centre + em / 2
    return TrueLine(np.array([[right, top], [right, bottom], [left, bottom], [left, top]], np.float64), em, True)


def save_page(folder: Path, name: str, page: TruePage) -> None:
    """Write ``NAME.png`` and, when that is there, ``NAME.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(folder / f"{name}.png"), page.image)
    lines = [
        {"corners": np.round(line.corners, 2).tolist(), "em": round(line.em, 3), "vertical": line.vertical}
        for line in page.lines
    ]
    document = {"lines": lines, "ignored": np.round(page.ignored, 1).tolist()}
    (folder / f"{name}.json").write_text(json.dumps(document), "utf-8")


def load_page(path: Path) -> TruePage:
    """The page of a ``NAME.json``."""
    document = json.loads(path.read_text("utf-8"))
    image = cv2.imread(str(path.with_suffix(".png")), cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError(f"{path.with_suffix('.png')}: no picture beside {path.name}; make the page again")
    lines = tuple(
        TrueLine(np.array(line["corners"], np.float64), float(line["em"]), bool(line.get("vertical")))
        for line in document["lines"]
    )
    return TruePage(np.asarray(image, np.uint8), lines, np.array(document["ignored"], np.float64).reshape(-1, 4))


def find_pages(folder: Path) -> Iterator[Path]:
    """The ``NAME.json`` of all pages below a folder, in order."""
    yield from sorted(folder.rglob("*.json"))


def draw_lines(page: TruePage) -> NDArray[np.uint8]:
    """The page with its lines: the upper edge red, the others green; ignored boxes blue."""
    image = page.image.copy()
    for line in page.lines:
        corners = np.round(line.corners).astype(np.int32)
        cv2.polylines(image, [corners], True, (0, 160, 0), 1)
        cv2.line(image, tuple(map(int, corners[0])), tuple(map(int, corners[1])), (0, 0, 255), 1)
    for left, top, right, bottom in page.ignored.astype(int).tolist():
        cv2.rectangle(image, (left, top), (right, bottom), (255, 0, 0), 1)
    return image
