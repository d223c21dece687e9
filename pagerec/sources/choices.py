"""What may be done with the text that a PDF carries."""

from __future__ import annotations

from typing import Literal, TypeAlias

__all__ = ["OwnText", "TextLayer"]

TextLayer: TypeAlias = Literal["never", "auto", "only"]
"""Whether the text that a PDF carries is taken instead of reading its picture."""

OwnText: TypeAlias = Literal["keep", "redo", "skip"]
"""What becomes of the text that a PDF carries when it is saved with what was read."""
