"""Lists of a Word document: each counts for itself, from the number that is printed."""

from __future__ import annotations

import re
from typing import Any

from pagerec.common.extras import need

__all__ = ["Numbering"]

_BULLETS, _NUMBERS = "List Bullet", "List Number"
"""Styles of items, by the names that Word knows in all languages."""


class Numbering:
    """Adds items to a Word document, whose lists would otherwise go on counting to its end.

    Parameters
    ----------
    word : docx.document.Document
    """

    def __init__(self, word: Any) -> None:
        self._word = word
        self._number: int | None = None
        self._list = 0

    def add_item(self, mark: str, text: str) -> None:
        """Add an item with its bullet or number.

        Parameters
        ----------
        mark, text : str
        """
        found = re.search(r"\d+", mark)
        paragraph = self._word.add_paragraph(text, _NUMBERS if found else _BULLETS)
        if found is None:
            return
        number = int(found[0])
        if self._number is None or number != self._number + 1:
            self._list = self._new_list(number)
        self._number = number
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = self._list

    def _new_list(self, start: int) -> int:
        """Begin a list like all of its style; give its number."""
        qn = need("docx.oxml.ns", "office").qn
        lists = self._word.part.numbering_part.element
        usual = self._word.styles[_NUMBERS].element.find(f".//{qn('w:numId')}").val
        made = lists.add_num(lists.num_having_numId(usual).abstractNumId.val)
        made.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(made.numId)
