"""Training pages of the text map from real documents: PDF files of Debian's documentation packages.

``python -m pagerec.training.textmap.documents OUT`` downloads the packages (no root needed), takes at most a few pages
of each document, most of them of unusual layout, and writes their pictures with the lines that the text layer tells.
Documents in Chinese are left out: pagerec is measured on such.
"""

from __future__ import annotations

import argparse
import gzip
import logging
import multiprocessing
import re
import resource
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from pagerec.errors import PagerecError, TrainingError
from pagerec.training.fonts.install import fetch, members
from pagerec.training.fonts.rules import FontPackage

from .documents_page import POINTS, Layer, make_page, read_layer
from .samples import TrueLine, TruePage, save_page

log = logging.getLogger(__name__)

_NAMES = """
    texlive-bibtex-extra texlive-fonts-extra-doc texlive-games texlive-humanities-doc texlive-lang-arabic
    texlive-lang-cyrillic texlive-lang-czechslovak texlive-lang-european texlive-lang-french texlive-lang-german
    texlive-lang-greek texlive-lang-italian texlive-lang-japanese texlive-lang-korean texlive-lang-other
    texlive-lang-polish texlive-lang-portuguese texlive-lang-spanish texlive-latex-extra-doc
    texlive-latex-recommended-doc texlive-luatex texlive-metapost-doc texlive-music texlive-pictures-doc
    texlive-publishers-doc texlive-science-doc asymptote-doc auto-multiple-choice-doc-pdf debian-edu-doc-de
    debian-edu-doc-ja debian-refcard denemo-doc docbook-xsl-doc-pdf emacs-common freedoom gnuplot-doc gri-pdf-doc
    installation-guide-amd64 lilypond-doc-pdf live-manual-pdf octave-doc pari-doc python-reportlab-doc
    r-bioc-edger r-bioc-limma r-cran-coin r-cran-flexmix r-cran-lme4 r-cran-multcomp r-cran-quantreg r-cran-rcpp
    r-cran-sp r-cran-strucchange r-cran-survival r-cran-vcd r-cran-xtable r-cran-zoo tipa-doc xfig-doc
"""
#: Debian's packages with documents: of TeX, with every kind of layout, manuals, cards, music.
PACKAGES = tuple(_NAMES.split())
#: One in so many bundles is held out.
_HELD_OUT = 10
#: How often all bundles have their turn, and how many documents they give at each.
_TURNS, _OF_BUNDLE = 8, 3
#: Part of the plain pages, with one column of running text, that is taken.
_PLAIN = 0.3
_DPI = (60, 220)
#: The longest side of a picture, in pixels.
_LONGEST = 3000
#: Pages have at least so many lines; a window that shows fewer is chosen anew, so often.
_FEWEST, _TRIES = 5, 6
#: Seconds of the processor for one page; some drawings take minutes.
_PATIENCE = 15
#: Han characters that a document in another language may have, and the part of kana or hangul that Japanese or Korean
#: has at least beside Han characters.
_FEW_HAN, _OTHERS = 6, 0.1
_SAMPLED_PAGES = 16
_CHINESE_NAMES = re.compile(r"(?i)chinese|zh[-_]?(cn|tw|hk|han)|[-_./](zh|cn)[-_./]|ctex|xecjk|\bzh[a-z]|han(zi|yu)")
_CHINESE_FONTS = re.compile(
    r"(?i)fandol|sim(sun|hei|kai|fang)|st(song|hei|kaiti|fangsong|xihei)|adobe(song|heiti|kaiti|fangsong|ming)|"
    r"mingli|pmingl|u(ming|kai)|wqy|wenquan|(gb|gk|bk)(sn|ai)|bsmi|fang(song|zheng)|hycu|cwtex|cjk ?-?(sc|tc|hk)|\bFZ"
)


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF file of a package.

    Attributes
    ----------
    path : Path
        The file, gzipped if its name ends so.
    bundle : str
        What is held out together: the Debian package, or the package of TeX.
    """

    path: Path
    bundle: str

    @property
    def is_held_out(self) -> bool:
        """Whether its pages are for measuring only."""
        return zlib.crc32(self.bundle.encode()) % _HELD_OUT == 0

    @property
    def name(self) -> str:
        """A name for its pages."""
        return re.sub(r"[^\w-]+", "-", f"{self.bundle}-{self.path.name.partition('.')[0]}").lower()

    def read(self) -> bytes:
        """The content of the file, without gzip."""
        data = self.path.read_bytes()
        return gzip.decompress(data) if self.path.suffix == ".gz" else data


def unpack(names: Sequence[str], store: Path) -> list[Document]:
    """The documents of packages, downloaded and unpacked where `store` lacks them."""
    found: list[Document] = []
    for name in names:
        folder = store / name
        if not (folder / "complete").exists():
            _unpack(name, store, folder)
        paths = sorted([*folder.rglob("*.pdf"), *folder.rglob("*.pdf.gz")])
        found.extend(Document(path, _bundle(name, path.relative_to(folder))) for path in paths)
    return [document for document in found if not _CHINESE_NAMES.search(str(document.path.relative_to(store)))]


def _unpack(name: str, store: Path, folder: Path) -> None:
    archive = fetch(FontPackage("debian", name, ()), store)
    try:
        for path, content in members(FontPackage("debian", name, ()), archive):
            if re.search(r"(?i)\.pdf(\.gz)?$", path):
                target = folder / path.removeprefix("./")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
    except OSError as error:
        raise TrainingError(f"{archive}: cannot be unpacked ({error}); try again") from error
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "complete").touch()


def _bundle(package: str, path: Path) -> str:
    """What a document is held out with.

    Examples
    --------
    >>> _bundle("texlive-games", Path("usr/share/doc/texlive-doc/latex/crossword/crossword.pdf"))
    'crossword'
    >>> _bundle("xfig-doc", Path("usr/share/doc/xfig/a.pdf"))
    'xfig-doc'
    """
    parts = path.parts
    return parts[5] if len(parts) > 6 and parts[3] == "texlive-doc" else package


def count_scripts(text: str) -> tuple[int, int]:
    """How many Han characters a text has, and how many kana and hangul.

    Examples
    --------
    >>> count_scripts("漢字とかな한")
    (2, 4)
    """
    han = others = 0
    for char in text:
        if char > "\u1100":
            name = unicodedata.name(char, "")
            han += name.startswith("CJK")
            others += name.startswith(("HIRAGANA", "KATAKANA", "HANGUL"))
    return han, others


def is_chinese(text: str) -> bool:
    """Whether a text is Chinese, or is partly and of no other language with Han characters.

    Examples
    --------
    >>> is_chinese("中文文档的排版"), is_chinese("日本語の文書を組む"), is_chinese("see 中文")
    (True, False, False)
    """
    han, others = count_scripts(text)
    return han > _FEW_HAN and others <= _OTHERS * han


def is_chinese_document(document: pdfium.PdfDocument) -> bool:
    """Whether a document is in Chinese, judged by pages from all parts of it."""
    numbers = sorted({round(number) for number in np.linspace(0, len(document) - 1, _SAMPLED_PAGES)})
    return is_chinese("".join(document[number].get_textpage().get_text_bounded() for number in numbers))


def has_chinese(layer: Layer) -> bool:
    """Whether a page has Chinese, or fonts for it."""
    fonts = {char.font for char in layer.chars}
    return is_chinese("".join(char.text for char in layer.chars)) or any(map(_CHINESE_FONTS.search, fonts))


def crop(page: TruePage, window: tuple[int, int, int, int]) -> TruePage:
    """The part of a page in a window (left, top, right, bottom). Lines that it cuts lengthwise become ignored."""
    left, top, right, bottom = window
    size = np.array([right - left, bottom - top], float)
    boxes = [(*np.clip(box, 0, np.tile(size, 2)),) for box in page.ignored - np.array([left, top, left, top])]
    lines = []
    for line in page.lines:
        moved = replace(line, corners=line.corners - np.array([left, top]))
        cut = _cut(moved, size)
        if cut is not None:
            lines.append(cut)
        else:
            low, high = moved.corners.min(axis=0), moved.corners.max(axis=0)
            boxes.append((*np.clip(low, 0, size), *np.clip(high, 0, size)))
    ignored = np.array([box for box in boxes if box[2] > box[0] and box[3] > box[1]], float).reshape(-1, 4)
    return TruePage(np.ascontiguousarray(page.image[top:bottom, left:right]), tuple(lines), ignored)


def _cut(line: TrueLine, size: NDArray[np.float64]) -> TrueLine | None:
    """The part of a line inside a picture; None where it isn't a line any more."""
    low, high = line.corners.min(axis=0), line.corners.max(axis=0)
    if (low >= 0).all() and (high <= size).all():
        return line
    run = np.abs(line.corners[1] - line.corners[0])
    axis = int(run[1] > run[0])
    hidden = max(0.0, -low[1 - axis]) + max(0.0, high[1 - axis] - size[1 - axis])
    if min(run) > 0.01 * max(run) or hidden > 0.12 * line.em:
        return None
    corners = line.corners.copy()
    corners[:, axis] = np.clip(corners[:, axis], 0, size[axis])
    return replace(line, corners=corners) if np.ptp(corners[:, axis]) >= line.em else None


