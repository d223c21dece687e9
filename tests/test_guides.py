"""The guides in docs/: their code and commands run, their links lead somewhere, all of them are in the navigation."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import pagerec
from pagerec.commands import cli
from tests import printed

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md"))


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the examples and the pictures of the guides, to run code in."""
    printed.copy_pictures(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["index.md", "getting-started.md", "reading.md", "gallery.md"])
def test_code_prints_what_stands_below_it(name: str, folder: Path) -> None:
    for package in ("img2pdf", "pikepdf", "pypdfium2", "rapidfuzz"):
        pytest.importorskip(package)
    printed.check(f"docs/{name}")
    for command in "".join(blocks(text_of(name), "sh")).splitlines():
        program, *arguments = shlex.split(command)
        if program == "pagerec":
            assert cli.main(arguments) == 0, command


SECTIONS = re.findall(r"^## (.*?)$(.*?)(?=^## |\Z)", text_of("integrations.md"), re.DOTALL | re.MULTILINE)
NEEDED = {
    "LangChain": ["langchain_core"],
    "OCRmyPDF": ["ocrmypdf"],
    "docling": ["docling.document_converter"],
    "unstructured": ["unstructured_inference.inference.elements", "en_core_web_sm"],
    "MCP": [],
    "PyInstaller": [],
}


@pytest.mark.parametrize(("title", "text"), SECTIONS, ids=[title for title, _ in SECTIONS])
def test_integrations(title: str, text: str, folder: Path) -> None:
    """In an interpreter of its own: some of them read the environment when they are imported."""
    for package in NEEDED[title]:
        pytest.importorskip(package)
    code = "\n".join(blocks(text, "python"))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    stated = printed.Stated(code, "".join(block.printed for block in printed.stated(text)))
    printed.compare(printed.tidy(done.stdout.decode()), stated, "docs/integrations.md")


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", re.sub(r"```.*?```", "", text_of(name), flags=re.DOTALL))
    local = [target for target in targets if "://" not in target]
    assert not [target for target in local if not (DOCS / name).parent.joinpath(target).exists()]


@pytest.mark.parametrize("name", PAGES)
def test_extras_exist(name: str) -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    known = set(re.findall(r"^(\w+) = \[", project.partition("[project.optional-dependencies]")[2], re.MULTILINE))
    named = re.findall(r'pip install[^\n]*?"(?:pagerec|\.)\[([\w,]+)\]"', text_of(name))
    assert {extra for names in named for extra in names.split(",")} <= known


def test_every_page_is_in_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[2]
    assert sorted(re.findall(r"[\w./-]+\.md", navigation)) == PAGES


def test_every_public_name_is_in_the_reference() -> None:
    named = set(re.findall(r"^::: ([\w.]+)", "\n".join(text_of(name) for name in PAGES), re.MULTILINE))
    for name in pagerec.__all__:
        if name != "__version__":
            home = pagerec._HOME[name]
            assert named & {home, f"{home}.{name}"}, name
