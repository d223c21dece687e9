"""What importing does, what the wheel holds, and whether an installed one works."""

from __future__ import annotations

import configparser
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

import pagerec

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "models"
HEAVY = ("ai_edge_litert", "cv2", "keras", "numpy", "PIL", "scipy", "skimage", "starlette", "tensorflow", "uvicorn")

needs_model = pytest.mark.skipif(not list(MODELS.glob("*.tflite")), reason="there is no model yet")


def modules_after(statement: str) -> set[str]:
    """Run `statement` in a new interpreter and give the modules that are loaded then."""
    code = f"{statement}\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, timeout=120)
    return set(json.loads(done.stdout.splitlines()[-1]))


# Importing


def test_import_is_light() -> None:
    assert not modules_after("import pagerec, pagerec.commands.cli, pagerec.page").intersection(HEAVY)


def test_help_is_light() -> None:
    statement = "from pagerec.commands.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass"
    assert not modules_after(statement).intersection(HEAVY)


def test_reading_never_imports_tensorflow() -> None:
    loaded = modules_after("import pagerec; pagerec.Reader; pagerec.read; pagerec.draw")
    assert not loaded.intersection({"tensorflow", "keras"})


@pytest.mark.parametrize("name", pagerec.__all__)
def test_public_names(name: str) -> None:
    assert getattr(pagerec, name) is not None
    assert name in dir(pagerec)


def test_other_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'raed'"):
        _ = pagerec.raed


def test_the_library_is_quiet() -> None:
    import logging

    assert any(isinstance(handler, logging.NullHandler) for handler in logging.getLogger("pagerec").handlers)


# The project


@pytest.mark.skipif(sys.version_info < (3, 11), reason="tomllib came with Python 3.11")
def test_all_leaves_out_what_is_large() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    (everything,) = extras["all"]
    named = set(everything.removeprefix("pagerec[").removesuffix("]").split(","))
    apart = {"all", "docling", "docs", "examples", "ray", "test", "train", "unstructured"}
    assert named == set(extras) - apart
    assert project["authors"]


def test_the_model_is_not_newer_than_the_package() -> None:
    manifest = json.loads((MODELS / "manifest.json").read_text(encoding="utf-8"))
    model, package = ([int(part) for part in text.split(".")] for text in (manifest["version"], pagerec.__version__))
    assert model <= package


# The wheel


def test_every_package_is_in_setup_cfg() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = set(config["options"]["packages"].split())
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in ROOT.glob("pagerec/**/__init__.py")}
    assert listed == found | {"pagerec.models"}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, so that nothing is left in the checkout."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for folder in ("pagerec", "models"):
        shutil.copytree(ROOT / folder, source / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.cfg", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    _pip("wheel", "--no-deps", "--wheel-dir", str(out), str(source))
    (built,) = out.glob("*.whl")
    return built


def _pip(*arguments: str, python: str = sys.executable) -> None:
    command = [python, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.network
def test_the_wheel_holds_the_package_and_every_model_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    expected = {str(path.relative_to(ROOT)) for path in ROOT.glob("pagerec/**/*.py")}
    expected |= {str(path.relative_to(ROOT)) for path in (ROOT / "pagerec/serve/static").iterdir()}
    expected |= {"pagerec/py.typed", "pagerec/models/__init__.py"}
    expected |= {f"pagerec/models/{path.name}" for path in MODELS.iterdir() if path.is_file()}
    assert expected <= names
    outside = {name.split("/")[0] for name in names} - {"pagerec"}
    assert {name.partition("-")[2] for name in outside} == {f"{pagerec.__version__}.dist-info"}


READ = """
import importlib.util, socket, sys
def refuse(*arguments, **options): raise OSError("no network when reading")
socket.socket.connect = socket.create_connection = refuse
assert importlib.util.find_spec("tensorflow") is None
import pagerec
from pagerec.recognition.models_path import models_path
assert "site-packages" in str(models_path()), models_path()
print(pagerec.read(sys.argv[1]).text)
"""


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in a fresh virtual environment and give its Python."""
    folder = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=300)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    _pip("install", str(wheel), python=str(python))
    return python


@needs_model
@pytest.mark.slow
@pytest.mark.network
def test_the_installed_wheel_reads_a_picture(installed: Path, tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    text = _typeset("能小刺和细洞", picture)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["PYTHONUTF8"] = "1"
    options: dict[str, Any] = {
        "cwd": tmp_path,
        "capture_output": True,
        "timeout": 300,
        "env": environment,
        "check": False,
    }
    done = subprocess.run([str(installed), "-c", READ, str(picture)], **options)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode("utf-8").strip() == text
    command = installed.with_name("pagerec")
    done = subprocess.run([str(command), "read", str(picture)], **options)
    assert done.stdout.decode("utf-8").strip() == text


def _typeset(text: str, path: Path) -> str:
    from PIL import Image, ImageDraw, ImageFont

    font = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
    if not font.exists():
        pytest.skip(f"needs {font} (Debian: fonts-wqy-microhei)")
    image = Image.new("L", (400, 120), 255)
    ImageDraw.Draw(image).text((40, 40), text, fill=0, font=ImageFont.truetype(str(font), 32))
    image.save(path)
    return text
