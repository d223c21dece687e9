"""Whatever is given to a public function, what leaves it is a `PagerecError`."""

from __future__ import annotations

import inspect
import io
import itertools
import json
import math
import os
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageShow

import pagerec
from pagerec import (
    Block,
    Box,
    Char,
    Document,
    ImageError,
    Line,
    OptionError,
    Page,
    PagerecError,
    PageWarning,
    Paragraph,
    Reader,
)
from pagerec.batch import ReadOptions, read_batch
from pagerec.characters.cutting import save_cuts
from pagerec.common import arguments
from pagerec.drawing import draw_stage
from pagerec.formats.alto import to_alto
from pagerec.formats.hocr import to_hocr
from pagerec.formats.page_xml import to_page_xml
from pagerec.formats.table import CsvOptions
from pagerec.page.tables import Table, TableCell
from pagerec.reading.attempts import Attempt
from pagerec.reading.choosing import Wanted
from pagerec.reading.params import ReaderParams
from pagerec.reading.reading import Reading
from pagerec.recognition.model import load_model
from pagerec.sources import PdfOptions, Source
from pagerec.sources.images import load_image
from tests.formats.made import line as line_of
from tests.formats.made import made_page, picture, table_of


class Blind:
    """A reader to which every picture is blank."""

    def read(self, image: Any, *, alphabet: str | None = None) -> Page:
        raster = load_image(image)
        return Page((), raster.width, raster.height)


class Broken:
    """A value that can't even be shown."""

    def __repr__(self) -> str:
        raise RuntimeError("no repr")


BOX = Box(0, 0, 9, 9)
CHAR = Char("能", BOX, 0.5)
LINE = Line((CHAR,))
TABLE = table_of([[line_of("甲")], [line_of("乙")]])
PAGE = made_page()
FAR = Page((Block(tuple(Line((Char(c, Box(k, -k, k, k), 0.5),)) for c, k in (("a", 2**31 - 1), ("日", 1)))),), 9, 9)
WHITE = np.full((12, 16), 255, np.uint8)
IMAGE = picture(PAGE)


@lru_cache(maxsize=1)
def reader() -> Reader:
    return Reader(threads=1)


@lru_cache(maxsize=1)
def reading() -> Reading:
    return reader().read_stages("examples/letters/01.jpg")


def on_all(kind: str, method: str) -> Callable[..., Any]:
    """Call a method of pages, or of a document; where a picture is given, of what it fits to."""
    pages = [PAGE, Page((), 1, 1), FAR, Page((TABLE,), 200, 40)]
    values: list[Any] = pages if kind == "Page" else [Document((PAGE,))]

    def call(**given: Any) -> list[Any]:
        return [getattr(value, method)(**given) for value in values[: 1 if "image" in given else None]]

    return call


