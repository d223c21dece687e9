"""PDFs in another process: bombs, deaths, leftovers; and the same without it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from fuzz import pdfs
from pagerec import ImageError, ImageTooLargeError, OptionError, PdfError
from pagerec.batch.work import Outcome, ReadOptions, Task, read
from pagerec.common import interpreter
from pagerec.sources import PdfOptions, Source
from pagerec.sources import pdf_process as module
from pagerec.sources.pdf_limits import PdfLimits
from pagerec.sources.pdf_process import IsolatedPdf
from tests.sources.made import TEXT, WidthReader, pdf_of, typeset

pytest.importorskip("pypdfium2")

ROOT = Path(__file__).resolve().parents[2]
HERE = None
"""No limits, and no other process."""

SMALL = PdfLimits(seconds=20.0, memory=200_000_000)
HASTY = PdfLimits(seconds=1.0)
only_linux = pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is exact on Linux")


def options(limits: PdfLimits | None, text_layer: str = "never") -> PdfOptions:
    return PdfOptions(limits=limits, text_layer=text_layer)  # type: ignore[arg-type]


def drawn(content: bytes, limits: PdfLimits | None) -> list[Image.Image]:
    return list(Source(content, pdf=options(limits)).pictures())  # type: ignore[arg-type]


def children() -> set[int]:
    psutil = pytest.importorskip("psutil")
    return {child.pid for child in psutil.Process().children() if "pdf_child" in " ".join(child.cmdline())}


def wait_until_gone(pid: int, seconds: float = 60.0) -> None:
    psutil = pytest.importorskip("psutil")
    deadline = time.monotonic() + seconds
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "it is still there"
        time.sleep(0.05)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """No process of an earlier test is used."""
    module._end_all()
    module._idle.clear()


def test_the_same_pictures_with_and_without() -> None:
    for content in (pdfs.sound(), typeset(), typeset(rotate=90), pdf_of(72, 144)):
        one, two = drawn(content, PdfLimits()), drawn(content, HERE)
        assert [picture.mode for picture in one] == ["RGB"] * len(one)
        assert [picture.info for picture in one] == [{"dpi": (200.0, 200.0)}] * len(one)
        assert [picture.tobytes() for picture in one] == [picture.tobytes() for picture in two]


@pytest.mark.parametrize("text_layer", ["auto", "only"])
def test_the_same_text_with_and_without(text_layer: str) -> None:
    for content in (pdfs.sound(), typeset(["𠀀能 力", "ab"]), typeset(invisible=True)):
        one, two = (
            list(Source(content, pdf=options(limits, text_layer)).read(WidthReader())) for limits in (PdfLimits(), HERE)
        )
        assert one == two


@only_linux
@pytest.mark.parametrize("text_layer", ["never", "auto", "only"])
@pytest.mark.parametrize("content", [pdfs.recursive_form(3), pdfs.nested_forms(16, 10)])
def test_a_bomb_is_an_error_that_says_what_to_do(content: bytes, text_layer: str) -> None:
    with pytest.raises(PdfError, match=r"page 1 needs more than 200,000,000 bytes.*leave it out with pages, or allow"):
        list(Source(content, pdf=options(SMALL, text_layer)).read(WidthReader()))


def test_a_page_that_takes_too_long() -> None:
    with pytest.raises(PdfError, match="page 1 takes more than 1 seconds of processor time; leave it out with pages"):
        drawn(pdfs.recursive_form(3), HASTY)


def run_first(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let processes run this before they begin."""
    start = interpreter._START.replace("from importlib", f"{code}; from importlib")
    monkeypatch.setattr(interpreter, "_START", start)


def test_a_process_that_is_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    run_first(monkeypatch, "import time, pagerec.sources.pdf_pages as m; m.OpenPdf.draw = lambda *_: time.sleep(3600)")
    monkeypatch.setattr(module, "_CLOCK", 0.5)
    with pytest.raises(PdfError, match="page 1 takes more than 10 seconds"):
        drawn(pdf_of(72), PdfLimits(seconds=10))


@only_linux
def test_other_pages_go_on(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdfs.recursive_form(3, with_a_good_page=True))
    wanted = ReadOptions(pdf=options(SMALL))
    count, *outcomes = read(Task("a.pdf", str(path), 1, 8), WidthReader(), wanted)
    assert count == 3
    found = [outcome for outcome in outcomes if isinstance(outcome, Outcome)]
    assert [(outcome.page, bool(outcome.error)) for outcome in found] == [(1, False), (2, True), (3, False)]
    assert found[1].error.startswith("page 2 needs more than")


