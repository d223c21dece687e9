"""The errors pagerec raises on purpose, and the exit code each one means.

All of them derive from `PagerecError`, so ``except PagerecError`` catches
everything that is wrong with the input and nothing that is a bug here: an
argument of a wrong type or value is an `OptionError`. The guide "Getting
started" says what else can leave the library. Every message ends by saying
what to do next.
"""

from __future__ import annotations

__all__ = [
    "ImageError",
    "ImageTooLargeError",
    "ModelError",
    "OptionError",
    "PagerecError",
    "PdfError",
    "TrainingError",
    "exit_code",
]


class PagerecError(Exception):
    """Base class of every error that pagerec raises on purpose."""


class ImageError(PagerecError):
    """The input cannot be read as a picture: missing, damaged or of no known kind."""


class ImageTooLargeError(ImageError):
    """The picture has more pixels or bytes than the limit, and nothing was decoded, or more print than a page has."""


class PdfError(ImageError):
    """A PDF, or a page of it, is damaged or encrypted, or takes more time or memory than it may."""


class ModelError(PagerecError):
    """Model files are missing, damaged, or do not fit each other or this version."""


class TrainingError(PagerecError):
    """Fonts, text or data for training are missing or unusable, or training failed."""


class OptionError(PagerecError, ValueError):
    """An option or argument has a value that makes no sense; also a `ValueError`."""


EXIT_OK = 0
EXIT_INTERNAL = 1
EXIT_OPTION = 2
EXIT_IMAGE = 3
EXIT_MODEL = 4
EXIT_TRAINING = 5
EXIT_INTERRUPTED = 130

# The first class that matches decides: subclasses stand before their bases.
_EXIT_CODES: tuple[tuple[type[BaseException], int], ...] = (
    (OptionError, EXIT_OPTION),
    (ImageError, EXIT_IMAGE),
    (ModelError, EXIT_MODEL),
    (TrainingError, EXIT_TRAINING),
    (KeyboardInterrupt, EXIT_INTERRUPTED),
)


def exit_code(error: BaseException) -> int:
    """Give the exit code of the command line for an error.

    Parameters
    ----------
    error : BaseException
        Whatever ended a command.

    Returns
    -------
    int
        2 for a wrong option, 3 for an unreadable picture, 4 for the model,
        5 for training, 130 for an interrupt (Ctrl-C), 1 for anything else.

    Examples
    --------
    >>> exit_code(ImageError("page.png: the file is empty"))
    3
    >>> exit_code(RuntimeError("a bug"))
    1
    """
    for kind, code in _EXIT_CODES:
        if isinstance(error, kind):
            return code
    return EXIT_INTERNAL