def vary(page: TruePage, random: np.random.Generator) -> TruePage:
    """A page as it may be seen: whole or in part, on paper of any colour, dark at times."""
    if random.random() < 0.4:
        parts = (crop(page, _window(page.image.shape, random)) for _ in range(_TRIES))
        page = next((part for part in parts if len(part.lines) >= _FEWEST), page)
    image = page.image
    chance = random.random()
    if chance < 0.1:
        image = 255 - image
    elif chance < 0.35:
        image = _dye(image, random)
    if random.random() < 0.3:
        image = np.asarray(cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR), np.uint8)
    return TruePage(image, page.lines, page.ignored)


def _window(shape: tuple[int, ...], random: np.random.Generator) -> tuple[int, int, int, int]:
    height, width = shape[:2]
    part = random.uniform(0.35, 1.0, 2)
    across, down = max(1, round(width * part[0])), max(1, round(height * part[1]))
    left, top = int(random.integers(0, width - across + 1)), int(random.integers(0, height - down + 1))
    return left, top, left + across, top + down


def _dye(image: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """Paper and ink of other colours."""
    paper, ink = random.uniform(200, 255, 3), random.uniform(0, 70, 3)
    dyed = ink + image.astype(np.float32) / 255 * (paper - ink)
    return np.asarray(np.clip(dyed, 0, 255), np.uint8)


def make(document: Document, out: Path, seed: Sequence[int]) -> None:
    """Write one page of a document, unless it has none that is fit."""
    random = np.random.default_rng(seed)
    with pdfium.PdfDocument(document.read()) as opened:
        if not len(opened) or is_chinese_document(opened):
            return
        number = int(random.integers(len(opened))) if random.random() < 0.85 else 0
        page = opened[number]
        layer = read_layer(page)
        if layer is None or has_chinese(layer) or (layer.is_plain and random.random() > _PLAIN):
            return
        longest = max(layer.width, layer.height)
        dpi = min(float(np.exp(random.uniform(*np.log(_DPI)))), _LONGEST * POINTS / longest)
        made = make_page(page, layer, dpi)
    if made is not None:
        varied = vary(made, random)
        if len(varied.lines) >= _FEWEST:
            save_page(out, f"{document.name}-{number + 1}", varied)


def _make_apart(document: Document, out: Path, seed: Sequence[int]) -> None:
    """`make` in a process of its own: damaged documents can bring the PDF library down."""
    worker = multiprocessing.get_context("fork").Process(target=_make_quietly, args=(document, out, seed))
    worker.start()
    worker.join()
    if worker.exitcode:
        log.info("%s: given up (%s)", document.path, worker.exitcode)


def _make_quietly(document: Document, out: Path, seed: Sequence[int]) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_PATIENCE, _PATIENCE))
    try:
        make(document, out, seed)
    except (pdfium.PdfiumError, OSError, EOFError, PagerecError) as error:
        log.info("%s: left out (%s)", document.path, error)


