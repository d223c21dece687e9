"""What may be given as pictures of pages."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from pagerec.common.inputs import HasPictures, ImageInput
from pagerec.sources import Source


class Camera:
    """Somebody's own source."""

    def pictures(self) -> Iterator[ImageInput]:
        yield np.zeros((2, 2), np.uint8)


@pytest.mark.parametrize("value", [Source(b""), Camera()])
def test_what_gives_pictures_is_known_by_its_method(value: object) -> None:
    assert isinstance(value, HasPictures)


@pytest.mark.parametrize("value", [b"", "a.png", [], np.zeros((2, 2)), Image.new("L", (2, 2))])
def test_a_picture_is_no_source_of_pictures(value: object) -> None:
    assert not isinstance(value, HasPictures)
