"""unstructured: pagerec as its OCR agent. Needs the extra ``unstructured``.

unstructured chooses the agent by two environment variables, which it reads when it is imported::

    OCR_AGENT=pagerec.integrations.unstructured.OCRAgentPagerec
    OCR_AGENT_MODULES_WHITELIST=pagerec.integrations.unstructured
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from pagerec.common.extras import need
from pagerec.errors import OptionError

need("unstructured.partition.utils.ocr_models.ocr_interface", "unstructured")
need("unstructured_inference.inference.elements", "unstructured")

from unstructured.documents.elements import ElementType  # noqa: E402
from unstructured.partition.utils.ocr_models.ocr_interface import OCRAgent  # noqa: E402
from unstructured_inference.inference.elements import TextRegion, TextRegions  # noqa: E402
from unstructured_inference.inference.layoutelement import LayoutElements  # noqa: E402

if TYPE_CHECKING:
    from PIL.Image import Image

    from pagerec.page import Block, Box
    from pagerec.page.kinds import BlockKind
    from pagerec.reading.reader import Reader

__all__ = ["OCRAgentPagerec"]

_LANGUAGES = frozenset({"", "chi_sim", "chi_tra", "en", "eng", "zh", "zho"})
"""Codes of which one has to be asked for; nothing is asked for by an empty one."""


_TYPES: dict[BlockKind, str] = {
    "title": ElementType.TITLE,
    "heading": ElementType.TITLE,
    "paragraph": ElementType.NARRATIVE_TEXT,
    "list": ElementType.LIST_ITEM,
    "table": ElementType.TABLE,
    "formula": ElementType.FORMULA,
    "code": ElementType.CODE_SNIPPET,
    "caption": ElementType.FIGURE_CAPTION,
    "footnote": ElementType.FOOTNOTE,
    "header": ElementType.HEADER,
    "footer": ElementType.FOOTER,
    "figure": ElementType.IMAGE,
}
"""What unstructured calls each kind of block."""

_WHOLE = frozenset({"table", "code", "formula", "figure"})
"""Kinds of blocks that are not divided into paragraphs."""


class OCRAgentPagerec(OCRAgent):
    """What unstructured calls where text has to be read from a picture.

    Parameters
    ----------
    language : str, optional
        Codes with ``+`` between them, as for Tesseract. Chinese and English are always read.

    Raises
    ------
    OptionError
        When neither Chinese nor English is asked for.
    """

    def __init__(self, language: str | None = None) -> None:
        if not _LANGUAGES.intersection((language or "").split("+")):
            raise OptionError(f"language is {language!r}: pagerec reads Chinese and English; give chi_sim or eng")

    @cached_property
    def reader(self) -> Reader:
        """The reader, made when first needed."""
        from pagerec.reading.reader import Reader

        return Reader()

    def get_text_from_image(self, image: Image) -> str:
        """Give the text of a picture, a line for each printed one."""
        return self.reader.read(image).text

    def get_layout_from_image(self, image: Image) -> TextRegions:
        """Give a region for each printed line, in reading order."""
        lines = self.reader.read(image).lines
        return _regions((line.box, line.text) for line in lines)

    def get_layout_elements_from_image(self, image: Image) -> LayoutElements:
        """Give elements with their types, in reading order.

        A paragraph is one, with its wrapped lines joined; so is an item of a
        list, and a whole table (a line for each row, tabs between cells).
        """
        blocks = [block for block in self.reader.read(image).blocks if block.lines]
        parts = [(block.kind, *part) for block in blocks for part in _parts(block)]
        regions = _regions((box, text) for _, box, text in parts)
        kinds = list(_TYPES)
        return LayoutElements(
            element_coords=regions.element_coords,
            texts=regions.texts,
            sources=regions.sources,
            element_class_ids=np.array([kinds.index(kind) for kind, _, _ in parts], dtype=np.int_),
            element_class_id_map=dict(enumerate(_TYPES.values())),
        )

    def is_text_sorted(self) -> bool:
        """Say that text comes in reading order."""
        return True


def _parts(block: Block) -> Iterator[tuple[Box, str]]:
    """The elements of a block: where they are, and their text."""
    if block.kind in _WHOLE:
        yield block.box, block.text
        return
    for part in block.parts or ():
        yield part.box, part.text


def _regions(found: Iterable[tuple[Box, str]]) -> TextRegions:
    return TextRegions.from_list([TextRegion.from_coords(*box, text=text) for box, text in found])
