"""Pictures and the text printed on them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from pagerec.errors import OptionError

#: Names of picture files that are read.
_PICTURES = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp"}

TrueBox = tuple[float, float, float, float]
"""Left, top, right, bottom of a character's advance cell, in pixels of the picture."""


@dataclass(frozen=True, slots=True)
class TrueChar:
    """A printed character.

    Attributes
    ----------
    text : str
    line : int
        Index of its line of text.
    box : tuple of float, optional
        Its advance cell: left, top, right, bottom.
    """

    text: str
    line: int
    box: TrueBox | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture with its text.

    Attributes
    ----------
    path : Path
        The picture.
    chars : tuple of TrueChar
        What is printed, without white space.
    """

    path: Path
    chars: tuple[TrueChar, ...]

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    @property
    def kind(self) -> str:
        """What stands before the number at the end of the name."""
        return kind_of(self.name)

    @property
    def has_boxes(self) -> bool:
        """Whether it is known where every character is printed."""
        return all(char.box is not None for char in self.chars)


def kind_of(name: str) -> str:
    """What stands before the last hyphen and number of a name; the whole name without them.

    Examples
    --------
    >>> kind_of("dark-page-012"), kind_of("cover")
    ('dark-page', 'cover')
    """
    return re.sub(r"-\d+$", "", name)


def find_samples(folder: str | Path, prefix: str = "") -> list[Sample]:
    """All pictures of a folder that have a text beside them.

    ``NAME.txt`` holds the printed lines; ``NAME.boxes.json``, which need not be there, a list of lines,
    each a list of ``[character, left, top, right, bottom]`` in pixels of the picture.

    Parameters
    ----------
    folder : path
    prefix : str
        Take only names that start so.

    Raises
    ------
    OptionError
        There is no such picture, or a file of boxes is not of this form.
    """
    return [load_sample(path) for path in find_pictures(folder, prefix)]


def find_pictures(folder: str | Path, prefix: str = "") -> list[Path]:
    """All pictures of a folder that have a text beside them; parameters and errors are those of `find_samples`."""
    found = [path for path in find_files(folder, prefix) if path.with_suffix(".txt").is_file()]
    if not found:
        raise OptionError(f"{Path(folder)}: holds no {_wanted(prefix)} with a .txt file beside it")
    return found


def find_files(folder: str | Path, prefix: str = "") -> list[Path]:
    """All pictures of a folder, with or without text.

    Raises
    ------
    OptionError
        There is none, or no such folder.
    """
    root = Path(folder)
    if not root.is_dir():
        raise OptionError(f"{root}: is no folder; give one that holds pictures")
    found = sorted(p for p in root.iterdir() if p.suffix.lower() in _PICTURES and p.name.startswith(prefix))
    if not found:
        raise OptionError(f"{root}: holds no {_wanted(prefix)}")
    return found


def _wanted(prefix: str) -> str:
    return f"{prefix}*.png" if prefix else "picture"


def load_sample(path: Path) -> Sample:
    """Load the text of a picture, from its boxes where they are known."""
    boxes = path.with_suffix(".boxes.json")
    if boxes.is_file():
        return Sample(path, _from_boxes(boxes))
    try:
        lines = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OptionError(f"{path.with_suffix('.txt')}: can't be read ({error}); save it as UTF-8") from error
    chars = [TrueChar(c, number) for number, line in enumerate(lines) for c in line if not c.isspace()]
    return Sample(path, tuple(chars))


def _from_boxes(path: Path) -> tuple[TrueChar, ...]:
    try:
        lines = json.loads(path.read_text(encoding="utf-8"))
        return tuple(
            TrueChar(str(text), number, (float(left), float(top), float(right), float(bottom)))
            for number, line in enumerate(lines)
            for text, left, top, right, bottom in line
            if text.strip()
        )
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise OptionError(
            f"{path}: is no list of lines of [character, left, top, right, bottom] ({error}); write it anew"
        ) from error
