"""Train the character language model: count, smooth, prune, quantise, write.

``python -m pagerec.training.text.language TEXT_DIR -o models/language.bin`` reads what
`pagerec.training.text` gathered. Same input, same bytes.

Smoothing is interpolated absolute discounting (Ney, Essen and Kneser 1994) over plain
lower-order counts. Kneser-Ney would do better unpruned, but its lower orders are poor
estimates once most of the higher order is gone (Chelba, Brants, Neveitt and Xu 2010), and
a model of a few megabytes keeps about a tenth. What goes is chosen by relative entropy
(Stolcke 1998): the n-grams whose loss changes the model least.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pagerec.common.writing import write_file
from pagerec.errors import TrainingError
from pagerec.recognition.language import (
    LEVELS,
    MAGIC,
    MAX_SYMBOLS,
    NO_SYMBOL,
    SLOTS,
    VALUE_BITS,
    VERSION,
    LanguageModel,
    hash_keys,
    ngram_keys,
    symbol_table,
)

from .ngrams import SCRIPTS, Counts, Recipe, choose_symbols, code_points, corpus_chunks, corpus_files, count_all

__all__ = ["Recipe", "build_table", "perplexity", "train", "write_model"]

log = logging.getLogger(__name__)

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]

BITS = MAX_SYMBOLS.bit_length() - 1
MASK = np.uint64(MAX_SYMBOLS - 1)
SHIFT = np.uint64(BITS)
#: Quantisation: log-probabilities from 0 to -12.6, back-off weights from -5.3 to 1.
PROBABILITY_STEP = 0.2
WEIGHT_LOW, WEIGHT_STEP = -5.3, 0.1
#: Rounds of moving entries about before a hash table counts as overfull.
MAX_ROUNDS = 5000


@dataclass(frozen=True, slots=True)
class Level:
    """One order of the model before pruning: n-grams grouped by context.

    `probability` is the discounted part only; `lower` is where each n-gram's shorter form
    stands one level down, -1 if it does not.
    """

    keys: U64
    probability: F64
    left_over: F64
    group: I64
    contexts: U64
    context_probability: F64
    lower: I64


def make_level(counts: Counts, discount: float, lower_keys: U64, order: int) -> Level:
    """Discount counts and link each n-gram with its shorter form."""
    context = counts.keys >> SHIFT
    starts = np.flatnonzero(np.r_[True, context[1:] != context[:-1]])
    group = np.cumsum(np.r_[False, context[1:] != context[:-1]])
    totals = np.add.reduceat(counts.counts, starts)
    kept = np.maximum(counts.counts - discount * counts.units, 0.0) / totals[group]
    left_over = 1.0 - np.add.reduceat(kept, starts)
    short = counts.keys & np.uint64((1 << BITS * order) - 1)
    short |= ngram_keys(NO_SYMBOL, NO_SYMBOL if order == 1 else 0, 0)
    at = np.minimum(np.searchsorted(lower_keys, short), len(lower_keys) - 1)
    lower = np.where(lower_keys[at] == short, at, -1)
    share = np.add.reduceat(counts.counts if counts.weights is None else counts.weights, starts)
    share /= share.sum()
    return Level(counts.keys, kept, left_over, group, context[starts], share, lower)


@dataclass(frozen=True, slots=True)
class Pruned:
    """What is left of a level: a flag and a log-probability an n-gram, a weight a context (NaN: none)."""

    level: Level
    keep: npt.NDArray[np.bool_]
    probability: F64
    weight: F64


def prune(level: Level, backed: F64, full: F64, threshold: float) -> Pruned:
    """Drop the n-grams whose loss costs less than `threshold` (Stolcke 1998, equation 3).

    Parameters
    ----------
    level : Level
    backed : ndarray
        Probability of each n-gram by the lower order, as pruned.
    full : ndarray
        The same before pruning, which the n-gram is interpolated with.
    threshold : float
        Relative entropy in nats that one n-gram may cost.
    """
    group, size = level.group, len(level.contexts)
    probability = level.probability + level.left_over[group] * full
    mass = np.maximum(1.0 - np.bincount(group, probability, size), 1e-9)
    lower = np.maximum(1.0 - np.bincount(group, backed, size), 1e-9)
    without = np.log((mass[group] + probability) / (lower[group] + backed))
    change = without - np.log(mass / lower)[group]
    cost = probability * (np.log(backed) + without - np.log(probability)) + mass[group] * change
    keep = (-cost * level.context_probability[group] > threshold) & (level.probability > 0)
    kept = np.bincount(group[keep], probability[keep], size)
    covered = np.bincount(group[keep], backed[keep], size)
    weight = np.log(np.maximum(1.0 - kept, 1e-9) / np.maximum(1.0 - covered, 1e-9))
    return Pruned(level, keep, probability, np.where(kept > 0, weight, np.nan))


def _backed_off(level: Level, lower: Pruned, unigrams: F64) -> tuple[F64, F64]:
    """Probability of each trigram's last two characters, after and before pruning."""
    last = (level.keys & MASK).astype(np.int64)
    middle = level.keys >> SHIFT & MASK
    context = ngram_keys(0, NO_SYMBOL, middle)
    at = np.minimum(np.searchsorted(lower.level.contexts, context), len(lower.weight) - 1)
    known = (lower.level.contexts[at] == context) & np.isfinite(lower.weight[at])
    weight = np.where(known, np.exp(lower.weight[at]), 1.0) * unigrams[last]
    listed = level.lower >= 0
    explicit = lower.probability[level.lower]
    after = np.where(listed & lower.keep[level.lower], explicit, weight)
    return after, np.where(listed, explicit, weight)


