"""How a file is to be read, as a request says it: in its address, or in the fields of its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from pagerec.errors import OptionError
from pagerec.serve.problems import RequestError
from pagerec.serve.uploads import Upload
from pagerec.sources import PdfOptions, Source, TextLayer

__all__ = ["PARAMETERS", "Asked", "asked_of"]

PARAMETERS = {
    "format": "the format of the answer by its name, instead of the header Accept",
    "pages": "pages of a PDF or picture file, such as 1-3,7,9-",
    "dpi": "pixels an inch at which a PDF is drawn, 36 to 1200 (default: 200)",
    "text_layer": "take the text that a PDF carries: never (default), auto, only",
    "alphabet": "read nothing but these characters, or those of digits, latin, gb2312, simplified or traditional",
    "pictures": "with application/x-ndjson: 1 sends a picture of each page that a browser can't show from the file",
    "password": "of an encrypted PDF; only as a field of a form, as addresses are kept in logs",
}
"""What a request may say of how a file is read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be read.

    Attributes
    ----------
    format, pages, alphabet : str or None
    pdf : PdfOptions
    pictures : bool
    """

    format: str | None
    pages: str | None
    alphabet: str | None
    pdf: PdfOptions
    pictures: bool

    def source(self, file: bytes, max_bytes: int) -> Source:
        """Give the file as what is read from."""
        return Source(file, self.pages, self.pdf, max_bytes=max_bytes)


def asked_of(query: Mapping[str, str], upload: Upload) -> Asked:
    """Understand what a request asks for.

    Parameters
    ----------
    query : mapping of str to str
        The parameters in its address.
    upload : Upload
        Whose fields go first.

    Raises
    ------
    RequestError, OptionError
        When a name or value is none.
    """
    if "password" in query:
        raise RequestError(400, "a password in the address would be kept in logs; send it as a field of a form")
    given = {**query, **upload.fields}
    if unknown := [name for name in given if name not in PARAMETERS]:
        raise RequestError(400, f"{unknown[0]!r:.40} is no option; give {', '.join(PARAMETERS)}")
    pdf = PdfOptions(
        _number("dpi", given.get("dpi", "200")),
        given.get("password") or None,
        cast(TextLayer, given.get("text_layer", "never")),
    )
    pages, alphabet = given.get("pages") or None, given.get("alphabet") or None
    return Asked(given.get("format"), pages, alphabet, pdf, _switch("pictures", given.get("pictures", "0")))


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise OptionError(f"{name} is {text!r:.40}: give a number") from None


def _switch(name: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise OptionError(f"{name} is {text!r:.40}: give 0 or 1")
    return text == "1"
