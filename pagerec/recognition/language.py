"""A character trigram model with back-off, small enough to ship and quick to ask.

The model settles what the shape alone cannot: l/1/I, O/0, 一/—, 己/已/巳, 未/末. It is one
file that is mapped into memory and asked in large batches; nothing is parsed but a short
header, so loading takes a few milliseconds.

Every n-gram that the model keeps is an entry of one bucketed cuckoo hash table (Pagh and
Rodler 2001; buckets of four, Dietzfelbinger and Weidling 2007): an 18-bit fingerprint and
a 6-bit quantised log-probability, three bytes an entry. Keys themselves are not stored
(Talbot and Osborne 2007, "Randomised language modelling"), so an n-gram that the model does
not hold is taken for one that it holds about once in 30,000 times. Back-off weights are
entries of the same table.

Before it is looked up, a character becomes a *symbol*: all digits are one symbol, Latin
letters keep their case (``fill`` and ``filI`` must differ), and letters and digits of full
width are those of normal width, because their width is a matter of geometry, not of
language. All other characters stand for themselves.
"""

from __future__ import annotations

import json
import mmap
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pagerec.common.arguments import is_whole, shown

from ..errors import ModelError

__all__ = ["LanguageModel", "NgramTable", "fold", "hash_keys", "ngram_keys"]

MAGIC: Final = b"PRLM\r\n\x1a\n"
VERSION: Final = 1
#: Slots of a bucket; the four fingerprints of one fill 64 bits.
SLOTS: Final = 4
#: Symbol ids are below this, so that three of them fit a 64-bit key with room to spare.
MAX_SYMBOLS: Final = 1 << 15
#: Stands in a key where a shorter n-gram has no character, and where a weight is meant.
NO_SYMBOL: Final = MAX_SYMBOLS - 1
#: Symbol ids of every model: line start or unknown context, and any unknown character.
BOUNDARY: Final = 0
UNKNOWN: Final = 1
#: Code points from here on are looked up as unknown.
CODE_POINTS: Final = 0x32000
#: A value byte holds a quantised value in its low bits and more of the fingerprint above.
VALUE_BITS: Final = 6
LEVELS: Final = 1 << VALUE_BITS
#: Keys looked up at a time, so that the intermediate arrays stay in the processor's cache.
BLOCK: Final = 8192

Ints = npt.NDArray[np.integer[Any]]
U64 = npt.NDArray[np.uint64]
F32 = npt.NDArray[np.float32]

_MIX_1: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2: Final = np.uint64(0x94D049BB133111EB)
_MIX_3: Final = np.uint64(0x9E3779B97F4A7C15)
_LANES: Final = np.uint64(0x0001_0001_0001_0001)
_LANE_TOPS: Final = np.uint64(0x8000_8000_8000_8000)
_SHIFT_32: Final = np.uint64(32)
_SHIFT_16: Final = np.uint64(16)
_LOW_2: Final = np.uint64(3)
_LOW_16: Final = np.uint64(0xFFFF)
_ONE: Final = np.uint64(1)
_ZERO: Final = np.float32(0)
#: Bits of a symbol id in a key, and the part of a key that stands for no character.
_BITS: Final = np.uint64(MAX_SYMBOLS.bit_length() - 1)
_NO_ONE: Final = np.uint64(NO_SYMBOL)


def fold(code: int) -> int:
    """Code point that stands for `code` in the model: one digit, no full-width letters.

    Examples
    --------
    >>> chr(fold(ord("７"))), chr(fold(ord("Ａ"))), chr(fold(ord("，")))
    ('0', 'A', '，')
    """
    if 0xFF10 <= code <= 0xFF19 or 0xFF21 <= code <= 0xFF3A or 0xFF41 <= code <= 0xFF5A:
        code -= 0xFEE0
    return 0x30 if 0x30 <= code <= 0x39 else code


def ngram_keys(before2: Ints | int, before1: Ints | int, current: Ints | int) -> U64:
    """Keys of n-grams, from symbol ids (`NO_SYMBOL` where an n-gram has no character)."""
    key = np.asarray(before2, np.uint64) << _BITS | np.asarray(before1, np.uint64)
    return key << _BITS | np.asarray(current, np.uint64)


def hash_keys(keys: U64, buckets: int) -> tuple[U64, U64, U64, npt.NDArray[np.uint8]]:
    """First bucket, second bucket, fingerprint (1 … 65535) and its two further bits of each key."""
    mixed = (keys + _MIX_3) * _MIX_1
    mixed = (mixed ^ (mixed >> _SHIFT_32)) * _MIX_2
    mixed ^= mixed >> _SHIFT_32
    count = np.uint64(buckets)
    other = mixed * _MIX_3
    fingerprint = np.maximum(mixed & _LOW_16, _ONE)
    first = (mixed >> _SHIFT_32) * count >> _SHIFT_32
    second = (other >> _SHIFT_32) * count >> _SHIFT_32
    further: npt.NDArray[np.uint8] = (mixed >> _SHIFT_16 & _LOW_2).astype(np.uint8)
    return first, second, fingerprint, further


