"""A program made by PyInstaller, of one file, reads; and the processes that pagerec starts are the program itself."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

import pagerec
from fuzz.harmful import broken_network
from pagerec.integrations.pyinstaller import hook_folders
from pagerec.recognition.models_path import models_path
from tests.batch.made import needs_model

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
HOOKS = Path(hook_folders()[0])

PROGRAM = """
import multiprocessing
import sys

from pagerec.commands.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
"""

#: What is installed beside pagerec where it is tested, and brought in by way of packages that pagerec uses.
OTHERS = (
    "IPython",
    "_pytest",
    "aiohttp",
    "fontTools",
    "fsspec",
    "hypothesis",
    "ipykernel",
    "jedi",
    "keras",
    "langchain_core",
    "matplotlib",
    "mcp",
    "nbformat",
    "openpyxl",
    "pandas",
    "pyarrow",
    "pydantic",
    "pygments",
    "pytest",
    "ray",
    "rich",
    "scipy",
    "setuptools",
    "sqlalchemy",
    "tensorflow",
    "torch",
    "trio",
)


def test_the_entry_point_is_the_function() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    entry = project.partition("[project.entry-points.pyinstaller40]")[2].strip().splitlines()[0]
    assert entry == f'hook-dirs = "{hook_folders.__module__}:{hook_folders.__name__}"'


def test_the_hooks_are_installed() -> None:
    """They are files beside a package, which `setup.cfg` lists by patterns."""
    listed = (ROOT / "setup.cfg").read_text(encoding="utf-8").partition("pagerec.integrations.pyinstaller =\n")[2]
    patterns = re.findall(r"^    (\S+)$", listed.partition("\npagerec")[0], re.MULTILINE)
    found = {path for pattern in patterns for path in HOOKS.parent.glob(pattern)}
    assert found == {path for path in HOOKS.rglob("*") if path.is_file() and "__pycache__" not in path.parts}


def test_the_hook_names_modules_that_exist() -> None:
    code = (HOOKS / "hook-pagerec.py").read_text(encoding="utf-8")
    values: dict[str, list[str]] = {}
    exec(compile(code, "hook-pagerec.py", "exec"), values)
    assert {"pagerec.recognition.trial", "pagerec.sources.pdf_child", "pagerec.formats"} <= set(values["hiddenimports"])
    assert not [name for name in values["hiddenimports"] if find_spec(name) is None]
    sources = [Path(source) for source, _ in values["datas"]]
    assert {"network.tflite", "textmap.tflite", "language.bin", "words.bin", "manifest.json"} <= {
        path.name for path in sources
    }
    assert all(path.is_file() for path in sources)
    assert not [name for name in values["hiddenimports"] if name.split(".")[0] in values["excludedimports"]]


def made(folder: Path, *arguments: str | Path, program: Path) -> subprocess.CompletedProcess[bytes]:
    """Run the program where there is neither Python nor pagerec."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "PYTHONUTF8": "1"}
    if os.name == "nt":
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [program, *map(str, arguments)], cwd=folder, env=environment, capture_output=True, timeout=300, check=False
    )


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Make the program; two minutes, and no more than fifteen."""
    pytest.importorskip("PyInstaller")
    folder = tmp_path_factory.mktemp("frozen")
    (folder / "reader.py").write_text(PROGRAM, encoding="utf-8")
    options = ["--onefile", "--noconfirm", "--specpath", ".", "--additional-hooks-dir", str(HOOKS)]
    options += [word for name in OTHERS for word in ("--exclude-module", name)]
    done = subprocess.run(
        [sys.executable, "-m", "PyInstaller", *options, "reader.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYINSTALLER_CONFIG_DIR": str(folder / "config")},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    shutil.rmtree(folder / "build")
    (found,) = (folder / "dist").iterdir()
    yield found
    found.unlink()  # 150 MB


@needs_model
@pytest.mark.slow
def test_it_reads(program: Path, tmp_path: Path) -> None:
    picture = tmp_path / "paragraph.png"
    shutil.copy(EXAMPLES / "paragraph.png", picture)
    done = made(tmp_path, "read", picture, program=program)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode("utf-8").strip() == pagerec.read(picture).text
    for name in ("page.md", "page.html", "page.alto.xml", "page.page.xml", "page.csv", "page.hocr"):  # found by name
        done = made(tmp_path, "read", picture, "-o", name, program=program)
        assert done.returncode == 0, done.stderr.decode()
        assert (tmp_path / name).stat().st_size


@needs_model
@pytest.mark.slow
def test_its_pdf_process_and_its_workers_are_itself(program: Path, tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    (tmp_path / "in").mkdir()
    shutil.copy(EXAMPLES / "paper.pdf", tmp_path / "in")
    shutil.copy(EXAMPLES / "dark.png", tmp_path / "in")
    done = made(tmp_path, "read", "in/paper.pdf", "--pages", "1", program=program)
    assert done.returncode == 0, done.stderr.decode()
    assert "给旧书做校对" in done.stdout.decode("utf-8")
    done = made(tmp_path, "batch", "in", "pages.jsonl", "--jobs", "2", program=program)
    assert done.returncode == 0, done.stderr.decode()
    lines = [json.loads(line) for line in (tmp_path / "pages.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {Path(line["file"]).name for line in lines} == {"paper.pdf", "dark.png"}


@needs_model
@pytest.mark.slow
def test_it_tries_networks_of_others(program: Path, tmp_path: Path) -> None:
    """One that ends the process that loads it ends another one, and there is a message."""
    folder = tmp_path / "model"
    shutil.copytree(models_path(), folder, ignore=shutil.ignore_patterns("__*"))
    network = folder / "network.tflite"
    network.write_bytes(broken_network(network.read_bytes()))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["sha256"][network.name] = hashlib.sha256(network.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    done = made(tmp_path, "read", EXAMPLES / "paragraph.png", "--model", "model", program=program)
    assert done.returncode == 4, done.stderr.decode()
    assert "not a network that LiteRT can run (it breaks down)" in done.stderr.decode()
