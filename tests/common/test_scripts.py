"""Simplified and traditional text."""

from __future__ import annotations

import pytest

from pagerec.common.scripts import own_characters, script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("", ""),
        ("12.5% ——", ""),
        ("plain English, 2 words", "latin"),
        ("我们的图书馆", "simplified"),
        ("我們的圖書館", "traditional"),
        ("一二三上下", "simplified"),
        ("国家图书馆的镕字与國", "simplified"),
        ("國家圖書館與图书馆", "mixed"),
        ("the method of 张三 and many other people here", "latin"),
    ],
)
def test_scripts(text: str, script: str) -> None:
    assert script_of(text) == script


def test_own_characters() -> None:
    simplified, traditional = own_characters()
    assert {"国", "们", "书"} <= simplified
    assert {"國", "們", "書"} <= traditional
    assert not simplified & traditional
    assert not set("一上的人后") & (simplified | traditional)
