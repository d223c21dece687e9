"""The whole process, from a picture to its text."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .assembly import assemble
from .columns_reading import read_columns, with_posture
from .errors import ImageError, ImageTooLargeError, OptionError
from .images import DEFAULT_MAX_PIXELS, ImageInput, load_image
from .page import Page
from .reading import Reading
from .recognition.cascade import classify
from .recognition.classifier import Scores, restrict
from .recognition.decode import decode
from .recognition.model import Model, load_model
from .second_look import is_doubtful, look_again
from .segmentation import Cells, Frame, Strip, extract_strip, find_all_cells
from .segmentation.page import PageLines, find_lines

#: Length of all lines of a picture, and of those looked at together, in ems.
_MOST_EMS, _EMS_AT_ONCE = 30_000, 5_000


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one picture of many.

    Attributes
    ----------
    outcome : Page or ImageError
        The page, or what is wrong with a picture that can't be read.
    """

    outcome: Page | ImageError

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

    Raises
    ------
    OptionError
        `threads` or `max_pixels` is not positive.

    Examples
    --------
    >>> reader = Reader()
    >>> page = reader.read("examples/paragraph.png")
    """

    def __init__(
        self, model: str | Path | None = None, *, threads: int | None = None, max_pixels: int = DEFAULT_MAX_PIXELS
    ) -> None:
        if threads is not None and threads < 1:
            raise OptionError(f"threads is {threads}; give 1 or more")
        if max_pixels < 1:
            raise OptionError(f"max_pixels is {max_pixels}; give 1 or more")
        self.threads = threads or os.cpu_count() or 1
        self.path = None if model is None else Path(model)
        self.max_pixels = max_pixels
        self._lock = threading.Lock()
        self._loaded: Model | None = None

    @property
    def model(self) -> Model:
        """The model, loaded when first needed."""
        with self._lock:
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
        gray = load_image(image, max_pixels=self.max_pixels).gray
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
        for frames in _parts(layout.frames):
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
            outcome = self._page_or_error(image, alphabet)
            if isinstance(outcome, ImageError):
                _forget_frames(outcome)
            yield Attempt(outcome)

    def _page_or_error(self, image: ImageInput, alphabet: str | None) -> Page | ImageError:
        try:
            return self.read(image, alphabet=alphabet)
        except ImageError as error:
            return error

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.path, self.threads, self.max_pixels)

    def __repr__(self) -> str:
        return f"Reader(model={self.path and str(self.path)!r}, threads={self.threads})"


def _forget_frames(error: BaseException | None) -> None:
    """Drop the frames of an error, which hold the picture: who keeps the error shall not keep that."""
    while error is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__


def _parts(frames: Sequence[Frame]) -> Iterator[Sequence[Frame]]:
    """The lines of a page, so many at once that they take little memory: of a usual page all."""
    ends = np.cumsum([(frame.right - frame.left) / frame.em + 1 for frame in frames])
    if len(frames) and ends[-1] > _MOST_EMS:
        raise ImageTooLargeError(
            f"the picture has print or dirt for {ends[-1]:,.0f} characters, more than the limit of {_MOST_EMS:,}; "
            "cut it into parts, or clean it"
        )
    start = 0
    while start < len(frames):
        before = ends[start - 1] if start else 0.0
        end = max(start + 1, int(np.searchsorted(ends, before + _EMS_AT_ONCE, side="right")))
        yield frames[start:end]
        start = end


def _rebuild(path: Path | None, threads: int, max_pixels: int) -> Reader:
    return Reader(path, threads=threads, max_pixels=max_pixels)


_default: Reader | None = None
_default_lock = threading.Lock()


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
    with _default_lock:
        if _default is None:
            _default = Reader()
    return _default.read(image, **options)
