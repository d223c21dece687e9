"""What requests are answered with."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from pagerec import Document, Page
from pagerec.page.saving import BINARY, formats, render
from tests.batch.made import needs_model
from tests.serve.made import HOST, FakeReader, page, picture, serving

pytest.importorskip("httpx2")
pytest.importorskip("starlette")

import httpx2 as httpx
from starlette.testclient import TestClient

from pagerec.serve.app import make_app
from pagerec.serve.media import STREAM, media_type
from pagerec.serve.options import Limits, ServeOptions

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def client(reader: Any = None, **limits: Any) -> TestClient:
    return TestClient(make_app(reader or FakeReader(), ServeOptions(limits=Limits(**limits))), **HOST)


# POST /read


def test_json_by_default() -> None:
    answer = client().post("/read", content=picture())
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert Document.from_json(answer.content).pages == (page(),)


@needs_model
def test_a_real_picture() -> None:
    import pagerec

    path = EXAMPLES / "paragraph.png"
    answer = client(pagerec.Reader()).post("/read", content=path.read_bytes(), headers={"Accept": "text/plain"})
    assert answer.text == f"{pagerec.read(path).text}\n"


@pytest.mark.parametrize("name", formats())
def test_every_format_by_accept_and_by_name(name: str) -> None:
    for package in {"pdf": ["pikepdf", "img2pdf"], "xlsx": ["openpyxl"], "docx": ["docx"]}.get(name, []):
        pytest.importorskip(package)
    one = client().post("/read", content=picture(), headers={"Accept": media_type(name)})
    other = client().post(f"/read?format={name}", files={"file": ("a.png", picture())})
    assert (one.status_code, other.status_code) == (200, 200), one.text
    assert one.headers["content-type"] == other.headers["content-type"] == media_type(name)
    assert one.headers["content-disposition"] == f'attachment; filename="document{formats()[name]}"'
    if formats()[name] not in BINARY and name not in ("xlsx", "docx", "csv", "json"):
        assert one.content == render(page(), f"a{formats()[name]}", image=picture())
    elif name == "pdf":
        assert one.content.startswith(b"%PDF-")


def test_options() -> None:
    content = picture("TIFF", pages=4)
    answer = client().post("/read?pages=2-3&format=txt", data={"alphabet": "小"}, files={"file": ("a.tif", content)})
    assert answer.text == "小\n\f小\n"


def test_a_pdf_with_its_password() -> None:
    pikepdf = pytest.importorskip("pikepdf")
    pytest.importorskip("pypdfium2")
    import io

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(picture("PDF", (200, 100), resolution=200.0))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user="密码"))
    assert client().post("/read", content=out.getvalue()).status_code == 422
    answer = client().post("/read?format=txt", data={"password": "密码"}, files={"file": ("a.pdf", out.getvalue())})
    assert (answer.status_code, answer.text) == (200, "能小刺\n")


@pytest.mark.parametrize(
    ("path", "content", "status", "message"),
    [
        ("/read", b"", 400, "there is no file"),
        ("/read", b"no picture", 422, "not a picture of a known kind"),
        ("/read", picture()[:60], 422, "damaged"),
        ("/read?pages=9", picture(), 400, "the file has 1 page"),
        ("/read?pages=x", picture(), 400, "give numbers and ranges"),
        ("/read?dpi=7000", picture(), 400, "36 to 1200"),
        ("/read?format=exe", picture(), 406, "give one of"),
        ("/read?file=/etc/passwd", picture(), 400, "is no option"),
        ("/read?alphabet=", picture(), 200, ""),
        ("/read", b"%!PS-Adobe", 422, "PostScript"),
    ],
)
def test_what_is_wrong_is_said(path: str, content: bytes, status: int, message: str) -> None:
    answer = client().post(path, content=content)
    assert answer.status_code == status
    if status != 200:
        assert answer.json()["status"] == status
        assert message in answer.json()["error"]
        assert "<bytes>" not in answer.json()["error"]


def test_paths_are_no_files(tmp_path: Path) -> None:
    """What is sent is content: the name of a file on the server, as body, field or file's name, opens nothing."""
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture())
    reader = FakeReader()
    for sent in (
        {"content": str(secret).encode()},
        {"data": {"file": str(secret)}},
        {"files": {"file": (str(secret), b"")}},
        {"content": f"file://{secret}".encode()},
    ):
        assert client(reader).post("/read", **sent).status_code in (400, 422)
    assert reader.read_pages == 0