class NgramTable:
    """Read-only cuckoo hash table from keys to values of six bits.

    Parameters
    ----------
    fingerprints : ndarray of uint64, shape (buckets,)
        Four 16-bit fingerprints a bucket, the first in the low bits; 0 is an empty slot.
    values : ndarray of uint8, shape (buckets * 4,)
        The value of each slot, and above it two more bits of the fingerprint.
    """

    __slots__ = ("fingerprints", "values")

    def __init__(self, fingerprints: U64, values: npt.NDArray[np.uint8]) -> None:
        self.fingerprints = fingerprints
        self.values = values

    def find(self, keys: U64) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.uint8]]:
        """Look keys up.

        Parameters
        ----------
        keys : ndarray of uint64, shape (n,)
            As `ngram_keys` makes them.

        Returns
        -------
        found : ndarray of bool, shape (n,)
        values : ndarray of uint8, shape (n,)
            Meaningless where not found.
        """
        if len(keys) <= BLOCK:
            return self._find_block(keys)
        blocks = [self._find_block(keys[at : at + BLOCK]) for at in range(0, len(keys), BLOCK)]
        return np.concatenate([found for found, _ in blocks]), np.concatenate([value for _, value in blocks])

    def _find_block(self, keys: U64) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.uint8]]:
        first, second, fingerprint, further = hash_keys(keys, len(self.fingerprints))
        pattern = fingerprint * _LANES
        hits = _lane_hits(self.fingerprints.take(first.view(np.int64)) ^ pattern)
        other = _lane_hits(self.fingerprints.take(second.view(np.int64)) ^ pattern)
        in_first = hits != 0
        bucket = np.where(in_first, first, second)
        hits = np.where(in_first, hits, other)
        # The lowest set bit, 15, 31, 47 or 63, tells the slot; the exponent of a float reads it.
        lowest = (hits & (~hits + _ONE)).astype(np.float32)
        slot = (lowest.view(np.uint32) >> np.uint32(27)) & np.uint32(3)
        value = self.values.take((bucket * np.uint64(SLOTS) + slot).view(np.int64))
        return (hits != 0) & (value >> VALUE_BITS == further), value & np.uint8(LEVELS - 1)


def _lane_hits(difference: U64) -> U64:
    """Top bit of each 16-bit lane that is zero; the lowest one set is always right."""
    return (difference - _LANES) & ~difference & _LANE_TOPS


