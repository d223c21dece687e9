"""Templates of screens: slips of paper that somebody filled in, cards, labels."""

from __future__ import annotations

from html import escape

from .screens_style import Sketch

_CAPITALS = "零壹贰叁肆伍陆柒捌玖"


def receipt(d: Sketch) -> str:
    """A narrow strip from a till."""
    wide = min(d.width - 10, d.number(240, 380))
    line = d.box("", f"border-top:1px {d.pick('dashed', 'dotted', 'solid')} #333;margin:8px 0")
    stars = d.box(
        d.pick("*", "-", "=") * 60, "overflow:hidden;white-space:nowrap;height:1.2em", more='data-ignored="yes"'
    )
    line = d.pick(line, line, stars)

    def item() -> str:
        cells = f"{d.text(d.words.han(2, 9), 'flex:1')}{d.text(f'x{d.number(1, 9)}', 'width:4em;text-align:right')}"
        return d.box(cells + d.text(f"{d.rng.uniform(1, 300):.2f}", "width:6em;text-align:right"), "display:flex")

    facts = "".join(d.ends(d.words.label() + "：", d.words.value()) for _ in range(d.number(2, 6)))
    facts = d.pick(facts, d.some(2, 6, lambda: d.box(f"{d.words.label()}：{d.words.value()}")))
    total = d.ends(
        d.pick("合计", "应付金额", "总计：", "实收"),
        f"￥{d.rng.uniform(10, 3000):.2f}",
        f"font-size:{d.pick(1, 1.4, 1.8)}em;font-weight:700",
    )
    foot = d.box(d.some(1, 3, lambda: d.box(d.words.sentence())), "text-align:center")
    code = d.row(d.grid_code(d.number(80, 140)), "justify-content:center;margin:10px") if d.chance(0.5) else ""
    look = (
        f"width:{wide}px;margin:8px auto;padding:{d.number(8, 20)}px;"
        "background:#fdfdfb;color:#222;box-shadow:0 1px 5px #0006"
    )
    face = f"font-family:{d.pick(d.theme.mono, d.theme.body)};font-size:{d.pick(11, 12, 13, 14)}px;letter-spacing:0"
    turn = f"transform:rotate({d.rng.uniform(-3, 3):.2f}deg)" if d.chance(0.2) else ""
    body = (
        d.heading(1.2, 1.8, "text-align:center")
        + facts
        + line
        + d.some(2, 12, item)
        + line
        + total
        + line
        + foot
        + code
    )
    return d.box(
        d.box(body, look, face, turn),
        f"background:{d.pick('#777', '#ccc', d.theme.back, d.gradient())};padding:6px;min-height:100vh",
    )


def invoice(d: Sketch) -> str:
    """A form of boxes with rules, small words in one colour and what was filled in in another."""
    ink = d.pick("#8b2b1d", "#1a3f8b", "#222", "#7a4a1a")
    fill, edge = d.pick("#111", "#222a66"), f"1px solid {ink}"
    size = f"font-size:{d.pick(11, 12, 13, 15)}px"
    field = f"border:{edge};padding:{d.number(3, 8)}px;color:{fill}"

    def fact(label: str) -> str:
        return d.box(d.text(label, f"color:{ink}") + d.text(d.words.value()), "white-space:nowrap;overflow:hidden")

    party = d.some(3, 4, lambda: fact(d.pick("名称", "纳税人识别号", "地址、电话", "开户行及账号", "单位") + "："))
    side = d.box(
        d.pick("购买方", "销售方", "备注"),
        f"writing-mode:vertical-rl;letter-spacing:4px;color:{ink};border-right:{edge};padding:4px;text-align:center",
    )
    head = d.box(side + d.box(party, "padding:6px;flex:1"), f"display:flex;border:{edge};border-bottom:0")
    heads = ("货物或应税劳务名称", "规格型号", "单位", "数量", "单价", "金额", "税率", "税额")
    columns = d.number(4, 8)
    top = "".join(f'<td style="{field};color:{ink};text-align:center">{name}</td>' for name in heads[:columns])
    makers = (lambda: d.words.han(3, 9), lambda: d.words.code()[:8], lambda: d.pick(*"个台件套箱"), d.words.number)

    def row() -> str:
        cells = (makers[min(k, 3)]() for k in range(columns))
        return (
            "<tr>"
            + "".join(f'<td style="{field};border-top:0;border-bottom:0">{escape(cell)}</td>' for cell in cells)
            + "</tr>"
        )

    words = "".join(d.pick(*_CAPITALS) + unit for unit in "仟佰拾圆角分")
    total = d.ends(f"价税合计（大写）  {words}", f"（小写）¥{d.rng.uniform(10, 9999):.2f}", field, "border-top:0")
    foot = d.box(
        "".join(d.text(f"{name}：{d.words.name()}", "margin-right:40px") for name in ("收款人", "复核", "开票人")),
        f"margin-top:6px;color:{ink}",
    )
    title = d.heading(1.5, 2.4, f"text-align:center;color:{ink};letter-spacing:{d.number(0, 12)}px")
    number = d.ends(d.words.code(), f"开票日期：{d.words.date()}", f"color:{ink}")
    grid = f'<table style="border-collapse:collapse;width:100%;{size}"><tr>{top}</tr>{d.some(1, 8, row)}</table>'
    stamp = d.box(
        d.words.han(4, 8),
        "position:absolute;right:60px;bottom:30px",
        "border:3px solid #e22a;color:#e22a;border-radius:50%",
        "padding:30px 14px;transform:rotate(-12deg)",
        more='data-ignored="yes"',
    )
    back = (
        f"background:{d.pick('#fff', '#fffdf5', '#f4f9f4')};color:{fill};padding:{d.number(10, 36)}px;position:relative"
    )
    return d.box(
        title + number + head + grid + total + foot + (stamp if d.chance(0.4) else ""), size, back, "letter-spacing:0"
    )


