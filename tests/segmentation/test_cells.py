"""Atoms and candidate cells of a line."""

from __future__ import annotations

from dataclasses import fields

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pagerec.segmentation import Cells, LineImage, cell_windows, find_all_cells, find_cells
from pagerec.segmentation.atoms import CellParams
from pagerec.segmentation.lines import EM, HEIGHT
from pagerec.segmentation.page import find_lines
from tests.pages import TEXT, page_of, text_line, text_map
from tests.segmentation.made import blocks, strip_of

#: How far an edge of the right cell may be off, in strip pixels (26 an em) and for faint tapering ends.
SIDES, ENDS = 4.0, 8.5


def lost(truth: object) -> str:
    """The characters whose ink no single candidate cell encloses, by its box."""
    gone = []
    layout = find_lines(truth.gray, text_map())  # type: ignore[attr-defined]
    ids = layout.follow(truth.ids)  # type: ignore[attr-defined]
    line_images = layout.line_images(layout.text_lines)
    cells = [find_cells(line_image) for line_image in line_images]
    rows, columns = np.nonzero(ids)
    owner = ids[rows, columns]
    for number, char in enumerate(truth.text, 1):  # type: ignore[attr-defined]
        x, y = columns[owner == number], rows[owner == number]
        wanted = np.array([x.min(), y.min(), x.max() + 1, y.max() + 1], float)
        near = [k for k, f in enumerate(layout.text_lines) if f.top - 2 <= y.mean() <= f.bottom + 2]
        if not any(_holds(line_images[k], cells[k], wanted) for k in near):
            gone.append(char)
    return "".join(gone)


def _holds(line_image: LineImage, cells: Cells, wanted: NDArray[np.float64]) -> bool:
    place = (wanted - [line_image.x0, line_image.y0, line_image.x0, line_image.y0]) * line_image.scales
    place[[1, 3]] = np.clip(place[[1, 3]], 0, HEIGHT)
    off = np.abs(cells.boxes - place)
    return bool(((off[:, [0, 2]].max(axis=1) <= SIDES) & (off[:, [1, 3]].max(axis=1) <= ENDS)).any())


# What a cell is


def test_blocks_and_the_cells_they_make() -> None:
    cells = find_cells(blocks((20, 28), (31, 39), (60, 80)))
    assert cells.atoms.tolist() == [[20, 6, 28, 26], [31, 6, 39, 26], [60, 6, 80, 26]]
    pairs = set(zip(cells.first.tolist(), cells.last.tolist(), strict=True))
    assert pairs == {(1, 1), (2, 2), (3, 3), (1, 2)}, "the third is too far away to belong to the second"
    both = cells.boxes[next(k for k in range(4) if (cells.first[k], cells.last[k]) == (1, 2))]
    assert both.tolist() == [20, 6, 39, 26]


def test_parts_above_one_another_are_one_atom() -> None:
    level = np.zeros((HEIGHT, 60), np.uint8)
    level[4:8, 20:40] = level[14:18, 22:38] = level[24:28, 18:42] = 255
    assert find_cells(strip_of(level)).atoms.tolist() == [[18, 4, 42, 28]]


