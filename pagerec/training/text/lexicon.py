"""Count the words of Latin letters in Chinese text, and write them as a lexicon.

``python -m pagerec.training.text.lexicon TEXT_DIR -o models/words.bin`` reads the corpora that `pagerec.training.text`
gathered and the words of Debian's package ``wamerican`` (public domain).
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from pagerec.common.writing import write_file
from pagerec.errors import TrainingError
from pagerec.recognition.language import LEVELS
from pagerec.recognition.lexicon import LEXICON_MAGIC, VERSION, Lexicon, parts, word_keys

from .language import build_table
from .packages import fetch
from .sources import ENGLISH

__all__ = ["main", "write_lexicon"]

log = logging.getLogger(__name__)

#: Steps of the quantised logarithms: from 0 to -18.9.
STEP = 0.3
#: Fewest times that a word of the corpora is found, and the shortest word that a word list adds.
FEWEST, SHORTEST = 2, 3
#: Slots of the table that are filled.
LOAD = 0.9
#: Corpora in a folder of text.
CORPORA = ("corpus.txt", "corpus-traditional.txt")
_RUN = re.compile(r"[A-Za-z0-9]+")
#: Letters of the alphabet: of an unknown word, each is as likely.
_ALPHABET = 26


def write_lexicon(corpora: Sequence[Path], words: Iterable[str], path: Path) -> Lexicon:
    """Count words and write them with their frequencies, and what the corpora tell of others.

    Parameters
    ----------
    corpora : sequence of Path
        Text, a paragraph a line.
    words : iterable of str
        Of a word list, each of which counts once.
    path : Path

    Returns
    -------
    Lexicon
        As written.

    Raises
    ------
    TrainingError
        There are no words.
    """
    runs: Counter[str] = Counter()
    for corpus in corpora:
        with corpus.open(encoding="utf-8") as lines:
            for line in lines:
                runs.update(_RUN.findall(line))
    counts = _counts(runs)
    listed = {word: count for word, count in counts.items() if count >= FEWEST}
    for word in words:
        if len(word) >= SHORTEST and _RUN.fullmatch(word) and word.isalpha():
            listed[word] = listed.get(word, 0) + 1
    if not listed:
        raise TrainingError("there are no words; make the corpora with python -m pagerec.training.text")
    total = sum(listed.values())
    logs = np.log(np.array(list(listed.values())) / total)
    values = np.clip(np.rint(-logs / STEP), 0, LEVELS - 1).astype(np.uint8)
    fingerprints, slots = build_table(word_keys(listed), values, LOAD)
    header = {"version": VERSION, "words": len(listed), "buckets": len(fingerprints), "step": STEP}
    text = json.dumps(header | _shares(runs, counts), sort_keys=True).encode()
    start = LEXICON_MAGIC + len(text).to_bytes(4, "little") + text
    start += b"\0" * (-len(start) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, start + fingerprints.astype("<u8").tobytes() + slots.tobytes())
    return Lexicon.load(path)


def _counts(runs: Counter[str]) -> Counter[str]:
    """Words of runs, and runs of several words as they are written: LaTeX, iPhone."""
    counts: Counter[str] = Counter()
    for run, count in runs.items():
        some = [part for part in parts(run) if part.isalpha()]
        for part in some:
            counts[part] += count
        if len(some) > 1 and run.isalpha():
            counts[run] += count
    return counts


def _shares(runs: Counter[str], counts: Counter[str]) -> dict[str, float]:
    """Logarithms of how often words are unknown, capital, joined, and numbers, in the corpora."""
    words = {word: count for word, count in counts.items() if len(parts(word)) == 1}
    small = {word: count for word, count in words.items() if word.islower()}
    total, lower = sum(words.values()), sum(small.values())
    # A word that is found once is as good as unknown (Good and Turing).
    once = sum(1 for count in words.values() if count == 1)
    title = sum(count for word, count in words.items() if word.istitle() and word.lower() in small)
    upper = sum(count for word, count in words.items() if word.isupper() and word.lower() in small)
    joins = sum((len(parts(run)) - 1) * count for run, count in runs.items() if run.isalpha())
    pieces = sum(len(parts(run)) * count for run, count in runs.items())
    numbers = sum(count for run, count in runs.items() for part in parts(run) if part.isdigit())
    shares = {
        "unknown": once / max(1, total),
        "unknown_letter": 1 / _ALPHABET,
        "title": title / max(1, lower + title + upper),
        "upper": upper / max(1, lower + title + upper),
        "join": joins / max(1, pieces),
        "number": numbers / max(1, pieces),
        "digit": 0.1,
    }
    return {name: round(math.log(max(share, 1e-6)), 4) for name, share in shares.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: ``python -m pagerec.training.text.lexicon TEXT_DIR -o FILE``."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.text.lexicon", description=__doc__)
    parser.add_argument("folder", type=Path, help="what pagerec.training.text wrote")
    parser.add_argument("-o", "--output", type=Path, default=Path("models/words.bin"))
    parser.add_argument("--store", type=Path, help="keep the downloaded archive here")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    corpora = [options.folder / name for name in CORPORA if (options.folder / name).is_file()]
    if not corpora:
        parser.error(f"{options.folder} holds no corpus; make it with python -m pagerec.training.text")
    with tempfile.TemporaryDirectory() as work:
        files, version = fetch(ENGLISH, options.store or Path(work), Path(work) / "words")
        words = [word for file in files for word in file.read_text(encoding="utf-8").split()]
    log.info("%s %s: %d words", ENGLISH.package, version, len(words))
    log.info("%r", write_lexicon(corpora, words, options.output))


if __name__ == "__main__":
    main()