def certificate(d: Sketch) -> str:
    """A document with a frame: a large title, some lines, a seal."""
    colour = d.pick("#b8860b", "#8b0000", "#1a3f8b", "#2e5e3e")
    frame = (
        f"border:{d.number(4, 22)}px {d.pick('double', 'solid', 'ridge', 'groove')} "
        f"{colour};padding:{d.number(20, 60)}px"
    )
    title = d.box(
        d.pick("荣誉证书", "毕业证书", "聘书", "营业执照", "授权书", "奖状", d.words.han(2, 5)),
        f"font-size:{d.number(32, 72)}px;line-height:1.3",
        f"text-align:center;color:{colour}",
        f"letter-spacing:{d.rng.uniform(0, 0.7):.2f}em",
        f"font-family:{d.theme.head};font-weight:{d.pick(400, 700)}",
    )
    body = d.box(
        d.words.paragraph(1, 3),
        f"text-indent:2em;font-size:{d.number(16, 26)}px;line-height:2;margin:20px 0;text-align:justify",
    )
    name = d.box(
        d.text(d.words.name(), "text-decoration:underline") + d.text(d.pick("同志：", "同学：", "先生：", "女士：")),
        f"font-size:{d.number(18, 30)}px",
    )
    rows = d.some(
        2,
        8,
        lambda: d.row(
            d.text(d.words.label(), f"width:8em;color:{d.theme.muted}")
            + d.text(d.pick(d.words.value(), d.words.sentence())),
            "margin:6px 0;align-items:baseline",
        ),
    )
    foot = d.box(d.box(d.words.han(6, 14)) + d.box(d.words.date()), "text-align:right;font-size:16px;margin-top:20px")
    seal = d.box(
        "", "position:absolute;right:90px;bottom:60px;width:110px;height:110px;border:4px solid #d22c;border-radius:50%"
    )
    back = d.pick(
        "background:#fffdf2", "background:#fff", "background:linear-gradient(#fff7e0,#ffe8b0)", "background:#b3121d"
    )
    ink = "color:#ffe9a0" if back.endswith("1d") else "color:#222"
    middle = d.pick(name + body, rows, body)
    return d.box(
        d.box(title + middle + foot + (seal if d.chance(0.5) else ""), frame, "position:relative"),
        back,
        ink,
        "padding:10px",
    )


def ticket(d: Sketch) -> str:
    """A card with two large places, an arrow between them, small facts and a code."""
    wide = min(d.width - 10, d.number(360, 640))
    back = d.pick("linear-gradient(135deg,#dff0fb,#bcdff5)", "#fff", "#fdeef0", d.colour(0.85, 0.95))
    place = f"font-size:{wide / d.rng.uniform(11, 16):.0f}px;font-weight:700;line-height:1.2"
    arrow = (
        '<svg width="90" height="16" style="flex:none">'
        '<path d="M2 8H84L76 3M84 8L76 13" stroke="#333" fill="none" '
        'stroke-width="2"/></svg>'
    )
    places = d.row(
        d.text(d.words.han(2, 3), place)
        + d.box(d.box(d.words.code()[:5], "text-align:center;font-size:0.9em") + arrow)
        + d.text(d.words.han(2, 3), place),
        "justify-content:space-between",
    )
    facts = d.some(
        3,
        8,
        lambda: d.box(
            d.box(d.words.label(), "color:#888;font-size:0.8em") + d.box(d.words.value()),
            "min-width:0;overflow:hidden;white-space:nowrap",
        ),
    )
    grid = d.box(
        facts, f"display:grid;grid-template-columns:repeat({d.number(2, 4)},minmax(0,1fr));gap:12px 26px;margin:14px 0"
    )
    code = d.grid_code(d.number(70, 110))
    foot = d.row(
        d.box(d.words.code() + "　" + d.words.name()) + code,
        "justify-content:space-between;border-top:2px dashed #999;padding-top:10px",
    )
    number = d.box(d.words.code()[:8], "color:#c33;font-size:1.1em")
    return d.box(
        number + places + grid + foot,
        f"width:{wide}px;margin:10px auto;background:{back}",
        f"color:#222;padding:{d.number(12, 28)}px",
        f"border-radius:{d.theme.radius}px;box-shadow:0 2px 8px #0005",
    )


