"""Cell recall: the share of characters whose cell is among the candidates, on typeset pages.

    python benchmarks/cell_recall.py --fonts FONTS --text TEXT [--pages 100]

FONTS and TEXT are folders of `python -m pagerec.training.fonts install` and `python -m pagerec.training.text`. Pages
hold running text at 96 to 300 dpi in the held-out and in the training fonts: clean, and degraded as for training.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pagerec.recognition.charset import Charset, default_characters
from pagerec.training.fonts.catalog import catalog
from pagerec.training.synthesis.compose import Composer, Fonts, read_corpus
from pagerec.training.synthesis.dataset import label_page
from pagerec.training.synthesis.degrade import Degradation, degrade, random_degradation


def measure(composer: Composer, charset: Charset, pages: int, *, degraded: bool) -> tuple[int, Counter[str]]:
    """Number of characters, and those lost."""
    total, lost = 0, Counter[str]()
    random = composer.random
    for _ in range(pages):
        em = float(np.exp(random.uniform(np.log(14.0), np.log(46.0))))
        truth = composer.page(em)
        how = random_degradation(random, em) if degraded else Degradation()
        gray, ids = degrade(truth.gray, truth.ids, em, how, random)
        page = label_page(gray, ids, truth, charset)
        total += len(truth.text)
        lost.update(truth.text[number - 1] for number in page.missing())
    return total, lost


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=100)
    options = parser.parse_args(arguments)
    charset, corpus = Charset(default_characters()), read_corpus(options.text / "corpus.txt")
    faces = catalog(options.fonts)
    print("| fonts | pages | characters | recall % | most often lost |\n|---|---|---|---|---|")
    for held_out in (True, False):
        for degraded in (False, True):
            fonts = Fonts.of(faces, held_out=held_out)
            composer = Composer(fonts, corpus, charset, seed=4_000_000, running=1.0, uniform=0.0)
            total, lost = measure(composer, charset, options.pages, degraded=degraded)
            recall = 100 * (1 - lost.total() / total)
            often = " ".join(char for char, _ in lost.most_common(8))
            print(
                f"| {'held out' if held_out else 'training'} | {'degraded' if degraded else 'clean'} "
                f"| {total} | {recall:.2f} | {often} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
