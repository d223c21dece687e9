"""Random paragraphs in the styles of real documents: what to set, in which faces, how spaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from pagerec.errors import TrainingError
from pagerec.recognition.charset import CONFUSABLES, Charset, is_han
from pagerec.training.fonts.catalog import FontFace, covered
from pagerec.training.text.phrases import BOLD, CODE, HIGH, LATIN, LOW, SLANTED, TICKED, UNDERLINED, VARIABLE, Phrases

from .rasterise import FreeType, Rasteriser
from .rasterise_pdf import Pdfium
from .restyle import random_restyle
from .typeset import Run, SetLine, Typeset, typeset

#: Other glyphs that a character is now and then set with.
_ALSO = {char: tuple(k for k, v in CONFUSABLES.items() if v == char) for char in CONFUSABLES.values()}
#: How often: LaTeX has its own brackets and signs; other doubles are rare, and small ones look like other characters.
_ALSO_SHARE = dict.fromkeys("〈〉≤≥", 0.4)
_ALSO_RARELY = 0.1
#: Punctuation that either the Chinese or the Latin face may set.
_SHARED = frozenset("“”‘’—…·–•")
#: Files of running text in a folder that `pagerec.training.text` wrote.
SIMPLIFIED, TRADITIONAL = "corpus.txt", ("corpus-traditional.txt", "corpus-converted.txt")
_TOGGLES, _ONCE = (BOLD, SLANTED, UNDERLINED, CODE), (LOW, HIGH, VARIABLE)
#: Share of boxes and ticks that are set in a face of signs, where there is one.
_DRAWN = 0.7
#: Share of pages by pdfium that begin a document with faces of its own.
_NEW_DOCUMENT = 0.3
#: Families with the signs of formulas, which faces for text often lack.
_MATHEMATICAL = " Math"
#: Share of lines of running text, and of those in which every Han character is equally likely.
RUNNING, UNIFORM = 0.42, 0.36
#: Faces tried for a line that the document's own doesn't draw; what is lacking in the last is set in others.
_TRIED = 8
_BOLD_WEIGHTS = ("semibold", "bold", "black")
#: Families of Latin that documents pair with each style of Chinese, by the program that makes them.
_TIMES = ("Liberation Serif", "Tinos", "Nimbus Roman", "TeX Gyre Termes", "FreeSerif", "STIX General")
_ARIAL = ("Liberation Sans", "Arimo", "Nimbus Sans", "Carlito", "Roboto", "DejaVu Sans", "Open Sans")
_LATEX = ("CMU Serif", "Latin Modern Roman 10", "Latin Modern Roman 12", "TeX Gyre Pagella", "P052")


@dataclass(frozen=True, slots=True)
class Fonts:
    """Faces by use, each with the characters it draws."""

    han: tuple[FontFace, ...]
    latin: tuple[FontFace, ...]
    mono: tuple[FontFace, ...]
    signs: tuple[FontFace, ...] = ()

    @classmethod
    def of(cls, faces: Sequence[FontFace], *, held_out: bool = False) -> Fonts:
        """Sort a catalogue by use; `held_out` takes the held-out Chinese faces instead of the training ones."""
        han = tuple(f for f in faces if f.script == "han" and f.held_out == held_out)
        latin = tuple(f for f in faces if f.script == "latin" and not f.held_out)
        mono, signs = (tuple(f for f in latin if f.style == style) for style in ("mono", "signs"))
        latin = tuple(f for f in latin if f.style not in ("mono", "signs"))
        if not (han and latin and mono):
            raise TrainingError(
                "fonts for Chinese, Latin and fixed-width text are needed; "
                "run python -m pagerec.training.fonts install DIR"
            )
        return cls(han, latin, mono, signs)


class Composer:
    """Draws random pages.

    Parameters
    ----------
    fonts : Fonts
        Faces to set in.
    corpus : sequence of str
        Running text, a paragraph an entry.
    charset : Charset
        Characters to draw beside the running text, all equally often.
    seed : int
        Equal seeds give equal pages.
    drawn : callable, optional
        Tells what a face draws; `pagerec.training.fonts.catalog.covered` by default.
    running, uniform : float
        Share of lines of running text, and of lines in which every Han character is equally likely; the others
        are technical: code, formulas, symbols, page numbers.
    """

    def __init__(
        self,
        fonts: Fonts,
        corpus: Sequence[str],
        charset: Charset,
        seed: int,
        *,
        drawn: Callable[[FontFace], frozenset[str]] | None = None,
        running: float = RUNNING,
        uniform: float = UNIFORM,
    ) -> None:
        self.drawn = drawn or _drawable
        self.running, self.uniform = running, uniform
        self.random = np.random.default_rng(seed)
        self.fonts = fonts
        self.phrases = Phrases(corpus, charset, self.random)
        characters = frozenset(charset.characters)
        self.known = characters | {" "} | {char for char, read_as in CONFUSABLES.items() if read_as in characters}
        # A design with many weights counts about as much as one with few.
        families = [f.family for f in fonts.han]
        weights = np.array([1 / families.count(f) ** 0.6 for f in families])
        self.han_weights = weights / weights.sum()
        self.mathematical = tuple(f for f in fonts.latin if f.family.endswith(_MATHEMATICAL))
        self.document = self._style()

    def page(self, em: float) -> Typeset:
        """One random paragraph or small page with characters of `em` pixels."""
        random = self.random
        rasteriser = self._rasteriser()
        if not isinstance(rasteriser, Pdfium):
            style = self._style()
        else:
            # Pages of one document: pdfium takes its time to open a face.
            if random.random() < _NEW_DOCUMENT:
                self.document = self._style()
            style = self.document
        columns = int(random.integers(14, 36))
        spacing = SetLine(
            runs=(),
            tracking=float(random.choice([0, 0, 0.02, 0.05, 0.1, -0.02])),
            squeeze=float(random.choice([0, 0, 0, 0.5, 1.0])),
            script_gap=float(random.choice([0, 0.125, 0.25])),
            word_gap=float(random.uniform(0.22, 0.36)),
            measure=float(columns) if random.random() < 0.45 else 0.0,
        )
        lines = [self._line(style, spacing, columns) for _ in range(int(random.integers(3, 8)))]
        lines = [line for line in lines if line.runs]
        return typeset(
            lines,
            em,
            leading=float(random.uniform(1.15, 1.9)),
            margin=float(random.uniform(0.1, 1.5)),
            rasteriser=rasteriser,
        )

    def _rasteriser(self) -> Rasteriser:
        """A fourth of all pages as PDF viewers show them, a fifth as programs do on screen, a third in new styles."""
        chance = self.random.random()
        if chance < 0.26:
            return Pdfium(lcd=chance < 0.04)
        if chance < 0.45:
            return FreeType(hinted=True)
        return FreeType(restyle=random_restyle(self.random) if chance < 0.8 else None)

    def _style(self) -> _Style:
        """Faces of a document: as common programs pair them, or any."""
        random = self.random
        han = self._face(self.fonts.han, self.han_weights)
        accent, other = (self._face(self.fonts.han, self.han_weights) for _ in range(2))
        chance = random.random()
        if chance < 0.15:
            latin = han
        elif chance < 0.6:
            families = (_ARIAL if han.style in ("hei", "rounded") else _TIMES) if chance < 0.45 else _LATEX
            heavy = han.weight in _BOLD_WEIGHTS
            paired = [f for f in self.fonts.latin if f.family in families and not f.italic]
            paired = [f for f in paired if (f.weight in _BOLD_WEIGHTS) == heavy]
            latin = self._face(paired or self.fonts.latin)
        else:
            latin = self._face(self.fonts.latin)
        return _Style(han, latin, self._face(self.fonts.mono), accent, other)

    def _face(self, faces: Sequence[FontFace], weights: np.ndarray | None = None) -> FontFace:
        return faces[int(self.random.choice(len(faces), p=weights))]

    def _line(self, style: _Style, spacing: SetLine, columns: int) -> SetLine:
        random = self.random
        size = float(random.choice([0.8, 1.2, 1.4])) if random.random() < 0.06 else 1.0
        indent = 2.0 if random.random() < 0.2 else 0.0
        text = self._text((columns - indent) / size)
        style = replace(style, han=self._drawing(text, style.han))
        jitter = float(np.clip(random.normal(0, 0.02), -0.03, 0.08))
        return replace(
            spacing,
            runs=tuple(self._runs(text, style)),
            size=size,
            indent=indent,
            tracking=max(-0.03, spacing.tracking + jitter),
            measure=spacing.measure / size,
        )

    def _drawing(self, text: str, face: FontFace) -> FontFace:
        """A Chinese face that draws all of a text's Han characters: the given one, or another if one is soon found."""
        han = frozenset(filter(is_han, text))
        for _ in range(_TRIED):
            if han <= self.drawn(face):
                break
            face = self._face(self.fonts.han, self.han_weights)
        return face

    def _text(self, columns: float) -> str:
        """What a line says, with marks for its emphasised parts."""
        random, phrases = self.random, self.phrases
        kind = random.random()
        if kind < self.running:
            text = phrases.running(columns)
            return phrases.item(text) if random.random() < 0.15 else self._emphasised(text)
        if kind < self.running + self.uniform:
            return self._emphasised(phrases.uniform(columns))
        kind = random.random()
        if kind < 0.22:
            return phrases.code()
        if kind < 0.34:
            return phrases.furniture(columns)
        if kind < 0.52:
            return phrases.english(columns)
        if kind < 0.66:
            return phrases.figures()
        return phrases.technical(columns)

    def _emphasised(self, text: str) -> str:
        """Mark a part of one line in five as bold, slanted or underlined."""
        if self.random.random() >= 0.2 or len(text) < 4:
            return text
        start, end = sorted(int(k) for k in self.random.integers(len(text) + 1, size=2))
        # A mark would come between a mark for one character and the character.
        if start == end or any(char < " " for char in text):
            return text
        mark = str(self.random.choice([BOLD, BOLD, SLANTED, UNDERLINED]))
        return text[:start] + mark + text[start:end] + mark + text[end:]

    def _runs(self, text: str, style: _Style) -> list[Run]:
        """Part text by script and emphasis, and choose a face for each part."""
        random = self.random
        shared_latin = random.random() < 0.3
        latin = style.mono if random.random() < 0.15 else style.latin
        han = style.accent if random.random() < 0.08 else style.han
        runs: list[Run] = []
        for char, marks in _marked(text):
            if char not in self.known:
                continue
            use_latin = char in LATIN or char == " " or (char in _SHARED and shared_latin)
            if char in _ALSO and random.random() < _ALSO_SHARE.get(char, _ALSO_RARELY):
                char, use_latin = str(random.choice(_ALSO[char])), True
            face = (style.mono if CODE in marks else latin) if use_latin else han
            if char in TICKED and self.fonts.signs and random.random() < _DRAWN:
                face = self._face(self.fonts.signs)
            if char != " " and char not in self.drawn(face):
                other = self._substitute(char, use_latin, style)
                if other is None:
                    continue
                face = other
            run = self._styled(Run(char, face), marks)
            if runs and replace(runs[-1], text=char) == run:
                runs[-1] = replace(run, text=runs[-1].text + char)
                continue
            runs.append(run)
            if use_latin and not marks and random.random() < 0.05:
                latin = self._face(self.fonts.mono) if random.random() < 0.3 else self._face(self.fonts.latin)
        return [self._decorated(run) for run in runs]

    def _styled(self, run: Run, marks: frozenset[str]) -> Run:
        """A run of one character as its marks say, made bold or slanted where no face of the family draws it so."""
        if not marks:
            return run
        if LOW in marks or HIGH in marks:
            run = replace(run, size=0.68, rise=-0.15 if LOW in marks else 0.35)
        bold, slanted = BOLD in marks, bool(marks & {SLANTED, VARIABLE})
        face = _variant(self.fonts, run.face, bold, slanted) if bold or slanted else run.face
        if run.text == " " or run.text in self.drawn(face):
            run = replace(run, face=face)
        return replace(
            run,
            underline=UNDERLINED in marks,
            bold=bold and run.face.weight not in _BOLD_WEIGHTS,
            slanted=slanted and not run.face.italic,
        )

    def _substitute(self, char: str, latin: bool, style: _Style) -> FontFace | None:
        if not latin:
            for face in (style.accent, style.other):
                if char in self.drawn(face):
                    return face
        if latin and self.mathematical and self.random.random() < 0.5:
            face = self._face(self.mathematical)
            if char in self.drawn(face):
                return face
        for _ in range(6):
            face = self._face(self.fonts.latin) if latin else self._face(self.fonts.han, self.han_weights)
            if char in self.drawn(face):
                return face
        for face in (*self.fonts.han, *self.fonts.latin):
            if char in self.drawn(face):
                return face
        return None

    def _decorated(self, run: Run) -> Run:
        chance = self.random.random()
        if chance < 0.03 and len(run.text) <= 3 and not run.rise and run.face.script == "latin":
            return replace(run, size=0.66, rise=0.33 if chance < 0.02 else -0.16)
        if chance > 0.985:
            return replace(run, underline=True)
        return run