def name_card(d: Sketch) -> str:
    """A person's card: a name, a post, how to reach them."""
    wide = min(d.width - 12, d.number(300, 560))
    back = d.pick(
        "background:#fff;color:#222",
        f"background:{d.gradient(0.15, 0.3)};color:#fff",
        "background:#1c1c1c;color:#d8b66a",
    )
    name = d.text(
        d.words.name(),
        f"font-size:{wide / d.rng.uniform(9, 15):.0f}px",
        "line-height:1.2",
        f"letter-spacing:{d.rng.uniform(0, 0.4):.2f}em",
        f"font-weight:{d.pick(400, 700)}",
    )
    post = d.text(d.words.label(), "font-size:0.9em;margin-left:16px")
    rows = d.some(
        2,
        5,
        lambda: d.row(
            (d.icon(14, "currentColor") if d.chance(0.4) else "")
            + d.text(
                d.pick("电话：", "手机：", "Tel: ", "E-mail: ", "地址：") + d.pick(d.words.code(), d.words.han(6, 16))
            ),
            "gap:8px;font-size:0.85em",
        ),
    )
    firm = d.row(d.icon(30) + d.text(d.words.han(6, 12) + "有限公司"), "gap:10px;margin-bottom:16px")
    code = d.box(d.grid_code(70), "margin-left:auto") if d.chance(0.3) else ""
    inner = firm + d.row(name + post, "align-items:baseline") + d.row(d.box(rows, "margin-top:14px") + code)
    return d.box(
        inner,
        back,
        f"width:{wide}px;min-height:{wide * 0.55:.0f}px",
        f"margin:14px auto;padding:{wide // 14}px",
        f"border-radius:{d.theme.radius // 2}px",
        "box-shadow:0 2px 10px #0006",
    )


def labels(d: Sketch) -> str:
    """Stickers: boxes with a name, a price and bars, some of them turned."""

    def sticker() -> str:
        back, ink = d.pick(("#fff", "#111"), ("#ffe14d", "#111"), ("#d0021b", "#fff"), (d.colour(0.8, 0.95), "#222"))
        bars = "".join(
            d.box(
                "", f"width:{d.pick(1, 2, 3)}px;height:30px;background:{ink};margin-right:{d.pick(1, 2, 3)}px;flex:none"
            )
            for _ in range(d.number(20, 40))
        )
        code = d.box(
            d.box(bars, "display:flex;overflow:hidden")
            + d.box("".join(d.rng.choices("0123456789", k=13)), "font-size:11px;letter-spacing:2px")
        )
        price = d.box(d.words.price(), f"font-size:{d.rng.uniform(1.3, 3):.1f}em;line-height:1.2;font-weight:700")
        rows = d.some(1, 4, lambda: d.box(f"{d.words.label()}：{d.words.value()}", "font-size:0.85em"))
        turn = (
            f"transform:rotate({d.pick(90, -90, d.number(-20, 20), d.number(-6, 6))}deg)"
            if turned and d.chance(0.6)
            else ""
        )
        inner = (
            d.box(d.words.title())
            + (price if d.chance(0.6) else "")
            + (rows if d.chance(0.6) else "")
            + (code if d.chance(0.5) else "")
        )
        return d.box(
            inner,
            f"background:{back};color:{ink};width:{d.number(150, 240)}px",
            "padding:10px;border:1px solid #0003;overflow:hidden",
            "flex:none",
            turn,
        )

    turned = d.chance(0.6)
    back = d.pick(
        f"background:{d.theme.back}", f"background:url({d.photo()}) center/cover", f"background:{d.gradient()}"
    )
    return d.row(
        d.some(1, 12, sticker),
        back,
        f"flex-wrap:wrap;gap:{d.number(50, 90) if turned else 16}px;padding:{60 if turned else 16}px;min-height:100vh",
    )
