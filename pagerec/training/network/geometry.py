"""Fit what a model knows of faces: sizes and places of characters in their line, and what they are confused with.

    python -m pagerec.training.network.geometry MODEL --fonts FONTS --text TEXT

Lines are typeset and read as the reader reads them: pages of Chinese with Latin among it, and lines that stand alone
without Chinese. Of those in faces of training the geometry is fitted (`pagerec.recognition.geometry`), by expectation
and maximisation of a factor analysis with what a line lacks left open. Of those in held-out Latin faces the confusions
are counted (`pagerec.recognition.confusions`): in the faces that it was trained on the network makes none. Both are
written into the model's manifest.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pagerec.common.writing import write_file
from pagerec.reading.reader import Reader
from pagerec.recognition.charset import is_han
from pagerec.recognition.geometry import MEASURES, measures
from pagerec.recognition.model import MANIFEST
from pagerec.recognition.type_section import HAN, SECTION
from pagerec.training.fonts.catalog import catalog
from pagerec.training.synthesis.compose import Composer, Fonts, read_corpora
from pagerec.training.synthesis.dataset import LabelledPage, document_pages
from pagerec.training.synthesis.line_alone import LineAlone, lines_alone
from pagerec.training.text.phrases import LATIN

#: Ways in which faces and lines differ, and rounds of fitting; more of either gain nothing on held-out faces.
FACTORS, ROUNDS = 4, 30
#: Characters of a kind that its geometry is told by at least.
_LEAST = 25
#: What is known of a kind beforehand, as if seen so often: its noise is some half a pixel, and its factors are none.
_PRIOR, _USUAL_NOISE, _LEAST_NOISE = 4.0, 0.015, 0.008
#: Han characters that other characters look like; all others count as one kind.
_HAN_APART = frozenset("一二三十工口")
#: Confusions of a class at most, and families that each is seen in at least.
_MOST_CONFUSIONS, _LEAST_FAMILIES = 6, 3
#: Share of print in faces as unlike those of training as the held-out ones are.
_UNUSUAL = 0.25
#: Characters of a family to which these are added before shares are taken: few make no rule.
_CAUTION = 3.0
#: Letters whose cases have one shape, and 0 beside them, don't tell about their line.
_ONE_SHAPE = frozenset("cCkKoO0pPsSuUvVwWxXyYzZ")

#: A line: its characters, and what is measured of each.
Observed = tuple[Sequence[str], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Factors:
    """A factor analysis of C kinds of characters; the fields are as in `TypeGeometry`."""

    kinds: tuple[str, ...]
    mean: NDArray[np.float64]
    loadings: NDArray[np.float64]
    noise: NDArray[np.float64]


def kind_of(char: str) -> str:
    """The kind that a character is measured as."""
    return HAN if is_han(char) and char not in _HAN_APART else char


def fit_factors(lines: Sequence[Observed], factors: int = FACTORS, rounds: int = ROUNDS, seed: int = 0) -> Factors:
    """Fit a factor analysis to lines, each of which shows some kinds of characters, once or more often.

    Parameters
    ----------
    lines : sequence of Observed
    factors, rounds : int
    seed : int
        Of the loadings at first.
    """
    counts = Counter(kind_of(char) for characters, _ in lines for char in characters)
    kinds = tuple(sorted(kind for kind, count in counts.items() if count >= _LEAST))
    data = list(_numbered(lines, kinds))
    seen = np.concatenate([numbers for numbers, _ in data])
    values = np.concatenate([value for _, value in data])
    sums = np.stack([np.bincount(seen, values[:, k], len(kinds)) for k in range(MEASURES)], axis=1)
    mean = np.asarray(sums / np.bincount(seen, minlength=len(kinds))[:, np.newaxis], np.float64)
    random = np.random.default_rng(seed)
    loadings = random.normal(0, 0.02, (len(kinds), MEASURES, factors))
    noise = np.full(mean.shape, 0.02)
    for _ in range(rounds):
        mean, loadings, noise = _maximised(_expected(data, mean, loadings, noise))
    return Factors(kinds, mean, loadings, noise)


def _numbered(
    lines: Iterable[Observed], kinds: Sequence[str]
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float64]]]:
    number = {kind: k for k, kind in enumerate(kinds)}
    for characters, values in lines:
        known = [(number[kind_of(char)], k) for k, char in enumerate(characters) if kind_of(char) in number]
        if len(known) > 1:
            numbers, places = (np.array(column, np.intp) for column in zip(*known, strict=True))
            yield numbers, values[places]


@dataclass(frozen=True, slots=True)
class _Moments:
    """Sums over all characters of a kind: factors' products (1 before them), their products with measures, squares.

    `scatter` is the mean of the factors' products over all lines.
    """

    factors: NDArray[np.float64]
    crossed: NDArray[np.float64]
    squares: NDArray[np.float64]
    counts: NDArray[np.float64]
    scatter: NDArray[np.float64]


def _expected(
    data: Sequence[tuple[NDArray[np.intp], NDArray[np.float64]]],
    mean: NDArray[np.float64],
    loadings: NDArray[np.float64],
    noise: NDArray[np.float64],
) -> _Moments:
    kinds, _, factors = loadings.shape
    sums = _Moments(
        np.zeros((kinds, factors + 1, factors + 1)),
        np.zeros((kinds, MEASURES, factors + 1)),
        np.zeros((kinds, MEASURES)),
        np.zeros(kinds),
        np.zeros((factors, factors)),
    )
    for numbers, values in data:
        own, weights = loadings[numbers], 1 / noise[numbers]
        spread = np.linalg.inv(np.eye(factors) + np.einsum("nfk,nf,nfj->kj", own, weights, own))
        told = spread @ np.einsum("nfk,nf,nf->k", own, weights, values - mean[numbers])
        extended = np.concatenate([[1.0], told])
        products = np.outer(extended, extended)
        products[1:, 1:] += spread
        np.add.at(sums.factors, numbers, products)
        np.add.at(sums.crossed, numbers, values[:, :, np.newaxis] * extended)
        np.add.at(sums.squares, numbers, values**2)
        np.add.at(sums.counts, numbers, 1.0)
        sums.scatter[:] += products[1:, 1:] / len(data)
    return sums


def _maximised(sums: _Moments) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    ridge = np.eye(sums.factors.shape[1]) * _PRIOR
    ridge[0, 0] = 1e-6
    fitted = np.linalg.solve(sums.factors + ridge, sums.crossed.transpose(0, 2, 1)).transpose(0, 2, 1)
    left = sums.squares - np.einsum("cfk,cfk->cf", fitted, sums.crossed) + _PRIOR * _USUAL_NOISE**2
    noise = np.maximum(left / (sums.counts[:, np.newaxis] + _PRIOR), _LEAST_NOISE**2)
    # Factors of another size than 1 are brought to it, which takes many rounds else (Liu, Rubin and Wu, 1998).
    loadings = fitted[:, :, 1:] @ np.linalg.cholesky(sums.scatter)
    return np.asarray(fitted[:, :, 0]), np.asarray(loadings), np.asarray(noise)


def count_confusions(lines: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, float]]:
    """What else each character read may be.

    Parameters
    ----------
    lines : iterable of (str, str, str)
        The family that a line is set in, the truth and what was read, equally long. A line that was cut differently
        tells nothing.

    Returns
    -------
    dict
        For each character read, how often others are read so: how common they are is the language model's. The mean
        of that of each family; what happens in one or two families is their own.
    """
    truths: dict[str, dict[str, Counter[str]]] = {}
    for family, truth, read in lines:
        for true, char in zip(truth, read, strict=True):
            # Lines without Chinese tell nothing of signs that are set full-width among it.
            if char in LATIN:
                truths.setdefault(true, {}).setdefault(family, Counter())[char] += 1
    found: dict[str, dict[str, float]] = {}
    for true, families in sorted(truths.items()):
        read_in = Counter(char for read in families.values() for char in read if char != true)
        for char in sorted(char for char, count in read_in.items() if count >= _LEAST_FAMILIES):
            share = sum(read[char] / (read.total() + _CAUTION) for read in families.values()) / len(families)
            found.setdefault(char, {})[true] = round(_UNUSUAL * share, 4)
    return {char: _likeliest(others) for char, others in sorted(found.items())}


def _likeliest(others: dict[str, float]) -> dict[str, float]:
    return dict(sorted(others.items(), key=lambda item: -item[1])[:_MOST_CONFUSIONS])


def twins(confusions: dict[str, dict[str, float]]) -> frozenset[str]:
    """Characters that another one has the shape of, or is taken for."""
    return _ONE_SHAPE.union(confusions, *confusions.values())


def section(factors: Factors, confusions: dict[str, dict[str, float]]) -> dict[str, object]:
    """What of it stands in a manifest."""
    return {
        "kinds": list(factors.kinds),
        "twins": "".join(sorted(twins(confusions))),
        "mean": np.round(factors.mean, 4).tolist(),
        "loadings": np.round(factors.loadings, 4).tolist(),
        "noise": np.round(factors.noise, 7).tolist(),
        "confusions": confusions,
    }


def _of_page(page: LabelledPage, characters: Sequence[str]) -> Iterator[Observed]:
    for line in page.lines:
        owned = {
            int(owner): k for k, (owner, label) in enumerate(zip(line.owners, line.labels, strict=True)) if label > 0
        }
        cells = list(owned.values())
        if cells:
            yield [characters[line.labels[k] - 1] for k in cells], measures(line.cells.boxes[cells])


def _of_line(line: LineAlone) -> Observed:
    return line.truth, measures(line.cells.boxes[[choice.cell for choice in line.path]])


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: fit both and write them into a model's manifest."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.network.geometry", description=__doc__)
    parser.add_argument("folder", type=Path, help="model folder")
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True, help="folder with corpus.txt")
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--lines", type=int, default=1500, help="lines alone, of each kind of faces")
    options = parser.parse_args(arguments)
    path = options.folder / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest.pop(SECTION, None)
    write_file(path, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())
    reader, faces, corpora = Reader(options.folder), catalog(options.fonts), read_corpora(options.text)
    charset = reader.model.classifier.charset
    composer = Composer(Fonts.of(faces), corpora, charset, seed=970_000, running=0.9, uniform=0.0)
    pages = document_pages(composer, charset)
    observed = [line for _ in range(options.pages) for line in _of_page(next(pages), charset.characters)]
    for held_out in (False, True):
        latin = [f for f in faces if f.script == "latin" and f.style != "signs" and f.held_out == held_out]
        read = list(lines_alone(reader, latin, corpora[0], options.lines, seed=980_000 + held_out))
        if held_out:
            confusions = count_confusions((line.family, line.truth, line.read) for line in read)
        else:
            observed += [_of_line(line) for line in read if line.is_nearly_right()]
    manifest[SECTION] = section(fit_factors(observed), confusions)
    write_file(path, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())
    print(f"{len(observed):,} lines; {len(confusions)} characters are confused with others: {confusions}")


if __name__ == "__main__":
    main()
