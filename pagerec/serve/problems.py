"""What is wrong with a request, and the status that says so."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import JSONResponse, Response

from pagerec.common.extras import MissingPackageError
from pagerec.errors import ImageError, ImageTooLargeError, OptionError, PagerecError

__all__ = ["STATUSES", "RequestError", "answer_of", "message_of", "status_of"]

STATUSES = {
    400: "an option is wrong",
    401: "the token is missing or wrong",
    403: "a page of another origin asks",
    406: "there is no such format",
    408: "the file didn't arrive in time",
    413: "the file, or the picture in it, is too large",
    421: "the name in the header Host is none of the server's",
    422: "the file can't be read as a picture or PDF",
    500: "a fault of pagerec, or its model",
    501: "a package is missing on the server",
    503: "too many requests; try again later",
    504: "reading took too long",
}
"""What the statuses of errors mean."""

_STATUS_OF: tuple[tuple[type[PagerecError], int], ...] = (
    (MissingPackageError, 501),
    (ImageTooLargeError, 413),
    (ImageError, 422),
    (OptionError, 400),
)
"""The first class that matches decides: subclasses stand before their bases."""

_NAMES = ("<bytes>: ", "<bytes>, ", "<PIL image>: ")
"""What messages call a file that was given as its content."""


class RequestError(PagerecError):
    """A request that is not answered with what it asks for.

    Parameters
    ----------
    status : int
        Of HTTP.
    message : str
        What to do next.
    headers : mapping, optional
        Of the answer.
    """

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})


def status_of(error: PagerecError) -> int:
    """Give the status of an error.

    Examples
    --------
    >>> status_of(ImageError("page.png: the file is empty")), status_of(RequestError(503, "later"))
    (422, 503)
    """
    if isinstance(error, RequestError):
        return error.status
    return next((status for kind, status in _STATUS_OF if isinstance(error, kind)), 500)


def message_of(error: PagerecError) -> str:
    """Give an error's message without what the library calls a file that has no name."""
    message = str(error)
    for name in _NAMES:
        message = message.removeprefix(name)
    return message.replace("<bytes>", "the file")


def answer_of(error: PagerecError) -> Response:
    """Give the answer that says what is wrong, as JSON."""
    status = status_of(error)
    headers = error.headers if isinstance(error, RequestError) else None
    return JSONResponse({"status": status, "error": message_of(error)}, status, headers)
