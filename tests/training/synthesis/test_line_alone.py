"""Lines alone are drawn and read, and only those come that were cut into their characters."""

from __future__ import annotations

import pytest

from pagerec.errors import TrainingError
from pagerec.reading.reader import Reader
from pagerec.training.synthesis.line_alone import lines_alone
from tests.pages import face


def test_lines_in_a_face() -> None:
    lines = list(lines_alone(Reader(), [face("sans")], ["很多 words of English 在这里"], 8, seed=1))
    assert len(lines) >= 4
    for line in lines:
        assert len(line.truth) == len(line.read) == len(line.path)
        assert " " not in line.truth
    assert sum(line.is_nearly_right() for line in lines) >= len(lines) - 1


def test_without_faces() -> None:
    with pytest.raises(TrainingError, match="no Latin faces"):
        next(lines_alone(Reader(), [], ["text"], 1, seed=1))
