"""Faces of boxes to tick as people and programs draw them: of any line, corner, tick and cross."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from numpy.typing import NDArray

from .rules import FontFace

__all__ = ["BOXES", "FAMILY", "draw_boxes"]

#: Empty, ticked, crossed; each is drawn in every face.
BOXES = "□☐☑☒"
FAMILY = "Drawn boxes"
#: Units of an em.
_EM = 1000
#: Side of a box, where it stands on the line, and its line, in units.
_SIDE, _FOOT, _LINE = (560, 900), (-140, 60), (24, 110)
#: Share of boxes with round corners, and their radius as a share of the side.
_ROUND, _RADIUS = 0.4, (0.05, 0.3)
#: Share of ticked boxes that are full, with a tick left white.
_FULL = 0.3
#: Line of a tick or cross, and how far it may stand out of its box, as shares of the side.
_STROKE, _OUT = (0.07, 0.2), 0.35
#: Points of a quarter of a circle.
_ARC = 6

Outline = NDArray[np.float64]


def draw_boxes(folder: Path, count: int, seed: int = 0) -> list[FontFace]:
    """Write faces that draw boxes to tick, each in another way.

    Parameters
    ----------
    folder : Path
        For ``boxes-NNN.ttf``; it is there.
    count, seed : int
        Equal seeds give equal faces.

    Returns
    -------
    list of FontFace
    """
    random = np.random.default_rng(seed)
    faces = []
    for number in range(count):
        path = folder / f"boxes-{number:03}.ttf"
        _write(path, _glyphs(random))
        faces.append(FontFace(str(path), 0, FAMILY, "signs", "regular", "latin", held_out=False))
    return faces


def _glyphs(random: np.random.Generator) -> dict[str, list[Outline]]:
    """Outlines of every box of a face; those that run the other way round leave white."""
    side, foot = random.uniform(*_SIDE), random.uniform(*_FOOT)
    line = random.uniform(*_LINE)
    radius = side * random.uniform(*_RADIUS) if random.random() < _ROUND else 0.0
    corner = np.array([(_EM - side) / 2, foot])
    outer = corner + _square(side, radius)
    inner = corner + line + _square(side - 2 * line, max(0.0, radius - line))
    frame = [outer, inner[::-1]]
    stroke = side * random.uniform(*_STROKE)
    tick = corner + side * _tick(random)
    if random.random() < _FULL:
        ticked = [outer, _thick(_within(tick, corner + 1.5 * line, side - 3 * line), stroke)[::-1]]
    else:
        ticked = [*frame, _thick(tick, stroke)]
    crossed = [*frame, *(_thick(corner + side * bar, stroke) for bar in _cross(random))]
    return dict(zip(BOXES, (frame, frame, ticked, crossed), strict=True))


def _square(side: float, radius: float) -> Outline:
    """A square from the origin, with round corners, clockwise."""
    if not radius:
        return np.array([(0, 0), (0, side), (side, side), (side, 0)], float)
    arc = np.linspace(0, np.pi / 2, _ARC)
    points = []
    for number, (x, y) in enumerate(((0, 0), (0, 1), (1, 1), (1, 0))):
        middle = np.array([x, y]) * (side - 2 * radius) + radius
        angles = np.pi * 1.5 - number * np.pi / 2 - arc
        points.append(middle + radius * np.column_stack([np.cos(angles), np.sin(angles)]))
    return np.concatenate(points)


def _tick(random: np.random.Generator) -> Outline:
    """Three points of a tick in a box of side 1; its long end may stand out."""
    start = (random.uniform(0.08, 0.3), random.uniform(0.4, 0.65))
    foot = (random.uniform(0.32, 0.5), random.uniform(0.08, 0.25))
    end = random.uniform(0.8, 1 + _OUT, size=2)
    return np.array([start, foot, end])


def _within(points: Outline, corner: Outline, side: float) -> Outline:
    """Points moved into a square."""
    return np.clip(points, corner + 0.1 * side, corner + 0.9 * side)


def _cross(random: np.random.Generator) -> Sequence[Outline]:
    """Two strokes from corner to corner of a box of side 1, short of them or beyond."""
    short = random.uniform(-0.15, 0.25)
    low, high = short, 1 - short
    lean = random.uniform(-0.08, 0.08, size=4)
    return (
        np.array([(low + lean[0], low), (high + lean[1], high)]),
        np.array([(low + lean[2], high), (high + lean[3], low)]),
    )


def _thick(points: Outline, width: float) -> Outline:
    """The outline of a line through points, clockwise as a box is."""
    steps = np.diff(points, axis=0)
    normals = np.column_stack([-steps[:, 1], steps[:, 0]]) / np.linalg.norm(steps, axis=1)[:, None]
    inner = normals[:-1] + normals[1:]
    corners = 2 * inner / (inner**2).sum(axis=1)[:, None]
    aside = width / 2 * np.concatenate([normals[:1], corners, normals[-1:]])
    return np.concatenate([points + aside, (points - aside)[::-1]])


def _write(path: Path, glyphs: dict[str, list[Outline]]) -> None:
    """A TrueType file of glyphs an em wide."""
    builder = FontBuilder(_EM, isTTF=True)
    names = {char: f"u{ord(char):04X}" for char in glyphs}
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({ord(char): name for char, name in names.items()})
    drawn = {".notdef": TTGlyphPen(None).glyph()} | {names[char]: _glyph(lines) for char, lines in glyphs.items()}
    builder.setupGlyf(drawn)
    builder.setupHorizontalMetrics({name: (_EM, drawn[name].xMin if name != ".notdef" else 0) for name in drawn})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": FAMILY, "styleName": path.stem})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    builder.save(path)


def _glyph(outlines: Sequence[Outline]) -> object:
    pen = TTGlyphPen(None)
    for outline in outlines:
        first, *others = [(round(x), round(y)) for x, y in outline]
        pen.moveTo(first)
        for point in others:
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph()
