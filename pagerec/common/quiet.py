"""Keep what native libraries note when they start off standard error, and nothing else."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from pagerec.common.forking import lock_for_forks

__all__ = ["without_lines", "without_note"]

_STDERR = 2
"""The file that C++ writes to, whatever `sys.stderr` is."""

_NOTE = re.compile(b"INFO: ")
"""How a line of LiteRT begins that is left out."""

_redirecting = lock_for_forks()
"""Held while standard error leads elsewhere: by one thread at a time, and by none in the moment of a fork."""

_is_said = False
"""Whether LiteRT has made its note, which it makes once in a process."""


@contextmanager
def without_note() -> Iterator[None]:
    """Leave out what LiteRT notes when a network is first made ready in a process.

    LiteRT writes ``INFO: Created TensorFlow Lite XNNPACK delegate for CPU.`` and has no option against it. So standard
    error leads to a file until the first network is ready, some hundredths of a second. What else came there in
    that time, of other threads too, is written afterwards. Later calls do nothing.
    """
    global _is_said
    if _is_said:
        yield
        return
    with _redirecting:
        if _is_said:
            yield
        else:
            with _collected(_NOTE):
                yield
            _is_said = True


@contextmanager
def without_lines(beginning: re.Pattern[bytes]) -> Iterator[None]:
    """Leave out lines that begin in a way, as C++ libraries write them; others are written afterwards.

    Nothing inside may fork: a fork waits until standard error leads where it did.
    """
    with _redirecting, _collected(beginning):
        yield


@contextmanager
def _collected(left_out: re.Pattern[bytes]) -> Iterator[None]:
    """Collect what goes to standard error, and pass on what is not left out."""
    try:
        saved = os.dup(_STDERR)
    except OSError:  # closed: nothing can be written to it
        yield
        return
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), _STDERR)
        try:
            yield
        finally:
            os.dup2(saved, _STDERR)
            os.close(saved)
            file.seek(0)
            others = b"".join(line for line in file if not left_out.match(line))
            with suppress(OSError):  # nobody reads it any more
                _write(others)


def _write(content: bytes) -> None:
    while content:
        content = content[os.write(_STDERR, content) :]
