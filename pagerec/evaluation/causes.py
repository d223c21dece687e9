"""Say of every error which stage made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from pagerec.evaluation.alignment import NONE, Step, regions
from pagerec.evaluation.folding import Folded
from pagerec.evaluation.lattice import Cause, Vocabulary, judge_cells, judge_gap, names
from pagerec.evaluation.placing import Owned, frame_sizes, own_ink, place
from pagerec.evaluation.samples import TrueChar
from pagerec.evaluation.stages import ReadChar
from pagerec.reading.reading import Reading

#: Em of a line's frame as a multiple of the print's: outside of this range the frame is to blame.
_SMALLEST, _LARGEST = 0.77, 1.3


@dataclass(frozen=True, slots=True)
class Verdict:
    """Cause of an error.

    Attributes
    ----------
    cause : Cause
    detail : str
        More about it, where more is known.
    line : int
        The strip that it is on; -1 for none.
    """

    cause: Cause
    detail: str = ""
    line: int = NONE


@dataclass(frozen=True)
class Case:
    """A picture read and aligned with its truth.

    Attributes
    ----------
    reading : Reading
    chars : sequence of TrueChar
        What is printed.
    read : sequence of ReadChar
        What was read, in the truth's order.
    truth, text : Folded
        Both, folded; their sources are indices of `chars` and `read`.
    steps : sequence of Step
        The alignment of `truth` and `text`.
    """

    reading: Reading
    chars: Sequence[TrueChar]
    read: Sequence[ReadChar]
    truth: Folded
    text: Folded
    steps: Sequence[Step]

    def true_char(self, step: Step) -> int:
        """Index of a step's printed character; `NONE` for an insertion."""
        return NONE if step.true == NONE else self.truth.sources[step.true]

    def read_char(self, step: Step) -> int:
        """Index of a step's read character; `NONE` for a deletion."""
        return NONE if step.read == NONE else self.text.sources[step.read]


def find_causes(case: Case) -> dict[int, Verdict]:
    """Judge every step of the alignment that is no match.

    Where it is known where each character is printed, its ink is looked up in the lattice. Elsewhere
    the rightly read characters around an error bound it; see `judge_gap` for what that can and can't
    tell. An insertion has the cause of the error beside it, since a character read as two is one
    substitution and one insertion.

    Returns
    -------
    dict of int to Verdict
        By index of the step.
    """
    judge: _BoxJudge | _GapJudge = _BoxJudge(case) if _has_boxes(case.chars) else _GapJudge(case)
    found: dict[int, Verdict] = {}
    for region in regions(case.steps):
        verdicts = judge.region(region)
        for k in range(region.start, region.stop):
            verdict = verdicts.get(k)
            if verdict is None:
                verdict = _beside(verdicts, k) or judge.surplus(case.steps[k])
            found[k] = verdict
    return found


def _has_boxes(chars: Sequence[TrueChar]) -> bool:
    return all(char.box is not None for char in chars)


def _beside(verdicts: dict[int, Verdict], step: int) -> Verdict | None:
    """Verdict of the nearest printed character of the same region."""
    return verdicts[min(verdicts, key=lambda k: abs(k - step))] if verdicts else None


