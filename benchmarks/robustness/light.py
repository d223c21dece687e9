"""What light, colours, compression and resolution do to a page."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.robustness.typeset import PROSE, Sheet, page

Colour = tuple[int, int, int]
Rgb = NDArray[np.uint8]


def tinted(cover: NDArray[np.uint8], paper: NDArray[np.floating] | Colour, ink: Colour) -> Rgb:
    """Lay ink of a colour over paper; `cover` is dark on white, `paper` a colour or an RGB picture."""
    share = (255 - cover.astype(np.float32))[..., None] / 255
    colours = np.asarray(paper, np.float32) * (1 - share) + np.asarray(ink, np.float32) * share
    return np.clip(np.rint(colours), 0, 255).astype(np.uint8)


def scaled(gray: NDArray[np.uint8], factor: float, how: int = cv2.INTER_AREA) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(gray, None, fx=factor, fy=factor, interpolation=how), np.uint8)


def blurred(gray: NDArray[np.uint8], pixels: float) -> NDArray[np.uint8]:
    return np.asarray(cv2.GaussianBlur(gray, (0, 0), pixels), np.uint8)


def compressed(picture: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """As it comes back from JPEG."""
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED), np.uint8)


def boxes() -> tuple[Rgb, str]:
    """A page with paragraphs in boxes of several colours, light and dark ones."""
    looks = (
        ((255, 255, 255), (20, 20, 20)),
        ((24, 60, 120), (255, 255, 255)),
        ((214, 236, 210), (30, 50, 30)),
        ((176, 30, 40), (255, 244, 230)),
        ((250, 226, 160), (90, 50, 0)),
    )
    texts = (PROSE[0][:52], PROSE[1][:50], PROSE[2][:51], PROSE[0][102:150], PROSE[2][51:98])
    sheets = [page((text,), 22, 24, margin=1.0) for text in texts]
    canvas = np.full((sum(s.gray.shape[0] + 24 for s in sheets) + 24, sheets[0].gray.shape[1] + 80, 3), 255, np.uint8)
    top = 24
    for sheet, (paper, ink) in zip(sheets, looks, strict=True):
        height, width = sheet.gray.shape
        canvas[top : top + height, 40 : 40 + width] = tinted(sheet.gray, paper, ink)
        top += height + 24
    return canvas, "\n".join(sheet.text for sheet in sheets)


def gradient(low: Colour, high: Colour, ink: Colour, down: bool = False) -> tuple[Rgb, str]:
    """Text over paper whose colour changes from one side to the other."""
    sheet = page(PROSE[:2], 22)
    height, width = sheet.gray.shape
    ramp = np.linspace(0, 1, height)[:, None, None] if down else np.linspace(0, 1, width)[None, :, None]
    paper = np.asarray(low) * (1 - ramp) + np.asarray(high) * ramp
    return tinted(sheet.gray, np.broadcast_to(paper, (height, width, 3)), ink), sheet.text


def tints(seed: int = 5) -> tuple[Rgb, str]:
    """Text over large soft spots of colour."""
    sheet = page(PROSE[:2], 22)
    height, width = sheet.gray.shape
    spots = np.random.default_rng(seed).uniform(130, 255, (4, 5, 3)).astype(np.float32)
    paper = cv2.resize(spots, (width, height), interpolation=cv2.INTER_CUBIC)
    return tinted(sheet.gray, np.clip(paper, 120, 255), (10, 10, 30)), sheet.text


def highlighted(marker: Colour, ink: Colour | None = None, seed: int = 9) -> tuple[Rgb, str]:
    """Words marked as with a marker; with `ink`, as a selection shows them, in this colour."""
    sheet = page(PROSE[:2], 22)
    random = np.random.default_rng(seed)
    picture = tinted(sheet.gray, (255, 255, 255), (15, 15, 15))
    step, pad = 33, 44
    for k in range(len(sheet.text.splitlines())):
        left = pad + 22 * int(random.integers(0, 16))
        place = np.s_[pad + k * step - 4 : pad + k * step + 28, left : left + 22 * int(random.integers(3, 9))]
        picture[place] = tinted(sheet.gray[place], marker, ink or (15, 15, 15))
    return picture, sheet.text


def faint(ink: int, paper: int = 255) -> tuple[Rgb, str]:
    """Gray print on white."""
    sheet = page(PROSE[:2], 20)
    return tinted(sheet.gray, (paper,) * 3, (ink,) * 3), sheet.text


def shadow(seed: int = 3) -> tuple[Rgb, str]:
    """A sheet lit from one side, with the edge of a hand's shadow across it."""
    sheet = page(PROSE, 24)
    height, width = sheet.gray.shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    light = 1.0 - 0.45 * (x / width) * (0.4 + 0.6 * y / height)
    edge = (x - 0.55 * width) + 0.5 * (y - 0.3 * height) + 30 * np.sin(y / 60)
    light *= 1 - 0.5 / (1 + np.exp(-edge / 6))
    noise = np.random.default_rng(seed).normal(0, 3, (height, width, 1))
    lit = tinted(sheet.gray, (244, 240, 230), (40, 38, 36)) * light[..., None] + noise
    return np.clip(lit, 0, 255).astype(np.uint8), sheet.text


