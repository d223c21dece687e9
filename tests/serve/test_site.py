"""The page's own files."""

from __future__ import annotations

import re
from pathlib import Path

import pagerec.serve
from pagerec.serve.site import site_files

FOLDER = Path(pagerec.serve.__file__).parent / "static"


def test_all_files_are_served() -> None:
    assert set(site_files()) == {path.name for path in FOLDER.iterdir()}
    assert all(file.content for file in site_files().values())


def test_nothing_comes_from_elsewhere() -> None:
    for name, file in site_files().items():
        addresses = set(re.findall(r"https?://[^\s\"')]+", file.content.decode()))
        assert addresses <= {"http://www.w3.org/2000/svg"}, name  # a name, which nobody asks for


def test_modules_and_files_that_are_named_are_there() -> None:
    for name, file in site_files().items():
        text = file.content.decode()
        named = re.findall(r'from "\./([\w.]+)"', text) + re.findall(r'(?:src|href)="static/([\w.]+)"', text)
        assert set(named) <= set(site_files()), name


def test_every_word_is_said_in_both_languages() -> None:
    text = site_files()["words.js"].content.decode()
    english, chinese = (set(re.findall(r"^    (\w+): ", part, re.MULTILINE)) for part in text.split("  zh: {"))
    assert english == chinese
    used = {
        word
        for file in site_files().values()
        for word in re.findall(r'(?:say\(|data-word=)"(\w+)"', file.content.decode())
    }
    assert used <= english


def test_no_file_is_long() -> None:
    assert all(file.content.count(b"\n") < 500 for file in site_files().values())