class LanguageModel:
    """Character trigram model: how likely is a character after the two before it.

    Immutable, safe to share between threads; pickles as its path.

    Examples
    --------
    >>> model = LanguageModel.load("models/language.bin")          # doctest: +SKIP
    >>> model.log_prob(ord("自"), ord("己"), ord("的"))              # doctest: +SKIP
    array(-2.1, dtype=float32)
    """

    __slots__ = ("_backoff", "_decoded", "_map", "_symbols", "_table", "_unigrams", "header", "path")

    def __init__(self, path: Path, header: dict[str, Any], data: mmap.mmap | bytes) -> None:
        self.path = path
        self.header = header
        self._map = data
        offset = int(header["offset"])
        symbols, buckets = int(header["symbols"]), int(header["buckets"])
        fingerprints = np.frombuffer(data, "<u8", buckets, offset)
        offset += 8 * buckets
        unigrams = np.frombuffer(data, "<f4", symbols, offset)
        codes = np.frombuffer(data, "<u4", symbols, offset + 4 * symbols)
        values = np.frombuffer(data, "u1", SLOTS * buckets, offset + 8 * symbols)
        self._unigrams = unigrams
        self._table = NgramTable(fingerprints, values)
        self._symbols = symbol_table(codes).astype(np.uint64)
        steps = np.arange(LEVELS, dtype=np.float32)
        probabilities = steps * np.float32(header["probability_step"])
        weights = steps * np.float32(header["weight_step"]) + np.float32(header["weight_low"])
        self._decoded = np.stack([-probabilities, weights])
        self._backoff = self._weights_of_symbols()

    @classmethod
    def load(cls, path: str | Path) -> LanguageModel:
        """Map a model file into memory.

        Parameters
        ----------
        path : str or Path
            A file that ``python -m pagerec.training.text.language`` wrote.

        Returns
        -------
        LanguageModel

        Raises
        ------
        ModelError
            If the file is missing or is not a whole language model of this version.
        """
        path = Path(path)
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                raise ModelError(f"{path} is no regular file; give the folder of a model")
            with path.open("rb") as file:
                start = file.read(len(MAGIC) + 4)
                size = file.seek(0, 2)
                if len(start) < len(MAGIC) + 4 or not start.startswith(MAGIC):
                    raise ModelError(f"{path} is not a pagerec language model")
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise ModelError(f"cannot read the language model {path}: {error}") from error
        header = _read_header(path, data, size)
        try:
            with np.errstate(all="ignore"):
                model = cls(path, header, data)
        except (ValueError, KeyError, TypeError, IndexError, OverflowError) as error:
            raise ModelError(f"the language model {path} is damaged ({error!r}); make it again") from error
        if not (np.isfinite(model._unigrams).all() and np.isfinite(model._decoded).all()):
            raise ModelError(f"the language model {path} is damaged: it has probabilities that are none; make it again")
        return model

    def __reduce__(self) -> tuple[Any, tuple[Path]]:
        return LanguageModel.load, (self.path,)

    def __repr__(self) -> str:
        counts = self.header.get("ngrams", {})
        return f"LanguageModel({str(self.path)!r}, symbols={self.header['symbols']}, {counts})"

    def log_prob(self, before2: npt.ArrayLike, before1: npt.ArrayLike, current: npt.ArrayLike) -> F32:
        """Natural logarithm of P(current | before2 before1).

        Parameters
        ----------
        before2, before1, current : array_like of int
            Unicode code points, of shapes that broadcast together. 0 as a context stands
            for the start of a line or for a context that is not known. Contexts of fewer
            elements than the result (``(n, 1)`` against ``(1, m)``) cost less.

        Returns
        -------
        ndarray of float32
            Of the broadcast shape. Never -inf: a character that the model has not seen gets
            the share of an unknown one.
        """
        two, one, now = (self._ids(codes) for codes in (before2, before1, current))
        pair = two << _BITS | one
        keys = (pair << _BITS | now, ngram_keys(NO_SYMBOL, one, now), pair << _BITS | _NO_ONE)
        found, values = self._table.find(np.concatenate([part.ravel() for part in keys]))
        (trigram, value3), (bigram, value2), (known2, weight2) = _split(found, values, keys)
        known1, weight1 = self._backoff
        probability, weight = self._decoded
        is_known = known1.take(one.view(np.int64))
        lower = weight1.take(one.view(np.int64)) + self._unigrams.take(now.view(np.int64))
        lower = np.where(bigram & is_known, probability.take(value2), lower)
        lower = lower + np.where(known2, weight.take(weight2), _ZERO)
        return np.asarray(np.where(trigram & known2, probability.take(value3), lower), np.float32)

    def _ids(self, codes: npt.ArrayLike) -> U64:
        array = np.asarray(codes)
        if array.dtype.kind != "i":
            array = array.astype(np.int64)
        ids: U64 = self._symbols.take(array, mode="clip")
        return ids

    def _weights_of_symbols(self) -> tuple[npt.NDArray[np.bool_], F32]:
        """Whether each symbol's back-off weight is held, and the weight; 0 where it isn't."""
        held, weights = self._table.find(ngram_keys(NO_SYMBOL, np.arange(len(self._unigrams)), NO_SYMBOL))
        return held, np.where(held, self._decoded[1][weights], _ZERO)


def _split(
    found: npt.NDArray[np.bool_], values: npt.NDArray[np.uint8], parts: Sequence[U64]
) -> Iterator[tuple[npt.NDArray[np.bool_], npt.NDArray[np.uint8]]]:
    """What was found of each part, in the part's shape."""
    end = 0
    for part in parts:
        start, end = end, end + part.size
        yield found[start:end].reshape(part.shape), values[start:end].reshape(part.shape)


def symbol_table(codes: Ints) -> npt.NDArray[np.uint16]:
    """Symbol id of every code point, given the code point of every symbol id.

    The first two ids are `BOUNDARY` and `UNKNOWN`, whose code points are not looked at.
    """
    table = np.full(CODE_POINTS, UNKNOWN, np.uint16)
    table[codes[2:]] = np.arange(2, len(codes), dtype=np.uint16)
    for low, high in ((0x30, 0x39), (0xFF10, 0xFF19)):
        table[low : high + 1] = table[0x30]
    for low, high in ((0xFF21, 0xFF3A), (0xFF41, 0xFF5A)):
        table[low : high + 1] = table[low - 0xFEE0 : high + 1 - 0xFEE0]
    table[0] = BOUNDARY
    table[-1] = UNKNOWN
    return table


def _read_header(path: Path, data: mmap.mmap, size: int) -> dict[str, Any]:
    """The JSON header, checked against the size of the file."""
    start = len(MAGIC) + 4
    length = int.from_bytes(data[len(MAGIC) : start], "little")
    try:
        header: dict[str, Any] = json.loads(data[start : start + length])
        version, symbols, buckets = header["version"], header["symbols"], header["buckets"]
        if not (is_whole(symbols) and is_whole(buckets)):
            raise TypeError("symbols and buckets are whole numbers")
        header["offset"] = -(-(start + length) // 8) * 8
        needed = header["offset"] + 12 * buckets + 8 * symbols
        fits = buckets > 0 and 2 < symbols < NO_SYMBOL and needed == size
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(f"the language model {path} is damaged: its header is unreadable") from error
    if version != VERSION:
        raise ModelError(
            f"the language model {path} has format {shown(version)}, this pagerec reads format {VERSION}; "
            "make the model again or install the pagerec that it was made for"
        )
    if not fits:
        raise ModelError(f"the language model {path} is damaged: {size} bytes, {shown(needed)} expected")
    return header
