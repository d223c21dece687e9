"""The text that pages of a PDF carry already: where it stands, and invisible text taken out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from pagerec.common.extras import need

if TYPE_CHECKING:
    from array import array

    from numpy.typing import NDArray

    from pagerec.page import Line, Page

__all__ = ["free_lines", "without_invisible"]

_COARSE = 4
"""Pixels of a page in a cell of the map of its text: a tenth of an em."""

_HELD = 0.5
"""The share of a line's characters in text of the page, from which the line is there already."""

_INVISIBLE = 3
"""The text rendering mode of what neither fills nor strokes (ISO 32000-1, table 106)."""

_SHOWS = {"Tj": "", "TJ": "", "'": "T*", '"': "T*"}
"""Operators that show text, and what else they do."""

_COVERED = 0.9
"""The share of a page that a picture covers, from which text drawn before it is not seen."""

_DEPTH = 8
"""How many form XObjects are looked into, one in the other."""


def free_lines(page: Page, places: array[int]) -> list[Line]:
    """Give the lines of a page that stand where it carries no text.

    Parameters
    ----------
    page : Page
    places : array of int
        Left, top, right and bottom in pixels of each character that it carries.
    """
    if not places:
        return list(page.lines)
    taken = _taken(page, np.array(places, np.int64).reshape(-1, 4))
    return [line for line in page.lines if not _is_held(line, taken)]


def _taken(page: Page, places: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Cells of the page that hold a part of a character."""
    taken = np.zeros((page.height // _COARSE + 1, page.width // _COARSE + 1), np.bool_)
    most = np.array([*taken.shape[::-1], *taken.shape[::-1]])
    for left, top, right, bottom in np.clip(places // _COARSE, 0, most).tolist():
        taken[top : bottom + 1, left : right + 1] = True
    return taken


def _is_held(line: Line, taken: NDArray[np.bool_]) -> bool:
    middles = [((box.top + box.bottom) // 2, (box.left + box.right) // 2) for box in (char.box for char in line.chars)]
    rows, columns = (np.array(axis) // _COARSE for axis in zip(*middles, strict=True))
    held = taken[np.clip(rows, 0, taken.shape[0] - 1), np.clip(columns, 0, taken.shape[1] - 1)]
    return bool(held.mean() >= _HELD)


# Content


def without_invisible(pdf: Any, pages: Iterable[Any]) -> None:
    """Take text that is not seen out of pages, and out of the form XObjects that they show.

    It is drawn in the rendering mode that leaves no ink, or before a picture of the whole page.

    Parameters
    ----------
    pdf : pikepdf.Pdf
        Whose pages they are.
    pages : iterable of pikepdf.Page
    """
    seen: set[tuple[int, int]] = set()
    for page in pages:
        content = _without(page, page.resources, 0, seen, _DEPTH, page)
        if content is not None:
            page.obj.Contents = pdf.make_stream(content)


def _without(
    holder: Any, resources: Any, mode: int, seen: set[tuple[int, int]], depth: int, page: Any = None
) -> bytes | None:
    """The content of a page or form without invisible text; None where it has none, or can't be parsed."""
    pikepdf = need("pikepdf", "pdf")
    try:
        instructions = list(pikepdf.parse_content_stream(holder))
        below = 0 if page is None else _covered_at(page, instructions)
    except (pikepdf.PdfError, TypeError, ValueError):
        return None
    kept: list[Any] = []
    for index, (instruction, now) in enumerate(_modes(instructions, mode)):
        operator = str(instruction.operator)
        if operator in _SHOWS and (now == _INVISIBLE or index < below):
            kept += _instead(operator, instruction.operands)
        else:
            kept.append(instruction)
            if operator == "Do" and depth:
                _strip_form(_named(resources, instruction.operands), resources, now, seen, depth)
    if len(kept) == len(instructions) and all(one is other for one, other in zip(kept, instructions, strict=True)):
        return None
    content: bytes = pikepdf.unparse_content_stream(kept)
    return content


def _modes(instructions: Sequence[Any], mode: int) -> Iterator[tuple[Any, int]]:
    """Each instruction with the text rendering mode that holds for it."""
    saved: list[int] = []
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator == "q":
            saved.append(mode)
        elif operator == "Q" and saved:
            mode = saved.pop()
        elif operator == "Tr" and instruction.operands:
            mode = int(instruction.operands[0])
        yield instruction, mode


def _covered_at(page: Any, instructions: Sequence[Any]) -> int:
    """The number of the last instruction that draws a picture of the whole page; 0 where there is none."""
    matrix = need("pikepdf", "pdf").Matrix
    left, bottom, right, top = (float(edge) for edge in page.cropbox)
    placed, saved, found = matrix(), [], 0
    for index, instruction in enumerate(instructions):
        operator = str(instruction.operator)
        if operator == "q":
            saved.append(placed)
        elif operator == "Q" and saved:
            placed = saved.pop()
        elif operator == "cm":
            placed = matrix(*map(float, instruction.operands)) @ placed
        elif operator == "Do" and _is_opaque(_named(page.resources, instruction.operands)):
            area = abs(placed.a * placed.d - placed.b * placed.c)
            found = index if area >= _COVERED * (right - left) * (top - bottom) else found
    return found


def _is_opaque(picture: Any) -> bool:
    return (
        picture is not None
        and picture.get("/Subtype") == "/Image"
        and not any(key in picture for key in ("/SMask", "/Mask"))
        and not picture.get("/ImageMask", False)
    )


def _instead(operator: str, operands: Sequence[Any]) -> list[Any]:
    """What stays of an operator that shows text: the next line begins, white is as wide as it says."""
    pikepdf = need("pikepdf", "pdf")

    def instruction(operands: list[Any], name: str) -> Any:
        return pikepdf.ContentStreamInstruction(operands, pikepdf.Operator(name))

    spaces = [("Tw", operands[0]), ("Tc", operands[1])] if operator == '"' and len(operands) == 3 else []
    found = [instruction([value], name) for name, value in spaces]
    return [*found, instruction([], _SHOWS[operator])] if _SHOWS[operator] else found


def _named(resources: Any, operands: Sequence[Any]) -> Any:
    """The XObject of a name; None where there is none."""
    try:
        return resources.XObject[str(operands[0])]
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return None


def _strip_form(form: Any, resources: Any, mode: int, seen: set[tuple[int, int]], depth: int) -> None:
    if form is None or form.get("/Subtype") != "/Form" or form.objgen in seen:
        return
    seen.add(form.objgen)
    content = _without(form, form.get("/Resources", resources), mode, seen, depth - 1)
    if content is not None:
        form.write(content)
