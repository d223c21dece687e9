"""pagerec reads printed Chinese pages: a picture in, text with a box a character out.

``pagerec.read(image)`` gives a `Page`; its ``str`` is the text. Importing this
package loads no model and none of the heavy libraries: names are looked up
when they are first used.
"""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pagerec.attempts import Attempt
    from pagerec.characters.classify import classify
    from pagerec.cutting import cut
    from pagerec.document import Document
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
    from pagerec.page import Block, Box, Candidate, Char, Line, Page, Table, TableCell
    from pagerec.reader import Reader, read
    from pagerec.sources import iter_pages, read_document, read_pdf

__version__ = "0.1.0"

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
    "PagerecError",
    "PdfError",
    "Reader",
    "Table",
    "TableCell",
    "TrainingError",
    "__version__",
    "classify",
    "cut",
    "draw",
    "iter_pages",
    "read",
    "read_document",
    "read_pdf",
]

_HOME = {
    "classify": "pagerec.characters.classify",
    "cut": "pagerec.cutting",
    "Document": "pagerec.document",
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
    "Table": "pagerec.page",
    "TableCell": "pagerec.page",
    "Attempt": "pagerec.attempts",
    "Reader": "pagerec.reader",
    "read": "pagerec.reader",
    "iter_pages": "pagerec.sources",
    "read_document": "pagerec.sources",
    "read_pdf": "pagerec.sources",
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
