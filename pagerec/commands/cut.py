"""The command ``pagerec cut``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pagerec.errors import EXIT_OK

__all__ = ["EXAMPLES", "add_arguments", "run"]

EXAMPLES = """\
pagerec cut examples/paragraph.png cuts                   # cuts/0001_….png and so on, cuts/cuts.png"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments to its parser."""
    parser.add_argument("image", metavar="IMAGE", help="a picture of a paragraph or page; - reads standard input")
    parser.add_argument("out", metavar="OUT", type=Path, help="folder for 0001_字.png and so on, and for cuts.png")


def run(options: argparse.Namespace) -> int:
    """Cut a picture, save and draw the cuts, and print the text."""
    from pagerec.characters.cutting import DRAWING, cut_all, read_for_cutting, save_cuts
    from pagerec.drawing import draw

    image = sys.stdin.buffer.read() if options.image == "-" else options.image
    reading = read_for_cutting(image)
    cuts = cut_all(reading)
    save_cuts(cuts, options.out, draw(reading.page, image))
    if cuts:
        print(reading.page.text)
    print(f"{len(cuts)} characters: {options.out}; the cuts are drawn in {options.out / DRAWING}")
    return EXIT_OK
