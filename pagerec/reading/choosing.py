"""What of a picture is wanted: parts of it, and lines that are believed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pagerec.common.arguments import all_of, whole_box, within
from pagerec.common.inputs import ImageInput
from pagerec.errors import OptionError
from pagerec.page import Box, Page, PageWarning
from pagerec.recognition.decode import Choice
from pagerec.segmentation import TextLine
from pagerec.segmentation.page import PageLines
from pagerec.structure.assembly import assemble
from pagerec.structure.params import PARAMS as STRUCTURE
from pagerec.structure.params import StructureParams

from .reading import Reading

if TYPE_CHECKING:
    from .reader import Reader

__all__ = ["ChoosingReader", "Wanted", "middle_in_picture"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is read of a picture.

    Attributes
    ----------
    regions : iterable of Box, optional
        Only lines whose middle lies in one of them, in pixels of the upright picture; all by default.
    ignore : iterable of Box
        No lines whose middle lies in one of them.
    min_confidence : float
        No lines with less confidence, 0…1; they become warnings of doubtful text.

    Raises
    ------
    OptionError
        When a value is something else, or `regions` has no box.
    """

    regions: Iterable[Box] | None = None
    ignore: Iterable[Box] = ()
    min_confidence: float = 0.0

    def __post_init__(self) -> None:
        if self.regions is not None:
            object.__setattr__(self, "regions", _boxes("regions", self.regions))
            if not self.regions:
                raise OptionError("regions has no box: give at least one Box, or leave it out to read all")
        object.__setattr__(self, "ignore", _boxes("ignore", self.ignore))
        object.__setattr__(self, "min_confidence", within("min_confidence", self.min_confidence, 0.0, 1.0))

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self.regions is None and not self.ignore and not self.min_confidence

    def has(self, x: float, y: float) -> bool:
        """Whether what has its middle at a place of the picture is wanted.

        Examples
        --------
        >>> wanted = Wanted(regions=[Box(0, 0, 90, 50)], ignore=[Box(0, 0, 20, 20)])
        >>> wanted.has(50, 10), wanted.has(10, 10), wanted.has(50, 70)
        (True, False, False)
        """
        is_in = self.regions is None or any(box.holds(x, y) for box in self.regions)
        return is_in and not any(box.holds(x, y) for box in self.ignore)

    def lines(self, layout: PageLines) -> PageLines:
        """Leave out lines, before they are read, and tables and figures without any that are wanted."""
        if self.regions is None and not self.ignore:
            return layout
        kept = [k for k, line in enumerate(layout.text_lines) if self.has(*middle_in_picture(layout, line))]
        if layout.columns is not None:
            if kept:
                return layout.with_rows([layout.columns.rows[k] for k in kept])
            return replace(layout, columns=None, text_lines=())
        text_lines = tuple(layout.text_lines[k] for k in kept)
        middles = [_middle(line)[0].tolist() for line in text_lines]
        regions = [
            region
            for region in layout.layout_regions
            if any(region.box.holds(*middle) for middle in middles) or self.has(*_middle_of(layout, region.box))
        ]
        return replace(layout, text_lines=text_lines, layout_regions=tuple(regions))

    def page(self, reading: Reading, params: StructureParams = STRUCTURE) -> Reading:
        """Leave out lines that are not believed, once they are read, and say where they were."""
        layout, warnings = reading.layout, reading.page.warnings
        if not layout.text_lines and layout.map_lines:  # there is text, which nobody wanted
            warnings = tuple(warning for warning in warnings if warning.reason != "nothing read")
        doubtful = [line for line in reading.page.lines if line.confidence < self.min_confidence]
        if not doubtful:
            return replace(reading, page=replace(reading.page, warnings=warnings))
        paths = _without(reading, self.min_confidence)
        page, origins = assemble(
            layout, reading.line_images, reading.cells, reading.scores, paths, reading.charset, params
        )
        told = {warning.box for warning in warnings if warning.reason == "doubtful text"}
        more = [PageWarning("doubtful text", line.box) for line in doubtful if line.box not in told]
        ordered = sorted([*warnings, *more], key=lambda warning: (warning.box.top, warning.box.left))
        return replace(reading, paths=paths, page=replace(page, warnings=tuple(ordered)), origins=origins)


def _without(reading: Reading, least: float) -> list[list[Choice]]:
    """The paths without the characters of lines that have less confidence."""
    origins, left_out = iter(reading.origins), set()
    for line in reading.page.lines:
        places = [next(origins) for _ in line.chars]
        if line.confidence < least:
            left_out.update(places)
    return [
        [choice for place, choice in enumerate(path) if (number, place) not in left_out]
        for number, path in enumerate(reading.paths)
    ]


def _middle(text_line: TextLine) -> NDArray[np.float64]:
    """The middle of a line, shape (1, 2), on the level page or where its column is laid out."""
    middle = np.array([[(text_line.left + text_line.right) / 2, text_line.centre]])
    return middle if text_line.course is None else text_line.course.to_page(middle)


def middle_in_picture(layout: PageLines, text_line: TextLine) -> tuple[float, float]:
    """The middle of a line in the picture."""
    x, y = layout.corners_to_picture(np.tile(_middle(text_line), (1, 4, 1)))[0, 0].tolist()
    return x, y


def _middle_of(layout: PageLines, box: Box) -> tuple[float, float]:
    """The middle of a box of the level page in the picture."""
    x, y = layout.to_picture(np.array([[(box.left + box.right) / 2, (box.top + box.bottom) / 2]]))[0].tolist()
    return x, y


def _boxes(name: str, given: object) -> tuple[Box, ...]:
    boxes = all_of(name, given, Box)
    for number, box in enumerate(boxes):
        whole_box(f"{name}[{number}]", box)
    return boxes


@dataclass(frozen=True, slots=True)
class ChoosingReader:
    """A reader that is asked for nothing but what is wanted, for those who ask for whole pages.

    Attributes
    ----------
    reader : Reader
    wanted : Wanted
    """

    reader: Reader
    wanted: Wanted

    @property
    def max_pixels(self) -> int:
        """The most pixels of a picture."""
        return self.reader.max_pixels

    @property
    def max_bytes(self) -> int:
        """The most bytes of a picture file."""
        return self.reader.max_bytes

    def read(self, image: ImageInput, *, alphabet: str | None = None) -> Page:
        """Read a picture; see `Reader.read`."""
        wanted = self.wanted
        return self.reader.read(
            image,
            alphabet=alphabet,
            regions=wanted.regions,
            ignore=wanted.ignore,
            min_confidence=wanted.min_confidence,
        )