@dataclass(frozen=True, slots=True)
class Trained:
    """A model that is ready to be written: entries of the hash table and unigrams."""

    codes: npt.NDArray[np.uint32]
    unigrams: F64
    orders: tuple[Pruned, Pruned]

    def size(self) -> int:
        """Number of entries that the hash table will hold."""
        return sum(int(o.keep.sum()) + int(np.isfinite(o.weight).sum()) for o in self.orders)


def smooth_and_prune(codes: npt.NDArray[np.uint32], counts: Sequence[Counts], entries: int, recipe: Recipe) -> Trained:
    """The largest model of at most `entries` entries."""
    unigrams = np.full(len(codes), 0.1)
    unigrams[(counts[0].keys & MASK).astype(np.int64)] += counts[0].counts
    unigrams /= unigrams.sum()
    pairs = make_level(counts[1], recipe.discounts[0], counts[0].keys, 1)
    triples = make_level(counts[2], recipe.discounts[1], counts[1].keys, 2)
    singles = unigrams[(pairs.keys & MASK).astype(np.int64)]
    low, high, best = -30.0, -5.0, None
    for _ in range(14):
        middle = 0.5 * (low + high)
        second = prune(pairs, singles, singles, float(np.exp(middle)))
        after, before = _backed_off(triples, second, unigrams)
        third = prune(triples, after, before, float(np.exp(middle)))
        model = Trained(codes, unigrams, (second, third))
        if model.size() <= entries:
            high, best = middle, model
        else:
            low = middle
    if best is None:
        raise TrainingError(f"no language model fits {entries} entries; allow a larger file")
    return best


# --- writing -------------------------------------------------------------------------------


def build_table(keys: U64, values: npt.NDArray[np.uint8], load: float) -> tuple[U64, npt.NDArray[np.uint8]]:
    """Place entries in a cuckoo hash table, all pending ones at a time.

    Parameters
    ----------
    keys : ndarray of uint64, shape (n,)
        Distinct keys.
    values : ndarray of uint8, shape (n,)
        Below `LEVELS`.
    load : float
        Share of the slots to fill.

    Returns
    -------
    fingerprints : ndarray of uint64, shape (buckets,)
    values : ndarray of uint8, shape (buckets * 4,)

    Raises
    ------
    TrainingError
        If the entries find no place.
    """
    buckets = max(2, int(np.ceil(len(keys) / (SLOTS * load))))
    first, second, fingerprint, further = hash_keys(keys, buckets)
    homes = np.stack([first, second]).astype(np.int64)
    owner = _place(homes, buckets)
    used = np.flatnonzero(owner >= 0)
    lanes = np.zeros(buckets * SLOTS, np.uint16)
    lanes[used] = fingerprint[owner[used]]
    slots = np.zeros(buckets * SLOTS, np.uint8)
    slots[used] = (values | further << VALUE_BITS)[owner[used]]
    return lanes.astype("<u2").view("<u8"), slots


def _place(homes: I64, buckets: int) -> I64:
    """Owner of each slot: a random walk of evictions, one entry a bucket and round."""
    random = np.random.default_rng(0)
    owner = np.full((buckets, SLOTS), -1, np.int64)
    pending = np.arange(homes.shape[1])
    side = np.zeros(homes.shape[1], np.int8)
    for _ in range(MAX_ROUNDS):
        if not len(pending):
            return owner.ravel()
        bucket, chosen = np.unique(homes[side[pending], pending], return_index=True)
        entry = pending[chosen]
        empty = owner[bucket] < 0
        slot = np.where(empty.any(1), empty.argmax(1), random.integers(0, SLOTS, len(bucket)))
        evicted = owner[bucket, slot]
        owner[bucket, slot] = entry
        waiting = np.ones(len(pending), bool)
        waiting[chosen] = False
        evicted = evicted[evicted >= 0]
        # An evicted entry tries its other bucket; one that only waited may as well.
        at_first = homes[0][evicted]
        side[evicted] = (owner[at_first] != evicted[:, None]).all(1) & (side[evicted] == 0)
        rest = pending[waiting]
        side[rest] = random.integers(0, 2, len(rest), dtype=np.int8)
        pending = np.concatenate([rest, evicted])
    raise TrainingError("the language model's hash table is overfull; lower Recipe.load")


