"""Templates of screens: few words, large, scattered, turned or on pictures."""

from __future__ import annotations

from .screens_style import Sketch, hsl


def huge(d: Sketch) -> str:
    """A word or number that fills the picture."""
    t = d.theme
    text = d.one_of(lambda: d.words.han(1, 4), d.words.number, d.words.time, lambda: d.words.latin(1, 1), d.words.label)
    size = min(d.width * d.rng.uniform(0.6, 0.95) / max(len(text), 1), d.height * 0.8)
    picture = f"background:url({d.photo(d.rng.uniform(0.4, 0.8))}) center/cover;color:#fff"
    back = d.pick(
        f"background:{t.back}",
        f"background:{t.accent};color:{t.on_accent}",
        picture,
        f"background:{d.gradient(0.2, 0.4)};color:#fff",
    )
    line = d.text(
        text,
        f"font-size:{size:.0f}px;line-height:1.1;white-space:nowrap",
        f"font-weight:{d.pick(300, 400, 700, 900)}",
        f"font-family:{t.head}",
        d.relief() if back == picture else "",
    )
    under = d.text(d.words.title(), f"font-size:{max(size / 6, 11):.0f}px") if d.chance(0.3) else ""
    return d.row(line + under, back, "flex-direction:column;justify-content:center;height:100vh;overflow:hidden")


def lone_buttons(d: Sketch) -> str:
    """Some buttons, and nothing else."""
    size, way = d.number(12, 60), d.pick("row", "column", "row")
    buttons = d.some(
        1, 6, lambda: d.button(d.one_of(d.words.label, d.words.number, d.words.price), "line-height:1.4;flex:none")
    )
    back = d.pick(
        f"background:{d.theme.back}", f"background:{d.gradient()}", f"background:url({d.photo()}) center/cover"
    )
    return d.row(
        buttons,
        back,
        f"font-size:{size}px;flex-direction:{way};flex-wrap:wrap",
        f"gap:{d.number(4, 40)}px;justify-content:center",
        "align-content:center;min-height:100vh;padding:10px",
        "overflow:hidden",
    )


def tag_cloud(d: Sketch) -> str:
    """Words of many sizes and colours."""
    low, high, boxed = d.number(10, 16), d.number(24, 64), d.chance(0.3)

    def tag() -> str:
        size = f"font-size:{low * (high / low) ** (d.rng.random() ** 2):.0f}px;line-height:1.2"
        colour = hsl(d.rng.random(), 0.7, d.rng.uniform(0.55, 0.8) if d.theme.dark else d.rng.uniform(0.2, 0.45))
        box = f"border:1px solid {colour};padding:2px 10px;border-radius:20px" if boxed else ""
        turned = "writing-mode:vertical-rl" if upright and d.chance(0.25) else ""
        return d.text(
            d.pick(d.words.label(), d.words.han(2, 4)),
            size,
            f"color:{colour};white-space:nowrap;font-weight:{d.pick(400, 700)}",
            box,
            turned,
        )

    upright = d.chance(0.3)
    gap = f"gap:{d.number(6, 14)}px {d.number(30, 60)}px"
    return d.row(d.some(6, 40, tag), gap, "flex-wrap:wrap;justify-content:center;padding:16px")


