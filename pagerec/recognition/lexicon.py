"""How often words of Latin letters are printed in Chinese documents: a small table, mapped into memory."""

from __future__ import annotations

import hashlib
import json
import mmap
import re
import stat
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pagerec.common.arguments import is_whole
from pagerec.errors import ModelError

from .language import LEVELS, SLOTS, NgramTable

__all__ = ["LEXICON_MAGIC", "Lexicon", "parts", "word_keys"]

LEXICON_MAGIC: Final = b"PRLX\r\n\x1a\n"
VERSION: Final = 1
#: What the header tells beside the size: logarithms of shares, 0 or less.
SHARES: Final = ("unknown", "unknown_letter", "title", "upper", "join", "number", "digit")
#: Parts of a run of letters and digits: words, each capital alone or with what follows it, and numbers.
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def parts(run: str) -> list[str]:
    """Words and numbers of a run of ASCII letters and digits.

    Examples
    --------
    >>> parts("HTTPServer2")
    ['HTTP', 'Server', '2']
    """
    return _PART.findall(run)


def word_keys(words: Iterable[str]) -> NDArray[np.uint64]:
    """Keys of words in the table."""
    digests = [hashlib.blake2b(word.encode(), digest_size=8).digest() for word in words]
    return np.frombuffer(b"".join(digests), "<u8")


class Lexicon:
    """Words and their frequencies. Immutable, safe to share between threads; pickles as its path.

    Examples
    --------
    >>> lexicon = Lexicon.load("models/words.bin")                 # doctest: +SKIP
    >>> lexicon.log_prob(["Linux", "Llnux"])                       # doctest: +SKIP
    {'Linux': -5.4, 'Llnux': -19.1}
    """

    __slots__ = ("_map", "_table", "header", "path")

    def __init__(self, path: Path, header: dict[str, Any], data: mmap.mmap) -> None:
        self.path, self.header, self._map = path, header, data
        buckets, offset = int(header["buckets"]), int(header["offset"])
        fingerprints = np.frombuffer(data, "<u8", buckets, offset)
        self._table = NgramTable(fingerprints, np.frombuffer(data, "u1", SLOTS * buckets, offset + 8 * buckets))

    @classmethod
    def load(cls, path: str | Path) -> Lexicon:
        """Map a file that ``python -m pagerec.training.text.lexicon`` wrote.

        Raises
        ------
        ModelError
            The file is missing or no whole lexicon of this version.
        """
        path = Path(path)
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                raise ModelError(f"{path} is no regular file; give the folder of a model")
            with path.open("rb") as file:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise ModelError(f"cannot read the lexicon {path}: {error}; install pagerec again") from error
        return cls(path, _header(path, data), data)

    def __reduce__(self) -> tuple[Any, tuple[Path]]:
        return Lexicon.load, (self.path,)

    def __repr__(self) -> str:
        return f"Lexicon({str(self.path)!r}, words={self.header['words']})"

    def frequencies(self, words: Collection[str]) -> dict[str, float]:
        """Logarithms of the frequencies of those words that are known as they are written.

        Parameters
        ----------
        words : collection of str

        Returns
        -------
        dict of str to float
        """
        if not words:
            return {}
        found, values = self._table.find(word_keys(words))
        logs = (-float(self.header["step"]) * values).tolist()
        return {word: log for word, log, known in zip(words, logs, found.tolist(), strict=True) if known}

    def known(self, words: Collection[str]) -> dict[str, float]:
        """The same, for words with a capital or in capitals, too, that are known in small letters."""
        listed = self.frequencies({*words, *(word.lower() for word in words)})
        found = {}
        for word in words:
            small = listed.get(word.lower(), -np.inf) + self._shape(word)
            if (log := max(listed.get(word, -np.inf), small)) > -np.inf:
                found[word] = log
        return found

    def _shape(self, word: str) -> float:
        """What it costs to write a word so instead of in small letters."""
        if word.islower():
            return 0.0
        regular = "title" if word[1:].islower() else "upper" if word.isupper() else ""
        return float(self.header[regular]) if regular else -np.inf

    def log_prob(self, runs: Collection[str]) -> dict[str, float]:
        """Natural logarithm of the probability of runs of ASCII letters and digits.

        Parameters
        ----------
        runs : collection of str
            A run is a word, or several and numbers without white between them, each of which is less likely.

        Returns
        -------
        dict of str to float
        """
        cut = {run: parts(run) for run in runs}
        known = self.known({*runs, *(part for some in cut.values() for part in some)} - {""})
        values = {run: sum(self._part(part, known) for part in some) for run, some in cut.items()}
        join = self.header["join"]
        return {run: max(value + join * (len(cut[run]) - 1), known.get(run, -np.inf)) for run, value in values.items()}

    def _part(self, part: str, known: dict[str, float]) -> float:
        header = self.header
        if part.isdigit():
            return float(header["number"] + header["digit"] * len(part))
        unknown = header["unknown"] + self._shape(part) + header["unknown_letter"] * len(part)
        return float(np.logaddexp(known.get(part, -np.inf), unknown))


def _header(path: Path, data: mmap.mmap) -> dict[str, Any]:
    """The JSON header, checked against the size of the file."""
    start = len(LEXICON_MAGIC) + 4
    if data[: len(LEXICON_MAGIC)] != LEXICON_MAGIC:
        raise ModelError(f"{path} is not a pagerec lexicon; give the folder of a model")
    length = int.from_bytes(data[len(LEXICON_MAGIC) : start], "little")
    try:
        header: dict[str, Any] = json.loads(data[start : start + length])
        header["offset"] = -(-(start + length) // 8) * 8
        buckets = header["buckets"]
        fits = is_whole(buckets) and buckets > 0 and header["offset"] + (8 + SLOTS) * buckets == len(data)
        shares = [float(header[name]) for name in SHARES]
        sound = 0 < float(header["step"]) < LEVELS and all(-100 <= share <= 0 for share in shares)
        version = header["version"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(f"the lexicon {path} is damaged: its header is unreadable; make it again") from error
    if version != VERSION or not (fits and sound):
        raise ModelError(f"the lexicon {path} is damaged or of another version; make it again")
    return header