def _entries(model: Trained) -> tuple[U64, npt.NDArray[np.uint8]]:
    """Keys and quantised values of all n-grams and back-off weights."""
    keys, values = [], []
    for order in model.orders:
        logs = -np.log(order.probability[order.keep]) / PROBABILITY_STEP
        keys.append(order.level.keys[order.keep])
        values.append(np.clip(np.rint(logs), 0, LEVELS - 1).astype(np.uint8))
        weighted = np.isfinite(order.weight)
        steps = (order.weight[weighted] - WEIGHT_LOW) / WEIGHT_STEP
        keys.append(order.level.contexts[weighted] << SHIFT | np.uint64(NO_SYMBOL))
        values.append(np.clip(np.rint(steps), 0, LEVELS - 1).astype(np.uint8))
    return np.concatenate(keys), np.concatenate(values)


def write_model(model: Trained, path: Path, load: float, facts: dict[str, Any]) -> None:
    """Write a model file; `facts` join its header."""
    fingerprints, values = build_table(*_entries(model), load)
    second, third = model.orders
    header = {
        "version": VERSION,
        "symbols": len(model.codes),
        "buckets": len(fingerprints),
        "probability_step": PROBABILITY_STEP,
        "weight_low": WEIGHT_LOW,
        "weight_step": WEIGHT_STEP,
        "ngrams": {"2": int(second.keep.sum()), "3": int(third.keep.sum())},
        **facts,
    }
    text = json.dumps(header, ensure_ascii=False, sort_keys=True).encode()
    start = MAGIC + len(text).to_bytes(4, "little") + text
    path.parent.mkdir(parents=True, exist_ok=True)
    parts = (
        start + b"\0" * (-len(start) % 8),
        fingerprints.astype("<u8").tobytes(),
        np.log(model.unigrams).astype("<f4").tobytes(),
        model.codes.astype("<u4").tobytes(),
        values.tobytes(),
    )
    write_file(path, b"".join(parts))


def perplexity(model: LanguageModel, chunks: Iterable[str]) -> float:
    """Perplexity per character of lines, white space left out.

    Parameters
    ----------
    model : LanguageModel
    chunks : iterable of str
        Texts whose lines are separated by newlines.
    """
    total, count = 0.0, 0
    for chunk in chunks:
        codes = code_points("\n\n" + chunk).astype(np.int64)
        codes[codes == 10] = 0
        one, now = codes[1:-1], codes[2:]
        two = np.where(one == 0, 0, codes[:-2])
        real = now != 0
        total -= float(model.log_prob(two[real], one[real], now[real]).sum(dtype=np.float64))
        count += int(real.sum())
    return float(np.exp(total / max(count, 1)))


def train(folder: Path, path: Path, recipe: Recipe | None = None) -> LanguageModel:
    """Train on a folder of text and write a model file.

    Parameters
    ----------
    folder : Path
        Holds ``corpus.txt`` and, if at hand, the other files that `pagerec.training.text` writes.
    path : Path
        The file to write.
    recipe : Recipe, optional

    Returns
    -------
    LanguageModel
        The model as written.

    Raises
    ------
    TrainingError
        If the folder holds no corpus or nothing useful fits the size.
    """
    recipe = recipe or Recipe()
    if not (folder / "corpus.txt").is_file():
        raise TrainingError(f"{folder / 'corpus.txt'} is missing; make it with python -m pagerec.training.text")
    corpora = [path for script in SCRIPTS for path in corpus_files(folder, script)]
    encodings = ("gb2312", "big5") if len(corpora) > 1 else ("gb2312",)
    codes = choose_symbols((chunk for path in corpora for chunk in corpus_chunks(path, recipe, False)), encodings)
    counts = count_all(folder, symbol_table(codes), recipe)
    log.info("n-grams counted: %s", [len(part.keys) for part in counts])
    entries = int((recipe.max_bytes - 2048 - 8 * len(codes)) / (3 * SLOTS) * recipe.load) * SLOTS
    model = smooth_and_prune(codes, counts, entries, recipe)
    facts = {"characters": round(sum(float(part.counts.sum()) for part in counts[:1]))}
    write_model(model, path, recipe.load, facts)
    return LanguageModel.load(path)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: ``python -m pagerec.training.text.language TEXT_DIR -o FILE``."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.text.language", description=train.__doc__)
    parser.add_argument("folder", type=Path, help="what pagerec.training.text wrote")
    parser.add_argument("-o", "--output", type=Path, default=Path("models/language.bin"))
    parser.add_argument("--word-share", type=float, default=Recipe().word_share)
    parser.add_argument("--traditional-share", type=float, default=Recipe().traditional_share)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    recipe = Recipe(word_share=options.word_share, traditional_share=options.traditional_share)
    model = train(options.folder, options.output, recipe)
    log.info("%r", model)
    for path in (options.folder / f"corpus{suffix}.txt" for suffix in ("", "-traditional")):
        if path.is_file():
            log.info("%s: held-out perplexity %.2f", path.name, perplexity(model, corpus_chunks(path, recipe, True)))


if __name__ == "__main__":
    main()