def _marked(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Characters of a phrase, each with the marks that hold for it."""
    on, once = frozenset[str](), frozenset[str]()
    for char in text:
        if char in _TOGGLES:
            on ^= {char}
        elif char in _ONCE:
            once = frozenset(char)
        else:
            yield char, on | once
            once = frozenset()


@lru_cache(maxsize=1024)
def _drawable(face: FontFace) -> frozenset[str]:
    return covered(face)


@lru_cache(maxsize=4096)
def _variant(fonts: Fonts, face: FontFace, bold: bool, italic: bool) -> FontFace:
    """The face of the same family that is as bold or italic as can be had; the face itself if there is none."""
    family = [f for f in (*fonts.latin, *fonts.mono, *fonts.han) if (f.family, f.script) == (face.family, face.script)]
    heavy = bold or face.weight in _BOLD_WEIGHTS
    fitting = [f for f in family if (f.weight in _BOLD_WEIGHTS) == heavy and f.italic == italic]
    return fitting[0] if fitting else face


@dataclass(frozen=True, slots=True)
class _Style:
    """Faces of a document; `accent` and `other` also set what `han` lacks."""

    han: FontFace
    latin: FontFace
    mono: FontFace
    accent: FontFace
    other: FontFace


def read_corpora(folder: Path, limit: int = 400_000) -> list[str]:
    """Paragraphs of a folder of text: simplified ones, and as many traditional ones if there are any."""
    simplified = read_corpus(folder / SIMPLIFIED, limit)
    traditional = [folder / name for name in TRADITIONAL if (folder / name).exists()]
    each = max(1, len(simplified) // max(1, len(traditional)))
    return simplified + [line for path in traditional for line in read_corpus(path, each)]


def read_corpus(path: Path, limit: int = 400_000) -> list[str]:
    """Paragraphs of a corpus file, one a line, at most `limit` of them spread over the file."""
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except OSError as error:
        raise TrainingError(
            f"{path}: cannot be read ({error.strerror}); run python -m pagerec.training.text DIR"
        ) from error
    lines = [line for line in lines if len(line) >= 4]
    if not lines:
        raise TrainingError(f"{path}: holds no text; run python -m pagerec.training.text DIR")
    return lines[:: max(1, len(lines) // limit)]
