"""The set-up of the tests: one that can't run fails, and none is left out in silence."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "tests").rglob("*.py"))


def outcome(code: str, folder: Path) -> tuple[int, str]:
    """Run a test file with the settings of this project; give pytest's exit code and its summary."""
    path = folder / "test_made.py"
    path.write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(ROOT)]
    done = subprocess.run(
        [*command, "-c", str(ROOT / "pyproject.toml"), str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout


def test_a_sound_file_passes(tmp_path: Path) -> None:
    code, out = outcome("from pagerec import Page\n\ndef test_it():\n    assert Page\n", tmp_path)
    assert code == 0
    assert "1 passed" in out


@pytest.mark.parametrize(
    "line",
    [
        "from pagerec import no_such_name",
        "from pagerec.page import Pgae",
        "import pagerec.no_such_module",
        "import no_such_package",
        "import tests.no_such_helper",
        "1 / 0",
    ],
)
def test_a_file_that_cant_be_imported_fails(line: str, tmp_path: Path) -> None:
    code, out = outcome(f"def test_before():\n    pass\n\n{line}\n\ndef test_after():\n    pass\n", tmp_path)
    assert code not in (0, 5)
    assert "1 error" in out
    assert "passed" not in out


def test_no_test_is_left_out() -> None:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        has_tests = re.search(r"^(?:async )?def test_|^class Test", text, re.MULTILINE)
        assert path.name.startswith("test_") or not has_tests, f"{path}: pytest doesn't collect a file of this name"
        skips = re.findall(r"(?:importorskip\(|for package in) *[^:)]*[\"'](?:pagerec|tests|fuzz|benchmarks)\b", text)
        assert not skips, f"{path}: what is in this repository is not optional"
