"""How much of a picture is read at once."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec.errors import ImageTooLargeError
from pagerec.reading.bounds import PARAMS, parts
from pagerec.segmentation import TextLine

text_lines = st.builds(
    lambda left, length, em: TextLine(left, left + length * em, 0.0, em, 0.0, em),
    st.floats(0, 1000),
    st.floats(0, 3000),
    st.floats(2, 100),
)


def ems(part: list[TextLine]) -> float:
    return sum((text_line.right - text_line.left) / text_line.em + 1 for text_line in part)


@given(st.lists(text_lines, max_size=30))
def test_every_line_is_in_one_part_and_parts_are_small(lines: list[TextLine]) -> None:
    if ems(lines) > PARAMS.most:
        with pytest.raises(ImageTooLargeError, match=r"limit of 30,000"):
            list(parts(lines))
        return
    found = [list(part) for part in parts(lines)]
    assert [line for part in found for line in part] == lines
    assert all(part for part in found)
    assert all(len(part) == 1 or ems(part) <= PARAMS.at_once * (1 + 1e-9) for part in found)
    # No part could have taken the first line of the next one.
    assert all(ems([*one, two[0]]) > PARAMS.at_once * (1 - 1e-9) for one, two in pairwise(found))
