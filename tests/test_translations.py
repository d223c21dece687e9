"""Texts in Chinese say the same as those in English: the same code, figures, names and links, section by section."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAIRS = [(Path("README.md"), Path("README.zh-CN.md"))] + [
    (Path("docs") / path.name, Path("docs/zh") / path.name) for path in sorted((ROOT / "docs" / "zh").glob("*.md"))
]
FENCED = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.])\d(?:[\d,.]*\d)?")
TO_THE_OTHER = re.compile(r"^\[(?:English|中文)\]\(.*\)$", re.MULTILINE)

each_pair = pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=[str(pair[1]) for pair in PAIRS])


def sections(path: Path) -> list[str]:
    text = TO_THE_OTHER.sub("", (ROOT / path).read_text(encoding="utf-8"))
    return re.split(r"^##+ ", text, flags=re.MULTILINE)


def code(text: str) -> list[tuple[str, str]]:
    """The blocks of code, without their comments."""
    return [
        (language, re.sub(r"(?m)(?:^|\s+)# .*$", "", content).rstrip()) for language, content in FENCED.findall(text)
    ]


def prose(text: str) -> str:
    return FENCED.sub("", text)


@each_pair
def test_the_same_code(english: Path, chinese: Path) -> None:
    assert code((ROOT / chinese).read_text(encoding="utf-8")) == code((ROOT / english).read_text(encoding="utf-8"))


@each_pair
def test_the_same_figures(english: Path, chinese: Path) -> None:
    one, two = sections(english), sections(chinese)
    assert len(one) == len(two)
    for ours, theirs in zip(two, one, strict=True):
        title = ours.partition("\n")[0]
        assert (title, Counter(NUMBER.findall(prose(ours)))) == (title, Counter(NUMBER.findall(prose(theirs))))


@each_pair
def test_the_same_tables(english: Path, chinese: Path) -> None:
    """Row by row, with every figure in its cell."""
    rows = [
        [[NUMBER.findall(cell) for cell in row.split("|")] for row in re.findall(r"^\|.*\|$", text, re.MULTILINE)]
        for text in ((ROOT / path).read_text(encoding="utf-8") for path in (chinese, english))
    ]
    assert rows[0] == rows[1]


@each_pair
def test_the_same_names_and_links(english: Path, chinese: Path) -> None:
    for ours, theirs in zip(sections(chinese), sections(english), strict=True):
        title = ours.partition("\n")[0]
        for pattern in (r"`[^`]+`", r"\]\(([^)]+)\)"):
            assert (title, Counter(_found(pattern, ours, chinese))) == (
                title,
                Counter(_found(pattern, theirs, english)),
            )


def _found(pattern: str, text: str, path: Path) -> list[str]:
    """What a pattern finds in the prose; links as paths from the root, without what is translated in them."""
    found = re.findall(pattern, prose(text))
    if "(" not in pattern:
        return [" ".join(name.split()) for name in found]
    return [target if "://" in target else _from_root(path, target) for target in found]


def _from_root(path: Path, target: str) -> str:
    name = target.partition("#")[0]
    resolved = (ROOT / path).parent.joinpath(name).resolve() if name else ROOT / path
    return str(resolved.relative_to(ROOT)).replace("docs/zh/", "docs/")


@pytest.mark.parametrize("path", [chinese for _, chinese in PAIRS], ids=str)
def test_links_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)", prose((ROOT / path).read_text(encoding="utf-8")))
    local = [target for target in targets if "://" not in target]
    assert not [target for target in local if not (ROOT / path).parent.joinpath(target).exists()]
