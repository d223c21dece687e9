"""Where the time of reading goes: wall and processor time of each stage of `Reader.read`, by kind of picture.

    python -m benchmarks.stages DIR [DIR ...] [--limit N] [--out FILE.md]

The part of a picture's name before its last hyphen and number is its kind; its text need not be beside it. Stages call
each other: what is told of each is its self time, without the stages that it calls, so that the rows add up to the
whole. `STAGES` lists the functions that are timed, `REASONS` and `REPEATED` those that read or look again: the column
*again* is their share of a stage, and the second table tells what the time was for. Nothing in pagerec measures itself;
the functions are wrapped for as long as pictures are read.

Each picture is read once, so that what is made ready for its size counts as it does for whoever reads many pictures;
loading the model does not count. Processor time is that of all threads. Nothing is to be timed beside other work.
"""

from __future__ import annotations

import argparse
import pkgutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import numpy as np

from benchmarks.compare import in_kinds, limited, machine
from pagerec.errors import OptionError
from pagerec.evaluation.samples import find_files
from pagerec.reading.reader import Reader

_READER = "pagerec.reading.reader"
_PAGE = "pagerec.segmentation.page"
_TEXT_MAP = "pagerec.segmentation.text_map"
_CLASSIFIER = "pagerec.recognition.classifier"

#: What is timed, by the names under which it is looked up; in the order of reading.
STAGES: dict[str, tuple[str, ...]] = {
    "decode the picture": (f"{_READER}.load_image",),
    "coloured ink over print": (f"{_READER}.without_overlays",),
    "text map: picture and maps": (f"{_TEXT_MAP}.LiteRtTextMap.__call__",),
    "text map: network": (f"{_TEXT_MAP}._Session.run",),
    "lines from the map": (
        f"{_PAGE}.find_map_lines",
        f"{_PAGE}.with_usual_direction",
        f"{_PAGE}.to_text_lines",
        f"{_PAGE}._by_projection",
    ),
    "page shrunk and level": (f"{_PAGE}._shrunk", f"{_PAGE}._levelled"),
    "ink": (f"{_PAGE}.find_ink", f"{_PAGE}.clear_panels"),
    "rules": (f"{_PAGE}.without_rules",),
    "lines measured": (f"{_PAGE}.measured", f"{_PAGE}.with_marks", f"{_PAGE}.without_cut"),
    "nontext, regions, lone characters": (
        f"{_PAGE}.find_underscores",
        f"{_PAGE}.erase_nontext",
        f"{_PAGE}.find_layout_regions",
        f"{_PAGE}.lone_characters",
    ),
    "blocks": (f"{_PAGE}.in_blocks", "pagerec.reading.lines.numbered_blocks"),
    "leaders": (f"{_PAGE}.find_leaders", f"{_PAGE}.without_dots", f"{_PAGE}._with_leaders"),
    "columns": (
        f"{_PAGE}._lines_of_columns",
        f"{_PAGE}.PageLines.with_rows",
        f"{_PAGE}.PageLines.with_columns",
        f"{_READER}.read_columns",
        f"{_READER}.with_posture",
    ),
    "line images": (f"{_PAGE}.PageLines.line_images",),
    "cells": (f"{_READER}.find_all_cells",),
    "classify: cascade": (f"{_READER}.classify",),
    "classify: windows": (
        "pagerec.segmentation.windows.CellWindows.__init__",
        "pagerec.segmentation.windows.CellWindows.__call__",
    ),
    "classify: network": (f"{_CLASSIFIER}._Session.run",),
    "classify: likeliest classes": (f"{_CLASSIFIER}.best",),
    "confusions": (f"{_READER}.with_confusions",),
    "paths: search": ("pagerec.recognition.paths.decode",),
    "paths: language model": ("pagerec.recognition.language.LanguageModel.log_prob",),
    "paths: geometry of type": ("pagerec.recognition.paths.weigh",),
    "paths: numbers and pairs": (f"{_READER}.find_paths", f"{_READER}.match_pairs", f"{_READER}.widen_signs"),
    "ends, and what is explained": (
        "pagerec.reading.lines.ReadLines.explained",
        "pagerec.reading.lines.ReadLines.bare",
        "pagerec.reading.lines.ReadLines.trimmed",
        "pagerec.reading.lines.ReadLines.printed",
    ),
    "assembly": (f"{_READER}.assemble", f"{_READER}.warnings_of"),
    "rest": (f"{_READER}.Reader.read",),
}

