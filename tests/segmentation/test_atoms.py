"""The smallest pieces of lines, of images made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from pagerec.segmentation.atoms import find_atoms
from pagerec.segmentation.lines import EM, HEIGHT

Box = tuple[int, int, int, int]


def drawn(*boxes: Box, width: int = 120, level: int = 255) -> NDArray[np.uint8]:
    image = np.zeros((HEIGHT, width), np.uint8)
    for left, top, right, bottom in boxes:
        image[top:bottom, left:right] = level
    return image


def atoms_of(image: NDArray[np.uint8]) -> list[list[int]]:
    labels, atoms = find_atoms(image, [slice(0, image.shape[1])])
    for number, (left, top, right, bottom) in enumerate(atoms.tolist(), start=1):
        assert (labels[top:bottom, left:right] == number).any(), "each has its pixels"
    assert labels.max() == len(atoms)
    return atoms.tolist()


def test_atoms_are_numbered_by_their_centres() -> None:
    wide, narrow = (20, 4, 44, 8), (50, 6, 56, 26)
    assert atoms_of(drawn(narrow, wide)) == [[*wide], [*narrow]]


def test_parts_beside_each_other_stay_apart() -> None:
    over, shifted = (20, 4, 40, 8), (34, 14, 54, 18)
    assert atoms_of(drawn(over, shifted)) == [[*over], [*shifted]], "they share 6 of 20 columns"
    assert atoms_of(drawn(over, (28, 14, 48, 18))) == [[20, 4, 48, 18]]


def test_a_slanted_pair_is_parted_where_italics_stand_upright() -> None:
    low, high = (20, 20, 28, 28), (24, 4, 32, 8)
    assert len(atoms_of(drawn(low, high))) == 1, "they lean as italics do"
    high = (16, 4, 24, 8)
    assert len(atoms_of(drawn(low, high))) == 2, "they lean the other way"


def test_an_underline_belongs_to_nothing() -> None:
    boxes = (20, 4, 40, 24), (50, 4, 70, 24)
    foot = round(HEIGHT / 2 + 0.4 * EM) + 1
    under = drawn(*boxes)
    under[foot : foot + 2, 10:90] = 255
    assert atoms_of(under) == [list(box) for box in boxes]
    short = drawn((20, foot, 40, foot + 2))
    assert len(atoms_of(short)) == 1, "a stroke is shorter"


def test_touching_blocks_are_parted_where_they_are_thin() -> None:
    touching = drawn((20, 6, 36, 26), (40, 6, 56, 26))
    touching[15, 36:40] = 255
    (left, _, cut, _), (start, _, right, _) = atoms_of(touching)
    assert (left, right) == (20, 56)
    assert cut == start
    assert 36 <= cut <= 40


def test_a_single_character_is_not_cut_inside() -> None:
    box = drawn((20, 4, 44, 28))
    box[7:25, 23:41] = 0
    assert atoms_of(box) == [[20, 4, 44, 28]]


def test_a_long_dash_is_parted_once_an_em() -> None:
    atoms = atoms_of(drawn((10, 15, 10 + 4 * EM, 18), width=140))
    assert 4 <= len(atoms) <= 5
    assert [atom[0] for atom in atoms[1:]] == [atom[2] for atom in atoms[:-1]]
    assert max(atom[2] - atom[0] for atom in atoms) <= 1.15 * EM


def test_ink_reaching_in_from_the_next_line_is_left_out() -> None:
    own = (20, 6, 40, 26)
    assert atoms_of(drawn(own, (60, 0, 70, 2), (80, HEIGHT - 2, 90, HEIGHT))) == [[*own]]
    assert len(atoms_of(drawn(own, (60, 0, 70, 12)))) == 2, "a tall one may be a character"


@pytest.mark.parametrize(("side", "found"), [(4, 1), (2, 0)])
def test_a_faint_full_stop_beside_dark_ink_is_an_atom_if_large_enough(side: int, found: int) -> None:
    faint = drawn((20, 6, 40, 26))
    faint[20 : 20 + side, 43 : 43 + side] = 75
    assert len(atoms_of(faint)) == 1 + found
    faint[20 : 20 + side, 43 : 43 + side] = 50
    assert len(atoms_of(faint)) == 1, "too pale"


def test_pale_ink_beside_dark_ink_is_no_stroke() -> None:
    image = drawn((20, 6, 24, 26), (30, 6, 34, 26))
    image[6:26, 24:30] = 60
    assert atoms_of(image) == [[20, 6, 24, 26], [30, 6, 34, 26]]
    pale = drawn((20, 6, 24, 26), (24, 6, 30, 26), (30, 6, 34, 26), level=60)
    assert len(atoms_of(pale)) == 1, "pale print alone holds together"


def test_noise_of_a_line_raises_what_counts_there_alone() -> None:
    lines = drawn((20, 6, 40, 26), (140, 6, 160, 26), width=240)
    lines[6:26, 60:80] = lines[0:HEIGHT:2, 170:] = 55
    _, atoms = find_atoms(lines, [slice(0, 120), slice(120, 240)])
    assert [atom[0] for atom in atoms.tolist()] == [20, 60, 140]


def test_labels_have_a_rim_of_a_pixel() -> None:
    labels, _ = find_atoms(drawn((20, 6, 40, 26)), [slice(0, 120)])
    rows, columns = np.nonzero(labels)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (5, 26, 19, 40)


def test_white_has_no_atoms() -> None:
    labels, atoms = find_atoms(drawn(), [slice(0, 120)])
    assert atoms.shape == (0, 4)
    assert not labels.any()
