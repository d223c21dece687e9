"""Lines without Chinese that stand alone, as the reader reads them: numbers, English, code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from pagerec.errors import TrainingError
from pagerec.reading.reader import Reader
from pagerec.recognition.charset import CONFUSABLES
from pagerec.recognition.decode import Choice
from pagerec.segmentation import Cells
from pagerec.training.fonts.catalog import FontFace, covered
from pagerec.training.text.phrases import LATIN, Phrases

#: Pixels of an em, and the widest line in pixels.
_SIZES, _WIDEST = (13, 44), 2500
#: Share of numbers, and of numbers and English together; the rest is code.
_FIGURES, _WORDS = 0.35, 0.75
#: Share of blurred lines, and how much an em of 24 pixels is blurred, in pixels.
_BLURRED, _BLUR, _BLURRED_EM = 0.3, (0.3, 0.9), 24
#: Darkness of print: no more than this of 255.
_DARKEST = 90
#: A line with more errors is cut or taken for something else.
_FEW_ERRORS = 0.25


@dataclass(frozen=True, slots=True)
class LineAlone:
    """A line that was read as one, with as many characters as it has; blanks are left out.

    Attributes
    ----------
    truth, read : str
    cells : Cells
    path : sequence of Choice
    """

    truth: str
    read: str
    cells: Cells
    path: Sequence[Choice]

    def is_nearly_right(self) -> bool:
        """Whether what was read is the line, but for a few characters."""
        return sum(a != b for a, b in zip(self.truth, self.read, strict=True)) <= _FEW_ERRORS * len(self.truth)


def lines_alone(
    reader: Reader, faces: Sequence[FontFace], corpus: Sequence[str], count: int, seed: int
) -> Iterator[LineAlone]:
    """Draw `count` lines, each in one of the faces, and give those that the reader cuts into their characters.

    Parameters
    ----------
    reader : Reader
    faces : sequence of FontFace
    corpus : sequence of str
        Paragraphs, for the words among them.
    count, seed : int
    """
    if not faces:
        raise TrainingError(
            "there are no Latin faces to draw lines in; run python -m pagerec.training.fonts install DIR"
        )
    random = np.random.default_rng(seed)
    charset = reader.model.classifier.charset
    phrases = Phrases(corpus, charset, random)
    for _ in range(count):
        face = faces[int(random.integers(len(faces)))]
        text = _text(phrases, random, covered(face))
        picture = _drawn(text, face, random) if text else None
        if picture is None:
            continue
        reading = reader.read_stages(picture)
        if len(reading.paths) != 1:
            continue
        truth = "".join(CONFUSABLES.get(char, char) for char in text if char != " ")
        (path,), (scores,) = reading.paths, reading.scores
        read = "".join(charset.decode(int(scores.classes[choice.cell, choice.candidate])) for choice in path)
        if len(read) == len(truth):
            yield LineAlone(truth, read, reading.cells[0], path)


def _text(phrases: Phrases, random: np.random.Generator, drawn: frozenset[str]) -> str:
    """A line without the marks of emphasis, of characters that the face draws."""
    chance = random.random()
    if chance < _FIGURES:
        text = phrases.figures()
    elif chance < _WORDS:
        text = phrases.english(int(random.integers(6, 22)))
    else:
        text = phrases.code()
    return "".join(char for char in text if char == " " or ((char in LATIN or char in "×±°") and char in drawn)).strip()


def _drawn(text: str, face: FontFace, random: np.random.Generator) -> Image.Image | None:
    """The line, dark on white; None where it is too wide."""
    size = int(random.integers(*_SIZES))
    font = ImageFont.truetype(face.path, size, index=face.index)
    left, top, right, bottom = map(round, font.getbbox(text))
    if not 0 < right - left <= _WIDEST:
        return None
    picture = Image.new("L", (right - left + 2 * size, bottom - top + 2 * size), 255)
    ink = int(random.integers(_DARKEST))
    ImageDraw.Draw(picture).text((size - left, size - top), text, font=font, fill=ink)
    if random.random() < _BLURRED:
        picture = picture.filter(ImageFilter.GaussianBlur(float(random.uniform(*_BLUR)) * size / _BLURRED_EM))
    return picture
