"""What reads in place of a model, and can be sent to other processes."""

from __future__ import annotations

import os
import signal

from pagerec.common.inputs import ImageInput
from pagerec.errors import ImageError
from pagerec.page import Page
from pagerec.sources.images import load_image


class SizeReader:
    """Reads a picture as its size; one that is 66 pixels wide can't be read, one of 77 is deadly."""

    max_bytes = 10**6

    def read(self, image: ImageInput, *, alphabet: str | None = None) -> Page:
        raster = load_image(image)
        if raster.width == 66:
            raise ImageError("<PIL image>: has no text that could be read; give another")
        if raster.width == 77:
            os.kill(os.getpid(), signal.SIGKILL)
        return Page((), raster.width, raster.height + len(alphabet or ""))
