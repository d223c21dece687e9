"""Typeset pages, one for each thing that happens to real ones, each with the error rate it must stay within."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.robustness import light, shape
from benchmarks.robustness.typeset import PROSE, SIGNS, WORDS, page, vertical

Made = tuple[NDArray[np.uint8], str]


@dataclass(frozen=True, slots=True)
class NamedPage:
    """A page that is made when asked for.

    Attributes
    ----------
    name : str
    bar : float
        Character error rate it must stay within, in per cent.
    make : callable
        Gives the picture, uint8 of shape (H, W) or RGB (H, W, 3), and its text.
    """

    name: str
    bar: float
    make: Callable[[], Made]


def _dark_mode() -> Made:
    sheet = page(PROSE[:2], 20)
    return light.tinted(sheet.gray, (30, 31, 34), (212, 212, 216)), sheet.text


def _coloured() -> Made:
    sheet = page(PROSE[:2], 22)
    return light.tinted(sheet.gray, (255, 214, 102), (150, 30, 20)), sheet.text


def _jpeg() -> Made:
    sheet = page(PROSE[:2], 20)
    return light.compressed(light.plain(sheet)[0], 20), sheet.text


def _screenshot() -> Made:
    sheet = page(PROSE[:2], 18)
    return light.scaled(light.plain(sheet)[0], 0.75), sheet.text


LIGHT = (
    NamedPage("dark mode", 1.0, _dark_mode),
    NamedPage("coloured paper", 1.0, _coloured),
    NamedPage("coloured boxes", 1.0, light.boxes),
    NamedPage("gradient, light", 1.0, lambda: light.gradient((255, 255, 255), (120, 160, 220), (10, 10, 40))),
    NamedPage("gradient, light on dark", 1.0, lambda: light.gradient((10, 10, 60), (110, 40, 90), (255, 255, 255))),
    NamedPage(
        "gradient from light to dark", 1.0, lambda: light.gradient((255, 255, 255), (90, 90, 90), (0, 0, 0), True)
    ),
    NamedPage("tints", 1.0, light.tints),
    NamedPage("marker, yellow", 1.0, lambda: light.highlighted((255, 240, 60))),
    NamedPage("marker, green", 1.0, lambda: light.highlighted((90, 210, 110))),
    NamedPage("marker, purple", 1.0, lambda: light.highlighted((200, 120, 220), seed=1)),
    NamedPage("selection, white on blue", 1.0, lambda: light.highlighted((0, 90, 200), (255, 255, 255))),
    NamedPage("selection, white on black", 1.0, lambda: light.highlighted((20, 20, 20), (255, 255, 255), 2)),
    NamedPage("selection, white on gray", 1.0, lambda: light.highlighted((120, 120, 120), (255, 255, 255), 3)),
    NamedPage("gray 160 on white", 1.0, lambda: light.faint(160)),
    NamedPage("gray 215 on white", 1.0, lambda: light.faint(215)),
    NamedPage("shadow", 1.0, light.shadow),
    NamedPage("show-through 15 %", 1.0, lambda: light.show_through(0.15)),
    NamedPage("show-through 30 %", 1.0, lambda: light.show_through(0.30)),
    NamedPage("show-through 40 %", 1.0, lambda: light.show_through(0.40, "hei")),
    NamedPage("noise of 50 gray levels", 1.0, lambda: light.noisy(50)),
    NamedPage("noise of 65 gray levels", 2.0, lambda: light.noisy(65)),
    NamedPage("blur of a ninth of an em", 2.0, lambda: light.out_of_focus(0.11)),
    NamedPage("JPEG quality 20", 1.0, _jpeg),
    NamedPage("screenshot at 75 %", 1.0, _screenshot),
    NamedPage("9 pixels", 2.0, lambda: light.plain(page(PROSE[:2], 9, 40))),
    NamedPage("600 dpi", 1.0, light.high_resolution),
    NamedPage("sizes from 11 to 56 pixels", 1.0, light.sizes),
)


def _columns(paragraphs: tuple[str, ...] = PROSE[:2], skew: float = 0.0, **options: Any) -> Made:
    sheet = vertical(paragraphs, **options)
    if skew:
        sheet = replace(sheet, gray=shape.turned(sheet.gray, skew))
    return np.repeat(sheet.gray[..., None], 3, axis=2), sheet.text


def _titled(face: str = "song", em: int = 24) -> Made:
    """Columns under a title, over a number, both in lines."""
    sheet = vertical(PROSE[2:] + SIGNS, em, face=face)
    title, foot = page(("山坡上的图书馆",), round(1.6 * em), 8, face, margin=0.5), page(("第 12 页",), em, 4, face)
    height, width = sheet.gray.shape
    gray = np.full((height + title.gray.shape[0] + foot.gray.shape[0], width), 255, np.uint8)
    top = 0
    for part in (title, sheet, foot):
        high, wide = part.gray.shape
        left = (width - wide) // 2
        gray[top : top + high, left : left + wide] = part.gray
        top += high
    return np.repeat(gray[..., None], 3, axis=2), "\n".join((title.text, sheet.text, foot.text))


VERTICAL = (
    NamedPage("columns, Song", 1.0, _columns),
    NamedPage("columns, Hei", 1.0, lambda: _columns(face="sans")),
    NamedPage("columns, Ming, narrow", 1.0, lambda: _columns(face="ming", leading=1.35)),
    NamedPage("columns, words off the middle", 1.0, lambda: _columns(base=0.0)),
    NamedPage("columns, 40 pixels", 1.0, lambda: _columns(em=40, face="sans")),
    NamedPage("columns, 14 pixels", 2.0, lambda: _columns(PROSE, em=14, rows=30)),
    NamedPage("columns, many words", 6.0, lambda: _columns(WORDS, rows=24, face="sans")),
    NamedPage("columns, Chinese alone", 1.0, lambda: _columns(PROSE[2:])),
    NamedPage("columns, signs, Song", 1.0, lambda: _columns(SIGNS, rows=16)),
    NamedPage("columns, signs, Hei", 1.0, lambda: _columns(SIGNS, rows=16, face="sans")),
    NamedPage("columns under a title", 1.0, _titled),
    NamedPage("columns under a title, Hei", 1.0, lambda: _titled("sans", 18)),
    NamedPage("columns, skew 4°", 1.0, lambda: _columns(PROSE[2:] + SIGNS, skew=4.0)),
    NamedPage("columns, skew −2°", 1.0, lambda: _columns(PROSE[2:] + SIGNS, skew=-2.0, leading=2.0)),
    NamedPage("columns, turned by 180°", 1.0, lambda: _columns(PROSE[2:] + SIGNS, skew=180.0)),
    NamedPage("columns, turned by 90°", 1.0, lambda: _columns(PROSE[2:] + SIGNS, skew=90.0)),
)


def _turned(degrees: float) -> Made:
    sheet = page(PROSE[:2], 22)
    return shape.turned(sheet.gray, degrees), sheet.text


def _perspective(tilt: float, turn: float) -> Made:
    sheet = page(PROSE, 24)
    return shape.in_perspective(sheet.gray, tilt, turn), sheet.text


def _photo(seed: int = 4) -> Made:
    """Perspective, curl, a turn of 3°, uneven light, blur and noise at once."""
    sheet = page(PROSE, 28, face="song")
    seen = shape.turned(shape.in_perspective(shape.curled(sheet.gray, 18), 0.05, 0.03), 3)
    y, x = np.mgrid[: seen.shape[0], : seen.shape[1]] / max(seen.shape)
    lit = (40 + 195 * (light.blurred(seen, 0.7) / 255.0)) * (1 - 0.35 * x - 0.2 * y)
    noisy = lit + np.random.default_rng(seed).normal(0, 4, seen.shape)
    return light.compressed(np.clip(noisy, 0, 255).astype(np.uint8), 60), sheet.text


def _curled(sag: float) -> Made:
    sheet = page(PROSE, 24)
    return shape.curled(sheet.gray, sag), sheet.text


GEOMETRY = (
    NamedPage("skew 10°", 1.0, lambda: _turned(10)),
    NamedPage("skew −10°", 1.0, lambda: _turned(-10)),
    NamedPage("skew 6.5°", 1.0, lambda: _turned(6.5)),
    NamedPage("turned by 90°", 1.0, lambda: _turned(90)),
    NamedPage("turned by 180°", 1.0, lambda: _turned(180)),
    NamedPage("turned by 270°", 1.0, lambda: _turned(270)),
    NamedPage("turned by 184°", 1.0, lambda: _turned(184)),
    NamedPage("turned by 87°", 1.0, lambda: _turned(87)),
    NamedPage("perspective, mild", 1.0, lambda: _perspective(0.03, 0.03)),
    NamedPage("perspective", 1.0, lambda: _perspective(0.08, 0.05)),
    NamedPage("perspective, strong", 1.0, lambda: _perspective(-0.1, 0.12)),
    NamedPage("perspective, from the left", 1.0, lambda: _perspective(0.05, -0.1)),
    NamedPage("curl, 12 pixels", 1.0, lambda: _curled(12)),
    NamedPage("curl, 30 pixels", 1.0, lambda: _curled(30)),
    NamedPage("curl, −50 pixels", 1.0, lambda: _curled(-50)),
    NamedPage("photo of a page", 1.0, _photo),
)

ALL = (*LIGHT, *GEOMETRY, *VERTICAL)
"""All of them."""
