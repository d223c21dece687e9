"""How a `Page`, a `Document` and a `Reading` show themselves, on a screen and in a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from pagerec.page.exporters import exporter

if TYPE_CHECKING:
    from pagerec.common.inputs import PageImages
    from pagerec.page.document import Document
    from pagerec.page.page import Page

__all__ = ["BoxLevel", "Showing"]

BoxLevel: TypeAlias = Literal["char", "line", "block"]
"""The smallest thing that gets a box."""


class Showing:
    """What a `Page` and a `Document` have in common: they can be looked at.

    As the last value of a notebook's cell they are shown as text in its place,
    with what is in doubt coloured.
    """

    __slots__ = ()

    def show(
        self,
        image: PageImages | None = None,
        *,
        boxes: BoxLevel = "char",
        label_font: str | Path | None = None,
    ) -> None:
        """Show the boxes: in a notebook below the cell, else in the system's picture viewer.

        Parameters
        ----------
        image : picture, file with pages, Source, or iterable of pictures, optional
            What was read; white paper without it.
        boxes, label_font
            As for `pagerec.drawing.draw`.

        Raises
        ------
        OptionError
            When the picture is not that of the page, or there is no viewer.
        ImageError
            When the picture can't be read.
        """
        exporter("show")(_as_document(self), image, boxes=boxes, label_font=label_font)

    def _repr_html_(self) -> str:
        html: str = exporter("notebook_html")(_as_document(self))
        return html

    def _repr_png_(self) -> bytes | None:
        png: bytes | None = exporter("notebook_png")(_as_document(self))
        return png


def _as_document(value: Showing) -> Document:
    from pagerec.page.document import Document

    return value if isinstance(value, Document) else Document((cast("Page", value),))
