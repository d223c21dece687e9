"""The command ``pagerec predict``."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pagerec.common.ordering import natural_order
from pagerec.common.progress import complain, progress_bar
from pagerec.errors import EXIT_IMAGE, EXIT_OK, ImageError, OptionError

if TYPE_CHECKING:
    from pagerec.sources.images import Gray

__all__ = ["EXAMPLES", "add_arguments", "run"]

EXAMPLES = """\
pagerec cut examples/paragraph.png cuts
pagerec predict cuts                                      # three candidates each, then the text"""

_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp"})
#: Not a character: what `pagerec cut` draws beside them.
_DRAWING = "cuts.png"
_SHOWN = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments to its parser."""
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="pictures of single characters")
    parser.add_argument("--model", metavar="PATH", help="a model folder other than the shipped one")


def run(options: argparse.Namespace) -> int:
    """Print the three likeliest characters of each picture, then the text; report pictures that can't be read."""
    from pagerec.characters.classify import name_all, shipped

    files = _files(options.folder)
    good: list[Path] = []
    text = ""
    named = name_all(_loaded(files, good), shipped(options.model), _SHOWN)
    for path, candidates in zip(good, named, strict=True):
        shown = "  ".join(f"{candidate.text} {candidate.probability:.4f}" for candidate in candidates)
        print(f"{path.name}\t{shown or 'no ink'}")
        text += candidates[0].text if candidates else ""
    if good:
        print(text)
    return EXIT_OK if len(good) == len(files) else EXIT_IMAGE


def _loaded(files: list[Path], good: list[Path]) -> Iterator[Gray]:
    """The pictures that can be read; their names are added to `good`."""
    from pagerec.sources.images import load_image

    with progress_bar("pictures") as show:
        for number, path in enumerate(files, start=1):
            try:
                gray = load_image(path).gray
            except ImageError as error:
                complain(str(error))
                continue
            good.append(path)
            yield gray
            show(number, len(files))


def _files(folder: Path) -> list[Path]:
    try:
        found = [path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES and path.name != _DRAWING]
    except OSError as error:
        raise OptionError(
            f"{folder}: can't be listed ({error.strerror or error}); give a folder of pictures"
        ) from error
    if not found:
        raise ImageError(f"{folder}: holds no pictures; give a folder of .png or .jpg files, one character each")
    return sorted(found, key=lambda path: natural_order(path.name))