@only_linux
def test_one_open_file_goes_on_after_a_bomb() -> None:
    pdf = IsolatedPdf(pdfs.recursive_form(3, with_a_good_page=True), "a.pdf", None, SMALL)
    with pytest.raises(PdfError, match=r"a\.pdf: page 2 "):
        pdf.draw(2, 200.0, 1_000_000)
    assert pdf.draw(3, 200.0, 1_000_000).width == 556
    pdf.close()


def test_more_pages_than_a_file_can_hold() -> None:
    for limits in (PdfLimits(), HERE):
        with pytest.raises(PdfError, match=r"claims 524,288 pages in 1,787 bytes"):
            Source(pdfs.many_pages(19), pdf=options(limits)).count()


def test_more_text_than_a_page_has() -> None:
    for limits in (PdfLimits(), HERE):
        content = pdfs.much_text(101)
        with pytest.raises(PdfError, match=r'page 1 carries 10\d,\d+ characters.* text_layer "never"'):
            list(Source(content, pdf=options(limits, "only")).read(WidthReader()))
        assert next(Source(content, pdf=options(limits, "auto")).read(WidthReader())).text == "556"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("limits", [PdfLimits(), HERE])
def test_a_pipe_does_not_hang(tmp_path: Path, limits: PdfLimits | None) -> None:
    os.mkfifo(tmp_path / "a.pdf")
    from pagerec.sources import pdf

    with pytest.raises(ImageError, match="this is a pipe"):
        pdf.count(Source(tmp_path / "a.pdf", pdf=options(limits)))


@pytest.mark.parametrize("limits", [PdfLimits(), HERE])
@pytest.mark.parametrize("text_layer", ["never", "only"])
def test_a_sparse_pdf(text_layer: str, limits: PdfLimits | None, tmp_path: Path) -> None:
    """It would be looked through byte by byte for what a sound one says at its end."""
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(1 << 40)
    source = Source(path, pdf=options(limits, text_layer))
    for ask in (source.count, lambda: next(source.pictures()), lambda: next(source.read(WidthReader()))):
        with pytest.raises(ImageTooLargeError, match=r"a\.pdf: has more bytes than the limit of 4,294,967,296;"):
            ask()


def test_the_limit_of_bytes_of_a_pdf_can_be_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of(72))
    size = path.stat().st_size
    monkeypatch.setattr("pagerec.sources.pdf.MAX_BYTES", size - 1)
    for limits in (PdfLimits(), HERE):
        assert Source(path, pdf=options(limits), max_bytes=size).count() == 1
        with pytest.raises(ImageTooLargeError, match=f"limit of {size - 1}; "):
            Source(path, pdf=options(limits), max_bytes=1).count()


def test_one_process_for_many_files() -> None:
    before = children()
    for _ in range(3):
        assert len(drawn(pdf_of(72, 72), PdfLimits())) == 2
        with pytest.raises(ImageError, match="damaged"):
            drawn(b"%PDF-1.7 and nothing more", PdfLimits())
    assert len(children() - before) == 1


def test_a_process_that_died_while_it_was_idle() -> None:
    drawn(pdf_of(72), PdfLimits())
    (pid,) = children()
    os.kill(pid, signal.SIGKILL)
    assert len(drawn(pdf_of(72), PdfLimits())) == 1
    assert pid not in children()


def test_a_process_that_is_killed_over_a_page() -> None:
    pictures = Source(pdf_of(72, 72), pdf=options(PdfLimits())).pictures()
    next(pictures)
    (pid,) = children()
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(PdfError, match=r"page 2 .*breaks pdfium \(its process was ended by SIGKILL\)"):
        next(pictures)


def test_an_idle_process_ends_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    run_first(monkeypatch, "import pagerec.sources.pdf_child as m; m._IDLE = 0.3")
    drawn(pdf_of(72), PdfLimits())
    (pid,) = children()
    wait_until_gone(pid)
    assert len(drawn(pdf_of(72), PdfLimits())) == 1


