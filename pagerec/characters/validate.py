"""How well a network names synthesized pictures: top-1, top-5, by font, and what is confused."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pagerec.common.progress import Show, hidden

from ..errors import ModelError, OptionError
from .classify import shipped
from .manifest import Data
from .window import glyph_square

__all__ = ["Figures", "Network", "Tally", "open_network", "validate"]

#: Name of the model that comes with pagerec, and the file that tells a folder of ``pagerec train``.
SHIPPED, _TRAINED = "shipped", "checkpoint.keras"
#: Pictures named at a time.
_BATCH = 256
_TOP = 5


class Network(Protocol):
    """Anything that names squares of single characters."""

    @property
    def side(self) -> int:
        """Height and width of the squares."""
        ...

    @property
    def characters(self) -> tuple[str, ...]:
        """All that it can name."""
        ...

    @property
    def seen(self) -> frozenset[str]:
        """Names of the fonts that it was trained on, where they are known."""
        ...

    def __call__(
        self, squares: NDArray[np.uint8], alphabet: str | None = None
    ) -> tuple[list[tuple[str, ...]], NDArray[np.float32]]:
        """Likeliest characters of squares (N, side, side), and their probabilities."""
        ...


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of pictures.

    Attributes
    ----------
    count, right, among : int
        All; those whose likeliest character is the true one; those with it among the five likeliest.
    """

    count: int = 0
    right: int = 0
    among: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.count + other.count, self.right + other.right, self.among + other.among)

    @property
    def top1(self) -> float:
        """Share of the pictures, 0…1."""
        return self.right / max(1, self.count)

    @property
    def top5(self) -> float:
        """Share of the pictures, 0…1."""
        return self.among / max(1, self.count)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured.

    Attributes
    ----------
    fonts : dict of str to Tally
    confused : tuple of (str, str, int)
        Printed and read character, and how often; the most often confused first.
    seconds : float
        Of the network alone.
    seen : frozenset of str
        Names of the fonts that the network was trained on, where they are known.
    """

    fonts: dict[str, Tally]
    confused: tuple[tuple[str, str, int], ...]
    seconds: float
    seen: frozenset[str] = frozenset()

    @property
    def groups(self) -> dict[str, Tally]:
        """Fonts trained on and others apart; nothing where that is not known."""
        if not self.seen:
            return {}
        parts = {"fonts trained on": True, "fonts not seen": False}
        sums = {
            name: sum((tally for font, tally in self.fonts.items() if (font in self.seen) == seen), Tally())
            for name, seen in parts.items()
        }
        return {name: tally for name, tally in sums.items() if tally.count}

    @property
    def total(self) -> Tally:
        """Of all fonts together."""
        return sum(self.fonts.values(), Tally())

    def to_dict(self) -> dict[str, Any]:
        """As values for JSON."""
        return {
            **_measures(self.total),
            "per_second": round(self.total.count / self.seconds, 1) if self.seconds else None,
            "groups": {name: _measures(tally) for name, tally in self.groups.items()},
            "fonts": {name: _measures(tally) for name, tally in self.fonts.items()},
            "confused": [{"printed": a, "read": b, "count": n} for a, b, n in self.confused],
        }


def open_network(model: str) -> Network:
    """The network of a folder.

    Parameters
    ----------
    model : str
        ``shipped``, a model folder of pagerec, or a folder of ``pagerec train``. Only the last needs TensorFlow.

    Raises
    ------
    ModelError
        It is none of these.
    """
    if model == SHIPPED:
        return shipped()
    folder = Path(model)
    if (folder / _TRAINED).is_file():
        try:
            from .trained import TrainedNetwork
        except ImportError as error:
            raise ModelError(f"{model}: needs TensorFlow ({error}); pip install 'pagerec[train]'") from error
        return TrainedNetwork(folder)
    if (folder / "manifest.json").is_file():
        return shipped(model)
    raise ModelError(f"{model}: holds no model; give a folder of pagerec train, a model folder, or the word {SHIPPED}")


def validate(network: Network, data: Data, *, watch: Show = hidden) -> Figures:
    """Name all pictures, with the characters of the data only, and compare with the truth.

    Parameters
    ----------
    network : Network
    data : Data
    watch : callable, optional
        Gets the number of pictures done.

    Raises
    ------
    OptionError
        The network knows none of the data's characters, or of a trained one it lacks some.
    TrainingError
        A picture is damaged.
    """
    unknown = [char for char in data.characters if char not in set(network.characters)]
    if unknown:
        raise OptionError(
            f"{data.folder}: has {len(unknown)} characters that the model doesn't know, {''.join(unknown[:20])}; "
            "give a model of these classes, or synthesize a charset that it knows"
        )
    alphabet = "".join(data.characters)
    fonts: dict[str, Tally] = {}
    confused: Counter[tuple[str, str]] = Counter()
    seconds = 0.0
    for squares, truth, names in _batches(network, data):
        begun = time.perf_counter()
        named, _ = network(squares, alphabet)
        seconds += time.perf_counter() - begun
        for characters, char, font in zip(named, truth, names, strict=True):
            right = bool(characters) and characters[0] == char
            fonts[font] = fonts.get(font, Tally()) + Tally(1, int(right), int(char in characters[:_TOP]))
            if not right:
                confused[char, characters[0] if characters else ""] += 1
        watch(sum(tally.count for tally in fonts.values()), data.count)
    ranked = tuple((a, b, n) for (a, b), n in sorted(confused.items(), key=lambda item: (-item[1], item[0])))
    return Figures(dict(sorted(fonts.items())), ranked, seconds, network.seen)


def _batches(network: Network, data: Data) -> Iterator[tuple[NDArray[np.uint8], Sequence[str], Sequence[str]]]:
    """Squares, true characters and names of fonts."""
    examples = iter(data)
    while batch := list(islice(examples, _BATCH)):
        blank = np.zeros((network.side, network.side), np.uint8)
        squares = [glyph_square(example.gray, network.side) for example in batch]
        yield (
            np.stack([blank if square is None else square for square in squares]),
            [data.characters[example.label] for example in batch],
            [data.fonts[example.font] for example in batch],
        )


def _measures(tally: Tally) -> dict[str, float]:
    return {"count": tally.count, "top1": round(tally.top1, 6), "top5": round(tally.top5, 6)}
