"""Make the example pictures: our own text, set in a PDF, shown as a viewer shows it.

    python examples/render.py            # the pictures and their text, beside this script
    python examples/render.py --result   # result.png and ../docs/pictures: what the reader finds in paragraph.png

``paper.pdf`` and ``letters/`` are worn as paper is that was printed, kept and scanned.

It needs the extra ``examples`` (reportlab, pypdfium2) and these Debian packages:
fonts-arphic-gbsn00lp, fonts-arphic-gkai00mp, fonts-liberation, fonts-wqy-microhei, fonts-wqy-zenhei.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter
from texts import CHECKING, DARK, FINDING, LETTERS, NAMING, PAPER, PARAGRAPH, QUOTATION, SCAN, TITLE

HERE = Path(__file__).resolve().parent

# Fonts

FOLDER = Path("/usr/share/fonts/truetype")


@dataclass(frozen=True, slots=True)
class FontFile:
    path: Path
    package: str


FONTS = {
    "song": FontFile(FOLDER / "arphic-gbsn00lp/gbsn00lp.ttf", "fonts-arphic-gbsn00lp"),
    "kai": FontFile(FOLDER / "arphic-gkai00mp/gkai00mp.ttf", "fonts-arphic-gkai00mp"),
    "hei": FontFile(FOLDER / "wqy/wqy-zenhei.ttc", "fonts-wqy-zenhei"),
    "screen": FontFile(FOLDER / "wqy/wqy-microhei.ttc", "fonts-wqy-microhei"),
    "serif": FontFile(FOLDER / "liberation/LiberationSerif-Regular.ttf", "fonts-liberation"),
    "sans": FontFile(FOLDER / "liberation/LiberationSans-Regular.ttf", "fonts-liberation"),
}


def missing_packages() -> list[str]:
    """Debian packages whose fonts are not there."""
    return sorted({font.package for font in FONTS.values() if not font.path.is_file()})


#: Stages that the documentation shows.
STAGES = ("profiles", "components", "columns", "atoms", "cells", "lattice", "confidence")

# Text


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph is set; lengths in points, `indent` in characters."""

    han: str = "song"
    latin: str = "serif"
    size: float = 10.5
    leading: float = 17.0
    indent: int = 2
    before: float = 0.0
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture to make: paragraphs on paper of a size in points, shown at so many dots an inch."""

    name: str
    paragraphs: tuple[tuple[Style, str], ...]
    width: float
    height: float
    margin: float
    dpi: int = 144
    paper: str = "#ffffff"
    ink: str = "#000000"
    foot: str = ""
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class Wear:
    """What printing, keeping and scanning do to a page.

    `angle` in degrees, `blur` and `noise` as standard deviations in pixels and gray levels, `black` the gray
    level of ink, `shade` the share of light lost from the left to the right edge.
    """

    angle: float = -0.8
    blur: float = 0.8
    noise: float = 5.0
    black: float = 30.0
    shade: float = 0.16
    seed: int = 7


BODY = Style(leading=16.5)
HEADING = Style(han="hei", latin="sans", size=12, leading=19, indent=0, before=8)

SHEETS = (
    Sheet("paragraph", ((Style(), PARAGRAPH),), width=400, height=130, margin=12),
    Sheet(
        "page",
        (
            (Style(han="hei", latin="sans", size=17, leading=34, indent=0, centred=True), TITLE),
            (HEADING, "1 先找行"),
            *((BODY, text) for text in FINDING),
            (HEADING, "2 再切字"),
            *((BODY, text) for text in NAMING),
            (Style(han="kai", indent=4, leading=18, before=5), QUOTATION),
            (HEADING, "3 知道哪里可能错"),
            (BODY, CHECKING),
        ),
        width=420,
        height=595,
        margin=40,
        foot="— 7 —",
    ),
    Sheet(
        "dark",
        ((Style(han="screen", latin="sans", size=12, leading=20, indent=0), DARK),),
        width=480,
        height=128,
        margin=15,
        dpi=96,
        paper="#1e2430",
        ink="#d6dbe4",
    ),
    Sheet(
        "scan",
        tuple((Style(leading=18), text) for text in SCAN),
        width=380,
        height=175,
        margin=20,
        scanned=True,
    ),
)

#: Paper of the two-column article, in points; the space between its columns; its resolution as scanned.
PAPER_SIZE, GUTTER, PAPER_DPI = (499.0, 709.0), 22.0, 150
PAPER_WEAR = Wear(angle=0.3, blur=0.5, noise=2.0, shade=0.03)
COLUMN = Style(size=10, leading=16.5)
COLUMN_HEADING = Style(han="hei", latin="sans", size=12.5, leading=20, indent=0, before=7)
ABSTRACT = Style(han="kai", size=10, leading=16, before=8)

#: How each letter was treated, and its resolution: from hardly at all to badly.
LETTER_WEAR = (
    (150, Wear(angle=0.2, blur=0.4, noise=2)),
    (120, Wear(angle=1.1, blur=0.7, noise=6, shade=0.3)),
    (110, Wear(angle=-0.4, blur=1.1, noise=5)),
    (110, Wear(angle=0.6, blur=0.8, noise=11, black=80)),
    (84, Wear(angle=0.0, blur=0.75, noise=8, black=60)),
    (110, Wear(angle=-1.4, blur=1.0, noise=8, black=90, shade=0.35)),
)

# Setting

OPENING, CLOSING = "（“《‘", "，。；：、）”》’？！"
#: A space, or what no line may break: a word or a character with the punctuation that clings to it.
UNIT = re.compile(rf"\s|[{OPENING}]*(?:——|……|[!-~]+|\S)(?:[{CLOSING}]|——|……)*")


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line: what it holds, and where it starts and ends, in points."""

    text: str
    style: Style
    left: float
    baseline: float
    width: float | None


