"""pagerec reads printed Chinese pages: a picture in, text with a box a character out.

``pagerec.read(image)`` gives a `Page`; its ``str`` is the text. Importing this
package loads no model and none of the heavy libraries: names are looked up
when they are first used.
"""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any

from pagerec.common.version import __version__

if TYPE_CHECKING:
    from pagerec.characters.classify import classify
    from pagerec.characters.cutting import cut
    from pagerec.drawing import draw
    from pagerec.errors import (
        ImageError,
        ImageTooLargeError,
        ModelError,
        OptionError,
        PagerecError,
        PdfError,
        TrainingError,
    )
    from pagerec.page import Block, Box, Candidate, Char, Document, Line, Page, PageWarning, Paragraph, Table, TableCell
    from pagerec.reading.attempts import Attempt
    from pagerec.reading.documents import iter_pages, read_document, read_pdf
    from pagerec.reading.reader import Reader, read
    from pagerec.recognition.model import charset

__all__ = [
    "Attempt",
    "Block",
    "Box",
    "Candidate",
    "Char",
    "Document",
    "ImageError",
    "ImageTooLargeError",
    "Line",
    "ModelError",
    "OptionError",
    "Page",
    "PageWarning",
    "PagerecError",
    "Paragraph",
    "PdfError",
    "Reader",
    "Table",
    "TableCell",
    "TrainingError",
    "__version__",
    "charset",
    "classify",
    "cut",
    "draw",
    "iter_pages",
    "read",
    "read_document",
    "read_pdf",
]

_HOME = {
    "charset": "pagerec.recognition.model",
    "classify": "pagerec.characters.classify",
    "cut": "pagerec.characters.cutting",
    "Document": "pagerec.page",
    "draw": "pagerec.drawing",
    "ImageError": "pagerec.errors",
    "ImageTooLargeError": "pagerec.errors",
    "ModelError": "pagerec.errors",
    "OptionError": "pagerec.errors",
    "PagerecError": "pagerec.errors",
    "PdfError": "pagerec.errors",
    "TrainingError": "pagerec.errors",
    "Block": "pagerec.page",
    "Box": "pagerec.page",
    "Candidate": "pagerec.page",
    "Char": "pagerec.page",
    "Line": "pagerec.page",
    "Page": "pagerec.page",
    "PageWarning": "pagerec.page",
    "Paragraph": "pagerec.page",
    "Table": "pagerec.page",
    "TableCell": "pagerec.page",
    "Attempt": "pagerec.reading.attempts",
    "Reader": "pagerec.reading.reader",
    "read": "pagerec.reading.reader",
    "iter_pages": "pagerec.reading.documents",
    "read_document": "pagerec.reading.documents",
    "read_pdf": "pagerec.reading.documents",
}
"""The module that holds each public name."""

logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
