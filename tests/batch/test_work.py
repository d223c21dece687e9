"""What is asked of the processes that read, and what they answer."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pagerec import ModelError, OptionError, Page
from pagerec.batch.work import Outcome, ReadOptions, Task, encode, read
from pagerec.common.inputs import ImageInput
from pagerec.sources import PdfOptions
from pagerec.sources.images import load_image


class Reader:
    """Reads a picture as its size; fails for some widths."""

    def __init__(self, **errors: Exception) -> None:
        self.errors = {int(width[1:]): error for width, error in errors.items()}
        self.alphabets: list[str | None] = []

    def read(self, image: ImageInput, *, alphabet: str | None = None) -> Page:
        self.alphabets.append(alphabet)
        raster = load_image(image)
        if raster.width in self.errors:
            raise self.errors[raster.width]
        return Page((), raster.width, raster.height)


def save(path: Path, *widths: int) -> Path:
    first, *others = [Image.new("L", (width, 8), 255) for width in widths]
    out = io.BytesIO()
    first.save(out, "TIFF", save_all=True, append_images=others)
    path.write_bytes(out.getvalue())
    return path


def answers(path: Path, first: int = 1, last: int = 8, reader: Any = None, **more: Any) -> list[Outcome | int]:
    task = Task("in/a.tif", str(path), first, last, more.pop("pages", None))
    return list(read(task, reader or Reader(), ReadOptions(**more)))


def test_the_number_of_pages_comes_first(tmp_path: Path) -> None:
    count, *outcomes = answers(save(tmp_path / "a.tif", 11, 12, 13), 2, 3)
    assert count == 3
    assert [(one.name, one.page, one.pages, one.error) for one in outcomes if isinstance(one, Outcome)] == [
        ("in/a.tif", 2, 3, ""),
        ("in/a.tif", 3, 3, ""),
    ]
    assert isinstance(outcomes[0], Outcome)
    value = json.loads(outcomes[0].line)
    assert (value["file"], value["page"], value["pages"], value["confidence"]) == ("in/a.tif", 2, 3, 1.0)
    assert Page.from_dict(value) == Page((), 12, 8)


def test_pages_that_were_counted_are_not_counted_again(tmp_path: Path) -> None:
    outcomes = answers(save(tmp_path / "a.tif", 11, 12), pages=2)
    assert [one.page for one in outcomes if isinstance(one, Outcome)] == [1, 2]
    assert len(outcomes) == 2


def test_counting_alone_reads_nothing(tmp_path: Path) -> None:
    task = Task("a", str(save(tmp_path / "a.tif", 11, 12)), 1, 0)
    assert list(read(task, None, ReadOptions())) == [2]


def test_a_page_that_fails_does_not_end_the_file(tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", 11, 12, 13)
    _, *outcomes = answers(path, reader=Reader(w12=ValueError("no")))
    assert [bool(one.error) for one in outcomes if isinstance(one, Outcome)] == [False, True, False]
    assert outcomes[1].error == "ValueError: no (a fault of pagerec: please report it with the file)"  # type: ignore[union-attr]


@pytest.mark.parametrize("error", [OptionError("no such option"), ModelError("no model")])
def test_what_is_wrong_with_all_files_is_raised(tmp_path: Path, error: Exception) -> None:
    with pytest.raises(type(error), match=str(error)):
        answers(save(tmp_path / "a.tif", 11), reader=Reader(w11=error))


def test_a_file_that_can_not_be_opened_is_one_outcome(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(b"%PDF-1.7 and nothing more")
    pytest.importorskip("pypdfium2")
    (outcome,) = answers(tmp_path / "a.tif")
    assert isinstance(outcome, Outcome)
    assert (outcome.page, outcome.pages) == (0, 0)
    assert outcome.error.startswith("the PDF is damaged"), "without the path, which may be that of a copy"


def test_pages_that_are_gone_while_they_are_read(tmp_path: Path) -> None:
    outcomes = answers(save(tmp_path / "a.tif", 11, 12), pages=3)
    assert [one.page for one in outcomes if isinstance(one, Outcome)] == [1, 2, 3]
    assert all("there is no page 3: in/a.tif has 2 pages" in one.error for one in outcomes if isinstance(one, Outcome))


def test_options_reach_the_reader(tmp_path: Path) -> None:
    reader = Reader()
    answers(save(tmp_path / "a.tif", 11, 12), reader=reader, alphabet="能")
    assert reader.alphabets == ["能"] * 2


@pytest.mark.parametrize("change", [{"alphabet": ""}, {"pdf": None}, {"max_bytes": 0}, {"model": 3}])
def test_options_that_are_none(change: dict[str, Any]) -> None:
    with pytest.raises(OptionError):
        ReadOptions(**change)
    assert ReadOptions(model=Path("m")).model == "m"  # type: ignore[arg-type]
    assert ReadOptions().pdf == PdfOptions()


def test_a_line_of_json() -> None:
    assert encode({"a": "能\n"}) == '{"a": "能\\n"}\n'.encode()
    assert json.loads(encode({"file": "洞\udcff"}))["file"] == "洞\udcff"
    assert encode("\udcff").count(b"\n") == 1
