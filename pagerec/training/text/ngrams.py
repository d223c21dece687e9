"""Count the character n-grams of running text and of word lists.

Running text and word lists are counted together. In a list an entry of *k* words adds its
frequency to those character n-grams that touch all *k* words, so words give what is inside
words, phrases what crosses their boundaries, and nothing is counted twice.

Simplified and traditional text are counted apart, the one scaled to the other, and put together. Contexts of characters
that only one script has keep to their script by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pagerec.recognition.language import (
    BOUNDARY,
    CODE_POINTS,
    MAX_SYMBOLS,
    NO_SYMBOL,
    UNKNOWN,
    fold,
    ngram_keys,
)

__all__ = ["SCRIPTS", "Counts", "Recipe", "choose_symbols", "corpus_chunks", "corpus_files", "count_all"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]

BITS = MAX_SYMBOLS.bit_length() - 1
#: How the names of files in each script end; what is missing is left out.
SCRIPTS = {"simplified": ("",), "traditional": ("-traditional", "-converted")}
#: Marks that Chinese print never sets at the start of a line.
NO_LINE_START = "，。、；：？！）》〉」』】〕”’…—·,.;:?!)]}%"
#: Characters read at a time, which bounds the memory of one counting step.
CHUNK = 4_000_000


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is trained.

    Attributes
    ----------
    max_bytes : int
        The file is as large as this allows.
    discounts : tuple of float
        Taken off every bigram and trigram count, for what was not seen.
    word_share : float
        Weight of the word lists, as a multiple of the running text's characters.
    traditional_share : float
        Weight of traditional text and words, as a multiple of that of simplified ones. It is what a character of either
        script costs after characters that both have.
    traditional_interest : float
        The same when n-grams are chosen that the file has room for.
    held_out : int
        Every so many lines one is kept out of training, for `perplexity`; 0 for none.
    line_length : int
        Every so many characters of running text, the next one also counts as the first of
        a line: the decoder sees wrapped lines, and text files have few beginnings.
    load : float
        Share of the hash table's slots that are filled.
    """

    max_bytes: int = 6_000_000
    discounts: tuple[float, float] = (0.6, 0.75)
    word_share: float = 1.0
    traditional_share: float = 0.11
    traditional_interest: float = 0.4
    held_out: int = 50
    line_length: int = 30
    load: float = 0.94


@dataclass(frozen=True, slots=True)
class Counts:
    """N-grams as sorted keys with their counts; the order is what the key holds.

    `units` is what one occurrence counts, of which the discounts are shares; `weights` is what the loss of an n-gram
    matters by, its count if there are none.
    """

    keys: U64
    counts: F64
    units: F64 | float = 1.0
    weights: F64 | None = None

    @staticmethod
    def total(parts: Sequence[Counts]) -> Counts:
        """Sum of several counts."""
        keys = np.concatenate([part.keys for part in parts])
        counts = np.concatenate([part.counts for part in parts])
        order = np.argsort(keys, kind="stable")
        keys, counts = keys[order], counts[order]
        starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
        return Counts(keys[starts], np.add.reduceat(counts, starts)) if len(keys) else parts[0]


def corpus_files(folder: Path, script: str) -> list[Path]:
    """The files of running text in one of `SCRIPTS`."""
    paths = [folder / f"corpus{suffix}.txt" for suffix in SCRIPTS[script]]
    return [path for path in paths if path.is_file()]


def corpus_chunks(path: Path, recipe: Recipe, held_out: bool) -> Iterator[str]:
    """The lines of one side of the split, without white space, about `CHUNK` at a time."""
    lines: list[str] = []
    size = 0
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            if (recipe.held_out > 0 and number % recipe.held_out == 0) != held_out:
                continue
            text = "".join(line.split())
            if not text:
                continue
            lines.append(text)
            size += len(text)
            if size >= CHUNK:
                yield "\n".join(["", *lines, ""])
                lines, size = [], 0
    if lines:
        yield "\n".join(["", *lines, ""])


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """Code points of a text, those beyond `CODE_POINTS` as its last one."""
    return np.minimum(np.frombuffer(text.encode("utf-32-le"), np.uint32), CODE_POINTS - 1)


