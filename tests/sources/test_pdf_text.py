"""The text of a PDF page: turned pages in their order, values of form fields."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from pagerec import Page, read_pdf
from pagerec.sources import PdfOptions, Source
from pagerec.sources import pdf_text as module
from pagerec.sources.images import load_image
from tests.sources.made import WidthReader

pytest.importorskip("pypdfium2")
pytest.importorskip("reportlab")

ROWS = ["第一行写的是开头", "第二行接着往下写", "第三行 has English", "第四行到此结束了", "Fifth row 12.5%"]
SIDE = 400.0


def canvas() -> tuple[Any, io.BytesIO]:
    """A page to write on, and where it goes."""
    from reportlab.pdfbase import pdfmetrics, ttfonts
    from reportlab.pdfgen.canvas import Canvas

    path = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
    if not path.exists():
        pytest.skip(f"needs {path} (Debian: fonts-wqy-microhei)")
    pdfmetrics.registerFont(ttfonts.TTFont("hei", str(path)))
    out = io.BytesIO()
    return Canvas(out, pagesize=(SIDE, SIDE)), out


def write(page: Any, turn: int, *, is_by_glyph: bool = False, top: float = 40, rows: list[str] = ROWS) -> None:
    """Write rows that are turned counterclockwise by so many degrees on the page."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    page.saveState()
    page.translate(SIDE / 2, SIDE / 2)
    page.rotate(turn)
    page.translate(-SIDE / 2, -SIDE / 2)
    page.setFont("hei", 12)
    for number, row in enumerate(rows):
        x, y = 40.0, SIDE - top - 20 * number
        for part in row if is_by_glyph else [row]:
            page.drawString(x, y, part)
            x += stringWidth(part, "hei", 12)
    page.restoreState()


def saved(page: Any, out: io.BytesIO) -> bytes:
    page.showPage()
    page.save()
    return out.getvalue()


def read(content: bytes, text_layer: Any = "auto") -> Page:
    reader = WidthReader()
    page = read_pdf(content, text_layer=text_layer, reader=reader).pages[0]
    assert not reader.seen, "the layer is to be taken"
    return page


@pytest.mark.parametrize("is_by_glyph", [False, True])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_turned_text_keeps_its_order(rotate: int, turn: int, is_by_glyph: bool) -> None:
    page, out = canvas()
    page.setPageRotation(rotate)
    write(page, turn, is_by_glyph=is_by_glyph)
    content = saved(page, out)
    found = read(content)
    assert found.text == "\n".join(ROWS)
    assert len(found.blocks) == 1
    assert found.rotation == (rotate - turn) % 360
    assert {line.direction for line in found.lines} == {found.rotation}
    gray = load_image(next(Source(content, pdf=PdfOptions()).pictures())).gray
    for char in found.chars:
        box = char.box
        assert gray[box.top : box.bottom + 1, box.left : box.right + 1].min() < 100, char


def test_text_of_two_directions_on_a_page() -> None:
    page, out = canvas()
    write(page, 270, top=300, rows=["旁边一行", "又是一行"])
    write(page, 0)
    found = read(saved(page, out))
    assert found.text == "\n".join([*ROWS, "旁边一行", "又是一行"])
    assert [line.direction for line in found.lines] == [0] * 5 + [90] * 2
    assert found.rotation == 0


# Form fields


def form(*, rotate: int = 0, rows: list[str] | None = None, **options: Any) -> bytes:
    """A form with two fields beside their names."""
    page, out = canvas()
    page.setPageRotation(rotate)
    write(page, 0, rows=["姓名            先生", "城市", "以下由本行填写"] if rows is None else rows)
    fields = page.acroForm
    fields.textfield(name="name", value="12 Zhang", x=80, y=SIDE - 44, width=40, height=16, fontSize=10, **options)
    fields.choice(name="city", value="Xian", options=["Xian", "Wuhan"], x=80, y=SIDE - 64, width=80, height=16)
    return saved(page, out)


def with_value(content: bytes, name: str, value: str, **others: Any) -> bytes:
    pikepdf = pytest.importorskip("pikepdf")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for field in pdf.pages[0].Annots:
            if field.get("/T") == name:
                field.V = pikepdf.String(value)
                for key, other in others.items():
                    field[f"/{key}"] = other
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("text_layer", ["auto", "only"])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_values_of_fields_stand_where_the_fields_are(rotate: int, text_layer: str) -> None:
    page = read(with_value(form(rotate=rotate), "name", "张三"), text_layer)
    assert page.text == "姓名 张三 先生\n城市 Xian\n以下由本行填写"
    assert all(0 <= char.box.left <= char.box.right <= page.width for char in page.chars)


def test_lines_of_a_field_stand_apart() -> None:
    content = with_value(form(), "name", "张三\r\n李四", Rect=[80, SIDE - 200, 200, SIDE - 100])
    assert read(content).text.split("\n")[1:] == ["城市 Xian", "以下由本行填写", "张三", "李四"]


def test_what_is_not_shown_is_left_out() -> None:
    hidden = with_value(form(), "name", "秘密", F=2)
    secret = with_value(form(), "name", "秘密", Ff=1 << 13)
    for content in (hidden, secret):
        assert "秘密" not in read(content).text
        assert "Xian" in read(content).text


def test_boxes_to_tick() -> None:
    page, out = canvas()
    write(page, 0, rows=["是男性", "是女性"])
    for number in (0, 1):
        page.acroForm.checkbox(name=f"box{number}", checked=not number, x=90, y=SIDE - 42 - 20 * number, size=12)
    assert read(saved(page, out)).text == "是男性 ☑\n是女性 ☐"


def test_a_form_without_print_is_read_as_a_picture() -> None:
    reader = WidthReader()
    read_pdf(form(rows=[]), text_layer="auto", reader=reader)
    assert len(reader.seen) == 1


def test_no_more_letters_than_fit_into_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LETTERS", 5)
    (page,) = Source(form(), pdf=PdfOptions(text_layer="only", limits=None)).read(WidthReader())
    assert len(page.chars) <= 5


# Places


def test_places_of_what_is_printed() -> None:
    page, out = canvas()
    write(page, 0, rows=["能 \ue000力"])
    (places,) = places_in(saved(page, out))
    assert len(places) == 2 * 4
    left, top, right, bottom = places[:4]
    assert left == pytest.approx(40, abs=1)
    assert right == pytest.approx(52, abs=1)
    assert top < 40 < bottom + 1


def places_in(content: bytes) -> list[list[int]]:
    from pagerec.sources.pdf import places

    return [list(found) for found in places(Source(content), [(400, 400)])]
