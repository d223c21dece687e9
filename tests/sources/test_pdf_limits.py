"""What a PDF may take: values that make sense, from Python and from the command line."""

from __future__ import annotations

import argparse
import math
from typing import Any

import pytest

from pagerec import OptionError
from pagerec.commands.read import add_reading_options
from pagerec.sources import PdfOptions
from pagerec.sources.pdf_limits import PdfLimits


@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf, "3", None])
def test_seconds_out_of_range(seconds: Any) -> None:
    with pytest.raises(OptionError, match=r"seconds is .*: give"):
        PdfLimits(seconds=seconds)


@pytest.mark.parametrize("memory", [0, -1, 1.5e9, 10**30, 49_999_999, "3", None])
def test_memory_out_of_range(memory: Any) -> None:
    with pytest.raises(OptionError, match=r"memory is .*: give"):
        PdfLimits(memory=memory)


def parsed(*arguments: str) -> PdfLimits | None:
    parser = argparse.ArgumentParser(exit_on_error=False)
    add_reading_options(parser)
    return parser.parse_args(arguments).pdf_limits  # type: ignore[no-any-return]


def test_the_command_line() -> None:
    assert parsed() == PdfLimits()
    assert parsed("--pdf-limits", "2.5,300") == PdfLimits(2.5, 300_000_000)
    assert parsed("--pdf-limits", "none") is None


@pytest.mark.parametrize("text", ["", "30", "a,b", "30,nan", "30,inf", "0,1000", "30,1", "1,2,3"])
def test_the_command_line_out_of_range(text: str) -> None:
    with pytest.raises(argparse.ArgumentError, match=r"give"):
        parsed("--pdf-limits", text)


def test_other_limits_are_none() -> None:
    with pytest.raises(OptionError, match="limits is 30: give PdfLimits, or None"):
        PdfOptions(limits=30)  # type: ignore[arg-type]