ENTRIES: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "read": (pagerec.read, {"image": WHITE, "alphabet": "能"}),
    "Reader": (Reader, {"model": None, "threads": 1, "max_pixels": 100, "params": ReaderParams()}),
    "Reader.read": (
        lambda **given: reader().read(**given),
        {"image": WHITE, "alphabet": "能", "regions": [BOX], "ignore": [BOX], "min_confidence": 0.5},
    ),
    "Reader.read_stages": (
        lambda **given: reader().read_stages(**given),
        {"image": WHITE, "alphabet": None, "regions": None, "ignore": (), "min_confidence": 0},
    ),
    "Wanted": (Wanted, {"regions": [BOX], "ignore": [BOX], "min_confidence": 0.5}),
    "Reader.read_many": (lambda **given: reader().read_many(**given), {"images": [WHITE], "alphabet": "能"}),
    "Attempt": (Attempt, {"outcome": PAGE}),
    "iter_pages": (
        pagerec.iter_pages,
        {"file": "a.tif", "pages": "1-2", "pdf": PdfOptions(), "reader": Blind(), "alphabet": "能"},
    ),
    "read_document": (
        pagerec.read_document,
        {"file": "a.tif", "pages": [2], "pdf": PdfOptions(), "reader": Blind(), "alphabet": "能"},
    ),
    "read_pdf": (
        pagerec.read_pdf,
        {
            "file": "a.pdf",
            "pages": "1",
            "dpi": 36,
            "password": None,
            "text_layer": "auto",
            "reader": Blind(),
            "alphabet": "能",
        },
    ),
    "charset": (pagerec.charset, {"model": None}),
    "classify": (pagerec.classify, {"images": [WHITE], "top_k": 3}),
    "cut": (pagerec.cut, {"image": WHITE}),
    "draw": (pagerec.draw, {"page": PAGE, "image": IMAGE, "boxes": "line", "label_font": None}),
    "Box.union": (lambda other: BOX.union(other), {"other": BOX}),
    "Box.holds": (BOX.holds, {"x": 1, "y": 1.5}),
    "Box.meets": (lambda other, reach: BOX.meets(other, reach), {"other": BOX, "reach": 0.5}),
    "Box.turned_back": (BOX.turned_back, {"direction": 90}),
    "Char": (
        Char,
        {"text": "能", "box": BOX, "confidence": 0.5, "candidates": (("能", 0.5),), "space_before": True},
    ),
    "Line": (Line, {"chars": (CHAR,), "direction": 90}),
    "Block": (Block, {"lines": (LINE,), "kind": "list", "area": BOX, "table": None, "parts": None}),
    "Paragraph": (Paragraph, {"lines": (LINE,), "level": 0, "mark": 0, "spaces": (0,) * len(LINE.chars)}),
    "Page": (Page, {"blocks": (Block((LINE,)),), "width": 9, "height": 9, "skew": 0.5, "rotation": 90, "warnings": ()}),
    "PageWarning": (PageWarning, {"reason": "unread text", "box": BOX}),
    "Document": (Document, {"pages": (PAGE,)}),
    "Table": (Table, {"rows": ((TableCell(BOX, 0, (LINE,)),),), "box": BOX}),
    "TableCell": (TableCell, {"box": BOX, "column": 0, "lines": (LINE,), "column_span": 1, "row_span": 1}),
    "Page.from_dict": (Page.from_dict, {"data": PAGE.to_dict()}),
    "Page.from_json": (Page.from_json, {"text": PAGE.to_json()}),
    "Document.of_pages": (Document.of_pages, {"pages": (PAGE,)}),
    "Document.from_dict": (Document.from_dict, {"data": Document((PAGE,)).to_dict()}),
    "Document.from_json": (Document.from_json, {"text": Document((PAGE,)).to_json()}),
    "load_image": (load_image, {"image": WHITE, "max_pixels": 1000}),
    "load_model": (load_model, {"path": None, "threads": 1}),
    "PdfOptions": (PdfOptions, {"dpi": 100.0, "password": "open", "text_layer": "never", "own_text": "redo"}),
    "Source": (Source, {"file": b"", "pages": [1], "pdf": PdfOptions(), "max_pixels": 100}),
    "Source.numbers": (Source(b"", "2-").numbers, {"count": 3}),
    "Source.pictures": (lambda file: Source(file).pictures(), {"file": "a.tif"}),
    "Source.count": (lambda file: Source(file).count(), {"file": "a.tif"}),
    "CsvOptions": (CsvOptions, {"escape_formulas": True, "bom": False}),
    "ReadOptions": (ReadOptions, {"model": None, "alphabet": "能", "pdf": PdfOptions(), "wanted": Wanted()}),
    "read_batch": (
        read_batch,
        {
            "inputs": ["missing.png"],
            "out": "pages.jsonl",
            "jobs": 1,
            "options": ReadOptions(),
            "restart": False,
            "ray": None,
            "format": None,
            "csv": CsvOptions(),
        },
    ),
    "draw_stage": (
        lambda **given: draw_stage(**{"reading": reading(), **given}),
        {"stage": "columns", "lines": [0], "scale": 1.0, "label_font": None},
    ),
    "save_cuts": (save_cuts, {"cuts": (), "folder": "cuts"}),
    **{
        function.__name__: (partial(function, Document((PAGE,))), {"image_name": "a.png"})
        for function in (to_hocr, to_alto, to_page_xml)
    },
    "Table.to_pandas": (
        lambda **given: Table(((TableCell(BOX, 0, (LINE,)),),), BOX).to_pandas(**given),
        {"header": True},
    ),
    **{
        f"{kind}.{method}": (on_all(kind, method), given)
        for kind in ("Page", "Document")
        for method, given in {
            "to_text": {},
            "to_dict": {},
            "to_json": {"indent": 2},
            "to_hocr": {"image_name": "a.png"},
            "to_alto": {"image_name": "a.png"},
            "to_page_xml": {"image_name": "a.png"},
            "to_markdown": {},
            "to_html": {"image": IMAGE},
            "to_csv": {"level": "word", "options": CsvOptions()},
            "to_dataframe": {"level": "line"},
            "to_pdf": {"image": IMAGE},
            "to_xlsx": {},
            "to_docx": {"image": IMAGE},
            "save": {"path": "page.csv", "image": IMAGE, "csv": CsvOptions(bom=True)},
            "draw": {"image": IMAGE, "boxes": "char", "label_font": None},
            "show": {"image": IMAGE, "boxes": "char", "label_font": None},
        }.items()
        if (kind, method) != ("Document", "draw")
    },
}
"""Every public function, with arguments that are right."""

