"""The look of a synthetic screen: colours, fonts, measures, and the pictures between its words."""

from __future__ import annotations

import base64
import colorsys
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeVar

import cv2
import numpy as np

from .screens_icons import IconFont
from .screens_text import Words

T = TypeVar("T")

_LATIN = (
    "Liberation Sans",
    "DejaVu Sans",
    "Liberation Serif",
    "DejaVu Serif",
    "C059",
    "P052",
    "URW Gothic",
    "URW Bookman",
    "Nimbus Sans Narrow",
    "Nimbus Roman",
)
_MONO = ("DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono CJK SC", "WenQuanYi Zen Hei Mono", "monospace")
#: Families of fontconfig's list that are no text faces.
_UNFIT = ("Symbol", "D050000L", "Sharp")


def hsl(hue: float, saturation: float, lightness: float) -> str:
    """A colour of CSS; all values from 0 to 1."""
    red, green, blue = colorsys.hls_to_rgb(hue % 1, min(max(lightness, 0), 1), saturation)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"


@dataclass(frozen=True, slots=True)
class Theme:
    """What the parts of a screen have in common.

    Attributes
    ----------
    back, panel, text, muted, rule, accent, on_accent, soft : str
        Colours: of the page, of boxes on it, of text, of less weighty text, of rules, of buttons, of text on them, and
        a pale one for backgrounds.
    body, head, mono : str
        Families of fonts, as CSS writes them.
    size : float
        Size of the type, in CSS pixels.
    leading : float
        Distance of lines, in ems.
    radius : int
        Of corners.
    dark : bool
    """

    back: str
    panel: str
    text: str
    muted: str
    rule: str
    accent: str
    on_accent: str
    soft: str
    body: str
    head: str
    mono: str
    size: float
    leading: float
    radius: int
    dark: bool


def _family(rng: random.Random, families: Sequence[str]) -> str:
    fit = [family for family in families if not any(part in family for part in _UNFIT)]
    sans = [family for family in fit if "Sans" in family or "Hei" in family]
    han = rng.choice(sans) if sans and rng.random() < 0.5 else rng.choice(fit) if fit else "sans-serif"
    names = [han] if rng.random() < 0.5 else [rng.choice(_LATIN), han]
    return ", ".join(f"'{name}'" for name in names) + ", sans-serif"


def _lightness(rng: random.Random, dark: bool) -> tuple[float, float, float, float, float]:
    """Of the page, boxes on it, text, less weighty text, rules."""
    if dark:
        back = rng.uniform(0.02, 0.22)
        return (
            back,
            back + rng.uniform(-0.02, 0.08),
            rng.uniform(0.75, 1),
            rng.uniform(0.45, 0.65),
            rng.uniform(0.2, 0.4),
        )
    back = rng.choice((1.0, 1.0, 0.97, 0.95, rng.uniform(0.8, 1)))
    panel = rng.choice((1.0, back - 0.03, back, 0.98))
    return back, panel, rng.uniform(0, 0.3), rng.uniform(0.4, 0.65), rng.uniform(0.6, 0.93)


def draw_theme(rng: random.Random, families: Sequence[str]) -> Theme:
    """Draw a look at random."""
    dark = rng.random() < 0.25
    hue = rng.random()
    tint = rng.choice((0, 0, 0.08, 0.2, 0.5))
    back, panel, text, muted, rule = _lightness(rng, dark)
    bright = rng.uniform(0.3, 0.6)
    accent_hue = rng.random()
    body = _family(rng, families)
    return Theme(
        back=hsl(hue, tint, back),
        panel=hsl(hue, tint, panel),
        text=hsl(hue, tint, text),
        muted=hsl(hue, tint, muted),
        rule=hsl(hue, tint / 2, rule),
        accent=hsl(accent_hue, rng.uniform(0.4, 1), bright),
        on_accent="#fff" if rng.random() < 0.85 or bright < 0.4 else "#111",
        soft=hsl(accent_hue, rng.uniform(0.2, 0.8), 0.2 if dark else rng.uniform(0.85, 0.96)),
        body=body,
        head=_family(rng, families) if rng.random() < 0.4 else body,
        mono=", ".join(f"'{name}'" for name in (rng.choice(_MONO), rng.choice(_MONO))) + ", monospace",
        size=rng.choice((12, 12, 13, 14, 14, 14, 15, 16, 16, 17, 18, 20, 24)),
        leading=rng.choice((1.2, 1.35, 1.5, 1.5, 1.6, 1.75, 2.0)),
        radius=rng.choice((0, 2, 4, 6, 8, 12, 20)),
        dark=dark,
    )


