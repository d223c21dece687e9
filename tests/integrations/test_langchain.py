"""The contract with LangChain: its own classes load, split, search and embed what pagerec reads."""

from __future__ import annotations

import asyncio
import io
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import pagerec
from pagerec import ImageError, OptionError
from pagerec.page import Page
from pagerec.sources import PdfOptions
from pagerec.sources.images import ImageInput

pytest.importorskip("langchain_core")

from langchain_core.documents.base import Blob

from pagerec.integrations.langchain import PagerecLoader, PagerecParser

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PARAGRAPH, DARK = str(EXAMPLES / "paragraph.png"), str(EXAMPLES / "dark.png")


@pytest.fixture(scope="module")
def page() -> Page:
    return pagerec.read(PARAGRAPH)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages of pictures without text; JPEG, as `PyPDFLoader` does not take gray pictures of other kinds."""
    img2pdf = pytest.importorskip("img2pdf")
    pytest.importorskip("pypdfium2")
    pages = []
    for name in (PARAGRAPH, DARK):
        out = io.BytesIO()
        Image.open(name).convert("RGB").save(out, "JPEG", quality=95)
        pages.append(out.getvalue())
    path = tmp_path_factory.mktemp("pdf") / "two.pdf"
    path.write_bytes(img2pdf.convert(pages))
    return path


class Counting:
    """A reader that says how many pictures it has read."""

    def __init__(self) -> None:
        self.read_so_far = 0

    def read(self, image: ImageInput, *, alphabet: str | None = None) -> Page:
        self.read_so_far += 1
        return pagerec.read(image, alphabet=alphabet)


def test_a_picture(page: Page) -> None:
    (document,) = PagerecLoader(PARAGRAPH).load()
    assert document.page_content == page.flowing_text
    assert document.metadata == {"source": PARAGRAPH, "page": 0, "page_label": "1", "confidence": page.confidence}


def test_blocks(page: Page) -> None:
    documents = PagerecLoader(PARAGRAPH, part="block").load()
    assert [document.page_content for document in documents] == ["\n".join(block.paragraphs) for block in page.blocks]
    for document, block in zip(documents, page.blocks, strict=True):
        found = document.metadata
        assert (found["kind"], found["box"], found["confidence"]) == (block.kind, list(block.box), block.confidence)


def test_another_part_is_refused() -> None:
    with pytest.raises(OptionError, match='give "page" or "block"'):
        PagerecParser(part="line")  # type: ignore[arg-type]


def test_a_pdf_is_read_page_by_page(pdf: Path) -> None:
    reader = Counting()
    documents = PagerecLoader(pdf, pdf=PdfOptions(dpi=150), reader=reader).lazy_load()
    first = next(documents)
    assert reader.read_so_far == 1
    second = next(documents)
    assert [document.metadata["page"] for document in (first, second)] == [0, 1]
    assert "先找行" in first.page_content
    assert "深色模式" in second.page_content


def test_asynchronous_loading(page: Page) -> None:
    (document,) = asyncio.run(PagerecLoader(PARAGRAPH).aload())
    assert document.page_content == page.flowing_text


def test_blobs_in_memory(page: Page) -> None:
    parser = PagerecParser()
    content = Path(PARAGRAPH).read_bytes()
    out = io.BytesIO()
    np.save(out, np.asarray(Image.open(PARAGRAPH).convert("L"))[:, :, np.newaxis])
    for blob in (
        Blob.from_data(content, metadata={"source": "store:1", "owner": "us"}),
        Blob.from_data(out.getvalue(), mime_type="application/x-npy", metadata={"source": "store:1", "owner": "us"}),
    ):
        (document,) = parser.parse(blob)
        assert document.page_content == page.flowing_text
        assert (document.metadata["source"], document.metadata["owner"]) == ("store:1", "us")


def test_a_blank_page_is_a_document_without_text() -> None:
    out = io.BytesIO()
    Image.new("L", (60, 40), 255).save(out, "PNG")
    blob = Blob.from_data(out.getvalue())
    assert [document.page_content for document in PagerecParser().parse(blob)] == [""]
    assert PagerecParser(part="block").parse(blob) == []


@pytest.mark.parametrize("mime_type", ["image/png", "application/x-npy"])
def test_damaged_blobs(mime_type: str) -> None:
    with pytest.raises(ImageError):
        PagerecParser().parse(Blob.from_data(b"nothing", mime_type=mime_type))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ImageError):
        PagerecLoader(tmp_path / "none.png").load()


# With other parts of LangChain


def test_an_index_finds_the_page() -> None:
    from langchain_core.embeddings import Embeddings
    from langchain_core.vectorstores import InMemoryVectorStore

    class Bigrams(Embeddings):
        """Counts of pairs of characters: enough to tell two pages apart, without a model."""

        def embed_query(self, text: str) -> list[float]:
            counts = np.zeros(1 << 16)
            for first, second in itertools.pairwise(text):
                counts[(ord(first) * 331 + ord(second)) % (1 << 16)] += 1
            return [float(count) for count in counts]

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [self.embed_query(text) for text in texts]

    store = InMemoryVectorStore(Bigrams())
    for name in (PARAGRAPH, DARK):
        store.add_documents(PagerecLoader(name).load())
    (found,) = store.as_retriever(search_kwargs={"k": 1}).invoke("深色模式的背景")
    assert found.metadata["source"] == DARK


def test_a_folder(page: Page) -> None:
    generic = pytest.importorskip("langchain_community.document_loaders.generic")
    loader = generic.GenericLoader.from_filesystem(EXAMPLES, glob="para*.png", parser=PagerecParser())
    assert [document.page_content for document in loader.load()] == [page.flowing_text]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_pictures_in_a_pdf(pdf: Path) -> None:
    """`PyPDFLoader` hands the pictures it finds to the parser."""
    pytest.importorskip("pypdf")
    loaders: Any = pytest.importorskip("langchain_community.document_loaders")
    first, second = loaders.PyPDFLoader(pdf, images_parser=PagerecParser()).load()
    assert "先找行" in first.page_content
    assert "深色模式" in second.page_content
