"""The faces in a folder of fonts, and what each of them draws."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTCollection
from PIL import ImageFont

from ..errors import TrainingError
from ..recognition.charset import is_han
from ..training.font_install import FONT_ERRORS, open_font
from ..training.fonts import catalog

__all__ = ["Face", "find_faces"]

log = logging.getLogger(__name__)

_UNREADABLE = (TrainingError, *FONT_ERRORS)
_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".woff2"})
#: Words in the names of a collection's faces that say for which region they are drawn.
_SIMPLIFIED, _TRADITIONAL = frozenset({"SC", "CN", "GB"}), frozenset({"TC", "TW"})
#: Pixels to look at glyphs in: larger than any bitmap strike.
_PROBE = 40
#: Every so many of a font's Han characters is drawn in search of placeholders.
_SAMPLE = 32
#: So many different Han characters never look the same: it is a placeholder.
_PLACEHOLDERS = 8
#: Never characters, so no font maps them: what is drawn for them is the sign for a missing glyph.
_NONCHARACTERS = "\ufffe\uffff\U0010fffe"


@dataclass(frozen=True, slots=True)
class Face:
    """A face of a font file.

    Attributes
    ----------
    path : str
        The file.
    index : int
        Number in the collection, 0 for a file of one face.
    name : str
        As the font calls itself.
    drawn : frozenset of str
        Those of the characters asked for that it draws.
    """

    path: str
    index: int
    name: str
    drawn: frozenset[str]


def find_faces(
    folder: Path, characters: Sequence[str], *, traditional: bool = False, held_out: bool = False
) -> Iterator[Face]:
    """Find the faces that draw at least one of the characters.

    A folder with ``catalog.json`` (from ``python -m pagerec.training.fonts install``) gives the Chinese faces of its
    catalogue, any other folder all font files in it. Of a collection those for the wanted region are taken where
    their names tell, and of faces that draw alike the first.

    Parameters
    ----------
    folder : Path
        Searched with its subfolders.
    characters : sequence of str
        Those wanted.
    traditional : bool
        Whether faces of Taiwan are preferred to those of mainland China.
    held_out : bool
        Whether to give a catalogue's held-out faces and no others, or all but these.

    Yields
    ------
    Face
        In the order of file names. Files that are no font are logged and left out.

    Raises
    ------
    TrainingError
        The folder has no font, or none that draws any of the characters.
    """
    count = found = 0
    for path, index, name in _members(folder, traditional, held_out):
        count += 1
        try:
            drawn = _drawn(path, index, characters)
        except _UNREADABLE as error:
            log.warning("%s: skipped, it can't be read as a font (%s)", path, error)
            continue
        if drawn:
            found += 1
            yield Face(str(path), index, name, drawn)
        else:
            log.warning("%s: skipped, it draws none of the characters", path)
    if not count:
        raise TrainingError(f"{folder}: holds no font; give a folder with .ttf, .otf, .ttc or .woff2 files")
    if not found:
        raise TrainingError(f"{folder}: no font draws any of the characters; give a folder with Chinese fonts")


def _members(folder: Path, traditional: bool, held_out: bool) -> Iterator[tuple[Path, int, str]]:
    """Path, index and name of each face to look at."""
    if not folder.is_dir():
        raise TrainingError(f"{folder}: is no folder; give one with .ttf, .otf, .ttc or .woff2 files")
    if (folder / "catalog.json").is_file():
        for face in catalog(folder):
            if face.script == "han" and face.held_out == held_out:
                yield Path(face.path), face.index, f"{face.family} {face.weight}"
        return
    if held_out:
        raise TrainingError(f"{folder}: has no catalogue to say which fonts are held out; give one that has")
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES):
        try:
            yield from _faces_of(path, _TRADITIONAL if traditional else _SIMPLIFIED)
        except _UNREADABLE as error:
            log.warning("%s: skipped, it can't be read as a font (%s)", path, error)


def _faces_of(path: Path, regions: frozenset[str]) -> list[tuple[Path, int, str]]:
    if path.suffix.lower() != ".ttc":
        with open_font(path, 0) as font:
            return [(path, 0, _name(font))]
    with TTCollection(str(path), lazy=True) as collection:
        names = [_name(font) for font in collection.fonts]
        fitting = [k for k, name in enumerate(names) if regions & set(name.split())] or list(range(len(names)))
        maps = {k: collection.fonts[k].getBestCmap() or {} for k in fitting}
    pictures: dict[tuple[bytes | None, ...], int] = {}
    for k in fitting:
        han = [char for char in map(chr, sorted(maps[k])) if is_han(char)]
        face = ImageFont.truetype(str(path), _PROBE, k, layout_engine=ImageFont.Layout.BASIC)
        pictures.setdefault(tuple(_picture(face, char) for char in han[:: len(han) // 32 + 1]), k)
    return [(path, k, names[k]) for k in pictures.values()]


def _name(font: object) -> str:
    names = font["name"]  # type: ignore[index]
    return str(names.getDebugName(4) or names.getDebugName(1) or "?")


def _drawn(path: Path, index: int, characters: Iterable[str]) -> frozenset[str]:
    """Those of the characters with a picture of their own.

    Not blank, not the sign for a missing glyph, and not a placeholder that many Han characters share; to find
    those, a sample of the font's other Han characters is drawn as well.
    """
    with open_font(path, index) as font:
        mapped = font.getBestCmap() or {}
    wanted = {char for char in characters if ord(char) in mapped}
    if not wanted:
        return frozenset()
    face = ImageFont.truetype(str(path), _PROBE, index, layout_engine=ImageFont.Layout.BASIC)
    missing = {_picture(face, char) for char in _NONCHARACTERS}
    sample = [char for char in map(chr, mapped) if is_han(char)][::_SAMPLE]
    alike: dict[bytes, set[str]] = {}
    for char in (*wanted, *sample):
        picture = _picture(face, char)
        if picture is not None and picture not in missing:
            alike.setdefault(picture, set()).add(char)
    groups = (group for group in alike.values() if sum(map(is_han, group)) < _PLACEHOLDERS)
    return frozenset(char for group in groups for char in group if char in wanted)


def _picture(face: ImageFont.FreeTypeFont, char: str) -> bytes | None:
    """Size and gray levels of a glyph; None if it is blank."""
    mask = face.getmask(char, mode="L")
    pixels = bytes(mask)
    return repr(mask.size).encode() + pixels if any(pixels) else None
