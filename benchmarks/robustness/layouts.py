"""Typeset pages, one for each thing that pages are made of, with the blocks that must be found in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from benchmarks.robustness.typeset import FACES, FOLDER, PROSE, font, wrapped

FACES.setdefault("mono", (FOLDER / "truetype/liberation/LiberationMono-Regular.ttf", 0))
FACES.setdefault("serif", (FOLDER / "truetype/liberation/LiberationSerif-Italic.ttf", 0))
FACES.setdefault("bold", (FOLDER / "opentype/noto/NotoSansCJK-Bold.ttc", 2))

WIDTH, HEIGHT, EM = 1000, 1400, 20

STORY = (
    "县里的气象站建于 1958 年，最初只有两间平房和一座百叶箱。观测员每天四次走到院子里，"
    "读出温度、湿度和气压，把数字写进厚厚的记录簿。",
    "后来有了自动设备，人们不必再冒雨出门，可是老站长仍然保留着手写的习惯。他说机器会停电，纸不会。",
    "去年夏天，一场雷雨让通讯中断了整整九个小时，正是那本记录簿补上了缺失的数据。",
    "如今记录簿被放进玻璃柜里，成了学生们参观时最爱看的东西。旁边的牌子上写着：请翻开，不要害怕弄脏它。",
)
"""Four paragraphs of our own."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A page as it was set.

    Attributes
    ----------
    gray : uint8, shape (H, W)
    blocks : tuple of (kind, text)
        In the order in which they are read.
    """

    gray: NDArray[np.uint8]
    blocks: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The text of all blocks."""
        return "\n".join(text for _, text in self.blocks if text)

    @property
    def kinds(self) -> list[str]:
        """The kinds of all blocks."""
        return [kind for kind, _ in self.blocks]


@dataclass(slots=True)
class Paper:
    """A white page to set blocks on; they are noted in the order in which they are read."""

    width: int = WIDTH
    height: int = HEIGHT
    em: int = EM
    face: str = "song"
    blocks: list[tuple[str, str]] = field(default_factory=list)
    picture: Image.Image = field(init=False)
    draw: ImageDraw.ImageDraw = field(init=False)

    def __post_init__(self) -> None:
        self.picture = Image.new("L", (self.width, self.height), 255)
        self.draw = ImageDraw.Draw(self.picture)

    def laid(self) -> Laid:
        return Laid(np.asarray(self.picture), tuple(self.blocks))

    def lines(
        self,
        lines: Sequence[str],
        left: float,
        top: float,
        width: float = 0,
        *,
        em: int = 0,
        face: str = "",
        align: str = "left",
        leading: float = 1.6,
    ) -> int:
        """Set lines; gives where the next line would start."""
        size = em or self.em
        drawn = font(face or self.face, size)
        for text in lines:
            room = width - drawn.getlength(text)
            shift = {"left": 0, "center": room / 2, "right": room}[align]
            self.draw.text((round(left + shift), round(top)), text, 0, drawn, anchor="la")
            top += leading * size
        return round(top)

    def block(self, kind: str, lines: Sequence[str], left: float, top: float, width: float = 0, **how: object) -> int:
        """Set lines that are a block."""
        self.blocks.append((kind, "\n".join(lines)))
        return self.lines(lines, left, top, width, **how)  # type: ignore[arg-type]

    def prose(self, paragraphs: Sequence[str], left: float, top: float, width: float, **how: object) -> int:
        """Set running text, each paragraph indented by two ems."""
        size = int(how.get("em", 0) or self.em)  # type: ignore[call-overload]
        indented = tuple("\u3000\u3000" + paragraph for paragraph in paragraphs)
        lines = wrapped(indented, font(str(how.get("face", "")) or self.face, size), width)
        return self.block("paragraph", lines, left, top, width, **how)

    def rule(self, left: float, top: float, right: float, bottom: float, thick: int = 2) -> None:
        self.draw.line((left, top, right, bottom), 0, thick)

    def text_line(self, left: float, top: float, right: float, bottom: float, thick: int = 2) -> None:
        self.draw.rectangle((left, top, right, bottom), outline=0, width=thick)

    def table(
        self,
        rows: Sequence[Sequence[str]],
        left: int,
        top: int,
        widths: Sequence[int],
        *,
        ruled: bool,
        height: int = 36,
    ) -> int:
        """Set a table; a line feed in a cell starts a new line in it."""
        drawn = font(self.face, self.em)
        ys, step = [top], round(1.3 * self.em)
        for row in rows:
            ys.append(ys[-1] + height + step * max(cell.count("\n") for cell in row))
        xs = [left, *(left + sum(widths[: k + 1]) for k in range(len(widths)))]
        for row, y in zip(rows, ys, strict=False):
            for cell, x in zip(row, xs, strict=False):
                for k, line in enumerate(cell.split("\n")):
                    self.draw.text((x + 10, y + 6 + k * step), line, 0, drawn, anchor="la")
        if ruled:
            for y in ys:
                self.rule(left, y, xs[-1], y)
            for x in xs:
                self.rule(x, top, x, ys[-1])
        text = "\n".join("\t".join(cell.replace("\n", "") for cell in row).rstrip("\t") for row in rows)
        self.blocks.append(("table", text))
        return ys[-1]

    def photograph(self, left: int, top: int, right: int, bottom: int) -> None:
        """A picture of clouds in gray: no lines, no characters."""
        random = np.random.default_rng(5)
        small = random.integers(40, 170, (6, 8)).astype(np.uint8)
        self.picture.paste(
            Image.fromarray(small).resize((right - left, bottom - top), Image.Resampling.BICUBIC), (left, top)
        )
        self.blocks.append(("figure", ""))

    def curves(self, left: int, top: int, right: int, bottom: int, labels: Sequence[str] = ()) -> None:
        """A plot: axes, two curves, and labels inside."""
        self.rule(left, top, left, bottom)
        self.rule(left, bottom, right, bottom)
        xs = np.linspace(left + 4, right - 8, 60)
        for phase, tall in ((0.0, 0.3), (1.3, 0.2)):
            middle, swing = bottom - (0.4 + phase / 10) * (bottom - top), tall * (bottom - top)
            ys = middle - swing * np.sin(xs / 45 + phase)
            self.draw.line([(float(x), float(y)) for x, y in zip(xs, ys, strict=True)], 0, 3)
        for k, label in enumerate(labels):
            self.lines([label], left + 30 + 150 * k, top + 6, em=16)
        ticks = ("30", "20", "10")
        for k, tick in enumerate(ticks):
            self.lines([tick], left - 26, top + 20 + 60 * k, em=16)
        for k in range(5):
            self.lines([str(6 * k)], left + 90 * k, bottom + 6, em=16)
        self.blocks.append(("figure", "\n".join([*ticks, *labels, "0 6 12 18 24"])))


