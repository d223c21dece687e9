"""Take paragraphs of text, and words with their frequencies, out of files of many formats."""

from __future__ import annotations

import gzip
import html
import json
import re
import sqlite3
import struct
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

__all__ = ["READERS", "WORD_READERS", "clean_paragraph", "read_file"]

Reader = Callable[[bytes], Iterator[str]]

#: A paragraph is kept when at least this share of its visible characters is Han.
MIN_HAN_SHARE = 0.3
#: Shorter paragraphs are menu entries and page numbers rather than text.
MIN_LENGTH = 6

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]")
#: Replacement characters, private use, controls, Hangul and kana: not Chinese print.
FOREIGN = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0b-\x1f\x7f-\x9f\u3040-\u30ff\uac00-\ud7a3]")
BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|hr|li|ul|ol|dl|dt|dd|tr|td|th|table|h[1-6]|title|para|section|pre|note|item"
    r"|listitem|term|page|entry|row|value)\b[^>]*>",
    re.IGNORECASE,
)
HIDDEN = re.compile(r"<(script|style|svg|math)\b.*?</\1>|<!--.*?-->|<\?.*?\?>", re.DOTALL | re.I)
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
#: Keyboard mnemonics of menus: 打开(_O), 打开(&O), 文件(~F).
MNEMONIC = re.compile(r"\s?[(（][_&~]\w[)）]")
PO_TEXT = re.compile(r'^msgstr(?:\[\d+\])?\s+((?:"(?:[^"\\\n]|\\.)*"\s*)+)', re.MULTILINE)


