"""The text map's network on pictures of any size."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from pagerec.segmentation.text_map import LiteRtTextMap, MapLook
from tests.pages import TEXT, page_of, text_map


@pytest.mark.parametrize("shape", [(1, 1), (3, 90), (90, 3), (64, 64), (100, 231)])
@pytest.mark.parametrize("scale", [1.0, 0.4, 0.07, 1.7])
def test_a_look_covers_the_picture_and_its_room(shape: tuple[int, int], scale: float) -> None:
    look = text_map()(np.full(shape, 200, np.uint8), scale)
    height, width = look.core.shape
    assert look.em.shape == look.vertical.shape == (height // 2, width // 2)
    assert look.turn.shape == (height // 2, width // 2, 2)
    assert 2 * width >= shape[1] * look.scale[0] + 2 * look.room
    assert 2 * height >= shape[0] * look.scale[1] + 2 * look.room
    for side, factor in zip(shape[::-1], look.scale, strict=True):
        assert side * factor == pytest.approx(max(1, side * scale), abs=1)
    assert ((look.core >= 0) & (look.core <= 1)).all()
    assert (look.em > 0).all()


def test_paper_is_no_text_and_lines_are() -> None:
    assert (text_map()(np.full((200, 300), 240, np.uint8), 1.0).core < 0.5).all()
    truth = page_of(TEXT[:2], 20)
    look = text_map()(truth.gray, 1.0)
    rows = np.unique(np.nonzero(look.core > 0.5)[0])
    assert len(np.flatnonzero(np.diff(rows) > 1)) == 1, "two lines with white between"
    em = look.em[(look.core[::2, ::2] > 0.5)]
    assert float(np.median(em)) == pytest.approx(20, rel=0.15)


def same(one: MapLook, other: MapLook) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in ("core", "em", "turn", "vertical", "scale")
    )


def test_threads_and_sizes_do_not_mix() -> None:
    pictures = [page_of(TEXT[: k + 1], 12 + 2 * k).gray for k in range(3)]
    alone = [text_map()(picture, 1.0) for picture in pictures]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda k: text_map()(pictures[k % 3], 1.0), range(9)))
    assert all(same(look, alone[k % 3]) for k, look in enumerate(together))


def test_a_pickled_map_says_the_same() -> None:
    shipped = text_map()
    assert isinstance(shipped, LiteRtTextMap)
    again = pickle.loads(pickle.dumps(shipped))
    assert (again.path, again.threads) == (shipped.path, shipped.threads)
    gray = page_of(TEXT[:1], 20).gray
    assert same(again(gray, 0.9), shipped(gray, 0.9))


def test_sessions_stay_ready_for_the_sizes_seen_last_and_take_little_memory() -> None:
    shipped = pickle.loads(pickle.dumps(text_map()))

    def ready_after(*sides: int) -> list[tuple[int, int]]:
        for side in sides:
            shipped(np.full((side, side), 240, np.uint8), 1.0)
        return [session.shape for session in shipped._idle]

    assert ready_after(32, 64, 96, 128) == [(64, 64), (96, 96), (128, 128), (160, 160)]
    assert ready_after(64, 160) == [(128, 128), (160, 160), (96, 96), (192, 192)]
    assert ready_after(1200) == [(1248, 1248)]
    assert ready_after(32) == [(64, 64)]