EXTREME = [0, -1, 1, 2, 1024, 1025, 2**31 - 1, 2**31, 2**63, -(2**63), 10**30, 10**400]
ODD = [0.5, 1e308, -0.0, math.nan, math.inf, -math.inf, 1j, True, np.int64(3), np.float32(0.5), np.nan]
SAYINGS = ["", "\0", "\ud800", "x" * 5000, "a.png", "a.tif", "a.pdf", ".", "1-", "9" * 5000, "1," * 20_000]
NAMES = ["page", "page.docx", "a\0.csv", "no/such.json", "[", '{"schema": []}', "[" * 100_000, "１-２"]
CONTENTS = [bytearray(b"x"), memoryview(b"x"), b"%PDF-1.7", b"a.png", Path("a.png"), Path("none")]
OURS = [PAGE, FAR, Document(()), BOX, CHAR, LINE, TABLE, PdfOptions(), ReadOptions()]
BOXES = [Box(10**400, 0, 1, 1), Box(0, 0, 2**40, 9), Box("a", None, 0.5, []), (0, 0, 1, 1)]  # type: ignore[arg-type]
ARRAYS = [WHITE, np.zeros((0, 5)), np.array(3), np.array(["x"], object), np.full((2, 2), np.nan), np.zeros((2, 2, 9))]
OTHERS = [object(), int, Page, len, range(3), range(10**12), Image.new("L", (4, 4))]

UNSHOWN = [10**5000, Broken()]  # apart from the others, for hypothesis shows what it gives
NESTED = [[], [None], [3], ["a"], {}, {"a": 1}, (1, 2), [[3]], [(3, 4)], [WHITE], [b"x"], [CHAR], [LINE]]


def one_of_these(values: list[Any]) -> st.SearchStrategy[Any]:
    """One of some values, by its place: strategies are printed, and some of these can't be."""
    return st.integers(0, len(values) - 1).map(lambda place: values[place])


numbers = one_of_these([*EXTREME, *ODD])
texts = st.one_of(st.text(max_size=8), st.sampled_from([*SAYINGS, *NAMES]))
plain = st.one_of(st.none(), numbers, texts, st.binary(max_size=8), st.sampled_from(CONTENTS))
objects = one_of_these([*OURS, *BOXES, *ARRAYS, *OTHERS])
values = st.recursive(
    st.one_of(plain, objects),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=2), st.tuples(inner, inner)
    ),
    max_leaves=4,
)
fresh = st.sampled_from(
    [lambda: itertools.repeat(3), lambda: io.BytesIO(b"x"), lambda: io.StringIO("a.png"), lambda: iter(())]
)