def font_of(char: str, style: Style) -> str:
    return style.latin if char.isascii() else style.han


def width_of(text: str, style: Style) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return sum(stringWidth(char, font_of(char, style), style.size) for char in text)


def break_lines(text: str, style: Style, width: float) -> list[str]:
    """Break a paragraph: no line starts with closing punctuation or ends with opening punctuation."""
    lines, line, room = [], "", width - style.indent * style.size
    for unit in UNIT.findall(text):
        if line and width_of(line + unit.rstrip(), style) > room:
            lines.append(line.rstrip())
            line, room = unit.lstrip(), width
        else:
            line += unit
    return [*lines, line]


def rows_of(sheet: Sheet) -> list[Row]:
    """All lines of a sheet, with their places."""
    rows = []
    y, measure = sheet.height - sheet.margin, sheet.width - 2 * sheet.margin
    for style, text in sheet.paragraphs:
        y -= style.before
        lines = break_lines(text, style, measure)
        for number, line in enumerate(lines):
            y -= style.leading
            indent = style.indent * style.size if number == 0 else 0.0
            if style.centred:
                indent = (measure - width_of(line, style)) / 2
            full = number < len(lines) - 1
            rows.append(Row(line, style, sheet.margin + indent, y + 4, measure - indent if full else None))
    if sheet.foot:
        style = Style(size=9)
        rows.append(Row(sheet.foot, style, (sheet.width - width_of(sheet.foot, style)) / 2, 26, None))
    return rows


def flow(
    paragraphs: Sequence[tuple[Style, str]], areas: Sequence[tuple[float, float, float]], width: float
) -> list[list[Row]]:
    """Fill areas (left, top, bottom) of one width with paragraphs, one area after the other."""
    filled: list[list[Row]] = [[] for _ in areas]
    area, y = 0, areas[0][1]
    for style, text in paragraphs:
        lines = break_lines(text, style, width)
        # A heading takes two lines of text with it.
        needed = style.before + style.leading * (3 if style == COLUMN_HEADING else 1)
        for number, line in enumerate(lines):
            if y - (needed if number == 0 else style.leading) < areas[area][2]:
                area, y = area + 1, areas[area + 1][1]
            y -= style.leading + (style.before if number == 0 and filled[area] else 0.0)
            indent = style.indent * style.size if number == 0 else 0.0
            full = width - indent if number < len(lines) - 1 else None
            filled[area].append(Row(line, style, areas[area][0] + indent, y + 4, full))
    return filled


