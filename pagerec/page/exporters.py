"""What a `Page`, a `Document` and a `Table` can become, by name: a page knows nothing of formats and drawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pagerec.common.lookup import find

__all__ = ["EXPORTERS", "exporter"]

EXPORTERS = {
    "page_to_dict": "pagerec.formats.json:page_to_dict",
    "page_from_dict": "pagerec.formats.json:page_from_dict",
    "page_to_json": "pagerec.formats.json:page_to_json",
    "page_from_json": "pagerec.formats.json:page_from_json",
    "document_to_dict": "pagerec.formats.json:document_to_dict",
    "document_from_dict": "pagerec.formats.json:document_from_dict",
    "document_to_json": "pagerec.formats.json:document_to_json",
    "document_from_json": "pagerec.formats.json:document_from_json",
    "hocr": "pagerec.formats.hocr:to_hocr",
    "alto": "pagerec.formats.alto:to_alto",
    "page_xml": "pagerec.formats.page_xml:to_page_xml",
    "markdown": "pagerec.formats.markdown:to_markdown",
    "html": "pagerec.formats.html:to_html",
    "csv": "pagerec.formats.table:to_csv",
    "dataframe": "pagerec.formats.table:to_dataframe",
    "table_to_pandas": "pagerec.formats.table:table_to_pandas",
    "xlsx": "pagerec.formats.xlsx:to_xlsx",
    "docx": "pagerec.formats.docx:to_docx",
    "pdf": "pagerec.formats.pdf:to_pdf",
    "draw": "pagerec.drawing:draw",
    "show": "pagerec.drawing.display:show_pages",
    "notebook_html": "pagerec.drawing.display:html_of",
    "notebook_png": "pagerec.drawing.display:png_of",
}
"""Where each of them is made: ``"module:function"``."""


def exporter(name: str) -> Callable[..., Any]:
    """Give the function that `EXPORTERS` names."""
    return find(EXPORTERS[name])
