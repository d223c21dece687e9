"""The examples: rendered again, read, and the notebook run."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import pagerec
from pagerec.images import load_image
from pagerec.sources import Source

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
NOTEBOOK = EXAMPLES / "read_a_paragraph.ipynb"

#: Highest character error rate of each picture, white space left out.
HIGHEST_ERROR_RATE = {"paragraph": 0.03, "page": 0.03, "dark": 0.03, "scan": 0.06}
#: Largest mean difference, in gray levels, of a picture made by another version of the rasteriser.
SAME_PICTURE = 3.0


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("render", EXAMPLES / "render.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["render"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXAMPLES)
        yield load_script()


@pytest.fixture(scope="module")
def read() -> Callable[[Path], str]:
    reader = pagerec.Reader(threads=2)
    return lambda path: reader.read(path).text


def error_rate(text: str, truth: str) -> float:
    distance = pytest.importorskip("rapidfuzz.distance").Levenshtein.distance
    text, truth = "".join(text.split()), "".join(truth.split())
    return float(distance(text, truth)) / len(truth)


def test_every_picture_has_a_bound(script: ModuleType) -> None:
    assert {sheet.name for sheet in script.SHEETS} == set(HIGHEST_ERROR_RATE)


@pytest.mark.parametrize("name", HIGHEST_ERROR_RATE)
def test_read(name: str, read: Callable[[Path], str]) -> None:
    truth = (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8")
    text = read(EXAMPLES / f"{name}.png")
    assert error_rate(text, truth) <= HIGHEST_ERROR_RATE[name], text
    assert len(text.splitlines()) == len(truth.splitlines())


@pytest.mark.parametrize(("name", "highest"), [("01", 0.02), ("02", 0.04), ("03", 0.04), ("04", 0.15), ("05", 0.2)])
def test_letters_read_worse_where_they_are_worn(name: str, highest: float, read: Callable[[Path], str]) -> None:
    truth = (EXAMPLES / "letters" / f"{name}.txt").read_text(encoding="utf-8")
    assert error_rate(read(EXAMPLES / "letters" / f"{name}.jpg"), truth) <= highest


def test_paper_is_read_column_by_column() -> None:
    pytest.importorskip("pypdfium2")
    truth = (EXAMPLES / "paper.txt").read_text(encoding="utf-8")
    assert error_rate(pagerec.read_pdf(EXAMPLES / "paper.pdf").text, truth) <= 0.01


def test_columns_fill_one_after_the_other(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "width_of", lambda text, style: 10.0 * len(text))
    paragraphs = [(script.Style(indent=0, leading=10), "一二三四五六七八九十")]
    columns = script.flow(paragraphs, [(0.0, 35.0, 0.0), (60.0, 35.0, 0.0)], 20.0)
    assert [[row.text for row in column] for column in columns] == [["一二", "三四", "五六"], ["七八", "九十"]]
    assert {row.left for row in columns[1]} == {60.0}


def test_render_reproduces(script: ModuleType, tmp_path: Path) -> None:
    pytest.importorskip("reportlab")
    pytest.importorskip("pypdfium2")
    if missing := script.missing_packages():
        pytest.skip(f"fonts are missing: {', '.join(missing)}")
    for made in script.render(tmp_path):
        kept = EXAMPLES / made.relative_to(tmp_path)
        text = kept.with_suffix(".txt").read_text(encoding="utf-8")
        assert made.with_suffix(".txt").read_text(encoding="utf-8") == text
        for one, two in zip(Source(made).pictures(), Source(kept).pictures(), strict=True):
            pixels = [load_image(picture).gray.astype(np.int16) for picture in (one, two)]
            assert pixels[0].shape == pixels[1].shape
            assert np.abs(pixels[0] - pixels[1]).mean() <= SAME_PICTURE, made.name


def test_missing_fonts_are_named(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("reportlab")
    gone = script.FontFile(tmp_path / "none.ttf", "fonts-none")
    monkeypatch.setattr(script, "FONTS", {"song": gone})
    with pytest.raises(SystemExit, match="apt-get install fonts-none"):
        script.render(tmp_path)


def test_break_lines(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def width_of(text: str, style: object) -> float:
        return sum(5.0 if char.isascii() else 10.0 for char in text)

    monkeypatch.setattr(script, "width_of", width_of)
    style = script.Style(indent=0, size=10)
    assert script.break_lines("一二三四五。六", style, 50) == ["一二三四", "五。六"]
    assert script.break_lines("一二三四“五”", style, 50) == ["一二三四", "“五”"]
    assert script.break_lines("一二 word 三", style, 50) == ["一二 word", "三"]


def test_pictures_are_small() -> None:
    for path in (*EXAMPLES.rglob("*.png"), *EXAMPLES.rglob("*.jpg"), *EXAMPLES.glob("*.pdf")):
        assert path.stat().st_size < 200_000, path.name
    assert NOTEBOOK.stat().st_size < 1_500_000


@pytest.mark.slow
def test_notebook_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    pytest.importorskip("matplotlib")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    where = {"metadata": {"path": str(EXAMPLES)}}
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where).execute()


def test_notebook_has_outputs_of_every_cell() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell["outputs"]]
    assert not [output for output in outputs if output["output_type"] == "error"]
    assert str(ROOT) not in json.dumps(outputs)
