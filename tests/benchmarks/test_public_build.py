"""A document made here becomes pictures with their text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.public import candidates, packages, raster
from benchmarks.public.build import SHARES, write_picture
from benchmarks.public.candidates import Candidate, check_page, paragraph, whole_page
from benchmarks.public.sampling import Source, Taken, generator, survey, take_turns
from benchmarks.public.textlayer import Box, Glyph, read_glyphs

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
LINES = (
    "清晨的码头上，几只渔船正在卸货。老周把缆绳绕了三圈，抬头看",
    "了看天色，说今天下午会有大风。能走就早点走，他对儿子说，别等",
    "潮水退了再后悔。小船很旧，船板上有许多细小的洞和刺痕，却是",
    "全村跑得最快的一条。他们在 1987 年买下它，花了 2,450 元，这",
    "在当时几乎是全部的积蓄。岸边的仓库已经改成了博物馆，里面陈",
    "列着各种工具：铁锚、木桨、罗盘、渔网、手写的航海日志。参观",
    "的人可以用手机扫描二维码，听一段由 Linux 服务器播放的录音；",
    "孩子们最喜欢的却是那只旧钟。管理员每天早上八点开门，傍晚六点",
)


def pdf(lines: Sequence[str] = LINES, mark: str = "") -> bytes:
    """A page of 12 point text; `mark` is "box", "hidden" or "turned"."""
    if not FONT.is_file():
        pytest.skip(f"{FONT} is not installed")
    pdfmetrics.registerFont(TTFont("Hei", str(FONT), subfontIndex=0))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(500, 300))
    text = canvas.beginText(60, 260)
    text.setFont("Hei", 12, 18)
    text.setTextRenderMode(3 if mark == "hidden" else 0)
    text.textLines(lines)
    canvas.drawText(text)
    if mark == "box":
        canvas.rect(150, 150, 40, 40, fill=1)
    if mark == "turned":
        canvas.setFont("Hei", 12)
        canvas.rotate(30)
        canvas.drawString(300, 0, "草稿")
    canvas.save()
    return file.getvalue()


def checked(data: bytes) -> candidates.Checked:
    page = check_page(pdfium.PdfDocument(data), 0)
    assert page is not None
    return page


def source(data: bytes, path: str = "a.pdf") -> Source:
    return Source("package", "1.0", path, data, "ReportLab", frozenset())


def test_a_whole_page_says_what_is_printed() -> None:
    whole = whole_page(checked(pdf()))
    assert whole is not None
    assert [line.replace(" ", "") for line in whole.lines] == [line.replace(" ", "") for line in LINES]
    assert whole.em == pytest.approx(12, abs=0.1)


def test_a_paragraph_is_some_lines_of_it() -> None:
    page = checked(pdf())
    part = paragraph(page, generator(1))
    assert part is not None
    assert candidates.MIN_LINES <= len(part.lines) <= candidates.MAX_LINES
    assert "\n".join(part.lines) in "\n".join(line.text for line in page.lines)
    assert part == paragraph(page, generator(1))


@pytest.mark.parametrize("mark", ["box", "hidden", "turned"])
def test_a_page_that_shows_something_else_is_not_taken(mark: str) -> None:
    assert whole_page(checked(pdf(mark=mark))) is None


def test_hidden_text_gives_no_paragraph() -> None:
    assert paragraph(checked(pdf(mark="hidden")), generator(1)) is None


def test_fonts_must_be_in_the_document() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(60, 260, "没有字体")
    canvas.save()
    glyphs = read_glyphs(pdfium.PdfDocument(file.getvalue())[0])
    assert {glyph.trouble for glyph in glyphs} == {"font not in the document"}


def test_pages_without_chinese_are_left() -> None:
    assert check_page(pdfium.PdfDocument(pdf(["Only Latin text"] * 10)), 0) is None


def test_ink_without_text_and_text_without_ink() -> None:
    gray = np.full((100, 200), 255, np.uint8)
    gray[20:40, 20:40] = 0
    gray[80, 10:190] = 0
    points = raster.POINTS / raster.CHECK_DPI
    box = Box(20 * points, 20 * points, 40 * points, 40 * points)
    glyph = Glyph("中", box, box, box.bottom, "Song")
    page = Box(0, 0, 200 * points, 100 * points)
    ink = raster.compare(gray, [glyph], em=10)
    assert ink.agrees(page, rules=True)
    assert not ink.agrees(page)
    away = replace(glyph, cell=Box(60, 20, 70, 30), ink=Box(60, 20, 70, 30))
    assert not raster.compare(gray, [glyph, away], em=10).agrees(page, rules=True)
    assert not raster.compare(gray, [], em=10).agrees(page, rules=True)


def test_a_shaded_part_is_not_plain() -> None:
    gray = np.full((100, 200), 255, np.uint8)
    gray[:45] = 225
    gray[60:, 100:] = 254
    ink = raster.compare(gray, [], em=10)
    points = raster.POINTS / raster.CHECK_DPI
    assert ink.is_plain(Box(0, 55 * points, 200 * points, 100 * points))
    assert not ink.is_plain(Box(0, 40 * points, 200 * points, 100 * points))


def test_pictures_are_written_with_their_text_and_are_the_same_again(tmp_path: Path) -> None:
    paragraphs, pages = survey(source(pdf()), seed=3)
    assert paragraphs == []
    assert len(pages) == 1
    for share in SHARES:
        first, second = (write_picture(share, pages[0], tmp_path / name, seed=3) for name in ("a-0", "b-0"))
        assert first == second
        suffix = ".jpg" if share.kind == "scan" else ".png"
        assert tmp_path.joinpath("a-0" + suffix).read_bytes() == tmp_path.joinpath("b-0" + suffix).read_bytes()
    assert tmp_path.joinpath("a-0.txt").read_text(encoding="utf-8").count("\n") == len(LINES)
    picture = cv2.imread(str(tmp_path / "a-0.png"), cv2.IMREAD_GRAYSCALE)
    assert picture.shape[0] > 500


def taken(path: str, *texts: str) -> Taken:
    return Taken(source(b"", path), Candidate(0, Box(0, 0, 1, 1), texts, (), 10.0))


def test_documents_take_turns_and_text_is_not_taken_twice() -> None:
    pools = [[taken("a", "一"), taken("a", "二")], [taken("b", "一"), taken("b", "三")], []]
    assert [one.candidate.lines for one in take_turns(pools, 9, set())] == [("一",), ("二",), ("三",)]
    assert [one.source.path for one in take_turns(pools, 2, {"一"})] == ["a", "b"]
    assert take_turns([], 3, set()) == []


def test_the_list_of_packages_is_sound() -> None:
    listed = packages.read_list()
    documents = [document.path for package in listed for document in package.documents]
    assert len(documents) == len(set(documents)) > 50
    assert all(path.endswith((".pdf", ".pdf.gz")) for path in documents)
    assert all(package.version for package in listed)
