"""PDFs opened and drawn in another process, which may be broken or killed: this one goes on.

A process serves one open file at a time, and many one after the other; an idle one is kept for the next file. It is
ended with this one, however this one ends.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import threading
import weakref
from array import array
from contextlib import suppress
from importlib.util import find_spec
from typing import Any, NoReturn

from pagerec.common.extras import need
from pagerec.common.interpreter import NoInterpreterError, command_of
from pagerec.errors import ImageTooLargeError, OptionError, PdfError
from pagerec.sources.pdf_child import receive, send
from pagerec.sources.pdf_limits import PdfLimits
from pagerec.sources.pdf_memory import EXIT_MEMORY
from pagerec.sources.pdf_pages import MAX_BYTES, Drawing
from pagerec.sources.pdf_text import MAX_CHARS, MAX_LETTERS, Text

__all__ = ["IsolatedPdf"]

_START_SECONDS = 600.0
"""Seconds in which a process has to be ready; it takes a fraction of one, unless the machine is busy."""

_CLOCK = 20.0 if hasattr(signal, "setitimer") else 1.0
"""Seconds of a clock for each of processor time, after which a process is taken for stuck. Windows has the clock only:
there the process doesn't end itself."""

_END_SECONDS = 5.0
"""Seconds in which a process that closed its pipe has to end."""

_MOST_IDLE = 4
"""Processes that are kept without a file: threads may read several at the same time."""

_PIXEL_BYTES, _CHAR_BYTES, _PLACE_BYTES = 4, 21, 16
"""The most bytes that a pixel, a character with its place, and a place alone take in an answer."""


class IsolatedPdf:
    """A PDF that is open in another process; see `pagerec.sources.pdf_pages.PdfPages`.

    After a page that broke the process or was too much, another one opens the file for the next page.

    Parameters
    ----------
    file : str or bytes
        Its path or content.
    name : str
        What to call it in messages.
    password : str or None
    limits : PdfLimits
    max_bytes : int, optional
        Of a file that is given by its path.

    Raises
    ------
    ImageError
        As `pagerec.sources.pdf_pages.OpenPdf`, or the file takes more than its limits.
    OptionError
        When pypdfium2 is not installed, or no process can be started.
    """

    def __init__(
        self, file: str | bytes, name: str, password: str | None, limits: PdfLimits, *, max_bytes: int = MAX_BYTES
    ) -> None:
        _need_pdfium()
        self._content = file if isinstance(file, bytes) else b""
        path = None if isinstance(file, bytes) else os.path.abspath(file)
        self._name, self._limits = name, limits
        given = {"path": path, "name": name, "password": password, "max_bytes": max_bytes, "memory": limits.memory}
        self._opening = {"do": "open", **given}
        self._child: _Child | None = None
        self.count = self._open()

    def close(self) -> None:
        """Close the file; the process is kept for another one."""
        child, self._child = self._child, None
        if child is None:
            return
        try:
            child.ask({"do": "close"}, seconds=self._limits.seconds)
        except _GoneError:
            return
        _give_back(child)

    def draw(self, number: int, dpi: float | None, max_pixels: int) -> Drawing:
        """Draw a page."""
        head, content = self._ask(
            number, {"do": "draw", "dpi": dpi, "max_pixels": max_pixels}, most=_PIXEL_BYTES * max_pixels
        )
        return Drawing(head["width"], head["height"], head["mode"], head["stride"], content, head["dpi"])

    def text(self, number: int, dpi: float | None, *, always: bool) -> Text | None:
        """Give the text that a page carries."""
        head, content = self._ask(number, {"do": "text", "dpi": dpi, "always": always}, most=_CHAR_BYTES * MAX_LETTERS)
        if head["letters"] is None:
            return None
        count = head["letters"]
        letters, places, directions = content[: 4 * count], content[4 * count : 20 * count], content[20 * count :]
        return Text(
            head["width"],
            head["height"],
            letters.decode("utf-32-le", "surrogatepass"),
            array("i", bytes(places)),
            bytes(directions),
            head["fields"],
        )

    def places(self, number: int, size: tuple[int, int]) -> array[int]:
        """Give the places of the characters that a page carries."""
        _, content = self._ask(number, {"do": "places", "pixels": size}, most=_PLACE_BYTES * MAX_CHARS)
        return array("i", bytes(content))

    def has_text(self, number: int) -> bool:
        """Whether a page carries text."""
        return bool(self._ask(number, {"do": "has_text"})[0]["has_text"])

    def _ask(self, number: int, head: dict[str, Any], most: int = 0) -> tuple[dict[str, Any], bytearray]:
        if self._child is None:
            self._open()
        assert self._child is not None
        try:
            answer, content = self._child.ask(head | {"number": number}, seconds=self._limits.seconds, most=most)
        except _GoneError as gone:
            self._child = None
            self._complain(f"page {number}", gone.reason, "leave it out with pages")
        if "error" in answer:
            self._raise(f"page {number}", answer, "leave it out with pages")
        return answer, content

    def _open(self) -> int:
        """Open the file, and give its number of pages."""
        child, is_used = _borrow()
        try:
            try:
                answer, _ = self._ask_to_open(child)
            except _GoneError as gone:
                if gone.reason == _TIME or not is_used:
                    raise
                child = _Child()  # the other one had just ended itself
                answer, _ = self._ask_to_open(child)
        except _GoneError as gone:
            self._complain("the PDF", gone.reason, "give it again from its source")
        if "error" in answer:
            _give_back(child)
            self._raise("the PDF", answer, "give it again from its source")
        self._child = child
        return int(answer["count"])

    def _ask_to_open(self, child: _Child) -> tuple[dict[str, Any], bytearray]:
        return child.ask(self._opening, self._content, seconds=self._limits.seconds)

    def _raise(self, what: str, answer: dict[str, Any], advice: str) -> NoReturn:
        if answer["error"] == "memory":
            self._complain(what, _MEMORY, advice)
        kinds = {kind.__name__: kind for kind in (ImageTooLargeError, OptionError)}
        raise kinds.get(answer["error"], PdfError)(answer["message"])

    def _complain(self, what: str, reason: str, advice: str) -> NoReturn:
        bound = {
            _TIME: f"takes more than {self._limits.seconds:g} seconds of processor time",
            _MEMORY: f"needs more than {self._limits.memory:,} bytes of memory",
        }.get(reason, f"needs more than {self._limits.memory:,} bytes of memory, or breaks pdfium ({reason})")
        raise PdfError(f"{self._name}: {what} {bound}; {advice}, or allow more with PdfLimits")