#: What all else is for.
FIRST = "first reading"
#: Why something is read again or tried, and the functions that do so.
REASONS: dict[str, tuple[str, ...]] = {
    "verify: doubtful lines": (f"{_READER}.verified",),
    "other looks at the page": (f"{_READER}.Reader._looked_at",),
    "sample of a crowd": (f"{_READER}.Reader._is_texture",),
    "sizes of columns": (f"{_READER}.in_best_size",),
    "one script": (f"{_READER}.Reader._in_one_script",),
}
#: The same of functions whose first call in a reading is no repetition.
REPEATED: dict[str, tuple[str, ...]] = {
    "page turned": (f"{_READER}.Reader._lines", f"{_READER}.Reader._read_page"),
    "columns laid out anew": (f"{_READER}.Reader._read_rows",),
    "page without leaders": (f"{_PAGE}._find_lines",),
    "slanted page": (f"{_PAGE}.find_map_lines",),
}


class Key(NamedTuple):
    """A stage, and what it runs for."""

    stage: str
    reason: str = FIRST


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of wall and processor time, and the calls in which they were spent."""

    wall: float = 0.0
    processor: float = 0.0
    calls: int = 0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.wall + other.wall, self.processor + other.processor, self.calls + other.calls)


def now() -> Spent:
    """Wall and processor time of this process so far."""
    return Spent(time.perf_counter(), time.process_time())


class Clock:
    """Self time of functions that call each other in one thread.

    Parameters
    ----------
    now : callable
        Gives the time; tests have one of their own.

    Attributes
    ----------
    spent : dict of Key to Spent
    """

    def __init__(self, now: Callable[[], Spent] = now) -> None:
        self.spent: dict[Key, Spent] = {}
        self._now = now
        self._since = Spent()
        self._running: list[Key] = []
        self._called: set[str] = set()

    def in_stage(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, whose time is that of a stage."""

        @wraps(function)
        def timed(*args: Any, **options: Any) -> Any:
            reason = self._running[-1].reason if self._running else FIRST
            return self._run(Key(stage, reason), 1, function, args, options)

        return timed

    def for_reason(self, reason: str, function: Callable[..., Any], name: str, *, repeated: bool) -> Callable[..., Any]:
        """The same function, for which all stages that it calls run; if `repeated`, not in its first call."""

        @wraps(function)
        def timed(*args: Any, **options: Any) -> Any:
            if not self._running or self._running[-1].reason != FIRST:  # the outermost reason counts
                return function(*args, **options)
            if repeated and name not in self._called:
                self._called.add(name)
                return function(*args, **options)
            return self._run(Key(self._running[-1].stage, reason), 0, function, args, options)

        return timed

    def _run(
        self, key: Key, calls: int, function: Callable[..., Any], args: Sequence[Any], options: Mapping[str, Any]
    ) -> Any:
        if not self._running:
            self._called.clear()
        self._charge()
        self._running.append(key)
        self.spent[key] = self.spent.get(key, Spent()) + Spent(calls=calls)
        try:
            return function(*args, **options)
        finally:
            self._charge()
            self._running.pop()

    def _charge(self) -> None:
        """Put the time since the last call to the account of what runs."""
        moment = self._now()
        if self._running:
            passed = Spent(moment.wall - self._since.wall, moment.processor - self._since.processor)
            self.spent[self._running[-1]] += passed
        self._since = moment


Table = Mapping[str, Collection[str]]


@contextmanager
def wrapped(
    clock: Clock, stages: Table = STAGES, reasons: Table = REASONS, repeated: Table = REPEATED
) -> Iterator[None]:
    """Time functions while this lasts.

    Raises
    ------
    AttributeError
        There is no function of a name of the tables.
    """
    with ExitStack() as patches:
        for stage, names in stages.items():
            for name in names:
                patches.enter_context(mock.patch(name, clock.in_stage(stage, pkgutil.resolve_name(name))))
        for table, is_repeated in ((reasons, False), (repeated, True)):
            for reason, names in table.items():
                for name in names:
                    function = clock.for_reason(reason, pkgutil.resolve_name(name), name, repeated=is_repeated)
                    patches.enter_context(mock.patch(name, function))
        yield


@dataclass(frozen=True, slots=True)
class Timed:
    """How a picture was read.

    Attributes
    ----------
    pixels, characters : int
        Of the picture, and read on it.
    spent : dict of Key to Spent
    """

    pixels: int
    characters: int
    spent: Mapping[Key, Spent]


