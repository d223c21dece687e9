"""Error rate against the amount of skew, blur, noise, contrast, scale and compression, and of every named page.

    python -m benchmarks.robustness.measure --out docs
    python -m benchmarks.robustness.measure --out docs --peer rapidocr=ENV/bin/python

writes robustness.png, the curves, and robustness.json, all figures, and prints a table of the named pages with their
bars. A peer runs with the interpreter given, as in `benchmarks/compare.py`; it reads the pages of the curves only.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.compare import Engine, judge, machine
from benchmarks.robustness import layouts, pages, shape
from benchmarks.robustness.light import compressed, scaled
from benchmarks.robustness.typeset import PACKAGES, PROSE, available, page

Gray = NDArray[np.uint8]
EM = 24
#: Colours that people who see few colours can tell apart (Okabe and Ito, 2008).
_COLOURS = ("#D55E00", "#0072B2", "#009E73")


@dataclass(frozen=True, slots=True)
class Sweep:
    """One thing that is done to a page, ever more of it.

    Attributes
    ----------
    name, unit : str
    amounts : tuple of float
        From harmless to bad.
    apply : callable
        Makes the picture from a page (dark on white), an amount and a source of chance.
    """

    name: str
    unit: str
    amounts: tuple[float, ...]
    apply: Callable[[Gray, float, np.random.Generator], Gray]


def _blurred(gray: Gray, amount: float, _: np.random.Generator) -> Gray:
    return gray if not amount else np.asarray(cv2.GaussianBlur(gray, (0, 0), amount * EM), np.uint8)


def _noisy(gray: Gray, amount: float, random: np.random.Generator) -> Gray:
    return np.clip(gray * 0.8 + 25 + random.normal(0, amount, gray.shape), 0, 255).astype(np.uint8)


def _pale(gray: Gray, amount: float, random: np.random.Generator) -> Gray:
    pale = 235 - amount * (255 - gray.astype(np.float32)) / 255
    return np.clip(np.rint(pale + random.normal(0, 1.5, gray.shape)), 0, 255).astype(np.uint8)


SWEEPS = (
    Sweep("skew", "degrees", (0, 2, 4, 6, 8, 10, 12), lambda gray, amount, _: shape.turned(gray, amount)),
    Sweep("blur", "standard deviation, ems", (0, 0.03, 0.05, 0.07, 0.09, 0.11, 0.13), _blurred),
    Sweep("noise", "standard deviation, gray levels", (0, 10, 20, 30, 45, 60, 80), _noisy),
    Sweep("contrast", "gray levels between ink and paper", (200, 100, 50, 25, 16, 10, 6), _pale),
    Sweep("scale", "pixels an em", (24, 18, 14, 12, 10, 8, 7), lambda gray, amount, _: scaled(gray, amount / EM)),
    Sweep("JPEG", "quality", (90, 50, 30, 20, 10, 5, 2), lambda gray, amount, _: compressed(gray, int(amount))),
)


@dataclass(frozen=True, slots=True)
class Point:
    """What an engine made of the pages of one amount; the error rate in per cent."""

    engine: str
    sweep: str
    amount: float
    rate: float


def picture(sweep: Sweep, amount: float) -> tuple[Gray, str]:
    """A page with its text; always the same one."""
    sheet = page(PROSE[:1], EM, face="song")
    random = np.random.default_rng([*map(ord, sweep.name), round(100 * amount)])
    return sweep.apply(sheet.gray, amount, random), sheet.text


def measure(engines: Sequence[Engine], folder: Path) -> list[Point]:
    """Let engines read the pages of all sweeps."""
    points = []
    for sweep in SWEEPS:
        for amount in sweep.amounts:
            gray, text = picture(sweep, amount)
            path = folder / "page.png"
            Image.fromarray(gray).save(path)
            for engine in engines:
                outcome = judge(sweep.name, text, engine.read(path)["text"], 0.0)
                points.append(Point(engine.name, sweep.name, amount, outcome.score.cer))
    return points


def measure_named(engine: Engine, named: Sequence[pages.NamedPage], folder: Path) -> list[tuple[str, float, float]]:
    """Name, bar and error rate of every named page."""
    found = []
    for item in named:
        picture, text = item.make()
        path = folder / "page.png"
        Image.fromarray(picture).save(path)
        outcome = judge(item.name, text, engine.read(path)["text"], 0.0)
        found.append((item.name, item.bar, outcome.score.cer))
    return found


def named_pages() -> list[pages.NamedPage]:
    """All pages: those of light and geometry, and those of layout."""
    return [*pages.ALL, *(pages.NamedPage(laid.name, laid.bar, partial(_laid, laid)) for laid in layouts.LAYOUTS)]


def _laid(page: layouts.LaidPage) -> pages.Made:
    laid = page.make()
    return laid.gray, laid.text


def table(named: Sequence[tuple[str, float, float]]) -> str:
    """The named pages as a Markdown table."""
    rows = [f"| {name} | {rate:.2f} | {bar:.1f} |" for name, bar, rate in named]
    return "\n".join(["| page | CER % | bar % |", "| --- | --- | --- |", *rows]) + "\n"


def draw(points: Sequence[Point], path: Path) -> None:
    """A panel for each sweep, a curve for each engine."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 6), layout="constrained")
    engines = list(dict.fromkeys(point.engine for point in points))
    for panel, sweep in zip(figure.subplots(2, 3, sharey=True).flat, SWEEPS, strict=True):
        for engine, colour in zip(engines, _COLOURS, strict=False):
            own = [point for point in points if (point.engine, point.sweep) == (engine, sweep.name)]
            panel.plot([point.amount for point in own], [point.rate for point in own], "o-", color=colour, label=engine)
        if sweep.amounts[0] > sweep.amounts[-1]:
            panel.invert_xaxis()
        if sweep.name == "contrast":
            panel.set_xscale("log")
        panel.set(title=sweep.name, xlabel=sweep.unit, ylim=(-2, 102))
        panel.grid(color="#dddddd", linewidth=0.6)
    for panel in figure.axes[::3]:
        panel.set_ylabel("character error rate, %")
    figure.legend(*figure.axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False)
    figure.savefig(path, dpi=110)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the curves and figures, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, metavar="DIR", help="write curves and figures into this folder")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=INTERPRETER")
    parser.add_argument("--no-curves", action="store_true", help="the named pages only")
    options = parser.parse_args(arguments)
    if not available():
        raise SystemExit(f"install the fonts first: {PACKAGES}")
    engines = [Engine.start(argument) for argument in ("pagerec", *options.peer)]
    with tempfile.TemporaryDirectory() as folder:
        named = measure_named(engines[0], named_pages(), Path(folder))
        print(table(named), end="", flush=True)
        points = [] if options.no_curves else measure(engines, Path(folder))
    for engine in engines:
        engine.end()
    if options.out and points:
        draw(points, options.out / "robustness.png")
        figures = {"machine": machine(), "curves": [asdict(point) for point in points], "pages": named}
        options.out.joinpath("robustness.json").write_text(
            json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