def test_a_fault_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def read(self, image: Any, *, alphabet: str | None = None) -> Page:
            raise RuntimeError("secret")

    answer = client(Broken()).post("/read", content=picture())
    assert (answer.status_code, "secret" in answer.text) == (500, False)
    assert "secret" in caplog.text
    lines = client(Broken()).post("/read?format=ndjson", content=picture()).text.splitlines()
    assert json.loads(lines[-1])["status"] == 500
    assert "secret" not in lines[-1]


# Pages one by one


def test_lines_of_json() -> None:
    answer = client().post("/read?format=ndjson&pictures=1", content=picture("TIFF", pages=3))
    assert answer.headers["content-type"] == media_type(STREAM)
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [(line["page"], line["pages"]) for line in lines] == [(1, 3), (2, 3), (3, 3)]
    assert all(line["picture"].startswith("data:image/jpeg;base64,") for line in lines)
    assert Page.from_dict(lines[0]) == page()


def test_pages_arrive_as_they_are_read() -> None:
    gate = threading.Semaphore(1)

    class Waiting(FakeReader):
        def read(self, image: Any, *, alphabet: str | None = None) -> Page:
            assert gate.acquire(timeout=20)
            return super().read(image, alphabet=alphabet)

    reader = Waiting()
    options = {"content": picture("TIFF", pages=3), "headers": {"Accept": media_type(STREAM)}}
    with serving(make_app(reader)) as address, httpx.stream("POST", f"{address}/read", timeout=30, **options) as answer:
        lines = answer.iter_lines()
        for number in (1, 2, 3):
            assert json.loads(next(lines))["page"] == number
            assert reader.read_pages == number
            gate.release()


def test_an_error_after_some_pages_is_the_last_line() -> None:
    content = bytearray(picture("TIFF", (300, 300), pages=2, compression="tiff_lzw"))

    class Second(FakeReader):
        def read(self, image: Any, *, alphabet: str | None = None) -> Page:
            from pagerec import ImageError

            if self.read_pages == 1:
                raise ImageError("<PIL image>: page 2 is damaged; give it again")
            return super().read(image, alphabet=alphabet)

    lines = [
        json.loads(one)
        for one in client(Second()).post("/read?format=ndjson", content=bytes(content)).text.splitlines()
    ]
    assert [line.get("page") for line in lines] == [1, None]
    assert lines[1] == {"status": 422, "error": "page 2 is damaged; give it again"}
    assert client(Second()).post("/read", content=bytes(content)).status_code == 422


# Limits


def test_too_large() -> None:
    answer = client(max_bytes=1000).post("/read", content=b"a" * 1001)
    assert answer.status_code == 413
    assert "1,000 bytes" in answer.json()["error"]


@pytest.mark.parametrize("size", [1_001_000, 5_000_000])
@pytest.mark.parametrize("says_so", [True, False])
def test_too_large_is_heard_by_those_who_send_first(size: int, says_so: bool) -> None:
    def parts() -> Any:
        for start in range(0, size, 65_536):
            yield b"a" * min(65_536, size - start)

    with serving(make_app(FakeReader(), ServeOptions(limits=Limits(max_bytes=1_000_000)))) as address:
        headers = {"Content-Length": str(size)} if says_so else {}
        try:
            status = httpx.post(f"{address}/read", content=parts(), headers=headers, timeout=30).status_code
        except httpx.NetworkError:
            assert size > 2_000_000  # no more is taken than could have been allowed
            return
    assert status == 413


def test_too_late() -> None:
    answer = client(FakeReader(seconds=0.5), seconds=0.1).post("/read", content=picture())
    assert answer.status_code == 504
    assert "--seconds" in answer.json()["error"]


