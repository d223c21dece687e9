"""The text map: where lines of print are, how large they are and where they run, seen by a small network.

The network sees a gray picture at a scale where most of its type is 6 to 70 pixels high, and says for each place
whether it is the core of a text line, the size of its type and its direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from pagerec.common.quiet import without_note

from .binarize import shrunk_by

#: Pixels for a cell of the core; sides of what the network sees are multiples of `_STEP`.
CORE_STRIDE, _STEP = 2, 32
#: Size of type whose logarithm is 0, in pixels.
_USUAL_EM = 16.0
#: Idle sessions kept: pages of one size are looked at in the same three or four sizes, and to make a session ready for
#: another size takes a fourth as long as a look.
_LOOKS = 4
#: Pixels that they are ready for together, which take some 55 bytes each: those of all looks at a page but the finest.
_PIXELS = 1_200_000
#: Size that a new session is ready for.
_NEW = (0, 0)
#: Room around a picture, in pixels: print may be cut out without any.
_ROOM = 16


@dataclass(frozen=True, slots=True)
class MapLook:
    """What the map says of a picture brought to some scale.

    Attributes
    ----------
    core : float32, shape (H, W)
        Probability that this is the core of a text line, a cell for two pixels each way.
    em : float32, shape (H / 2, W / 2)
        Size of the type in pixels of the map's picture, a cell for four pixels each way.
    turn : float32, shape (H / 2, W / 2, 2)
        Cosine and sine of twice the angle by which a line falls.
    vertical : float32, shape (H / 2, W / 2)
        Probability of upright characters one below the other.
    scale : (x, y)
        Pixels that the map saw for one of the picture.
    room : int
        Pixels added to the left and above before it was seen.
    """

    core: NDArray[np.float32]
    em: NDArray[np.float32]
    turn: NDArray[np.float32]
    vertical: NDArray[np.float32]
    scale: tuple[float, float]
    room: int = _ROOM


class TextMap(Protocol):
    """Anything that sees lines; tests put a simpler one in the network's place."""

    def __call__(self, gray: NDArray[np.uint8], scale: float) -> MapLook:
        """Look at a gray picture, shrunk or enlarged by `scale`."""
        ...


class LiteRtTextMap:
    """The shipped network. Safe to share between threads: each call borrows an interpreter of its own.

    Parameters
    ----------
    path : Path
        A ``.tflite`` file exported by `pagerec.training.textmap.export`.
    threads : int
        Threads for one call.
    """

    def __init__(self, path: Path, threads: int) -> None:
        self.path, self.threads = path, threads
        self._idle = [_Session.open(path, threads)]

    def __call__(self, gray: NDArray[np.uint8], scale: float) -> MapLook:
        """Look at a gray picture, shrunk or enlarged by `scale`."""
        picture = _scaled(gray, scale)
        fitted = _fitted(picture)
        session = self._borrowed((fitted.shape[0], fitted.shape[1]))
        try:
            outputs = session.run(fitted)
        finally:
            self._idle.append(session)
        height, width = outputs.shape[:2]
        core = outputs[..., :4].reshape(height, width, 2, 2).transpose(0, 2, 1, 3)
        return MapLook(
            _probability(core.reshape(2 * height, 2 * width)),
            np.exp2(outputs[..., 4]) * np.float32(_USUAL_EM),
            outputs[..., 5:7],
            _probability(outputs[..., 7]),
            (picture.shape[1] / gray.shape[1], picture.shape[0] / gray.shape[0]),
        )

    def _borrowed(self, shape: tuple[int, int]) -> _Session:
        """A session that is ready for pictures of a size, or another one; no other thread has it.

        Those used longest ago make room for what is made ready.
        """
        for session in reversed(list(self._idle)):
            if session.shape in (shape, _NEW) and self._took(session):
                return session
        spare = None
        while (idle := list(self._idle)) and not _has_room(idle, shape):
            spare = idle[0] if self._took(idle[0]) else spare
        return spare or _Session.open(self.path, self.threads)

    def _took(self, session: _Session) -> bool:
        """Take an idle session, if no other thread was faster."""
        with suppress(ValueError):
            self._idle.remove(session)
            return True
        return False

    def __reduce__(self) -> tuple[type[LiteRtTextMap], tuple[Path, int]]:
        return LiteRtTextMap, (self.path, self.threads)


@dataclass(slots=True, eq=False)
class _Session:
    """An interpreter, and the size of the pictures that it is ready for."""

    interpreter: Any
    shape: tuple[int, int] = _NEW

    @classmethod
    def open(cls, path: Path, threads: int) -> _Session:
        from ai_edge_litert.interpreter import Interpreter

        return cls(Interpreter(model_path=str(path), num_threads=threads))

    def run(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The map's logits (H / 4, W / 4, 8) for a picture of a size that the network takes."""
        (given,) = self.interpreter.get_input_details()
        shape = (picture.shape[0], picture.shape[1])
        if shape != self.shape:
            self.interpreter.resize_tensor_input(given["index"], [1, *shape, 1])
            with without_note():
                self.interpreter.allocate_tensors()
            self.shape = shape
        integers = given["dtype"] == np.int8
        values = (picture ^ np.uint8(128)).view(np.int8) if integers else picture.astype(np.float32)
        self.interpreter.set_tensor(given["index"], values[None, ..., None])
        self.interpreter.invoke()
        (output,) = self.interpreter.get_output_details()
        found = self.interpreter.tensor(output["index"])()[0]
        scale, zero = output["quantization"]
        logits = found.astype(np.float32)
        return np.asarray((logits - zero) * np.float32(scale) if found.dtype == np.int8 else logits, np.float32)


def _has_room(idle: Sequence[_Session], shape: tuple[int, int]) -> bool:
    """Whether one more session, for pictures of a size, may be kept."""
    pixels = sum(height * width for height, width in (shape, *(session.shape for session in idle)))
    return len(idle) < _LOOKS and pixels <= _PIXELS


def _scaled(gray: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    if scale == 1.0:
        return gray
    size = (max(1, round(gray.shape[1] * scale)), max(1, round(gray.shape[0] * scale)))
    if scale <= 0.5 and min(gray.shape) * scale >= 1:
        # Whole numbers first, the fast way to shrink; up to a pixel less of a long side is no loss here.
        gray = shrunk_by(gray, int(1 / scale))
    how = cv2.INTER_AREA if size[0] < gray.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(gray, size, interpolation=how), np.uint8)


def _fitted(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """With its paper around it, in a size that the network takes."""
    edge = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    height, width = (-(-(side + 2 * _ROOM) // _STEP) * _STEP for side in picture.shape)
    fitted = np.full((height, width), int(np.median(edge)), np.uint8)
    fitted[_ROOM : _ROOM + picture.shape[0], _ROOM : _ROOM + picture.shape[1]] = picture
    return fitted


def _probability(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.float32)
