"""Pages of a batch as Parquet: a folder of files, as Spark, Dask and Ray write it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import IO, Any

from pagerec.batch.checks import check_content, checksum, checksum_of, refuse
from pagerec.batch.journal import TAIL, sync
from pagerec.common.extras import need

__all__ = ["Parts", "remove_parts"]

_PAGES, _BYTES = 1000, 64 << 20
"""A file of the folder is written when so many pages, or so many bytes of JSON, have come."""

_ROWS = 100
"""Pages that are in memory when it is written."""

_NAME = re.compile(r"part-(\d{5,})\.parquet(?:\.new)?")


class Parts:
    """A folder of Parquet files. Pages that don't fill one yet stand in a file of lines, the tail.

    Parameters
    ----------
    folder : Path
    tail : Path
    lengths : mapping
        Files (``parts``) and bytes of the tail (``tail``) to keep, and their checksums.

    Raises
    ------
    OptionError
        When pyarrow is missing, or files of the folder or tail are missing or have changed.
    """

    def __init__(self, folder: Path, tail: Path, lengths: Mapping[str, int]) -> None:
        need("pyarrow.parquet", "batch")
        self._folder, self._tail = folder, tail
        self._parts, self._length, self._pages = lengths.get("parts", 0), lengths.get(TAIL, 0), 0
        self._parts_sum, self._sum = lengths.get("parts.crc", 0), lengths.get(f"{TAIL}.crc", 0)
        folder.mkdir(exist_ok=True)
        self._check()
        remove_parts(folder, self._parts)
        self._file: IO[bytes] = open(tail, "a+b")  # noqa: SIM115
        self._file.truncate(self._length)

    def _check(self) -> None:
        """See that what is to be kept is there, before anything is removed."""
        found = 0
        for number in range(self._parts):
            if not self._part(number).exists():
                refuse(self._folder, "files are missing")
            found = _with_part(found, self._part(number))
        if found != self._parts_sum:
            refuse(self._folder, "bytes in it have changed")
        check_content(self._tail, self._length, self._sum)

    def write(self, line: bytes) -> None:
        """Add a page."""
        self._file.write(line)
        self._length += len(line)
        self._sum = checksum(line, self._sum)
        self._pages += 1

    def settle(self, *, is_last: bool) -> dict[str, int]:
        """Bring all to the disk, in a new file of the folder where there is enough for one."""
        sync(self._file)
        if self._pages >= _PAGES or self._length >= _BYTES or (is_last and (self._length or not self._parts)):
            self._write_part()
            self._parts_sum = _with_part(self._parts_sum, self._part(self._parts))
            self._parts, self._length, self._sum, self._pages = self._parts + 1, 0, 0, 0
        return {
            "parts": self._parts,
            "parts.crc": self._parts_sum,
            TAIL: self._length,
            f"{TAIL}.crc": self._sum,
        }

    def settled(self, *, is_last: bool) -> None:
        """Throw away the part of the tail that is in a file of the folder."""
        self._file.truncate(self._length)
        if is_last:
            self._file.close()
            self._tail.unlink()

    def close(self) -> None:
        """Close the tail."""
        self._file.close()

    def _part(self, number: int) -> Path:
        return self._folder / f"part-{number:05}.parquet"

    def _write_part(self) -> None:
        arrow, parquet = need("pyarrow", "batch"), need("pyarrow.parquet", "batch")
        schema, path = _schema(arrow), self._part(self._parts)
        new = path.with_suffix(".parquet.new")
        with open(new, "wb") as file, open(self._tail, "rb") as tail:
            with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
                while rows := [_row(line) for line in islice(tail, _ROWS)]:
                    writer.write_table(arrow.Table.from_pylist(rows, schema))
            sync(file)
        new.replace(path)
        _sync_folder(self._folder)


def remove_parts(folder: Path, first: int) -> None:
    """Remove the files of a folder from a number on; no other file is touched."""
    for path in list(folder.iterdir()):
        match = _NAME.fullmatch(path.name)
        if match and (int(match[1]) >= first or path.suffix == ".new"):
            path.unlink()


def _with_part(before: int, path: Path) -> int:
    """The checksum of the files so far with one more: of their checksums, so that each is read once."""
    return checksum(b"%08x" % checksum_of(path)[1], before)


def _schema(arrow: Any) -> Any:
    """The columns, as docs/batch.md describes them."""
    return arrow.schema(
        [
            ("file", arrow.string()),
            ("page", arrow.int32()),
            ("pages", arrow.int32()),
            ("width", arrow.int32()),
            ("height", arrow.int32()),
            ("skew", arrow.float64()),
            ("chars", arrow.int32()),
            ("confidence", arrow.float64()),
            ("text", arrow.string()),
            ("json", arrow.string()),
        ]
    )


def _row(line: bytes) -> dict[str, Any]:
    """A page's line of JSON as a row; what is no UTF-8 in a file's name is written as JSON has it."""
    page = json.loads(line)
    return {
        "file": page["file"].encode("utf-8", "backslashreplace").decode(),
        "page": page["page"],
        "pages": page["pages"],
        "width": page["width"],
        "height": page["height"],
        "skew": page["skew"],
        "chars": sum(len(row["chars"]) for block in page["blocks"] for row in block["lines"]),
        "confidence": page["confidence"],
        "text": page["text"],
        "json": line.decode().rstrip("\n"),
    }


def _sync_folder(folder: Path) -> None:
    """Bring new names to the disk, where the system can do that for a folder."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
