"""Faces that nobody has drawn: glyphs of a face with other weights, proportions and slopes of their strokes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

#: Pixels of white put round a glyph, in ems: strokes grow and move into it.
_ROOM = 0.12
#: Of its ink a glyph keeps at least this share where strokes are thinned.
_KEPT = 0.75
#: Places across and down a glyph at which `Restyle.play` moves strokes.
_GRID = 4


@dataclass(frozen=True, slots=True)
class Restyle:
    """How letters and Han characters of a page are drawn differently; the defaults leave them as they are.

    Attributes
    ----------
    across, down : float
        What upright strokes gain in width and level ones in height, in ems (negative: lose).
    inner_x, inner_y : float
        How much larger the middle of a character is drawn than its edges, as a share: faces for text differ most
        in how far their strokes keep from the middle (中宫).
    shift_x, shift_y : float
        How far the middle moves to the right and down, in ems.
    slope : float
        How far level strokes rise over the width of an em, in ems, as those of 楷体 do.
    play : float
        Standard deviation of what is left to chance in the place of each character's strokes, in ems.
    soft : float
        How round corners and ends of strokes become: standard deviation of the blur that is sharpened again, in ems.
    seed : int
        Of `play`.
    """

    across: float = 0.0
    down: float = 0.0
    inner_x: float = 0.0
    inner_y: float = 0.0
    shift_x: float = 0.0
    shift_y: float = 0.0
    slope: float = 0.0
    play: float = 0.0
    soft: float = 0.0
    seed: int = 0

    def of(
        self, ink: NDArray[np.uint8], dx: int, dy: int, advance: float, size: int, char: str
    ) -> tuple[NDArray[np.uint8], int, int]:
        """Draw a glyph anew.

        Parameters
        ----------
        ink : uint8, shape (H, W)
            Its ink, 0 to 255.
        dx, dy : int
            Place of the upper left corner from the pen on the baseline, in pixels.
        advance : float
            Of the pen, in pixels.
        size : int
            Of an em, in pixels.
        char : str
            What it is; signs and punctuation stay as they are, as dashes and frames would no longer meet.

        Returns
        -------
        ink, dx, dy
            As given.
        """
        if not char.isalnum() or not ink.size:
            return ink, dx, dy
        room = round(_ROOM * size)
        ink = np.pad(ink, room)
        dx, dy = dx - room, dy - room
        ink = self._moved(ink, dx, dy, advance, size, char)
        ink = _thicker(ink, self.across * size, self.down * size)
        if self.soft * size > 0.3:
            blurred = cv2.GaussianBlur(ink, (0, 0), self.soft * size).astype(np.float32)
            ink = np.clip((blurred - 127.5) * 2.5 + 127.5, 0, 255).astype(np.uint8)
        return ink, dx, dy

    def _moved(
        self, ink: NDArray[np.uint8], dx: int, dy: int, advance: float, size: int, char: str
    ) -> NDArray[np.uint8]:
        """The glyph with its strokes at other places within its square, whose edges stay."""
        height, width = ink.shape
        x = np.arange(width, dtype=np.float32)[None]
        y = np.arange(height, dtype=np.float32)[:, None]
        u = np.clip((x + dx) / max(advance, 1.0), 0, 1)
        v = np.clip((y + dy) / size + 0.88, 0, 1)
        middle_u, middle_v = np.sin(np.pi * u), np.sin(np.pi * v)
        moved_x = self.inner_x * advance * np.sin(2 * np.pi * u) / (2 * np.pi) - self.shift_x * size * middle_u
        moved_y = self.inner_y * size * np.sin(2 * np.pi * v) / (2 * np.pi) - self.shift_y * size * middle_v
        moved_y = moved_y + self.slope * size * (u - 0.5)
        map_x, map_y = np.broadcast_to(x + moved_x, ink.shape), np.broadcast_to(y + moved_y, ink.shape)
        if self.play:
            random = np.random.default_rng((self.seed, ord(char[0])))
            play = random.normal(0, self.play * size, (2, _GRID, _GRID)).astype(np.float32)
            wide = [cv2.resize(p, (width, height), interpolation=cv2.INTER_CUBIC) for p in play]
            map_x, map_y = map_x + wide[0], map_y + wide[1]
        return np.asarray(
            cv2.remap(ink, map_x.astype(np.float32), map_y.astype(np.float32), cv2.INTER_LINEAR), np.uint8
        )


def random_restyle(random: np.random.Generator) -> Restyle:
    """Draw the style of a face: as far from the given one as faces for text are from each other."""
    across, down = random.normal(0, 0.016), random.normal(0, 0.01)
    return Restyle(
        across=float(np.clip(across, -0.03, 0.045)),
        down=float(np.clip(down, -0.02, 0.03)),
        inner_x=float(random.uniform(-0.25, 0.25)),
        inner_y=float(random.uniform(-0.25, 0.25)),
        shift_x=float(random.normal(0, 0.015)),
        shift_y=float(random.normal(0, 0.02)),
        slope=float(random.normal(0, 0.03)) if random.random() < 0.4 else 0.0,
        play=float(random.uniform(0, 0.016)),
        soft=float(random.uniform(0.01, 0.03)) if random.random() < 0.35 else 0.0,
        seed=int(random.integers(2**31)),
    )


def _thicker(ink: NDArray[np.uint8], across: float, down: float) -> NDArray[np.uint8]:
    """Strokes wider by so many pixels to both sides together; thinned ones keep most of their ink."""
    for pixels, shape in ((across, (1, 3)), (down, (3, 1))):
        kernel = np.ones(shape, np.uint8)
        whole = int(ink.sum(dtype=np.int64))
        left = abs(pixels) / 2
        while left > 0.02:
            share = min(left, 1.0)
            moved = cv2.dilate(ink, kernel) if pixels > 0 else cv2.erode(ink, kernel)
            other = np.asarray(cv2.addWeighted(moved, share, ink, 1 - share, 0), np.uint8)
            if int(other.sum(dtype=np.int64)) < _KEPT * whole:
                break
            ink, left = other, left - 1.0
    return ink
