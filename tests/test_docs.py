"""The code in docs/ runs, its commands too, and its links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from benchmarks.robustness import hostile
from pagerec import Document
from pagerec.commands import cli
from pagerec.drawing import STAGES
from pagerec.reading.bounds import BoundParams
from pagerec.sources.frames import MAX_ANIMATION, MAX_FRAMES
from pagerec.sources.images import DEFAULT_MAX_BYTES, DEFAULT_MAX_PIXELS
from pagerec.sources.scans import MAX_SCANS
from tests import printed
from tests.formats.made import made_page

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


def blocks(name: str, language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```", (DOCS / name).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )


def test_formats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("docx", "img2pdf", "openpyxl", "pandas", "pikepdf", "pypdfium2"):
        pytest.importorskip(package)
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("*.ipynb"))
    monkeypatch.chdir(tmp_path)
    printed.check("docs/formats.md")
    for command in "".join(blocks("formats.md", "sh")).splitlines():
        program, *arguments = shlex.split(command)
        assert (program, cli.main(arguments)) == ("pagerec", 0)
    assert {"page.md", "both.pdf", "searchable.pdf", "scan.html", "page.txt", "page.xlsx", "page.docx"} <= {
        path.name for path in Path().iterdir()
    }


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("*.ipynb"))
    monkeypatch.chdir(tmp_path)
    printed.check("docs/limits.md")
    text = (DOCS / "limits.md").read_text(encoding="utf-8")
    for limit in (DEFAULT_MAX_PIXELS, DEFAULT_MAX_BYTES, MAX_FRAMES, MAX_ANIMATION, MAX_SCANS):
        assert f"| {limit:,}" in text
    assert f"{BoundParams().most:,} characters" in text


def test_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("*.ipynb"))
    monkeypatch.chdir(tmp_path)
    exec(compile("".join(blocks("pictures.md", "python")), "docs/pictures.md", "exec"), {})
    drawn = {path.stem for path in Path().glob("*.png")}
    assert drawn == {"boxes", "lines", "profiles", "lattice", "atoms"}


@pytest.mark.parametrize("path", [ROOT / "README.md", *sorted(DOCS.glob("*.md"))], ids=lambda path: path.name)
def test_what_code_prints_stands_below_it(path: Path) -> None:
    """The other tests compare it; those of the translations see that it is the same in both languages."""
    for block in printed.stated(path.read_text(encoding="utf-8")):
        assert bool(block.printed) == ("print(" in block.code), block.code


def test_a_block_that_prints_something_else_is_found() -> None:
    text = "```python\nprint(1 + 1, 0.5)\n```\n\n```text\n3 0.5\n```\n\n```python\nx = 3\n```\n\n```sh\nls\n```\n"
    (one, said), (other, nothing) = printed.run(text, "a.md", {})
    assert (one.printed, said, other.printed, nothing) == ("3 0.5\n", "2 0.5\n", "", "")
    with pytest.raises(AssertionError, match="prints something else"):
        printed.compare(said, one, "a.md")
    printed.compare("3 0.49\n", one, "a.md")


def test_every_stage_is_described() -> None:
    described = re.findall(r'^\| `"(\w+)"`', (DOCS / "pictures.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert described == list(STAGES)


def test_the_table_of_hostile_input_is_whole_and_within_its_bounds() -> None:
    text = (DOCS / "hostile.md").read_text(encoding="utf-8")
    printed_rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| ")][1:]
    found = {row[0].removeprefix("| "): row for row in printed_rows if not row[0].startswith("| ---")}
    assert list(found) == [row.name for row in hostile.rows()]
    for row in hostile.rows():
        _, result, seconds, megabytes, *_ = found[row.name]
        assert result == row.expected.removesuffix(" with the text"), row.name
        assert float(seconds) <= row.seconds
        assert float(megabytes) * 1e6 <= row.bytes


@pytest.mark.parametrize("name", ["batch.md", "command-line.md", "formats.md", "json.md", "limits.md", "pictures.md"])
def test_links_lead_somewhere(name: str) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", (DOCS / name).read_text(encoding="utf-8"))
    assert not [target for target in targets if "://" not in target and not (DOCS / target).exists()]


def test_every_field_of_json_is_described() -> None:
    described = set(re.findall(r"`(\w+)`", (DOCS / "json.md").read_text(encoding="utf-8")))
    document = Document((made_page(),)).to_dict()
    page = document["pages"][0]
    block = page["blocks"][0]
    for value in (document, page, block, block["parts"][0], block["lines"][0], block["lines"][0]["chars"][0]):
        assert set(value) <= described


def test_the_way_of_a_picture_is_the_one_that_the_code_goes() -> None:
    """Files, functions and values of the drawing in CONTRIBUTING.md are there."""
    drawing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## The way of a picture")[1].split("## ")[0]
    files = {path: path.read_text(encoding="utf-8") for path in (ROOT / "pagerec").rglob("*.py")}
    names = re.findall(r"[a-z_/]+\.py", drawing)
    assert len(names) > 30
    assert not [name for name in names if not any(path.as_posix().endswith(f"/{name}") for path in files)]
    code = "\n".join(files.values())
    values = re.findall(r"► (\w+)(?:, (\w+))?$", drawing, re.MULTILINE)
    assert len(values) > 12
    assert not [value for value in {*sum(values, ())} - {""} if f"class {value}" not in code]
    functions = re.findall(r"\b(?:[a-z]+_[a-z_]+|assemble|classify|decode|verified)\b(?!\.py|/)", drawing)
    assert len(functions) > 15
    assert not [name for name in functions if f"def {name}(" not in code]
