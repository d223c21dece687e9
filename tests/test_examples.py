"""The examples: rendered again, read, and the notebook run."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

import pagerec

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
def script() -> ModuleType:
    return load_script()


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


def test_render_reproduces(script: ModuleType, tmp_path: Path) -> None:
    pytest.importorskip("reportlab")
    pytest.importorskip("pypdfium2")
    if missing := script.missing_packages():
        pytest.skip(f"fonts are missing: {', '.join(missing)}")
    for made in script.render(tmp_path):
        kept = EXAMPLES / made.name
        text = kept.with_suffix(".txt").read_text(encoding="utf-8")
        assert made.with_suffix(".txt").read_text(encoding="utf-8") == text
        with Image.open(made) as one, Image.open(kept) as two:
            assert one.size == two.size
            pixels = [np.asarray(picture.convert("RGB"), np.int16) for picture in (one, two)]
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
    for path in EXAMPLES.glob("*.png"):
        assert path.stat().st_size < 150_000, path.name
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
