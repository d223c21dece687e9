"""Turn simplified text into traditional text, for what text that was written so lacks."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from pagerec.common.extras import need

__all__ = ["convert_file", "load_converter"]

#: Lines converted at a time.
BATCH = 10_000
#: Quotation marks of simplified print and those of traditional print.
QUOTES = str.maketrans("“”", "「」")
INNER_QUOTES = re.compile("‘([^‘’\n]*)’")


def load_converter() -> Callable[[str], str]:
    """A function that turns simplified text into that of Taiwan, words by their context.

    Characters are converted by OpenCC, whose longest words win: 头发 becomes 頭髮, 发生 becomes 發生. Quotation marks
    become those of traditional print.

    Raises
    ------
    MissingPackageError
        When OpenCC is not installed.

    Examples
    --------
    >>> load_converter()("他说：“头发干了。”")                       # doctest: +SKIP
    '他說：「頭髮乾了。」'
    """
    converter = need("opencc", "train").OpenCC("s2tw")

    def convert(text: str) -> str:
        converted: str = converter.convert(text)
        return INNER_QUOTES.sub(r"『\1』", converted.translate(QUOTES))

    return convert


def convert_file(source: Path, target: Path, convert: Callable[[str], str]) -> None:
    """Convert a corpus or a word list line by line: line *n* of one file is line *n* of the other.

    So lines that are kept out of training are kept out in both scripts.
    """
    with source.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        while batch := "".join(islice(lines, BATCH)):
            out.write(convert(batch))
