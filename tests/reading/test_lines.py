"""Lines read, and how well that explains their ink."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pagerec.reading.lines import ReadLines
from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Choice
from pagerec.recognition.icons import FEATURES, Icons
from pagerec.segmentation import Cells, LineImage, TextLine

#: The less sure a character is, the likelier it is an icon.
ICONS = Icons(np.zeros(8), np.array([1.0, 0.0, 1.0, *[0.0] * (len(FEATURES) - 1)]))
CHARSET = Charset('a（）☐▪"—')


def read(sure: list[float], chosen: list[int], name: float = 0.0) -> ReadLines:
    """A line of atoms 10 pixels wide, each a cell of its own."""
    count = len(sure)
    boxes = np.array([(12 * k, 0, 12 * k + 10, 20) for k in range(count)], np.int32).reshape(-1, 4)
    numbers = np.arange(1, count + 1, dtype=np.int32)
    cells = Cells(np.zeros((32, 12 * count + 1), np.int32), boxes, numbers, numbers, boxes)
    probabilities = np.array(sure, np.float32).reshape(-1, 1)
    scores = Scores(np.ones((count, 1), np.int32), probabilities, 1 - probabilities[:, 0])
    line_image = LineImage(np.zeros((32, 1), np.uint8), TextLine(name, 1.0, 1.0, 1.0, 0.0, 2.0), 1.0, 0.0, 0.0)
    return ReadLines([line_image], [cells], [scores], [[Choice(k, 0) for k in chosen]])


def test_what_is_passed_over_is_not_explained() -> None:
    assert read([1.0, 1.0, 1.0], [0, 1, 2]).explained() == pytest.approx([1.0])
    assert read([1.0, 1.0, 1.0, 1.0], [0, 2]).explained() == pytest.approx([0.5])
    assert read([0.8, 0.4], [0, 1]).explained() == pytest.approx([0.6])
    assert read([], []).explained() == pytest.approx([0.0])
    assert read([1.0], []).explained() == pytest.approx([0.0])


def test_lines_are_joined_chosen_and_replaced() -> None:
    lines = ReadLines.joined([read([0.5], [0], 1.0), read([0.6], [0], 2.0), read([0.7], [0], 3.0)])
    others = ReadLines.joined([read([0.9], [0], 8.0), read([0.8], [0], 9.0)])
    assert len(lines) == 3
    assert [line_image.text_line.left for line_image in lines.only([2, 0]).line_images] == [3.0, 1.0]
    mixed = lines.with_lines(others, {1: 0})
    assert [line_image.text_line.left for line_image in mixed.line_images] == [1.0, 8.0, 3.0]
    assert mixed.explained() == pytest.approx([0.5, 0.9, 0.7])
    assert len(lines.only([])) == 0


def test_doubtful_ends_beyond_the_core_are_dropped() -> None:
    line = read([0.3, 0.9, 0.2, 0.8, 0.4, 0.1], [0, 1, 2, 3, 4, 5])
    (line_image,) = line.line_images
    cored = replace(line, line_images=[replace(line_image, text_line=replace(line_image.text_line, core=(30.0, 45.0)))])
    trimmed = cored.trimmed(CHARSET)
    assert [choice.cell for choice in trimmed.paths[0]] == [1, 2, 3], "what is sure beyond the core belongs to the line"
    assert trimmed.explained() == pytest.approx([(0.9 + 0.2 + 0.8) / 3]), "what is dropped counts for nothing"
    assert line.trimmed(CHARSET).paths == line.paths, "without a core nothing is beyond it"


def test_a_sign_before_a_line_may_be_a_bullet() -> None:
    """Until the others are known: then a doubtful one goes, if it is none."""
    signs: list[dict[str, float]] = [{"▪": 0.2}]
    lines = items(signs)
    (line_image,) = lines.line_images
    cored = replace(
        lines, line_images=[replace(line_image, text_line=replace(line_image.text_line, core=(30.0, 90.0)))]
    )
    assert firsts(cored.trimmed(CHARSET)) == "▪"
    assert firsts(cored.trimmed(CHARSET).printed(CHARSET, None)) == "a"
    assert firsts(replace(items(signs, apart=0), line_images=cored.line_images).trimmed(CHARSET)) == "a", "close by"


@pytest.mark.parametrize(("last", "kept"), [("—", [0, 1, 2, 3]), ("▪", [1, 2])])
def test_dashes_at_both_ends_belong_together(last: str, kept: list[int]) -> None:
    line = read([0.4, 0.9, 0.9, 0.3], [0, 1, 2, 3])
    (line_image,), (scores,) = line.line_images, line.scores
    classes = np.array([[CHARSET.encode(char)] for char in ("—", "a", "a", last)], np.int32)
    core = replace(line_image.text_line, core=(12.0, 34.0))
    cored = replace(line, line_images=[replace(line_image, text_line=core)], scores=[replace(scores, classes=classes)])
    found = cored.trimmed(CHARSET)
    assert [choice.cell for choice in found.paths[0]] == kept
    assert [choice.cell for choice in found.printed(CHARSET, None).paths[0]] == kept


def test_a_line_of_which_all_is_doubtful_keeps_its_core() -> None:
    line = read([0.1, 0.1, 0.1], [0, 1, 2])
    (line_image,) = line.line_images
    cored = replace(line, line_images=[replace(line_image, text_line=replace(line_image.text_line, core=(11.0, 23.0)))])
    assert [choice.cell for choice in cored.trimmed(CHARSET).paths[0]] == [1]


def without_icons(lines: ReadLines) -> list[list[int]]:
    return [[choice.cell for choice in path] for path in lines.printed(CHARSET, ICONS).paths]


@pytest.mark.parametrize(
    ("sure", "chosen", "kept"),
    [
        ([0.1, 0.0, 0.9, 0.9], [0, 2, 3], [2, 3]),  # an icon before a label
        ([0.9, 0.9, 0.0, 0.1], [0, 1, 3], [0, 1]),  # and behind it
        ([0.1, 0.2, 0.0, 0.9, 0.9, 0.9], [0, 1, 3, 4, 5], [3, 4, 5]),  # two characters
        ([0.1, 0.0, 0.1, 0.0, 0.9], [0, 2, 4], [4]),  # one behind the other
        ([0.1, 0.9, 0.9, 0.9], [0, 1, 2, 3], [0, 1, 2, 3]),  # close by
        ([0.9, 0.0, 0.9, 0.9], [0, 2, 3], [0, 2, 3]),  # a character
        ([0.1, 0.99, 0.0, 0.9, 0.9, 0.9], [0, 1, 3, 4, 5], [0, 1, 3, 4, 5]),  # one of the two is one
        ([0.1], [0], [0]),  # nothing else would be left
    ],
)
def test_icons_beside_a_line_are_no_text(sure: list[float], chosen: list[int], kept: list[int]) -> None:
    assert without_icons(read(sure, chosen)) == [kept]


def test_a_line_of_icons_is_none() -> None:
    lines = ReadLines.joined([read([0.1], [0], 1.0), read([0.9, 0.9, 0.9], [0, 1, 2], 2.0), read([], [], 3.0)])
    assert without_icons(lines) == [[0, 1, 2]]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("----", False),
        ("••••", True),
        ("-—·=-", False),
        ("--", True),
        ("|", False),
        ("__|", False),
        ("--a-", True),
        ("", False),
    ],
)
def test_rules_are_no_lines(text: str, kept: bool) -> None:
    charset = Charset("a-—·•=|_")
    line = read([0.9] * len(text), list(range(len(text))))
    (scores,) = line.scores
    classes = np.array([[charset.encode(char)] for char in text], np.int32).reshape(-1, 1)
    line = replace(line, scores=[replace(scores, classes=classes)])
    assert len(line.printed(charset, None)) == kept


def items(signs: list[dict[str, float]], *, apart: int = 1) -> ReadLines:
    """Lines of a small mark, white of so many atoms, and three letters; with what each mark may be."""
    found = []
    for row, candidates in enumerate(signs):
        count = 4 + apart
        line = read([0.99] * count, [0, *range(1 + apart, count)])
        boxes = line.cells[0].boxes.copy()
        boxes[0] = (0, 8, 8, 16)
        classes = np.full((count, 3), CHARSET.encode("a"), np.int32)
        probabilities = np.tile(np.array([0.99, 0.0, 0.0], np.float32), (count, 1))
        for slot, (char, probability) in enumerate(candidates.items()):
            classes[0, slot], probabilities[0, slot] = CHARSET.encode(char), probability
        text_line = TextLine(10.0, 80.0, 40.0 * row, 24.0, 40.0 * row - 12, 40.0 * row + 12)
        found.append(
            replace(
                line,
                line_images=[replace(line.line_images[0], text_line=text_line, x0=10.0, y0=40.0 * row - 16)],
                cells=[replace(line.cells[0], boxes=boxes, atoms=boxes)],
                scores=[Scores(classes, probabilities, 1 - probabilities.sum(axis=1))],
            )
        )
    return ReadLines.joined(found)


def firsts(lines: ReadLines) -> str:
    """The first sign of each line."""
    read_lines = zip(lines.scores, lines.paths, strict=True)
    return "".join(CHARSET.decode(int(s.classes[path[0].cell, path[0].candidate])) for s, path in read_lines)


BULLETS = [{"▪": 0.2, '"': 0.1}, {'"': 0.15, "▪": 0.1}, {"▪": 0.2, '"': 0.05}]


def test_bullets_of_a_list_are_no_icons_and_read_alike() -> None:
    assert firsts(items(BULLETS).printed(CHARSET, ICONS)) == "▪▪▪"
    assert firsts(items(BULLETS[:2]).printed(CHARSET, ICONS)) == "aa", "two may be anything"
    assert firsts(items(BULLETS, apart=0).printed(CHARSET, None)) == '▪"▪', "signs of words are no bullets"
    only = [{"▪": 0.2}, {'"': 0.15}, {"▪": 0.2}]
    assert firsts(items(only).printed(CHARSET, ICONS)) == '▪"▪', "only candidates are chosen"


def test_a_bracket_with_its_partner_is_print() -> None:
    lines = read([0.1, 0.0, 0.9, 0.9], [0, 2, 3])
    (scores,) = lines.scores
    for closing, kept in ((3, [0, 2, 3]), (1, [2, 3])):
        classes = np.array([[2], [1], [1], [closing]], np.int32)
        assert without_icons(replace(lines, scores=[replace(scores, classes=classes)])) == [kept]


def test_a_box_to_tick_is_print() -> None:
    lines = read([0.1, 0.0, 0.9, 0.9], [0, 2, 3])
    (scores,) = lines.scores
    classes = np.array([[4], [1], [1], [1]], np.int32)
    assert without_icons(replace(lines, scores=[replace(scores, classes=classes)])) == [[0, 2, 3]]
