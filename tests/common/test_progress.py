"""When a progress bar is shown, and what it shows."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest

from pagerec import OptionError
from pagerec.common.progress import hidden, progress_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, is_shown: bool | None) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    with progress_bar("pages", is_shown) as show:
        show(11, 20, start=10)
        show(15, 30, start=10, note="2 set aside")
    return stream.getvalue()


@pytest.mark.parametrize("is_shown", [None, True])
def test_on_a_terminal(monkeypatch: pytest.MonkeyPatch, is_shown: bool | None) -> None:
    pytest.importorskip("tqdm")
    out = shown(monkeypatch, Terminal(), is_shown)
    assert "15/30" in out
    assert "pages/s, 2 set aside" in out


def test_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tqdm")
    assert shown(monkeypatch, io.StringIO(), None) == ""
    assert shown(monkeypatch, Terminal(), False) == ""
    assert "15/30" in shown(monkeypatch, io.StringIO(), True)


def test_what_was_there_does_not_count_for_the_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    tqdm = pytest.importorskip("tqdm")
    made: list[Any] = []

    class Kept(tqdm.tqdm):  # type: ignore[name-defined,misc]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            made.append(self)

    monkeypatch.setattr(tqdm, "tqdm", Kept)
    shown(monkeypatch, Terminal(), None)
    assert (made[0].initial, made[0].n, made[0].total) == (10, 15, 30)


def test_without_tqdm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert shown(monkeypatch, Terminal(), None) == ""
    with pytest.raises(OptionError, match=r"pagerec\[batch\]"), progress_bar("pages", True):
        pass
    with progress_bar("pages") as show:
        assert show is hidden
