"""Templates of screens: printed matter, as viewers and browsers show it."""

from __future__ import annotations

from html import escape

from .screens_style import Sketch


def article(d: Sketch) -> str:
    """Running text in one or more columns, with headings, pictures and notes at the side."""
    t, columns = d.theme, d.pick(1, 1, 2, 3) if d.width > 700 else 1
    indent = d.pick("text-indent:2em;margin:0", f"margin:{d.number(4, 16)}px 0")
    ruled = f"column-rule:1px solid {t.rule}" if d.chance(0.3) else ""
    notes = d.width > 760 and d.chance(0.3)

    def figure() -> str:
        image = f'<img src="{d.photo()}" style="width:{d.number(50, 100)}%;display:block;margin:6px auto">'
        return d.box(
            image
            + d.box(f"图{d.number(1, 20)} {d.words.title()}", f"text-align:center;font-size:0.85em;color:{t.muted}"),
            "break-inside:avoid",
        )

    def listing() -> str:
        mark = d.pick("• ", "· ", "■ ", "（{}）", "{}. ", "{}、", "({}) ")
        items = (
            d.box(mark.format(k + 1) + d.rich(1, 1), "padding-left:2em;text-indent:-1em") for k in range(d.number(2, 6))
        )
        return "".join(items)

    def quote() -> str:
        return d.box(
            d.rich(1, 2),
            f"border-left:4px solid {t.accent};background:{t.soft};color:{t.text};padding:8px 14px;margin:10px 0",
        )

    def part() -> str:
        kind = d.rng.random()
        if kind < 0.6:
            return d.box(d.rich(1, 6), indent, f"text-align:{side}")
        return d.one_of(figure, listing, quote, lambda: d.heading(1, 1.5))

    side = d.pick("justify", "left")
    body = d.box(d.some(3, 14, part), f"columns:{columns};column-gap:{d.number(28, 44)}px;{ruled};flex:1;min-width:0")
    aside = d.box(
        d.some(2, 6, lambda: d.box(d.words.sentence(), "margin:20px 0")),
        f"width:170px;flex:none;font-size:0.8em;color:{t.muted};margin-left:{d.number(34, 60)}px",
    )
    head = d.heading(1.6, 2.6, f"text-align:{d.pick('left', 'center')}") if d.chance(0.8) else ""
    by = (
        d.box(
            d.words.name() + "　" + d.words.date() + "　阅读 " + d.words.number(), f"color:{t.muted};font-size:0.85em"
        )
        if d.chance(0.6)
        else ""
    )
    return d.box(
        head + by + d.box(body + (aside if notes else ""), "display:flex"),
        f"padding:{d.number(8, 60)}px;max-width:{d.pick(700, 900, 1600)}px;margin:auto",
    )


def exam(d: Sketch) -> str:
    """Questions with choices, gaps to fill, and marks."""
    number = [0]

    def question() -> str:
        number[0] += 1
        gap = d.pick("（　　）", "（  ）", d.blank(), d.blank())
        start = escape(f"{number[0]}{d.pick('．', '. ', '、')}{d.words.clause()}")
        stem = d.box(start + gap + escape(d.words.clause()) + "。" + d.pick("", f"（{d.number(2, 12)}分）"))
        columns = d.pick(1, 2, 4)
        choices = "".join(
            d.box(f"{letter}{d.pick('．', '. ')}{d.pick(d.words.han(1, 8), d.words.number())}") for letter in "ABCD"
        )
        listed = d.box(
            choices,
            f"display:grid;grid-template-columns:repeat({columns},minmax(0,1fr));column-gap:28px;padding-left:1.5em",
        )
        space = d.box("", f"height:{d.number(20, 80)}px")
        return d.box(stem + d.pick(listed, listed, space, d.box(d.rich(1, 3), "text-indent:2em")), "margin:8px 0")

    def part() -> str:
        kind = d.pick("选择题", "填空题", "判断题", "解答题", "阅读理解")
        head = d.box(
            f"{d.letter('一二三四五')}、{kind}（共{d.number(10, 60)}分）",
            "font-weight:700;margin:10px 0",
        )
        return head + d.some(2, 7, question)

    facts = d.box(
        "　".join(f"{name}：{d.blank()}" for name in ("姓名", "班级", "学号")[: d.number(1, 3)]),
        "text-align:center;margin:8px",
    )
    title = d.heading(1.3, 2, "text-align:center")
    return d.box(
        title + facts + d.some(1, 3, part),
        f"background:#fff;color:#111;padding:{d.number(14, 60)}px;font-family:{d.theme.body}",
    )


