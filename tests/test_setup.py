"""The set-up of the tests: one that can't run fails, and none is left out in silence."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.conftest import LONGEST, TESTS, pytest_collection_modifyitems

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "tests").rglob("*.py"))


def outcome(folder: Path) -> tuple[int, str]:
    """Run the test files of a folder with the settings of this project; give pytest's exit code and its summary."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(ROOT)]
    done = subprocess.run(
        [*command, "-c", str(ROOT / "pyproject.toml"), str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout


def test_a_sound_file_passes(tmp_path: Path) -> None:
    made = "from pagerec import Page\n\ndef test_it():\n    assert Page\n"
    (tmp_path / "test_made.py").write_text(made, encoding="utf-8")
    code, out = outcome(tmp_path)
    assert code == 0
    assert "1 passed" in out


def test_files_that_cant_be_imported_fail(tmp_path: Path) -> None:
    lines = (
        "from pagerec import no_such_name",
        "from pagerec.page import Pgae",
        "import pagerec.no_such_module",
        "import no_such_package",
        "import tests.no_such_helper",
        "1 / 0",
    )
    for number, line in enumerate(lines):
        code = f"def test_before():\n    pass\n\n{line}\n\ndef test_after():\n    pass\n"
        (tmp_path / f"test_{number}.py").write_text(code, encoding="utf-8")
    code, out = outcome(tmp_path)
    assert code not in (0, 5)
    assert len(re.findall(r"^ERROR .*test_\d\.py", out, re.MULTILINE)) == len(lines), out
    assert "passed" not in out


def test_the_longest_files_come_first() -> None:
    assert all((TESTS / name).is_file() for name in LONGEST)
    items: list[Any] = [SimpleNamespace(path=TESTS / name) for name in ("b.py", LONGEST[1], "a.py", LONGEST[0], "b.py")]
    pytest_collection_modifyitems(items)
    assert [item.path for item in items] == [TESTS / name for name in (LONGEST[0], LONGEST[1], "b.py", "a.py", "b.py")]
    assert "--no-loadscope-reorder" in (ROOT / ".ci/test").read_text("utf-8"), "else the order is another one"


def test_no_test_is_left_out() -> None:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        has_tests = re.search(r"^(?:async )?def test_|^class Test", text, re.MULTILINE)
        assert path.name.startswith("test_") or not has_tests, f"{path}: pytest doesn't collect a file of this name"
        skips = re.findall(r"(?:importorskip\(|for package in) *[^:)]*[\"'](?:pagerec|tests|fuzz|benchmarks)\b", text)
        assert not skips, f"{path}: what is in this repository is not optional"
