"""The examples: rendered again, read, and the notebooks run."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import pagerec
from pagerec.sources import Source
from pagerec.sources.images import load_image

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
#: Notebooks, each with the packages it needs.
NOTEBOOKS = {
    "read_a_paragraph": ("matplotlib",),
    "read_a_paper": ("img2pdf", "pikepdf", "pypdfium2", "rapidfuzz"),
    "train_a_small_model": ("tensorflow", "fontTools", "matplotlib"),
    "check_letters": ("matplotlib", "pandas", "rapidfuzz"),
    "search_scans": ("langchain_core", "pypdfium2"),
}

#: What `train_a_small_model` prints its cheque with.
NOTO = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")

#: Highest character error rate of each picture, white space left out.
HIGHEST_ERROR_RATE = {"paragraph": 0.03, "page": 0.03, "dark": 0.03, "scan": 0.06}
#: Largest mean difference, in gray levels, of a picture made by another version of the rasteriser.
SAME_PICTURE = 3.0


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXAMPLES)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load("render")


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
    for path in EXAMPLES.glob("*.ipynb"):
        assert path.stat().st_size < 900_000, path.name


# Notebooks


def test_every_notebook_and_picture_is_described() -> None:
    described = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    for name in NOTEBOOKS:
        assert f"[{name}]({name}.ipynb)" in described
    for path in (*EXAMPLES.glob("*.png"), *EXAMPLES.glob("*.pdf")):
        assert f"`{path.name}`" in described


SMALLER = {"train_a_small_model": {"--variants 10": "--variants 4", "--max-steps 300": "--max-steps 50"}}
"""What is done less often where a notebook is only run."""


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.slow if "tensorflow" in NOTEBOOKS[name] else ()) for name in NOTEBOOKS],
)
def test_notebooks_run(name: str, tmp_path: Path) -> None:
    for package in ("nbformat", "nbclient", "ipykernel", *NOTEBOOKS[name]):
        pytest.importorskip(package)
    if "tensorflow" in NOTEBOOKS[name] and not NOTO.is_file():
        pytest.skip(f"{NOTO} is missing")
    execute = load("execute")
    path = EXAMPLES / f"{name}.ipynb"
    text = path.read_text(encoding="utf-8")
    for much, less in SMALLER.get(name, {}).items():
        assert much in text
        text = text.replace(much, less)
    (tmp_path / path.name).write_text(text, encoding="utf-8")
    fresh = execute.execute(tmp_path / path.name)
    execute.clean(fresh)
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert [kinds(cell) for cell in fresh.cells] == [kinds(cell) for cell in kept["cells"]]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebooks_have_the_outputs_of_every_cell(name: str) -> None:
    cells = json.loads((EXAMPLES / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell["outputs"]]
    assert not [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"]
    shown = json.dumps(outputs)
    assert not [place for place in (str(ROOT), "/tmp/", "/home/", "/usr/") if place in shown.replace("image/", "")]


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.ipynb")), ids=lambda path: path.stem)
def test_stored_outputs_are_of_the_shipped_model(path: Path) -> None:
    kept = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("pagerec", {}).get("manifest")
    assert kept == load("execute").shipped(), f"run python examples/execute.py {path.name}"


def test_another_model_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    execute = load("execute")
    before, text = execute.shipped(), execute.MANIFEST.read_text(encoding="utf-8")
    monkeypatch.setattr(execute, "MANIFEST", tmp_path / "manifest.json")
    execute.MANIFEST.write_bytes(text.replace("\n", "\r\n").encode())
    assert execute.shipped() == before
    execute.MANIFEST.write_text(text.replace('"network.tflite": "', '"network.tflite": "0'), encoding="utf-8")
    assert execute.shipped() != before


def test_the_example_of_execute_runs(tmp_path: Path) -> None:
    """In a copy of the folder, beside this package and its model."""
    for package in ("nbformat", "nbclient", "ipykernel", *NOTEBOOKS["check_letters"]):
        pytest.importorskip(package)
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("0[1345].*"))
    for ending in ("jpg", "txt"):  # the one that is shown, and read soon
        shutil.copy(EXAMPLES / f"letters/02.{ending}", tmp_path / f"examples/letters/06.{ending}")
    for name in ("pagerec", "models"):
        (tmp_path / name).symlink_to(ROOT / name)
    lines = re.findall(r"^    python (examples/execute\.py.*?)(?: +#|$)", load("execute").__doc__ or "", re.MULTILINE)
    assert [line.split()[1:] for line in lines] == [[], ["check_letters.ipynb"]]
    path = tmp_path / "examples" / "check_letters.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    del notebook["metadata"]["pagerec"]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, *lines[1].split()], cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("check_letters.ipynb: ")
    assert json.loads(path.read_text(encoding="utf-8"))["metadata"]["pagerec"]


def kinds(cell: Any) -> list[str]:
    """What a cell gives: streams by their names, values without their formats, which depend on the size."""
    return [output.get("name", output["output_type"]) for output in cell.get("outputs", [])]
