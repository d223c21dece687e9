"""Files that an assistant may not have read stay closed, whatever leads to them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pagerec.errors import ImageError, OptionError
from pagerec.integrations.mcp.folders import Folders


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """A folder with files, beside one that is not allowed."""
    for name in ("scans/deep/page.png", "more/other.png", "scans-old/page.png", "secret.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    return tmp_path / "scans"


@pytest.mark.parametrize("name", ["deep/page.png", "./deep/../deep/page.png", "missing.png", "..png"])
def test_below_a_folder(scans: Path, name: str) -> None:
    found = Folders.of([str(scans)]).find(name)
    assert found == Path(os.path.realpath(scans / name))
    assert Folders.of([str(scans)]).find(str(scans / name)) == found


@pytest.mark.parametrize(
    "name",
    ["../secret.png", "deep/../../secret.png", "/etc/passwd", "../scans-old/page.png", "..", "~/secret.png/../../.."],
)
def test_elsewhere(scans: Path, name: str) -> None:
    with pytest.raises(ImageError, match="in no folder that may be read"):
        Folders.of([str(scans)]).find(name)


def test_it_is_not_told_whether_there_is_a_file_elsewhere(scans: Path) -> None:
    messages = set()
    for name in ("../secret.png", "../no-such.png"):
        with pytest.raises(ImageError) as caught:
            Folders.of([str(scans)]).find(name)
        messages.add(str(caught.value).replace(name, ""))
    assert len(messages) == 1


def test_links_are_followed_first(scans: Path) -> None:
    (scans / "out.png").symlink_to("../secret.png")
    (scans / "up").symlink_to("..")
    (scans / "in.png").symlink_to("deep/page.png")
    folders = Folders.of([str(scans)])
    assert folders.find("in.png") == Path(os.path.realpath(scans / "deep/page.png"))
    for name in ("out.png", "up/secret.png", str(scans / "up" / "secret.png")):
        with pytest.raises(ImageError, match="in no folder"):
            folders.find(name)


def test_a_folder_may_be_a_link_itself(scans: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("scans")
    assert Folders.of([str(tmp_path / "link")]).find("deep/page.png").exists()


def test_the_folder_that_has_the_file_counts(scans: Path, tmp_path: Path) -> None:
    folders = Folders.of([str(scans), str(tmp_path / "more")])
    assert folders.find("other.png") == Path(os.path.realpath(tmp_path / "more/other.png"))
    assert folders.find("../more/other.png") == folders.find("other.png")
    assert str(folders) == f"{os.path.realpath(scans)}, {os.path.realpath(tmp_path / 'more')}"


@pytest.mark.parametrize("name", ["", "a\0b", "\ud800"])
def test_no_path(scans: Path, name: str) -> None:
    with pytest.raises(ImageError):
        Folders.of([str(scans)]).find(name)


def test_a_folder_that_is_none(scans: Path) -> None:
    for name in ("missing", "deep/page.png", ""):
        with pytest.raises(OptionError, match="there is no such folder"):
            Folders.of([str(scans / name) if name else ""])
