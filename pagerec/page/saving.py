"""The ways to save a `Page` or a `Document`, as methods of both."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from pagerec.errors import OptionError
from pagerec.page.exporters import exporter

if TYPE_CHECKING:
    import pandas as pd

    from pagerec.common.inputs import PageImages
    from pagerec.page.document import Document
    from pagerec.page.page import Page

__all__ = ["RowLevel", "Saving", "endings"]

RowLevel: TypeAlias = Literal["char", "word", "line"]
"""What a row stands for."""


class Saving:
    """What a `Page` and a `Document` have in common: they can be saved.

    Where a picture is needed, `image` is what was read: a picture, a file with
    several pages, a `pagerec.sources.Source`, or a picture for each page.
    """

    __slots__ = ()

    def to_text(self) -> str:
        """Give the text as a text file has it: every line ends, pages are divided by a form feed."""
        text = _as_document(self).text
        return f"{text}\n" if text else ""

    def to_hocr(self, *, image_name: str = "") -> str:
        """Give hOCR; see `pagerec.formats.hocr.to_hocr`."""
        return _text("hocr")(_as_document(self), image_name=image_name)

    def to_alto(self, *, image_name: str = "") -> str:
        """Give ALTO 4; see `pagerec.formats.alto.to_alto`."""
        return _text("alto")(_as_document(self), image_name=image_name)

    def to_page_xml(self, *, image_name: str = "") -> str:
        """Give PAGE XML, of exactly one page; see `pagerec.formats.page_xml.to_page_xml`."""
        return _text("page_xml")(_as_document(self), image_name=image_name)

    def to_markdown(self) -> str:
        """Give Markdown; see `pagerec.formats.markdown.to_markdown`."""
        return _text("markdown")(_as_document(self))

    def to_html(self, image: PageImages) -> str:
        """Give HTML with the picture; see `pagerec.formats.html.to_html`."""
        return _text("html")(_as_document(self), image)

    def to_csv(self, level: RowLevel = "char") -> str:
        """Give a row for each character, word or line; see `pagerec.formats.table.rows`."""
        return _text("csv")(_as_document(self), level)

    def to_dataframe(self, level: RowLevel = "char") -> pd.DataFrame:
        """Give a pandas DataFrame; see `pagerec.formats.table.rows`. Needs the extra ``dataframe``."""
        frame: pd.DataFrame = exporter("dataframe")(_as_document(self), level)
        return frame

    def to_pdf(self, image: PageImages) -> bytes:
        """Give a searchable PDF; see `pagerec.formats.pdf.to_pdf`. Needs the extra ``pdf``."""
        content: bytes = exporter("pdf")(_as_document(self), image)
        return content

    def save(self, path: str | PathLike[str], *, image: PageImages | None = None) -> None:
        """Write a file in the format that the name's ending says.

        Parameters
        ----------
        path : str or path-like
            Ends in ``.txt``, ``.json``, ``.hocr``, ``.alto.xml`` (or ``.xml``),
            ``.page.xml``, ``.md``, ``.html``, ``.csv`` or ``.pdf``.
        image : picture, file with pages, Source, or iterable of pictures, optional
            What was read; HTML and PDF show it, and need it. For hOCR, ALTO and
            PAGE its name is noted where it is a path.

        Raises
        ------
        OptionError
            When the ending is another one, the picture is missing or not that
            of the page, or the file can't be written.
        ImageError
            When the picture can't be read.
        """
        content = _renderer(path)(self, image)
        try:
            Path(path).write_bytes(content)
        except OSError as error:
            raise OptionError(f"{path}: can't be written ({error.strerror}); check folder and rights") from error


def endings() -> tuple[str, ...]:
    """Give the endings of file names that `Saving.save` knows."""
    return tuple(_FORMATS)


def _renderer(path: str | PathLike[str]) -> Callable[[Saving, PageImages | None], bytes]:
    name = Path(path).name.lower()
    for ending, render in _FORMATS.items():
        if name.endswith(ending):
            return render
    raise OptionError(f"{path}: no such format; let the name end in {', '.join(_FORMATS)}")


def _text(name: str) -> Callable[..., str]:
    return exporter(name)


def _as_document(value: Saving) -> Document:
    from pagerec.page.document import Document

    return value if isinstance(value, Document) else Document((cast("Page", value),))


def _given(image: PageImages | None) -> PageImages:
    if image is None:
        raise OptionError("this format shows the picture: pass image=…, what was read")
    return image


def _name(image: object) -> str:
    return Path(image).name if isinstance(image, str | PathLike) else ""


def _json(value: Saving) -> str:
    return cast("Page | Document", value).to_json(indent=1)


_FORMATS: dict[str, Callable[[Saving, PageImages | None], bytes]] = {
    ".txt": lambda value, _: value.to_text().encode("utf-8", "replace"),
    ".json": lambda value, _: _json(value).encode("utf-8", "backslashreplace"),
    ".hocr": lambda value, image: value.to_hocr(image_name=_name(image)).encode(),
    ".page.xml": lambda value, image: value.to_page_xml(image_name=_name(image)).encode(),
    ".alto.xml": lambda value, image: value.to_alto(image_name=_name(image)).encode(),
    ".xml": lambda value, image: value.to_alto(image_name=_name(image)).encode(),
    ".md": lambda value, _: value.to_markdown().encode("utf-8", "replace"),
    ".html": lambda value, image: value.to_html(_given(image)).encode(),
    ".csv": lambda value, _: value.to_csv().encode("utf-8", "replace"),
    ".pdf": lambda value, image: value.to_pdf(_given(image)),
}
"""The formats by the ending of a file name; longer endings stand before what they end in."""