def slide(d: Sketch) -> str:
    """A large title with some points."""
    t, size = d.theme, min(d.width / 20, d.height / 9)
    back = d.pick(
        f"background:{d.gradient(0.2, 0.4)};color:#fff",
        f"background:{t.back}",
        f"background:{t.panel}",
        f"background:url({d.photo(0.5)}) center/cover;color:#fff",
    )
    mark = d.pick("• ", "· ", "", "► ", "{} ", "{}. ")

    def points() -> str:
        return "".join(
            d.box(mark.format(k + 1) + d.pick(d.words.sentence(1), d.words.title()), f"margin:{size * 0.4:.0f}px 0")
            for k in range(d.number(2, 6))
        )

    title = d.box(
        d.words.title(),
        f"font-size:{size * d.rng.uniform(1, 1.8):.0f}px",
        f"font-weight:{d.pick(400, 700, 900)};line-height:1.2",
        f"font-family:{t.head}",
        f"text-align:{d.pick('left', 'center')}",
    )
    picture = f'<img src="{d.photo()}" style="width:35%;object-fit:cover;flex:none;height:{d.height // 2}px">'
    body = d.box(points(), f"font-size:{size * d.rng.uniform(0.5, 0.8):.0f}px;flex:1;min-width:0")
    parts = d.pick(body, body, body + picture, body + body)
    cover = d.box(
        d.words.name() + "　" + d.words.date(),
        f"text-align:center;margin-top:{size:.0f}px;font-size:{size * 0.5:.0f}px",
    )
    inner = title + (cover if d.chance(0.2) else d.box(parts, f"display:flex;gap:{size * 1.2:.0f}px"))
    number = d.box(
        str(d.number(1, 60)), f"position:absolute;right:20px;bottom:10px;font-size:{max(size * 0.35, 11):.0f}px"
    )
    return d.box(
        inner + (number if d.chance(0.5) else ""),
        back,
        f"min-height:100vh;position:relative;padding:{size:.0f}px;line-height:1.4",
    )


def vertical(d: Sketch) -> str:
    """Print in columns from right to left, with and without rules between them."""
    t, size = d.theme, d.number(13, 34)
    high = d.height - d.number(20, 60)
    ink, back = d.pick((t.text, t.back), ("#222", "#f3ead2"), ("#111", "#fff"), ("#f5e6c0", "#5a1512"))
    pitch = size * d.rng.uniform(1.25, 2.2)
    ruled = (
        "background-image:repeating-linear-gradient(to left,transparent "
        f"0 {pitch - 1:.1f}px,{ink}66 {pitch - 1:.1f}px {pitch:.1f}px)"
    )
    title = d.box(
        d.words.title(), f"font-size:{size * d.rng.uniform(1.2, 2):.0f}px;line-height:1.5;font-family:{t.head}"
    )
    by = d.box(d.words.name(), f"font-size:{size * 0.8:.0f}px;padding-top:{d.number(2, 6)}em")
    body = d.some(1, 6, lambda: d.box(d.pick(d.rich, d.words.paragraph)(2, 8), f"text-indent:{d.pick(0, 1, 2)}em"))
    poem = d.some(4, 12, lambda: d.box(d.words.han(5, 7) + d.pick("，", "。", "")))
    text = d.box(d.pick(body, body, body, poem), ruled if d.chance(0.3) else "")
    look = (
        "writing-mode:vertical-rl;"
        f"text-orientation:{d.pick('mixed', 'mixed', 'upright')};"
        f"height:{high}px;width:{d.width - 40}px"
    )
    type_ = (
        f"font-size:{size}px;line-height:{pitch:.1f}px;"
        f"overflow:hidden;font-family:{t.body};"
        f"letter-spacing:{d.pick(0, 0, 0.05, 0.2, 0.5)}em"
    )
    frame = f"border:{d.pick(1, 2, 4)}px {d.pick('solid', 'double')} {ink}" if d.chance(0.4) else ""
    return d.box(
        d.box(
            (title if d.chance(0.6) else "") + (by if d.chance(0.4) else "") + text,
            look,
            type_,
            frame,
            "padding:10px;margin:10px auto",
        ),
        f"background:{back};color:{ink};padding:4px",
    )


