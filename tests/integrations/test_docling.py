"""The contract with docling: its factory finds the engine, its pipeline reads a scan with it.

The real PDF pipeline runs, with its preprocessing, cropping, merging of cells and
assembly. Only the model that finds regions is replaced, by one that takes
the page for one text: the models of docling are downloads of some 100 MB.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from PIL import Image

from pagerec import Reader
from tests.pages import TEXT, padded, page_of

pytest.importorskip("docling.models.base_ocr_model")
pytest.importorskip("docling_parse")

from docling.backend.docling_parse_backend import ThreadedDoclingParseDocumentBackend
from docling.datamodel.accelerator_options import AcceleratorOptions
from docling.datamodel.base_models import Cluster, ConversionStatus, InputFormat, LayoutPrediction
from docling.datamodel.document import InputDocument
from docling.datamodel.pipeline_options import BaseLayoutOptions, OcrMode, PdfPipelineOptions
from docling.exceptions import OcrLanguageNotSupportedError
from docling.models.base_layout_model import BaseLayoutModel
from docling.models.factories import get_layout_factory, get_ocr_factory
from docling.pipeline.standard_pdf_pipeline import StandardPdfPipeline
from docling_core.types.doc import BoundingBox, CoordOrigin, DocItemLabel

from pagerec.integrations.docling import PagerecOcrModel, PagerecOcrOptions

if TYPE_CHECKING:
    from docling.datamodel.base_models import Page
    from docling.datamodel.document import ConversionResult

DPI = 200


class WholePageOptions(BaseLayoutOptions):
    kind: ClassVar[str] = "whole_page"


class WholePage(BaseLayoutModel):
    """Takes every page for one region of text."""

    def __init__(self, **options: Any) -> None:
        pass

    @classmethod
    def get_options_type(cls) -> type[BaseLayoutOptions]:
        return WholePageOptions

    def predict_layout(self, conv_res: ConversionResult, pages: Sequence[Page]) -> Sequence[LayoutPrediction]:
        return [LayoutPrediction(clusters=[self._cluster(page)]) for page in pages]

    @staticmethod
    def _cluster(page: Page) -> Cluster:
        assert page.size is not None
        box = BoundingBox(l=0, t=0, r=page.size.width, b=page.size.height, coord_origin=CoordOrigin.TOPLEFT)
        return Cluster(id=0, label=DocItemLabel.TEXT, bbox=box)


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF of two pictures, without text."""
    img2pdf = pytest.importorskip("img2pdf")
    pages = []
    for lines in (TEXT[:3], TEXT[3:]):
        out = io.BytesIO()
        Image.fromarray(padded(page_of(lines, em=32).gray, 80)).save(out, "PNG", dpi=(DPI, DPI))
        pages.append(out.getvalue())
    path = tmp_path_factory.mktemp("scan") / "scan.pdf"
    path.write_bytes(img2pdf.convert(pages))
    return path


def converted(scan: Path, options: PagerecOcrOptions) -> ConversionResult:
    pytest.importorskip("torch", reason="docling's pipeline imports it, though nothing here computes with it")
    layouts = get_layout_factory(allow_external_plugins=True)
    if WholePageOptions not in layouts.classes:
        layouts.register(WholePage, "tests", __name__)
    pipeline = StandardPdfPipeline(
        PdfPipelineOptions(
            allow_external_plugins=True,
            do_table_structure=False,
            generate_parsed_pages=True,
            layout_options=WholePageOptions(),
            ocr_options=options,
            accelerator_options=AcceleratorOptions(num_threads=2),
        )
    )
    document = InputDocument(path_or_stream=scan, format=InputFormat.PDF, backend=ThreadedDoclingParseDocumentBackend)
    return pipeline.execute(document, raises_on_error=True)


def test_the_factory_finds_the_engine_by_its_entry_point() -> None:
    factory = get_ocr_factory(allow_external_plugins=True)
    options = factory.create_options("pagerec")
    model = factory.create_instance(
        options, enabled=False, artifacts_path=None, accelerator_options=AcceleratorOptions()
    )
    assert (type(options), type(model)) == (PagerecOcrOptions, PagerecOcrModel)


def test_external_plugins_are_asked_for() -> None:
    assert "pagerec" not in get_ocr_factory(allow_external_plugins=False).registered_kind


@pytest.mark.parametrize("mode", [OcrMode.FULL_PAGE, OcrMode.DEFAULT])
def test_a_scan_becomes_a_document(scan: Path, mode: OcrMode) -> None:
    result = converted(scan, PagerecOcrOptions(mode=mode))
    assert result.status == ConversionStatus.SUCCESS
    assert _solid(result.document.export_to_text()) == _solid("".join(TEXT))
    assert [item.prov[0].page_no for item in result.document.texts] == [1, 2]


def test_cells_are_lines_in_their_places(scan: Path) -> None:
    result = converted(scan, PagerecOcrOptions(mode=OcrMode.FULL_PAGE, scale=DPI / 72))
    from pagerec.sources import PdfOptions, Source

    source = Source(scan, pdf=PdfOptions(DPI))
    for page, read in zip(result.pages, source.read(Reader(threads=2)), strict=True):
        assert [cell.text for cell in page.cells] == [line.text for line in read.lines]
        for cell, line in zip(page.cells, read.lines, strict=True):
            box = cell.rect.to_bounding_box()
            points = [edge * 72 / DPI for edge in line.box]
            assert (box.l, box.t, box.r, box.b) == pytest.approx(points, abs=1)
            assert cell.from_ocr
            assert cell.confidence == pytest.approx(line.confidence, abs=0.05)


@pytest.mark.parametrize("lang", [[], ["iso:zh-CN", "iso:en"], ["iso:zh-Hant"], ["chi_sim", "chi_tra", "eng"]])
def test_languages(lang: list[str]) -> None:
    model(lang)


@pytest.mark.parametrize("lang", ["iso:ja", "iso:ko", "deu"])
def test_other_languages_are_refused(lang: str) -> None:
    with pytest.raises(OcrLanguageNotSupportedError):
        model([lang])


def model(lang: list[str]) -> PagerecOcrModel:
    return PagerecOcrModel(True, None, PagerecOcrOptions(lang=lang), AcceleratorOptions(num_threads=1))


def _solid(text: str) -> str:
    """Without white space, and with the straight quotation marks that docling writes for all."""
    return "".join(text.split()).translate(str.maketrans("“”", '""'))