def measure(reader: Reader, path: Path) -> Timed:
    """Read a picture."""
    clock = Clock()
    with wrapped(clock):
        page = reader.read(path)
    return Timed(page.width * page.height, len(page.chars), clock.spent)


def added(spent: Iterable[Mapping[Key, Spent]], by: Callable[[Key], str]) -> dict[str, Spent]:
    """What was spent in several pictures, by stage or by reason."""
    found: dict[str, Spent] = {}
    for one in spent:
        for key, value in one.items():
            found[by(key)] = found.get(by(key), Spent()) + value
    return found


def per(seconds: float, amount: float) -> str:
    """Milliseconds for one of something, in a cell of a table; a dash where there is none of it."""
    return f"{1000 * seconds / amount:.1f}" if amount else "–"


def stage_table(timed: Sequence[Timed]) -> str:
    """Self time of each stage as a Markdown table."""
    again_alone = [{key: value for key, value in one.spent.items() if key.reason != FIRST} for one in timed]
    by_stage = added((one.spent for one in timed), lambda key: key.stage)
    again = added(again_alone, lambda key: key.stage)
    whole = sum(by_stage.values(), Spent())
    by_stage["whole"], again["whole"] = whole, sum(again.values(), Spent())
    amounts = (len(timed), sum(one.pixels for one in timed) / 1e6, sum(one.characters for one in timed) / 1e3)
    units = [f"{kind} ms a {unit}" for kind in ("wall", "processor") for unit in ("picture", "Mpx", "1,000 characters")]
    head = ["stage", "calls a picture", "share %", "again %", "processor share %", *units]
    lines = [head, ["---", *["--:"] * (len(head) - 1)]]
    for stage in (*STAGES, "whole"):
        if own := by_stage.get(stage):
            repeated = again.get(stage, Spent())
            shares = [(own.wall, whole.wall), (repeated.wall, own.wall), (own.processor, whole.processor)]
            times = [per(seconds, amount) for seconds in (own.wall, own.processor) for amount in amounts]
            lines.append([stage, f"{own.calls / len(timed):.1f}", *(share(*pair) for pair in shares), *times])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def share(part: float, whole: float) -> str:
    """A share in per cent, in a cell of a table."""
    return f"{100 * part / whole:.1f}" if whole else "–"


def reason_table(timed: Sequence[Timed]) -> str:
    """What the time was for, as a Markdown table."""
    by_reason = added((one.spent for one in timed), lambda key: key.reason)
    whole = sum(by_reason.values(), Spent())
    lines = ["| for | share % | wall ms a picture | processor ms a picture |", "| --- | --: | --: | --: |"]
    for reason in (FIRST, *REASONS, *REPEATED):
        if own := by_reason.get(reason):
            seconds = (per(own.wall, len(timed)), per(own.processor, len(timed)))
            lines.append(f"| {reason} | {share(own.wall, whole.wall)} | {seconds[0]} | {seconds[1]} |")
    return "\n".join(lines) + "\n"


def section(title: str, timed: Sequence[Timed]) -> str:
    """Both tables of some pictures under a heading."""
    pixels, characters = (sum(getattr(one, name) for one in timed) for name in ("pixels", "characters"))
    head = f"## {title}: {len(timed)} pictures, {pixels / 1e6:.1f} megapixels, {characters:,} characters\n"
    return "\n".join([head, stage_table(timed), reason_table(timed)])


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the pictures and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--limit", type=int, metavar="N", help="at most this many pictures of a kind")
    parser.add_argument("--out", type=Path, metavar="FILE.md", help="write the tables into this file, too")
    options = parser.parse_args(arguments)
    try:
        paths = limited([path for folder in options.folders for path in find_files(folder)], options.limit)
    except OptionError as error:
        raise SystemExit(str(error)) from None
    reader = Reader()
    reader.read(np.full((64, 64), 255, np.uint8))  # loading is not timed
    kinds = {kind: [measure(reader, path) for path in members] for kind, members in in_kinds(paths).items()}
    sections = [section("all", [one for members in kinds.values() for one in members])]
    sections += [section(kind, members) for kind, members in kinds.items()]
    where = ", ".join(f"{name} {value}" for name, value in machine().items())
    text = f"# Stages of reading\n\n{where}; {reader.threads} threads\n\n" + "\n".join(sections)
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