@dataclass(frozen=True, slots=True)
class LaidPage:
    """A page that is made when asked for.

    Attributes
    ----------
    name : str
    bar : float
        Character error rate of its text in order that it must stay within, in per cent.
    make : callable
    """

    name: str
    bar: float
    make: Callable[[], Laid]


def _one_column() -> Laid:
    paper = Paper()
    y = paper.block("title", ["气象站的记录簿"], 100, 90, 800, em=34, face="bold", align="center")
    y = paper.block("heading", ["1 历史"], 100, y + 30, em=25, face="bold")
    y = paper.prose(STORY[:2], 100, y + 8, 800)
    y = paper.block("heading", ["2 一场雷雨"], 100, y + 20, em=25, face="bold")
    paper.prose(STORY[2:], 100, y + 8, 800)
    return paper.laid()


def _two_columns() -> Laid:
    paper = Paper()
    y = paper.block("title", ["山区气象观测的六十年"], 80, 80, 840, em=34, face="bold", align="center")
    y = paper.prose(
        ["摘要：本文回顾一座县级气象站从手工记录到自动观测的历程，并说明纸质档案的价值。"], 140, y + 20, 720, em=17
    )
    top = y + 30
    for k, left in enumerate((80, 520)):
        y = paper.block("heading", [("1 背景", "2 结果")[k]], left, top, em=24, face="bold")
        y = paper.prose(STORY[2 * k : 2 * k + 2] + PROSE[k : k + 1], left, y + 6, 400)
    return paper.laid()


def _three_columns() -> Laid:
    paper = Paper(width=1200)
    y = paper.block("title", ["乡村日报：记录簿进了玻璃柜"], 80, 70, 1040, em=36, face="bold", align="center")
    for k, left in enumerate((80, 440, 800)):
        paper.prose((STORY[k], STORY[k + 1]), left, y + 30, 320)
    return paper.laid()


def _band_between() -> Laid:
    paper = Paper()
    for k, left in enumerate((80, 520)):
        y = paper.prose(PROSE[k : k + 1], left, 80, 400)
    y = 80 + 32 * 14
    paper.block(
        "heading",
        ["山坡上的老图书馆与河谷里的气象站，两处旧屋的六十年"],
        80,
        y,
        840,
        em=28,
        face="bold",
        align="center",
    )
    for k, left in enumerate((80, 520)):
        paper.prose(STORY[2 * k : 2 * k + 2], left, y + 80, 400)
    return paper.laid()