def paper_pages() -> list[tuple[Sheet, list[Row]]]:
    """The two pages of the article, each with its rows."""
    (width, height), margin = PAPER_SIZE, 44.0
    head = (
        (Style(han="hei", latin="sans", size=17, leading=32, indent=0, centred=True), PAPER["title"]),
        (Style(size=9, leading=18, indent=0, centred=True), PAPER["byline"]),
        (ABSTRACT, PAPER["abstract"]),
    )
    header = rows_of(Sheet("paper", head, width, height, margin))
    column = (width - 2 * margin - GUTTER) / 2
    lefts = (margin, margin + column + GUTTER)
    tops = (header[-1].baseline - 22, height - margin)
    areas = [(left, top, bottom) for top, bottom in zip(tops, (margin, 0.62 * height), strict=True) for left in lefts]
    body = [
        item for title, texts in PAPER["sections"] for item in ((COLUMN_HEADING, title), *((COLUMN, t) for t in texts))
    ]
    first, second, third, fourth = flow(body, areas, column)
    sheets = [Sheet("paper", (), width, height, margin, PAPER_DPI, foot=f"· {number} ·") for number in (1, 2)]
    return [
        (sheets[0], [*header, *first, *second, *rows_of(sheets[0])]),
        (sheets[1], [*third, *fourth, *rows_of(sheets[1])]),
    ]


def make_pdf(sheet: Sheet, rows: Sequence[Row]) -> bytes:
    """Write a PDF of one page; full lines are spread to the measure as word processors do."""
    from reportlab.lib.colors import HexColor
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(sheet.width, sheet.height), invariant=1)
    canvas.setFillColor(HexColor(sheet.paper))
    canvas.rect(0, 0, sheet.width, sheet.height, stroke=0, fill=1)
    canvas.setFillColor(HexColor(sheet.ink))
    for row in rows:
        spread = 0.0
        if row.width is not None:
            spread = (row.width - width_of(row.text, row.style)) / max(1, len(row.text) - 1)
        x = row.left
        for char in row.text:
            canvas.setFont(font_of(char, row.style), row.style.size)
            canvas.drawString(x, row.baseline, char)
            x += width_of(char, row.style) + spread
    canvas.save()
    return stream.getvalue()


# Showing