def _standard(encoding: str) -> str:
    """The characters of two bytes of an encoding."""
    rows = [bytes([high, low]) for high in range(0xA1, 0xFA) for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF))]
    return "".join(row.decode(encoding, "ignore") for row in rows)


def choose_symbols(
    chunks: Iterable[str], encodings: Sequence[str] = ("gb2312",), limit: int = NO_SYMBOL - 1
) -> npt.NDArray[np.uint32]:
    """Code point of each symbol: all of ASCII and of some encodings, and what occurs at least twice.

    Where there are more than `limit` the rarest go.
    """
    seen = np.zeros(CODE_POINTS, np.int64)
    for chunk in chunks:
        seen += np.bincount(code_points(chunk), minlength=CODE_POINTS)
    for char in {*map(chr, range(0x21, 0x7F)), *"".join(map(_standard, encodings))}:
        seen[ord(char)] += 2
    seen[:0x21] = seen[-1] = 0
    codes = np.flatnonzero(seen >= 2)
    codes = np.array([code for code in codes.tolist() if fold(code) == code], np.uint32)
    codes = np.sort(codes[np.argsort(-seen[codes], kind="stable")[: limit - 2]])
    return np.concatenate([np.zeros(2, np.uint32), codes])


def _with_line_starts(ids: I64, banned: npt.NDArray[np.bool_], length: int) -> I64:
    """Triples at made-up line starts: (0, 0, a) and (0, a, b) for every so many characters."""
    at = np.arange(length, len(ids) - 1, length)
    at = at[(ids[at] != BOUNDARY) & (ids[at - 1] != BOUNDARY) & ~banned[ids[at]]]
    zero = np.zeros(len(at), np.int64)
    first = np.stack([zero, zero, ids[at]])
    second = np.stack([zero, ids[at], ids[at + 1]])[:, ids[at + 1] != BOUNDARY]
    return np.concatenate([first, second], axis=1)


def count_text(chunks: Iterable[str], symbols: npt.NDArray[np.uint16], recipe: Recipe) -> Counts:
    """Trigram counts of running text; before the first character of a line stands 0."""
    banned = np.zeros(MAX_SYMBOLS, bool)
    banned[symbols[[ord(char) for char in NO_LINE_START]]] = True
    total = Counts(np.zeros(0, np.uint64), np.zeros(0))
    for chunk in chunks:
        codes = code_points(chunk)
        ids = np.where(codes == 10, BOUNDARY, symbols[codes]).astype(np.int64)
        two = np.where(ids[1:-1] == BOUNDARY, BOUNDARY, ids[:-2])
        triples = np.stack([two, ids[1:-1], ids[2:]])[:, ids[2:] != BOUNDARY]
        first = np.stack([np.zeros_like(ids[:1]), ids[:1], ids[1:2]])
        triples = np.concatenate([first, triples, _with_line_starts(ids, banned, recipe.line_length)], axis=1)
        triples = triples[:, triples[2] != UNKNOWN]
        keys, counts = np.unique(ngram_keys(*triples), return_counts=True)
        total = Counts.total([total, Counts(keys, counts.astype(np.float64))])
    return total


def count_entries(path: Path, symbols: npt.NDArray[np.uint16]) -> list[Counts]:
    """Unigrams, bigrams and trigrams of a word list, each n-gram touching all its words."""
    parts: list[list[Counts]] = [[], [], []]
    with path.open(encoding="utf-8") as file:
        while lines := file.readlines(CHUNK):
            split = [line.rstrip("\n").split("\t") for line in lines]
            weights = np.array([float(weight) for _, weight in split])
            codes = code_points("\n".join([word for word, _ in split]))
            entry = np.cumsum(codes == 10)
            word = np.cumsum(codes == 32)
            spaces = np.bincount(entry[codes == 32], minlength=len(split))
            real = (codes != 10) & (codes != 32)
            ids, entry, word = symbols[codes[real]].astype(np.int64), entry[real], word[real]
            for order, found in enumerate(parts):
                found.append(_entry_ngrams(ids, entry, word, spaces, weights, order))
    return [Counts.total(found) for found in parts]


