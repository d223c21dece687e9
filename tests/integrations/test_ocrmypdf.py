"""The contract with OCRmyPDF: its command and its renderer, with pagerec as the engine."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pagerec import Block, Page, Reader
from tests.formats.made import line, made_page, pdftotext
from tests.pages import TEXT, padded, page_of

pytest.importorskip("ocrmypdf")

from ocrmypdf import OcrOptions
from ocrmypdf.exceptions import BadArgsError, InputFileError
from ocrmypdf.font import MultiFontManager
from ocrmypdf.fpdf_renderer import Fpdf2PdfRenderer

from pagerec.integrations import ocrmypdf as plugin
from pagerec.recognition.models_path import models_path

ROOT = Path(__file__).resolve().parents[2]
ENGINE = plugin.PagerecEngine()
OPTIONS = OcrOptions(input_file="in.pdf", output_file="out.pdf", languages=["chi_sim"])
DPI = 200


def pictures(count: int) -> list[bytes]:
    """Scans of different pages."""
    made = []
    for number in range(count):
        gray = padded(page_of(TEXT[number:] + TEXT[:number], em=32, han="song", latin="serif").gray, 80)
        out = io.BytesIO()
        Image.fromarray(gray).save(out, "PNG", dpi=(DPI, DPI))
        made.append(out.getvalue())
    return made


def turned(picture: bytes, degrees: int) -> bytes:
    """A scan turned clockwise."""
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).rotate(-degrees, expand=True).save(out, "PNG", dpi=(DPI, DPI))
    return out.getvalue()


def ocrmypdf(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does; it needs tesseract even where another engine reads."""
    if shutil.which("tesseract") is None:
        pytest.skip("OCRmyPDF does not start without tesseract (Debian: tesseract-ocr)")
    command = [sys.executable, "-m", "ocrmypdf", "--plugin", "pagerec.integrations.ocrmypdf", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=300)


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Page], str]:
    """Give what makes a page a PDF by OCRmyPDF's renderer, and gives the text in it."""
    path, fonts = tmp_path_factory.mktemp("rendered") / "page.pdf", MultiFontManager()

    def render(page: Page) -> str:
        Fpdf2PdfRenderer(plugin._page_element(page, DPI, 0), DPI, fonts).render(path)
        return pdftotext(path.read_bytes(), "-raw")

    return render


def test_five_scans_become_a_searchable_pdf_a(tmp_path: Path) -> None:
    """The third lies on its side, and is turned upright."""
    reader = Reader(threads=1)
    img2pdf, pikepdf = pytest.importorskip("img2pdf"), pytest.importorskip("pikepdf")
    pdfa = pytest.importorskip("pikepdf.pdfa")
    made = pictures(5)
    texts = [reader.read(picture).text for picture in made]
    made[2] = turned(made[2], 90)
    original, result, sidecar = tmp_path / "in.pdf", tmp_path / "out.pdf", tmp_path / "out.txt"
    original.write_bytes(img2pdf.convert(made))
    done = ocrmypdf("--jobs", "2", "--rotate-pages", "--sidecar", sidecar, "-l", "chi_sim+eng", original, result)
    assert done.returncode == 0, done.stderr

    # OCRmyPDF draws the pages anew, not always on the same pixels: spaces may differ, which are a matter of gaps.
    assert [_solid(text) for text in sidecar.read_text(encoding="utf-8").split("\f")] == [
        _solid(text) for text in texts
    ]
    found = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", result, "-"], capture_output=True, check=True, timeout=60
    ).stdout.decode()
    assert [_solid(page) for page in found.split("\f")[:5]] == [_solid(text) for text in texts]
    assert "老周把缆绳绕了三圈" in found
    report = pdfa.validate_written(result, "2b")
    assert report.passed, report.summary()
    with pikepdf.open(result) as opened:
        assert "pagerec" in str(opened.docinfo["/Creator"])
        assert [int(page.get("/Rotate", 0)) for page in opened.pages] == [0, 0, 270, 0, 0]


