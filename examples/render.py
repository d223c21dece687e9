"""Make the example pictures: our own text, set in a PDF, shown as a viewer shows it.

    python examples/render.py            # the pictures and their text, beside this script
    python examples/render.py --result   # result.png: what the reader finds in paragraph.png

It needs the extra ``examples`` (reportlab, pypdfium2) and these Debian packages:
fonts-arphic-gbsn00lp, fonts-arphic-gkai00mp, fonts-liberation, fonts-wqy-microhei, fonts-wqy-zenhei.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

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


PARAGRAPH = (
    "读一页字，先找行，再切字，最后认字。难处在“切”：能、小、刺、和、细、洞这样的字左右分开，一刀下去就成了"
    "两半；标点又轻又小，容易当作杂点丢掉。pagerec 不急着下刀——它先把每一行切成碎块，再把相邻的碎块拼成"
    "候选字，交给一个 CNN 逐个辨认。每个候选都有分数（0 到 1），半个字的分数低，整个字的分数高；语言"
    "模型再看前后两个字，选出最好的一条路。这样做慢不了多少：一页 1,000 字，也只有四五千个候选。"
)

TITLE = "怎样读懂一页印刷的汉字"
FINDING = (
    "纸上的字排成行，行与行之间是空白。把每一排像素里的墨加起来，就得到一条起伏的曲线：有字的地方高，没字的"
    "地方低。沿着低谷切开，一页便成了许多行。这个办法很老，却很可靠，只要先把歪斜的纸转正。",
    "一切尺寸都用字号来量。程序先估计一个字有多大（记作 1 em），行距、字距和标点的大小都以它为单位。"
    "于是同一套规则既能读 96 dpi 的截图，也能读 300 dpi 的扫描件；既能读五号字，也能读标题里的大字。",
)
NAMING = (
    "汉字有上下结构，也有左右结构。“明”可以看成“日”和“月”，“好”可以看成“女”和“子”，单看墨迹，谁也说不准"
    "该在哪里下刀。所以程序把拿不准的切法都留下来：",
    "① 碎块：互不相连的笔画，或者相连处最细的地方；",
    "② 候选：一到八个相邻的碎块，宽度不超过 1.2 em；",
    "③ 分数：网络给出每个候选最像的几个字，也会说“这不是字”。",
    "最后，语言模型在所有走法中选出总分最高的一条。Viterbi 在 1967 年提出的算法，不到 0.1 秒就能算完。",
)
QUOTATION = "工欲善其事，必先利其器。——《论语·卫灵公》"
CHECKING = (
    "认字的结果总有对错，关键是知道哪里可能错。每个字都带着自己的位置、可信度和几个备选；可信度低于 0"
    ".5 的字，请人看一眼就够了。数字 0 与字母 O、“一”与“—”、“己”与“已”，都是容易混淆的例子。"
)

DARK = (
    "夜里看屏幕，很多人喜欢深色模式：背景是 #1E2430，文字是浅灰色，亮度只有白天的 30%。对程序来说，黑"
    "底白字和白底黑字是一回事——先数一数哪种颜色更多，多的是纸，少的是墨，然后把图像反过来。英文单词（"
    "比如 Dark mode、PDF、Python 3.13）和中文混排时，单词之间要留空格，汉字之间不留；“引号”、《书名"
    "号》和省略号……也都要照原样读出来。"
)

SCAN = (
    "旧书和合同往往只有纸本，要读它们，先得扫描。扫描件有四种毛病：纸放歪了，整页斜着一两度；镜头没有对准，"
    "笔画发虚；灯光不匀，一边亮，一边暗；再加上灰尘和噪声，小小的顿号、句号就更难认了。",
    "对付的办法也有四条：按行的方向把图像转正；用周围的纸色作底，算出每一点的墨有多浓；太小的斑点不当作字；"
    "最后让语言模型根据上下文来判断。第 12 页和第 21 页、“未来”和“末日”，差一点，意思就全变了。",
)

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


def scan(picture: Image.Image) -> Image.Image:
    """Print and scan: turned by 0.8 degrees, blurred, unevenly lit, noisy, 16 gray levels."""
    turned = picture.convert("L").rotate(-0.8, Image.Resampling.BICUBIC, fillcolor=255)
    gray = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.8)), np.float64)
    height, width = gray.shape
    y, x = np.mgrid[0:height, 0:width]
    light = 0.94 - 0.16 * x / width - 0.05 * y / height
    noise = np.random.default_rng(7).normal(0, 5, gray.shape)
    levels = np.clip((30 + gray * 0.86) * light + noise, 0, 255) / 17
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
        save(scan(picture) if sheet.scanned else picture, path)
        path.with_suffix(".txt").write_text("".join(f"{row.text}\n" for row in rows), encoding="utf-8")
        paths.append(path)
    return paths


def draw_result(folder: Path) -> Path:
    """Draw what the reader finds in ``paragraph.png``: the picture, and below it the boxes by confid"
    "ence."""
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


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the example pictures.")
    parser.add_argument("--out", type=Path, default=HERE, metavar="FOLDER", help="default: this folder")
    parser.add_argument("--result", action="store_true", help="draw result.png instead, with pagerec")
    options = parser.parse_args()
    for path in [draw_result(options.out)] if options.result else render(options.out):
        print(path)


if __name__ == "__main__":
    main()
