"""PDF documents as training pages of the text map."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest

from pagerec.training.textmap import documents
from pagerec.training.textmap.documents import Document, build, crop, is_chinese, unpack, vary
from pagerec.training.textmap.documents_page import make_page, read_layer
from pagerec.training.textmap.documents_rows import find_rows
from pagerec.training.textmap.documents_text import Char
from pagerec.training.textmap.samples import TrueLine, TruePage, find_pages, level_line, load_page

FILLER = "BT /F1 10 Tf 20 20 Td (Some words in the last line of the page) Tj ET\n"


def pdf(content: str, more: str = "", box: tuple[int, int, int, int] = (0, 0, 300, 200)) -> bytes:
    """A document of one page with a content stream; F1 is Helvetica."""
    head = f"/MediaBox [{' '.join(map(str, box))}] {more}"
    return (
        "%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        "2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
        f"3 0 obj <</Type /Page /Parent 2 0 R {head} /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>> endobj\n"
        f"4 0 obj <</Length {len(content)}>> stream\n{content}\nendstream endobj\n"
        "5 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj\n"
        "trailer <</Root 1 0 R>>\n%%EOF"
    ).encode("latin-1")


def text(words: str, x: float, y: float, size: float = 20) -> str:
    """Operators that print words."""
    return f"BT /F1 {size} Tf {x} {y} Td ({words}) Tj ET\n"


def made(content: str, more: str = "", dpi: float = 72) -> TruePage:
    """The page that a content stream and some more text make."""
    with pdfium.PdfDocument(pdf(content + FILLER, more)) as document:
        page = document[0]
        layer = read_layer(page)
        assert layer is not None
        result = make_page(page, layer, dpi)
    assert result is not None
    return result


def others(page: TruePage) -> list[TrueLine]:
    """Lines but the one that every page has."""
    return [line for line in page.lines if abs(line.em / page.image.shape[0] * 200 - 10) > 0.2]


def overlaps(page: TruePage, x: float, y: float) -> bool:
    """Whether a point is in an ignored box."""
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in page.ignored)


@pytest.mark.parametrize("dpi", [72, 144])
def test_line_is_the_em_box_about_its_baseline(dpi: float) -> None:
    (line,) = others(made(text("Hello world", 50, 100), dpi=dpi))
    scale = dpi / 72
    assert line.em == pytest.approx(20 * scale, rel=0.02)
    left, top = line.corners[0] / scale
    right, bottom = line.corners[2] / scale
    assert (top, bottom) == pytest.approx((100 - 17.6, 100 + 2.4), abs=0.3)
    assert left == pytest.approx(51.5, abs=1.5)
    assert right == pytest.approx(50 + 98, abs=3)


def test_turned_text_runs_as_it_is_read() -> None:
    (line,) = others(made("BT /F1 20 Tf 0 1 -1 0 100 60 Tm (Upwards) Tj ET\n"))
    start, end = line.corners[0], line.corners[1]
    assert end[1] < start[1] - 60
    assert end[0] == pytest.approx(start[0]) == pytest.approx(100 - 17.6, abs=0.3)


def test_slanting_text_is_a_line() -> None:
    (line,) = others(made("BT /F1 20 Tf 0.94 0.342 -0.342 0.94 60 60 Tm (Slanting words) Tj ET\n"))
    run = line.corners[1] - line.corners[0]
    assert np.degrees(np.arctan2(-run[1], run[0])) == pytest.approx(20, abs=1)
    assert np.hypot(*run) == pytest.approx(135, abs=12)


def test_turned_page() -> None:
    with pdfium.PdfDocument(pdf(text("Hello world", 50, 100) + FILLER, "/Rotate 90")) as document:
        layer = read_layer(document[0])
        assert layer is not None
        page = make_page(document[0], layer, 72)
    assert page is not None
    assert page.image.shape[:2] == (300, 200)
    line = next(line for line in page.lines if line.em > 15)
    assert line.corners[1][1] > line.corners[0][1] + 80
    assert line.corners[0][0] == pytest.approx(100 + 17.6, abs=0.5)


def test_wide_gap_parts_lines_and_narrow_one_does_not() -> None:
    words = text("One", 20, 150) + text("two", 80, 150) + text("three", 150, 150)
    lines = sorted(others(made(words)), key=lambda line: line.corners[0][0])
    assert len(lines) == 2
    assert lines[0].corners[1][0] < 120 < lines[1].corners[0][0]


def test_step_of_size_parts_lines() -> None:
    assert len(others(made(text("Large ", 20, 150, 24) + text("small", 105, 150, 16)))) == 2


def test_index_stays_with_its_line() -> None:
    (line,) = others(made(text("Note", 20, 150) + text("12", 64, 157, 12) + text("more", 84, 150)))
    assert line.em == pytest.approx(20, rel=0.02)
    assert line.corners[1][0] > 120


def test_rule_parts_lines() -> None:
    assert len(others(made(text("One", 20, 150) + text("two", 70, 150)))) == 1
    assert len(others(made(text("One", 20, 150) + text("two", 70, 150) + "64 130 1 50 re f\n"))) == 2


@pytest.mark.parametrize(
    "hidden",
    [
        "BT 3 Tr /F1 20 Tf 20 150 Td (Invisible) Tj 0 Tr ET\n",
        "1 g " + text("White", 20, 150) + "0 g\n",
        text("Covered", 20, 150) + "0.5 g 0 130 250 60 re f 0 g\n",
        text("Outside", 400, 150),
    ],
)
def test_what_cannot_be_seen_is_no_line(hidden: str) -> None:
    page = made(text("Seen well by everybody", 20, 100) + text("And some more of it to read", 20, 60) + hidden)
    assert len(page.lines) == 3


def test_page_without_the_ink_of_its_text_is_left_out() -> None:
    with pdfium.PdfDocument(pdf("1 g " + text("All of it is white", 20, 100))) as document:
        layer = read_layer(document[0])
        assert layer is not None
        assert make_page(document[0], layer, 100) is None


def test_page_of_drawn_letters_is_left_out() -> None:
    shapes = "".join(
        f"{x} {y} m {x + 3} {y + 7} l {x + 6} {y} l S\n" for x in range(10, 290, 9) for y in range(40, 190, 14)
    )
    with pdfium.PdfDocument(pdf(FILLER + shapes)) as document:
        layer = read_layer(document[0])
        assert layer is not None
        assert make_page(document[0], layer, 144) is None


def test_drawn_word_is_ignored() -> None:
    word = "".join(f"{x} 150 m {x + 3} 157 l {x + 6} 150 l S\n" for x in range(100, 150, 9))
    page = made(text("Printed", 20, 100) + word, dpi=144)
    assert overlaps(page, 2 * 120, 2 * (200 - 153))
    assert not overlaps(page, 2 * 200, 2 * (200 - 153))


def test_fraction_is_ignored() -> None:
    page = made(text("y =", 20, 150) + text("a", 62, 163) + text("b", 62, 138) + text("A sentence below", 20, 80))
    (line,) = others(page)
    assert line.corners[0][1] > 90
    assert overlaps(page, 67, 200 - 166)


def test_letters_of_a_bent_line_are_ignored() -> None:
    letters = ""
    for number, angle in enumerate(np.radians([70, 50, 30, 15, -15, -30, -50, -70])):
        cosine, sine = np.cos(angle), np.sin(angle)
        x, y = 150 - 80 * sine, 80 + 80 * cosine
        letters += f"BT /F1 14 Tf {cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f} {x:.2f} {y:.2f} Tm (a) Tj ET\n"
        assert number < 8
    page = made(letters, dpi=144)
    assert not others(page)
    assert len(page.ignored) >= 8


def test_marks_without_letters_are_ignored() -> None:
    page = made(text("--", 20, 100) + text("An item", 60, 100))
    (line,) = others(page)
    assert line.corners[0][0] > 50
    assert overlaps(page, 25, 200 - 106)


def wide(character: str, x: float, y: float) -> Char:
    return Char(character, x, y, 1.0, 0.0, 20.0, (x + 1, y - 17, x + 19, y + 1))


def test_upright_characters_below_each_other_are_a_vertical_line() -> None:
    (row,) = find_rows([wide(char, 100, 50 + 20 * number) for number, char in enumerate("縦書きの行")])
    assert row.is_vertical
    assert row.corners.tolist() == [[120, 32.4], [120, 132.4], [100, 132.4], [100, 32.4]]


def test_level_han_characters_are_a_level_line() -> None:
    (row,) = find_rows([wide(char, 100 + 20 * number, 50) for number, char in enumerate("横書きの行")])
    assert not row.is_vertical
    assert row.corners.tolist() == [[100, 32.4], [200, 32.4], [200, 52.4], [100, 52.4]]


def test_type_whose_size_says_nothing_is_measured_by_its_letters() -> None:
    page = made("BT /F1 1 Tf 20 0 0 20 20 150 Tm (Scaled by its matrix) Tj ET\n")
    assert others(page)[0].em == pytest.approx(20, rel=0.02)


def test_chinese_is_told_from_japanese_and_korean() -> None:
    assert is_chinese("这是一份中文文档的第一页")
    assert not is_chinese("これは日本語の文書である。漢字が多い。")
    assert not is_chinese("한국어 문서 漢字 文書 第一")
    assert not is_chinese("A manual that quotes 中文")


def test_crop_cuts_lines_and_ignores_halves() -> None:
    page = TruePage(
        np.full((100, 200, 3), 255, np.uint8),
        (level_line(10, 190, 30, 20), level_line(10, 190, 60, 20)),
        np.array([[150.0, 80, 190, 95]]),
    )
    part = crop(page, (50, 38, 150, 100))
    assert part.image.shape == (62, 100, 3)
    (line,) = part.lines
    assert line.corners[0].tolist() == [0, 60 - 17.6 - 38]
    assert line.corners[1][0] == 100
    assert not len(part.ignored)
    boxes = crop(page, (50, 20, 200, 100)).ignored
    assert np.round(boxes, 1).tolist() == [[100, 60, 140, 75], [0, 0, 140, 12.4]]


def test_vary_keeps_lines_on_their_ink() -> None:
    page = made(
        text("Hello world", 20, 150) + "".join(text(f"Line {k} of the page", 20, 120 - 20 * k) for k in range(4))
    )
    for seed in range(12):
        varied = vary(page, np.random.default_rng(seed))
        assert varied.image.dtype == np.uint8
        for line in varied.lines:
            low, high = line.corners.min(axis=0), line.corners.max(axis=0)
            assert (low >= -1).all()
            assert (high <= np.array(varied.image.shape[1::-1]) + 1).all()
            part = varied.image[max(0, int(low[1])) : int(high[1]), int(low[0]) : int(high[0])]
            assert np.ptp(part.astype(int)) > 60


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A folder of downloads with one package, unpacked."""
    lines = "".join(text(f"Line {number} of this document", 20, 180 - 20 * number, 12) for number in range(9))
    for bundle in ("alpha", "beta", "gamma", "delta", "chinese-doc"):
        folder = tmp_path / "store" / "texlive-some" / "usr/share/doc/texlive-doc/latex" / bundle
        folder.mkdir(parents=True)
        (folder / f"{bundle}.pdf").write_bytes(pdf(lines))
        (folder / f"{bundle}-broken.pdf").write_bytes(b"no document")
    (tmp_path / "store" / "texlive-some" / "complete").touch()
    return tmp_path / "store"


def test_build_writes_pages_and_leaves_damaged_documents_out(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_PLAIN", 1.0)
    found = unpack(["texlive-some"], store)
    assert {document.bundle for document in found} == {"alpha", "beta", "gamma", "delta"}
    assert build(found, tmp_path / "out", 2, 7) == 2
    pages = [load_page(path) for path in find_pages(tmp_path / "out")]
    assert len(pages) == 2
    assert all(len(page.lines) >= 5 for page in pages)
    first = list(find_pages(tmp_path / "out"))
    assert build(found, tmp_path / "out", 2, 7) == 2
    monkeypatch.setattr(documents, "_TURNS", 1)
    first[0].unlink()
    assert build(found, tmp_path / "out", 9, 7) == 3
    assert not first[0].exists(), "what was tried is not tried again"


def test_bundles_are_held_out_whole() -> None:
    bundles = [f"bundle-{number}" for number in range(400)]
    held = {name for name in bundles if Document(Path("a.pdf"), name).is_held_out}
    assert 20 < len(held) < 65
    assert {Document(Path("b.pdf.gz"), name).is_held_out for name in held} == {True}
