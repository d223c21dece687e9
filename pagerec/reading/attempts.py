"""What comes of a picture that may be bad."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pagerec.common.arguments import shown
from pagerec.common.inputs import ImageInput
from pagerec.errors import ImageError, OptionError
from pagerec.page import Page


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one picture of many.

    Attributes
    ----------
    outcome : Page or ImageError
        The page, or what is wrong with a picture that can't be read.
    """

    outcome: Page | ImageError

    def __post_init__(self) -> None:
        if not isinstance(self.outcome, Page | ImageError):
            raise OptionError(f"Attempt.outcome is {shown(self.outcome)}: give a Page or an ImageError")

    @property
    def error(self) -> ImageError | None:
        """What is wrong with the picture; None where it was read."""
        return self.outcome if isinstance(self.outcome, ImageError) else None

    @property
    def page(self) -> Page:
        """The page; where there is none, the error is raised."""
        if isinstance(self.outcome, ImageError):
            raise self.outcome
        return self.outcome


def attempt(read: Callable[[ImageInput], Page], image: ImageInput) -> Attempt:
    """Read a picture; what is wrong with a bad one is kept."""
    try:
        return Attempt(read(image))
    except ImageError as error:
        _forget_frames(error)
        return Attempt(error)


def _forget_frames(error: BaseException | None) -> None:
    """Drop the frames of an error, which hold the picture: who keeps the error shall not keep that."""
    while error is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__
