"""Answers hold what there is room for; asked for the rest, nothing is told twice and nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pagerec import Block, ImageError, OptionError, Page
from pagerec.integrations.mcp.answers import Answer, Limits, _as_text, answer_of
from pagerec.sources import Source
from tests.batch.made import save
from tests.formats.made import line, table_of


class Made:
    """Reads pages that were made, whatever the pictures; an error is raised when its turn comes."""

    def __init__(self, pages: Sequence[Page | ImageError]) -> None:
        self._pages = iter(pages)

    def read(self, image: object, *, alphabet: str | None = None) -> Page:
        page = next(self._pages)
        if isinstance(page, ImageError):
            raise page
        return page


def page_of(*texts: str) -> Page:
    """A page with a paragraph for each text."""
    return Page(tuple(Block((line(text),)) for text in texts), 4000, 3000)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    save(tmp_path / "pages.tif", range(1, 26))
    return tmp_path / "pages.tif"


def told(file: Path, made: Sequence[Page], limits: Limits) -> list[Answer]:
    """Ask until nothing is left."""
    answers, asked, start = [], "1-", 0
    while True:
        source = Source(str(file), asked)
        chosen = [made[number - 1] for number in source.numbers(source.count())]
        answers.append(answer_of(source, Made(chosen), start, limits))
        rest = answers[-1].rest
        if rest is None:
            return answers
        assert len(answers) < 100
        asked, start = rest.pages, rest.start


def joined(answers: Sequence[Answer]) -> dict[int, str]:
    """What was told of each page, all answers together."""
    found: dict[int, str] = {}
    for answer in answers:
        for part in answer.pages:
            found[part.page] = found.get(part.page, "") + "".join(paragraph.text for paragraph in part.paragraphs)
    return found


def test_pages_come_until_there_is_no_room(pages: Path) -> None:
    made = [page_of("字" * 300, f"{number}" * 200) for number in range(25)]
    answers = told(pages, made, Limits(3000))
    assert joined(answers) == {number + 1: page.text.replace("\n", "") for number, page in enumerate(made)}
    assert len(answers) > 5
    assert all(len(answer.text) <= 3000 for answer in answers)


def test_a_page_that_is_too_long_is_told_in_parts(pages: Path) -> None:
    made = [page_of("甲" * 700, "乙" * 2500, "丙"), *[page_of() for _ in range(24)]]
    answers = told(pages, made, Limits(1000))
    assert joined(answers)[1] == made[0].text.replace("\n", "")
    assert [answer.rest.start for answer in answers[:2] if answer.rest] == [701, 701 + 720]
    assert all(len(answer.text) <= 1000 for answer in answers)


def test_not_more_pages_than_the_limit(pages: Path) -> None:
    answers = told(pages, [page_of() for _ in range(25)], Limits(100_000))
    assert [len(answer.pages) for answer in answers] == [20, 5]
    assert answers[0].text.endswith('[there is more: ask again with pages="21-25" and start=0]')


def test_no_page_is_begun_when_time_is_up(pages: Path) -> None:
    answer = answer_of(Source(str(pages)), Made([page_of("一")]), 0, Limits(seconds=-1))
    assert [part.page for part in answer.pages] == [1]
    assert answer.rest is not None
    assert answer.rest.pages == "2-25"


def test_what_was_read_before_a_bad_page_is_told(pages: Path) -> None:
    made = [page_of("一"), ImageError("page 2: damaged")]
    answer = answer_of(Source(str(pages), "1-2"), Made(made), 0, Limits())
    assert answer.rest is not None
    assert (answer.text.splitlines()[1], answer.rest.pages) == ("一", "2")
    with pytest.raises(ImageError, match="damaged"):
        answer_of(Source(str(pages), "2"), Made(made[1:]), 0, Limits())


def test_kinds_and_places(tmp_path: Path) -> None:
    save(tmp_path / "page.png", [1])
    page = Page((Block((line("标题"),), "title"), table_of([[line("甲")], [line("乙")]])), 500, 400)
    answer = answer_of(Source(str(tmp_path / "page.png")), Made([page]), 0, Limits())
    (part,) = answer.pages
    title, table = part.paragraphs
    assert (title.kind, title.text, table.kind, table.text) == ("title", "标题", "table", page.blocks[1].text)
    assert title.box == tuple(page.blocks[0].box)
    assert (part.width, part.height, answer.page_count, answer.rest) == (500, 400, 1, None)
    assert answer.text == page.text


@pytest.mark.parametrize("start", [-1, 1.5])
def test_a_start_that_is_none(start: int, tmp_path: Path) -> None:
    save(tmp_path / "page.png", [1])
    with pytest.raises(OptionError, match="start is"):
        answer_of(Source(str(tmp_path / "page.png")), Made([]), start, Limits())


def test_limits_that_are_too_small() -> None:
    with pytest.raises(OptionError, match="max_chars is 20"):
        Limits(20)


def test_numbers_as_text() -> None:
    assert _as_text([1, 2, 3, 7, 9, 8]) == "1-3,7,9,8"
    assert _as_text(range(4, 5)) == "4"
