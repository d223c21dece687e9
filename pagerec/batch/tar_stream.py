"""The content of a tar file, unpacked from front to back, in bounded memory and time."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
from collections.abc import Callable
from typing import IO, Any

__all__ = ["TarStream"]

_MOST_READ = 1 << 20
"""The most bytes that are read at once. Nothing but a header that nobody needs asks for more."""

_BLOCK = 1 << 16

_PADDING = 4 << 20
"""Packed bytes in a row that give nothing: zeros between two streams, and what a decoder reads ahead."""

_XZ_MEMORY = 200 << 20
"""The most memory for unpacking xz; ``xz -9`` makes files that need 65 MB."""


class TarStream:
    """A file object for `tarfile` that never goes back, but for one byte, as `tarfile` does behind every member.

    To go back further would mean to unpack all from the beginning again.

    Parameters
    ----------
    file : binary file
        The tar file, compressed or not.
    check : callable
        Told how many bytes in all will have been unpacked; raises where they are too many.
    """

    def __init__(self, file: IO[bytes], check: Callable[[int], None]) -> None:
        start = file.read(8)
        file.seek(0)
        self._file = file
        self._packed = _Packed(file)
        kinds = (kind for magic, kind in _KINDS.items() if start.startswith(magic))
        self._unpacked: Any = next((kind(self._packed) for kind in kinds), None)
        self._check, self._place, self._last, self._is_back = check, 0, b"", False

    def read(self, size: int) -> bytes:
        """Read so many bytes, fewer at the end."""
        if not 0 <= size <= _MOST_READ:
            raise tarfile.ReadError(f"a header has {size:,} bytes")
        if self._is_back and size:
            self._is_back = False
            return self._last + self.read(size - 1)
        self._check(self._place + size)
        content: bytes = (self._unpacked or self._file).read(size)
        self._packed.has_given(len(content))
        self._place += len(content)
        self._last = content[-1:] or self._last
        return content

    def seek(self, place: int) -> int:
        """Go on to a place."""
        back = self.tell() - place
        if back > 0:
            if back > 1 or self._is_back or not self._last:
                raise tarfile.ReadError("members overlap")
            self._is_back = True
        elif back < 0:
            self._skip(place)
        return place

    def tell(self) -> int:
        """Give the place."""
        return self._place - self._is_back

    def _skip(self, place: int) -> None:
        self._check(place)
        self._is_back = False
        if self._unpacked is None:
            self._place, self._last = self._file.seek(place), b""
        while self._place < place:
            if not self.read(min(_BLOCK, place - self._place)):
                return


class _Packed:
    """A packed file, of which little is read that gives nothing: a sparse one has terabytes of zeros behind its end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._left = file, _PADDING

    def read(self, size: int) -> bytes:
        content = self._file.read(size)
        self._left -= len(content)
        if self._left < 0:
            raise tarfile.ReadError("what is packed has nothing in it")
        return content

    def has_given(self, size: int) -> None:
        """Note so many bytes that came out; packed they were an eighth more at most."""
        self._left = min(_PADDING, self._left + size + size // 8)


class _Xz:
    """An xz file unpacked in bounded memory, which `lzma.open` can't do."""

    def __init__(self, file: _Packed) -> None:
        self._file, self._decoder = file, _xz_decoder()

    def read(self, size: int) -> bytes:
        content = b""
        while len(content) < size:
            packed = b""
            if self._decoder.eof:
                packed = self._next_stream()
                if not packed:
                    break
                self._decoder = _xz_decoder()
            elif self._decoder.needs_input and not (packed := self._file.read(_BLOCK)):
                raise EOFError("the file ends too early")
            content += self._decoder.decompress(packed, size - len(content))
        return content

    def _next_stream(self) -> bytes:
        """What follows a stream, without the zeros that may stand between two."""
        packed = self._decoder.unused_data.lstrip(b"\0")
        while not packed and (packed := self._file.read(_BLOCK)):
            packed = packed.lstrip(b"\0")
        return packed


def _xz_decoder() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY)


_KINDS: dict[bytes, Callable[[Any], Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\0": _Xz}
"""How compressed files begin."""
