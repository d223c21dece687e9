"""What may be given as a picture, or as the pictures of pages."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Protocol, TypeAlias, runtime_checkable

from numpy.typing import NDArray
from PIL import Image

__all__ = ["HasPictures", "ImageInput", "PageImages"]

ImageInput: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO | Image.Image | NDArray[Any]
"""What `pagerec.sources.load_image` takes."""


@runtime_checkable
class HasPictures(Protocol):
    """Gives the pictures of pages; a `pagerec.sources.Source` does."""

    def pictures(self) -> Iterator[ImageInput]:
        """Give the pages as pictures."""


PageImages: TypeAlias = ImageInput | HasPictures | Iterable[ImageInput]
"""The pictures of pages: one picture, a file of one or more pages, or an iterable with a picture for each page."""
