"""Ctrl-C: a real process on a terminal, as a user has it."""

from __future__ import annotations

import os
import re
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pagerec import Document
from tests.batch.made import needs_model, save, text_of

pytestmark = [needs_model, pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")]

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES, LINES = 60, 6
PATIENCE = 300.0


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("pypdfium2")
    pytest.importorskip("tqdm")
    path = tmp_path_factory.mktemp("long") / "long.pdf"
    save(path, range(1, PAGES + 1), LINES)
    return path


def _hear_ctrl_c() -> None:
    """In the process that was started: it may be one of a background job, which a shell has ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A command whose standard error is a terminal."""

    def __init__(self, *arguments: str, folder: Path) -> None:
        self._here, there = os.openpty()
        _widen(there)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pagerec", *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=there,
            start_new_session=True,
            preexec_fn=_hear_ctrl_c,
        )
        os.close(there)
        self.shown = ""

    def look(self) -> bool:
        """Take what is shown; tell whether more can come."""
        try:
            shown = os.read(self._here, 4096)
        except OSError:  # nobody writes any more
            return False
        self.shown += shown.decode(errors="replace")
        return bool(shown)

    @property
    def counts(self) -> list[int]:
        """How many pages the bar said were done, one time after the other."""
        return [int(found) for found in re.findall(rf"(\d+)/{PAGES}", self.shown)]

    def press_ctrl_c(self) -> None:
        """Interrupt all processes that a terminal would."""
        os.killpg(self.process.pid, signal.SIGINT)

    def is_gone(self) -> bool:
        """Whether all of its processes end."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                os.killpg(self.process.pid, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.1)
        return False

    def end(self) -> tuple[int, str]:
        """Wait for its end; give the exit code and what it printed."""
        while self.look():
            pass
        out, _ = self.process.communicate(timeout=PATIENCE)
        os.close(self._here)
        return self.process.returncode, out.decode()


def _widen(terminal: int) -> None:
    """Make room for a bar: a terminal is 0 characters wide at first."""
    import fcntl
    import termios

    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))


def stopped(pdf: Path, folder: Path, *arguments: str) -> tuple[Terminal, int, str]:
    """Read, and press Ctrl-C after some pages."""
    terminal = Terminal("read", str(pdf), *arguments, folder=folder)
    until = time.monotonic() + PATIENCE
    while max(terminal.counts, default=0) < 2 and time.monotonic() < until:
        assert terminal.look(), terminal.shown
    terminal.press_ctrl_c()
    code, out = terminal.end()
    return terminal, code, out


def assert_pages(text: str, least: int) -> int:
    """See that it is that of the first pages, each of them whole; give their number."""
    pages = text.rstrip("\n").split("\n\f")
    assert pages == [text_of(number, LINES) for number in range(1, len(pages) + 1)]
    assert least <= len(pages) < PAGES
    return len(pages)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_was_read_is_there(jobs: int, pdf: Path, tmp_path: Path) -> None:
    terminal, code, out = stopped(pdf, tmp_path, "--jobs", str(jobs), "-o", "out.txt")
    assert (code, out) == (130, "")
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt.part"]
    count = assert_pages((tmp_path / "out.txt.part").read_text(encoding="utf-8"), 2)
    assert 2 <= terminal.counts[-1] <= count, "the bar stays where it was"
    assert "100%" not in terminal.shown
    messages = re.findall(r"pagerec: (.*?)\r?\n", terminal.shown)
    assert messages == [f"broken off; what was read until then is in {tmp_path.resolve()}/out.txt.part", "stopped"]
    assert terminal.is_gone(), "no process is left behind"


def test_a_document_of_what_was_read(pdf: Path, tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("what was there", encoding="utf-8")
    terminal, code, _ = stopped(pdf, tmp_path, "--jobs", "2", "-o", "out.json")
    assert code == 130
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == "what was there"
    document = Document.from_json((tmp_path / "out.json.part").read_bytes())
    assert assert_pages(document.to_text(), 2) >= terminal.counts[-1]
    assert "out.json.part" in terminal.shown


def test_standard_output(pdf: Path, tmp_path: Path) -> None:
    terminal, code, out = stopped(pdf, tmp_path)
    assert code == 130
    assert_pages(out, 2)
    assert "pagerec: stopped\r\n" in terminal.shown
    assert not list(tmp_path.iterdir())
