"""Templates of screens: what telephones show."""

from __future__ import annotations

from .screens_style import Sketch


def clock(d: Sketch) -> str:
    """A large time beside or above a date, as on a locked screen."""
    t, image = d.theme, d.chance(0.6)
    size = min(d.width / d.rng.uniform(3, 9), d.height / 2.5)
    relief = d.relief() if image else ""
    time = d.text(
        f"{d.number(0, 23)}:{d.number(0, 59):02}",
        f"font-size:{size:.0f}px;line-height:1.1;font-weight:{d.pick(300, 400, 700)}",
    )
    date = d.text(
        d.words.date(), f"font-size:{max(size * d.rng.uniform(0.15, 0.35), 11):.0f}px;margin:0 {d.number(4, 30)}px"
    )
    weather = d.row(
        d.icon(size * 0.3, "#fff") + d.text(f"{d.number(-9, 39)}°C {d.pick('晴', '多云', '小雨', '阴')}"), "gap:8px"
    )
    way = d.pick("flex-direction:column", "flex-direction:row;align-items:baseline;justify-content:center")
    body = d.row(time + date, way) + (d.row(weather, "justify-content:center") if d.chance(0.5) else "")
    notice = d.box(
        d.heading(0.9, 1.1) + d.rich(1, 2),
        f"background:#ffffffd0;color:#111;margin:10px auto;width:80%;padding:10px;border-radius:{t.radius}px",
    )
    back = f"background:url({d.photo(0.6)}) center/cover;color:#fff;{relief}" if image else f"background:{t.back}"
    return d.box(
        body + (d.some(1, 3, lambda: notice) if d.chance(0.3) else ""),
        back,
        f"min-height:100vh;padding-top:{d.number(5, 60)}px",
    )


def weather(d: Sketch) -> str:
    """A large temperature and the days to come."""
    back = f"background:{d.gradient(0.3, 0.5)};color:#fff;min-height:100vh;padding:{d.number(10, 40)}px"
    city = d.box(d.words.han(2, 4), f"font-size:{d.rng.uniform(1.2, 2):.1f}em")
    now = d.text(
        f"{d.number(-10, 40)}°", f"font-size:{d.number(48, 120)}px;line-height:1.2;font-weight:{d.pick(300, 400)}"
    )
    text = d.box(
        f"{d.pick('晴', '多云', '阴', '雷阵雨')}  {d.number(0, 20)}°/{d.number(20, 39)}° "
        f" 空气{d.pick('优', '良')} {d.number(10, 200)}"
    )
    glass = f"background:#ffffff28;border-radius:{d.theme.radius}px;padding:10px;margin-top:16px"

    def hour() -> str:
        return d.row(
            d.text(f"{d.number(0, 23)}时") + d.icon(24, "#fff") + d.text(f"{d.number(0, 39)}°"),
            "flex-direction:column;min-width:4em",
        )

    def day() -> str:
        parts = d.text(d.words.date()) + d.icon(22, "#fff") + d.text(f"{d.number(0, 19)}° ~ {d.number(20, 39)}°")
        return d.row(parts, "justify-content:space-between;padding:5px 0")

    hours = d.box(d.some(4, 12, hour), glass, "display:flex;overflow:hidden")
    return d.box(
        d.box(city + now + text, f"text-align:{d.pick('left', 'center')}") + hours + d.box(d.some(3, 8, day), glass),
        back,
    )


def keypad(d: Sketch) -> str:
    """Keys with figures or letters, under a display."""
    t = d.theme
    keys = d.pick("789÷456×123-0.=+", "123456789*0#", "QWERTYUIOPASDFGHJKLZXCVBNM", "壹贰叁肆伍陆柒捌玖拾佰仟")
    columns = 4 if "÷" in keys or "壹" in keys else 3 if "#" in keys else 10
    gap, high = d.number(1, 12), d.number(36, 90)
    size = f"font-size:{high * d.rng.uniform(0.35, 0.6):.0f}px"
    radius = d.pick(0, 6, 100)

    def key(char: str) -> str:
        look = (
            f"background:{t.accent};color:{t.on_accent}"
            if not char.isalnum() and d.chance(0.7)
            else f"background:{t.panel};color:{t.text}"
        )
        under = d.box("ABC", f"font-size:10px;line-height:1;color:{t.muted}") if "#" in keys and char.isdigit() else ""
        return d.row(
            d.text(char, "line-height:1.1") + under,
            look,
            size,
            "flex-direction:column;justify-content:center",
            f"height:{high}px;border-radius:{radius}px",
            "box-shadow:0 1px 2px #0006",
        )

    shown = d.box(
        d.words.number(),
        f"text-align:right;font-size:{d.number(30, 64)}px;padding:10px;overflow:hidden;line-height:1.2",
    )
    grid = f"display:grid;grid-template-columns:repeat({columns},1fr);gap:{gap}px;padding:{gap}px;background:{t.soft}"
    return d.box((shown if d.chance(0.7) else "") + d.box("".join(map(key, keys)), grid))


def player(d: Sketch) -> str:
    """A song that plays: a large picture, its title, the time, its words."""
    back = f"background:{d.gradient(0.1, 0.3)};color:#fff;min-height:100vh;padding:20px;text-align:center"
    side = min(d.width - 60, d.number(120, 340))
    cover = (
        f'<img src="{d.photo()}" style="width:{side}px;'
        f"height:{side}px;object-fit:cover;"
        f'border-radius:{d.pick(4, 12, side)}px">'
    )
    line = d.box("", f"height:3px;flex:1;background:linear-gradient(90deg,#fff {d.number(5, 90)}%,#fff5 0)")
    times = d.row(
        d.text(f"0{d.number(0, 4)}:{d.number(10, 59)}") + line + d.text(f"0{d.number(4, 9)}:{d.number(10, 59)}"),
        "gap:12px;font-size:0.8em;margin:16px 0",
    )
    buttons = d.row(d.some(3, 5, lambda: d.icon(d.number(24, 44), "#fff")), "justify-content:space-around")
    words = d.some(2, 9, lambda: d.box(d.words.clause(), f"color:{d.pick('#fff', '#fff9', '#fff9')};margin:6px 0"))
    return d.box(cover + d.heading(1.2, 2) + d.box(d.words.name(), "opacity:.7") + words + times + buttons, back)
