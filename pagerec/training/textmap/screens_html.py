"""Random HTML documents that look like screens: what `screens` renders."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import screens_apps as apps
from . import screens_desks as desks
from . import screens_marks as marks
from . import screens_papers as papers
from . import screens_phone as phone
from . import screens_signs as signs
from . import screens_slips as slips
from .screens_icons import IconFont
from .screens_style import Sketch


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of layout.

    Attributes
    ----------
    make : callable
        Gives the body of a document.
    widths, heights : (int, int)
        Of its windows, in CSS pixels.
    """

    make: Callable[[Sketch], str]
    widths: tuple[int, int] = (300, 1600)
    heights: tuple[int, int] = (200, 1400)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.make.__name__


@dataclass(frozen=True, slots=True)
class Document:
    """A document and the window that shows it.

    Attributes
    ----------
    template : str
    html : str
    width, height : int
        In CSS pixels.
    scale : float
        Pixels of the picture for one of them.
    margin : int or None
        The picture ends so many CSS pixels below the content; None leaves what is empty.
    """

    template: str
    html: str
    width: int
    height: int
    scale: float
    margin: int | None


TEMPLATES = (
    Template(apps.chat, (300, 800), (300, 1200)),
    Template(apps.cards),
    Template(apps.dialog, (320, 1300), (300, 900)),
    Template(apps.toolbar, (400, 1500), (200, 500)),
    Template(apps.menu, (320, 1000), (250, 800)),
    Template(apps.settings, (300, 800), (300, 1100)),
    Template(apps.form, (320, 1200), (260, 900)),
    Template(apps.table, (400, 1400), (200, 1000)),
    Template(desks.calendar, (320, 1200), (260, 800)),
    Template(desks.editor, (400, 1400), (250, 1000)),
    Template(desks.terminal, (400, 1200), (200, 800)),
    Template(desks.dashboard, (400, 1600), (300, 1000)),
    Template(desks.viewer, (500, 1600), (400, 1300)),
    Template(phone.clock, (300, 1200), (200, 900)),
    Template(desks.mail, (320, 1500), (300, 900)),
    Template(desks.files, (400, 1300), (250, 800)),
    Template(phone.weather, (300, 700), (300, 1000)),
    Template(phone.keypad, (300, 600), (250, 700)),
    Template(phone.player, (300, 600), (400, 1000)),
    Template(desks.shop, (400, 1600), (400, 1300)),
    Template(slips.receipt, (300, 600), (400, 1100)),
    Template(slips.invoice, (600, 1300), (300, 800)),
    Template(slips.certificate, (400, 1100), (400, 900)),
    Template(papers.article),
    Template(papers.exam, (400, 1100), (400, 1400)),
    Template(papers.slide, (400, 1400), (300, 900)),
    Template(papers.vertical, (300, 1400), (250, 1000)),
    Template(papers.newspaper, (600, 1600), (500, 1400)),
    Template(papers.poster, (300, 1000), (300, 1200)),
    Template(papers.timetable, (400, 1200), (300, 800)),
    Template(papers.dictionary, (320, 1200), (300, 1300)),
    Template(papers.letter, (400, 1000), (400, 1400)),
    Template(signs.huge, (300, 1200), (200, 700)),
    Template(signs.lone_buttons, (300, 800), (200, 500)),
    Template(signs.tag_cloud, (300, 1200), (200, 800)),
    Template(signs.captions, (300, 1300), (200, 1000)),
    Template(signs.plan, (300, 1400), (250, 1000)),
    Template(signs.diagram, (500, 1600), (250, 800)),
    Template(signs.timeline, (320, 900), (300, 1100)),
    Template(slips.ticket, (320, 800), (250, 600)),
    Template(slips.name_card, (320, 700), (200, 500)),
    Template(slips.labels, (320, 1200), (250, 900)),
    Template(signs.turned_heads, (400, 1200), (250, 800)),
    Template(signs.subtitles, (400, 1300), (250, 800)),
    Template(marks.results, (300, 1000), (200, 800)),
    Template(marks.sounded, (300, 1000), (200, 900)),
    Template(marks.numbered, (300, 1000), (200, 1000)),
    Template(marks.short, (60, 500), (48, 160)),
)
#: Templates that nothing is trained on, one in twelve: they tell how well an unknown layout is found.
HELD_OUT = frozenset({"newspaper", "ticket", "timeline", "player"})

