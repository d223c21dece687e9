"""The commands and the code of docs/batch.md, run in their order."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

import pagerec
from tests import printed
from tests.batch.made import needs_model
from tests.shell import run

ROOT = Path(__file__).resolve().parents[2]
LETTERS = tuple(f"examples/letters/{number:02}.jpg" for number in range(1, 7))
SLOW = (*LETTERS, "examples/result.png")
"""Pictures that take most of the time to read; there is a quick one in the place of those that nothing is told of."""
TOLD_OF = {"--restart": SLOW, "pages.parquet": LETTERS[4:]}
"""Slow pictures of which the documentation prints something, by what is in the command."""


def lighten(command: str) -> None:
    """Have in the folder those of the slow pictures that the command needs, and a quick one in the place of others."""
    needed = [name for part, names in TOLD_OF.items() if part in command for name in names]
    quick = Image.open("examples/dark.png").convert("L")
    for name in SLOW:
        if name in needed:
            shutil.copy(ROOT / name, name)
        else:
            quick.save(name)


@needs_model
def test_batch_md(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for package in ("pandas", "pyarrow", "pypdfium2"):
        pytest.importorskip(package)
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("*.ipynb", "*.py"))
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs/batch.md").read_text(encoding="utf-8")
    outputs = iter(printed.stated(text))
    for number, (language, code) in enumerate(
        re.findall(r"^```(sh|python)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    ):
        if language == "python":
            capsys.readouterr()
            exec(compile(code, f"docs/batch.md, block {number}", "exec"), {"__name__": "__main__", "pagerec": pagerec})
            printed.compare(printed.tidy(capsys.readouterr().out), next(outputs), "docs/batch.md")
        else:
            for command in code.splitlines():
                if not command.startswith(("pip ", "jq ")):
                    lighten(command)
                    run(command, tmp_path)
    pages = len(Path("called.jsonl").read_bytes().splitlines())
    assert len(Path("pages.jsonl").read_bytes().splitlines()) == pages
    assert Path("found.jsonl").exists()
    assert "怎样读懂一页印刷的汉字" in Path("texts/page.png.md").read_text(encoding="utf-8")
