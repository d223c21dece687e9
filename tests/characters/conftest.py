"""Small data for the tests of single characters."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.characters.small import CHARACTERS, font_files, synthesize


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two fonts."""
    folder = tmp_path_factory.mktemp("fonts")
    for path in font_files("hei", "uming"):
        (folder / path.name).symlink_to(path)
    return folder


@pytest.fixture(scope="session")
def charset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of twenty characters."""
    path = tmp_path_factory.mktemp("charset") / "characters.txt"
    path.write_text(f"{CHARACTERS[:10]}\n{CHARACTERS[10:]}\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory, fonts: Path, charset: Path) -> Path:
    """A finished folder of PNG files: 20 classes, 2 fonts, 2 pictures each."""
    out = tmp_path_factory.mktemp("data") / "folder"
    assert synthesize(out, fonts, charset, "--variants", "2", "--degrade", "0.5") == 0
    return out


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory, fonts: Path, charset: Path) -> Path:
    """The same as one TFRecord file."""
    out = tmp_path_factory.mktemp("data") / "records"
    assert synthesize(out, fonts, charset, "--variants", "2", "--degrade", "0.5", "--format", "tfrecord") == 0
    return out
