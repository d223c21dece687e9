"""Templates of screens: programs with panes, and things that show many numbers."""

from __future__ import annotations

from html import escape

from .screens_apps import cards, title_bar
from .screens_style import Sketch


def calendar(d: Sketch) -> str:
    """Days of a month in a grid, some with what happens on them."""
    t, lined, busy = d.theme, d.chance(0.5), d.rng.choice((0, 0, 0.3, 0.7))
    edge = f"border:1px solid {t.rule}" if lined else ""
    high, side = d.number(28, 90), d.pick("left", "center", "right")
    day_size = f"font-size:{d.pick(0.9, 1, 1.3, 1.6)}em"

    def day(number: int) -> str:
        chosen = f"background:{t.accent};color:{t.on_accent}" if d.chance(0.06) else ""
        moon = d.box(d.pick("初", "十", "廿") + d.pick(*"一二三四五六七八九"), f"font-size:0.7em;color:{t.muted}")
        event = d.box(
            d.words.label(), f"font-size:0.75em;background:{t.soft};color:{t.text};overflow:hidden;white-space:nowrap"
        )
        inner = d.box(str(number), day_size) + (moon if lunar else "") + (event if d.chance(busy) else "")
        return d.box(inner, edge, chosen, f"min-height:{high}px;padding:3px 6px;text-align:{side};overflow:hidden")

    lunar = d.chance(0.3)
    first = d.pick("日一二三四五六", "一二三四五六日")
    prefix = d.pick("", "周", "星期")
    heads = "".join(d.box(prefix + name, f"padding:4px 6px;text-align:{side};color:{t.muted}") for name in first)
    days = d.box("") * d.number(0, 6) + "".join(day(k + 1) for k in range(d.pick(28, 30, 31)))
    grid = f"display:grid;grid-template-columns:repeat(7,minmax(0,1fr));gap:{0 if lined else d.number(1, 6)}px"
    month = f"{d.number(1990, 2030)}年{d.number(1, 12)}月"
    head = d.text(month, f"font-size:{d.rng.uniform(1, 2):.1f}em;font-weight:{d.pick(400, 700)}")
    bar = d.row(d.icon(20) + head + d.icon(20), "justify-content:space-between;padding:8px 0")
    return d.box(bar + d.box(heads + days, grid), f"padding:{d.number(4, 24)}px")


def editor(d: Sketch) -> str:
    """Lines of a program with their numbers, in a window with tabs and a tree of files."""
    t, dark = d.theme, d.chance(0.7)
    back, ink, faint = ("#1e1e1e", "#d4d4d4", "#6e7681") if dark else ("#fff", "#222", "#999")
    colours = (
        ("#569cd6", "#ce9178", "#6a9955", "#dcdcaa", "#c586c0")
        if dark
        else ("#00f", "#a31515", "#080", "#795e26", "#af00db")
    )
    rising, gap = d.number(1, 400), d.number(12, 40)

    def painted(line: str) -> str:
        words = line.split(" ")
        return " ".join(
            d.text(word, f"color:{d.pick(*colours)}") if word and d.chance(0.4) else escape(word) for word in words
        )

    def line(number: int) -> str:
        count = d.text(
            str(rising + number),
            f"display:inline-block;width:3em;text-align:right;color:{faint};margin-right:{gap}px;flex:none",
        )
        code = "" if d.chance(0.1) else "    " * d.number(0, 2) + painted(d.words.code_line())
        chosen = f"background:{'#264f78' if dark else '#add6ff'}" if d.chance(0.04) else ""
        return d.box((count if numbered else "") + f"<span>{code}</span>", "white-space:pre;display:flex", chosen)

    numbered = d.chance(0.8)
    lines = "".join(line(k) for k in range(d.number(4, 50)))
    size = f"font:{t.size}px/{d.pick(1.3, 1.5, 1.6)} {t.mono};letter-spacing:0"
    code = d.box(lines, f"background:{back};color:{ink};flex:1;min-width:0;overflow:hidden;padding:8px", size)
    names = ("main.py", "index.html", "README.md", "阅读器.js", "config.yaml", "数据.csv", "app.tsx", "utils.go")
    tree = d.some(4, 14, lambda: d.row(d.icon(14) + d.text(d.pick(*names)), "gap:6px;padding:2px 8px"))
    pane = d.box(
        tree,
        f"width:{d.number(130, 220)}px",
        f"background:{'#252526' if dark else '#f3f3f3'};color:{ink}",
        "flex:none;overflow:hidden",
    )
    tabs = d.some(
        1, 5, lambda: d.text(d.pick(*names), f"padding:6px {d.number(12, 20)}px;border-right:1px solid {faint}")
    )
    bar = d.row(tabs, f"background:{'#2d2d2d' if dark else '#ececec'};color:{ink};overflow:hidden")
    body = d.box((pane if d.chance(0.4) and d.width > 600 else "") + code, "display:flex;min-height:100vh")
    return (bar if d.chance(0.6) else "") + body


