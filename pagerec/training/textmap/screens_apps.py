"""Templates of screens: windows of apps, and what they open."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from .screens_style import Sketch


def title_bar(d: Sketch) -> str:
    """Title of a window with pictures or words at both ends."""
    t, size = d.theme, d.number(16, 26)
    back = d.pick(f"background:{t.panel};color:{t.text}", f"background:{t.accent};color:{t.on_accent}")
    pad = f"border-bottom:1px solid {t.rule};padding:{d.number(6, 14)}px 12px"
    weight = f"font-weight:{d.pick(400, 600, 700)};font-size:{d.pick(1, 1.1, 1.2)}em"
    title = d.text(d.words.title(), f"font-family:{t.head}", weight)
    left, right = (d.icon(size, "currentColor") if d.chance(0.6) else d.text(d.words.label()) for _ in range(2))
    return d.row(left + title + right, "justify-content:space-between;gap:24px", back, pad)


def price(d: Sketch) -> str:
    """A price with its large whole part."""
    size, small = d.theme.size * d.rng.uniform(1.1, 2.2), f"font-size:{d.theme.size * d.rng.uniform(0.7, 0.95):.1f}px"
    sign = d.text(d.pick("¥", "￥", "$"), small)
    whole = d.text(str(d.number(1, 9999)), f"font-size:{size:.1f}px;font-weight:{d.pick(400, 700)}")
    cents = d.text(f".{d.number(0, 99):02}", small) if d.chance(0.7) else ""
    old = d.text(d.words.price(), small, f"text-decoration:line-through;color:{d.theme.muted};margin-left:6px")
    colour = d.pick("#e4393c", "#ff5000", d.theme.text)
    inner = sign + whole + cents + (old if d.chance(0.3) else "")
    return f'<span style="color:{colour};white-space:nowrap">{inner}</span>'


def chat(d: Sketch) -> str:
    """Messages in bubbles beside the pictures of who wrote them."""
    t, face, pad = d.theme, d.number(28, 48), d.number(6, 14)
    mine = d.pick("background:#95ec69;color:#111", f"background:{t.accent};color:{t.on_accent}")
    theirs = d.pick(f"background:{t.panel};color:{t.text}", "background:#fff;color:#111")
    named, most = d.chance(0.4), d.number(55, 75)

    def content(own: bool) -> str:
        if d.chance(0.1):
            return f'<img src="{d.photo()}" style="width:{d.number(80, 200)}px;border-radius:{t.radius}px">'
        look = f"padding:{pad}px {pad + 3}px;border-radius:{t.radius}px;width:fit-content"
        words = d.rich(1, 3) if d.chance(0.7) else d.words.label()
        return d.box(words, look, mine if own else theirs, "margin-left:auto" if own else "")

    def message() -> str:
        if d.chance(0.2):
            when = d.pick(d.words.time(), d.words.date() + " " + d.words.time())
            return d.box(d.text(when, f"color:{t.muted};font-size:0.8em"), "text-align:center;margin:10px")
        own = d.chance(0.45)
        name = d.box(d.words.name(), f"color:{t.muted};font-size:0.8em") if named and not own else ""
        side = f"display:flex;flex-direction:{'row-reverse' if own else 'row'};gap:10px;margin:{pad}px 12px"
        return d.box(d.avatar(face) + d.box(name + content(own), f"max-width:{most}%"), side)

    head = title_bar(d) if d.chance(0.7) else ""
    return head + d.some(3, 14, message)


def cards(d: Sketch) -> str:
    """A grid of cards with a picture, a title and what belongs to it."""
    t, columns, high = d.theme, max(1, d.width // d.number(180, 420)), d.number(60, 180)
    look = f"border:{d.pick('none', f'1px solid {t.rule}')};border-radius:{t.radius}px;overflow:hidden"
    shadow = f"background:{t.panel};box-shadow:{d.pick('none', '0 1px 4px #0003', '0 4px 16px #0004')}"
    pictured, pad = d.chance(0.7), f"padding:{d.number(8, 16)}px"

    def picture() -> str:
        image = f'<img src="{d.photo()}" style="display:block;width:100%;height:{high}px;object-fit:cover">'
        corner = f"position:absolute;left:8px;top:8px;background:{d.colour(0.3, 0.5)};color:#fff"
        over = d.text(d.words.label(), corner, "padding:1px 6px;font-size:0.8em")
        return d.box(image + (over if d.chance(0.3) else ""), "position:relative")

    def card() -> str:
        title = d.heading(1, 1.3)
        body = d.box(d.rich(1, 2), f"color:{t.muted};font-size:0.9em;margin:4px 0") if d.chance(0.6) else ""
        foot = d.row(price(d) + d.one_of(d.button, d.badge, d.stars), "justify-content:space-between;gap:20px")
        foot = foot if d.chance(0.6) else d.some(1, 3, d.badge, "&nbsp; ")
        return d.box((picture() if pictured else "") + d.box(title + body + foot, pad), look, shadow)

    gap = d.number(8, 24)
    grid = f"display:grid;grid-template-columns:repeat({columns},minmax(0,1fr));gap:{gap}px;padding:{gap}px"
    return d.box(d.some(columns, columns * 4, card), grid)


def dialog(d: Sketch) -> str:
    """A box over a page that is dimmed or blurred."""
    t, behind = d.theme, d.pick(cards, table, settings, chat)(d)
    wide = min(d.width - 30, d.number(260, 520))
    body = d.box(d.rich(1, 3), f"margin:{d.number(8, 20)}px 0;color:{d.pick(t.text, t.muted)}")
    icon = d.icon(d.number(24, 60)) if d.chance(0.4) else ""
    buttons = d.some(1, 3, d.button, f'<span style="display:inline-block;width:{d.number(12, 30)}px"></span>')
    place = f"position:absolute;left:50%;top:{d.number(8, 40)}%;width:{wide}px;margin-left:-{wide // 2}px"
    look = f"background:{t.panel};padding:{d.number(14, 30)}px;border-radius:{t.radius}px;box-shadow:0 8px 30px #0008"
    inner = icon + d.heading(1, 1.5) + body + d.box(buttons, f"text-align:{d.pick('right', 'center')}")
    veil = f"background:rgba(0,0,0,{d.rng.uniform(0.2, 0.6):.2f})"
    return (
        (d.box(behind, "filter:blur(3px)", more='data-ignored="yes"') if d.chance(0.25) else d.box(behind))
        + d.box("", "position:absolute;inset:0;pointer-events:none", veil)
        + d.box(inner, place, look, f"text-align:{d.pick('left', 'center')}")
    )


def toolbar(d: Sketch) -> str:
    """Rows of icons, with or without words, above a page."""
    t, size, gap, below = d.theme, d.number(14, 30), d.number(6, 22), d.chance(0.4)

    def tool() -> str:
        kind = d.rng.random()
        if kind < 0.12:
            return d.rule(f"{size}px")
        icon = d.icon(size)
        if kind < 0.45:
            return icon
        word = d.text(d.words.label(), f"font-size:{d.pick(0.8, 0.9, 1)}em;white-space:nowrap")
        if kind > 0.9:
            return word
        return d.row(icon + word, f"flex-direction:{'column' if below else 'row'};gap:{d.number(2, 6)}px")

    def bar() -> str:
        look = f"border-bottom:1px solid {t.rule};padding:{d.number(3, 12)}px 10px;overflow:hidden"
        back = f"background:{d.pick(t.panel, t.back, t.soft, t.panel)};color:{t.text}"
        return d.row(d.some(4, 22, tool), f"flex-wrap:{d.pick('nowrap', 'nowrap', 'wrap')};gap:{gap}px", look, back)

    words = d.some(3, 9, lambda: d.text(d.words.label(), f"margin-right:{1.5 * t.size:.0f}px"))
    menus = d.box(words, f"padding:4px 10px;background:{t.panel}") if d.chance(0.5) else ""
    return menus + d.some(1, 3, bar) + (d.box(d.rich(2, 9), "padding:20px") if d.chance(0.6) else "")


def menu(d: Sketch) -> str:
    """An opened menu: words, keys that do the same, arrows, over a page."""
    t, gap, keyed = d.theme, d.number(3, 12), d.chance(0.6)

    def item() -> str:
        if d.chance(0.12):
            return d.box("", f"height:1px;background:{t.rule};margin:4px 0")
        chosen = f"background:{t.accent};color:{t.on_accent}" if d.chance(0.1) else ""
        icon = d.icon(t.size) if d.chance(0.3) else f'<span style="width:{t.size}px"></span>'
        keys = d.pick("Ctrl+", "Alt+", "⌘", "Shift+", "F") + d.pick(*"ACVXZSFN123")
        key = d.text(keys, f"color:{t.muted};margin-left:auto;padding-left:30px") if keyed and d.chance(0.6) else ""
        word = d.text(d.words.label() + d.pick("", "", "…", "(F)"))
        return d.row(icon + word + key, f"gap:8px;padding:{gap}px 14px;white-space:nowrap", chosen)

    place = f"position:absolute;left:{d.number(5, 80)}px;top:{d.number(10, 60)}px;min-width:150px"
    look = f"background:{t.panel};border:1px solid {t.rule};box-shadow:0 4px 12px #0005;border-radius:{t.radius // 2}px"
    return d.box(d.pick(toolbar, cards, settings, table)(d)) + d.box(d.some(4, 16, item), place, look)


def settings(d: Sketch) -> str:
    """A list of rows: a word at the left, its value, switch or arrow at the right."""
    t, gap, lined = d.theme, d.number(6, 18), d.chance(0.7)

    def switch() -> str:
        on = d.chance(0.5)
        side = f"margin-{'left' if on else 'right'}:auto"
        knob = d.box("", "width:1.2em;height:1.2em;border-radius:1em;background:#fff", side)
        return d.box(
            knob, f"width:2.4em;padding:2px;border-radius:2em;background:{t.accent if on else t.rule};display:flex"
        )

    def value() -> str:
        return d.text(d.words.value() + d.pick("", "", " ›"), f"color:{t.muted}")

    def row() -> str:
        icon = d.icon(t.size * 1.4) if d.chance(0.4) else ""
        second = d.box(d.words.clause(), f"color:{t.muted};font-size:0.8em") if d.chance(0.25) else ""
        right = d.row(d.one_of(switch, value, value, d.badge, d.nothing), "margin-left:auto;padding-left:30px")
        edge = f"border-bottom:1px solid {t.rule}" if lined else ""
        return d.row(icon + d.box(d.words.label() + second) + right, f"gap:10px;padding:{gap}px 0", edge)

    def group() -> str:
        small = f"color:{t.muted};font-size:0.85em;margin:14px 16px 4px"
        head = d.box(d.words.label(), small) if d.chance(0.5) else ""
        return head + d.box(
            d.some(2, 7, row), f"background:{t.panel};padding:0 16px;border-radius:{t.radius}px;margin:8px"
        )

    return (title_bar(d) if d.chance(0.5) else "") + d.some(1, 4, group)


def form(d: Sketch) -> str:
    """Fields with their labels beside or above them."""
    t, above, end = d.theme, d.chance(0.35), d.pick("", "：", ":", "")
    framed = f"border:1px solid {t.rule}"
    edge = d.pick(framed, framed, f"border-bottom:1px solid {t.rule}", f"background:{t.soft};color:{t.text}")
    label_look = f"flex:none;width:{d.number(5, 9)}em;text-align:{d.pick('left', 'right', 'right')}"
    gap, between = d.number(4, 16), d.number(6, 16)

    def choice() -> str:
        fill = f"background:{t.accent}" if d.chance(0.4) else ""
        shape = f"border:1px solid {t.muted};border-radius:{d.pick(0, 1)}em;vertical-align:-0.1em;margin-right:6px"
        mark = d.text("", "display:inline-block;width:0.9em;height:0.9em", shape, fill)
        return f'<span style="white-space:nowrap;margin-right:22px">{mark}{escape(d.words.label())}</span>'

    def field() -> str:
        if d.chance(0.2):
            return d.some(2, 4, choice)
        value = d.text(d.words.value()) if d.chance(0.65) else d.text("请输入" + d.words.label(), f"color:{t.muted}")
        arrow = d.icon(t.size, t.muted) if d.chance(0.2) else ""
        look = f"padding:4px 10px;border-radius:{t.radius // 2}px;min-height:1.6em;overflow:hidden;white-space:nowrap"
        return d.row(value + arrow, "justify-content:space-between", edge, look)

    def row() -> str:
        label = (d.text("*", "color:#e33") if d.chance(0.25) else "") + escape(d.words.label() + end)
        colour = d.pick(t.muted, "#e33")
        hint = d.box(d.words.clause(), f"color:{colour};font-size:0.8em") if d.chance(0.15) else ""
        if above:
            return d.box(d.box(label) + field() + hint, f"margin:{gap}px 0")
        parts = d.box(label, label_look) + d.box(field() + hint, "flex:1;min-width:0")
        return d.row(parts, f"align-items:baseline;margin:{gap}px 0;gap:{between}px")

    columns = 1 if d.width < 700 or d.chance(0.5) else 2
    rows = d.box(
        d.some(3, 12, row), f"display:grid;grid-template-columns:repeat({columns},minmax(0,1fr));column-gap:36px"
    )
    foot = d.box(d.some(1, 3, d.button, "&emsp;&emsp;"), f"text-align:{d.pick('left', 'center', 'right')}")
    return d.box(d.heading(1.1, 2) + rows + foot, f"padding:{d.number(10, 40)}px")


def table(d: Sketch) -> str:
    """A table with rules, stripes or neither."""
    t, w, columns = d.theme, d.words, d.number(2, 9)
    ruled, striped = d.pick("all", "rows", "none", "head", "all"), d.chance(0.3)
    pad = f"padding:{d.number(2, 12)}px {d.number(4, 10) if ruled == 'all' else d.number(14, 24)}px"
    line = f"1px solid {d.pick(t.rule, t.muted, t.text)}"
    cell = {"all": f"border:{line}", "rows": f"border-bottom:{line}"}.get(ruled, "")
    makers: list[Callable[[], str]] = [
        d.pick(w.number, w.value, w.name, w.date, w.price, lambda: w.han(1, 12)) for _ in range(columns)
    ]
    sides = [f"text-align:{d.pick('left', 'left', 'center', 'right')}" for _ in range(columns)]
    coloured = (f"background:{t.soft};color:{t.text}", f"background:{t.accent};color:{t.on_accent}")
    head_look = d.pick(*coloured, "font-weight:700", f"border-bottom:2px solid {t.text}")

    def row(number: int) -> str:
        cells = []
        for make, side in zip(makers, sides, strict=True):
            inner = d.pick(d.badge(), "") if d.chance(0.08) else d.text(make())
            cells.append(f'<td style="{cell};{pad};{side}">{inner}</td>')
        back = f"background:{t.soft}" if striped and number % 2 else ""
        return f'<tr style="{back}">{"".join(cells)}</tr>'

    head = "".join(f'<th style="{cell};{pad};{side};{head_look}">{escape(w.label())}</th>' for side in sides)
    rows = (f"<tr>{head}</tr>" if d.chance(0.85) else "") + "".join(row(k) for k in range(d.number(2, 22)))
    look = f"border-collapse:collapse;white-space:{d.pick('nowrap', 'normal')};{d.pick('width:100%', '')}"
    caption = d.heading(1, 1.4, f"text-align:{d.pick('left', 'center')}") if d.chance(0.5) else ""
    return d.box(f'{caption}<table style="{look}">{rows}</table>', f"padding:{d.number(0, 24)}px")