class Sketch:
    """What templates draw with.

    Attributes
    ----------
    rng : random.Random
    words : Words
    theme : Theme
    width, height : int
        Of the window, in CSS pixels.
    icons : sequence of IconFont
    """

    def __init__(
        self,
        rng: random.Random,
        families: Sequence[str],
        width: int,
        height: int,
        icons: Sequence[IconFont] = (),
    ) -> None:
        self.rng = rng
        self.families = families
        self.icons = icons
        self.words = Words(rng)
        self.theme = draw_theme(rng, families)
        self.width = width
        self.height = height

    def chance(self, share: float) -> bool:
        """True in so many of the cases."""
        return self.rng.random() < share

    def pick(self, *choices: T) -> T:
        """One of the values."""
        return self.rng.choice(choices)

    def one_of(self, *makes: Callable[[], str]) -> str:
        """What one of them makes."""
        return self.rng.choice(makes)()

    def nothing(self) -> str:
        """An empty text."""
        return ""

    def letter(self, letters: str) -> str:
        """One of the characters."""
        return self.rng.choice(letters)

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.rng.randint(low, high)

    def some(self, low: int, high: int, make: Callable[[], str], between: str = "") -> str:
        """So many parts, one after the other."""
        return between.join(make() for _ in range(self.rng.randint(low, high)))

    def colour(self, low: float = 0.25, high: float = 0.75) -> str:
        """A colour of a lightness between these."""
        return hsl(self.rng.random(), self.rng.uniform(0.2, 1), self.rng.uniform(low, high))

    def gradient(self, low: float = 0.2, high: float = 0.8) -> str:
        """A gradient between two colours that are alike in lightness."""
        middle = self.rng.uniform(low, high)
        hue = self.rng.random()
        first = hsl(hue, self.rng.uniform(0.2, 0.9), middle - 0.06)
        second = hsl(hue + self.rng.uniform(-0.2, 0.2), self.rng.uniform(0.2, 0.9), middle + 0.06)
        return f"linear-gradient({self.rng.randint(0, 360)}deg,{first},{second})"

    def family(self) -> str:
        """Another family of fonts."""
        return _family(self.rng, self.families)

    def text(self, text: str, *styles: str, tag: str = "span") -> str:
        """An element with text in it."""
        return f'<{tag} style="{escape(";".join(styles))}">{escape(text)}</{tag}>'

    def box(self, inner: str, *styles: str, more: str = "") -> str:
        """A block with HTML in it."""
        return f'<div {more} style="{escape(";".join(styles))}">{inner}</div>'

    def row(self, inner: str, *styles: str) -> str:
        """A block whose parts stand side by side."""
        return self.box(inner, "display:flex;align-items:center", *styles)

    def ends(self, left: str, right: str, *styles: str) -> str:
        """Words at both ends of a row."""
        apart = "display:flex;justify-content:space-between"
        return self.box(self.text(left) + self.text(right, "padding-left:24px"), apart, *styles)

    def rich(self, low: int, high: int) -> str:
        """Running text of so many sentences, with words set off as editors do."""
        return "".join(self._set_off(self.words.sentence()) for _ in range(self.rng.randint(low, high)))

    def _set_off(self, sentence: str) -> str:
        if self.chance(0.75) or len(sentence) < 6:
            return escape(sentence)
        start = self.rng.randrange(len(sentence) - 4)
        end = start + self.rng.randint(2, 8)
        looks = (
            "font-weight:700",
            "text-decoration:underline",
            "text-decoration:line-through",
            f"color:{self.theme.accent}",
            f"background:{hsl(self.rng.random(), 0.9, 0.8)};color:#111",
            f"border-bottom:{self.pick('1px solid', '2px dotted', '1px dashed')} {self.colour()}",
            f"font-family:{self.family()}",
            f"color:{self.colour(0.3, 0.5)};text-decoration:underline wavy",
            "font-style:italic",
            f"background:{self.theme.soft};color:{self.theme.text};padding:0 3px;border-radius:3px",
        )
        part = self.text(sentence[start:end], self.rng.choice(looks))
        return escape(sentence[:start]) + part + escape(sentence[end:])

    def heading(self, low: float = 1.0, high: float = 2.0, *styles: str) -> str:
        """A title above a part, so many times the size of the text."""
        size = f"font-size:{self.rng.uniform(low, high):.2f}em;line-height:1.3"
        weight = f"font-weight:{self.pick(400, 500, 700, 900)};font-family:{self.theme.head}"
        return self.box(self.words.title(), size, weight, f"margin:{self.number(2, 14)}px 0", *styles)

    def relief(self) -> str:
        """A style of letters on pictures: shadow, outline, or neither."""
        soft = f"text-shadow:{self.number(1, 3)}px {self.number(1, 3)}px {self.number(0, 6)}px #000"
        outline = f"-webkit-text-stroke:{self.pick(1, 2, 3)}px #000;paint-order:stroke fill"
        return self.pick("", soft, soft, outline)

    def blank(self, low: int = 3, high: int = 8) -> str:
        """A line to write on."""
        width = f"width:{self.number(low, high)}em"
        return f'<span style="display:inline-block;border-bottom:1px solid;{width};height:1em"></span>'

    def stars(self) -> str:
        """Marks given, in stars, which are text to a font and pictures to a reader."""
        full = self.number(1, 5)
        look = self.text("★" * full + "☆" * (5 - full), "color:#f5a623;letter-spacing:2px")
        return f'<span data-ignored="yes">{look}</span>'

    def button(self, text: str | None = None, *styles: str) -> str:
        """Text alone in a coloured or framed box."""
        theme = self.theme
        filled = f"background:{theme.accent};color:{theme.on_accent}"
        framed = f"border:1px solid {theme.accent};color:{theme.accent}"
        plain = f"background:{theme.soft};color:{theme.text}"
        look = self.pick(filled, filled, framed, plain)
        pad = f"padding:{self.number(2, 12)}px {self.number(8, 36)}px;border-radius:{theme.radius}px"
        return self.text(text or self.words.label(), "display:inline-block;white-space:nowrap", look, pad, *styles)

    def badge(self) -> str:
        """A small coloured box with a word or number."""
        text = self.one_of(self.words.label, self.words.number, lambda: str(self.number(1, 99)))
        size = round(self.theme.size * self.rng.uniform(0.7, 0.95), 1)
        look = f"background:{self.colour(0.3, 0.5)};color:#fff;font-size:{size}px;padding:1px {self.number(3, 8)}px"
        return self.text(text, f"display:inline-block;white-space:nowrap;border-radius:{self.number(0, 12)}px;{look}")

    def rule(self, height: str = "1em") -> str:
        """An upright rule between things of one row."""
        style = f"display:inline-block;width:{self.pick(1, 1, 2)}px;height:{height};background:{self.theme.rule}"
        return f'<span class="rule" style="{style};vertical-align:middle;margin:0 {self.number(3, 12)}px"></span>'

    def icon(self, size: float, colour: str | None = None) -> str:
        """A small picture that is no text: of a font of icons, or of strokes and shapes."""
        rng = self.rng
        paint = colour or rng.choice((self.theme.text, self.theme.accent, self.theme.muted, self.colour()))
        if self.icons and self.chance(0.6):
            return self._font_icon(size, paint)
        shapes = []
        for _ in range(rng.randint(1, 4)):
            x, y, r = rng.uniform(4, 20), rng.uniform(4, 20), rng.uniform(2, 9)
            shapes.append(
                rng.choice(
                    (
                        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>',
                        (
                            f'<rect x="{x - r / 2:.1f}" y="{y - r / 2:.1f}" width="{r:.1f}" '
                            f'height="{r * 1.3:.1f}" rx="1"/>'
                        ),
                        f'<path d="M{x:.1f} {y:.1f}L{24 - x:.1f} {y:.1f}L{y:.1f} {x:.1f}"/>',
                        f'<path d="M{x:.1f} {y:.1f}Q12 12 {y:.1f} {24 - x:.1f}T20 {x:.1f}"/>',
                        f'<path d="M3 {y:.1f}H21M3 {y + 5:.1f}H{x:.1f}"/>',
                    )
                )
            )
        fill = rng.choice(("none", "none", paint))
        style = f"width:{size:.0f}px;height:{size:.0f}px;flex:none;vertical-align:middle"
        line = f'fill="{fill}" stroke="{paint}" stroke-width="{rng.choice((1, 1.5, 2, 3))}"'
        return f'<svg viewBox="0 0 24 24" style="{style}" {line}>{"".join(shapes)}</svg>'

    def _font_icon(self, size: float, paint: str) -> str:
        font = self.rng.choice(self.icons)
        look = f"font:{size:.0f}px/1 '{font.family}';color:{paint};flex:none;vertical-align:middle"
        # Its style sheet shows it: what is no text node is not measured as text.
        return f'<i class="icon" data-icon="&#{self.rng.choice(font.codes)};" style="{escape(look)}"></i>'

    def avatar(self, size: int) -> str:
        """A person's picture: a photograph, shapes, or a letter of the name."""
        shape = f"width:{size}px;height:{size}px;flex:none;border-radius:{self.pick(0, 4, 8, size)}px;overflow:hidden"
        if self.chance(0.3):
            inner = self.text(self.words.han(1), f"font-size:{size * self.rng.uniform(0.35, 0.55):.0f}px;color:#fff")
            centre = "display:flex;align-items:center;justify-content:center"
            return f'<div style="{shape};{centre};background:{self.colour(0.3, 0.55)}">{inner}</div>'
        if self.chance(0.4):
            return f'<div style="{shape};background:{self.gradient()}">{self.icon(size)}</div>'
        return f'<img src="{self.photo()}" style="{shape};object-fit:cover;vertical-align:middle">'

    def photo(self, dim: float = 1.0) -> str:
        """The address of a picture that has the colours, blobs and edges of a photograph."""
        noise = np.random.default_rng(self.rng.getrandbits(32))
        height, width = int(noise.integers(60, 200)), int(noise.integers(80, 260))
        image = np.zeros((height, width, 3), np.float32)
        # Most of what a photograph has is light and shade; colours change less.
        vivid = float(noise.choice((0, 0.2, 0.4, 0.4, 1)))
        for level in range(1, int(noise.integers(3, 8))):
            size = (2**level + 1, 2**level + 1)
            cells = noise.normal(0, 1, (*size, 1)) + vivid * noise.normal(0, 1, (*size, 3))
            image += cv2.resize(cells.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC) * 0.62**level
        for _ in range(int(noise.choice((0, 0, 3, 12)))):
            corners = noise.integers(-20, [width + 20, height + 20], (int(noise.integers(3, 7)), 2)).astype(np.int32)
            paint = noise.normal(0, 1) + vivid * noise.normal(0, 1, 3)
            cv2.fillPoly(image, [cv2.convexHull(corners)], tuple(paint.tolist()))
        image += noise.normal(0, noise.uniform(0, 0.15), image.shape).astype(np.float32)
        light = image * noise.uniform(30, 60) + noise.uniform(90, 160) + noise.normal(0, 25, 3)
        pixels = np.clip(light * dim, 0, 255).astype(np.uint8)
        _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 80])
        return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode()

    def chart(self, width: int, height: int) -> str:
        """Bars, a curve or a ring, without words."""
        rng = self.rng
        count = rng.randint(4, 14)
        values = [rng.uniform(0.1, 0.95) for _ in range(count)]
        colour = self.colour(0.35, 0.65)
        step = width / count
        kind = rng.random()
        grid = "".join(
            f'<path d="M0 {height * k / 5:.0f}H{width}" stroke="{self.theme.rule}" fill="none"/>' for k in range(1, 6)
        )
        if kind < 0.4:
            bars = (
                f'<rect x="{k * step + step * 0.2:.1f}" y="{height * (1 - v):.1f}" width="{step * 0.6:.1f}" '
                f'height="{height * v:.1f}" fill="{colour}"/>'
                for k, v in enumerate(values)
            )
            inner = grid + "".join(bars)
        elif kind < 0.75:
            points = " ".join(f"{(k + 0.5) * step:.1f},{height * (1 - v):.1f}" for k, v in enumerate(values))
            inner = f'{grid}<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        else:
            inner = self._ring(width / 2, height / 2, min(width, height) * 0.42)
        return f'<svg width="{width}" height="{height}" style="display:block">{inner}</svg>'

    def _ring(self, x: float, y: float, radius: float) -> str:
        total, parts = 0.0, []
        while total < 1:
            share = min(self.rng.uniform(0.08, 0.5), 1 - total)
            start, end = 2 * math.pi * total, 2 * math.pi * (total + share * 0.999)
            a, b = x + radius * math.cos(start), y + radius * math.sin(start)
            c, d = x + radius * math.cos(end), y + radius * math.sin(end)
            arc = f"A{radius:.1f} {radius:.1f} 0 {int(share > 0.5)} 1 {c:.1f} {d:.1f}"
            parts.append(f'<path d="M{x:.1f} {y:.1f}L{a:.1f} {b:.1f}{arc}Z" fill="{self.colour(0.35, 0.7)}"/>')
            total += share
        return "".join(parts)

    def grid_code(self, size: int) -> str:
        """A square of black and white modules, as a QR code has them."""
        count = self.rng.choice((21, 25, 29))
        cells = "".join(f"M{x} {y}h1v1h-1z" for y in range(count) for x in range(count) if self.rng.random() < 0.5)
        eyes = "".join(
            f'<rect x="{x}" y="{y}" width="7" height="7" fill="#fff"/><path d="M{x} {y}h7v7h-7zM{x + 1} {y + 1}v5h5v-5z'
            f'M{x + 2} {y + 2}h3v3h-3z" fill-rule="evenodd"/>'
            for x, y in ((0, 0), (count - 7, 0), (0, count - 7))
        )
        box = f'viewBox="-1 -1 {count + 2} {count + 2}" width="{size}" height="{size}"'
        return f'<svg {box} style="background:#fff;flex:none"><path d="{cells}"/>{eyes}</svg>'