def terminal(d: Sketch) -> str:
    """What programs print, in a face of one width."""
    back, ink = d.pick(("#000", "#0f0"), ("#111", "#eee"), ("#300a24", "#fff"), ("#012456", "#eee"), ("#fff", "#111"))

    def line() -> str:
        prompt = d.text(d.pick("user@host:~$ ", "C:\\> ", "root# ", ">>> ", "$ "), f"color:{d.colour(0.5, 0.7)}")
        words = d.pick(
            d.words.code_line(), d.words.latin(2, 8), d.words.sentence(), d.words.time() + " INFO " + d.words.clause()
        )
        return d.box((prompt if d.chance(0.4) else "") + escape(words), "white-space:pre-wrap;word-break:break-all")

    look = (
        f"background:{back};color:{ink};font:{d.theme.size}px/{d.pick(1.1, 1.2, 1.4)} {d.theme.mono};letter-spacing:0"
    )
    return d.box(d.some(5, 40, line), look, "padding:8px;min-height:100vh")


def dashboard(d: Sketch) -> str:
    """Figures and charts with their axes, in tiles."""
    t, columns = d.theme, max(1, d.width // d.number(240, 420))
    tile = (
        f"background:{t.panel};padding:{d.number(10, 20)}px;"
        f"border-radius:{t.radius}px;overflow:hidden;"
        f"border:1px solid {d.pick('transparent', t.rule)}"
    )
    wide = min((d.width - 20) // columns - 110, 420)

    def figure() -> str:
        number = d.text(
            d.words.number(),
            f"font-size:{d.rng.uniform(1.5, 3.5):.1f}em;font-weight:{d.pick(400, 700)};line-height:1.3",
        )
        unit = d.text(d.pick("元", "人", "%", "次", "万"), f"font-size:0.8em;color:{t.muted}") if d.chance(0.4) else ""
        trend = d.text(
            d.pick("▲", "▼", "↑", "↓", "+") + d.words.number(), f"color:{d.pick('#e33', '#2a2')};font-size:0.85em"
        )
        return d.box(d.box(d.words.label(), f"color:{t.muted}") + d.box(number + unit) + trend, tile)

    def key() -> str:
        square = d.text("", f"display:inline-block;width:10px;height:10px;background:{d.colour()};margin-right:5px")
        return f'<span style="margin-right:20px;white-space:nowrap">{square}{d.words.label()}</span>'

    def chart() -> str:
        high, count = d.number(90, 200), d.number(4, 8)
        small = f"font-size:{d.pick(0.7, 0.8, 0.9)}em;color:{t.muted}"
        step, first = d.pick(5, 10, 20, 100, 250), d.pick(0, 0, 50)
        numbers = "".join(d.box(str(first + step * (count - k)), "line-height:1") for k in range(count))
        side = d.box(
            numbers,
            small,
            f"display:flex;flex-direction:column;justify-content:space-between;height:{high}px;text-align:right",
        )
        unit = d.pick("月", "日", "周", "季")
        names = "".join(d.text(f"{k + 1}{unit}") for k in range(max(2, min(7, wide // 50))))
        below = d.box(names, small, "display:flex;justify-content:space-around;margin-top:4px")
        title = d.text(
            d.words.label(),
            small,
            "writing-mode:vertical-rl;align-self:center",
            "transform:rotate(180deg)" if d.chance(0.7) else "",
        )
        legend = d.some(1, 4, key)
        body = d.box(
            (title if d.chance(0.4) else "") + side + d.box(d.chart(wide, high) + below), "display:flex;gap:8px"
        )
        return d.box(d.heading(1, 1.3) + body + (d.box(legend, small) if d.chance(0.6) else ""), tile)

    grid = (
        "display:grid;"
        f"grid-template-columns:repeat({columns},minmax(0,1fr));"
        f"gap:{d.number(6, 20)}px;padding:12px;align-items:start"
    )
    return (title_bar(d) if d.chance(0.4) else "") + d.box(d.some(2, 10, lambda: d.one_of(figure, chart)), grid)


def viewer(d: Sketch) -> str:
    """A page of print on a dark ground, under a toolbar, with small pictures of the other pages."""
    t, wide = d.theme, round(d.width * d.rng.uniform(0.4, 0.75))
    bar_look = (
        "background:#323639;color:#eee;padding:8px 16px;"
        "justify-content:space-between;white-space:nowrap;"
        "overflow:hidden"
    )
    name = d.text(d.words.han(2, 8) + d.pick(".pdf", ".docx", ""))
    pages = d.text(f"{d.number(1, 20)} / {d.number(20, 200)}")
    zoom = d.row(d.icon(16, "#eee") + d.text(f"{d.number(50, 200)}%") + d.icon(16, "#eee"), "gap:10px")
    bar = d.row(d.icon(18, "#eee") + name + pages + zoom + d.icon(18, "#eee"), bar_look, "gap:24px")
    size = f"font-size:{d.rng.uniform(7, 15):.1f}px;line-height:{d.rng.uniform(1.3, 1.9):.2f};color:#111"

    def paragraph() -> str:
        return d.box(d.rich(2, 7), "text-indent:2em;text-align:justify;margin:0.6em 0")

    sheet = d.heading(1.2, 2, "text-align:center") + d.some(
        2, 8, lambda: d.one_of(paragraph, paragraph, lambda: d.heading(1, 1.3))
    )
    turn = f"transform:rotate({d.rng.uniform(-2, 2):.2f}deg)" if d.chance(0.1) else ""
    page = d.box(
        sheet,
        f"width:{wide}px;min-height:{round(wide * 1.41)}px",
        f"background:#fff;padding:{wide // 10}px;margin:14px auto",
        "box-shadow:0 2px 8px #000a",
        size,
        turn,
    )
    number = [d.number(1, 20)]

    def thumbnail() -> str:
        number[0] += 1
        lines = "".join(
            d.box("", f"height:2px;background:#bbb;margin:3px 8px;width:{d.number(40, 70)}%") for _ in range(9)
        )
        return d.box(lines, "width:70px;height:95px;background:#fff;margin:10px auto 2px;padding-top:8px") + d.box(
            str(number[0]), "text-align:center;color:#ddd;font-size:12px"
        )

    side = d.box(d.some(3, 8, thumbnail), "width:120px;flex:none;background:#3d4043")
    body = d.box(
        (side if d.chance(0.5) else "") + d.box(page * d.pick(1, 1, 2), "flex:1"), "display:flex;background:#525659"
    )
    return d.box(bar + body, f"font-family:{t.body};background:#525659;min-height:100vh")


def mail(d: Sketch) -> str:
    """A list of messages beside the one that is read."""
    t, narrow = d.theme, d.width < 700

    def entry() -> str:
        when = d.text(
            d.one_of(d.words.time, d.words.date),
            f"color:{t.muted};font-size:0.8em;margin-left:auto;padding-left:24px;white-space:nowrap",
        )
        head = d.row(
            d.text(d.words.name(), f"font-weight:{d.pick(400, 700)}") + (d.badge() if d.chance(0.2) else "") + when,
            "gap:14px",
        )
        one = "white-space:nowrap;overflow:hidden;text-overflow:ellipsis"
        body = d.box(d.words.title(), one) + d.box(d.words.paragraph(1, 2), one, f"color:{t.muted};font-size:0.85em")
        face = d.avatar(d.number(30, 44)) if pictured else ""
        return d.row(
            face + d.box(head + body, "flex:1;min-width:0"),
            f"gap:10px;padding:{d.number(5, 10)}px 12px;border-bottom:1px solid {t.rule}",
        )

    pictured = d.chance(0.4)
    wide = "width:100%" if narrow else f"width:{d.number(260, 380)}px"
    entries = d.box(
        d.some(4, 16, entry), wide, f"flex:none;overflow:hidden;background:{t.panel};border-right:1px solid {t.rule}"
    )
    letter = d.heading(1.2, 1.8) + d.row(
        d.avatar(36) + d.box(d.words.name()) + d.box(d.words.code(), f"color:{t.muted}"), "gap:24px"
    )
    letter += d.some(2, 6, lambda: d.box(d.rich(1, 4), "margin:10px 0")) + d.some(1, 2, d.button, "&emsp;&emsp;")
    return d.box(
        entries + ("" if narrow else d.box(letter, "padding:20px;min-width:0")), "display:flex;min-height:100vh"
    )


def files(d: Sketch) -> str:
    """Files of a folder: names under pictures, or a list with dates and sizes; a tree at the left."""
    t, listed = d.theme, d.chance(0.5)
    names = (".txt", ".jpg", ".docx", "", ".pdf", ".mp4", ".xlsx", "(1).zip")

    def name() -> str:
        return d.pick(d.words.han(2, 9), d.words.latin(1, 2), d.words.date().replace("/", "-")) + d.pick(*names)

    def listing() -> str:
        style = "padding:3px 22px 3px 0;white-space:nowrap"
        size = f"{d.number(1, 9999):,} {d.pick('KB', 'MB', '字节')}"
        cells = [
            d.row(d.icon(16) + d.text(name()), "gap:6px"),
            d.words.date() + " " + d.words.time(),
            d.pick("文件夹", "图片", "文本文档"),
            size,
        ]
        return "<tr>" + "".join(f'<td style="{style}">{cell}</td>' for cell in cells) + "</tr>"

    def tile() -> str:
        picture = (
            f'<img src="{d.photo()}" style="width:64px;height:48px;object-fit:cover">' if d.chance(0.3) else d.icon(48)
        )
        return d.box(
            picture + d.box(name(), "font-size:0.9em;word-break:break-all"),
            "width:104px;text-align:center;margin:8px 12px",
        )

    body = (
        f"<table>{d.some(4, 20, listing)}</table>"
        if listed
        else d.box(d.some(4, 30, tile), "display:flex;flex-wrap:wrap;align-items:flex-start")
    )
    tree = d.some(
        5,
        14,
        lambda: d.row(
            d.icon(15) + d.text(d.words.label()),
            f"gap:6px;padding:3px 10px 3px {d.pick(8, 8, 26, 44)}px;white-space:nowrap",
        ),
    )
    side = (
        d.box(tree, f"width:{d.number(120, 200)}px;flex:none;background:{t.soft};color:{t.text};overflow:hidden")
        if d.chance(0.6)
        else ""
    )
    path = d.row(
        d.icon(16) + d.text(" › ".join(d.words.label() for _ in range(d.number(2, 5)))),
        f"gap:8px;padding:6px 12px;border-bottom:1px solid {t.rule}",
    )
    return path + d.box(side + d.box(body, "padding:10px;overflow:hidden"), "display:flex")


def shop(d: Sketch) -> str:
    """A page with a head, a row of links, a picture with words over it, cards, a foot."""
    t = d.theme
    links = d.some(4, 10, lambda: d.text(d.words.label(), f"margin-right:{d.number(22, 40)}px;white-space:nowrap"))
    nav = d.row(
        d.text(d.words.han(2, 4), f"font-size:1.6em;font-weight:900;color:{t.accent};margin-right:40px") + links,
        "padding:10px 20px;overflow:hidden",
    )
    slogan = d.box(d.words.title(), f"font-size:{d.number(24, 60)}px;font-weight:700;line-height:1.3", d.relief())
    more = d.box(d.words.sentence()) + d.box(d.button(), "margin-top:10px")
    banner = d.box(
        slogan + more,
        f"background:url({d.photo(0.7)}) center/cover;color:#fff",
        f"padding:{d.number(20, 70)}px",
        f"text-align:{d.pick('left', 'center')}",
    )
    foot = d.box(
        d.some(2, 4, lambda: d.box(d.some(3, 6, lambda: d.box(d.words.label())), "margin-right:60px")),
        f"display:flex;background:{d.pick('#222', '#444')};color:#bbb;padding:20px;font-size:0.85em",
    )
    return nav + banner + cards(d) + foot
