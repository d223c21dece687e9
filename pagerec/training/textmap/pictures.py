"""Pictures without text, for the text map: backgrounds of pages, and what is taken for text but is none.

``python -m pagerec.training.textmap.pictures OUT`` takes wallpapers, icons and sprites of Debian's packages (no root
needed; ``rsvg-convert`` draws vector graphics), photographs of scikit-image where that is installed, and draws codes,
plots and textures. They come to ``OUT/photos``, ``OUT/icons`` and ``OUT/graphics``.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import re
import shutil
import subprocess
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from fontTools.ttLib import TTFont
from numpy.typing import NDArray

from pagerec.errors import TrainingError
from pagerec.training.fonts.install import fetch, members
from pagerec.training.fonts.rules import FontPackage

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Source:
    """A package with pictures.

    Attributes
    ----------
    name : str
        Debian package, or "scikit-image".
    licence : str
        What its pictures are under.
    folder : str
        Where they go: "photos" or "icons".
    pattern : str
        Regular expression that their paths match.
    most : int
        How many are taken.
    parts : int
        How many parts of each photograph are taken besides the whole.
    """

    name: str
    licence: str
    folder: str
    pattern: str
    most: int
    parts: int = 0


#: Categories of icon themes whose icons hardly ever have letters.
_ICONS = r"icons/.*(actions|categories|devices|emblems|emotes|places|status|emotions|animations)/.*\.(png|svg)$"
_RASTER = r"\.(png|jpe?g|webp)$"
_LOMIRI = "CC-BY-4.0, CC-BY-SA-3.0, CC-BY-SA-4.0, CC0-1.0"
SOURCES = (
    Source("plasma-workspace-wallpapers", "GPL-2+", "photos", r"contents/images", 60, 2),
    Source("gnome-backgrounds", "CC-BY-SA-3.0", "photos", r"backgrounds/.*\.(webp|svg)$", 24, 1),
    Source("mate-backgrounds", "GPL-2+, CC-BY-SA-4.0", "photos", r"backgrounds/mate/(abstract|nature)/", 30, 3),
    Source("ukui-wallpapers", "CC-BY-SA-3.0", "photos", r"backgrounds/.*" + _RASTER, 12, 2),
    Source("lomiri-wallpapers-16.04", _LOMIRI, "photos", r"backgrounds/.*" + _RASTER, 15, 3),
    Source("lomiri-wallpapers-20.04", _LOMIRI, "photos", r"backgrounds/.*" + _RASTER, 4, 3),
    Source("scikit-image", "BSD-3-Clause", "photos", "", 20, 2),
    Source("tuxpaint-stamps-default", "GPL-2", "icons", r"stamps/.*\.png$", 400),
    Source("supertux-data", "GPL-3+", "photos", r"images/background/.*" + _RASTER, 40),
    Source("neverball-data", "GPL-2+", "photos", r"/shot-.*" + _RASTER, 60),
    Source("kgeography-data", "GPL-2+", "photos", r"share/kgeography/(?!usa|us_)[a-z_]+\.png$", 60),
    Source("wesnoth-1.16-data", "GPL-2+", "photos", r"core/images/portraits/.*" + _RASTER, 60),
    Source("adwaita-icon-theme", "LGPL-3 or CC-BY-SA-3.0", "icons", _ICONS, 300),
    Source("papirus-icon-theme", "GPL-3", "icons", _ICONS, 300),
    Source("oxygen-icon-theme", "LGPL-3+", "icons", _ICONS, 300),
    Source("tango-icon-theme", "public domain", "icons", _ICONS, 150),
    Source("breeze-icon-theme", "LGPL-3+", "icons", _ICONS, 250),
    Source("elementary-xfce-icon-theme", "GPL-2+, LGPL-2+, CC-BY-SA-2.0", "icons", _ICONS, 200),
    Source("mate-icon-theme", "LGPL-3+ or CC-BY-SA-3.0", "icons", _ICONS, 200),
    Source("faenza-icon-theme", "GPL-3+", "icons", _ICONS, 150),
    Source("suru-icon-theme", "CC-BY-SA-3.0", "icons", _ICONS, 150),
    Source("famfamfam-silk", "CC-BY-3.0", "icons", r"\.png$", 200),
    Source("famfamfam-flag-png", "public domain", "icons", r"\.png$", 120),
    Source("fonts-noto-color-emoji", "OFL-1.1, Apache-2.0", "icons", r"NotoColorEmoji\.ttf$", 400),
    Source(
        "kgeography-data", "GPL-2+", "icons", r"flags/(japan|estonia|ukraine|poland|netherlands|italy)/.*\.png$", 100
    ),
    Source("wesnoth-1.16-data", "GPL-2+", "icons", r"data/core/images/(units|items|scenery)/.*\.png$", 300),
    Source("pingus-data", "GPL-2+", "icons", r"images/(groundpieces|pingus|traps|liquids)/.*\.png$", 100),
    Source("frozen-bubble-data", "GPL-2", "icons", r"gfx/(pinguins|balls)/.*\.png$", 60),
)
#: Names and licences of all sources, for the documentation.
LICENCES = {source.name: source.licence for source in SOURCES}
#: Pictures that have letters, by their names.
_WITH_TEXT = re.compile(
    r"(?i)text|font|char|spell|letter|lang|locale|keyboard|calendar|date|day|week|month|year|time|number|original|100|"
    r"format|ttf|pdf|doc|html|css|xml|script|code|math|formula|equation|sort|title|caption|ime-|fcitx|input|table|ruler|"
    r"percent|currency|abc|news|page_white|mp3|dvd|cd-|gpg|mime|office|style|label|heading|bold|italic|underline|strike|"
    r"logo|splash|menu|about|button|alphabet|sign|symbols/|word|kern|subscript|superscript|case|insert|xhtml|php|ruby|"
    r"rss|tag_|atm|license|voucher|receipt|book|newspaper|screenshot|preview|lock-|num-|info|help|question|battery-\d|"
    r"cellular|mobile|gsm|lte|[2345]g|umts|hspa|edge|skype|money|coin|euro|rename|ocr|draw-|symbols|optical|recordable|science|tomb|grave"
)
#: Emoji with letters, digits or Han characters.
_EMOJI_WITH_TEXT = (
    *((0x23, 0x39), (0xA9, 0xAE), (0x1F170, 0x1F251), (0x1F51A, 0x1F524), (0x1F550, 0x1F567), (0x2122, 0x2139)),
    *((0x24C2, 0x24C2), (0x3297, 0x3299), (0x1F4AF, 0x1F4AF), (0x1F6BE, 0x1F6BE), (0x1F4C5, 0x1F4C6)),
    *((0x1F5D3, 0x1F5D3), (0x1F6D1, 0x1F6D1), (0x1F1E6, 0x1F1FF), (0x203C, 0x2049), (0x1F004, 0x1F0CF)),
    *((0x1F3E4, 0x1F3EA), (0x1F695, 0x1F696), (0x1F4B0, 0x1F4B9), (0x1F3B0, 0x1F3B1), (0x1F4F0, 0x1F4F0)),
    *((0x1F5DE, 0x1F5DE), (0x2753, 0x2757), (0x1F92C, 0x1F92C)),
)
#: Photographs of scikit-image that have no letters, by the start of their names.
_SKIMAGE = re.compile(
    r"(bric|came|cell|chel|cloc|coff|grass|grav|horse|hubb|ihc|moon|micro|motor.*left|phan|reti|rock)"
)
_LARGEST, _SMALLEST, _ICON_SIDES = 1024, 160, (16, 256)


def gather(source: Source, out: Path, store: Path, random: np.random.Generator) -> int:
    """Write the pictures of a source, unless they are there; gives how many there are."""
    folder = out / source.folder
    folder.mkdir(parents=True, exist_ok=True)
    done = len(list(folder.glob(f"{source.name}-[0-9]*")))
    if done:
        return done
    found = dict(_contents(source, store))
    names = sorted(found)
    for index in random.permutation(len(names)):
        if done >= source.most:
            break
        image = _decode(names[index], found[names[index]], source.folder, random)
        if image is None or not _has_contrast(image):
            continue
        stem = folder / f"{source.name}-{done:04d}"
        _save_photo(stem, image, source.parts, random) if source.folder == "photos" else _save_icon(stem, image, random)
        done += 1
    return done


def _contents(source: Source, store: Path) -> Iterator[tuple[str, bytes]]:
    """Path and content of the pictures of a source that have no text, each content once."""
    if source.name == "scikit-image":
        yield from _skimage()
        return
    pattern, seen = re.compile(source.pattern), set()
    package = FontPackage("debian", source.name, ())
    for path, content in members(package, fetch(package, store)):
        if not pattern.search(path):
            continue
        if path.endswith(".ttf"):
            yield from _emoji(content)
        elif not _WITH_TEXT.search("/".join(Path(path).parts[-4:])) and (key := zlib.crc32(content)) not in seen:
            seen.add(key)
            yield path, content


def _skimage() -> Iterator[tuple[str, bytes]]:
    found = importlib.util.find_spec("skimage")
    paths = sorted((Path(found.origin).parent / "data").iterdir()) if found and found.origin else []
    yield from ((path.name, path.read_bytes()) for path in paths if _SKIMAGE.match(path.name))


def _emoji(font_file: bytes) -> Iterator[tuple[str, bytes]]:
    """The bitmaps of a colour font, without those of letters."""
    with TTFont(io.BytesIO(font_file)) as font:
        names = {name: code for code, name in font.getBestCmap().items()}
        for name, glyph in font["CBDT"].strikeData[0].items():
            code = names.get(name)
            if code is not None and not any(low <= code <= high for low, high in _EMOJI_WITH_TEXT):
                yield f"{name}.png", glyph.imageData


def _decode(path: str, content: bytes, folder: str, random: np.random.Generator) -> Image | None:
    """The picture of a file: blue, green, red, and cover where it has that; None where it cannot be read."""
    if path.endswith(".svg"):
        content = _draw_vector(content, _LARGEST if folder == "photos" else _side(random))
    image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED) if content else None
    if image is None or image.dtype != np.uint8:
        return None
    if image.ndim == 2:
        image = cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
    if folder == "photos" and image.shape[2] == 4:
        cover = image[..., 3:].astype(np.float32) / 255
        image = image[..., :3] * cover + 255 * (1 - cover)
    big = min(image.shape[:2]) >= (_SMALLEST if folder == "photos" else 10)
    return np.asarray(image, np.uint8) if big else None


def _draw_vector(content: bytes, side: int) -> bytes:
    """An SVG file as PNG; nothing where it is damaged."""
    if shutil.which("rsvg-convert") is None:
        raise TrainingError("rsvg-convert is not on this machine: install Debian's librsvg2-bin")
    command = ["rsvg-convert", "--keep-aspect-ratio", "--width", str(side), "--height", str(side)]
    done = subprocess.run(command, input=content, capture_output=True, timeout=60, check=False)
    return done.stdout


def _side(random: np.random.Generator) -> int:
    return int(np.exp(random.uniform(*np.log(_ICON_SIDES))))


def _has_contrast(image: Image) -> bool:
    """Whether a picture shows anything at all."""
    return bool(image.std(axis=(0, 1)).max() > 4)


def _save_photo(stem: Path, image: Image, parts: int, random: np.random.Generator) -> None:
    """Write a photograph, and parts of it, as JPEG."""
    _write(stem.with_name(f"{stem.name}.jpg"), _shrunk(image, _LARGEST))
    for number in range(parts):
        height, width = (round(side * random.uniform(0.35, 0.7)) for side in image.shape[:2])
        top, left = (int(random.integers(a - b + 1)) for a, b in zip(image.shape, (height, width), strict=False))
        part = _shrunk(image[top : top + height, left : left + width], _LARGEST)
        if min(part.shape[:2]) >= _SMALLEST and _has_contrast(part):
            _write(stem.with_name(f"part-{stem.name}-{number}.jpg"), part)


def _save_icon(stem: Path, image: Image, random: np.random.Generator) -> None:
    small = max(image.shape[:2]) <= _ICON_SIDES[1]
    _write(stem.with_name(f"{stem.name}.png"), image if small else _shrunk(image, max(48, _side(random))))


def _shrunk(image: Image, side: int) -> Image:
    share = side / max(image.shape[:2])
    if share >= 1:
        return image
    size = tuple(max(1, round(length * share)) for length in image.shape[1::-1])
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _write(path: Path, image: Image) -> None:
    cv2.imwrite(str(path), image, [cv2.IMWRITE_JPEG_QUALITY, 90] if path.suffix == ".jpg" else [])


def draw_qr(random: np.random.Generator) -> Image:
    """A QR code of random content."""
    settings = cv2.QRCodeEncoder.Params()
    settings.correction_level = int(random.integers(4))
    content = "".join(chr(code) for code in random.integers(48, 91, int(random.integers(4, 120))))
    code = cv2.QRCodeEncoder.create(settings).encode(content)
    unit = int(random.integers(2, 9))
    return _coloured(np.repeat(np.repeat(np.asarray(code, np.uint8), unit, axis=0), unit, axis=1), random)


def draw_barcode(random: np.random.Generator) -> Image:
    """Bars of random widths, as those of a product or a parcel."""
    widths = random.integers(1, 5, int(random.integers(30, 120)))
    bars = np.repeat(np.arange(len(widths)) % 2 * 255, widths).astype(np.uint8)
    unit, height = int(random.integers(1, 5)), int(random.integers(20, 160))
    return _coloured(np.repeat(np.tile(bars, (height, 1)), unit, axis=1), random)


def _coloured(gray: Image, random: np.random.Generator) -> Image:
    """Black on white at times, else dark on light."""
    paper, ink = (255.0, 0.0) if random.random() < 0.6 else (random.uniform(190, 255, 3), random.uniform(0, 90, 3))
    return np.asarray(ink + gray[..., None] / 255 * (np.asarray(paper) - ink) + np.zeros(3), np.uint8)


def draw_plot(random: np.random.Generator) -> Image:
    """A plot without any labels."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    figure = Figure(figsize=(random.uniform(2, 8), random.uniform(2, 6)), dpi=int(random.integers(50, 130)))
    axes = figure.add_subplot()
    count = int(random.integers(4, 60))
    x, y = np.arange(count), random.normal(size=count).cumsum()
    field = cv2.GaussianBlur(random.normal(size=(40, 40)), (0, 0), 5)
    kinds: list[Callable[[], object]] = [
        *(lambda: axes.plot(x, y, "o--"), lambda: axes.plot(x, random.normal(size=(count, 4)).cumsum(axis=0))),
        *(lambda: axes.bar(x, np.abs(y)), lambda: axes.barh(x, np.abs(y)), lambda: axes.stem(x, y)),
        *(lambda: axes.scatter(y, x, 50 + 5 * np.abs(y), y), lambda: axes.hist(random.normal(size=400), bins=count)),
        *(lambda: axes.pie(np.abs(y[:8]) + 0.1), lambda: axes.imshow(field), lambda: axes.contour(field, 12)),
        *(lambda: axes.contourf(field, 9), lambda: axes.fill_between(x, y, y - np.abs(y) - 1, alpha=0.5)),
        *(lambda: axes.step(x, y), lambda: axes.boxplot(random.normal(size=(30, 6)))),
    ]
    kinds[random.integers(len(kinds))]()
    axes.grid(bool(random.random() < 0.5))
    axes.tick_params(labelbottom=False, labelleft=False)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return np.asarray(cv2.imdecode(np.frombuffer(buffer.getvalue(), np.uint8), cv2.IMREAD_COLOR), np.uint8)


