"""What shells offer when the tabulator key is pressed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pagerec.commands import cli


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    pytest.importorskip("shtab")
    assert cli.main(["completion", shell]) == 0
    return capsys.readouterr().out


def program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"needs {name}")
    return path


ASK = """
source {script}
COMP_WORDS=({words}) COMP_CWORD={place} COMP_LINE="{words}" COMP_POINT=999
completer=$(complete -p pagerec | sed -n 's/.* -F \\([^ ]*\\).*/\\1/p')
$completer pagerec "${{COMP_WORDS[$COMP_CWORD]}}" "${{COMP_WORDS[$((COMP_CWORD - 1))]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("pagerec ba", {"batch"}),
        ("pagerec s", {"serve", "synthesize"}),
        ("pagerec read --te", {"--text-layer"}),
        ("pagerec read --text-layer a", {"auto"}),
        ("pagerec completion ", {"bash", "zsh", "fish"}),
        ("pagerec batch sc", {"scans", "scan.png"}),
        ("pagerec synthesize out --fonts sc", {"scans"}),
    ],
)
def test_bash(words: str, expected: set[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "scans").mkdir()
    (tmp_path / "scan.png").write_bytes(b"")
    (tmp_path / "pagerec.bash").write_text(script("bash", capsys))
    count = len(words.split(" ")) - 1
    last = ' ""' if words.endswith(" ") else ""
    ask = (
        ASK.format(script="pagerec.bash", words=words.rstrip() + last, place=count)
        .replace('COMP_LINE="', "COMP_LINE='", 1)
        .replace('" COMP_POINT', "' COMP_POINT", 1)
    )
    done = subprocess.run([program("bash"), "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert set(done.stdout.split()) == expected, done.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [("pagerec ba", {"batch"}), ("pagerec read --te", {"--text-layer"}), ("pagerec completion z", {"zsh"})],
)
def test_fish(words: str, expected: set[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pagerec.fish").write_text(script("fish", capsys))
    ask = f"source pagerec.fish; complete -C '{words}'"
    command = [program("fish"), "--no-config", "-c", ask]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert {line.partition("\t")[0] for line in done.stdout.splitlines()} == expected, done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_scripts_are_understood(shell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = script(shell, capsys)
    path = tmp_path / "script"
    path.write_text(text)
    assert all(name in text for name in cli._COMMANDS)
    done = subprocess.run([program(shell), "-n", str(path)], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_without_shtab(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert cli.main(["completion", "bash"]) == 2
    assert "pip install 'pagerec[completion]'" in capsys.readouterr().err