def test_every_cell_is_a_run_of_atoms_of_a_plausible_width() -> None:
    layout = find_lines(page_of(TEXT, 20).gray, text_map())
    for line_image in layout.line_images(layout.text_lines):
        cells = find_cells(line_image)
        assert len(set(zip(cells.first.tolist(), cells.last.tolist(), strict=True))) == len(cells.first)
        single = cells.first == cells.last
        assert sorted(cells.first[single].tolist()) == list(range(1, len(cells.atoms) + 1))
        centres = cells.atoms[:, 0] + cells.atoms[:, 2]
        assert (np.diff(centres) > -EM // 4).all()
        for first, last, box in zip(cells.first, cells.last, cells.boxes, strict=True):
            atoms = cells.atoms[first - 1 : last]
            assert 1 <= len(atoms) <= CellParams().most_atoms
            assert box.tolist() == [*atoms[:, :2].min(axis=0), *atoms[:, 2:].max(axis=0)]
            assert len(atoms) == 1 or box[2] - box[0] <= CellParams().widest_cell * EM


@pytest.mark.parametrize("han", ["hei", "song", "uming"])
def test_labels_cover_the_ink_and_nothing_else(han: str) -> None:
    layout = find_lines(page_of(TEXT, 18, han).gray, text_map())
    for line_image in layout.line_images(layout.text_lines):
        cells = find_cells(line_image)
        strokes = line_image.level > 128
        _, number, stats, _ = cv2.connectedComponentsWithStats(strokes.view(np.uint8), connectivity=8)
        kept = strokes & (stats[number, 4] >= 3) & (stats[number, 3] > 3)
        assert (cells.labels[kept] > 0).all()
        near = cv2.dilate((line_image.level > 40).view(np.uint8), np.ones((3, 3), np.uint8)) > 0
        assert not (cells.labels > 0)[~near].any()
        assert cells.labels.max() == len(cells.atoms)
        for atom, (left, top, right, bottom) in enumerate(cells.atoms, 1):
            rows, columns = np.nonzero((cells.labels == atom) & strokes)
            if not len(rows):  # faint, such as a blurred full stop
                continue
            assert columns.min() >= left - 1
            assert columns.max() <= right
            assert rows.min() >= top - 1
            assert rows.max() <= bottom


# The right cell is among them

DASHES = pytest.mark.xfail(
    strict=False, reason="dashes have weak cores: the map parts lines there, and a bound may cut a dash"
)


@pytest.mark.parametrize("han", ["hei", "zenhei", "noto", "song", "uming"])
@pytest.mark.parametrize("em", [15, 22, 40])
def test_left_right_characters_have_their_whole_cell(han: str, em: float) -> None:
    truth = page_of(["能小刺和细洞，比林川州北明的朋旧，", "八儿非心卯川洲训加外处以叫纠兆"], em, han)
    assert lost(truth) == ""


@pytest.mark.parametrize("han", ["hei", "song", "uming"])
def test_punctuation_has_its_own_cell(han: str) -> None:
    for em in (16, 24, 36):
        truth = page_of(
            [
                "他说：“走，去看；再问、再想。”（好）",
                "《旧书》；〈新篇〉快！真的？",
                "“甲组”，“乙组”；“丙组”。注：无、有，",
            ],
            em,
            han,
        )
        gone = lost(truth)
        # The thin ends of UMing's brackets are fainter than ink.
        assert (gone.strip("（）") if han == "uming" else gone) == ""


@pytest.mark.parametrize(
    "han", [pytest.param("hei", marks=DASHES), "song", "noto", pytest.param("uming", marks=DASHES)]
)
def test_joined_dashes_have_a_cell_each(han: str) -> None:
    assert [lost(page_of(["他说——等一等——再走"], em, han)) for em in (14, 20, 24, 36)] == [""] * 4


SQUEEZED = pytest.mark.xfail(strict=False, reason="a character at the end of a line may be cut off by the map")


@pytest.mark.parametrize("squeeze", [pytest.param(0.5, marks=SQUEEZED), 1.0])
def test_squeezed_punctuation_has_its_own_cell(squeeze: float) -> None:
    from pagerec.training.synthesis.typeset import typeset

    lines = [
        text_line(text, squeeze=squeeze) for text in ("他说：“走，去看。”（好），", "《旧书》，（新篇）。“甲”、“乙”")
    ]
    assert lost(typeset(lines, 24)) == ""


@pytest.mark.parametrize("latin", ["serif", "sans", "italic"])
def test_latin_letters_and_digits_have_their_own_cells(latin: str) -> None:
    truth = page_of(
        ["The quick brown fox jumps over 13 lazy dogs.", "Affinity, offset; 2024-11-22 (v1.0)"],
        28,
        latin=latin,
    )
    gone = lost(truth)
    assert len(gone) <= (0.05 if latin == "italic" else 0.03) * len(truth.text), gone


PARTED = pytest.mark.xfail(strict=False, reason="the map parts a line of touching letters inside of a letter")


@pytest.mark.parametrize(
    ("latin", "tracking", "most"),
    [
        ("serif", -0.03, 0.03),
        pytest.param("serif", -0.06, 0.03, marks=PARTED),
        ("sans", -0.03, 0.01),
        ("sans", -0.06, 0.12),
    ],
)
def test_touching_letters_are_parted(latin: str, tracking: float, most: float) -> None:
    from pagerec.training.synthesis.typeset import typeset

    lines = (
        "thunderstorm remember communication",
        "harvest mountain yesterday",
        "forgotten umbrella sixteen kitchens",
        "wonderful architecture problem",
    )
    truth = typeset([text_line(line, latin=latin, tracking=tracking) for line in lines], 28)
    gone = lost(truth)
    assert len(gone) <= most * len(truth.text), gone


def test_touching_han_characters_are_parted() -> None:
    from pagerec.training.synthesis.typeset import typeset

    truth = typeset([text_line("国家图书馆口国田由回因圆团困固", tracking=-0.09)], 24)
    gone = lost(truth)
    assert len(gone) <= 0.15 * len(truth.text), gone


@pytest.mark.parametrize("text", TEXT)
def test_underlined_text_has_its_cells(text: str) -> None:
    from dataclasses import replace

    from pagerec.training.synthesis.typeset import SetLine, typeset

    runs = tuple(replace(run, underline=True) for run in text_line(text).runs)
    plain, under = typeset([text_line(text)], 24), typeset([SetLine(runs)], 24)
    assert len(lost(under)) <= len(lost(plain)) + 0.05 * len(plain.text)


# Odd strips


@pytest.mark.parametrize(
    "level",
    [
        np.zeros((HEIGHT, EM), np.uint8),
        np.full((HEIGHT, EM), 255, np.uint8),
        np.full((HEIGHT, 900), 255, np.uint8),
        np.full((HEIGHT, 300), 90, np.uint8),
        (np.indices((HEIGHT, 200)).sum(axis=0) % 2 * 255).astype(np.uint8),
        (np.indices((HEIGHT, 200))[1] % 2 * 255).astype(np.uint8),
        (np.indices((HEIGHT, 200))[0] % 2 * 255).astype(np.uint8),
        np.random.default_rng(0).integers(0, 256, (HEIGHT, 400)).astype(np.uint8),
    ],
    ids=["white", "black", "long", "gray", "checkerboard", "bars", "stripes", "noise"],
)
def test_odd_strips(level: NDArray[np.uint8]) -> None:
    line_image = strip_of(level)
    cells = find_cells(line_image)
    assert cells.labels.shape == level.shape
    assert len(cells.first) == len(cells.last) == len(cells.boxes) >= len(cells.atoms)
    assert cell_windows(line_image, cells).shape == (len(cells.first), HEIGHT, HEIGHT, 2)
    if not level.any():
        assert not len(cells.first)


def test_a_single_pixel_is_no_cell() -> None:
    level = np.zeros((HEIGHT, EM), np.uint8)
    level[16, 13] = 255
    assert not len(find_cells(strip_of(level)).first)


def test_the_cells_of_a_line_are_the_same_alone_and_among_others() -> None:
    layout = find_lines(page_of(TEXT, em=19).gray, text_map())
    line_images = layout.line_images(layout.text_lines)
    together = find_all_cells(line_images)
    for line_image, among in zip(line_images, together, strict=True):
        alone = find_cells(line_image)
        for field in fields(Cells):
            np.testing.assert_array_equal(getattr(among, field.name), getattr(alone, field.name))
