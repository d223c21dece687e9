"""Pages made by hand, and what several tests of formats need."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st

from pagerec import Block, Box, Candidate, Char, Document, Line, Page, Table, TableCell
from pagerec.page import KINDS, BlockKind

ROOT = Path(__file__).resolve().parent.parent.parent
SCHEMAS = ROOT / "data" / "schemas"
"""Where the official schemas are looked for; their licences keep them out of this repository."""

few = settings(max_examples=30, deadline=None)
"""For tests of whole documents, which take long to make."""

texts = st.one_of(
    st.characters(codec="utf-8"),
    st.sampled_from(
        ["能", "。", "“", "G", "<", "&", "]]>", "𠮷", "😀", "\x00", "\x0b", "\r", "\ufffe", "\ud800", "ﬁ", "é"]
    ),
    st.text(min_size=1, max_size=3),
)


def table_of(*rows: list[list[Line]]) -> Block:
    """A table of cells that are 100 pixels wide and 40 high."""
    cells = tuple(
        tuple(
            TableCell(Box(100 * column, 40 * row, 100 * column + 100, 40 * row + 40), column, tuple(lines))
            for column, lines in enumerate(found)
        )
        for row, found in enumerate(rows)
    )
    table = Table(cells, Box(0, 0, 100 * len(rows[0]), 40 * len(rows)))
    return Block(table.lines, "table", table=table)


places = st.tuples(*[st.integers(-50, 6000).map(lambda tenths: tenths / 10)] * 2)
outlines = st.none() | st.lists(places, min_size=2, max_size=4).map(lambda some: [*some, *some[::-1]])


@st.composite
def chars(draw: st.DrawFn) -> Char:
    left, top = draw(st.integers(-5, 500)), draw(st.integers(-5, 500))
    box = Box(left, top, left + draw(st.integers(0, 60)), top + draw(st.integers(0, 60)))
    probabilities = st.floats(0, 1)
    candidates = tuple(draw(st.lists(st.builds(Candidate, texts, probabilities), max_size=3)))
    outline = draw(st.none() | st.lists(places, min_size=4, max_size=4))
    return Char(draw(texts), box, draw(probabilities), candidates, draw(st.booleans()), outline)  # type: ignore[arg-type]


quarters = st.sampled_from([0, 90, 180, 270])
lines = st.builds(Line, st.lists(chars(), min_size=1, max_size=4).map(tuple), direction=quarters, outline=outlines)
kinds = st.sampled_from([kind for kind in KINDS if kind != "table"])
plain = st.builds(Block, st.lists(lines, min_size=1, max_size=3).map(tuple), kind=kinds)
figures = st.builds(Block, st.just(()), st.just("figure"), st.just(Box(10, 20, 300, 200)))
tables = st.lists(st.lists(lines, max_size=2), min_size=1, max_size=3).map(
    lambda rows: table_of(*[[row, []] for row in rows])
)
blocks = st.one_of(plain, figures, tables)
pages = st.builds(
    Page,
    st.lists(blocks, max_size=2).map(tuple),
    width=st.integers(1, 600),
    height=st.integers(1, 600),
    skew=st.floats(-10, 10),
    rotation=quarters,
)
documents = st.builds(Document, st.lists(pages, max_size=2).map(tuple))


def line(text: str, left: int = 40, top: int = 40, size: int = 20) -> Line:
    """A line of print: full-width characters are `size` pixels wide, others half of it."""
    found: list[Char] = []
    x, space = left, False
    for letter in text:
        width = size if ord(letter) > 0x2E7F else size // 2
        if letter != " ":
            box = Box(x + 1, top + 1, x + width - 1, top + size - 1)
            others = (Candidate(letter, 0.9), Candidate("丁", 0.06), Candidate("<", 0.04))
            found.append(Char(letter, box, 0.9, others, space))
        x, space = x + width, letter == " "
    return Line(tuple(found))


def block(*rows: str, left: int = 40, top: int = 40, size: int = 20, kind: BlockKind = "paragraph") -> Block:
    return Block(tuple(line(text, left, top + index * 3 * size // 2, size) for index, text in enumerate(rows)), kind)


def made_page() -> Page:
    """Two blocks with Chinese, Latin words, digits, and what XML escapes."""
    first = block("能刺和 Go on，", "价格<5元 & “小”洞𠮷")
    second = block("第2段：ABC def 12.5%。", "完", top=140)
    return Page((first, second), 400, 240)


def picture(page: Page) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A picture of a page: a dark rectangle for every character."""
    gray = np.full((page.height, page.width), 255, np.uint8)
    for char in page.chars:
        gray[char.box.top : char.box.bottom, char.box.left : char.box.right] = 60
    return gray


def pdftotext(pdf: Path | bytes, *options: str) -> str:
    """The text of a PDF as poppler finds it, without blank lines."""
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext (Debian: poppler-utils)")
    content = pdf if isinstance(pdf, bytes) else pdf.read_bytes()
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=content, capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    return "\n".join(row for row in done.stdout.decode().replace("\f", "").split("\n") if row)


_XLINK = b"""<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/1999/xlink">
<xsd:attributeGroup name="simpleLink"/></xsd:schema>"""


def schema(name: str, source: str) -> Any:
    """An official schema; the test is skipped where there is no copy."""
    etree = pytest.importorskip("lxml.etree")
    if not (SCHEMAS / name).exists():
        pytest.skip(f"needs {source} as {SCHEMAS / name}")

    class Resolver(etree.Resolver):  # type: ignore[name-defined,misc]
        """Stands in for the schema of links, which nothing here uses."""

        def resolve(self, url: str, public: str, context: Any) -> Any:
            return self.resolve_string(_XLINK, context) if "xlink" in url else None

    parser = etree.XMLParser()
    parser.resolvers.add(Resolver())
    return etree.XMLSchema(etree.parse(SCHEMAS / name, parser))


def assert_valid(schema: Any, text: str) -> None:
    from lxml import etree

    tree = etree.fromstring(text.encode())
    assert schema.validate(tree), schema.error_log