def draw_texture(random: np.random.Generator) -> Image:
    """Paper, wood, bricks, blinds, halftones, maps: what has lines or grain but no letters."""
    height, width = (int(side) for side in random.integers(200, 700, 2))
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    kinds = (_paper, _wood, _bricks, _blinds, _halftone, _relief, _scribble, _form)
    value = kinds[random.integers(len(kinds))](x, y, random)
    dark, light = random.uniform(0, 120, 3), random.uniform(130, 255, 3)
    grain = random.normal(0, random.uniform(0, 8), (height, width, 1))
    colours = light + np.clip(value, 0, 1)[..., None] * (dark - light)
    return np.asarray(np.clip(colours + grain, 0, 255), np.uint8)


Plane = NDArray[np.float32]


def _noise(shape: tuple[int, ...], size: float, random: np.random.Generator) -> Plane:
    """Smooth noise from 0 to 1 with grains of a size in pixels."""
    coarse = [max(2, round(side / size)) for side in shape[:2]]
    field = cv2.resize(random.random(coarse).astype(np.float32), shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(field, np.float32)


def _paper(x: Plane, _: Plane, random: np.random.Generator) -> Plane:
    return sum((_noise(x.shape, size, random) * weight for size, weight in ((60, 0.3), (12, 0.2), (3, 0.3))), x * 0)


def _wood(x: Plane, y: Plane, random: np.random.Generator) -> Plane:
    bent = y / random.uniform(6, 25) + 6 * _noise(x.shape, 150, random) + x / 400
    return np.asarray(0.5 + 0.3 * np.sin(bent) + 0.2 * _noise(x.shape, 4, random), np.float32)


def _bricks(x: Plane, y: Plane, random: np.random.Generator) -> Plane:
    high, joint = random.uniform(10, 50), random.uniform(1, 5)
    long = high * random.uniform(1.5, 4)
    shifted = x + np.floor(y / high) % 2 * long / 2
    shade = random.random((200, 400))[(y // high).astype(int) % 200, (shifted // long).astype(int) % 400]
    return np.where((y % high < joint) | (shifted % long < joint), 0, 0.4 + 0.5 * shade).astype(np.float32)


def _blinds(x: Plane, y: Plane, random: np.random.Generator) -> Plane:
    pitch, angle = random.uniform(4, 40), random.choice([0, np.pi / 2, random.uniform(0, np.pi)])
    wave = (x * np.sin(angle) + y * np.cos(angle)) % pitch / pitch
    dashes = (x * np.cos(angle) - y * np.sin(angle)) % (pitch * 3) > pitch * random.choice([0, 1])
    return np.asarray((wave < random.uniform(0.1, 0.6)) * dashes, np.float32)


def _halftone(x: Plane, y: Plane, random: np.random.Generator) -> Plane:
    pitch = random.uniform(4, 20)
    distance = np.hypot(x % pitch - pitch / 2, y % pitch - pitch / 2)
    return np.asarray(distance < pitch * (0.1 + 0.5 * _noise(x.shape, 120, random)), np.float32)


def _relief(x: Plane, _: Plane, random: np.random.Generator) -> Plane:
    height = _noise(x.shape, random.uniform(40, 150), random) * random.uniform(6, 25)
    return np.asarray(np.abs(height % 1 - 0.5) < 0.06, np.float32)


def _scribble(x: Plane, _: Plane, random: np.random.Generator) -> Plane:
    drawn = np.zeros(x.shape, np.float32)
    for _turn in range(int(random.integers(1, 8))):
        steps = random.normal(0, random.uniform(10, 60), (int(random.integers(5, 60)), 2)).cumsum(axis=0)
        points = (steps + random.random(2) * x.shape[::-1]).astype(np.int32)
        cv2.polylines(drawn, [points], bool(random.random() < 0.3), 1.0, int(random.integers(1, 8)), cv2.LINE_AA)
    return drawn


def _form(x: Plane, _: Plane, random: np.random.Generator) -> Plane:
    """Rules and boxes of an empty table."""
    drawn = np.zeros(x.shape, np.float32)
    thick = int(random.integers(1, 4))
    for across in np.sort(random.integers(0, x.shape[1], int(random.integers(0, 9)))):
        drawn[:, across : across + thick] = 1
    pitch = int(random.integers(12, 60))
    for down in range(pitch, x.shape[0], pitch):
        drawn[down : down + thick] = 1
    return drawn


#: What is drawn, and how many of each.
DRAWN = {"qr": (draw_qr, 100), "barcode": (draw_barcode, 70), "plot": (draw_plot, 150), "texture": (draw_texture, 220)}


def draw_graphics(out: Path, random: np.random.Generator) -> int:
    """Write what is drawn, unless it is there."""
    (out / "graphics").mkdir(parents=True, exist_ok=True)
    for name, (draw, count) in DRAWN.items():
        for index in range(count):
            path = out / "graphics" / f"{name}-{index:04d}.png"
            image = draw(random)
            if not path.exists():
                _write(path, _shrunk(image, _LARGEST))
    return len(list((out / "graphics").iterdir()))


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.textmap.pictures", description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the pictures")
    parser.add_argument("--store", type=Path, default=Path("data/store"), help="folder for downloads")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    for index, source in enumerate(SOURCES):
        count = gather(source, options.out, options.store, np.random.default_rng([options.seed, index]))
        print(f"{count} of {source.name}")
    print(f"{draw_graphics(options.out, np.random.default_rng(options.seed))} drawn")


if __name__ == "__main__":
    main()