def newspaper(d: Sketch) -> str:
    """Many articles, level and vertical ones, in boxes."""
    back, columns = d.pick("#f7f3e8", "#fff", "#eee"), max(2, d.width // d.number(180, 320))

    def piece() -> str:
        span = d.number(1, 2)
        title = d.heading(1.2, 2.6)
        edge = d.pick("", "border:1px solid #555", "border-top:2px solid #222", "background:#e8e0cc")
        if d.chance(0.2):
            upright = f"writing-mode:vertical-rl;height:{d.number(180, 300)}px;max-width:100%;overflow:hidden"
            return d.box(d.box(title + d.words.paragraph(2, 5), upright), edge, "padding:10px;overflow:hidden")
        body = d.box(d.words.paragraph(2, 9), f"columns:{span};column-gap:2em;text-align:justify;text-indent:2em")
        image = (
            (
                f'<img src="{d.photo()}" style="width:100%;'
                f"height:{d.number(60, 140)}px;object-fit:cover;"
                'filter:grayscale(1)">'
            )
            if d.chance(0.3)
            else ""
        )
        return d.box(title + image + body, edge, f"grid-column:span {span};padding:10px;min-width:0")

    name = d.box(
        d.words.han(2, 2) + d.pick("日报", "晚报", "时报", "早报"),
        f"font-size:{d.number(36, 70)}px;font-weight:900",
        "line-height:1.2;letter-spacing:0.2em",
        f"font-family:{d.theme.head}",
    )
    head = d.row(
        name + d.box(d.words.date() + "　第" + str(d.number(1, 9999)) + "期", "font-size:12px"),
        "gap:40px;border-bottom:3px double #222",
    )
    grid = f"display:grid;grid-template-columns:repeat({columns},minmax(0,1fr));gap:10px;grid-auto-flow:dense"
    return d.box(
        head + d.box(d.some(4, 14, piece), grid),
        f"background:{back};color:#1a1a1a;padding:14px;font-size:{d.number(11, 15)}px;letter-spacing:0",
    )


def poster(d: Sketch) -> str:
    """A notice: few large words, a time and a place, a code."""
    back = d.pick(
        f"background:{d.gradient(0.15, 0.45)};color:#fff",
        f"background:url({d.photo(0.6)}) center/cover;color:#fff",
        f"background:{d.colour(0.75, 0.9)};color:#222",
    )
    size, relief = min(d.width / 7, d.height / 5), d.relief()
    lines = d.some(
        1,
        3,
        lambda: d.box(
            d.words.han(3, 8),
            f"font-size:{size * d.rng.uniform(0.6, 1.3):.0f}px",
            f"line-height:1.2;font-weight:{d.pick(400, 900)}",
            f"font-family:{d.family()};white-space:nowrap",
            f"color:{d.pick('inherit', 'inherit', '#ffe14d')}",
            relief,
        ),
    )
    small = f"font-size:{max(size * d.rng.uniform(0.15, 0.25), 11):.0f}px"
    facts = d.some(
        1,
        4,
        lambda: d.box(
            d.pick("时间：", "地点：", "电话：", "主办：") + d.one_of(d.words.date, d.words.title, d.words.code)
        ),
    )
    english = d.box(d.words.latin(2, 5).upper(), f"{small};letter-spacing:{d.rng.uniform(0, 0.5):.2f}em")
    code = (
        d.row(d.grid_code(d.number(60, 130)) + d.box(d.words.label(), small), "gap:12px;margin-top:16px")
        if d.chance(0.4)
        else ""
    )
    turned = f"transform:rotate({d.number(-8, 8)}deg)" if d.chance(0.3) else ""
    return d.box(
        d.box(lines, turned) + english + d.box(facts, small, "margin-top:20px") + code,
        back,
        f"min-height:100vh;overflow:hidden;padding:{d.number(16, 60)}px;text-align:{d.pick('left', 'center')}",
    )


def timetable(d: Sketch) -> str:
    """Lessons or trains: a grid with heads at two sides."""
    t, edge = d.theme, f"1px solid {d.pick(d.theme.rule, d.theme.text)}"
    cell = f"border:{edge};padding:{d.number(3, 12)}px;text-align:center"
    days = d.number(4, 7)
    look = d.pick(f"background:{t.soft};color:{t.text}", f"background:{t.accent};color:{t.on_accent}", "")
    heads = "".join(f'<td style="{cell};{look}">{d.pick("周", "星期")}{name}</td>' for name in "一二三四五六日"[:days])

    def lesson() -> str:
        if d.chance(0.15):
            return ""
        room = (
            d.box(f"{d.number(1, 9)}0{d.number(1, 9)}室", f"font-size:0.75em;color:{t.muted}") if d.chance(0.5) else ""
        )
        return d.box(d.words.han(2, 4)) + room

    def row(number: int) -> str:
        name = d.pick(f"第{number}节", str(number), f"{7 + number}:{d.pick('00', '30', '45')}")
        back = f"background:{d.colour(0.85, 0.95)};color:#222" if coloured else ""
        cells = (f'<td style="{cell};{back}">{lesson()}</td>' for _ in range(days))
        return f'<tr><td style="{cell}">{name}</td>{"".join(cells)}</tr>'

    coloured = d.chance(0.3)
    half = (
        d.box(
            d.pick("上午", "下午"),
            f"writing-mode:vertical-rl;border:{edge};text-align:center;padding:4px;letter-spacing:1em",
        )
        if d.chance(0.3)
        else ""
    )
    rows = "".join(row(k + 1) for k in range(d.number(3, 9)))
    body = f'<table style="border-collapse:collapse;width:100%"><tr><td style="{cell}"></td>{heads}</tr>{rows}</table>'
    return d.box(d.heading(1.2, 2, "text-align:center") + d.box(half + body, "display:flex"), "padding:12px")


def dictionary(d: Sketch) -> str:
    """Entries: a large character, how it sounds, what it means in small print."""
    t, columns = d.theme, max(1, min(3, d.width // 360))
    head_size = d.rng.uniform(1, 2.4)
    sounds = ("bā", "cháng", "dēng", "fǎn", "huà", "jīng", "lǜ", "nǐ", "qiáng", "shuǐ", "tiān", "xué", "yuè", "zhōng")

    def entry() -> str:
        head = d.text(
            d.words.han(1, 2),
            f"font-size:{head_size:.2f}em;font-weight:700;line-height:1.2;{d.pick('', f'color:{t.accent}')}",
        )
        sound = d.text(d.pick(*sounds), f"color:{t.muted};margin:0 0.4em")
        senses = "".join(f"{d.pick('①②③④', '❶❷❸❹')[k]}{d.words.sentence(1)}" for k in range(d.number(1, 4)))
        return d.box(head + sound + escape(senses), f"margin:{d.number(3, 10)}px 0;text-align:justify")

    side = d.ends(d.words.han(1) + " " + d.pick(*sounds), str(d.number(1, 900)), f"border-bottom:1px solid {t.text}")
    rule = d.pick("", f"column-rule:1px solid {t.text}")
    return d.box(side + d.box(d.some(5, 24, entry), f"columns:{columns};column-gap:34px;{rule}"), "padding:16px")


def letter(d: Sketch) -> str:
    """An official paper: a red head, a number, text, names and a date at the end."""
    red, wide = "#d0021b", min(d.width, d.number(460, 800))
    head = d.box(
        d.words.han(4, 10) + d.pick("文件", "通知", ""),
        f"color:{red};text-align:center;font-weight:700",
        f"font-size:{wide / d.rng.uniform(12, 18):.0f}px",
        f"line-height:1.4;letter-spacing:{d.rng.uniform(0, 0.3):.2f}em",
    )
    number = d.box(f"{d.words.han(2, 3)}〔{d.number(1990, 2030)}〕{d.number(1, 99)}号", "text-align:center")
    line = d.box("", f"border-top:{d.pick(1, 2, 3)}px solid {red};margin:10px 0")
    body = d.box(d.words.han(3, 8) + "：") + d.some(
        2, 7, lambda: d.box(d.rich(1, 5), "text-indent:2em;text-align:justify")
    )
    end = d.box(
        d.box(d.words.han(6, 12)) + d.box(d.words.date()),
        f"text-align:right;padding-right:{d.number(0, 5)}em;margin-top:24px",
    )
    foot = (
        d.box(
            f"抄送：{d.words.han(3, 9)}，{d.words.han(3, 9)}。",
            "border-top:1px solid #111;border-bottom:1px solid #111;margin-top:20px",
        )
        if d.chance(0.4)
        else ""
    )
    look = (
        f"width:{wide}px;margin:0 auto;background:#fff;color:#111;"
        f"padding:{wide // 12}px;font-size:{d.number(11, 20)}px;"
        f"line-height:{d.pick(1.5, 1.8, 2)}"
    )
    return d.box(head + number + line + d.heading(1.2, 1.6, "text-align:center") + body + end + foot, look)