def _order(documents: Sequence[Document], seed: int) -> Iterator[tuple[int, Document]]:
    """Documents in another order each turn, of each bundle at most `_OF_BUNDLE` a turn."""
    for turn in range(_TURNS):
        taken: Counter[str] = Counter()
        for index in np.random.default_rng([seed, turn]).permutation(len(documents)):
            taken[documents[index].bundle] += 1
            if taken[documents[index].bundle] <= _OF_BUNDLE:
                yield turn, documents[index]


def build(documents: Sequence[Document], out: Path, count: int, seed: int) -> int:
    """Write pages until there are `count`, those included that are there already; gives how many there are.

    What was tried is noted beside the pages, so that a later call goes on where this one ends.
    """
    out.mkdir(parents=True, exist_ok=True)
    notes = out / "tried.txt"
    tried = set(notes.read_text("utf-8").splitlines()) if notes.exists() else set()
    for turn, document in _order(documents, seed):
        if len(list(out.glob("*.json"))) >= count:
            break
        note = f"{seed} {turn} {document.bundle} {document.path.name}"
        if note not in tried:
            _make_apart(document, out, (seed, turn, zlib.crc32(document.name.encode())))
            with notes.open("a", encoding="utf-8") as file:
                file.write(note + "\n")
    return len(list(out.glob("*.json")))


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.textmap.documents", description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the pages")
    parser.add_argument("--packages", nargs="+", default=PACKAGES, metavar="NAME", help="Debian packages")
    parser.add_argument("--store", type=Path, default=Path("data/store"), help="folder for downloads")
    parser.add_argument("--count", type=int, default=3000, help="pages to make")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--held-out", action="store_true", help="take the pages for measuring instead of the others")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    documents = [item for item in unpack(options.packages, options.store) if item.is_held_out == options.held_out]
    print(f"{len(documents)} documents")
    print(f"{build(documents, options.out, options.count, options.seed)} pages in {options.out}")


if __name__ == "__main__":
    main()
