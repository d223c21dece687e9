"""The best path through hand-made lattices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from pagerec.recognition.charset import Charset, is_han
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Choice, Weights, decode
from pagerec.recognition.language import LanguageModel
from pagerec.segmentation import Cells

CHARSET = Charset("能月匕日曰他自己已。，lI1")
Candidates = dict[str, float]


class Bigrams:
    """A language model that knows some pairs; everything else is equally unlikely."""

    def __init__(self, **pairs: float) -> None:
        self.pairs = pairs

    def log_prob(self, before2: ArrayLike, before1: ArrayLike, current: ArrayLike) -> NDArray[np.float32]:
        two, one, now = np.broadcast_arrays(before2, before1, current)
        names = ["".join(chr(c) for c in codes if c) for codes in zip(two.flat, one.flat, now.flat, strict=True)]
        values = [self.pairs.get(n, self.pairs.get(n[-2:], -7.0)) for n in names]
        return np.asarray(values, np.float32).reshape(now.shape)


def lattice(
    atoms: Sequence[tuple[int, int]],
    arcs: dict[tuple[int, int], Candidates],
    heights: Sequence[int] | None = None,
) -> tuple[Cells, Scores]:
    """Atoms by their columns, 20 pixels high; for each run of atoms (from 1), what the classifier says."""
    tall = heights or [20] * len(atoms)
    table = np.array([(a, 6, b, 6 + h) for (a, b), h in zip(atoms, tall, strict=True)], np.int32).reshape(-1, 4)
    first, last = (np.array([run[k] for run in arcs], np.int32) for k in (0, 1))
    boxes = np.array(
        [[*table[a - 1 : b, :2].min(axis=0), *table[a - 1 : b, 2:].max(axis=0)] for a, b in arcs], np.int32
    ).reshape(-1, 4)
    classes, probabilities = np.zeros((len(arcs), 8), np.int32), np.zeros((len(arcs), 8), np.float32)
    for row, candidates in enumerate(arcs.values()):
        for column, (char, probability) in enumerate(sorted(candidates.items(), key=lambda item: -item[1])):
            classes[row, column], probabilities[row, column] = CHARSET.encode(char), probability
    reject = (1 - probabilities.sum(axis=1)).astype(np.float32)
    return Cells(np.zeros((32, 200), np.int32), table, first, last, boxes), Scores(classes, probabilities, reject)


def read(*lines: tuple[Cells, Scores], language: object = None, weights: Weights | None = None) -> list[str]:
    model = cast(LanguageModel, language or Bigrams())
    paths = decode([c for c, _ in lines], [s for _, s in lines], CHARSET, model, weights)
    return [spell(path, scores) for path, (_, scores) in zip(paths, lines, strict=True)]


def spell(path: list[Choice], scores: Scores) -> str:
    return "".join(CHARSET.decode(int(scores.classes[c.cell, c.candidate])) for c in path)


HALVES = lattice(
    [(10, 20), (22, 32), (40, 60)],
    {(1, 1): {"月": 0.6, "日": 0.2}, (2, 2): {"匕": 0.5}, (3, 3): {"他": 0.99}, (1, 2): {"能": 0.98}},
)
TWO = lattice([(10, 30), (36, 56)], {(1, 1): {"日": 0.97}, (2, 2): {"月": 0.97}, (1, 2): {"能": 0.02}})
TIE = lattice(
    [(10, 30), (36, 56), (60, 80)],
    {(1, 1): {"他": 0.9}, (2, 2): {"自": 0.9}, (3, 3): {"已": 0.5, "己": 0.45}},
)


def test_the_whole_character_beats_its_halves() -> None:
    assert read(HALVES) == ["能他"]


def test_two_characters_beat_an_unlikely_whole() -> None:
    assert read(TWO) == ["日月"]


def test_language_breaks_a_tie() -> None:
    assert read(TIE) == ["他自已"]
    assert read(TIE, language=Bigrams(自己=-0.3)) == ["他自己"]


def test_the_classifier_overrules_language_when_it_is_sure() -> None:
    sure = lattice([(10, 30), (36, 56)], {(1, 1): {"自": 0.99}, (2, 2): {"已": 0.999, "己": 0.0003}})
    assert read(sure, language=Bigrams(自己=-0.3)) == ["自已"]


def test_language_sees_the_two_characters_before() -> None:
    line = lattice(
        [(10, 30), (36, 56), (60, 80)],
        {(1, 1): {"他": 0.9}, (2, 2): {"自": 0.9}, (3, 3): {"己": 0.45, "已": 0.4}},
    )
    assert read(line, language=Bigrams(他自已=-0.2, 自己=-1.0)) == ["他自已"]


def test_a_later_character_can_change_an_earlier_one() -> None:
    line = lattice([(10, 20), (22, 32)], {(1, 1): {"I": 0.5, "l": 0.4}, (2, 2): {"1": 0.9}})
    assert read(line) == ["I1"]
    assert read(line, language=Bigrams(l1=-0.1)) == ["l1"]


def test_dirt_is_passed_over_and_ink_is_not() -> None:
    dirt = lattice(
        [(10, 30), (33, 35), (40, 60)],
        {(1, 1): {"日": 0.95}, (2, 2): {"。": 0.00002}, (3, 3): {"月": 0.95}},
        heights=[20, 2, 20],
    )
    assert read(dirt) == ["日月"]
    unsure = lattice([(10, 30), (36, 56), (60, 80)], {(1, 1): {"日": 0.95}, (2, 2): {"能": 0.03}, (3, 3): {"月": 0.95}})
    assert read(unsure) == ["日能月"], "an atom as large as a character is read, however doubtful"


def test_a_full_stop_is_not_dirt() -> None:
    line = lattice([(10, 30), (33, 39)], {(1, 1): {"日": 0.95}, (2, 2): {"。": 0.9}}, heights=[20, 6])
    assert read(line) == ["日。"]


def test_cells_without_candidates_leave_the_line_readable() -> None:
    line = lattice([(10, 30), (36, 56), (60, 80)], {(1, 1): {"日": 0.9}, (2, 2): {}, (3, 3): {"月": 0.9}})
    assert read(line) == ["日月"]
    assert read(lattice([(10, 30)], {(1, 1): {}})) == [""]


def test_a_cell_without_arcs_at_all() -> None:
    assert read(lattice([(10, 30), (40, 60)], {(2, 2): {"月": 0.9}})) == ["月"]


def test_lines_together_read_as_one_by_one() -> None:
    lines = [HALVES, TWO, TIE, lattice([], {}), HALVES, lattice([(10, 30)], {(1, 1): {"日": 0.9}})]
    model = Bigrams(自己=-0.3, 能他=-1.0)
    together = read(*lines, language=model)
    assert together == [read(line, language=model)[0] for line in lines]
    assert together[0] == together[4] == "能他"
    assert together[3] == ""


@pytest.mark.parametrize("seed", range(5))
def test_a_wide_beam_finds_the_path_that_trying_all_finds(seed: int) -> None:
    random = np.random.default_rng(seed)
    atoms = [(10 + 12 * k, 20 + 12 * k) for k in range(5)]
    names = CHARSET.characters
    arcs: dict[tuple[int, int], Candidates] = {}
    for a in range(1, 6):
        for b in range(a, min(a + 2, 5) + 1):
            shares = random.dirichlet([0.4] * 3)
            arcs[a, b] = {
                str(n): float(s) * 0.9 + 0.01
                for n, s in zip(random.choice(names, 3, replace=False), shares, strict=True)
            }
    model = Bigrams(**{a + b: float(random.uniform(-6, -0.5)) for a in names for b in names if random.random() < 0.5})
    line = lattice(atoms, arcs)
    weights = Weights(language=1.0, language_other=0.6, character=2.0, skip=-9.0, skip_ink=-20.0, beam=64)
    path = decode([line[0]], [line[1]], CHARSET, cast(LanguageModel, model), weights)[0]
    assert value(path, line, model, weights) == pytest.approx(best_value(line, model, weights), abs=1e-3)


def value(path: list[Choice], line: tuple[Cells, Scores], model: Bigrams, weights: Weights) -> float:
    cells, scores = line
    at, total, before = 0, 0.0, [0, 0]
    for choice in path:
        total += sum(skip_value(cells, k, weights) for k in range(at, cells.first[choice.cell] - 1))
        code = ord(CHARSET.decode(int(scores.classes[choice.cell, choice.candidate])))
        total += np.log(scores.probabilities[choice.cell, choice.candidate]) + weights.character
        share = weights.language if is_han(chr(code)) else weights.language_other
        total += share * float(model.log_prob(before[0], before[1], code))
        before, at = [before[1], code], int(cells.last[choice.cell])
    return total + sum(skip_value(cells, k, weights) for k in range(at, len(cells.atoms)))


def skip_value(cells: Cells, atom: int, weights: Weights) -> float:
    left, top, right, bottom = cells.atoms[atom].tolist()
    return weights.skip + weights.skip_ink * (right - left) * (bottom - top) / 26**2


def best_value(line: tuple[Cells, Scores], model: Bigrams, weights: Weights) -> float:
    """The best of all paths, found by trying them all."""
    cells, _ = line
    best = -np.inf
    stack: list[tuple[int, list[Choice]]] = [(0, [])]
    while stack:
        at, path = stack.pop()
        if at == len(cells.atoms):
            best = max(best, value(path, line, model, weights))
            continue
        stack.append((at + 1, path))
        for cell in np.flatnonzero(cells.first == at + 1).tolist():
            for candidate in range(3):
                stack.append((int(cells.last[cell]), [*path, Choice(cell, candidate)]))
    return float(best)


@st.composite
def lattices(draw: st.DrawFn) -> tuple[Cells, Scores]:
    """Atoms in a row; cells of one to three of them, each with a few candidates or none."""
    count = draw(st.integers(1, 7))
    runs = [(a, b) for a in range(1, count + 1) for b in range(a, min(a + 2, count) + 1)]
    chosen = draw(st.lists(st.sampled_from(runs), unique=True, min_size=1, max_size=12))
    share = st.floats(0.0, 1.0, width=32)
    candidates = st.dictionaries(st.sampled_from(CHARSET.characters), share, max_size=3)
    arcs = {run: {char: value / 3 for char, value in draw(candidates).items()} for run in chosen}
    heights = draw(st.lists(st.integers(1, 24), min_size=count, max_size=count))
    return lattice([(12 * k, 12 * k + 9) for k in range(count)], arcs, heights)


@given(st.lists(lattices(), min_size=1, max_size=4))
def test_paths_run_from_left_to_right_and_use_no_atom_twice(lines: list[tuple[Cells, Scores]]) -> None:
    paths = decode([c for c, _ in lines], [s for _, s in lines], CHARSET, cast(LanguageModel, Bigrams()))
    for path, (cells, scores) in zip(paths, lines, strict=True):
        ends = [0]
        for choice in path:
            assert ends[-1] < cells.first[choice.cell] <= cells.last[choice.cell]
            assert scores.classes[choice.cell, choice.candidate] > 0
            ends.append(int(cells.last[choice.cell]))
        assert ends[-1] <= len(cells.atoms)


@given(st.lists(lattices(), min_size=2, max_size=4))
def test_a_line_is_read_the_same_beside_any_others(lines: list[tuple[Cells, Scores]]) -> None:
    assert read(*lines) == [text for line in lines for text in read(line)]


def test_nothing_to_decode() -> None:
    assert decode([], [], CHARSET, cast(LanguageModel, Bigrams())) == []
    assert read(lattice([], {})) == [""]


def test_only_so_many_candidates_are_tried() -> None:
    line = lattice([(10, 30), (36, 56)], {(1, 1): {"自": 0.9}, (2, 2): {"已": 0.5, "己": 0.45}})
    model = Bigrams(自己=-0.1)
    assert read(line, language=model, weights=replace(Weights(), candidates=1)) == ["自已"]
    assert read(line, language=model, weights=replace(Weights(), candidates=2)) == ["自己"]


def digits_and_letters(gap: int) -> tuple[Cells, Scores]:
    """A 1 and what is rather an l than a 1 behind it, so many pixels apart."""
    return lattice([(10, 18), (18 + gap, 26 + gap)], {(1, 1): {"1": 0.9}, (2, 2): {"l": 0.6, "1": 0.3}})


def test_a_letter_like_a_digit_is_rare_behind_one() -> None:
    assert read(digits_and_letters(2)) == ["1l"]
    assert read(digits_and_letters(2), weights=Weights(like_digit=2.0)) == ["11"]


def test_a_letter_may_stand_apart_from_a_digit() -> None:
    assert read(digits_and_letters(12), weights=Weights(like_digit=2.0)) == ["1l"]


def test_what_the_language_has_not_heard_of_may_begin_a_line() -> None:
    first = lattice([(10, 30), (36, 56)], {(1, 1): {"曰": 0.9, "日": 0.1}, (2, 2): {"月": 0.9}})
    assert read(first, language=Bigrams(曰=-23.0, 日=-4.0)) == ["曰月"]
    later = lattice([(10, 30), (36, 56)], {(1, 1): {"月": 0.9}, (2, 2): {"曰": 0.9, "日": 0.1}})
    assert read(later, language=Bigrams(月曰=-23.0, 月日=-4.0)) == ["月日"]