def _solid(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("renderer", ["sandwich", "auto"])
def test_renderers(renderer: str) -> None:
    options = OPTIONS.model_copy(update={"pdf_renderer": renderer})
    if renderer == "auto":
        plugin.check_options(options)
    else:
        with pytest.raises(BadArgsError, match="leave the option out"):
            plugin.check_options(options)


def test_other_engines_are_not_replaced() -> None:
    assert isinstance(plugin.get_ocr_engine(OPTIONS), plugin.PagerecEngine)
    for name in ("none", "tesseract"):
        options = OPTIONS.model_copy(update={"ocr_engine": name, "pdf_renderer": "sandwich"})
        assert plugin.get_ocr_engine(options) is None
        plugin.check_options(options)
    assert not [point for point in entry_points(group="ocrmypdf") if point.value.startswith("pagerec")]


def with_options(**given: object) -> OcrOptions:
    """Options as OCRmyPDF holds those that a plugin has declared."""
    return OPTIONS.model_copy(update={"extra_attrs": {f"pagerec_{name}": value for name, value in given.items()}})


def test_its_own_options_reach_it(tmp_path: Path) -> None:
    (picture,) = pictures(1)
    (tmp_path / "page.png").write_bytes(picture)
    options = with_options(alphabet="digits", model=str(models_path()))
    plugin.check_options(options)
    _, text = ENGINE.generate_ocr(tmp_path / "page.png", options)
    assert text.strip()
    assert not set(text) & set("老周把缆绳绕了三圈")
    assert ENGINE.generate_ocr(tmp_path / "page.png", with_options(min_confidence=1.0))[1].strip() == ""
    assert _solid(ENGINE.generate_ocr(tmp_path / "page.png", OPTIONS)[1]) == _solid(Reader().read(picture).text)


@pytest.mark.parametrize(
    "given", [{"model": "no-such-folder"}, {"alphabet": ""}, {"alphabet": "\ue000"}, {"min_confidence": 2.0}]
)
def test_its_own_options_are_checked_first(given: dict[str, object]) -> None:
    with pytest.raises(BadArgsError, match="--pagerec-"):
        plugin.check_options(with_options(**given))
    plugin.check_options(with_options(**given).model_copy(update={"ocr_engine": "none"}))


def test_the_command_takes_its_options(tmp_path: Path) -> None:
    img2pdf = pytest.importorskip("img2pdf")
    original, result, sidecar = tmp_path / "in.pdf", tmp_path / "out.pdf", tmp_path / "out.txt"
    original.write_bytes(img2pdf.convert(pictures(1)))
    options = ["--output-type", "pdf", "--sidecar", sidecar, "-l", "chi_tra"]
    done = ocrmypdf(*options, "--pagerec-min-confidence", "7", original, result)
    assert (done.returncode, result.exists()) == (1, False)
    assert "min_confidence" in done.stderr
    done = ocrmypdf(*options, "--pagerec-alphabet", "digits", original, result)
    assert done.returncode == 0, done.stderr
    assert not set(sidecar.read_text(encoding="utf-8")) & set("老周把缆绳绕了三圈")


# The tree


def test_the_renderer_writes_the_same_text(rendered: Callable[[Page], str]) -> None:
    page = made_page()
    assert rendered(page) == page.text


@pytest.mark.parametrize(
    "text",
    ["第一章 总则", "他说“能走就早点走”。", "用 Go 写，1,000 字", "见Python 3.13的文档（第 5 章）", "甲 乙 3 丙"],
)
def test_spaces_are_those_of_the_line(text: str, rendered: Callable[[Page], str]) -> None:
    assert rendered(Page((Block((line(text),)),), 400, 100)) == text


def test_chinese_is_placed_character_by_character() -> None:
    row = line("码头上，渔船。")
    words = plugin._line_element(row, 0.0).children
    assert [(word.text, word.bbox.left) for word in words] == [(char.text, char.box.left) for char in row.chars]


@pytest.mark.parametrize("skew", [-2.0, 1.5])
def test_the_baseline_follows_the_skew(skew: float) -> None:
    """A line of squares, turned: where the baseline is at both ends, seen from the squares themselves."""
    from tests.formats.test_pdf import _turned

    page = _turned(Page((Block((line("能刺和细洞能刺和细洞", size=40),)),), 600, 200), skew)
    (row,) = page.lines
    baseline = plugin._line_element(row, skew).baseline
    for char in (row.chars[0], row.chars[-1]):
        x = (char.box.left + char.box.right) / 2
        y = row.box.bottom + baseline.intercept + baseline.slope * (x - row.box.left)
        assert y == pytest.approx(char.box.bottom - 0.2 * char.box.height, abs=2)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_on_its_side(degrees: int, rendered: Callable[[Page], str], tmp_path: Path) -> None:
    (upright,) = pictures(1)
    (tmp_path / "page.png").write_bytes(turned(upright, degrees))
    found = ENGINE.get_orientation(tmp_path / "page.png", OPTIONS)
    assert found.angle == degrees
    assert found.confidence > 14
    assert _solid(rendered(Reader(threads=1).read(tmp_path / "page.png"))) == _solid(Reader().read(upright).text)


def test_a_picture_that_states_no_resolution(tmp_path: Path) -> None:
    Image.new("L", (60, 40), 255).save(tmp_path / "blank.png")
    element, text = ENGINE.generate_ocr(tmp_path / "blank.png", OPTIONS, page_number=3)
    assert (element.dpi, element.page_number, element.children, text) == (72.0, 3, [], "")
    assert (element.bbox.right, element.bbox.bottom) == (60, 40)


def test_a_damaged_picture(tmp_path: Path) -> None:
    (tmp_path / "page.png").write_bytes(b"nothing")
    with pytest.raises(InputFileError, match=r"page\.png"):
        ENGINE.generate_ocr(tmp_path / "page.png", OPTIONS)


def test_hocr(tmp_path: Path) -> None:
    (picture,) = pictures(1)
    (tmp_path / "page.png").write_bytes(picture)
    ENGINE.generate_hocr(tmp_path / "page.png", tmp_path / "page.hocr", tmp_path / "page.txt", OPTIONS)
    text = (tmp_path / "page.txt").read_text(encoding="utf-8")
    words = re.findall(r'class="ocrx_word"[^>]*>([^<]*)<', (tmp_path / "page.hocr").read_text(encoding="utf-8"))
    assert _solid("".join(words)) == _solid(text) != ""


def test_deskew_turns_the_page_level(tmp_path: Path) -> None:
    gray = padded(page_of(TEXT, em=28).gray, 120)
    turned = Image.fromarray(gray).rotate(-1.5, Image.Resampling.BICUBIC, fillcolor=255)
    turned.save(tmp_path / "turned.png")
    angle = ENGINE.get_deskew(tmp_path / "turned.png", OPTIONS)
    assert angle == pytest.approx(1.5, abs=0.1)
    level = turned.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    level.save(tmp_path / "level.png")
    assert abs(ENGINE.get_deskew(tmp_path / "level.png", OPTIONS)) < 0.15
    assert np.asarray(level).shape == gray.shape
