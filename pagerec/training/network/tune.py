"""Fit the decoder's weights on typeset pages: random search for the least character error rate.

Errors are counted as `pagerec evaluate` counts them: look-alikes of punctuation are no errors.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from rapidfuzz.distance import Levenshtein

from pagerec.common.writing import write_file
from pagerec.evaluation.folding import fold
from pagerec.recognition.cascade import classify
from pagerec.recognition.charset import CONFUSABLES
from pagerec.recognition.classifier import Scores
from pagerec.recognition.confusions import with_confusions
from pagerec.recognition.decode import Weights
from pagerec.recognition.model import MANIFEST, Model, load_model
from pagerec.recognition.paths import find_paths
from pagerec.segmentation import Cells
from pagerec.training.fonts.catalog import catalog
from pagerec.training.synthesis.compose import Composer, Fonts, read_corpora
from pagerec.training.synthesis.dataset import LabelledPage, document_pages

#: Weights to fit; typeset pages hold too little dirt to fit the prices of passing over atoms.
_FITTED = ("language", "language_other", "character")
#: Pages with a higher error rate are not fitted on: they are hardly readable, and errors of cutting would decide.
_READABLE = 0.05


@dataclass(frozen=True, slots=True)
class Sample:
    """A page ready to be decoded: its lines' cells and scores, and the folded text."""

    cells: tuple[Cells, ...]
    scores: tuple[Scores, ...]
    text: str


def prepare(page: LabelledPage, model: Model) -> Sample:
    """Classify the cells of a page once, for many decodings."""
    cells = tuple(line.cells for line in page.lines)
    scores = tuple(classify([line.line_image for line in page.lines], cells, model.classifier))
    if model.confusions is not None:
        scores = tuple(with_confusions(line, model.confusions) for line in scores)
    return Sample(cells, scores, fold("".join(CONFUSABLES.get(char, char) for char in page.truth.text)))


def error_rate(samples: Sequence[Sample], model: Model, weights: Weights) -> float:
    """Edits per character of the truth, over all samples."""
    edits = length = 0
    for sample in samples:
        paths, found = find_paths(sample.cells, sample.scores, model, weights)
        read = "".join(
            model.classifier.charset.decode(int(scores.classes[choice.cell, choice.candidate]))
            for scores, path in zip(found, paths, strict=True)
            for choice in path
        )
        edits += Levenshtein.distance(sample.text, fold(read))
        length += len(sample.text)
    return edits / max(1, length)


def tune(samples: Sequence[Sample], model: Model, start: Weights, rounds: int, seed: int = 0) -> tuple[Weights, float]:
    """Random search around the best weights so far, with a narrowing step.

    Returns
    -------
    Weights
    float
        Their error rate.
    """
    random = np.random.default_rng(seed)
    best, least = start, error_rate(samples, model, start)
    for number in range(rounds):
        width = 0.6 * (1 - number / rounds) + 0.05
        scaled = {name: float(getattr(best, name) * np.exp(random.normal(0, width))) for name in _FITTED}
        trial = Weights(**(asdict(best) | scaled))
        rate = error_rate(samples, model, trial)
        if rate < least:
            best, least = trial, rate
    return best, least


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: fit the weights of a model folder and write them into its manifest."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.network.tune", description=__doc__)
    parser.add_argument("folder", type=Path, help="model folder")
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument(
        "--text",
        type=Path,
        required=True,
        help="folder with corpus.txt, and perhaps corpus-traditional.txt: text that the language model has not seen",
    )
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args(arguments)
    model = load_model(options.folder, threads=2)
    charset = model.classifier.charset
    composer = Composer(
        Fonts.of(catalog(options.fonts), held_out=True),
        read_corpora(options.text),
        charset,
        seed=990_000,
        running=0.95,
        uniform=0.0,
    )
    pages = document_pages(composer, charset)
    drawn = [prepare(next(pages), model) for _ in range(options.pages)]
    samples = [sample for sample in drawn if error_rate([sample], model, model.weights) < _READABLE]
    before = error_rate(samples, model, model.weights)
    weights, after = tune(samples, model, model.weights, options.rounds)
    path = options.folder / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8")) | {"weights": asdict(weights)}
    write_file(path, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())
    print(f"character error rate {before:.4%} -> {after:.4%} with {weights}")


if __name__ == "__main__":
    main()