def test_threads_have_a_process_each() -> None:
    found: list[int] = []

    def work(width: int) -> None:
        for _ in range(5):
            found.extend(picture.width - width for picture in drawn(pdf_of(*[width * 0.36] * 3), PdfLimits()))

    threads = [threading.Thread(target=work, args=(width,)) for width in (100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [0] * 45
    assert len(children()) <= 3


_PARENT = """
import sys, time
from pagerec.sources import PdfOptions, Source
pictures = Source(sys.argv[1]).pictures()
next(pictures)
from pagerec.sources import pdf_process
print(*[child._process.pid for child in pdf_process._children], flush=True)
next(pictures)
"""


_FORKING = """
import ctypes, sys, time
from pagerec.sources import Source, pdf_process
pictures = Source(sys.argv[1]).pictures()
next(pictures)
forked = ctypes.PyDLL(None).fork()
if forked:
    print(forked, *[child._process.pid for child in pdf_process._children], flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("is_busy", [True, False])
def test_it_ends_when_its_parent_is_gone(tmp_path: Path, is_busy: bool) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdfs.recursive_form(3, with_a_good_page=True))
    code = (
        _PARENT
        if is_busy
        else _PARENT.replace("next(pictures)\n", "time.sleep(600)\n").replace(
            "time.sleep(600)\nfrom", "next(pictures)\nfrom"
        )
    )
    parent = subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    time.sleep(0.3)
    parent.kill()
    parent.wait()
    wait_until_gone(pid)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_it_ends_though_a_process_holds_its_pipe(tmp_path: Path) -> None:
    """One that a library has forked, about which Python knows nothing."""
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of(72, 72))
    parent = subprocess.Popen([sys.executable, "-c", _FORKING, path], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert parent.stdout is not None
    forked, pid = map(int, parent.stdout.readline().split())
    try:
        parent.kill()
        parent.wait()
        wait_until_gone(pid)
    finally:
        os.kill(forked, signal.SIGKILL)


@pytest.mark.parametrize("end", ["", "raise SystemExit(0)"])
def test_a_program_ends_with_a_file_half_read(tmp_path: Path, end: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of(72, 72))
    code = f"import sys\nfrom pagerec.sources import Source\nheld = Source(sys.argv[1]).pictures()\nnext(held)\n{end}"
    subprocess.run([sys.executable, "-c", code, path], cwd=ROOT, check=True, timeout=60)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_forked_process_has_its_own() -> None:
    content = pdf_of(72, 72)
    pictures = Source(content, pdf=options(PdfLimits())).pictures()
    next(pictures)
    (ours,) = children()
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(0 if len(drawn(content, PdfLimits())) == 2 else 1)
        except BaseException:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert next(pictures).width == 200  # type: ignore[union-attr]
    assert ours in children()


def test_the_password_is_not_for_all_to_see() -> None:
    psutil = pytest.importorskip("psutil")
    source = Source(pdf_of(72, owner="owner", user="open-sesame"), pdf=PdfOptions(password="open-sesame"))
    pictures = source.pictures()
    next(pictures)
    (pid,) = children()
    assert "open-sesame" not in " ".join(psutil.Process(pid).cmdline())


def test_a_process_that_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    for start in ("raise SystemExit(3)", "import pagerec.nothing"):
        monkeypatch.setattr(interpreter, "_START", start)
        with pytest.raises(OptionError, match=r"doesn't start \(.*code [13]\); .*PdfOptions\(limits=None\)"):
            drawn(pdf_of(72), PdfLimits())
    assert len(drawn(pdf_of(72), HERE)) == 1


def test_a_frozen_program_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(interpreter, "_knows_asked", False)
    with pytest.raises(OptionError, match="there is no Python interpreter"):
        drawn(pdf_of(72), PdfLimits())


def test_names_that_are_no_utf_8(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.pdf"
    try:
        Path(os.fsdecode(path)).write_bytes(pdf_of(72))
    except OSError:
        pytest.skip("this file system has only names in UTF-8")
    assert Source(os.fsdecode(path)).count() == 1


def test_nothing_is_loaded_in_the_process_but_pdfium() -> None:
    code = "import sys, pagerec.sources.pdf_child, pypdfium2; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert not {"numpy", "PIL", "cv2", "multiprocessing"} & set(done.stdout.split())


def test_pages_of_a_text_layer_are_pages() -> None:
    (page,) = Source(typeset(), pdf=options(PdfLimits(), "only")).read(WidthReader())
    assert [line.text for line in page.lines] == TEXT
    assert page.to_markdown()
