"""What the classifier sees of cells."""

from __future__ import annotations

import numpy as np

from pagerec.segmentation import CellWindows, cell_windows, find_cells
from pagerec.segmentation.lines import HEIGHT
from pagerec.segmentation.page import find_lines
from tests.pages import TEXT, page_of, text_map
from tests.segmentation.made import blocks


def test_a_window_shows_the_line_and_marks_the_cell() -> None:
    line_image = blocks((20, 26), (30, 36), (40, 46))
    cells = find_cells(line_image)
    middle = next(k for k in range(len(cells.first)) if cells.first[k] == cells.last[k] == 2)
    (window,) = cell_windows(line_image, cells, np.array([middle]))
    assert window.shape == (HEIGHT, HEIGHT, 2)
    assert window.dtype == np.uint8
    inked = np.flatnonzero(window[:, :, 0].any(axis=0))
    assert len(inked) == 18, "three blocks of six columns"
    own = np.flatnonzero(window[:, :, 1].any(axis=0))
    assert own.tolist() == list(range(HEIGHT // 2 - 3, HEIGHT // 2 + 3)), "centred"
    assert np.flatnonzero(window[:, :, 1].any(axis=1)).tolist() == list(range(6, 26)), "rows as in the line"


def test_own_ink_is_the_cells_atoms_and_all_of_them() -> None:
    layout = find_lines(page_of(TEXT[:2], 20).gray, text_map())
    for line_image in layout.line_images(layout.text_lines):
        cells = find_cells(line_image)
        windows = cell_windows(line_image, cells)
        assert windows.shape == (len(cells.first), HEIGHT, HEIGHT, 2)
        seen, own = windows[..., 0].astype(int), windows[..., 1].astype(int)
        assert ((own == 0) | (own == seen)).all()
        weights = [int(line_image.level[cells.labels == atom].sum()) for atom in range(1, len(cells.atoms) + 1)]
        for k, (first, last) in enumerate(zip(cells.first, cells.last, strict=True)):
            if cells.boxes[k, 2] - cells.boxes[k, 0] <= HEIGHT - 4:
                assert own[k].sum() == sum(weights[first - 1 : last])


def test_chosen_windows_are_those_of_all() -> None:
    line_image = blocks((0, 6), (30, 36), (110, 120))
    cells = find_cells(line_image)
    chosen = np.array([2, 0])
    np.testing.assert_array_equal(cell_windows(line_image, cells, chosen), cell_windows(line_image, cells)[chosen])
    assert cell_windows(line_image, cells, np.zeros(0, np.intp)).shape == (0, HEIGHT, HEIGHT, 2)


def test_windows_of_several_lines_are_those_of_each() -> None:
    images = [blocks((20, 26), (30, 36)), blocks((0, 8), (100, 120)), blocks((2, 20), width=22)]
    cells = [find_cells(image) for image in images]
    windows = CellWindows(images, cells)
    alone = np.concatenate([cell_windows(image, line) for image, line in zip(images, cells, strict=True)])
    np.testing.assert_array_equal(windows(np.arange(len(alone))), alone)


def test_a_window_does_not_show_the_next_line() -> None:
    one, full = blocks((100, 120)), blocks((0, 120))
    cells = [find_cells(one), find_cells(full)]
    (window,) = CellWindows([one, full], cells)(np.zeros(1, np.intp))
    inked = np.flatnonzero(window[..., 0].any(axis=0))
    assert (inked.min(), inked.max()) == (HEIGHT // 2 - 10, HEIGHT // 2 + 9)