def _sidebar() -> Laid:
    paper = Paper()
    paper.text_line(640, 90, 930, 520)
    paper.prose(PROSE[:1] + STORY[2:], 80, 100, 520)
    lines = wrapped(
        ("小知识：百叶箱是白色的木箱，四面开着百叶窗，里面放温度表和湿度表，离地一米半。",), font("hei", 18), 240
    )
    paper.block("paragraph", lines, 665, 115, em=18, face="hei")
    return paper.laid()


def _caption_and_figure() -> Laid:
    paper = Paper()
    y = paper.prose(STORY[:2], 100, 90, 800)
    paper.photograph(280, y + 20, 720, y + 280)
    y = paper.block("caption", ["图 1 气象站的院子（一九五八年）"], 100, y + 300, 800, em=17, align="center")
    y = paper.prose(STORY[2:3], 100, y + 24, 800)
    paper.curves(250, y + 20, 750, y + 240, ("温度", "湿度"))
    y = paper.block("caption", ["图 2 夏季的温度和湿度"], 100, y + 280, 800, em=17, align="center")
    paper.prose(STORY[3:], 100, y + 24, 800)
    return paper.laid()


def _diagram() -> Laid:
    paper = Paper()
    y = paper.prose(STORY[:1], 100, 90, 800)
    top = y + 30
    for k, label in enumerate(("采集", "校对", "存档")):
        left = 180 + 240 * k
        paper.text_line(left, top, left + 150, top + 80)
        paper.lines([label], left, top + 28, 150, align="center")
        if k:
            paper.rule(left - 90, top + 40, left, top + 40)
            paper.draw.polygon([(left - 2, top + 40), (left - 16, top + 33), (left - 16, top + 47)], 0)
    paper.blocks.append(("figure", "采集\n校对\n存档"))
    y = paper.block("caption", ["图 3 数据的流程"], 100, top + 100, 800, em=17, align="center")
    paper.prose(STORY[1:], 100, y + 30, 800)
    return paper.laid()


_ROWS = (
    ("站点", "海拔", "建站年份", "说明"),
    ("东山", "812", "1958", "有两间\n平房"),
    ("河口", "95", "1963", "在渡口"),
)
_NUMBERS = (
    ("月份", "最高", "最低", "降水"),
    ("一月", "8.2", "1.5", "31"),
    ("二月", "10.6", "3.0", "44"),
    ("三月", "15.1", "7.3", "76"),
)


def _ruled_table() -> Laid:
    paper = Paper()
    y = paper.prose(STORY[:1], 100, 90, 800)
    y = paper.block("caption", ["表 1 两个站点"], 100, y + 16, 800, em=17, align="center")
    y = paper.table(_ROWS, 160, y + 6, (160, 140, 180, 200), ruled=True)
    paper.prose(STORY[1:], 100, y + 30, 800)
    return paper.laid()


def _open_table() -> Laid:
    paper = Paper()
    y = paper.prose(STORY[:1], 100, 90, 800)
    y = paper.block("caption", ["表 2 各月的平均值"], 100, y + 16, 800, em=17, align="center")
    top = y + 6
    y = paper.table(_NUMBERS, 200, top, (160, 150, 150, 140), ruled=False)
    for at in (top, top + 36, y):
        paper.rule(200, at, 800, at)
    paper.prose(STORY[1:], 100, y + 30, 800)
    return paper.laid()


def _bare_table() -> Laid:
    paper = Paper()
    y = paper.prose(STORY[:1], 100, 90, 800)
    y = paper.table(_NUMBERS, 200, y + 20, (160, 150, 150, 140), ruled=False)
    paper.prose(STORY[1:], 100, y + 30, 800)
    return paper.laid()


def _heads_and_feet() -> Laid:
    paper = Paper()
    paper.blocks.append(("header", "第二章 观测 气象站志"))
    paper.lines(["第二章 观测"], 100, 50, em=16)
    paper.lines(["气象站志"], 100, 50, 800, em=16, align="right")
    paper.rule(100, 76, 900, 76)
    y = paper.block("heading", ["2.1 记录的方法"], 100, 120, em=24, face="bold")
    paper.prose((*STORY, *PROSE), 100, y + 10, 800)
    paper.block("footer", ["— 37 —"], 100, 1330, 800, em=16, align="center")
    return paper.laid()


def _footnotes() -> Laid:
    paper = Paper()
    y = paper.prose((*STORY, *PROSE[:2]), 100, 90, 800)
    y = 1190
    paper.rule(100, y, 340, y, 1)
    notes = ["① 百叶箱离地一米半，门朝北开。", "② 见该县一九八二年编印的地方志第三卷。"]
    paper.block("footnote", notes, 100, y + 14, em=16)
    paper.block("footer", ["12"], 100, 1340, 800, em=16, align="center")
    return paper.laid()


