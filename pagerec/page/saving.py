"""The ways to save a `Page` or a `Document`, as methods of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from pagerec.common import arguments
from pagerec.common.arguments import a_path, an_instance
from pagerec.common.extras import need
from pagerec.common.writing import write_file
from pagerec.errors import OptionError
from pagerec.page.exporters import exporter

if TYPE_CHECKING:
    import pandas as pd

    from pagerec.common.inputs import PageImages
    from pagerec.page.document import Document
    from pagerec.page.page import Page

__all__ = ["BINARY", "CsvOptions", "RowLevel", "Saving", "check_packages", "endings", "formats", "render", "write"]

RowLevel: TypeAlias = Literal["char", "word", "line"]
"""What a row stands for."""

BINARY = {".docx": ("docx", "office"), ".pdf": ("pikepdf", "pdf"), ".xlsx": ("openpyxl", "office")}
"""Endings of files that are no text: the package that makes them, and the extra that brings it."""


@dataclass(frozen=True, slots=True)
class CsvOptions:
    """How CSV is written.

    Attributes
    ----------
    escape_formulas : bool
        Put an apostrophe before text that a spreadsheet would take for a formula: what begins with ``=``, ``+``,
        ``-``, ``@``, each also in full width, a tab or a line's end. A page that somebody else printed may hold one.
    bom : bool
        Begin with a byte order mark: without it Excel takes the file for another encoding than UTF-8.

    Raises
    ------
    OptionError
        When a value is neither True nor False.
    """

    escape_formulas: bool = False
    bom: bool = False

    def __post_init__(self) -> None:
        an_instance("escape_formulas", self.escape_formulas, bool)
        an_instance("bom", self.bom, bool)


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
        return _text("hocr")(_as_document(self), image_name=arguments.text("image_name", image_name))

    def to_alto(self, *, image_name: str = "") -> str:
        """Give ALTO 4; see `pagerec.formats.alto.to_alto`."""
        return _text("alto")(_as_document(self), image_name=arguments.text("image_name", image_name))

    def to_page_xml(self, *, image_name: str = "") -> str:
        """Give PAGE XML, of exactly one page; see `pagerec.formats.page_xml.to_page_xml`."""
        return _text("page_xml")(_as_document(self), image_name=arguments.text("image_name", image_name))

    def to_markdown(self) -> str:
        """Give Markdown; see `pagerec.formats.markdown.to_markdown`."""
        return _text("markdown")(_as_document(self))

    def to_html(self, image: PageImages) -> str:
        """Give HTML with the picture; see `pagerec.formats.html.to_html`."""
        return _text("html")(_as_document(self), image)

    def to_csv(self, level: RowLevel = "char", options: CsvOptions | None = None) -> str:
        """Give a row for each character, word or line; see `pagerec.formats.table.to_csv`."""
        return _text("csv")(_as_document(self), level, options)

    def to_dataframe(self, level: RowLevel = "char") -> pd.DataFrame:
        """Give a pandas DataFrame; see `pagerec.formats.table.rows`. Needs the extra ``dataframe``."""
        frame: pd.DataFrame = exporter("dataframe")(_as_document(self), level)
        return frame

    def to_xlsx(self) -> bytes:
        """Give the tables as a spreadsheet; see `pagerec.formats.xlsx.to_xlsx`. Needs the extra ``office``."""
        content: bytes = exporter("xlsx")(_as_document(self))
        return content

    def to_docx(self, image: PageImages | None = None) -> bytes:
        """Give a Word document; see `pagerec.formats.docx.to_docx`. Needs the extra ``office``."""
        content: bytes = exporter("docx")(_as_document(self), image)
        return content

    def to_pdf(self, image: PageImages) -> bytes:
        """Give a searchable PDF; see `pagerec.formats.pdf.to_pdf`. Needs the extra ``pdf``."""
        content: bytes = exporter("pdf")(_as_document(self), image)
        return content

    def save(
        self, path: str | PathLike[str], *, image: PageImages | None = None, csv: CsvOptions | None = None
    ) -> None:
        """Write a file in the format that the name's ending says.

        It is written whole or not at all: beside its place, to the disk, then renamed. Where that fails, a full disk
        say, the file that was there stays as it was.

        Parameters
        ----------
        path : str or path-like
            Ends in ``.txt``, ``.json``, ``.hocr``, ``.alto.xml`` (or ``.xml``),
            ``.page.xml``, ``.md``, ``.html``, ``.csv``, ``.xlsx``, ``.docx``
            or ``.pdf``.
        image : picture, file with pages, Source, or iterable of pictures, optional
            What was read; HTML and PDF show it, and need it. Word documents show
            the figures in it. For hOCR, ALTO and PAGE its name is noted where
            it is a path.
        csv : CsvOptions, optional
            For spreadsheets: formulas made harmless, a byte order mark. Without effect on other formats.

        Raises
        ------
        OptionError
            When the ending is another one, the picture is missing or not that
            of the page, or the file can't be written.
        ImageError
            When the picture can't be read.
        """
        name = a_path("path", path)
        write(name, render(self, name, image=image, csv=csv))


def endings() -> tuple[str, ...]:
    """Give the endings of file names that `Saving.save` knows."""
    return tuple(_FORMATS)


def formats() -> dict[str, str]:
    """Give short names of the formats, each with its ending.

    Examples
    --------
    >>> formats()["md"], formats()["alto"]
    ('.md', '.alto.xml')
    """
    return {ending[1:].removesuffix(".xml"): ending for ending in _FORMATS if ending != ".xml"}


def check_packages(path: str) -> None:
    """Raise `OptionError` where a package is missing that a format needs; of the path only the ending counts."""
    for ending, (package, extra) in BINARY.items():
        if path.lower().endswith(ending):
            need(package, extra)


def render(value: Saving, path: str, *, image: PageImages | None = None, csv: CsvOptions | None = None) -> bytes:
    """Give what `Saving.save` writes; of the path only the ending counts."""
    show = _renderer(path)
    return _csv(value, csv) if show is _csv else show(value, image)


def write(path: str, content: bytes) -> None:
    """Write a file whole or not at all; see `Saving.save`."""
    try:
        write_file(path, content)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OptionError(f"{path}: can't be written ({reason}); check folder and rights") from error


def _renderer(path: str) -> Callable[[Saving, Any], bytes]:
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


def _csv(value: Saving, options: CsvOptions | None) -> bytes:
    return value.to_csv("char", options).encode("utf-8", "replace")


_FORMATS: dict[str, Callable[[Saving, Any], bytes]] = {
    ".txt": lambda value, _: value.to_text().encode("utf-8", "replace"),
    ".json": lambda value, _: _json(value).encode("utf-8", "backslashreplace"),
    ".hocr": lambda value, image: value.to_hocr(image_name=_name(image)).encode(),
    ".page.xml": lambda value, image: value.to_page_xml(image_name=_name(image)).encode(),
    ".alto.xml": lambda value, image: value.to_alto(image_name=_name(image)).encode(),
    ".xml": lambda value, image: value.to_alto(image_name=_name(image)).encode(),
    ".md": lambda value, _: value.to_markdown().encode("utf-8", "replace"),
    ".html": lambda value, image: value.to_html(_given(image)).encode(),
    ".csv": _csv,
    ".xlsx": lambda value, _: value.to_xlsx(),
    ".docx": lambda value, image: value.to_docx(image),
    ".pdf": lambda value, image: value.to_pdf(_given(image)),
}
"""The formats by the ending of a file name; longer endings stand before what they end in."""