_SHEET = (
    "html,body{margin:0}*{box-sizing:border-box}html.flat *{transform:none!important}"
    "body{min-height:100vh;position:relative;overflow-x:hidden}.icon::before{content:attr(data-icon)}"
)
#: The most pixels of a picture: more make rendering slow and show no other things.
_MOST_PIXELS = 2_200_000


def templates(*, held_out: bool) -> tuple[Template, ...]:
    """The templates that are held out, or all others."""
    return tuple(template for template in TEMPLATES if (template.name in HELD_OUT) == held_out)


def _between(rng: random.Random, limits: tuple[int, int]) -> int:
    """A length, small ones as often as large ones."""
    return int(limits[0] * (limits[1] / limits[0]) ** rng.random())


def draw_document(
    seed: int, families: Sequence[str], icons: Sequence[IconFont] = (), *, held_out: bool = False
) -> Document:
    """Draw a document at random.

    Parameters
    ----------
    seed : int
        The document depends on it, the families and the icons alone.
    families : sequence of str
        Families of fonts that have Chinese characters.
    icons : sequence of IconFont, optional
    held_out : bool
        Take the templates of `HELD_OUT` instead of the others.
    """
    rng = random.Random(seed)
    template = rng.choice(templates(held_out=held_out))
    width, height = _between(rng, template.widths), _between(rng, template.heights)
    scale = rng.choice((1.0, 1.0, 1.25, 1.5, 2.0, round(rng.uniform(1, 2), 2)))
    scale = max(1.0, min(scale, (_MOST_PIXELS / (width * height)) ** 0.5))
    sketch = Sketch(rng, families, width, height, icons)
    body = _finished(sketch, template.make(sketch))
    theme = sketch.theme
    weight = sketch.pick(400, 400, 400, 400, 300, 500, 700)
    look = (
        f"background:{theme.back};color:{theme.text};font:{weight} {theme.size}px/{theme.leading} {theme.body};"
        f"letter-spacing:{sketch.pick(0, 0, 0, 0, 0.5, 1, 2)}px"
    )
    language = sketch.pick("zh-CN", "zh-CN", "zh-CN", "zh-TW")
    html = (
        f'<!DOCTYPE html><html lang="{language}" data-scroll="{_scroll(rng):.3f}">'
        f'<meta charset="utf-8"><style>{_SHEET}body{{{look}}}</style><body>{body}</body></html>'
    )
    return Document(template.name, html, width, height, scale, sketch.pick(None, 0, 8, 20, 40))


def _scroll(rng: random.Random) -> float:
    """How far a page is scrolled, as a share of what does not fit."""
    return rng.random() if rng.random() < 0.25 else 0.0


def _finished(sketch: Sketch, body: str) -> str:
    """The body with what lies over or under whole pages: a slight turn, a watermark, paper, a stripe of light."""
    over = ""
    if sketch.chance(0.05):
        body = sketch.box(body, f"transform:rotate({sketch.rng.uniform(-3, 3):.2f}deg)")
    if sketch.chance(0.06):
        over += _watermark(sketch)
    if sketch.chance(0.05):
        light = f"background:linear-gradient({sketch.number(0, 360)}deg,#fff0 30%,#fff4 50%,#0003 80%)"
        over += sketch.box("", "position:absolute;inset:0;pointer-events:none", light)
    return body + over


def _watermark(sketch: Sketch) -> str:
    """Pale words across the page, which are no text to be read."""
    mark, turn = sketch.words.han(2, 6), sketch.pick(-45, -30, -20, 30)
    size = f"font-size:{sketch.number(16, 60)}px;color:rgba(128,128,128,{sketch.rng.uniform(0.12, 0.35):.2f})"
    across, down = sketch.number(1, 4), sketch.number(1, 4)
    words = (
        sketch.box(
            mark,
            f"position:absolute;left:{100 * (x + 0.3) / across:.0f}%;top:{100 * (y + 0.4) / down:.0f}%",
            f"transform:rotate({turn}deg);white-space:nowrap;line-height:1.2",
            size,
        )
        for x in range(across)
        for y in range(down)
    )
    inset = "position:absolute;inset:0;overflow:hidden;pointer-events:none"
    return sketch.box("".join(words), inset, more='data-ignored="over"')
