"""Formats by their media types."""

from __future__ import annotations

import pytest

from pagerec.page.saving import formats

pytest.importorskip("starlette")

from pagerec.serve.media import STREAM, format_of, media_type, media_types
from pagerec.serve.problems import RequestError


def test_every_format_has_a_type_of_its_own() -> None:
    assert sorted(media_types().values()) == sorted([*formats(), STREAM])


@pytest.mark.parametrize("name", formats())
def test_every_format_can_be_asked_for(name: str) -> None:
    assert format_of(media_type(name)) == name
    assert format_of("*/*", name) == name


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("application/*", "json"),
        ("text/*", "txt"),
        ("TEXT/Markdown", "md"),
        ("text/html;q=0.5, text/csv;q=0.8", "csv"),
        ("text/html;q=0, */*;q=0.1", "json"),
        ("image/png, application/pdf", "pdf"),
        ("application/x-ndjson", STREAM),
    ],
)
def test_accept(accept: str, name: str) -> None:
    assert format_of(accept) == name


@pytest.mark.parametrize(
    ("accept", "name"), [("image/png", None), ("text/html;q=x", None), ("*/*", "../../etc/passwd")]
)
def test_what_there_is_not(accept: str, name: str | None) -> None:
    with pytest.raises(RequestError, match="give one of") as caught:
        format_of(accept, name)
    assert caught.value.status == 406