def show(pdf: bytes, dpi: int) -> Image.Image:
    """Rasterise the first page."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        picture: Image.Image = document[0].render(scale=dpi / 72).to_pil().convert("RGB")
        return picture


def scan(picture: Image.Image, wear: Wear) -> Image.Image:
    """Print and scan: turned, blurred, faded, unevenly lit, noisy, 16 gray levels."""
    turned = picture.convert("L").rotate(wear.angle, Image.Resampling.BICUBIC, fillcolor=255)
    gray = np.asarray(turned.filter(ImageFilter.GaussianBlur(wear.blur)), np.float64)
    height, width = gray.shape
    y, x = np.mgrid[0:height, 0:width]
    light = 0.94 - wear.shade * x / width - 0.05 * y / height
    noise = np.random.default_rng(wear.seed).normal(0, wear.noise, gray.shape)
    paper = 30 + 255 * 0.86
    levels = np.clip((wear.black + gray * (paper - wear.black) / 255) * light + noise, 0, 255) / 17
    return Image.fromarray((np.round(levels) * 17).astype(np.uint8))


def save(picture: Image.Image, path: Path) -> None:
    """Save as a small PNG: gray or with a palette where nothing is lost by it."""
    red, green, blue = picture.convert("RGB").split()
    if red.tobytes() == green.tobytes() == blue.tobytes():
        picture = red
    if len(picture.getcolors(picture.width * picture.height) or ()) <= 256:
        picture = picture.quantize(256, dither=Image.Dither.NONE) if picture.mode == "RGB" else picture
    picture.save(path, optimize=True)


def render(folder: Path) -> list[Path]:
    """Make all pictures and their text.

    Returns
    -------
    list of Path
        The pictures; the text of ``x.png`` is ``x.txt``, one printed line a line.
    """
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    if missing := missing_packages():
        sys.exit(f"render.py: fonts are missing: apt-get install {' '.join(missing)}")
    for name, font in FONTS.items():
        registerFont(TTFont(name, str(font.path)))
    paths = []
    for sheet in SHEETS:
        rows = rows_of(sheet)
        picture = show(make_pdf(sheet, rows), sheet.dpi)
        path = folder / f"{sheet.name}.png"
        save(scan(picture, Wear()) if sheet.scanned else picture, path)
        write_text(path, rows)
        paths.append(path)
    return [*paths, *render_letters(folder / "letters"), render_paper(folder)]


def write_text(path: Path, rows: Sequence[Row]) -> None:
    """Write what is printed beside a picture, one line for each printed line."""
    path.with_suffix(".txt").write_text("".join(f"{row.text}\n" for row in rows), encoding="utf-8")


def render_letters(folder: Path) -> list[Path]:
    """Make a folder of short scans, each worn in another way."""
    folder.mkdir(exist_ok=True)
    paths = []
    for number, (text, (dpi, wear)) in enumerate(zip(LETTERS, LETTER_WEAR, strict=True), start=1):
        sheet = Sheet("letter", ((Style(leading=18), text),), width=330, height=94, margin=16, dpi=dpi)
        rows = rows_of(sheet)
        path = folder / f"{number:02}.jpg"
        scan(show(make_pdf(sheet, rows), dpi), wear).save(path, quality=70)
        write_text(path, rows)
        paths.append(path)
    return paths


def render_paper(folder: Path) -> Path:
    """Make a PDF of two scanned pages in two columns, without text."""
    pages = paper_pages()
    pictures = [scan(show(make_pdf(sheet, rows), sheet.dpi), PAPER_WEAR) for sheet, rows in pages]
    path = folder / "paper.pdf"
    never = time.gmtime(0)  # the same bytes whenever it is made
    pictures[0].save(
        path,
        save_all=True,
        append_images=pictures[1:],
        resolution=PAPER_DPI,
        quality=45,
        creationDate=never,
        modDate=never,
    )
    write_text(path, [row for _, rows in pages for row in rows])
    return path


def draw_result(folder: Path) -> Path:
    """Draw what the reader finds in ``paragraph.png``: the picture, and below it the boxes by confidence."""
    import pagerec

    source = folder / "paragraph.png"
    with Image.open(source) as opened:
        picture = opened.convert("RGB")
    drawn = pagerec.read(source).draw(source)
    both = Image.new("RGB", (picture.width, 2 * picture.height), "white")
    both.paste(picture, (0, 0))
    both.paste(drawn, (0, picture.height))
    both.quantize(64, dither=Image.Dither.NONE).save(folder / "result.png", optimize=True)
    return folder / "result.png"


def draw_stages(folder: Path) -> list[Path]:
    """Draw the stages of reading ``paragraph.png`` for the documentation."""
    import pagerec

    reading = pagerec.Reader().read_stages(HERE / "paragraph.png")
    folder.mkdir(exist_ok=True)
    paths = []
    for stage in STAGES:
        drawn = reading.draw(stage, lines=[1])
        paths.append(folder / f"{stage}.png")
        drawn.quantize(128, dither=Image.Dither.NONE).save(paths[-1], optimize=True)
    return paths


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the example pictures.")
    parser.add_argument("--out", type=Path, default=HERE, metavar="FOLDER", help="default: this folder")
    parser.add_argument("--result", action="store_true", help="draw what pagerec finds instead")
    options = parser.parse_args()
    drawings = HERE.parent / "docs" / "pictures"
    for path in [draw_result(options.out), *draw_stages(drawings)] if options.result else render(options.out):
        print(path)


if __name__ == "__main__":
    main()
