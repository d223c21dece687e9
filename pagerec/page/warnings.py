"""What a page could not be read for: nothing is lost in silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from pagerec.common.arguments import an_instance, shown
from pagerec.errors import OptionError
from pagerec.page.box import Box

__all__ = ["REASONS", "PageWarning", "Reason"]

Reason: TypeAlias = Literal["unread text", "doubtful text", "nothing read", "too much"]
"""What may be wrong: print that was left out because no way of reading explained it; lines of which less than half is
believed, as of characters that the model doesn't know, or of blurred ones; a picture with ink and without text; and a
texture, whose marks are more than the characters of any page."""

REASONS: tuple[Reason, ...] = get_args(Reason)
"""All reasons."""


@dataclass(frozen=True, slots=True)
class PageWarning:
    """A part of a picture that may hold more, or other text than was read.

    Attributes
    ----------
    reason : str
        One of `REASONS`.
    box : Box
        Where, in pixels of the picture.

    Raises
    ------
    OptionError
        When the reason is none of them, or the box no `Box`.
    """

    reason: Reason
    box: Box

    def __post_init__(self) -> None:
        if not isinstance(self.reason, str) or self.reason not in REASONS:
            raise OptionError(f"PageWarning.reason is {shown(self.reason)}: give one of {', '.join(REASONS)}")
        an_instance("PageWarning.box", self.box, Box)

    def __str__(self) -> str:
        return f"{self.reason} at {self.box.left}, {self.box.top}, {self.box.right}, {self.box.bottom}"