def _decode(data: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _read_lines(data: bytes) -> Iterator[str]:
    yield from _decode(data).splitlines()


def _read_markup(data: bytes) -> Iterator[str]:
    """HTML, XHTML, Mallard, DocBook: block elements part paragraphs, the rest is dropped."""
    text = re.sub(r"\s*\n\s*", " ", HIDDEN.sub("", _decode(data)))
    for part in BLOCK_TAG.split(text):
        yield html.unescape(TAG.sub("", part))


def _message_lines(message: str) -> Iterator[str]:
    yield from html.unescape(TAG.sub("", MNEMONIC.sub("", message))).splitlines()


def _read_mo(data: bytes) -> Iterator[str]:
    """The translations of a GNU message catalogue (either byte order)."""
    if len(data) < 20:
        return
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    count, _, table = struct.unpack_from(order + "3I", data, 8)
    for index in range(count):
        length, offset = struct.unpack_from(order + "2I", data, table + 8 * index)
        for form in data[offset : offset + length].split(b"\0"):
            yield from _message_lines(form.decode("utf-8", "replace"))


def _read_po(data: bytes) -> Iterator[str]:
    for match in PO_TEXT.finditer(_decode(data)):
        parts = re.findall(r'"((?:[^"\\\n]|\\.)*)"', match.group(1))
        text = "".join(parts).replace(r"\n", "\n").replace(r"\t", " ")
        yield from _message_lines(re.sub(r"\\(.)", r"\1", text))


def _read_man(data: bytes) -> Iterator[str]:
    """A manual page: requests and font changes dropped, filled lines joined."""
    paragraph: list[str] = []
    for raw in [*_decode(data).splitlines(), ".P"]:
        if raw.startswith((".B ", ".I ", ".BR ", ".IR ", ".RB ", ".RI ")):
            raw = raw.split(" ", 1)[1].replace('"', "")
        line = re.sub(r"\\f(?:\[\w*\]|\(..|.)|\\[&|^%]", "", raw)
        line = re.sub(r"\\s[+-]?\d", "", line).replace(r"\-", "-").replace(r"\e", "\\")
        if line.startswith((".", "'")) or not line.strip():
            yield _join_wrapped(paragraph)
            paragraph = []
        else:
            paragraph.append(line.strip())


def _join_wrapped(lines: Sequence[str]) -> str:
    """Wrapped lines as one: a space only where both neighbours are Latin."""
    text = "\n".join(lines)
    return re.sub(r"\n", " ", re.sub(r"(?<![!-~])\n|\n(?![!-~])", "", text))


def _read_json(data: bytes) -> Iterator[str]:
    pending: list[Any] = [json.loads(data)]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            yield from value.splitlines()
        elif isinstance(value, dict):
            pending.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            pending.extend(reversed(value))


def _read_messages(data: bytes) -> Iterator[str]:
    """Messages of a program in JSON, without markup."""
    for text in _read_json(data):
        yield from _message_lines(text)


def _read_sqlite(data: bytes) -> Iterator[str]:
    with tempfile.NamedTemporaryFile(suffix=".db") as file:
        file.write(data)
        file.flush()
        with closing(sqlite3.connect(file.name)) as base:
            names = base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (name,) in names:
                for row in base.execute(f'SELECT * FROM "{name}"'):
                    for value in row:
                        if isinstance(value, str):
                            yield from value.splitlines()


def _read_tagged(data: bytes) -> Iterator[str]:
    """Text with a tag after every token (``迈/b 向/e``), the tags taken off."""
    for line in _decode(data).splitlines():
        yield re.sub(r"(\S+?)/[A-Za-z]+(?:\s+|$)", r"\1", line)


READERS: dict[str, Reader] = {
    "lines": _read_lines,
    "markup": _read_markup,
    "mo": _read_mo,
    "po": _read_po,
    "man": _read_man,
    "json": _read_json,
    "messages": _read_messages,
    "sqlite": _read_sqlite,
    "tagged": _read_tagged,
}
_BY_SUFFIX = {
    **dict.fromkeys((".html", ".htm", ".xhtml", ".xml", ".page", ".docbook"), "markup"),
    ".mo": "mo",
    ".po": "po",
    ".json": "json",
    ".db": "sqlite",
    ".sqlite": "sqlite",
}


def read_file(path: Path, reader: str = "auto") -> Iterator[str]:
    """Yield the raw paragraphs of a file.

    Parameters
    ----------
    path : Path
        The file; a ``.gz`` is unpacked.
    reader : str
        A key of `READERS`, or ``"auto"`` to go by the suffix (plain lines if unknown).

    Yields
    ------
    str
        Paragraphs as they stand; `clean_paragraph` decides which are Chinese text.
    """
    data = path.read_bytes()
    name = path.name
    if name.endswith(".gz"):
        data, name = gzip.decompress(data), name[:-3]
    key = _BY_SUFFIX.get(Path(name).suffix, "lines") if reader == "auto" else reader
    yield from READERS[key](data)


def clean_paragraph(text: str) -> str | None:
    r"""Tidy the white space of a paragraph; None if it is no Chinese text worth keeping.

    Punctuation, Latin letters and digits stay exactly as they are.

    Examples
    --------
    >>> clean_paragraph("  打开\u3000文件，  然后 保存。 ")
    '打开 文件，然后 保存。'
    >>> clean_paragraph("Open the file") is None
    True
    """
    text = re.sub(r"[\u200b-\u200f\u2060\ufeff\u00ad]", "", text)
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"(?<=[，。、；：？！]) | (?=[，。、；：？！])", "", text)
    visible = len(text) - text.count(" ")
    if visible < MIN_LENGTH or FOREIGN.search(text):
        return None
    return text if len(HAN.findall(text)) >= MIN_HAN_SHARE * visible else None


# --- word lists ----------------------------------------------------------------------------

Counted = Iterator[tuple[str, float]]


def _read_dictionary(path: Path) -> Counted:
    """Lines of ``word count tag``."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            word, count = line.split()[:2]
            yield word, float(count)


def _read_arpa(path: Path) -> Counted:
    """An ARPA word trigram model, as the joint probability of each n-gram that it lists."""
    joint: dict[str, float] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) < 2 or "<" in fields[1]:
                continue
            words = fields[1]
            before = words.rpartition(" ")[0]
            value = 10.0 ** float(fields[0]) * (joint.get(before, 0.0) if before else 1.0)
            if words.count(" ") < 2:
                joint[words] = value
            yield words, value


def _read_interpolation(path: Path) -> Counted:
    r"""libpinyin's model text: ``\item ID WORD [ID WORD] count N``."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            fields = line.split()
            if fields[:1] == ["\\item"] and fields[-2] == "count" and "<" not in line:
                yield " ".join(fields[2:-2:2]), float(fields[-1])


WORD_READERS: dict[str, Callable[[Path], Counted]] = {
    "dictionary": _read_dictionary,
    "arpa": _read_arpa,
    "interpolation": _read_interpolation,
}