def _initial() -> Laid:
    paper = Paper()
    em, step = paper.em, 32
    text = STORY[3] + STORY[2] + STORY[0]
    first, rest = text[0], text[1:]
    size = 2 * em + round(0.9 * step)
    lines = wrapped((rest,), font("song", em), 800 - size - 12)[:2]
    below = wrapped((rest[len("".join(lines)) :],), font("song", em), 800)
    paper.lines([first], 100, 92, em=size - 8)
    paper.lines(lines, 100 + size + 8, 100)
    paper.lines(below, 100, 100 + 2 * step)
    paper.blocks.append(("paragraph", "\n".join([first + lines[0], lines[1], *below])))
    return paper.laid()


def _list() -> Laid:
    paper = Paper()
    y = paper.prose(STORY[:1], 100, 90, 800)
    items = (
        "清晨六点读取百叶箱里的温度表，先看干球再看湿球，读到小数点后一位，并且由另一位观测员复核一次签字。",
        "测量前一天的降水，把量筒放平，视线与水面齐平，记下毫米数。",
        "观察云的形状和高度，与图谱对照以后记入簿子，遇到拿不准的时候画一张草图，等老站长回来再一起辨认。",
    )
    drawn, lines = font(paper.face, paper.em), []
    y += 16
    for number, item in enumerate(items, start=1):
        rows = wrapped((item,), drawn, 700)
        paper.lines([f"{number}."], 140, y)
        y = paper.lines(rows, 180, y)
        lines += [f"{number}. {rows[0]}", *rows[1:]]
    paper.blocks.append(("list", "\n".join(lines)))
    paper.prose(STORY[1:], 100, y + 24, 800)
    return paper.laid()


_CODE = (
    "def mean(values):",
    "    total = 0.0",
    "    for value in values:",
    "        if value is not None:",
    "            total += value",
    "    return total / len(values)",
    "",
    "print(mean([8.2, 10.6, 15.1]))",
)


def _code() -> Laid:
    paper = Paper()
    y = paper.prose(STORY[:2], 100, 90, 800)
    paper.blocks.append(("code", "\n".join(line for line in _CODE if line)))
    y = paper.lines(_CODE, 140, y + 16, em=19, face="mono", leading=1.4)
    paper.prose(STORY[2:], 100, y + 20, 800)
    return paper.laid()


def _formula() -> Laid:
    paper = Paper()
    y = paper.prose(["平均温度由一天里四次读数得到，每一次都取到小数点后一位，写成公式就是"], 100, 90, 800)
    paper.blocks.append(("formula", "T = (a + b + c + d) / 4 (1)"))
    paper.lines(["T = (a + b + c + d) / 4"], 100, y + 20, 800, face="serif", em=24, align="center")
    y = paper.lines(["(1)"], 100, y + 20, 800, em=20, align="right")
    paper.prose(STORY, 100, y + 30, 800)
    return paper.laid()


def _large_and_small() -> Laid:
    paper = Paper()
    y = paper.block("title", ["气象站招人"], 100, 80, 800, em=90, face="bold", align="center", leading=1.2)
    y = paper.prose(STORY, 100, y + 60, 800)
    paper.prose(PROSE, 100, y + 40, 800, em=15)
    return paper.laid()


LAYOUTS = (
    LaidPage("headings", 1.0, _one_column),
    LaidPage("two columns, title, abstract", 1.0, _two_columns),
    LaidPage("three columns", 1.0, _three_columns),
    LaidPage("band between columns", 1.0, _band_between),
    LaidPage("framed sidebar", 1.0, _sidebar),
    LaidPage("figures and captions", 1.0, _caption_and_figure),
    LaidPage("diagram", 1.0, _diagram),
    LaidPage("ruled table", 1.0, _ruled_table),
    LaidPage("table between rules", 1.0, _open_table),
    LaidPage("table without rules", 1.0, _bare_table),
    LaidPage("running head and foot", 1.0, _heads_and_feet),
    LaidPage("footnotes", 1.0, _footnotes),
    LaidPage("initial", 1.0, _initial),
    LaidPage("list", 1.0, _list),
    LaidPage("code", 2.0, _code),
    LaidPage("formula", 2.0, _formula),
    LaidPage("poster title, small print", 1.0, _large_and_small),
)
"""The pages."""


def available() -> bool:
    """Whether all fonts are installed."""
    return all(path.is_file() for path, _ in FACES.values())
