"""What of a picture was not read, or may be read wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pagerec.page import Page, PageWarning
from pagerec.page.box import Box
from pagerec.segmentation.page import PageLines
from pagerec.structure.assembly import upright_boxes
from pagerec.structure.params import PARAMS as STRUCTURE
from pagerec.structure.params import AssemblyParams

from .bounds import length as ems_of
from .lines import ReadLines

__all__ = ["WarningParams", "warnings_of"]


@dataclass(frozen=True, slots=True)
class WarningParams:
    """When something may be lost or wrong.

    Attributes
    ----------
    shortest : float
        Lines left out that are shorter, in ems, are more likely icons than print.
    doubtful : float
        Lines with less confidence may be wrong.
    characters : int
        Characters of such a line at least: one alone may be anything.
    ink : int
        Gray levels between the darkest and the lightest place of a picture with ink.
    """

    shortest: float = 2.0
    doubtful: float = 0.5
    characters: int = 3
    ink: int = 48


#: What is warned of.
PARAMS = WarningParams()
ASSEMBLY = STRUCTURE.assembly


def warnings_of(
    layout: PageLines,
    page: Page,
    left_out: ReadLines,
    is_texture: bool,
    params: WarningParams = PARAMS,
    assembly: AssemblyParams = ASSEMBLY,
) -> tuple[PageWarning, ...]:
    """What may be lost or wrong in a page, from top to bottom.

    Parameters
    ----------
    layout : PageLines
    page : Page
        As it was read.
    left_out : ReadLines
        Lines that may be print, and were not explained well enough.
    is_texture : bool
        Whether the picture has marks without end.
    params : WarningParams, optional
    assembly : AssemblyParams, optional
        How boxes of the level page become boxes of the picture.
    """
    found = [*_unread(layout, left_out, params, assembly), *_doubtful(page, params)]
    found.sort(key=lambda warning: (warning.box.top, warning.box.left))
    if is_texture:
        return (PageWarning("too much", page.box), *found)
    if not page.chars and not found and page.width and page.height:
        has_ink = int(layout.gray.max()) - int(layout.gray.min()) >= params.ink
        return (PageWarning("nothing read", page.box),) if has_ink else ()
    return tuple(found)


def _unread(
    layout: PageLines, left_out: ReadLines, params: WarningParams, assembly: AssemblyParams
) -> Iterator[PageWarning]:
    lines = [line_image.text_line for line_image in left_out.line_images]
    boxes = [Box(*map(round, line.box)) for line in lines if ems_of(line) >= params.shortest]
    for box in upright_boxes(layout, boxes, assembly) if boxes else ():
        yield PageWarning("unread text", box)


def _doubtful(page: Page, params: WarningParams) -> Iterator[PageWarning]:
    for line in page.lines:
        if len(line.chars) >= params.characters and line.confidence < params.doubtful:
            yield PageWarning("doubtful text", line.box)
