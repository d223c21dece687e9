"""What was measured of numbers: saved after each, and reported."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.ablation.numbers import Number
from benchmarks.ablation.trial import Outcome, Outcomes, Trial, without_effect
from pagerec.evaluation.score import percent

CHANGES = ("off", "halved", "doubled")


class Results:
    """What was measured of numbers, saved in a file.

    Parameters
    ----------
    path : Path, optional
        What is in there already is kept; nothing is saved without it.
    trial : Trial

    Raises
    ------
    SystemExit
        The file is of other pictures, or they are read in another way since.
    """

    def __init__(self, path: Path | None, trial: Trial) -> None:
        self._path = path
        self._texts = {str(picture.path): trial.unchanged[picture.path].text for picture in trial.pictures}
        self._first = [str(picture.path) for picture in trial.first]
        self._values: dict[str, str] = {}
        self.outcomes: dict[str, Outcomes] = {}
        if path is not None and path.is_file():
            self._load(path)

    def _load(self, path: Path) -> None:
        saved = json.loads(path.read_text("utf-8"))
        if saved["first"] != self._first or saved["texts"] != self._texts:
            raise SystemExit(f"{path}: was measured with other pictures or another pagerec; give another file")
        for name, one in saved["numbers"].items():
            self._values[name] = one["value"]
            self.outcomes[name] = {change: Outcome(**found) for change, found in one["outcomes"].items()}

    def has(self, number: Number) -> bool:
        """Whether a number was measured as it is."""
        return self._values.get(number.path) == repr(number.value)

    def add(self, number: Number, outcomes: Outcomes) -> None:
        """Take what was measured, and save all."""
        self._values[number.path], self.outcomes[number.path] = repr(number.value), outcomes
        if self._path is None:
            return
        numbers = {
            name: {"value": self._values[name], "outcomes": {change: asdict(one) for change, one in found.items()}}
            for name, found in self.outcomes.items()
        }
        saved = {"first": self._first, "texts": self._texts, "numbers": numbers}
        unfinished = self._path.with_name(f"{self._path.name}.part")
        unfinished.write_text(json.dumps(saved, ensure_ascii=False, indent=1) + "\n", "utf-8")
        unfinished.replace(self._path)


def report(trial: Trial, numbers: Sequence[Number], outcomes: Mapping[str, Outcomes]) -> str:
    """All that was measured, in Markdown."""
    measured = [number for number in numbers if number.path in outcomes]
    idle = [number for number in measured if without_effect(outcomes[number.path])]
    rows = [number for number in measured if number not in idle]
    rows.sort(key=lambda number: (_least(outcomes[number.path]), number.path))
    by_folder = f" (in brackets by folder: {', '.join(trial.folders)})" if len(trial.folders) > 1 else ""
    names = ", ".join(f"`{number.path}`" for number in idle) or "–"
    return "\n".join(
        [
            *_unchanged_table(trial),
            "",
            f"Errors more or less than that{by_folder}. = is the same text, Markdown the same text in other blocks or",
            "paragraphs. White space is no error, so that 0 may be other spaces.",
            "",
            "| number | value | off | halved | doubled |\n| --- | --- | --- | --- | --- |",
            *(row(number, outcomes[number.path]) for number in rows),
            "",
            *_counts(numbers, measured, idle),
            "",
            f"Without effect on text and Markdown of {len(trial.first)} pictures: {names}",
            "",
        ]
    )


def _least(outcomes: Outcomes) -> int:
    """Errors more with the best change."""
    return min((found.total for found in outcomes.values() if not found.problem), default=0)


def row(number: Number, outcomes: Outcomes) -> str:
    """A row of the table."""
    cells = (_cell(outcomes.get(name)) for name in CHANGES)
    return f"| `{number.path}` | {_shown(number.value)} | {' | '.join(cells)} |"


def _shown(value: Any) -> str:
    if hasattr(value, "_fields"):
        return ", ".join(f"{name} {one}" for name, one in value._asdict().items() if one != value._field_defaults[name])
    if isinstance(value, tuple):
        return f"{len(value)} of them"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _cell(found: Outcome | None) -> str:
    if found is None or found.problem:
        return "–" if found is None else found.problem
    if not found.texts:
        return "Markdown" if found.marked else "="
    total, *by_folder = (f"{count:+d}" if count else "0" for count in (found.total, *found.edits.values()))
    return f"{total} ({', '.join(by_folder)})" if len(by_folder) > 1 else total


def _unchanged_table(trial: Trial) -> Iterator[str]:
    yield "| folder | pictures | characters | errors | CER % |\n| --- | --- | --- | --- | --- |"
    for folder in trial.folders:
        read = [trial.unchanged[picture.path] for picture in trial.pictures if picture.folder == folder]
        length, edits = sum(one.length for one in read), sum(one.edits for one in read)
        yield f"| {folder} | {len(read)} | {length} | {edits} | {percent(edits, length):.2f} |"


def _counts(numbers: Sequence[Number], measured: Sequence[Number], idle: Sequence[Number]) -> Iterator[str]:
    """How many numbers each stage has, at how many places, and how many were measured and do nothing."""
    columns = [Counter(number.stage for number in some if number.is_number) for some in (numbers, measured, idle)]
    places: Counter[str] = Counter()
    for number in numbers:
        places[number.stage] += len(number.places) if number.is_number else 0
    columns.insert(1, places)
    yield "| stage | numbers | places | measured | without effect |\n| --- | --- | --- | --- | --- |"
    for stage in columns[0]:
        yield f"| {stage} | {' | '.join(str(column[stage]) for column in columns)} |"
    yield f"| all | {' | '.join(str(column.total()) for column in columns)} |"
