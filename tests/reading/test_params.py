"""The numbers of the stages: they reach the stages, and each is used."""

from __future__ import annotations

import importlib
import inspect
import pickle
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pagerec
from benchmarks.robustness.typeset import PACKAGES, PROSE, available, vertical
from pagerec import ImageTooLargeError, OptionError, Page, Reader
from pagerec.reading.bounds import BoundParams
from pagerec.reading.params import ReaderParams
from pagerec.reading.verify import VerifyParams
from pagerec.recognition.cascade import CascadeParams
from pagerec.recognition.decode import DecodeParams, Weights
from pagerec.segmentation.atoms import CellParams
from pagerec.segmentation.params import PageParams, SegmentationParams
from pagerec.sources.images import load_image
from pagerec.structure.params import AssemblyParams, ParagraphParams, SpacingParams, StructureParams

ROOMS = ("segmentation", "recognition", "structure", "reading")
EXAMPLES = Path(__file__).parents[2] / "examples"
PICTURE = EXAMPLES / "paragraph.png"


def modules() -> Iterator[Any]:
    for room in ROOMS:
        package = importlib.import_module(f"pagerec.{room}")
        for found in pkgutil.iter_modules(package.__path__, f"pagerec.{room}."):
            yield importlib.import_module(found.name)


def functions() -> Iterator[Any]:
    """All functions and methods of the rooms."""
    for module in modules():
        for value in list(vars(module).values()):
            if getattr(value, "__module__", None) != module.__name__:
                continue
            if inspect.isclass(value):
                yield from (member for _, member in inspect.getmembers(value, inspect.isfunction))
                yield from (member.__func__ for _, member in inspect.getmembers(value, inspect.ismethod))
            elif inspect.isfunction(value):
                yield value


def is_params(value: object) -> bool:
    return is_dataclass(value) and type(value).__name__.endswith("Params")


class Unasked:
    """Default numbers that no stage may look at."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"a stage takes its default {name}, not the reader's")


@pytest.fixture(params=["scan", "turned", "columns"])
def image(request: pytest.FixtureRequest) -> Any:
    if request.param == "scan":
        return EXAMPLES / "scan.png"
    if request.param == "turned":
        return np.rot90(load_image(PICTURE).gray, 2)
    if not available():
        pytest.skip(f"needs {PACKAGES}")
    return vertical(PROSE[2:]).gray


def test_every_stage_takes_the_readers_numbers(image: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = Reader().read(image)
    replaced = 0
    for function in functions():
        defaults = function.__defaults__ or ()
        if any(map(is_params, defaults)):
            changed = tuple(Unasked() if is_params(value) else value for value in defaults)
            monkeypatch.setattr(function, "__defaults__", changed)
            replaced += 1
    assert replaced > 50
    assert Reader(params=ReaderParams()).read(image) == expected


def all_params(value: object) -> Iterator[Any]:
    yield value
    for each in fields(value):  # type: ignore[arg-type]
        if is_params(getattr(value, each.name)):
            yield from all_params(getattr(value, each.name))


def test_every_number_is_used() -> None:
    home = Path(pagerec.__file__).parent
    code = "\n".join(path.read_text("utf-8") for room in ROOMS for path in (home / room).glob("*.py"))
    used = set(re.findall(r"\.(\w+)", code))
    for params in all_params(ReaderParams()):
        names = {each.name for each in fields(params)}
        assert names <= used, f"{type(params).__name__} has numbers that nothing uses"
        documented = set(re.findall(r"\w+", type(params).__doc__ or ""))
        assert names <= documented, f"{type(params).__name__} has numbers without a reason"


def with_structure(**stages: Any) -> ReaderParams:
    return ReaderParams(structure=StructureParams(**stages))


def with_segmentation(**stages: Any) -> ReaderParams:
    return ReaderParams(segmentation=SegmentationParams(**stages))


NOTHING = VerifyParams(nothing=(2.0,) * 4, least_text=2.0)


@pytest.mark.parametrize(
    ("params", "differs"),
    [
        (with_segmentation(page=PageParams(dust=1e6)), lambda page: not page.lines),
        (with_segmentation(cells=CellParams(stroke=1.0, palest=1.0, faint=1.0)), lambda page: not page.lines),
        (ReaderParams(decode=DecodeParams(least=1.0)), lambda page: not page.lines),
        (ReaderParams(weights=Weights(character=-100.0)), lambda page: len(page.chars) < 100),
        (ReaderParams(verify=NOTHING), lambda page: not page.lines),
        (
            with_structure(assembly=AssemblyParams(candidates=1)),
            lambda page: max(len(char.candidates) for char in page.chars) == 1,
        ),
        (with_structure(spaces=SpacingParams(han=-5.0, least_han=-5.0)), lambda page: page.text.count(" ") > 50),
        (
            with_structure(paragraphs=ParagraphParams(gap=-9.0)),
            lambda page: len(page.blocks[0].parts) > len(read_plainly().blocks[0].parts),
        ),
    ],
    ids=["page", "cells", "decode", "weights", "verify", "assembly", "spaces", "paragraphs"],
)
def test_numbers_change_what_is_read(params: ReaderParams, differs: Any) -> None:
    assert not differs(read_plainly())
    assert differs(Reader(params=params).read(PICTURE))


def read_plainly() -> Page:
    return pagerec.read(PICTURE)


def test_nothing_is_dropped_where_nothing_is_sure() -> None:
    def unseen(params: ReaderParams) -> int:
        return sum(int((scores.reject == 1).sum()) for scores in Reader(params=params).read_stages(PICTURE).scores)

    assert unseen(ReaderParams(cascade=CascadeParams(sure=2.0, sure_letter=2.0))) < unseen(ReaderParams()) / 10


def test_pictures_are_bounded_by_the_readers_numbers() -> None:
    with pytest.raises(ImageTooLargeError, match="more than the limit of 20"):
        Reader(params=ReaderParams(bounds=BoundParams(most=20))).read(PICTURE)


def test_a_reader_keeps_its_numbers_when_it_is_pickled() -> None:
    params = ReaderParams(verify=NOTHING)
    assert pickle.loads(pickle.dumps(Reader(params=params))).params == params
    assert hash(params) != hash(ReaderParams())


@pytest.mark.parametrize("wrong", [None, {}, 0.5, VerifyParams()])
def test_what_is_no_stage_is_refused(wrong: Any) -> None:
    with pytest.raises(OptionError, match=r"params is .*: give a ReaderParams"):
        Reader(params=wrong)
    with pytest.raises(OptionError, match=r"ReaderParams\.turns is .*: give TurnParams"):
        ReaderParams(turns=wrong)
    with pytest.raises(OptionError, match=r"ReaderParams\.weights is .*: give Weights"):
        ReaderParams(weights=wrong or 0)
