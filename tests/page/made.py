"""Pages made by hand and at random."""

from __future__ import annotations

from hypothesis import strategies as st

from pagerec import Block, Box, Candidate, Char, Line, Page, Table, TableCell
from pagerec.page import KINDS

probabilities = st.floats(0, 1)
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=2)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    left, top, width, height = (draw(st.integers(0, 5000)) for _ in range(4))
    return Box(left, top, left + width, top + height)


@st.composite
def chars(draw: st.DrawFn) -> Char:
    candidates = tuple(draw(st.lists(st.builds(Candidate, texts, probabilities), max_size=5)))
    return Char(draw(texts), draw(boxes()), draw(probabilities), candidates, draw(st.booleans()))


lines = st.lists(chars(), min_size=1, max_size=4).map(lambda items: Line(tuple(items)))
some_lines = st.lists(lines, min_size=1, max_size=3).map(tuple)
kinds = st.sampled_from([kind for kind in KINDS if kind != "table"])
figures = st.builds(Block, st.lists(lines, max_size=2).map(tuple), kind=st.just("figure"), area=boxes())


@st.composite
def tables(draw: st.DrawFn) -> Block:
    """A table of whole rows; the first cell may span two columns."""
    rows = []
    for _ in range(draw(st.integers(1, 3))):
        span = draw(st.integers(1, 2))
        cells = [TableCell(draw(boxes()), 0, draw(st.lists(lines, max_size=2).map(tuple)), column_span=span)]
        rows.append((*cells, TableCell(draw(boxes()), 2, draw(st.lists(lines, max_size=2).map(tuple)))))
    table = Table(tuple(rows), draw(boxes()))
    return Block(table.lines, "table", table=table)


blocks = st.one_of(st.builds(Block, some_lines, kind=kinds), figures, tables())
pages = st.builds(
    Page,
    st.lists(blocks, max_size=3).map(tuple),
    width=st.integers(0, 10_000),
    height=st.integers(0, 10_000),
    skew=st.floats(-45, 45),
)


def char(text: str, left: int = 0, *, confidence: float = 1.0, space: bool = False) -> Char:
    return Char(text, Box(left, 10, left + 20, 30), confidence, (), space)


def line(text: str) -> Line:
    """A line of 20-pixel characters; a blank in `text` is a space."""
    found = []
    for index, letter in enumerate(text):
        if letter != " ":
            found.append(char(letter, 20 * index, space=text[index - 1 : index] == " "))
    return Line(tuple(found))


def made_page() -> Page:
    """Two blocks: a paragraph of two lines, and a heading."""
    blocks = (Block((line("能 Go on"), line("小刺"))), Block((line("和"),), kind="heading"))
    return Page(blocks, width=400, height=300, skew=0.5)
