"""What is no print: rules, frames, figures, specks."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from pagerec.page.box import Box
from pagerec.segmentation import Ink, find_components, find_ink, find_text_lines
from pagerec.segmentation.line_shape import INK_HEIGHT
from pagerec.segmentation.nontext import (
    Nontext,
    RuleParams,
    _without,
    erase_nontext,
    find_figures,
    find_rules,
    level_and_upright_rules,
)
from tests.pages import TEXT, page_of

FLAT = pytest.mark.xfail(strict=True, reason="level strokes of neighbouring characters in Hei are erased as a rule")


# Rules


def ruled(distance: int, thickness: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Text with a rule under each line: print, rules, and both."""
    truth = page_of(TEXT, 24, leading=1.8)
    text = find_ink(truth.gray).mask
    rules = np.zeros_like(text)
    for number in range(len(TEXT)):
        rows, columns = np.nonzero(np.isin(truth.ids, [k for k, n in enumerate(truth.lines, 1) if n == number]))
        bottom = int(rows.max()) + 1 + distance
        rules[bottom : bottom + thickness, columns.min() : columns.max()] = True
    return text, rules, text | rules


@pytest.mark.parametrize("thickness", [1, 2, 3])
@pytest.mark.parametrize("distance", [-1, 1, 4])
def test_rules_under_text_are_erased_and_print_is_kept(distance: int, thickness: int) -> None:
    text, rules, both = ruled(distance, thickness)
    found = find_rules(both, 22.0)
    assert np.count_nonzero(found & rules) > 0.97 * np.count_nonzero(rules)
    assert np.count_nonzero(found & text & ~rules) < 0.005 * np.count_nonzero(text)
    left = erase_nontext(Ink(both.view(np.uint8) * 255, both, False), 22.0).ink
    assert len(find_text_lines(left, 22.0)) == len(TEXT)


