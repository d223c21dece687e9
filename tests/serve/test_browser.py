"""The page in a real browser: drop, paste, choose, hover, correct, copy, download; two browsers at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pagerec import Document, Page
from tests.batch.made import needs_model
from tests.serve.made import TOKEN, FakeReader, page, picture, serving

pytest.importorskip("starlette")

from pagerec.serve.app import make_app
from pagerec.serve.options import Limits, ServeOptions
from tests.serve.browsing import Window, program

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

TEXTS = "document.querySelector('#text').innerText"
STATUS = "document.querySelector('#status').textContent"
POLYGONS = "document.querySelectorAll('.page polygon').length"


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    with Window(tmp_path_factory.mktemp("downloads")) as window:
        yield window


@pytest.fixture
def server() -> Iterator[str]:
    program()
    with serving(make_app(FakeReader())) as address:
        yield address


@pytest.fixture
def png(tmp_path: Path) -> Path:
    path = tmp_path / "page.png"
    path.write_bytes(picture(size=(400, 160)))
    return path


def done(window: Window) -> str:
    """Wait until what was given is read; give its text."""
    window.until(f"{STATUS}.startsWith('pages:')")
    return str(window.evaluate(TEXTS)).strip()


@needs_model
def test_a_real_picture_from_drop_to_download(window: Window) -> None:
    """With the shipped model."""
    import pagerec

    program()
    expected = pagerec.read(EXAMPLES / "paragraph.png")
    with serving(make_app(pagerec.Reader(threads=1))) as address:
        window.open(f"{address}/")
        window.drop("#pages", [EXAMPLES / "paragraph.png"])
        assert done(window) == expected.text
        assert window.until(POLYGONS) == len(expected.chars)
        number = next(n for n, char in enumerate(expected.chars) if len(char.candidates) > 2 and char.confidence < 0.9)
        char = expected.chars[number]
        window.hover(".page polygon", number)
        hint = window.until("document.querySelector('#hint').innerText").splitlines()
        assert [line.split()[0] for line in hint] == [
            char.text,
            *(one.text for one in char.candidates if one.text != char.text),
        ]
        assert hint[0].endswith(f"{100 * char.confidence:.1f} %")
        window.click(".page polygon", number)
        window.until("document.querySelector('#editor').open")
        window.write("龘")
        window.press("Enter")
        window.until(f"{TEXTS}.includes('龘')")
        for name in ("json", "txt", "md", "html"):
            window.choose("#format", name)
            window.click("#download")
            assert "龘" in window.downloaded(f"paragraph.png.{name}").decode()
        document = Document.from_json(window.downloaded("paragraph.png.json"))
        assert document.pages[0].chars[number].text == "龘"
        assert document.pages[0].chars[number].confidence == 1.0


def test_paste(window: Window, server: str) -> None:
    window.open(f"{server}/")
    window.put_in_clipboard(picture(size=(300, 120)))
    window.paste()
    assert done(window) == "能小刺"
    assert window.evaluate("document.querySelector('.page').style.aspectRatio") == "300 / 120"


def test_choose(window: Window, server: str, png: Path) -> None:
    window.open(f"{server}/")
    window.give("#files", [png])
    assert done(window) == "能小刺"


def test_the_picture_and_its_boxes(window: Window, server: str, png: Path) -> None:
    window.open(f"{server}/")
    window.drop("#pages", [png])
    done(window)
    window.until("document.querySelector('.page img')?.naturalWidth")
    assert window.evaluate("document.querySelector('.page img').naturalWidth") == 400
    assert window.until(POLYGONS) == 3
    frame, box = window.box(".page"), window.box(".page polygon")
    scale = frame[2] / 400
    expected = [frame[0] + 10 * scale, frame[1] + 10 * scale, 18 * scale, 20 * scale]
    assert box == pytest.approx(expected, abs=2)
    assert window.evaluate("document.querySelector('.page text').textContent") == "能小刺"
    assert window.evaluate("getComputedStyle(document.querySelector('.page text')).fill") == "rgba(0, 0, 0, 0)"
    window.click("#show-text")
    assert window.evaluate("getComputedStyle(document.querySelector('.page text')).fill") != "rgba(0, 0, 0, 0)"


def test_boxes_are_coloured_by_confidence(window: Window, png: Path) -> None:
    class Unsure(FakeReader):
        def read(self, image: Any, *, alphabet: str | None = None) -> Page:
            return page("能", 400, 160, confidence=self.seconds)

    colors = []
    for confidence in (1.0, 0.8, 0.3):
        with serving(make_app(Unsure(seconds=confidence))) as address:
            window.open(f"{address}/")
            window.drop("#pages", [png])
            done(window)
            window.until(POLYGONS)
            assert window.evaluate("document.querySelector('.page polygon').className.baseVal") != "corrected"
            colors.append(window.evaluate("getComputedStyle(document.querySelector('.page polygon')).stroke"))
    assert len(set(colors)) == 3


def test_candidates_are_chosen_and_characters_removed(window: Window, server: str, png: Path) -> None:
    window.open(f"{server}/")
    window.drop("#pages", [png])
    done(window)
    window.until(POLYGONS)
    window.click(".page polygon", 0)
    window.until("document.querySelector('#editor').open")
    assert (
        window.evaluate("[...document.querySelectorAll('#candidates button')].map((one) => one.textContent).join('')")
        == "能未术"
    )
    window.click("#candidates button", 1)
    window.until(f"{TEXTS}.trim() === '未小刺'")
    assert window.evaluate("document.querySelector('.page polygon').className.baseVal") == "corrected"
    window.click(".page polygon", 2)
    window.until("document.querySelector('#editor').open")
    window.click("#remove")
    window.until(f"{TEXTS}.trim() === '未小'")
    window.click(".page polygon", 0)
    window.until("document.querySelector('#editor').open")
    window.press("Escape")
    window.until("!document.querySelector('#editor').open")
    assert window.evaluate(TEXTS).strip() == "未小"


def test_the_next_character_in_doubt(window: Window, png: Path) -> None:
    class Unsure(FakeReader):
        def read(self, image: Any, *, alphabet: str | None = None) -> Page:
            return page("末来", 400, 160, confidence=0.4)

    with serving(make_app(Unsure())) as address:
        window.open(f"{address}/")
        window.drop("#pages", [png])
        done(window)
        window.until(POLYGONS)
        for wrong, right in (("末", "未"), ("来", "來")):
            window.click("#doubt")
            window.until("document.querySelector('#editor').open")
            assert window.evaluate("document.querySelector('#letter').value") == wrong
            window.write(right)
            window.press("Enter")
            window.until(f"{TEXTS}.includes('{right}')")
        window.click("#doubt")
        window.until(f"{STATUS}.startsWith('nothing')")
        assert window.evaluate(TEXTS).strip() == "未來"


def test_copy_all(window: Window, server: str, png: Path) -> None:
    window.open(f"{server}/")
    window.allow_clipboard()
    window.drop("#pages", [png])
    done(window)
    window.click("#copy")
    window.until(f"{STATUS} === 'copied'")
    assert window.evaluate("navigator.clipboard.readText()") == "能小刺"


def test_every_format_can_be_downloaded(window: Window, server: str, png: Path) -> None:
    for package in ("pikepdf", "img2pdf"):
        pytest.importorskip(package)
    from pagerec.page.saving import formats

    picture = png.rename(png.with_name("every.png"))
    for number, (name, ending) in enumerate(formats().items()):
        if number % 5 == 0:  # a page that saves ten files without being touched is stopped by the browser
            window.open(f"{server}/")
            window.drop("#pages", [picture])
            done(window)
            shown = window.evaluate("[...document.querySelectorAll('#format option')].map((one) => one.value)")
            assert shown == list(formats())
        window.choose("#format", name)
        window.click("#download")
        assert window.downloaded(f"every.png{ending}"), name


def test_pages_arrive_one_by_one(window: Window, tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    path = tmp_path / "long.pdf"
    path.write_bytes(picture("PDF", (200, 100), 6, resolution=200.0))
    with serving(make_app(FakeReader(seconds=0.4))) as address:
        window.open(f"{address}/")
        window.drop("#pages", [path])
        seen = [window.until(f"{STATUS}.includes('page {number} of 6')") for number in (1, 3, 5)]
        assert seen == [True] * 3
        assert window.evaluate("document.querySelectorAll('.page').length") < 6
        assert window.evaluate("document.querySelector('#progress').max") == 6
        assert done(window).count("能小刺") == 6
        window.until("document.querySelector('.page img')?.naturalWidth")
        assert window.evaluate("document.querySelector('.page img').src").startswith("blob:")


def test_a_long_document_is_stopped(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "long.tif"
    path.write_bytes(picture("TIFF", (200, 100), 200))
    reader = FakeReader(seconds=0.1)
    with serving(make_app(reader)) as address:
        window.open(f"{address}/")
        window.drop("#pages", [path])
        window.until(f"{STATUS}.includes('page 2 of 200')")
        window.click("#stop")
        window.until(f"{STATUS} === 'stopped'")
        count = window.evaluate("document.querySelectorAll('.page').length")
        assert 2 <= count < 50
        window.choose("#format", "json")
        window.click("#download")
        assert len(Document.from_json(window.downloaded("long.tif.json")).pages) == count
        assert reader.read_pages < 60


def test_several_files_have_tabs(window: Window, server: str, png: Path) -> None:
    other = png.with_name("other.png")
    other.write_bytes(picture(size=(200, 80)))
    window.open(f"{server}/")
    window.drop("#pages", [png, other])
    done(window)
    window.until("document.querySelectorAll('#documents button').length === 2")
    window.click("#documents button", 1)
    window.until("document.querySelector('.page')?.style.aspectRatio === '200 / 80'")
    assert done(window) == "能小刺"


@pytest.mark.parametrize(("content", "message"), [(b"no picture", "not a picture"), (b"a" * 2000, "1,000 bytes")])
def test_what_is_wrong_is_said(window: Window, tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(content)
    with serving(make_app(FakeReader(), ServeOptions(limits=Limits(max_bytes=1000)))) as address:
        window.open(f"{address}/")
        window.drop("#pages", [path])
        assert message in window.until("document.querySelector('#status.wrong')?.textContent")


def test_the_token_is_asked_for(window: Window, png: Path) -> None:
    with serving(make_app(FakeReader(), ServeOptions(token=TOKEN))) as address:
        window.open(f"{address}/")
        window.drop("#pages", [png])
        window.until("document.querySelector('#ask-token').open")
        window.click("#token")
        window.write(TOKEN)
        window.press("Enter")
        assert done(window) == "能小刺"


def test_print_is_no_markup(window: Window, png: Path) -> None:
    reader = FakeReader("<img src=x onerror=document.title='broken'>")
    with serving(make_app(reader)) as address:
        window.open(f"{address}/")
        window.drop("#pages", [png])
        assert done(window) == reader.text
        window.until(POLYGONS)
        window.hover(".page polygon", 0)
        assert window.evaluate("document.title") == "pagerec"
        assert window.evaluate("document.querySelectorAll('#text img').length") == 0


def test_nothing_comes_from_elsewhere(window: Window, server: str) -> None:
    window.open(f"{server}/")
    names = window.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert names
    assert all(name.startswith(f"{server}/") for name in names)
    assert window.evaluate("fetch('http://127.0.0.1:9/').then(() => 'reached', (error) => String(error))") != "reached"


def test_another_page_cant_use_the_server(window: Window, server: str) -> None:
    """A page of another origin, in the same browser: the answer is refused, and nothing is read."""
    reader = FakeReader()
    with serving(make_app(reader)) as address:
        window.call("Page.navigate", url="data:text/html,<title>evil</title>")
        window.until("document.title === 'evil'")
        body = json.dumps(picture().hex())
        window.evaluate(f"""fetch("{address}/read", {{ method: "POST", mode: "no-cors", body: {body} }}).then(
            () => "sent", (error) => String(error))""")
        assert reader.read_pages == 0


def test_two_browsers_at_once(tmp_path: Path) -> None:
    program()
    first, second = tmp_path / "first.tif", tmp_path / "second.tif"
    first.write_bytes(picture("TIFF", (200, 100), 4))
    second.write_bytes(picture("TIFF", (300, 100), 4))
    with (
        serving(make_app(FakeReader(seconds=0.2))) as address,
        Window(tmp_path / "one") as one,
        Window(tmp_path / "two") as two,
    ):
        both = ((one, first, 200), (two, second, 300))
        for window, path, _ in both:
            window.open(f"{address}/")
            window.drop("#pages", [path])
        for window, _, width in both:
            assert len(re.findall("能小刺", done(window))) == 4
            assert window.evaluate("document.querySelector('.page').style.aspectRatio") == f"{width} / 100"
        one.until(POLYGONS)
        one.click(".page polygon", 0)
        one.until("document.querySelector('#editor').open")
        one.write("龘")
        one.press("Enter")
        one.until(f"{TEXTS}.includes('龘')")
        for window, path, _ in both:
            window.choose("#format", "txt")
            window.click("#download")
            text = window.downloaded(f"{path.name}.txt").decode()
            assert ("龘" in text) is (window is one)
