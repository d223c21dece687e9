"""Random paragraphs in the styles of real documents: what to set, in which faces, how spaced."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from ..errors import TrainingError
from ..recognition.charset import LOOK_ALIKES, Charset, is_han
from .fonts import FontFace, covered
from .typeset import Run, TextLine, Typeset, typeset

_LATIN = frozenset(
    string.ascii_letters + string.digits + string.punctuation + "àáâäçèéêëíîïñóôöùúûüßøåÀÉÖÜ£€©®°±²³¹µ×÷§¶†‡¿¡«»−"
)
#: In composed text: the next character is set low or high and small.
_LOW, _HIGH = "\x01", "\x02"
#: Other glyphs that a character is now and then set with.
_ALSO = {char: tuple(k for k, v in LOOK_ALIKES.items() if v == char) for char in LOOK_ALIKES.values()}
#: Punctuation that either the Chinese or the Latin face may set.
_SHARED = frozenset("“”‘’—…·–•")
# fmt: off
_CODE = (
    "def", "return", "import", "print", "len", "range", "for", "while", "if", "else", "class", "public",
    "static", "void", "int", "char", "include", "main", "std", "vector", "push_back", "sudo", "apt-get",
    "install", "git", "commit", "push", "npm", "run", "make", "cd", "ls", "grep", "sed", "awk", "usr",
    "local", "bin", "etc", "var", "log", "http", "https", "www", "com", "org", "net", "html", "css", "json",
    "xml", "utf8", "true", "false", "null", "None", "self", "args", "kwargs", "begin", "end",
    "documentclass", "usepackage", "section", "textbf", "includegraphics",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Fonts:
    """Faces by use, each with the characters it draws."""

    han: tuple[FontFace, ...]
    latin: tuple[FontFace, ...]
    mono: tuple[FontFace, ...]

    @classmethod
    def of(cls, faces: Sequence[FontFace], *, held_out: bool = False) -> Fonts:
        """Sort a catalogue by use; `held_out` takes the held-out Chinese faces instead of the training ones."""
        han = tuple(f for f in faces if f.script == "han" and f.held_out == held_out)
        latin = tuple(f for f in faces if f.script == "latin" and f.style != "mono")
        mono = tuple(f for f in faces if f.script == "latin" and f.style == "mono")
        if not (han and latin and mono):
            raise TrainingError(
                "fonts for Chinese, Latin and fixed-width text are needed; "
                "run python -m pagerec.training.fonts install DIR"
            )
        return cls(han, latin, mono)


@lru_cache(maxsize=1024)
def _drawable(face: FontFace) -> frozenset[str]:
    return covered(face)


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
    running, uniform : float
        Share of lines of running text, and of lines in which every Han character is equally likely; the others
        are technical: code, formulas, symbols.
    """

    def __init__(
        self,
        fonts: Fonts,
        corpus: Sequence[str],
        charset: Charset,
        seed: int,
        *,
        running: float = 0.42,
        uniform: float = 0.38,
    ) -> None:
        self.running, self.uniform = running, uniform
        self.random = np.random.default_rng(seed)
        self.fonts, self.corpus = fonts, corpus
        self.han = [c for c in charset.characters if is_han(c)]
        self.symbols = [c for c in charset.characters if not is_han(c) and c not in _LATIN]
        self.known = frozenset(charset.characters) | {" "}
        # A design with many weights counts about as much as one with few.
        families = [f.family for f in fonts.han]
        weights = np.array([1 / families.count(f) ** 0.6 for f in families])
        self.han_weights = weights / weights.sum()
        self.words = _latin_words(corpus)
        self.pieces: list[str] = []

    def page(self, em: float) -> Typeset:
        """One random paragraph or small page with characters of `em` pixels."""
        random = self.random
        base = self._face(self.fonts.han, self.han_weights)
        style = _Style(
            han=base,
            latin=base if random.random() < 0.15 else self._face(self.fonts.latin),
            mono=self._face(self.fonts.mono),
            accent=self._face(self.fonts.han, self.han_weights),
        )
        columns = int(random.integers(14, 36))
        spacing = TextLine(
            runs=(),
            tracking=float(random.choice([0, 0, 0.02, 0.05, 0.1, -0.02])),
            squeeze=float(random.choice([0, 0, 0, 0.5, 1.0])),
            script_gap=float(random.choice([0, 0.125, 0.25])),
            word_gap=float(random.uniform(0.22, 0.36)),
        )
        lines = [self._line(style, spacing, columns) for _ in range(int(random.integers(3, 8)))]
        lines = [line for line in lines if line.runs]
        return typeset(
            lines,
            em,
            leading=float(random.uniform(1.15, 1.9)),
            margin=float(random.uniform(0.1, 1.5)),
            hinted=bool(random.random() < 0.2),
        )

    def _face(self, faces: Sequence[FontFace], weights: np.ndarray | None = None) -> FontFace:
        return faces[int(self.random.choice(len(faces), p=weights))]

    def _line(self, style: _Style, spacing: TextLine, columns: int) -> TextLine:
        random = self.random
        kind = random.random()
        if kind < self.running:
            text = self._running(columns)
        elif kind < self.running + self.uniform:
            text = self._uniform(columns)
        else:
            text = self._technical(columns)
        size = float(random.choice([0.8, 1.2, 1.4])) if random.random() < 0.06 else 1.0
        runs = self._runs(text, style)
        jitter = float(np.clip(random.normal(0, 0.02), -0.03, 0.08))
        indent = 2.0 if random.random() < 0.2 else 0.0
        return replace(
            spacing,
            runs=tuple(runs),
            size=size,
            indent=indent,
            tracking=max(-0.03, spacing.tracking + jitter),
        )

    def _running(self, columns: int) -> str:
        while len(self.pieces) < 1:
            text = self.corpus[int(self.random.integers(len(self.corpus)))]
            self.pieces = [text[k : k + columns] for k in range(0, min(len(text), 6 * columns), columns)]
        return self.pieces.pop(0)

    def _uniform(self, columns: int) -> str:
        """Every Han character equally often, with punctuation, digits and Latin among them."""
        random = self.random
        chars: list[str] = []
        while len(chars) < columns:
            chars += [self.han[k] for k in random.integers(len(self.han), size=int(random.integers(2, 9)))]
            chance = random.random()
            if chance < 0.45:
                chars.append(str(random.choice(list("，。、；；：？！“”‘’（）《》〈〉—…·"))))
            elif chance < 0.65:
                chars += list(self._token())
        return "".join(chars)

    def _technical(self, columns: int) -> str:
        random = self.random
        parts: list[str] = []
        while sum(map(len, parts)) < 1.6 * columns:
            chance = random.random()
            if chance < 0.6:
                parts.append(self._token())
            elif chance < 0.8:
                parts.append("".join(self.symbols[k] for k in random.integers(len(self.symbols), size=2)))
            else:
                parts.append(
                    "".join(self.han[k] for k in random.integers(len(self.han), size=int(random.integers(1, 4))))
                )
            parts.append(" " if random.random() < 0.5 else "")
        return "".join(parts)

    def _token(self) -> str:
        random = self.random
        chance = random.random()
        if chance < 0.1:
            return self._formula()
        if chance < 0.14:
            number = f"[{random.integers(1, 60)}]"
            return "".join(_HIGH + c for c in number) if random.random() < 0.6 else number
        if chance < 0.25:
            return "".join(random.choice(list(string.digits + ".,-"), size=int(random.integers(1, 7))))
        if chance < 0.5:
            word = str(random.choice(_CODE))
            return str(
                random.choice(
                    [
                        word,
                        word.title(),
                        word.upper(),
                        f"{word}()",
                        f"/{word}",
                        f"\\{word}",
                        f"{word}.",
                        f"-{word}",
                        f"[{word}]",
                        f"<{word}>",
                        f"〈{word}〉",
                    ]
                )
            )
        if chance < 0.75:
            if random.random() < 0.6:
                return " ".join(str(word) for word in random.choice(self.words, size=int(random.integers(1, 4))))
            word = "".join(random.choice(list(string.ascii_lowercase), size=int(random.integers(1, 9))))
            return word if random.random() < 0.6 else word.title()
        if chance < 0.9:
            return "".join(random.choice(list(string.ascii_letters + string.digits), size=int(random.integers(1, 6))))
        return "".join(
            random.choice(
                list(string.ascii_letters + string.digits + string.punctuation),
                size=int(random.integers(1, 6)),
            )
        )

    def _formula(self) -> str:
        """Something like a formula inside text: variables with indices and exponents, operators, brackets."""
        random = self.random
        parts = []
        for _ in range(int(random.integers(1, 4))):
            term = str(random.choice(list(string.ascii_letters + "αβγθλμπσωΔΣΩ")))
            if random.random() < 0.6:
                mark = _LOW if random.random() < 0.6 else _HIGH
                term += "".join(
                    mark + c
                    for c in str(random.choice([*list("0123456789ijknmt"), "10", "i1", "-1", "−1", "ij", "n−1"]))
                )
            parts.append(term)
        body = str(random.choice([*list("+-−=<>,*≤≥×∈"), " = ", ", ", " + ", " − ", " - ", " < "])).join(parts)
        return str(
            random.choice(
                [body, body, f"({body})", f"f({body})", f"O({body})", f"[{body}]", f"{{{body}}}", f"|{body}|"]
            )
        )

    def _runs(self, text: str, style: _Style) -> list[Run]:
        """Part text by script, and choose a face for each part."""
        random = self.random
        shared_latin = random.random() < 0.3
        runs: list[Run] = []
        latin = style.mono if random.random() < 0.15 else style.latin
        han = style.accent if random.random() < 0.08 else style.han
        rise = 0.0
        for char in text:
            if char in (_LOW, _HIGH):
                rise = -0.15 if char == _LOW else 0.35
            if char not in self.known:
                continue
            use_latin = char in _LATIN or char == " " or (char in _SHARED and shared_latin)
            if char in _ALSO and random.random() < 0.5:
                char, use_latin = str(random.choice(_ALSO[char])), True
            face = latin if use_latin else han
            if char != " " and char not in _drawable(face):
                other = self._substitute(char, use_latin)
                if other is None:
                    continue
                face = other
            if rise:
                runs.append(Run(char, face, size=0.68, rise=rise))
                rise = 0.0
            elif runs and runs[-1].face is face and runs[-1].rise == 0:
                runs[-1] = replace(runs[-1], text=runs[-1].text + char)
            else:
                runs.append(Run(char, face))
                if use_latin and random.random() < 0.1:
                    latin = self._face(self.fonts.mono) if random.random() < 0.3 else self._face(self.fonts.latin)
        return [self._decorate(run) for run in runs]

    def _substitute(self, char: str, latin: bool) -> FontFace | None:
        for _ in range(6):
            face = self._face(self.fonts.latin) if latin else self._face(self.fonts.han, self.han_weights)
            if char in _drawable(face):
                return face
        for face in (*self.fonts.han, *self.fonts.latin):
            if char in _drawable(face):
                return face
        return None

    def _decorate(self, run: Run) -> Run:
        chance = self.random.random()
        if chance < 0.03 and len(run.text) <= 3 and not run.rise and run.face.script == "latin":
            return replace(run, size=0.66, rise=0.33 if chance < 0.02 else -0.16)
        if chance > 0.985:
            return replace(run, underline=True)
        return run


def _latin_words(corpus: Sequence[str]) -> list[str]:
    """Latin words of the corpus, each as often as in its first part; some of our own where it has none."""
    return [word for line in corpus[:40_000] for word in re.findall(r"[A-Za-z]{2,}", line)] or list(_CODE)


@dataclass(frozen=True, slots=True)
class _Style:
    han: FontFace
    latin: FontFace
    mono: FontFace
    accent: FontFace


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