def test_frames_and_tables_are_erased() -> None:
    truth = page_of(["表一 各地降雨", "城市 降雨 气温", "杭州 120 18"], 20, leading=2.0, margin=2)
    text = find_ink(truth.gray).mask
    mask = text.copy()
    height, width = mask.shape
    for row in (4, height // 3, 2 * height // 3, height - 5):
        mask[row : row + 2, 4 : width - 4] = True
    for column in (4, width - 6):
        mask[4 : height - 4, column : column + 2] = True
    left = erase_nontext(Ink(mask.view(np.uint8) * 255, mask, False), 18.5).ink
    drawn = mask & ~text
    assert np.count_nonzero(left.mask & drawn) < 0.02 * np.count_nonzero(drawn)
    assert np.count_nonzero(left.mask & text) > 0.97 * np.count_nonzero(text)
    assert len(find_text_lines(left, 18.5)) == 3


@pytest.mark.parametrize(
    ("text", "han"),
    [
        ("今天下午会有大风——快走", "hei"),
        ("十一二十三日至二十五日——目标", "uming"),
        ("王三正在工工整整地写", "song"),
        ("一二三四五六七八九十", "song"),
        ("十一二十三日至二十五日——目标", "hei"),
        pytest.param("王三正在工工整整地写", "hei", marks=FLAT),
        ("一二三四五六七八九十", "hei"),
        ("一一三三二二", "uming"),
    ],
)
def test_dashes_and_level_strokes_are_no_rules(text: str, han: str) -> None:
    for em in (12, 14, 20, 24, 32, 40):
        mask = find_ink(page_of([text], em, han).gray).mask
        assert not find_rules(mask, INK_HEIGHT * em).any()


def test_rules_of_several_kinds_are_found_together() -> None:
    mask = np.zeros((200, 400), bool)
    mask[20:22, 20:380] = mask[60:66, 20:380] = mask[100:190, 30:36] = True
    kinds = RuleParams(), RuleParams(length=4.0, width=0.4)
    alone = [level_and_upright_rules(mask, 20.0, kind) for kind in kinds]
    assert alone[0][0].any()
    assert not np.array_equal(alone[0][0], alone[1][0])
    for found, one, other in zip(level_and_upright_rules(mask, 20.0, *kinds), *alone, strict=True):
        assert np.array_equal(found, one | other)


def test_components_are_looked_for_again_among_very_many() -> None:
    mask = np.zeros((530, 530), bool)
    mask[:520:2, :520:2] = True
    mask[525, 100:110] = True
    whole = find_components(mask)
    assert len(whole.boxes) > np.iinfo(np.uint16).max
    erased = np.zeros_like(mask)
    erased[525, 104:106] = True
    left = _without(whole, erased, mask & ~erased)
    assert left.boxes[-2:].tolist() == [[100, 525, 4, 1, 4], [106, 525, 4, 1, 4]]
    assert ((left.labels > 0) == (mask & ~erased)).all()
    assert len(np.unique(left.labels)) == len(whole.boxes) + 2


# Masks made by hand, of print 20 pixels large

EM = 20


def erased(*boxes: tuple[int, int, int, int], shape: tuple[int, int] = (400, 600)) -> tuple[Ink, Nontext]:
    mask = np.zeros(shape, bool)
    for left, top, right, bottom in boxes:
        mask[top:bottom, left:right] = True
    return erase_nontext(Ink(mask.view(np.uint8) * 255, mask, False), EM)[:2]


def characters(count: int, left: int, top: int, side: int = 18, pen: int = 2) -> list[tuple[int, int, int, int]]:
    """Boxes of ink that could be characters: hollow, four strokes each."""
    strokes = []
    for x in range(left, left + count * (side + 4), side + 4):
        strokes += [(x, top, x + side, top + pen), (x, top + side - pen, x + side, top + side)]
        strokes += [(x, top, x + pen, top + side), (x + side - pen, top, x + side, top + side)]
    return strokes


@pytest.mark.parametrize(
    ("box", "found"),
    [((50, 100, 250, 102), True), ((50, 100, 100, 102), False), ((50, 100, 250, 112), False)],
    ids=["long and thin", "a dash", "thick"],
)
def test_a_level_rule(box: tuple[int, int, int, int], found: bool) -> None:
    ink, nontext = erased(box)
    assert nontext.level == ((Box(*box),) if found else ())
    assert nontext.upright == ()
    assert ink.mask.any() != found
    assert ink.level.any() != found


def test_an_upright_rule() -> None:
    ink, nontext = erased((50, 100, 52, 300))
    assert nontext.upright == (Box(50, 100, 52, 300),)
    assert nontext.level == ()
    assert not ink.mask.any()


def test_a_photograph_is_taken_away_with_its_surroundings() -> None:
    ink, nontext = erased((300, 100, 500, 300), *characters(5, 20, 20))
    (box,) = nontext.drawings
    assert box.left <= 300 <= 500 <= box.right
    assert box.top <= 100 <= 300 <= box.bottom
    assert not ink.mask[:, 250:].any()
    assert ink.mask[:, :250].sum() == 5 * (18 * 18 - 14 * 14)


@pytest.mark.parametrize(("side", "found"), [(200, True), (30, False), (9, False)])
def test_a_figure_is_solid_and_large(side: int, found: bool) -> None:
    mask = np.zeros((300, 300), bool)
    mask[50 : 50 + side, 50 : 50 + side] = True
    assert find_figures(mask, EM).any() == found


def test_text_is_no_figure() -> None:
    mask = np.zeros((300, 300), bool)
    for row in range(8):
        for left, top, right, bottom in characters(10, 10, 10 + 24 * row):
            mask[top:bottom, left:right] = True
    assert not find_figures(mask, EM).any()


def test_a_speck_leaves_the_mask_alone() -> None:
    ink, _ = erased((100, 100, 101, 101), (200, 100, 203, 103))
    assert np.argwhere(ink.mask).min(axis=0).tolist() == [100, 200], "the larger one is print"
    assert ink.level[100, 100], "a full stop's faint part may be such a speck"


def test_large_print_has_others_beside_it() -> None:
    title = characters(4, 50, 100, side=70, pen=8)
    ink, nontext = erased(*title)
    assert (nontext.drawings, len(nontext.large)) == ((), 4)
    assert ink.mask.any()
    ink, nontext = erased(*title[:4])
    assert len(nontext.drawings) == 1, "one alone is a drawing"
    assert not ink.mask.any()


def test_what_is_larger_than_print_may_be_a_drop_cap() -> None:
    _, nontext = erased(*characters(1, 50, 100, side=40), *characters(6, 100, 100))
    assert nontext.large == (Box(50, 100, 90, 140),)
    assert nontext.drawings == ()


def test_an_empty_page() -> None:
    ink, nontext = erased()
    assert nontext == Nontext()
    assert not ink.mask.any()


@pytest.mark.parametrize("figure", [False, True])
def test_components_are_told_as_they_were_and_as_they_are(figure: bool) -> None:
    mask = np.zeros((400, 600), bool)
    solid = [(320, 200, 460, 340)] if figure else []
    for left, top, right, bottom in [*characters(9, 60, 40), (60, 62, 260, 64), (90, 48, 94, 64), (8, 8, 9, 9), *solid]:
        mask[top:bottom, left:right] = True
    found = erase_nontext(Ink(mask.view(np.uint8) * 255, mask, False), EM)
    assert np.array_equal(found.before, find_components(mask).boxes)
    assert len(found.after) < len(found.before)
    assert sorted(found.after.tolist()) == sorted(find_components(found.ink.mask).boxes.tolist())
