"""Templates of screens: lone characters and signs, and very short lines: what is text though it is hardly any ink."""

from __future__ import annotations

from html import escape

from .screens_apps import price
from .screens_style import Sketch

#: Single characters that stand alone in tables, lists and answers.
_LONE = "一二三十〇○√×+-±—~/·0123456789lIiX人口个有无是否合优良中"
#: Short marks that stand between other characters or alone.
_SIGNS = (
    "一、二、三",
    "+",
    "-",
    "±0",
    "1",
    "0",
    "一",
    "二",
    "—",
    "嗯",
    "是",
    "10",
    "+1",
    "-5",
    "1.",
    "N/A",
    "/",
    "√",
    "×",
)
_ORDERS = ("{}.", "{}", "{})", "({})", "{}、", "[{}]", "第{}条")
_SOUNDS = (
    "chuáng",
    "qián",
    "míng",
    "yuè",
    "guāng",
    "yí",
    "shì",
    "dì",
    "shàng",
    "shuāng",
    "jǔ",
    "tóu",
    "wàng",
    "nǐ",
    "hǎo",
)
_BEATS = "ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙㄧㄨㄩㄚㄛㄜㄝㄞㄟㄠㄡㄢㄣㄤㄥㄦ"


def results(d: Sketch) -> str:
    """A table whose cells hold a sign, a digit or a character each."""
    t, columns = d.theme, d.number(2, 9)
    ruled = d.pick(f"border:1px solid {t.muted}", f"border-bottom:1px solid {t.rule}", "")
    pad = f"padding:{d.number(2, 12)}px {d.number(8, 40)}px;text-align:{d.pick('center', 'center', 'right', 'left')}"
    looks = [f"{ruled};{pad};font-weight:{d.pick(400, 400, 300, 700)}" for _ in range(columns)]
    lone = [d.pick(_LONE, "+-±", "0123456789", "√×○", "一二三四五六七八九十") for _ in range(columns)]

    def row() -> str:
        words = [d.letter(lone[k]) if d.chance(0.85) else d.words.value() for k in range(1, columns)]
        return "".join(
            f'<td style="{look}">{escape(word)}</td>'
            for look, word in zip(looks, [d.words.label(), *words], strict=True)
        )

    head = "".join(f'<th style="{look}">{escape(d.words.label())}</th>' for look in looks)
    rows = d.some(2, 14, lambda: f"<tr>{row()}</tr>")
    table = f'<table style="border-collapse:collapse;white-space:nowrap"><tr>{head}</tr>{rows}</table>'
    return d.box((d.heading(1, 1.4) if d.chance(0.4) else "") + table, f"padding:{d.number(0, 30)}px")


def sounded(d: Sketch) -> str:
    """Characters with their sound above them, as in books for children."""
    wide, small = d.chance(0.6), d.rng.uniform(0.4, 0.6)

    def sound() -> str:
        return d.pick(*_SOUNDS) if wide else "".join(d.letter(_BEATS) for _ in range(d.number(1, 3)))

    def character() -> str:
        if d.chance(0.12):
            return d.text(d.letter("，。！？；："))
        return f'<ruby>{escape(d.words.han(1))}<rt style="font-size:{small:.2f}em">{sound()}</rt></ruby>'

    line = (
        f"line-height:{d.rng.uniform(1.9, 2.6):.2f};font-size:{d.number(18, 44)}px;letter-spacing:{d.number(0, 12)}px"
    )
    return d.box(d.some(2, 6, lambda: d.box(d.some(3, 14, character), line)), f"padding:{d.number(8, 40)}px")


def numbered(d: Sketch) -> str:
    """Points of a list, notes or lines of a poem whose numbers stand apart before or behind them; a page's number."""
    order, gap, thin = d.pick(*_ORDERS), d.rng.uniform(0.5, 5), f"font-weight:{d.pick(300, 400, 400, 700)}"
    count, behind = [d.number(0, 20)], d.chance(0.25)

    def point() -> str:
        count[0] += 1
        number = count[0] if d.chance(0.7) else d.letter("一二三四五六七八九")
        mark = d.text(d.pick(order, order, "•", "·", "-", "①").format(number), thin, "flex:none")
        text = d.box(d.rich(1, 3) if d.chance(0.4) else d.words.title(), "flex:1" if behind else "")
        parts = (text, mark) if behind else (mark, text)
        return d.row("".join(parts), f"align-items:baseline;gap:{gap:.1f}em;margin:{d.number(0, 10)}px 0")

    foot = d.box(
        d.pick("{}", "- {} -", "· {} ·", "第 {} 页").format(d.number(1, 99)), f"text-align:{d.pick('center', 'right')}"
    )
    return d.box(
        (d.heading(1, 1.6) if d.chance(0.5) else "")
        + d.some(2, 12, point)
        + (d.box(foot, f"margin-top:{d.number(10, 80)}px") if d.chance(0.6) else ""),
        f"padding:{d.number(4, 50)}px",
    )


def short(d: Sketch) -> str:
    """One short line on a plain ground, as it is cut out of a screen."""
    size, t = d.number(14, 56), d.theme
    word = d.one_of(
        lambda: d.text(d.pick(*_SIGNS)),
        lambda: d.text(d.letter(_LONE)),
        lambda: d.text(d.words.han(1, 4)),
        lambda: d.text(d.words.number()),
        lambda: price(d),
        lambda: d.text(d.words.time()) + d.text(d.words.date(), "font-size:0.4em;margin-left:1em"),
    )
    back = d.pick(t.back, t.back, t.soft, t.accent)
    colour = t.on_accent if back == t.accent else t.text
    pad = f"padding:{d.number(0, 24)}px {d.number(0, 40)}px"
    return d.box(word, f"background:{back};color:{colour};font-size:{size}px;line-height:1.3;white-space:nowrap;{pad}")