def test_a_long_document_ends_in_time() -> None:
    reader = FakeReader(seconds=0.1)
    text = client(reader, seconds=0.35).post("/read?format=ndjson", content=picture("TIFF", pages=50)).text
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines[-1]["status"] == 504
    assert 1 <= len(lines) - 1 <= 3
    time.sleep(0.3)
    assert reader.read_pages <= 4


def test_too_many() -> None:
    reader = FakeReader(seconds=0.3)
    found: list[int] = []

    with serving(make_app(reader, ServeOptions(limits=Limits(jobs=1, waiting=1)))) as address:

        def ask() -> None:
            answer = httpx.post(f"{address}/read", content=picture(), timeout=30)
            found.append(answer.status_code)
            if answer.status_code == 503:
                assert answer.headers["retry-after"] == "2"

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(found) == [200] * 2 + [503] * 4
        assert httpx.post(f"{address}/read", content=picture(), timeout=30).status_code == 200
    assert reader.most_at_once == 1


def test_reading_ends_when_whoever_asked_has_gone() -> None:
    reader = FakeReader(seconds=0.05)
    with serving(make_app(reader)) as address:
        for accept in (media_type(STREAM), "application/json"):
            before = reader.read_pages
            with pytest.raises(httpx.TimeoutException):
                httpx.post(
                    f"{address}/read", content=picture("TIFF", pages=400), headers={"Accept": accept}, timeout=0.2
                ) if accept == "application/json" else _break_off(address)
            time.sleep(0.5)
            read = reader.read_pages - before
            time.sleep(0.3)
            assert reader.read_pages - before == read < 60


def _break_off(address: str) -> None:
    options = {"content": picture("TIFF", pages=400), "headers": {"Accept": media_type(STREAM)}}
    with httpx.stream("POST", f"{address}/read", timeout=30, **options) as answer:
        next(answer.iter_lines())
    raise httpx.ReadTimeout("broken off")


# POST /render and /correct


@pytest.mark.parametrize("name", formats())
def test_a_document_is_saved(name: str) -> None:
    for package in {"pdf": ["pikepdf", "img2pdf"], "xlsx": ["openpyxl"], "docx": ["docx"]}.get(name, []):
        pytest.importorskip(package)
    document = Document((page("末来"),)).to_json()
    answer = client().post(
        f"/render?format={name}", files={"document": ("d.json", document), "file": ("a.png", picture())}
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == media_type(name)
    if name in ("txt", "md"):
        assert "末来" in answer.text


@pytest.mark.parametrize(
    ("path", "files", "status"),
    [
        ("/render?format=txt", {"file": ("a.png", picture())}, 400),
        ("/render?format=txt", {"document": ("d.json", b"{}")}, 400),
        ("/render?format=txt", {"document": ("d.json", b"[" * 100_000)}, 400),
        ("/render?format=ndjson", {"document": ("d.json", Document((page(),)).to_json())}, 406),
        ("/render?format=html", {"document": ("d.json", Document((page(),)).to_json())}, 400),
        (
            "/render?format=html",
            {"document": ("d.json", Document((page(),)).to_json()), "file": ("a", picture(size=(9, 9)))},
            400,
        ),
    ],
)
def test_documents_that_cant_be_saved(path: str, files: dict[str, Any], status: int) -> None:
    answer = client().post(path, files=files)
    assert (answer.status_code, answer.json()["status"]) == (status, status)


def test_a_character_is_corrected() -> None:
    sent = {"page": page("末来").to_dict(), "block": 0, "line": 0, "char": 0, "text": "未"}
    answer = client().post("/correct", json=sent)
    after = Page.from_json(answer.content)
    assert (answer.status_code, after.text, answer.json()["text"]) == (200, "未来", "未来")


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        b"{}",
        json.dumps({"page": {}, "block": 0, "line": 0, "char": 0, "text": "x"}),
        json.dumps({"page": page().to_dict(), "block": 0, "line": 0, "char": 99, "text": "x"}),
        json.dumps({"page": page().to_dict(), "block": 0, "line": 0, "char": 0, "text": " "}),
        json.dumps({"page": page().to_dict(), "block": 0, "line": 0, "char": 0}),
    ],
)
def test_corrections_that_are_none(sent: Any) -> None:
    answer = client().post("/correct", content=sent, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["status"]) == (400, 400)
