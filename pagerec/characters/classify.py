"""Name pictures of single characters with the shipped network."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pagerec.common.arguments import pictures, whole_number
from pagerec.common.inputs import ImageInput
from pagerec.page import Candidate
from pagerec.sources.images import load_image

from ..recognition.classifier import TOP, Classifier, restrict
from ..recognition.model import load_model
from .window import glyph_square, glyph_windows

__all__ = ["LineNetwork", "classify"]


#: Differ from 口 and 一 by their size and surroundings alone, which pictures of single characters don't tell, and are
#: the rarer ones among such pictures.
_RARER_TWINS = str.maketrans("", "", "囗—")


class LineNetwork:
    """The network of a pagerec model, naming squares of single characters.

    Parameters
    ----------
    classifier : Classifier
    """

    side = 32
    """Height and width of the squares that it takes."""
    seen: frozenset[str] = frozenset()
    """Nothing is known of what fonts that it was trained on are called elsewhere."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self.characters = classifier.charset.characters

    def __call__(
        self, squares: NDArray[np.uint8], alphabet: str | None = None
    ) -> tuple[list[tuple[str, ...]], NDArray[np.float32]]:
        """Name squares (N, 32, 32) with the characters of an alphabet; without one with all but 囗 and the dash —.

        Returns
        -------
        characters : list of tuple of str
            Up to eight of each square, likeliest first; "" stands for none.
        probabilities : float32, shape (N, 8)
            Theirs.
        """
        scores = self._classifier(glyph_windows(squares))
        charset = self._classifier.charset
        scores = restrict(scores, charset, alphabet or "".join(charset.characters).translate(_RARER_TWINS))
        named = [
            tuple(charset.decode(int(number)) if p > 0 else "" for number, p in zip(*row, strict=True))
            for row in zip(scores.classes, scores.probabilities, strict=True)
        ]
        return named, scores.probabilities


def classify(images: Iterable[ImageInput], top_k: int = 5) -> list[tuple[Candidate, ...]]:
    """Name single characters with the shipped model.

    Parameters
    ----------
    images : iterable of pictures
        Each of one character, of any size, black on white or white on black: whatever
        `pagerec.sources.load_image` takes.
    top_k : int
        Candidates wanted for each, 1…8.

    Returns
    -------
    list of tuple of Candidate
        For each picture its candidates, likeliest first; none for a picture without ink.

    Raises
    ------
    OptionError
        `top_k` is out of range, or `images` is one picture.
    ImageError
        A picture can't be read.

    Examples
    --------
    >>> import numpy as np
    >>> bar = np.full((64, 64), 255, np.uint8)
    >>> bar[30:34, 8:56] = 0
    >>> "一" in [candidate.text for candidate in classify([bar])[0]]
    True
    """
    whole_number("top_k", top_k, 1, TOP)
    return name_all(pictures("images", images), shipped(), top_k)


def name_all(images: Iterable[ImageInput], network: LineNetwork, top_k: int) -> list[tuple[Candidate, ...]]:
    """Name pictures with a network; see `classify`."""
    squares = [glyph_square(load_image(image).gray, network.side) for image in images]
    inked = [square for square in squares if square is not None]
    if not inked:
        return [() for _ in squares]
    named, probabilities = network(np.stack(inked))
    found = iter(zip(named, probabilities.tolist(), strict=True))
    return [() if square is None else _candidates(*next(found), top_k) for square in squares]


@lru_cache(maxsize=4)
def shipped(folder: str | None = None) -> LineNetwork:
    """The network of a model folder, or the shipped one; loaded once."""
    return LineNetwork(load_model(folder, threads=os.cpu_count() or 1).classifier)


def _candidates(characters: tuple[str, ...], probabilities: list[float], top_k: int) -> tuple[Candidate, ...]:
    pairs = zip(characters, probabilities, strict=True)
    return tuple([Candidate(char, min(1.0, p)) for char, p in pairs if char][:top_k])
