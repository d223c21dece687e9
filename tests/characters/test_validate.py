"""How well a network names pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pagerec.characters.manifest import Data, Example
from pagerec.characters.validate import Figures, Tally, open_network, validate
from pagerec.errors import ModelError, OptionError


def test_tallies_add_up() -> None:
    total = sum([Tally(4, 2, 3), Tally(6, 3, 6)], Tally())
    assert (total.count, total.top1, total.top5) == (10, 0.5, 0.9)


def test_nothing_has_no_share() -> None:
    assert (Tally().top1, Tally().top5) == (0.0, 0.0)


class Bars:
    """Names a square by how many bars it has; a square without ink by nothing."""

    side, characters, seen = 32, ("一", "二", "三", "王"), frozenset({"hei"})

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def __call__(
        self, squares: NDArray[np.uint8], alphabet: str | None = None
    ) -> tuple[list[tuple[str, ...]], NDArray[np.float32]]:
        self.sizes.append(len(squares))
        named = []
        for square in squares:
            rows = (square > 100).any(axis=1)
            count = int(np.count_nonzero(rows[1:] & ~rows[:-1]))
            others = [char for char in alphabet or "" if char != "一二三"[count - 1]]
            named.append(("一二三"[count - 1], *others) if count else ())
        return named, np.zeros((len(squares), 3), np.float32)


class Made(Data):
    """Pictures of bars: label, font, and how many bars are really there."""

    def __iter__(self) -> Any:
        for label, font, bars in ((0, 0, 1), (1, 0, 2), (2, 0, 2), (2, 1, 2), (0, 1, 0), (1, 1, 2)):
            gray = np.full((64, 64), 255, np.uint8)
            for bar in range(bars):
                gray[12 + 16 * bar : 18 + 16 * bar, 8:56] = 0
            yield Example(gray, label, font)


DATA = Made(Path("data"), ("一", "二", "三"), ("hei", "song"), False, 6)


def test_figures_of_fonts_and_what_is_confused() -> None:
    network, done = Bars(), []
    figures = validate(network, DATA, watch=lambda *counts: done.append(counts))
    assert figures.fonts == {"hei": Tally(3, 2, 3), "song": Tally(3, 1, 2)}
    assert figures.confused == (("三", "二", 2), ("一", "", 1))
    assert figures.total == Tally(6, 3, 5)
    assert figures.groups == {"fonts trained on": Tally(3, 2, 3), "fonts not seen": Tally(3, 1, 2)}
    assert network.sizes == [6]
    assert done == [(6, 6)]


def test_figures_as_values() -> None:
    values = Figures({"hei": Tally(4, 3, 4)}, (("三", "二", 1),), 0.5).to_dict()
    assert (values["count"], values["top1"], values["top5"], values["per_second"]) == (4, 0.75, 1.0, 8.0)
    assert values["groups"] == {}, "nobody knows what it was trained on"
    assert values["confused"] == [{"printed": "三", "read": "二", "count": 1}]
    assert Figures({}, (), 0.0).to_dict()["per_second"] is None


def test_characters_that_the_network_lacks() -> None:
    with pytest.raises(OptionError, match="has 1 characters that the model doesn't know, 国"):
        validate(Bars(), Data(Path("data"), ("一", "国"), ("hei",), False, 0))


def test_a_folder_that_holds_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no model; give a folder of pagerec train"):
        open_network(str(tmp_path))
