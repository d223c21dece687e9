"""Lines with the most errors, drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("rapidfuzz")

from PIL import Image

from pagerec import OptionError
from pagerec.evaluation.causes import Case
from pagerec.evaluation.lattice import Cause
from pagerec.evaluation.run import Error, Result, _errors
from pagerec.evaluation.score import score
from pagerec.evaluation.worst import WorstLine, draw_line, keep_worst, worst_lines, write_worst
from tests.evaluation.made import PARTS, PATH, SPLIT, case, lattice


def judged(truth: str, path: list[tuple[int, int]]) -> tuple[Case, Result]:
    what = case(truth, *lattice(PARTS, SPLIT), path, None)
    read = "".join(char.text for char in what.read)
    return what, Result("page-1", "page", score(truth, read), 0, 0.0, tuple(_errors(what)))


def worst(truth: str, path: list[tuple[int, int]] = PATH) -> WorstLine:
    (line,) = worst_lines(*judged(truth, path))
    return line


def test_columns_hold_what_was_read_and_what_is_printed() -> None:
    line = worst("甲能匕乙")
    assert [(c.read, c.true, c.wrong) for c in line.columns] == [
        ("甲", "甲", False),
        ("厶", "能", True),
        ("匕", "匕", False),
        ("乙", "乙", False),
    ]
    assert [(c.left, c.right) for c in line.columns] == PARTS
    assert (line.read, line.true, line.picture, line.number) == ("甲厶匕乙", "甲能匕乙", "page-1", 0)


def test_printed_characters_that_were_not_read_stand_with_the_next() -> None:
    line = worst("甲的厶匕乙勺")
    assert [c.true for c in line.columns] == ["甲", "的厶", "匕", "乙勺"]
    assert [c.wrong for c in line.columns] == [False, True, False, True]


def test_where_nothing_is_printed() -> None:
    line = worst("甲厶乙")
    assert [(c.read, c.true, c.wrong) for c in line.columns][2] == ("匕", "", True)


def test_a_line_without_errors_is_left_out() -> None:
    assert list(worst_lines(*judged("甲厶匕乙", PATH))) == []


def test_the_most_errors_come_first() -> None:
    one, two = worst("甲能匕乙"), worst("的能匕乙")
    assert (len(one.errors), len(two.errors)) == (1, 2)
    assert keep_worst([one, two, one], 2) == [two, one]


def test_errors_are_red() -> None:
    line = worst("甲能匕乙")
    drawn = np.asarray(draw_line(line, None))
    height, width = line.line_image.level.shape
    assert drawn.shape == (3 * height + 3 * 34, 3 * width, 3)
    bars = drawn[3 * height + 4]
    middles = [3 * (left + right) // 2 for left, right in PARTS]
    assert [tuple(bars[x].tolist()) == (220, 0, 0) for x in middles] == [False, True, False, False]


def test_pictures_and_their_list(tmp_path: Path) -> None:
    line, lost = worst("甲能匕乙"), Error("能", "", Cause.LINES, "", -1, "甲[能]乙", 0)
    write_worst([line], [("page-2", lost)], tmp_path / "a" / "b")
    with Image.open(tmp_path / "a" / "b" / "001-page-1-line00.png") as drawn:
        assert drawn.width == 3 * line.line_image.level.shape[1]
    text = (tmp_path / "a" / "b" / "index.md").read_text(encoding="utf-8")
    assert "## 1. page-1, line 0: 1 errors" in text
    assert "printed  甲能匕乙\n    read     甲厶匕乙" in text
    assert "能→厶" in text
    assert "- page-2: 甲[能]乙" in text


def test_the_truth_has_a_name(tmp_path: Path) -> None:
    write_worst([worst("甲能匕乙")], [("page-2", Error("能", "", Cause.LINES, "", -1, "", 0))], tmp_path, "before")
    text = (tmp_path / "index.md").read_text(encoding="utf-8")
    assert "    before   甲能匕乙\n    read     甲厶匕乙" in text
    assert "# Before, but on no line" in text


def test_a_folder_that_cannot_be_written_is_an_option_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OptionError, match="can't be written"):
        write_worst([], [], tmp_path / "file")
