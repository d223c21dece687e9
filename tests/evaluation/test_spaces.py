"""Spaces missed and spaces too many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec.evaluation.spaces import SpaceErrors, space_errors


@pytest.mark.parametrize(
    ("truth", "read", "expected"),
    [
        ("a b", "a b", SpaceErrors(1, 0, 0)),
        ("a b", "ab", SpaceErrors(1, 1, 0)),
        ("0.5 s", "0 .5 s", SpaceErrors(1, 0, 1)),
        ("用 Python 写", "用Python写", SpaceErrors(0, 0, 0)),
        ("第 一 章", "第一章", SpaceErrors(0, 0, 0)),
        ("one\ntwo", "one two", SpaceErrors(0, 0, 0)),
        # Beside an error of reading nothing is counted; look-alikes are no errors.
        ("a bc d", "a xc d", SpaceErrors(1, 0, 0)),
        ("“a b”", '"a b"', SpaceErrors(1, 0, 0)),
        ("", "a b", SpaceErrors(0, 0, 0)),
    ],
)
def test_what_is_counted(truth: str, read: str, expected: SpaceErrors) -> None:
    assert space_errors(truth, read) == expected


@given(st.text("ab 1.中，\n"))
def test_a_text_has_no_errors_against_itself(text: str) -> None:
    spaces, missed, extra = space_errors(text, text)
    assert (missed, extra) == (0, 0)
    assert spaces <= text.count(" ")
