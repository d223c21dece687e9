"""The examples of every command's help are run, as a reader would run them, and exit codes are as documented."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from pagerec import errors
from pagerec.commands import cli
from tests.batch.made import needs_model
from tests.pages import FILES
from tests.shell import run

ROOT = Path(__file__).resolve().parents[2]
FONTS = [Path(FILES[name][0]) for name in ("hei", "uming")]
NEEDS = {
    "read": ["pypdfium2"],
    "batch": ["pypdfium2", "pyarrow"],
    "evaluate": ["rapidfuzz"],
    "synthesize": ["fontTools"],
    "train": ["fontTools", "tensorflow", "matplotlib"],
    "finetune": ["fontTools", "tensorflow", "matplotlib"],
    "validate": ["fontTools", "tensorflow", "matplotlib"],
    "completion": ["shtab"],
}


def examples(name: str) -> list[str]:
    """The command lines of a command's help."""
    return cli._COMMANDS[name].examples.splitlines()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the examples speak of: examples but those that take long to read, fonts, digits.txt, paper.pdf, and more."""
    folder = tmp_path_factory.mktemp("help")
    left_out = shutil.ignore_patterns("*.ipynb", "*.py", "0[13-6].*", "result.png")
    shutil.copytree(ROOT / "examples", folder / "examples", ignore=left_out)
    picture, text = folder / "examples/paragraph.png", folder / "examples/paragraph.txt"
    Image.open(picture).crop((0, 0, 800, 142)).save(picture)  # three of its lines
    text.write_text("".join(text.read_text("utf-8").splitlines(keepends=True)[:3]), encoding="utf-8")
    (folder / "fonts").mkdir()
    (folder / "runs").mkdir()
    for font in FONTS:
        if font.exists():
            (folder / "fonts" / font.name).symlink_to(font)
    (folder / "digits.txt").write_text("零一二三四五六七八九", encoding="utf-8")
    Image.open(folder / "examples/paragraph.png").convert("L").save(folder / "paper.pdf", resolution=150.0)
    shutil.make_archive(str(folder / "scans"), "zip", folder / "examples")
    (folder / "more/deep").mkdir(parents=True)
    shutil.copy(folder / "examples/dark.png", folder / "more/deep/dark.png")
    return folder


@pytest.fixture
def few_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system with a few fonts: to look at all of them takes most of a minute."""
    manager = pytest.importorskip("matplotlib.font_manager")
    few = [path for name in ("hei", "zenhei", "sans") if Path(path := FILES[name][0]).exists()]
    monkeypatch.setattr(manager, "findSystemFonts", lambda: few)


ENDLESS = {"serve"}
"""Commands that go on until they are stopped; `tests/serve/test_running.py` starts their examples."""


@needs_model
@pytest.mark.parametrize("name", [name for name in cli._COMMANDS if name not in ENDLESS])
def test_examples_run(name: str, folder: Path, request: pytest.FixtureRequest) -> None:
    for package in NEEDS.get(name, []):
        pytest.importorskip(package)
    if name == "finetune":
        request.getfixturevalue("few_fonts")
    if name in ("synthesize", "train", "finetune", "validate") and not all(font.exists() for font in FONTS):
        pytest.skip("needs Debian's fonts-wqy-microhei and fonts-arphic-uming")
    lines = examples(name)
    if name in ("train", "validate") and not (folder / "digits").exists():
        lines = [examples("synthesize")[0], *(examples("train")[:1] if name == "validate" else []), *lines]
    for line in lines:
        run(line, folder)


@pytest.mark.parametrize("name", cli._COMMANDS)
def test_help_shows_the_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main([name, "--help"])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert all(f"  {line}\n" in out for line in examples(name))
    assert any(f"pagerec {name}" in line for line in examples(name))
    assert all(len(line) < 110 for line in examples(name))


def test_exit_codes_are_documented(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    documented = set(map(int, re.findall(r"^ +(\d+)  ", capsys.readouterr().out, re.MULTILINE)))
    assert documented == {value for name, value in vars(errors).items() if name.startswith("EXIT_")} | {
        cli.EXIT_BROKEN_PIPE
    }
    table = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")
    assert set(map(int, re.findall(r"^\| (\d+) \|", table, re.MULTILINE))) == documented