def captions(d: Sketch) -> str:
    """Pictures with words over them."""
    t, columns = d.theme, max(1, d.width // d.number(200, 600))
    high = d.number(120, 360)

    def picture() -> str:
        dim = d.rng.uniform(0.4, 1)
        size = f"font-size:{d.rng.uniform(0.9, 2.2):.1f}em;line-height:1.3"
        spot = d.pick(
            "left:0;right:0;bottom:0", "left:0;right:0;top:0", "left:10%;right:10%;top:40%", "left:0;bottom:20%"
        )
        back = d.pick("", "", "background:#0008", "background:linear-gradient(#0000,#000c)")
        relief = "" if back == "background:#0008" else d.pick(d.relief(), "text-shadow:0 0 4px #000,0 1px 2px #000")
        words = d.one_of(d.words.title, d.words.sentence, d.words.date, d.words.label)
        over = d.box(
            words,
            f"position:absolute;{spot};padding:8px 12px",
            back,
            relief,
            size,
            f"color:{d.pick('#fff', '#fff', '#ffe14d')};text-align:{d.pick('left', 'center')}",
        )
        corner = (
            d.text(
                d.pick(d.words.time(), d.words.number()),
                "position:absolute;right:6px;top:6px;background:#000a;color:#fff;padding:0 5px;font-size:12px",
            )
            if d.chance(0.3)
            else ""
        )
        return d.box(
            over + corner,
            f"position:relative;height:{high}px;overflow:hidden",
            f"background:url({d.photo(dim)}) center/cover",
            f"border-radius:{t.radius}px",
        )

    return d.box(
        d.some(1, columns * 4, picture),
        f"display:grid;grid-template-columns:repeat({columns},minmax(0,1fr));gap:{d.number(0, 14)}px",
    )


def plan(d: Sketch) -> str:
    """Short words in places all over a drawing: maps, drawings with dimensions."""
    back = d.pick("#e8f0e0", "#f5f3ef", "#1b2a3a", d.theme.back, "#fff")
    dark = back == "#1b2a3a" or (back == d.theme.back and d.theme.dark)

    def street() -> str:
        (a, b, c), (e, f, g) = ([d.number(0, length) for _ in range(3)] for length in (d.width, d.height))
        colour = d.colour(0.3, 0.5) if dark else d.colour(0.7, 0.95)
        way = f"M{a} -20Q{b} {e} {c} {d.height + 50}M0 {f}L{d.width} {g}"
        return f'<path d="{way}" fill="none" stroke="{colour}" stroke-width="{d.pick(1, 2, 8, 20)}"/>'

    streets = d.some(3, 14, street)
    drawing = f'<svg width="{d.width}" height="{d.height}" style="position:absolute;left:0;top:0">{streets}</svg>'
    cells, used = [(x, y) for x in range(max(d.width // 170, 1)) for y in range(d.height // 60)], []
    d.rng.shuffle(cells)
    for x, y in cells[: d.number(4, 50)]:
        turn = d.pick(
            "", "", "", f"transform:rotate({d.pick(-90, 90, d.number(-50, 50))}deg)", "writing-mode:vertical-rl"
        )
        halo = "" if dark else d.pick("", "text-shadow:0 0 2px #fff,0 0 3px #fff")
        place = (
            f"position:absolute;left:{x * 170 + d.number(4, 50)}px;top:{y * 60 + d.number(4, 20)}px;white-space:nowrap"
        )
        colour = d.colour(0.7, 0.9) if dark else d.colour(0.1, 0.4)
        word = d.pick(
            d.words.han(2, 6), d.words.label(), d.words.number(), d.words.han(2, 3) + d.pick("路", "街", "站", "大厦")
        )
        dot = d.icon(14) if d.chance(0.3) else ""
        used.append(
            d.box(
                dot + d.text(word, f"font-size:{d.number(10, 20)}px;line-height:1.2;color:{colour}", halo), place, turn
            )
        )
    return d.box(drawing + "".join(used), f"background:{back};position:relative;height:100vh;overflow:hidden")


def diagram(d: Sketch) -> str:
    """Boxes with words, joined by lines: flow charts, trees of offices."""
    t, shape = d.theme, d.pick(0, 6, 30)
    line = f"2px solid {d.pick(t.muted, t.accent)}"
    look = d.pick(f"background:{t.soft};color:{t.text}", f"background:{t.accent};color:{t.on_accent}", f"border:{line}")
    upright = d.chance(0.3)

    def node(level: int) -> str:
        turned = "writing-mode:vertical-rl" if upright and level == 2 else ""
        words = d.box(
            d.words.label(),
            look,
            turned,
            f"padding:{d.number(5, 12)}px;border-radius:{shape}px;display:inline-block;max-width:9em",
        )
        if level == 2:
            return d.box(words, "padding:0 8px")
        stem = d.box("", f"width:0;height:{d.number(10, 26)}px;border-left:{line};margin:0 auto")
        below = d.box(
            "".join(node(level + 1) for _ in range(d.number(1, 4))),
            f"display:flex;justify-content:center;border-top:{line};padding-top:10px",
        )
        return d.box(words + stem + below, "text-align:center;padding:0 10px")

    return d.box((d.heading(1, 1.6, "text-align:center") if d.chance(0.5) else "") + node(0), "padding:14px")


def timeline(d: Sketch) -> str:
    """What happened when, along a line."""
    t, both = d.theme, d.chance(0.4)

    def event() -> str:
        when = d.box(d.pick(d.words.date(), d.words.time()), f"width:9em;text-align:right;color:{t.muted};flex:none")
        dot = d.box(
            "",
            f"width:12px;height:12px;border-radius:12px;background:{t.accent};margin:0 {d.number(14, 24)}px;flex:none",
        )
        words = d.box(
            d.heading(1, 1.2) + (d.box(d.rich(1, 2)) if d.chance(0.7) else ""),
            f"border-left:2px solid {t.rule};padding:4px 16px",
        )
        return d.row(d.pick(when + dot + words, words + dot + when) if both else when + dot + words, "padding:4px 10px")

    return d.heading(1.3, 2) + d.some(3, 12, event)


def turned_heads(d: Sketch) -> str:
    """A table whose heads stand on their side, rows with names and marks."""
    t, columns = d.theme, d.number(4, 12)
    edge, way = f"border:1px solid {t.rule}", d.pick("", "transform:rotate(180deg)")
    orient = d.pick("mixed", "sideways", "mixed")
    head_look = (
        f"writing-mode:vertical-rl;text-orientation:{orient};{way};"
        f"height:{d.number(80, 150)}px;overflow:hidden;"
        "white-space:nowrap"
    )
    heads = "".join(
        (
            f'<td style="{edge};padding:6px">'
            f"{d.box(d.one_of(d.words.label, d.words.label, lambda: d.words.latin(1, 2)), head_look)}</td>"
        )
        for _ in range(columns)
    )

    def row() -> str:
        cells = (
            (
                f'<td style="{edge};padding:4px;text-align:center">'
                f"{d.pick(str(d.number(0, 99)), str(d.number(0, 99)), '')}</td>"
            )
            for _ in range(columns)
        )
        return f'<tr><td style="{edge};padding:4px 10px;white-space:nowrap">{d.words.name()}</td>{"".join(cells)}</tr>'

    return d.box(
        f'<table style="border-collapse:collapse"><tr><td style="{edge}"></td>{heads}</tr>{d.some(3, 16, row)}</table>',
        "padding:12px",
    )


def subtitles(d: Sketch) -> str:
    """A frame of a film with words below, or remarks that fly over it."""
    size = d.height / d.rng.uniform(9, 18)
    words = d.box(
        d.words.clause() + (" " + d.words.clause() if d.chance(0.3) else ""),
        f"position:absolute;left:0;right:0;bottom:{d.number(4, 12)}%",
        f"text-align:center;font-size:{size:.0f}px;line-height:1.3",
        f"color:{d.pick('#fff', '#fff', '#ff0')}",
        d.pick(
            "-webkit-text-stroke:3px #000;paint-order:stroke fill",
            "text-shadow:0 0 3px #000,1px 1px 2px #000",
            "background:#0007",
        ),
    )
    rows = range(max(1, int(d.height * 0.5 / (size * 1.5))))
    flying = "".join(
        d.box(
            d.words.clause(),
            f"position:absolute;left:{d.number(-5, 80)}%",
            f"top:{k * size * 1.5 + 10:.0f}px",
            f"font-size:{size * 0.8:.0f}px;line-height:1.2",
            "white-space:nowrap",
            f"color:{d.pick('#fff', '#fff', d.colour(0.5, 0.8))}",
            "text-shadow:1px 1px 2px #000",
        )
        for k in rows
        if d.chance(0.7)
    )
    mark = (
        d.box(
            d.words.han(2, 4) + "TV",
            f"position:absolute;right:12px;top:{d.number(4, 10)}px;color:#fffb;font-size:{size * 0.7:.0f}px",
            more='data-ignored="yes"',
        )
        if d.chance(0.2)
        else ""
    )
    return d.box(
        words + (flying if d.chance(0.4) else mark),
        f"background:url({d.photo(d.rng.uniform(0.4, 1))}) center/cover;height:100vh;position:relative;overflow:hidden",
    )
