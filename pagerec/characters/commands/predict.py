"""The command ``pagerec predict``."""

from __future__ import annotations

import argparse
from pathlib import Path

from pagerec.errors import EXIT_OK, ImageError, OptionError
from pagerec.ordering import natural_order

__all__ = ["add_arguments", "run"]

_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp"})
#: Not a character: what `pagerec cut` draws beside them.
_DRAWING = "cuts.png"
_SHOWN = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments to its parser."""
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="pictures of single characters")
    parser.add_argument("--model", metavar="PATH", help="a model folder other than the shipped one")


def run(options: argparse.Namespace) -> int:
    """Print the three likeliest characters of each picture, then the text."""
    from pagerec.characters.classify import name_all, shipped

    files = _files(options.folder)
    text = ""
    for path, candidates in zip(files, name_all(map(str, files), shipped(options.model), _SHOWN), strict=True):
        shown = "  ".join(f"{candidate.text} {candidate.probability:.4f}" for candidate in candidates)
        print(f"{path.name}\t{shown or 'no ink'}")
        text += candidates[0].text if candidates else ""
    print(text)
    return EXIT_OK


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
