"""Measure reading without any truth: a picture that is changed must read as it did before.

What was read of the picture as it is stands for the truth; `pagerec.evaluation.changes` has the kinds of change.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pagerec.drawing.boxes import draw
from pagerec.drawing.fonts import FontFile
from pagerec.errors import OptionError
from pagerec.evaluation.causes import Case
from pagerec.evaluation.changes import CHANGES, Change, Changed, Picture, as_picture, original_of
from pagerec.evaluation.report import show_causes, table, to_dict
from pagerec.evaluation.run import Result, judge, make_case
from pagerec.evaluation.samples import Sample, TrueChar
from pagerec.evaluation.score import by_kind, percent, rates
from pagerec.evaluation.stages import read_chars
from pagerec.page import Box, Line, Page
from pagerec.reading.reader import Reader
from pagerec.sources.images import load_image

__all__ = ["Invariance", "Trial", "change_picture", "keep_worst_trials", "show", "to_json", "write_trials"]

_ALL = "all"
_HEAD = ("change", "readings", "chars", "changed %", "order %", "same %")


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A changed picture, read and compared with the picture as it was.

    Attributes
    ----------
    result : Result
        Named after the picture and the change; its kind is the kind of change. What was read before stands for the
        truth, so its errors are the characters that changed.
    case : Case
        The values it was found from, for drawing.
    picture : ndarray of uint8, shape (height, width, 3)
        The changed picture.
    """

    result: Result
    case: Case
    picture: Picture


@dataclass(frozen=True, slots=True)
class Invariance:
    """How much of the text changes with the picture.

    Attributes
    ----------
    results : tuple of Result
        One for each reading that was compared, its kind the kind of change; at least one.
    untried : tuple of str
        Kinds of change that could be made of no picture: headlines without a font, lines that can't be cut out.
    """

    results: tuple[Result, ...]
    untried: tuple[str, ...] = ()

    @property
    def changed(self) -> float:
        """Characters that change, all changes together, for a hundred that were read before."""
        return rates(self.results).cer

    @property
    def kinds(self) -> dict[str, float]:
        """The same for each kind of change."""
        return {kind: rates(members).cer for kind, members in by_kind(self.results).items()}

    @property
    def worst(self) -> tuple[str, float]:
        """The kind that changes the most, and how much."""
        return max(self.kinds.items(), key=lambda kind: kind[1])


def change_picture(
    reader: Reader, path: Path, changes: Mapping[str, Change] = CHANGES, font: FontFile | None = None
) -> Iterator[Trial]:
    """Read a picture as it is, then every change of it.

    Parameters
    ----------
    reader : Reader
    path : Path
        The picture.
    changes : mapping of str to Change
        Kinds of change by name.
    font : FontFile, optional
        One with Chinese characters, for headlines.

    Yields
    ------
    Trial
        One for each place in a changed picture in which the original stands.

    Raises
    ------
    ImageError
        The picture can't be read.
    """
    picture = as_picture(load_image(path, max_pixels=reader.max_pixels, max_bytes=reader.max_bytes).gray)
    plain = reader.read(picture)
    original = original_of(picture, plain, font)
    for kind, change in changes.items():
        for changed in change(original):
            start = time.perf_counter()
            reading = reader.read_stages(changed.picture)
            seconds = time.perf_counter() - start
            chars = read_chars(reading)
            for number, place in enumerate(changed.places or (None,)):
                read = [char for char in chars if _is_in(char.box, place)]
                text = "".join(char.text for char in reading.page.chars if _is_in(char.box, place))
                sample = Sample(path.with_name(_name(path, kind, changed, number)), _truth(plain, changed.line))
                case = make_case(reading, sample, read)
                result = judge(case, sample, text, seconds)
                yield Trial(replace(result, kind=kind), case, changed.picture)


def _is_in(box: Box, place: Box | None) -> bool:
    """Whether the middle of a character is in a place."""
    return place is None or place.holds((box.left + box.right) / 2, (box.top + box.bottom) / 2)


def _name(path: Path, kind: str, changed: Changed, number: int) -> str:
    line = "" if changed.line is None else f"-{changed.line:02d}"
    place = f"-{number + 1}" if len(changed.places) > 1 else ""
    return f"{path.stem}-{kind}{line}{place}.png"


def _truth(page: Page, number: int | None) -> tuple[TrueChar, ...]:
    """What was read before: of the page, or of one line of it."""
    lines: Iterable[tuple[int, Line]] = enumerate(page.lines)
    return tuple(TrueChar(char.text, k) for k, line in lines if number in (None, k) for char in line.chars)


def keep_worst_trials(trials: Sequence[Trial], count: int) -> list[Trial]:
    """The `count` readings with the most changed characters, of those that have any."""
    changed = [trial for trial in trials if trial.result.score.edits]
    return sorted(changed, key=lambda trial: (-trial.result.score.edits, trial.result.name))[:count]


def show(found: Invariance) -> str:
    """Tables of the shares for each kind and of the stages that they come from, as text."""
    kinds = by_kind(found.results)
    rows = [[kind, *_figures(members)] for kind, members in {**kinds, _ALL: found.results}.items()]
    name, share = found.worst
    parts = [table([_HEAD, *rows]), f"worst: {name}, {share:.2f} %"]
    if found.untried:
        parts.append(f"not tried, for want of a font or of lines that stand free: {', '.join(found.untried)}")
    parts.append(show_causes({**kinds, _ALL: list(found.results)}))
    return "\n\n".join(parts) + "\n"


def to_json(found: Invariance) -> dict[str, Any]:
    """Everything as plain values, ready for JSON; `cer` is the share of characters that changed."""
    name, share = found.worst
    return {"worst": {"kind": name, "cer": share}, "untried": list(found.untried), **to_dict(found.results)}


def _figures(results: Sequence[Result]) -> list[str]:
    all_of = rates(results)
    order = percent(sum(result.order_edits for result in results), all_of.length)
    counts = [str(all_of.pictures), str(all_of.length)]
    return [*counts, f"{all_of.cer:.2f}", f"{order:.2f}", f"{all_of.exact:.1f}"]


def write_trials(trials: Sequence[Trial], folder: str | Path) -> None:
    """Draw changed pictures with what was read of them to PNG files.

    Raises
    ------
    OptionError
        The folder can't be written.
    """
    root = Path(folder)
    try:
        root.mkdir(parents=True, exist_ok=True)
        for rank, trial in enumerate(trials, start=1):
            page = trial.case.reading.page
            draw(page, trial.picture).save(root / f"changed-{rank:03d}-{trial.result.name}.png")
    except OSError as error:
        raise OptionError(f"{root}: can't be written ({error.strerror or error}); give another folder") from error
