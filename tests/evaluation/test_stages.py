"""Characters of the page lead to their cells."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("rapidfuzz")

from pagerec.evaluation.stages import ReadChar, read_chars
from pagerec.page import Block, Box, Char, Line, Page
from tests.evaluation.made import PARTS, PATH, SPLIT, case, cell_of, lattice


def test_each_character_has_its_cell_in_the_pages_order() -> None:
    cells, scores = lattice(PARTS, SPLIT)
    reading = case("甲厶匕乙", cells, scores, PATH, None).reading
    chars = [Char(text, Box(k, 0, k + 1, 1), 0.9) for k, text in enumerate("乙甲厶")]
    page = Page((Block((Line((chars[0],)), Line((chars[1], chars[2])))),), 9, 9)
    found = read_chars(replace(reading, page=page, origins=((0, 3), (0, 0), (0, 1))))
    assert found == [
        ReadChar("乙", 0, cell_of(cells, (4, 4)), 3, Box(0, 0, 1, 1), 0.9),
        ReadChar("甲", 0, cell_of(cells, (1, 1)), 0, Box(1, 0, 2, 1), 0.9),
        ReadChar("厶", 0, cell_of(cells, (2, 2)), 1, Box(2, 0, 3, 1), 0.9),
    ]
    with pytest.raises(ValueError, match="zip"):
        read_chars(replace(reading, page=page, origins=((0, 3),)))
