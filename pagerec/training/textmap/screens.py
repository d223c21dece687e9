"""Make synthetic screens with the true geometry of their text, as training pages: random HTML shown by Chromium."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ...errors import PagerecError, TrainingError, exit_code
from .samples import TruePage, save_page
from .screens_browser import Browser, find_program, font_families
from .screens_html import Document, draw_document
from .screens_icons import find_icon_fonts
from .screens_lines import MEASURE, drop_unseen, true_lines

__all__ = ["main", "render", "write_screens"]

log = logging.getLogger(__name__)

#: Pages after which a new browser is started: an old one grows.
_PAGES_OF_A_BROWSER = 250
#: Pictures are not cut to fewer rows.
_LEAST_HEIGHT = 48


def render(browser: Browser, document: Document) -> TruePage:
    """Show a document, take its picture and its lines."""
    browser.show(document.html, document.width, document.height, document.scale)
    measured = browser.evaluate(MEASURE)
    lines, ignored = true_lines(measured, document.scale)
    image = browser.picture()
    if document.margin is not None:
        image = image[: max(round((measured["bottom"] + document.margin) * document.scale), _LEAST_HEIGHT)]
    kept, faint = drop_unseen(image, lines)
    return TruePage(image, tuple(kept), np.array([*ignored, *faint], np.float64).reshape(-1, 4))


def make_pages(
    seeds: Sequence[int], fonts: Sequence[Path] = (), program: str | None = None, *, held_out: bool = False
) -> Iterator[tuple[int, Document, TruePage]]:
    """Draw and render the documents of these seeds.

    Raises
    ------
    TrainingError
        Where there is no browser, or it fails twice at a document.
    """
    path, families, icons = find_program(program), font_families(fonts), find_icon_fonts(fonts)
    failed: int | None = None
    left = list(reversed(seeds))
    while left:
        with Browser(path, fonts) as browser:
            for _ in range(min(_PAGES_OF_A_BROWSER, len(left))):
                seed = left[-1]
                document = draw_document(seed, families, icons, held_out=held_out)
                try:
                    page = render(browser, document)
                except TrainingError:
                    if failed == seed:
                        raise
                    failed = seed
                    log.warning("screen %d: the browser failed; starting another one", seed)
                    break
                left.pop()
                yield seed, document, page


def write_screens(
    folder: Path,
    count: int,
    seed: int = 0,
    fonts: Sequence[Path] = (),
    program: str | None = None,
    *,
    held_out: bool = False,
) -> int:
    """Write so many pages, and leave out those that are there.

    Returns
    -------
    int
        Pages written.
    """
    names = {number: f"screen-{number:06}" for number in range(seed, seed + count)}
    there = {path.name.rpartition("-")[0] for path in folder.glob("*.json")}
    missing = [number for number, name in names.items() if name not in there]
    written = 0
    for number, document, page in make_pages(missing, fonts, program, held_out=held_out):
        save_page(folder, f"{names[number]}-{document.template}", page)
        written += 1
        if written % 100 == 0:
            log.info("%d of %d screens", written, len(missing))
    return written


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: write screens."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.textmap.screens", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pages go")
    parser.add_argument("--count", type=int, default=1000, help="number of pages")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first page; each has the next one")
    parser.add_argument(
        "--fonts", type=Path, nargs="+", default=(), metavar="DIR", help="folders with fonts beside the installed ones"
    )
    parser.add_argument("--held-out", action="store_true", help="only the layouts that are kept for measuring")
    parser.add_argument("--browser", metavar="PROGRAM", help="Chromium's name or path")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        written = write_screens(
            options.folder, options.count, options.seed, options.fonts, options.browser, held_out=options.held_out
        )
    except PagerecError as error:
        log.error("%s", error)
        return exit_code(error)
    log.info("%d screens written to %s", written, options.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
