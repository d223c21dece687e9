"""The faces in a folder of fonts, and what each of them draws."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTCollection

from pagerec.errors import TrainingError
from pagerec.recognition.charset import is_han

from .catalog import catalog
from .coverage import drawn, pictures
from .install import FONT_ERRORS, open_font

__all__ = ["Face", "find_faces"]

log = logging.getLogger(__name__)

_UNREADABLE = (TrainingError, *FONT_ERRORS)
_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".woff2"})
#: Words in the names of a collection's faces that say for which region they are drawn.
_SIMPLIFIED, _TRADITIONAL = frozenset({"SC", "CN", "GB"}), frozenset({"TC", "TW"})
#: So many Han characters of a collection's faces are compared to find those that are alike.
_COMPARED = 32


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
        Searched with its subfolders, or a single font file.
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
            found_here = drawn(path, index, characters)
        except _UNREADABLE as error:
            log.warning("%s: skipped, it can't be read as a font (%s)", path, error)
            continue
        if found_here:
            found += 1
            yield Face(str(path), index, name, found_here)
        else:
            log.warning("%s: skipped, it draws none of the characters", path)
    if not count:
        raise TrainingError(f"{folder}: holds no font; give a folder with .ttf, .otf, .ttc or .woff2 files")
    if not found:
        raise TrainingError(f"{folder}: no font draws any of the characters; give Chinese fonts")


def _members(folder: Path, traditional: bool, held_out: bool) -> Iterator[tuple[Path, int, str]]:
    """Path, index and name of each face to look at."""
    if not folder.exists():
        raise TrainingError(f"{folder}: is no folder or file; give fonts: .ttf, .otf, .ttc or .woff2 files")
    if (folder / "catalog.json").is_file():
        for face in catalog(folder):
            if face.script == "han" and face.held_out == held_out:
                yield Path(face.path), face.index, f"{face.family} {face.weight}"
        return
    if held_out:
        raise TrainingError(f"{folder}: has no catalogue to say which fonts are held out; give one that has")
    files = (path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES)
    for path in sorted(files) if folder.is_dir() else [folder]:
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
    designs: dict[object, int] = {}
    for k in fitting:
        han = [char for char in map(chr, sorted(maps[k])) if is_han(char)]
        designs.setdefault(pictures(path, k, han[:: len(han) // _COMPARED + 1]), k)
    return [(path, k, names[k]) for k in designs.values()]


def _name(font: object) -> str:
    names = font["name"]  # type: ignore[index]
    return str(names.getDebugName(4) or names.getDebugName(1) or "?")
