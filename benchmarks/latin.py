"""Lines without Chinese: numbers that stand alone, English sentences and code, in faces that no training has seen.

    apt-get install fonts-gnutypewriter fonts-mononoki fonts-karla fonts-oldstandard fonts-roboto-slab fonts-cabin \
        fonts-agave fonts-clear-sans fonts-league-mono fonts-play fonts-lindenhill
    python benchmarks/latin.py [--model FOLDER] [--errors FILE]

Each line is drawn alone, black on white, at three sizes, and read as a picture of its own. Printed are the share of
numbers read without error, the character error rate of sentences and of code, and how many of their errors are of
case alone (s for S). Blanks don't count.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

import pagerec
from pagerec.errors import PagerecError, exit_code
from pagerec.evaluation.folding import fold

#: Families of Debian packages that the catalogue of training fonts lacks.
FAMILIES = (
    "GNUTypewriter",
    "mononoki",
    "Karla",
    "Old Standard TT",
    "Roboto Slab",
    "Cabin",
    "Agave",
    "Clear Sans",
    "League Mono",
    "Play",
    "Linden Hill",
)
#: Pixels of an em.
SIZES = (16, 24, 40)
NUMBERS = (
    "2011",
    "117",
    "12.05",
    "1,299.90",
    "0",
    "1",
    "2024-06-18",
    "10:25",
    "13800138000",
    "50%",
    "-3.7",
    "1/2",
    "(11)",
    "3.14159",
    "100",
    "2001:0110",
)
SENTENCES = (
    "Use of this document is free; see the licence.",
    "The following Words are Written in mixed Case.",
    "All illustrations were sold in Ohio, I was told.",
    "Six wizards Vow to Cook XOX soup Slowly.",
    "Please visit our office on Oak Street No. 10.",
    "Is It possible? In 1911 I lost 11 Olympic coins.",
    "Zoom out: size, zero, ZOO, KISS, kick, Kick.",
    "Contact: sales@example.com or call 555-0101.",
)
CODE = (
    "for (int i = 0; i < n; i++) sum += a[i];",
    "if x_1 >= 0 and y != None: return __init__",
    'url = "https://a.example.org/v1/list?id=10"',
    "0x7FC0 | 0x1F << 2; // flags & ~MASK",
    "def read_page(self, path: str) -> Page:",
    "sudo apt-get install -y python3-pip",
    "#include <stdio.h>  /* ok */",
    "SELECT id, name FROM users WHERE Id IN (1, 10);",
)
KINDS = {"numbers": NUMBERS, "sentences": SENTENCES, "code": CODE}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line to read: its kind, what it says, the picture, and what it was drawn with."""

    kind: str
    text: str
    picture: Image.Image
    family: str
    size: int


@dataclass(slots=True)
class Tally:
    """Of lines of a kind: how many, how many without error, characters, errors, and those of case alone."""

    lines: int = 0
    right: int = 0
    characters: int = 0
    errors: int = 0
    case: int = 0

    def add(self, truth: str, read: str) -> None:
        """Count a line."""
        errors = Levenshtein.distance(truth, read)
        self.lines += 1
        self.right += not errors
        self.characters += len(truth)
        self.errors += errors
        self.case += errors - Levenshtein.distance(truth.lower(), read.lower())


def face_of(family: str) -> str:
    """The file of a family's regular face."""
    command = ["fc-match", "-f", "%{family}\t%{file}", f"{family}:regular"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    name, file = found.split("\t")
    if family not in name.split(","):
        raise PagerecError(f"the family {family} is not installed; see the head of benchmarks/latin.py")
    return file


def lines() -> Iterator[Drawn]:
    """Every text in every face and size."""
    for family in FAMILIES:
        file = face_of(family)
        for size in SIZES:
            font = ImageFont.truetype(file, size)
            for kind, texts in KINDS.items():
                for text in texts:
                    yield Drawn(kind, text, _picture(text, font, size), family, size)


def _picture(text: str, font: ImageFont.FreeTypeFont, size: int) -> Image.Image:
    left, top, right, bottom = font.getbbox(text)
    picture = Image.new("L", (round(right - left) + 2 * size, round(bottom - top) + 2 * size), 255)
    ImageDraw.Draw(picture).text((size - left, size - top), text, font=font, fill=0)
    return picture


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="folder of a model; the shipped one by default")
    parser.add_argument("--errors", type=Path, help="a file for the lines that were read wrong")
    options = parser.parse_args()
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    wrong: list[str] = []
    try:
        reader = pagerec.Reader(options.model)
        for line in lines():
            truth, read = fold(line.text), fold(reader.read(line.picture).text)
            for group in (line.family, f"{line.size} px", "all"):
                tallies[group, line.kind].add(truth, read)
            if truth != read:
                wrong.append(f"{line.kind}\t{line.family}\t{line.size}\t{truth}\t{read}")
    except PagerecError as error:
        print(error, file=sys.stderr)
        return exit_code(error)
    print("| faces | numbers right | sentences: errors | of case | code: errors | of case |\n|---|---|---|---|---|---|")
    for group in dict.fromkeys(group for group, _ in tallies):
        numbers, *others = (tallies[group, kind] for kind in KINDS)
        cells = [f"{100 * numbers.right / numbers.lines:.1f} %"]
        for tally in others:
            cells += [f"{100 * tally.errors / tally.characters:.2f} %", str(tally.case)]
        print(f"| {group} | " + " | ".join(cells) + " |")
    if options.errors:
        options.errors.write_text("\n".join(wrong) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