def show_through(share: float, face: str = "song") -> tuple[Rgb, str]:
    """The print of the sheet's back shining through, blurred and mirrored."""
    sheet = page(PROSE[:2], 24, face=face)
    back = page(PROSE[1:][::-1], 24, face=face).gray[:, ::-1]
    height, width = sheet.gray.shape
    fitted = np.full((height, width), 255, np.uint8)
    rows, columns = min(height, back.shape[0]) - 9, min(width, back.shape[1])
    fitted[9 : 9 + rows, :columns] = back[:rows, :columns]
    behind = 255 - share * (255 - cv2.GaussianBlur(fitted, (0, 0), 1.2).astype(np.float32))
    paper = np.repeat(behind[..., None], 3, axis=2) * 0.96
    return tinted(sheet.gray, paper, (25, 25, 25)), sheet.text


def noisy(deviation: float, seed: int = 7) -> tuple[Rgb, str]:
    """Noise of a camera in the dark, the same in all colours; of this standard deviation in gray levels."""
    sheet = page(PROSE[:2], 24, face="song")
    noise = np.random.default_rng(seed).normal(0, deviation, sheet.gray.shape)
    gray = np.clip(sheet.gray * 0.8 + 25 + noise, 0, 255).astype(np.uint8)
    return np.repeat(gray[..., None], 3, axis=2), sheet.text


def out_of_focus(amount: float) -> tuple[Rgb, str]:
    """A blurred page; the blur's standard deviation in ems."""
    sheet = page(PROSE[:2], 24, face="song")
    return np.repeat(blurred(sheet.gray, amount * sheet.em)[..., None], 3, axis=2), sheet.text


def high_resolution(seed: int = 2) -> tuple[Rgb, str]:
    """A scan at 600 dpi of print of 10½ points: characters of 88 pixels, with the paper's grain."""
    sheet = page(PROSE[:1], 88, face="song")
    soft = blurred(sheet.gray, 1.5)
    grain = np.random.default_rng(seed).normal(0, 6, (*soft.shape, 1))
    picture = tinted(soft, (236, 236, 232), (40, 40, 40)) + grain
    return np.clip(picture, 0, 255).astype(np.uint8), sheet.text


def sizes() -> tuple[Rgb, str]:
    """A poster's title, a heading, running text and a note of 11 pixels on one page."""
    parts = (
        page(("山坡上的图书馆",), 56, 8, margin=0.5),
        page(("一座老城的藏书故事",), 34, 17, margin=0.5),
        page(PROSE[:1], 20, 29, margin=1.0),
        page((PROSE[2][:60],), 11, 54, margin=1.0),
    )
    canvas = np.full((sum(p.gray.shape[0] for p in parts) + 40, max(p.gray.shape[1] for p in parts) + 40), 255)
    top = 20
    for part in parts:
        height, width = part.gray.shape
        canvas[top : top + height, 20 : 20 + width] = part.gray
        top += height
    gray = canvas.astype(np.uint8)
    return np.repeat(gray[..., None], 3, axis=2), "\n".join(part.text for part in parts)


def plain(sheet: Sheet) -> tuple[Rgb, str]:
    return np.repeat(sheet.gray[..., None], 3, axis=2), sheet.text