class _BoxJudge:
    """Looks at each character's own ink."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._words = Vocabulary(case.reading.charset)
        self._lines, self._boxes = place(case.reading.layout, case.reading.line_images, case.chars)
        self._sizes = frame_sizes(self._lines, self._boxes, case.chars)
        self._owned: dict[int, Owned] = {}

    def region(self, region: slice) -> dict[int, Verdict]:
        """Verdicts on the printed characters of a region."""
        case = self._case
        steps = range(region.start, region.stop)
        return {k: self._char(case.true_char(case.steps[k])) for k in steps if case.steps[k].true != NONE}

    def surplus(self, step: Step) -> Verdict:
        """Verdict on a character that was read between two right ones."""
        char = self._case.read[self._case.read_char(step)]
        owned = self._owned_ink(char.line)
        column = owned.owner(char.cell)
        if column is None:
            return Verdict(Cause.EXTRA, "", char.line)
        return self._char(int(owned.chars[column]))

    def _char(self, index: int) -> Verdict:
        line, text = int(self._lines[index]), self._case.chars[index].text
        if line == NONE:
            return Verdict(Cause.LINES, "in no line")
        size = self._sizes.get((line, self._case.chars[index].line), 1.0)
        if not _SMALLEST <= size <= _LARGEST:
            return Verdict(Cause.LINES, f"framed too {'large' if size > 1 else 'small'}", line)
        owned = self._owned_ink(line)
        column = int(np.flatnonzero(owned.chars == index)[0])
        right = owned.right(column)
        if not right.any():
            return Verdict(Cause.CUTTING, owned.why(column), line)
        classes = self._words.classes(text)
        if not len(classes):
            return Verdict(Cause.CHARSET, "", line)
        named = names(self._case.reading.scores[line], classes)
        cause = judge_cells(right, named)
        detail = self._decoded(line, right & named) if cause is Cause.DECODING else self._named(line, right)
        return Verdict(cause, detail, line)

    def _decoded(self, line: int, right: NDArray[np.bool_]) -> str:
        """What the path has in place of the right cells."""
        reading = self._case.reading
        cells, chosen = reading.cells[line], [choice.cell for choice in reading.paths[line]]
        if right[chosen].any():
            return "another candidate"
        first, last = cells.first[right].min(), cells.last[right].max()
        touched = (cells.first[chosen] <= last) & (cells.last[chosen] >= first)
        return "another cut" if touched.any() else "passed over"

    def _named(self, line: int, right: NDArray[np.bool_]) -> str:
        """What the classifier says of the right cells."""
        rejected = float(self._case.reading.scores[line].reject[right].min()) > 0.5
        return "rejected as no character" if rejected else "another character"

    def _owned_ink(self, line: int) -> Owned:
        if line not in self._owned:
            chars = np.flatnonzero(self._lines == line)
            reading = self._case.reading
            self._owned[line] = own_ink(reading.line_images[line], reading.cells[line], self._boxes[chars], chars)
        return self._owned[line]


@dataclass
class _GapJudge:
    """Looks at what lies between rightly read characters."""

    _case: Case
    _words: Vocabulary = field(init=False)

    def __post_init__(self) -> None:
        self._words = Vocabulary(self._case.reading.charset)

    def region(self, region: slice) -> dict[int, Verdict]:
        """Verdicts on the printed characters of a region, one true line after the other."""
        case = self._case
        missing = [k for k in range(region.start, region.stop) if case.steps[k].true != NONE]
        verdicts: dict[int, Verdict] = {}
        for _, group in groupby(missing, key=lambda k: case.chars[case.true_char(case.steps[k])].line):
            verdicts.update(self._group(region, list(group)))
        return verdicts

    def surplus(self, step: Step) -> Verdict:
        """Verdict on a character that was read between two right ones: nothing is printed there."""
        return Verdict(Cause.EXTRA, "", self._case.read[self._case.read_char(step)].line)

    def _group(self, region: slice, group: list[int]) -> dict[int, Verdict]:
        """Verdicts on the characters of a region that are on one true line."""
        indices = [self._case.true_char(self._case.steps[k]) for k in group]
        found = self._gap(region, self._case.chars[indices[0]].line)
        if found is None:
            return {k: Verdict(Cause.LINES, "in no line") for k in group}
        line, gap = found
        unique = list(dict.fromkeys(indices))
        text = [self._case.chars[i].text for i in unique]
        reading = self._case.reading
        causes = dict(
            zip(
                unique,
                judge_gap(text, reading.cells[line], reading.scores[line], gap, self._words),
                strict=True,
            )
        )
        lacks = {i for i, char in zip(unique, text, strict=True) if not len(self._words.classes(char))}
        verdict = {
            i: Verdict(Cause.CHARSET if i in lacks and causes[i] is Cause.CLASSIFIER else causes[i], "", line)
            for i in unique
        }
        return {k: verdict[i] for k, i in zip(group, indices, strict=True)}

    def _gap(self, region: slice, true_line: int) -> tuple[int, tuple[int, int]] | None:
        """Strip and atoms between the right characters around a region that are on its true line."""
        before = self._anchor(region.start - 1, true_line)
        after = self._anchor(region.stop, true_line)
        if before is not None and after is not None:
            return self._between(before, after)
        if before is not None:
            return before.line, (self._end(before), self._atoms(before.line))
        if after is not None:
            return after.line, (1, self._start(after))
        case = self._case
        inside = [case.read[case.read_char(s)].line for s in case.steps[region] if s.read != NONE]
        own = set(inside) - self._neighbours(region)
        if not own:
            return None
        line = max(own, key=inside.count)
        return line, (1, self._atoms(line))

    def _between(self, before: ReadChar, after: ReadChar) -> tuple[int, tuple[int, int]] | None:
        """The gap between two characters; if they are on different strips, on the one with more to read."""
        if before.line == after.line:
            return before.line, (self._end(before), self._start(after))
        ends = before.line, (self._end(before), self._atoms(before.line))
        starts = after.line, (1, self._start(after))
        longer = max(ends, starts, key=lambda gap: gap[1][1] - gap[1][0])
        return longer if longer[1][0] <= longer[1][1] else None

    def _end(self, char: ReadChar) -> int:
        """The first atom behind a character."""
        return int(self._case.reading.cells[char.line].last[char.cell]) + 1

    def _start(self, char: ReadChar) -> int:
        """The last atom before a character."""
        return int(self._case.reading.cells[char.line].first[char.cell]) - 1

    def _atoms(self, line: int) -> int:
        return len(self._case.reading.cells[line].atoms)

    def _neighbours(self, region: slice) -> set[int]:
        """Strips of the right characters around a region."""
        around = [k for k in (region.start - 1, region.stop) if 0 <= k < len(self._case.steps)]
        return {self._case.read[self._case.read_char(self._case.steps[k])].line for k in around}

    def _anchor(self, step: int, true_line: int) -> ReadChar | None:
        """The rightly read character of a step, if it is on the given true line."""
        if not 0 <= step < len(self._case.steps):
            return None
        if self._case.chars[self._case.true_char(self._case.steps[step])].line != true_line:
            return None
        return self._case.read[self._case.read_char(self._case.steps[step])]


def spelt(case: Case, step: Step) -> tuple[str, str]:
    """What is printed and what was read at a step, folded; "" for nothing."""
    return (
        "" if step.true == NONE else case.truth.text[step.true],
        "" if step.read == NONE else case.text.text[step.read],
    )
