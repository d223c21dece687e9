"""What comes of pictures that may be bad."""

from __future__ import annotations

import gc
import pickle
import re
import weakref
from pathlib import Path

import numpy as np
import pytest

from pagerec import ImageError, OptionError, Page, Reader
from pagerec.common.inputs import ImageInput
from pagerec.reading.attempts import Attempt, attempt
from tests.reading.test_many import EXAMPLES, crops


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(threads=1)


def test_a_bad_picture_does_not_end_it(reader: Reader, tmp_path: Path) -> None:
    damaged = (EXAMPLES / "paragraph.png").read_bytes()[:5000]
    (tmp_path / "empty.png").write_bytes(b"")
    good = crops()[5]
    attempts = list(reader.read_many([tmp_path / "none.png", good, damaged, tmp_path / "empty.png", b"text", good]))
    assert [attempt.error is None for attempt in attempts] == [False, True, False, False, False, True]
    assert [
        bool(re.search(r"none\.png: there is no such file|empty\.png: the file is empty|<bytes>: ", str(a.error)))
        for a in attempts
    ] == [True, False, True, True, True, False]
    assert attempts[1].page == attempts[5].page == reader.read(good)
    with pytest.raises(ImageError, match="no such file"):
        _ = attempts[0].page


def test_other_errors_end_it(reader: Reader) -> None:
    with pytest.raises(OptionError):
        list(Reader(threads=0).read_many([crops()[5]]))
    with pytest.raises(OptionError, match="alphabet is 3"):
        list(reader.read_many([crops()[5]], alphabet=3))  # type: ignore[arg-type]


def test_an_error_that_is_kept_keeps_no_picture(reader: Reader) -> None:
    class Picture(np.ndarray):  # type: ignore[type-arg]
        """An array that can be watched."""

    picture = np.full((30, 30), np.nan).view(Picture)
    watched = weakref.ref(picture)
    (attempt,) = reader.read_many([picture])
    del picture
    gc.collect()
    assert "NaN" in str(attempt.error)
    assert watched() is None


# An attempt by itself


def fails(image: ImageInput) -> Page:
    """Meet a bad picture two calls down."""
    try:
        raise ValueError(image)
    except ValueError as error:
        raise ImageError("bad") from error


def test_an_attempt_has_a_page_or_an_error() -> None:
    good = attempt(lambda image: Page((), 3, 4), b"")
    assert (good.error, good.page) == (None, Page((), 3, 4))
    bad = attempt(fails, b"")
    assert str(bad.error) == "bad"
    with pytest.raises(ImageError, match="bad"):
        _ = bad.page


def test_every_cause_of_an_error_is_without_frames() -> None:
    error: BaseException | None = attempt(fails, b"").error
    assert isinstance(error.__cause__, ValueError)  # type: ignore[union-attr]
    while error is not None:
        assert error.__traceback__ is None
        error = error.__cause__ or error.__context__


def test_errors_of_other_kinds_are_raised() -> None:
    def read(image: ImageInput) -> Page:
        raise OptionError("no such option")

    with pytest.raises(OptionError, match="no such option"):
        attempt(read, b"")


@pytest.mark.parametrize("outcome", [None, "page", ValueError("bad"), OptionError("bad")])
def test_other_outcomes_are_refused(outcome: object) -> None:
    with pytest.raises(OptionError, match="give a Page or an ImageError"):
        Attempt(outcome)  # type: ignore[arg-type]


def test_attempts_go_to_other_processes() -> None:
    again = pickle.loads(pickle.dumps(attempt(fails, b"")))
    assert isinstance(again.error, ImageError)
    assert str(again.error) == "bad"
