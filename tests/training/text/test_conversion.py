"""Turning simplified text into traditional text; conversion itself needs OpenCC."""

from __future__ import annotations

from pathlib import Path

import pytest

from pagerec.training.text import conversion
from pagerec.training.text.conversion import convert_file, load_converter


def test_lines_keep_their_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "BATCH", 2)
    source, target = tmp_path / "a.txt", tmp_path / "b.txt"
    source.write_text("国一\n国二\n\n国三\n国四", encoding="utf-8")
    convert_file(source, target, lambda text: text.replace("国", "國"))
    assert target.read_text(encoding="utf-8") == "國一\n國二\n\n國三\n國四"


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("他的头发很长，发生了什么？", "他的頭髮很長，發生了什麼？"),
        ("皇后以后在这里", "皇后以後在這裡"),
        ("他说：“‘对’是对的。”", "他說：「『對』是對的。」"),
        ("It’s 一个 “程序”\t1.5e+03", "It’s 一個 「程序」\t1.5e+03"),
    ],
)
def test_words_are_converted_by_their_context(simplified: str, traditional: str) -> None:
    pytest.importorskip("opencc")
    assert load_converter()(simplified) == traditional