_TIME, _MEMORY = "time", "memory"


class _GoneError(Exception):
    """A process has ended, or was ended because it took too long."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Child:
    """A process that draws. One thread at a time may ask."""

    def __init__(self) -> None:
        try:
            command = command_of("pagerec.sources.pdf_child")
        except NoInterpreterError as error:
            raise _no_start(str(error)) from error
        try:
            self._process = subprocess.Popen(
                command,
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # signals of a terminal are for this process
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise _no_start(error.strerror or str(error)) from error
        _children.add(self)
        try:
            ready, _ = self._exchange(None, b"", _START_SECONDS / _CLOCK, 0)
        except _GoneError as gone:
            raise _no_start(gone.reason) from gone
        if "error" in ready:
            self.end()
            raise _no_start(ready["message"])

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def ask(
        self, head: dict[str, Any], content: bytes = b"", *, seconds: float, most: int = 0
    ) -> tuple[dict[str, Any], bytearray]:
        """Send a message and wait for the answer, which has at most so many bytes beside its head."""
        if not self.is_running:  # at the end of a program there may be no new thread for the clock, so it isn't begun
            self.end()
            raise _GoneError(_exit(self._process.returncode))
        return self._exchange(head, content, seconds, most)

    def _exchange(
        self, head: dict[str, Any] | None, content: bytes, seconds: float, most: int
    ) -> tuple[dict[str, Any], bytearray]:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        is_late = threading.Event()
        timer = threading.Timer(_CLOCK * seconds, self._stop, (is_late,))
        timer.daemon = True
        timer.start()
        try:
            if head is not None:
                send(stdin, head | {"seconds": seconds}, content)
            return receive(stdout, most)
        except (EOFError, OSError, ValueError) as error:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_END_SECONDS)  # so that it can be said how it ended
            self.end()
            raise _GoneError(_TIME if is_late.is_set() else _exit(self._process.returncode)) from error
        except BaseException:  # Ctrl-C: an answer is still to come, which nobody will take
            self.end()
            raise
        finally:
            timer.cancel()

    def _stop(self, is_late: threading.Event) -> None:
        is_late.set()
        self._process.kill()

    def end(self) -> None:
        """End the process; nothing that it holds is lost."""
        self.let_go()
        self._process.kill()
        self._process.wait()

    def let_go(self) -> None:
        """Close this end of the pipes."""
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]


def _need_pdfium() -> None:
    """Say that pypdfium2 is missing, without loading it here."""
    try:
        is_there = find_spec("pypdfium2") is not None
    except (ImportError, ValueError):
        is_there = False
    if not is_there:
        need("pypdfium2", "pdf")


def _no_start(reason: str) -> OptionError:
    return OptionError(
        f"the process that draws PDFs doesn't start ({reason}); free memory, or let this process draw the PDFs that "
        "you trust, with PdfOptions(limits=None)"
    )


def _exit(code: int) -> str:
    if code == EXIT_MEMORY:
        return _MEMORY
    if code == -getattr(signal, "SIGPROF", 0) and code:
        return _TIME
    if code >= 0:
        return f"its process ended with code {code}"
    try:
        return f"its process was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"its process was ended by signal {-code}"


# Processes without a file. What is done to the list takes one step each: no lock that a fork, or the end of a
# generator in the middle of it, could find held.

_idle: list[_Child] = []
_children: weakref.WeakSet[_Child] = weakref.WeakSet()


def _borrow() -> tuple[_Child, bool]:
    """A process to use alone, and whether it was used before."""
    while True:
        try:
            child = _idle.pop()
        except IndexError:
            return _Child(), False
        if child.is_running:
            return child, True
        child.end()


def _give_back(child: _Child) -> None:
    if len(_idle) < _MOST_IDLE:
        _idle.append(child)
    else:
        child.end()


def _end_all() -> None:
    for child in list(_children):
        child.end()


def _after_fork() -> None:
    """A forked process lets its parent's go: they must not be asked by two, and shall end with the parent."""
    _idle.clear()
    for child in list(_children):
        child.let_go()
    _children.clear()


atexit.register(_end_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
