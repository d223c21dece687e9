"""A folder of character pictures: what its manifest says, and its pictures one by one."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pagerec.common.writing import write_file
from pagerec.sources.opening import content_of

from ..errors import ImageError, TrainingError
from .records import read_records

__all__ = ["Data", "Example", "open_data", "write_json"]

MANIFEST, LABELS = "manifest.json", "labels.json"
FORMAT = 1

_PNG = b"\x89PNG\r\n\x1a\n"
_MAX_SIDE = 4096
"""The most pixels a picture of a character has on a side."""


@dataclass(frozen=True, slots=True)
class Example:
    """A picture with its truth.

    Attributes
    ----------
    gray : uint8, shape (H, W)
    label : int
        Class of the character.
    font : int
        Number of its font.
    """

    gray: NDArray[np.uint8]
    label: int
    font: int


@dataclass(frozen=True, slots=True)
class Data:
    """A finished folder of ``pagerec synthesize``.

    Attributes
    ----------
    folder : Path
    characters : tuple of str
        A character's place is its class.
    fonts : tuple of str
        Names; a font's place is its number.
    records : bool
        Whether the pictures are in TFRecord files.
    count : int
        Number of pictures.
    """

    folder: Path
    characters: tuple[str, ...]
    fonts: tuple[str, ...]
    records: bool
    count: int

    def shards(self) -> list[Path]:
        """The TFRecord files in order."""
        return sorted(self.folder.glob("*.tfrecord"))

    def pictures(self) -> Iterator[tuple[Path, int, int]]:
        """File, label and font of each picture of a folder of PNG files, in the order of their names."""
        for label in range(len(self.characters)):
            for path in sorted((self.folder / f"{label:05}").glob("*.png")):
                yield path, label, int(path.stem.split("-")[0])

    def __iter__(self) -> Iterator[Example]:
        """All pictures.

        Raises
        ------
        TrainingError
            One is missing or damaged.
        """
        if not self.records:
            for path, label, font in self.pictures():
                yield Example(read_picture(path), label, font)
            return
        for shard in self.shards():
            for record in read_records(shard):
                yield Example(decode_picture(record.image, shard), record.label, record.font)


def open_data(folder: Path) -> Data:
    """Open a folder of ``pagerec synthesize``.

    Raises
    ------
    TrainingError
        It is none, it is unfinished, or pictures are missing.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        raise TrainingError(f"{folder / MANIFEST}: is missing; make the pictures with pagerec synthesize")
    if not manifest.get("complete"):
        raise TrainingError(f"{folder}: is unfinished; run the same pagerec synthesize again, it goes on")
    data = Data(
        folder,
        tuple(manifest["characters"]),
        tuple(font["name"] for font in manifest["fonts"]),
        manifest["kind"] == "tfrecord",
        manifest["count"],
    )
    there = bool(data.shards()) if data.records else next(data.pictures(), None) is not None
    if not there:
        raise TrainingError(f"{folder}: has no pictures any more; delete it and run pagerec synthesize again")
    return data


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder; None if there is none.

    Raises
    ------
    TrainingError
        It is damaged, or of another version.
    """
    path = folder / MANIFEST
    again = "delete the folder and run pagerec synthesize again"
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        manifest["characters"], manifest["fonts"], manifest["kind"]
    except FileNotFoundError:
        return None
    except OSError as error:
        raise TrainingError(f"{path}: can't be read ({error.strerror or error}); give another folder") from error
    except (ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{path}: is damaged ({error!r}); {again}") from error
    if manifest.get("format") != FORMAT:
        raise TrainingError(f"{path}: is of another version; {again}")
    return manifest


def write_json(path: Path, value: Any) -> None:
    """Write JSON in one step."""
    write_file(path, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())


def read_picture(path: Path) -> NDArray[np.uint8]:
    """A gray picture file.

    Raises
    ------
    TrainingError
        It is missing or damaged.
    """
    try:
        return decode_picture(content_of(path, str(path)), path)
    except ImageError as error:
        raise TrainingError(f"{error}; or run pagerec synthesize again") from error


def decode_picture(content: bytes, path: Path) -> NDArray[np.uint8]:
    """A gray picture out of the content of a PNG file, which is what is trained on; `path` is for the message."""
    sides = struct.unpack(">2I", content[16:24]) if content.startswith(_PNG) and len(content) > 24 else (0, 0)
    is_sound = min(sides) > 0 and max(sides) <= _MAX_SIDE
    gray = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE) if is_sound else None
    if gray is None:
        raise TrainingError(f"{path}: is no picture, or a damaged one; delete it and run pagerec synthesize again")
    return np.asarray(gray, np.uint8)
