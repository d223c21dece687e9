"""Warnings of a page: what they are made of, and their way through JSON."""

from __future__ import annotations

import pytest

from pagerec import Box, OptionError, Page, PageWarning
from pagerec.page.warnings import REASONS


@pytest.mark.parametrize("reason", REASONS)
def test_json_keeps_them(reason: str) -> None:
    page = Page((), 100, 50, warnings=(PageWarning(reason, Box(1, 2, 30, 40)),))  # type: ignore[arg-type]
    assert Page.from_json(page.to_json()) == page


def test_pages_of_before_have_none() -> None:
    data = Page((), 100, 50).to_dict()
    del data["warnings"]
    assert Page.from_dict(data).warnings == ()


def test_says_what_and_where() -> None:
    assert str(PageWarning("unread text", Box(1, 2, 30, 40))) == "unread text at 1, 2, 30, 40"


@pytest.mark.parametrize("given", ["", "lost", None, 3])
def test_another_reason(given: object) -> None:
    with pytest.raises(OptionError, match="one of unread text"):
        PageWarning(given, Box(0, 0, 1, 1))  # type: ignore[arg-type]


def test_what_is_no_warning() -> None:
    with pytest.raises(OptionError, match=r"Page\.warnings"):
        Page((), 10, 10, warnings=("unread text",))  # type: ignore[arg-type]
    with pytest.raises(OptionError, match=r"warnings\[0\]"):
        Page.from_dict(Page((), 10, 10).to_dict() | {"warnings": [{"reason": "lost", "box": [0, 0, 1, 1]}]})
