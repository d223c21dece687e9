"""Documents: text, JSON."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from hypothesis import given

from pagerec import Document, OptionError, Page
from tests.formats.made import documents, few, made_page


def test_text() -> None:
    page = made_page()
    document = Document([page, Page((), 5, 5), page])  # type: ignore[arg-type]
    assert document.text == str(document) == f"{page.text}\n\f\n\f{page.text}"
    assert document.text.split("\n\f") == [page.text for page in document.pages]
    assert document.flowing_text.split("\n\f")[0] == page.flowing_text
    assert repr(document) == "Document(3 pages, 72 chars)"
    assert pickle.loads(pickle.dumps(document)) == document
    assert len({document, Document(document.pages)}) == 1


@few
@given(documents)
def test_round_trip_is_exact(document: Document) -> None:
    assert Document.from_dict(document.to_dict()) == document
    assert Document.from_json(document.to_json()) == document
    assert Document.from_json(json.dumps(document.to_dict(), indent=3)) == document


def test_layout() -> None:
    data = Document((made_page(),)).to_dict()
    assert (data["schema"], data["version"]) == ("pagerec.document", 3)
    assert data["pages"] == [made_page().to_dict()]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": "pagerec.page"}, "does not describe a document .* give what Document.to_dict"),
        ({"version": 4}, "this document has layout version 4"),
        ({"pages": 3}, '"pages" is 3, not list'),
        ({"pages": [{}]}, r"pages\[0\]: this does not describe a page"),
    ],
)
def test_other_values_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        Document.from_dict(Document((made_page(),)).to_dict() | change)


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(OptionError, match=r"not JSON .* give what Document.to_json returned"):
        Document.from_json("{")
