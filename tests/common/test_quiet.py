"""LiteRT's note stays off standard error, and all else that goes there arrives."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pagerec.common import quiet

ROOT = Path(__file__).resolve().parents[2]
NOTE = b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n"


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiet, "_is_said", False)


def test_a_note_is_left_out_and_other_lines_come_through(capfd: pytest.CaptureFixture[str]) -> None:
    with quiet.without_note():
        os.write(2, b"before\n" + NOTE + b"no end of line")
        assert capfd.readouterr().err == ""
    assert capfd.readouterr().err == "before\nno end of line"


def test_only_the_first_network_of_a_process_is_watched(capfd: pytest.CaptureFixture[str]) -> None:
    with quiet.without_note():
        pass
    with quiet.without_note():
        os.write(2, NOTE)
    assert capfd.readouterr().err == NOTE.decode()


def test_errors_pass_and_the_next_network_is_the_first(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="broken"):
        break_down()
    with quiet.without_note():
        os.write(2, NOTE)
    assert capfd.readouterr().err == "ERROR: broken\n"


def test_lines_that_begin_in_a_way_are_left_out(capfd: pytest.CaptureFixture[str]) -> None:
    with quiet.without_lines(re.compile(rb"I\d+ |note")):
        os.write(2, b"I12 one\nerror: I12 two\nnote\nlast")
    assert capfd.readouterr().err == "error: I12 two\nlast"
    os.write(2, b"I12 later\n")
    assert capfd.readouterr().err == "I12 later\n"


def break_down() -> None:
    with quiet.without_note():
        os.write(2, b"ERROR: broken\n")
        raise ValueError("broken")


@pytest.mark.parametrize("before", ["", "import os; os.close(2); "])
def test_reading_writes_nothing_on_standard_error(before: str) -> None:
    script = f"{before}import pagerec; print(len(pagerec.read('examples/paragraph.png').lines))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True, timeout=300)
    assert (done.stdout, done.stderr) == (b"6\n", b"")
