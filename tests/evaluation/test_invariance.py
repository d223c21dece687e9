"""How much of the text changes with the picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("rapidfuzz")

from pagerec import OptionError
from pagerec.evaluation.changes import CHANGES, Changed, Original, Picture
from pagerec.evaluation.invariance import (
    Invariance,
    Trial,
    change_picture,
    keep_worst_trials,
    show,
    to_json,
    write_trials,
)
from pagerec.page import Block, Box, Char, Line, Page
from pagerec.reading.reader import Reader
from pagerec.reading.reading import Reading
from pagerec.structure.inserted import NOWHERE
from tests.evaluation.made import case, lattice
from tests.pages import TEXT, page_of

NAMES = "甲乙能的厶匕白勺"


def reading_of(text: str, size: tuple[int, int] = (240, 40), left: int = 0) -> Reading:
    """One line with these characters, each an atom."""
    extents = [(2 + 26 * k, 25 + 26 * k) for k in range(len(text))]
    runs = [(k, k) for k in range(1, len(text) + 1)]
    found = case(text, *lattice(extents, dict(zip(runs, text, strict=True))), runs, None).reading
    chars = tuple(Char(char, Box(left + a, 4, left + b, 28), 0.9) for char, (a, b) in zip(text, extents, strict=True))
    page = Page((Block((Line(chars),)),), *size)
    return replace(found, page=page, origins=tuple((0, k) for k in range(len(text))))


class Fake:
    """Reads a picture as its width says."""

    max_pixels = max_bytes = 1_000_000

    def __init__(self, by_width: dict[int, Reading]) -> None:
        self.by_width = by_width

    def read_stages(self, image: Any) -> Reading:
        return self.by_width[image.shape[1]]

    def read(self, image: Any) -> Page:
        return self.read_stages(image).page


def wide(width: int, *places: Box, line: int | None = None) -> Any:
    """A change that makes a picture so wide."""

    def change(original: Original) -> Any:
        yield Changed(np.zeros((40, width, 3), np.uint8), places, line)

    return change


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Image.new("L", (240, 40), 255).save(tmp_path / "page-7.png")
    return tmp_path / "page-7.png"


def trials(path: Path, readings: dict[int, Reading], **changes: Any) -> list[Trial]:
    reader = Fake({240: reading_of(NAMES), **readings})
    return list(change_picture(cast(Any, reader), path, {k.replace("_", "-"): c for k, c in changes.items()}))


def test_what_was_read_before_is_the_truth(path: Path) -> None:
    read = {300: reading_of(NAMES), 400: reading_of(NAMES.replace("能", "."))}
    same, other = trials(path, read, much_the_same=wide(300), other=wide(400))
    assert (same.result.name, same.result.kind, same.result.score.edits) == ("page-7-much-the-same", "much-the-same", 0)
    assert (other.result.kind, other.result.score.edits, other.result.score.length) == ("other", 1, 8)
    assert [(error.true, error.read) for error in other.result.errors] == [("能", ".")]
    assert other.picture.shape == (40, 400, 3)


def test_only_what_is_in_the_place_counts(path: Path) -> None:
    one, two = trials(
        path, {500: reading_of(NAMES, (500, 40), left=20)}, both=wide(500, Box(0, 0, 250, 40), Box(90, 0, 500, 40))
    )
    assert (one.result.name, one.result.score.edits) == ("page-7-both-1", 0)
    assert (two.result.name, two.result.score.edits) == ("page-7-both-2", 3)


def test_what_is_found_by_its_geometry_counts_too(path: Path) -> None:
    reading = reading_of(NAMES)
    dots = Char("…", Box(220, 4, 236, 28), 1.0)
    (line,) = reading.page.lines
    page = replace(reading.page, blocks=(Block((Line((*line.chars, dots)),)),))
    reading = replace(reading, page=page, origins=(*reading.origins, (NOWHERE, 0)))
    found = trials(path, {240: reading, 300: reading, 400: reading_of(NAMES)}, same=wide(300), without=wide(400))
    assert [trial.result.score.edits for trial in found] == [0, 3]  # an ellipsis is three full stops


def test_a_line_is_compared_with_its_own_text(path: Path) -> None:
    (one,) = trials(path, {100: reading_of(NAMES)}, alone=wide(100, line=0))
    assert (one.result.name, one.result.score.edits, one.result.score.length) == ("page-7-alone-00", 0, 8)
    (none,) = trials(path, {100: reading_of(NAMES)}, alone=wide(100, line=1))
    assert (none.result.score.edits, none.result.score.length) == (8, 0)


def found(path: Path) -> Invariance:
    read = {300: reading_of(NAMES), 400: reading_of(NAMES.replace("能", ".")), 500: reading_of(NAMES[:4])}
    made = trials(path, read, same=wide(300), some=wide(400), many=wide(500))
    return Invariance(tuple(trial.result for trial in made), ("headline",))


def test_shares(path: Path) -> None:
    share = found(path)
    assert share.kinds == {"same": 0.0, "some": 12.5, "many": 50.0}
    assert share.worst == ("many", 50.0)
    assert share.changed == pytest.approx(100 * 5 / 24)


def test_shown_as_text(path: Path) -> None:
    text = show(found(path))
    rows = [row.split() for row in text.splitlines()]
    assert rows[0] == ["change", "readings", "chars", "changed", "%", "order", "%", "same", "%"]
    assert ["many", "1", "8", "50.00", "0.00", "0.0"] in rows
    assert ["all", "3", "24", "20.83", "0.00", "33.3"] in rows
    assert "worst: many, 50.00 %" in text
    assert "headline" in text
    assert "errors by cause" in text
    assert "not tried" not in show(replace(found(path), untried=()))


def test_as_plain_values(path: Path) -> None:
    data = to_json(found(path))
    assert data["worst"] == {"kind": "many", "cer": 50.0}
    assert data["untried"] == ["headline"]
    assert data["kinds"]["some"]["cer"] == 12.5
    assert [picture["name"] for picture in data["pictures"]] == ["page-7-same", "page-7-some", "page-7-many"]


def test_the_worst_are_drawn(path: Path, tmp_path: Path) -> None:
    read = {300: reading_of(NAMES, (300, 40)), 400: reading_of(NAMES.replace("能", "."), (400, 40))}
    read[500] = reading_of(NAMES[:4], (500, 40))
    made = trials(path, read, same=wide(300), some=wide(400), many=wide(500))
    worst = keep_worst_trials(made, 5)
    assert [trial.result.kind for trial in worst] == ["many", "some"]
    assert keep_worst_trials(made, 1) == worst[:1]
    write_trials(worst, tmp_path / "out")
    drawn = sorted(tmp_path.glob("out/*.png"))
    assert [file.name for file in drawn] == ["changed-001-page-7-many.png", "changed-002-page-7-some.png"]
    with Image.open(drawn[0]) as image:
        assert image.size == (500, 40)
    with pytest.raises(OptionError, match="can't be written"):
        write_trials(worst, path)


def gray_page() -> Picture:
    return page_of(TEXT[:3], 28).gray


def test_a_paragraph_stays_the_same(tmp_path: Path) -> None:
    Image.fromarray(gray_page()).save(tmp_path / "paragraph.png")
    changes = {kind: CHANGES[kind] for kind in ("framed", "inverted", "scaled-150")}
    made = list(change_picture(Reader(threads=1), tmp_path / "paragraph.png", changes))
    assert [trial.result.kind for trial in made] == list(changes)
    assert all(trial.result.score.length > 120 for trial in made)
    assert max(Invariance(tuple(trial.result for trial in made)).kinds.values()) <= 2.0