@pytest.fixture(autouse=True, scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder to stand in, with some files."""
    reading()
    folder, before = tmp_path_factory.mktemp("arguments"), Path.cwd()
    os.chdir(folder)
    first = Image.fromarray(WHITE)
    first.save("a.png")
    first.save("a.tif", save_all=True, append_images=[first])
    first.save("a.pdf")
    show, ImageShow.show = ImageShow.show, lambda *_: True  # type: ignore[assignment]
    yield
    ImageShow.show = show
    os.chdir(before)


def called(name: str, **changed: Any) -> str:
    """Call a public function with some arguments changed, and use what it gives; say what was refused."""
    function, right = ENTRIES[name]
    try:
        found = function(**right | changed)
        for item in itertools.islice(found, 3) if isinstance(found, Iterator) else (found,):
            used(item)
    except PagerecError as error:
        return str(error)
    return ""


def used(value: Any) -> None:
    """What is done with a result."""
    if isinstance(value, Page | Document | Block | Line):
        assert repr(value)
    if isinstance(value, Page | Document):
        assert str(value) == value.text
        assert type(value).from_json(value.to_json()) == value
        assert value.to_markdown() or not any(map(str.isalnum, value.text))
        assert value._repr_html_()


def test_every_public_function_is_here() -> None:
    wanted = set()
    for name in pagerec.__all__:
        value = getattr(pagerec, name)
        if inspect.isfunction(value):
            wanted.add(name)
        elif inspect.isclass(value) and not issubclass(value, Exception):
            wanted |= {name, *(f"{name}.{method}" for method in methods(value))}
    checked_by_their_owners = {"Box", "Candidate"}
    assert wanted - checked_by_their_owners <= ENTRIES.keys()


def methods(kind: type) -> list[str]:
    own = [name for base in kind.__mro__[:-1] if base.__module__.startswith("pagerec") for name in vars(base)]
    public = (name for name in own if not name.startswith("_"))
    return [name for name in public if inspect.isfunction(getattr(kind, name)) or inspect.ismethod(getattr(kind, name))]


@pytest.mark.parametrize("name", ENTRIES)
def test_what_is_right_passes(name: str) -> None:
    refused = called(name)
    assert refused == ("missing.png: there is no such file or folder; check the path" if name == "read_batch" else "")


@pytest.mark.parametrize("name", ENTRIES)
def test_special_values(name: str) -> None:
    for argument in ENTRIES[name][1]:
        for value in (*EXTREME, *ODD, *SAYINGS, *NAMES, *CONTENTS, *OURS, *BOXES, *ARRAYS, *OTHERS, *UNSHOWN, *NESTED):
            called(name, **{argument: value})


@pytest.mark.parametrize("name", [name for name, (_, right) in ENTRIES.items() if right])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_nothing_else_leaves(name: str, data: st.DataObject) -> None:
    _, right = ENTRIES[name]
    changed = {}
    for argument in data.draw(st.sets(st.sampled_from(sorted(right)), min_size=1, max_size=2)):
        is_fresh = argument != "reader" and data.draw(st.integers(0, 9)) == 9  # those have a method read of their own
        changed[argument] = data.draw(fresh)() if is_fresh else data.draw(values)
    called(name, **changed)


@pytest.mark.parametrize(
    ("name", "changed", "message"),
    [
        ("read", {"alphabet": b"1"}, r"alphabet is b'1': give the characters to read"),
        ("read", {"alphabet": ""}, r"alphabet is '': give the characters to read"),
        ("read", {"alphabet": "\ue000"}, r"alphabet is '\\ue000', of which the model knows no character"),
        ("Reader.read_many", {"images": "a.png"}, "images is 'a.png': give a list of pictures"),
        ("Reader.read_many", {"images": WHITE}, "images is .*a single picture: give a list, even for one"),
        ("Reader", {"max_pixels": math.nan}, "max_pixels is nan: give a whole number, 1 or more"),
        ("Reader", {"threads": 0}, "threads is 0: give a whole number, 1 to 1,024"),
        ("Reader", {"threads": 10**6}, "threads is 1000000: give"),
        ("Reader", {"model": b"m"}, "model is b'm': give a path"),
        ("load_image", {"max_pixels": math.inf}, "max_pixels is inf: give"),
        ("load_image", {"max_pixels": True}, "max_pixels is True: give"),
        ("read_pdf", {"dpi": "200"}, "dpi is '200': give a number, 36 to 1200"),
        ("read_pdf", {"password": b"secret"}, "password is of the type bytes: give text"),
        ("read_pdf", {"password": "\ud800"}, "password has a character that is none"),
        ("read_pdf", {"text_layer": []}, r'text_layer is \[\]: give "never", "auto" or "only"'),
        ("read_pdf", {"reader": Reader}, "reader is .*: give an object with a method read"),
        ("iter_pages", {"pages": 3}, "pages is 3: give a list of numbers"),
        ("iter_pages", {"pages": [1.5]}, r"pages\[0\] is 1.5: give a whole number, 1 or more"),
        ("iter_pages", {"pages": "9" * 5000}, "pages is '9+...9+': give numbers and ranges"),
        ("iter_pages", {"pages": itertools.count(1)}, "pages has more than 1,000,000 numbers"),
        ("iter_pages", {"pages": io.BytesIO(b"1")}, "pages is <_io.BytesIO .*: give a list of numbers"),
        ("iter_pages", {"file": 3}, "file is 3: give a path"),
        ("Source.numbers", {"count": 2**31 - 1}, "pages means more than 1,000,000 pages of <bytes>; read it in parts"),
        ("to_hocr", {"image_name": 3}, r"image_name is 3: give text \(str\)"),
        ("to_alto", {"image_name": None}, r"image_name is None: give text \(str\)"),
        ("to_page_xml", {"image_name": b"a"}, r"image_name is b'a': give text \(str\)"),
        ("classify", {"top_k": 1.5}, "top_k is 1.5: give a whole number, 1 to 8"),
        ("Char", {"box": (0, 0, 1, 1)}, r"Char.box is \(0, 0, 1, 1\): give a Box"),
        ("Char", {"box": Box(0, 0, 2**31, 1)}, "Char.box is .*, beyond any page"),
        ("Page", {"width": 2**31}, "Page.width is 2147483648: give a whole number, 0 to 2,147,483,647"),
        ("Page.to_json", {"indent": 10**9}, "indent is 1000000000: give a whole number, 0 to 32"),
        ("Page.save", {"path": b"a.txt"}, "path is b'a.txt': give a path"),
        ("Reader.read", {"regions": [(1, 2)]}, r"regions\[0\] is \(1, 2\): give a Box"),
        ("Reader.read", {"min_confidence": math.nan}, "min_confidence is nan: give a number, 0 to 1"),
        ("read_batch", {"jobs": math.nan}, "jobs is nan: give a whole number"),
        ("read_batch", {"format": "docs"}, "format is 'docs': give \"txt\", "),
    ],
)
def test_messages_name_the_argument(name: str, changed: dict[str, Any], message: str) -> None:
    function, right = ENTRIES[name]
    with pytest.raises(OptionError, match=message):
        function(**right | changed)


def test_a_password_is_never_shown() -> None:
    for password in (b"secret", ["secret"], "secret\ud800"):
        with pytest.raises(OptionError) as caught:
            PdfOptions(password=password)  # type: ignore[arg-type]
        assert "secret" not in str(caught.value)


def test_hostile_json() -> None:
    page = PAGE.to_dict()
    for text in (
        json.dumps(page | {"skew": 10**400}),
        json.dumps(page).replace('"width": 400', '"width": 1' + "0" * 5000),
        json.dumps(page | {"width": 10**30}),
        json.dumps(page).replace("[41,", "[-100000000000000000000,"),
        json.dumps(page).replace('"confidence": 0.9', '"confidence": 1e400'),
        "[" * 100_000,
        '{"schema": ' * 5000,
    ):
        with pytest.raises(OptionError):
            Page.from_json(text)
    rows = Page((TABLE,), 200, 40).to_dict()
    rows["blocks"][0]["table"]["rows"][0][1]["lines"] = 10**30
    with pytest.raises(OptionError, match=r'blocks\[0\]: rows\[0\]: cells\[1\]: "lines" is 10+, and the block has 1'):
        Page.from_dict(rows)


def test_numbers_of_numpy_are_numbers() -> None:
    assert arguments.whole_number("n", np.uint8(3), 0) == 3
    assert arguments.whole_number("n", np.array(3), 0) == 3
    for value in (np.bool_(True), np.array([3]), np.float64(3), "3", 3.0):
        with pytest.raises(OptionError):
            arguments.whole_number("n", value, 0)
    assert arguments.within("x", np.float32(0.5), 0, 1) == 0.5


def test_a_bad_picture_is_still_an_image_error() -> None:
    with pytest.raises(ImageError, match="int is no picture"):
        reader().read(3)  # type: ignore[arg-type]
