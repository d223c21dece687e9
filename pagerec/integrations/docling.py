"""docling: pagerec as an OCR engine of its PDF pipeline. Needs the extra ``docling``.

The entry point of the group ``docling`` names this module; docling imports it
where ``allow_external_plugins`` is set, and uses it for `PagerecOcrOptions`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from pagerec.common.extras import need

need("docling.models.base_ocr_model", "docling")

from docling.datamodel.pipeline_options import OcrOptions  # noqa: E402
from docling.exceptions import OcrLanguageNotSupportedError  # noqa: E402
from docling.models.base_ocr_model import BaseOcrModel  # noqa: E402
from docling.utils.ocr_language import OcrLanguage, OcrLanguageSupport  # noqa: E402
from docling.utils.profiling import TimeRecorder  # noqa: E402
from docling_core.types.doc import BoundingBox, CoordOrigin  # noqa: E402
from docling_core.types.doc.page import BoundingRectangle, TextCell  # noqa: E402
from pydantic import Field  # noqa: E402

if TYPE_CHECKING:
    from docling.datamodel.accelerator_options import AcceleratorOptions
    from docling.datamodel.base_models import Page as DoclingPage
    from docling.datamodel.document import ConversionResult

    from pagerec.page import Line

__all__ = ["PagerecOcrModel", "PagerecOcrOptions", "ocr_engines"]

_LANGUAGES = ("zh", "en")
_NATIVE = ("chi_sim", "chi_tra", "eng")


class PagerecOcrOptions(OcrOptions):
    """How docling uses pagerec; `mode` and `scale` are those of docling's base class.

    Attributes
    ----------
    lang : list of str
        ``iso:zh`` and ``iso:en`` are allowed, and ``chi_sim``, ``chi_tra`` and
        ``eng``; all of them are always read.
    """

    kind: ClassVar[str] = "pagerec"
    lang: list[str] = Field(default_factory=list)


class PagerecOcrModel(BaseOcrModel):
    """Reads the regions of a page that docling wants read, and gives it their lines.

    Parameters
    ----------
    enabled : bool
    artifacts_path : Path or None
        Not used: pagerec brings its model.
    options : PagerecOcrOptions
    accelerator_options : AcceleratorOptions
        `num_threads` is the number of threads of the classifier.

    Raises
    ------
    docling.exceptions.OcrLanguageNotSupportedError
        When `options.lang` asks for a language other than Chinese and English.
    """

    multiple_languages: ClassVar[bool] = True

    def __init__(
        self,
        enabled: bool,
        artifacts_path: Path | None,
        options: PagerecOcrOptions,
        accelerator_options: AcceleratorOptions,
    ) -> None:
        super().__init__(
            enabled=enabled,
            artifacts_path=artifacts_path,
            options=options,
            accelerator_options=accelerator_options,
        )
        if enabled:
            from pagerec.reading.reader import Reader

            self.resolve_ocr_languages()  # raises for a language that can't be read
            self.reader = Reader(threads=accelerator_options.num_threads)

    def supported_ocr_languages(self) -> OcrLanguageSupport:
        """Give the languages that can be asked for."""
        return OcrLanguageSupport(bcp47=list(_LANGUAGES), native=list(_NATIVE))

    def map_ocr_language(self, language: OcrLanguage) -> str:
        """Give pagerec's name of a language, or raise `OcrLanguageNotSupportedError`."""
        if language.native in _NATIVE:
            return str(language.native)
        if language.bcp47_language == "zh":
            return "chi_tra" if language.bcp47_script == "Hant" else "chi_sim"
        if language.bcp47_language == "en":
            return "eng"
        raise OcrLanguageNotSupportedError(
            "pagerec", language.tag(), supported=self.supported_ocr_languages(), detail="pagerec reads Chinese print."
        )

    def __call__(self, conv_res: ConversionResult, page_batch: Iterable[DoclingPage]) -> Iterable[DoclingPage]:
        """Read pages; each is given on with the cells of its lines.

        Parameters
        ----------
        conv_res : ConversionResult
        page_batch : iterable of Page

        Yields
        ------
        Page
            The same pages, in order.
        """
        for page in page_batch:
            if self.enabled and page._backend is not None and page._backend.is_valid():
                with TimeRecorder(conv_res, "ocr"):
                    self.post_process_cells(self._cells(page), page, conv_res)
            yield page

    def _cells(self, page: DoclingPage) -> list[TextCell]:
        cells: list[TextCell] = []
        for region in self.get_ocr_rects(page):
            if region.area() > 0:
                picture = page._backend.get_page_image(scale=self.options.scale, cropbox=region)
                lines = self.reader.read(picture).lines
                cells.extend(self._cell(line, region, len(cells) + index) for index, line in enumerate(lines))
        return cells

    def _cell(self, line: Line, region: BoundingBox, index: int) -> TextCell:
        """A line as docling has it: its box in points, from the upper left corner of the page."""
        left, top, right, bottom = (edge / self.options.scale for edge in line.box)
        box = BoundingBox(
            l=region.l + left,
            t=region.t + top,
            r=region.l + right,
            b=region.t + bottom,
            coord_origin=CoordOrigin.TOPLEFT,
        )
        return TextCell(
            index=index,
            text=line.text,
            orig=line.text,
            confidence=line.confidence,
            from_ocr=True,
            rect=BoundingRectangle.from_bounding_box(box),
        )

    @classmethod
    def get_options_type(cls) -> type[PagerecOcrOptions]:
        """Give the options by which docling finds this engine."""
        return PagerecOcrOptions


def ocr_engines() -> dict[str, list[Any]]:
    """Give docling the engines of this package; it calls this through the entry point."""
    return {"ocr_engines": [PagerecOcrModel]}
