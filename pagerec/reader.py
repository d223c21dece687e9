"""The whole process, from a picture to its text."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .assembly import assemble
from .attempts import Attempt, attempt
from .bounds import parts
from .columns_reading import read_columns, with_posture
from .errors import OptionError
from .forking import lock_for_forks
from .images import DEFAULT_MAX_BYTES, DEFAULT_MAX_PIXELS, ImageInput, load_image
from .page import Page
from .reading import Reading
from .recognition.cascade import classify
from .recognition.classifier import Scores, restrict
from .recognition.decode import decode
from .recognition.model import Model, load_model
from .recognition.pairs import match_pairs
from .second_look import is_doubtful, look_again
from .segmentation import Cells, Strip, extract_strip, find_all_cells
from .segmentation.page import PageLines, find_lines

#: Held while a model is loaded, which imports LiteRT.
_LOADING = lock_for_forks()


class Reader:
    """Reads pictures of printed Chinese. Immutable; share it between threads and reads.

    Parameters
    ----------
    model : str or Path, optional
        Folder of a model; the shipped one by default.
    threads : int, optional
        Threads of the classifier; all cores by default.
    max_pixels : int, optional
        The most pixels of a picture; see `pagerec.images.load_image`.
    max_bytes : int, optional
        The most bytes of a picture file.

    Raises
    ------
    OptionError
        `threads`, `max_pixels` or `max_bytes` is not positive.

    Examples
    --------
    >>> reader = Reader()
    >>> page = reader.read("examples/paragraph.png")
    """

    def __init__(
        self,
        model: str | Path | None = None,
        *,
        threads: int | None = None,
        max_pixels: int = DEFAULT_MAX_PIXELS,
        max_bytes: int = DEFAULT_MAX_BYTES,
    ) -> None:
        if threads is not None and threads < 1:
            raise OptionError(f"threads is {threads}; give 1 or more")
        if max_pixels < 1:
            raise OptionError(f"max_pixels is {max_pixels}; give 1 or more")
        if not max_bytes >= 1:  # NaN, too
            raise OptionError(f"max_bytes is {max_bytes}; give 1 or more")
        self.threads = threads or os.cpu_count() or 1
        self.path = None if model is None else Path(model)
        self.max_pixels = max_pixels
        self.max_bytes = max_bytes
        self._loaded: Model | None = None

    @property
    def model(self) -> Model:
        """The model, loaded when first needed."""
        if self._loaded is None:
            with _LOADING:
                if self._loaded is None:
                    self._loaded = load_model(self.path, threads=self.threads)
        return self._loaded

    def read(self, image: ImageInput, *, alphabet: str | None = None) -> Page:
        """Read a page or paragraph.

        Parameters
        ----------
        image : path, bytes, file object, PIL image or ndarray
            See `pagerec.images.load_image`.
        alphabet : str, optional
            Read only these characters.

        Returns
        -------
        Page
            Empty where there is no text.
        """
        return self.read_stages(image, alphabet=alphabet).page

    def read_stages(self, image: ImageInput, *, alphabet: str | None = None) -> Reading:
        """Read, and keep what every stage said: lines, atoms, cells, scores, the path through them.

        Parameters
        ----------
        image, alphabet
            As for `read`.

        Returns
        -------
        Reading
            With the page as `read` gives it.
        """
        gray = load_image(image, max_pixels=self.max_pixels, max_bytes=self.max_bytes).gray
        reading = self._read_page(find_lines(gray), alphabet)
        if is_doubtful(reading.page):
            return look_again(gray, reading, lambda layout: self._read_page(layout, alphabet))
        return reading

    def _read_page(self, layout: PageLines, alphabet: str | None) -> Reading:
        if layout.columns is not None:
            return read_columns(layout, lambda lines: self._read_lines(lines, alphabet))
        return self._read_lines(layout, alphabet)

    def _read_lines(self, layout: PageLines, alphabet: str | None) -> Reading:
        charset = self.model.classifier.charset
        strips: list[Strip] = []
        cells: list[Cells] = []
        scores: list[Scores] = []
        for frames in parts(layout.frames):
            part = [extract_strip(layout.ink.level, frame) for frame in frames]
            found = find_all_cells(part)
            strips += part
            cells += found
            scores += classify(part, found, self.model.classifier)
        if alphabet is not None:
            scores = [restrict(line, charset, alphabet) for line in scores]
        if layout.columns is not None:
            scores = with_posture(layout, strips, cells, scores, charset)
        paths = decode(cells, scores, charset, self.model.language, self.model.weights)
        paths = match_pairs(paths, scores, charset)
        page, origins = assemble(layout, strips, cells, scores, paths, charset)
        return Reading(layout, strips, cells, scores, paths, charset, page, origins)

    def read_many(self, images: Iterable[ImageInput], *, alphabet: str | None = None) -> Iterator[Attempt]:
        """Read pictures one after the other, as they are asked for; a bad one doesn't end it.

        Parameters
        ----------
        images : iterable of path, bytes, file object, PIL image or ndarray
            Asked for one by one.
        alphabet : str, optional
            Read only these characters.

        Yields
        ------
        Attempt
            One for each picture, in order: its page, or the `ImageError` that tells what is wrong with it. Other
            errors (of the model, of an option) are raised.

        Examples
        --------
        >>> for attempt in Reader().read_many(["examples/paragraph.png", "none.png"]):
        ...     print(attempt.error or len(attempt.page.lines))
        6
        none.png: there is no such file; check the path
        """
        for image in images:
            yield attempt(lambda picture: self.read(picture, alphabet=alphabet), image)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.path, self.threads, self.max_pixels, self.max_bytes)

    def __repr__(self) -> str:
        return f"Reader(model={self.path and str(self.path)!r}, threads={self.threads})"


def _rebuild(path: Path | None, threads: int, max_pixels: int, max_bytes: int) -> Reader:
    return Reader(path, threads=threads, max_pixels=max_pixels, max_bytes=max_bytes)


_default: Reader | None = None


def read(image: ImageInput, **options: Any) -> Page:
    """Read a picture with the shipped model.

    The first call loads the model; later calls share it.

    Parameters
    ----------
    image : path, bytes, file object, PIL image or ndarray
    **options
        As for `Reader.read`.

    Returns
    -------
    Page

    Examples
    --------
    >>> import pagerec
    >>> page = pagerec.read("examples/paragraph.png")
    >>> page.chars[0].box.left >= 0
    True
    """
    global _default
    with _LOADING:
        if _default is None:
            _default = Reader()
    return _default.read(image, **options)
