"""The character classifier on its own: top-1 and top-5 on fonts that it has not seen.

    python benchmarks/characters.py --fonts FONTS [--lenet RUN] [--every N] [--errors FOLDER]

FONTS is a folder of `python -m pagerec.training.fonts install`; its held-out fonts are measured. RUN is a folder of
`pagerec train --arch lenet`. Every character of the set is drawn once in each font: clean at 64 x 64 pixels (an em of
52), the same shrunk to 16 x 16 (an em of 13), and at 32 x 32 (an em of 26) degraded as screenshots, prints and scans
are for training. Answers are restricted to the set. The LeNet takes its time: `--every 20` draws every twentieth
character only, among answers from the whole set.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pagerec.characters.picture import Look, draw_character
from pagerec.characters.validate import Network, Tally, open_network
from pagerec.characters.window import glyph_square
from pagerec.errors import PagerecError, exit_code
from pagerec.recognition.presets import characters_of
from pagerec.training.fonts.faces import Face, find_faces

CLEAN = Look()
SCANNED = Look(width=32, height=32, margin=3, variants=2, degrade=1.0)
SMALL = 16
CONDITIONS = ("64 px", "16 px", "degraded")
BATCH = 256


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", type=Path, required=True, help="folder with the catalogue of fonts")
    parser.add_argument("--charset", default="gb2312-1", help="a preset, or a file of characters")
    parser.add_argument("--model", default="shipped", help="pagerec's model, a folder")
    parser.add_argument("--lenet", help="folder of pagerec train --arch lenet")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="draw every N-th character only")
    parser.add_argument("--errors", type=Path, help="draw the errors of pagerec's network into this folder")
    options = parser.parse_args(arguments)
    try:
        characters = characters_of(options.charset)
        networks = {"pagerec": open_network(options.model)}
        if options.lenet:
            networks["lenet"] = open_network(options.lenet)
        faces = list(find_faces(options.fonts, characters, held_out=True))
    except PagerecError as error:
        print(error, file=sys.stderr)
        return exit_code(error)
    print("| pictures | network | " + " | ".join(face.name for face in faces) + " | all: top-1 % | top-5 % | cells/s |")
    print("|---|---|" + "---|" * (len(faces) + 3))
    for condition in CONDITIONS:
        for name, network in networks.items():
            errors = options.errors if name == "pagerec" else None
            row = _row(network, faces, characters, condition, options.every, errors)
            print(f"| {condition} | {name} | {row} |", flush=True)
    return 0


def _row(
    network: Network, faces: Sequence[Face], characters: Sequence[str], condition: str, every: int, errors: Path | None
) -> str:
    """Top-1 of each font; top-1, top-5 and cells a second of all."""
    tallies, seconds = [], 0.0
    for number, face in enumerate(faces):
        drawn = [char for char in characters[::every] if char in face.drawn]
        squares = np.stack([_square(gray, network.side) for gray in pictures(face, drawn, condition)])
        begun = time.perf_counter()
        named = [
            row
            for k in range(0, len(squares), BATCH)
            for row in network(squares[k : k + BATCH], "".join(characters))[0]
        ]
        seconds += time.perf_counter() - begun
        wrong = [k for k, row in enumerate(named) if row[:1] != (drawn[k],)]
        among = sum(char in row[:5] for char, row in zip(drawn, named, strict=True))
        tallies.append(Tally(len(drawn), len(drawn) - len(wrong), among))
        if errors is not None and wrong:
            errors.mkdir(parents=True, exist_ok=True)
            name = f"{condition.replace(' ', '')}-{number}"
            _sheet(squares[wrong]).save(errors / f"{name}.png")
            pairs = [drawn[k] + (named[k][0] if named[k] else "") for k in wrong]
            (errors / f"{name}.txt").write_text(f"{face.name}\n{' '.join(pairs)}\n", encoding="utf-8")
    total = sum(tallies, Tally())
    fonts = " | ".join(f"{100 * tally.top1:.2f}" for tally in tallies)
    return f"{fonts} | {100 * total.top1:.2f} | {100 * total.top5:.2f} | {total.count / seconds:.0f}"


def pictures(face: Face, characters: Sequence[str], condition: str) -> Iterator[NDArray[np.uint8]]:
    """A picture of each character."""
    for char in characters:
        if condition == "degraded":
            random = np.random.default_rng(ord(char))
            yield draw_character(face.path, face.index, char, SCANNED, 0, random)
            continue
        gray = draw_character(face.path, face.index, char, CLEAN, 0)
        if condition == "16 px":
            gray = np.asarray(cv2.resize(gray, (SMALL, SMALL), interpolation=cv2.INTER_AREA), np.uint8)
        yield gray


def _square(gray: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    square = glyph_square(gray, side)
    return np.zeros((side, side), np.uint8) if square is None else square


def _sheet(squares: NDArray[np.uint8], columns: int = 12, scale: int = 3) -> Image.Image:
    """Squares side by side, enlarged."""
    rows = -(-len(squares) // columns)
    side = squares.shape[1]
    sheet = np.zeros((rows * columns, side, side), np.uint8)
    sheet[: len(squares)] = squares
    sheet = sheet.reshape(rows, columns, side, side).transpose(0, 2, 1, 3).reshape(rows * side, columns * side)
    return Image.fromarray(255 - sheet).resize((columns * side * scale, rows * side * scale), Image.Resampling.NEAREST)


if __name__ == "__main__":
    sys.exit(main())
