"""How a request says what is to be read."""

from __future__ import annotations

import pytest

from pagerec import OptionError

pytest.importorskip("starlette")

from pagerec.serve.asking import asked_of
from pagerec.serve.problems import RequestError
from pagerec.serve.uploads import Upload


def test_nothing_asked() -> None:
    asked = asked_of({}, Upload())
    assert (asked.format, asked.pages, asked.alphabet, asked.pictures) == (None, None, None, False)
    assert (asked.pdf.dpi, asked.pdf.text_layer, asked.pdf.password) == (200.0, "never", None)


def test_fields_of_a_form_go_first() -> None:
    upload = Upload(fields={"dpi": "300", "password": "secret", "pictures": "1"})
    asked = asked_of({"dpi": "100", "pages": "2-", "text_layer": "auto", "format": "md"}, upload)
    assert (asked.pdf.dpi, asked.pdf.password, asked.pdf.text_layer) == (300.0, "secret", "auto")
    assert (asked.pages, asked.format, asked.pictures) == ("2-", "md", True)


def test_the_source_has_its_limits() -> None:
    source = asked_of({"pages": "2"}, Upload()).source(b"content", 1000)
    assert (source.file, source.pages, source.max_bytes) == (b"content", "2", 1000)
    assert source.pdf.limits is not None


@pytest.mark.parametrize(
    "query", [{"dpi": "x"}, {"dpi": "nan"}, {"dpi": "5000"}, {"text_layer": "?"}, {"pictures": "yes"}]
)
def test_values_that_are_none(query: dict[str, str]) -> None:
    with pytest.raises(OptionError, match="give"):
        asked_of(query, Upload())


@pytest.mark.parametrize("query", [{"page": "1"}, {"path": "/etc/passwd"}, {"model": "x"}])
def test_names_that_are_none(query: dict[str, str]) -> None:
    with pytest.raises(RequestError, match="is no option"):
        asked_of(query, Upload())


def test_passwords_stay_out_of_addresses() -> None:
    with pytest.raises(RequestError, match="logs"):
        asked_of({"password": "secret"}, Upload())
