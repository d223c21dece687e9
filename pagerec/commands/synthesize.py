"""The command ``pagerec synthesize``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from pagerec.common.progress import progress_bar
from pagerec.errors import EXIT_OK

__all__ = ["EXAMPLES", "add_arguments", "run"]

EXAMPLES = """\
pagerec synthesize digits --fonts fonts --charset digits.txt   # fonts: a folder; digits.txt: the characters
pagerec synthesize turned --fonts fonts --charset digits.txt --rotate 30 --rotate-step 10 --format tfrecord"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments to its parser."""
    parser.add_argument("out", metavar="OUT", type=Path, help="folder for the pictures; a broken run goes on")
    parser.add_argument("--fonts", metavar="DIR", type=Path, required=True, help="folder of .ttf, .otf, .ttc, .woff2")
    parser.add_argument("--held-out", action="store_true", help="the held-out fonts of a catalogue, and no others")
    parser.add_argument(
        "--charset",
        metavar="SET",
        default="gb2312-1",
        help="gb2312-1, gb2312, tongyong, big5-1, or a file of characters (default: gb2312-1)",
    )
    parser.add_argument("--format", choices=("folder", "tfrecord"), default="folder", help="default: folder")
    parser.add_argument("--width", type=int, default=64, metavar="PX", help="of a picture (default: 64)")
    parser.add_argument("--height", type=int, default=64, metavar="PX", help="of a picture (default: 64)")
    parser.add_argument("--margin", type=int, default=6, metavar="PX", help="paper around a character (default: 6)")
    parser.add_argument("--rotate", type=int, default=0, metavar="DEG", help="largest turn, to both sides (default: 0)")
    parser.add_argument("--rotate-step", type=int, default=1, metavar="DEG", help="between two turns (default: 1)")
    parser.add_argument(
        "--variants", type=int, default=1, metavar="N", help="pictures at each turn, all but one spoilt (default: 1)"
    )
    for name, what in (
        ("noise", "with specks"),
        ("dilate", "with thicker strokes"),
        ("erode", "with thinner strokes"),
        ("degrade", "printed and scanned"),
    ):
        parser.add_argument(
            f"--{name}", type=float, default=0.0, metavar="SHARE", help=f"spoilt pictures {what}, 0...1 (default: 0)"
        )
    parser.add_argument("--invert", action="store_true", help="white on black")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of all that is random (default: 0)")
    parser.add_argument(
        "--jobs", "--processes", type=int, metavar="N", help="processes to use (default: one for each core)"
    )


def run(options: argparse.Namespace) -> int:
    """Make the pictures, and say what was left out."""
    from pagerec.characters.picture import Look
    from pagerec.characters.synthesize import Plan, synthesize
    from pagerec.recognition.presets import characters_of, is_traditional
    from pagerec.training.fonts.faces import find_faces

    look = Look(
        options.width,
        options.height,
        options.margin,
        options.rotate,
        options.rotate_step,
        options.variants,
        options.noise,
        options.dilate,
        options.erode,
        options.degrade,
        options.invert,
    )
    characters = characters_of(options.charset)
    faces = find_faces(
        options.fonts, characters, traditional=is_traditional(options.charset), held_out=options.held_out
    )
    plan = Plan(options.out, characters, tuple(faces), look, options.format == "tfrecord", options.seed)
    for face in plan.faces:
        lacking = len(characters) - len(face.drawn)
        print(f"{face.name}: {len(face.drawn)} characters{f', lacks {lacking}' if lacking else ''}", file=sys.stderr)
    total = synthesize(plan, processes=options.jobs, watch=_watched)
    print(f"{total} pictures of {len(characters)} characters in {len(plan.faces)} fonts: {options.out}")
    return EXIT_OK


def _watched(numbers: Iterator[int], total: int) -> Iterator[int]:
    with progress_bar("pictures") as show:
        done = 0
        for number in numbers:
            done += number
            show(done, total)
            yield number