def _entry_ngrams(ids: I64, entry: I64, word: I64, spaces: I64, weights: F64, order: int) -> Counts:
    """N-grams of `order` + 1 characters within entries, from flat arrays of characters."""
    last = slice(order, None)
    first = slice(None, len(ids) - order)
    good = (entry[last] == entry[first]) & (word[last] - word[first] == spaces[entry[last]])
    good &= weights[entry[last]] > 0
    columns = [ids[order - back : len(ids) - back] for back in range(order, -1, -1)]
    for column in columns:
        good &= column != UNKNOWN
    padded = [np.full(len(good), NO_SYMBOL)] * (2 - order) + columns
    keys = ngram_keys(*(column[good] for column in padded))
    return Counts.total([Counts(keys, weights[entry[last]][good])])


def _marginal(trigrams: Counts, order: int) -> Counts:
    """Lower-order counts of running text."""
    pad = ngram_keys(NO_SYMBOL, NO_SYMBOL if order == 0 else 0, 0)
    keep = np.uint64((1 << BITS * (order + 1)) - 1)
    return Counts.total([Counts(trigrams.keys & keep | pad, trigrams.counts)])


def count_script(folder: Path, script: str, symbols: npt.NDArray[np.uint16], recipe: Recipe) -> list[Counts]:
    """Unigram, bigram and trigram counts of the running text and the word lists of one script together."""
    chunks = (chunk for path in corpus_files(folder, script) for chunk in corpus_chunks(path, recipe, False))
    text = count_text(chunks, symbols, recipe)
    orders = [[_marginal(text, 0)], [_marginal(text, 1)], [text]]
    names = [folder / f"{kind}{suffix}.tsv" for suffix in SCRIPTS[script] for kind in ("words", "phrases")]
    lists = [count_entries(path, symbols) for path in names if path.exists() and path.stat().st_size]
    listed = sum(float(counts[0].counts.sum()) for counts in lists)
    scale = recipe.word_share * float(text.counts.sum()) / listed if listed else 0.0
    for counts in lists:
        for order, part in zip(orders, counts, strict=True):
            order.append(Counts(part.keys, part.counts * scale))
    return [Counts.total(order) for order in orders]


def count_all(folder: Path, symbols: npt.NDArray[np.uint16], recipe: Recipe) -> list[Counts]:
    """Unigram, bigram and trigram counts of both scripts, those of traditional text scaled to the others."""
    simplified, traditional = (count_script(folder, script, symbols, recipe) for script in SCRIPTS)
    return mixed(simplified, traditional, recipe.traditional_share, recipe.traditional_interest)


def mixed(simplified: Sequence[Counts], traditional: Sequence[Counts], share: float, interest: float) -> list[Counts]:
    """Counts of both scripts, those of traditional text with `share` times the weight of the others.

    They are discounted as if each script were so by itself: an n-gram of both loses what it would lose in each. When
    the model is made small, traditional text matters `interest` times as much as the other.
    """
    weight = float(traditional[0].counts.sum())
    scale = float(simplified[0].counts.sum()) / weight if weight else 0.0

    def total(ours: Counts, theirs: Counts, factor: float, ones: bool = False) -> Counts:
        parts = [(ours, 1.0), (theirs, factor * scale)]
        return Counts.total([Counts(p.keys, (np.ones_like(p.counts) if ones else p.counts) * f) for p, f in parts])

    both = []
    for ours, theirs in zip(simplified, traditional, strict=True):
        counts = total(ours, theirs, share)
        units = total(ours, theirs, share, ones=True).counts
        both.append(Counts(counts.keys, counts.counts, units, total(ours, theirs, interest).counts))
    return both
