"""Errors and their statuses."""

from __future__ import annotations

import json

import pytest

from pagerec import errors
from pagerec.common.extras import MissingPackageError

pytest.importorskip("starlette")

from pagerec.serve.problems import STATUSES, RequestError, answer_of, message_of, status_of


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.ImageError(""), 422),
        (errors.PdfError(""), 422),
        (errors.ImageTooLargeError(""), 413),
        (errors.OptionError(""), 400),
        (MissingPackageError(""), 501),
        (errors.ModelError(""), 500),
        (RequestError(503, ""), 503),
    ],
)
def test_statuses(error: errors.PagerecError, status: int) -> None:
    assert status_of(error) == status
    assert status in STATUSES


def test_files_have_no_names() -> None:
    assert message_of(errors.ImageError("<bytes>: the file is empty")) == "the file is empty"
    assert (
        message_of(errors.OptionError("there is no page 3: <bytes> has 1 page"))
        == "there is no page 3: the file has 1 page"
    )


def test_answers() -> None:
    answer = answer_of(RequestError(503, "later", {"Retry-After": "2"}))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert json.loads(answer.body) == {"status": 503, "error": "later"}
