"""The code in README.md runs, and its commands are those of the repository."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests import printed

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)


def test_code_prints_what_stands_below_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("img2pdf", "pikepdf", "pypdfium2"):
        pytest.importorskip(package)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, Any] = {}
    printed.check("README.md", namespace)
    assert set(namespace["digits"].text) <= set("0123456789 \n\t")


def test_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    local = [target for target in targets if "://" not in target]
    assert local
    assert not [target for target in local if not (ROOT / target).exists()]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_what_the_second_command_installs_is_named(name: str) -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    listed = re.search(r"^packages=\(\n(.*?)^\)", script, re.DOTALL | re.MULTILINE)
    extras = re.search(r'--editable "\.\[([\w,]+)\]"', script)
    assert listed
    assert extras
    packages = [package for package in listed[1].split() if not package.startswith("fonts-")]
    text = (ROOT / name).read_text(encoding="utf-8").partition("bash .ci/run")[2].partition("\n## ")[0]
    assert not [one for one in (*packages, *extras[1].split(",")) if f"`{one}`" not in text]


def test_commands_name_files_that_exist() -> None:
    shell = "\n".join(blocks("sh"))
    for name in re.findall(r"(?:examples/|\.ci/)\S+", shell):
        assert (ROOT / name).is_file(), name
    for module in re.findall(r"python -m (pagerec\S*)", shell):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), module
