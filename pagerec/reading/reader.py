"""The whole process, from a picture to its text."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pagerec.common.arguments import MOST_THREADS, a_path, an_alphabet, pictures, shown, whole_number
from pagerec.common.forking import lock_for_forks
from pagerec.common.inputs import ImageInput
from pagerec.common.relay import relay
from pagerec.errors import OptionError
from pagerec.page import Box, Page
from pagerec.recognition.cascade import classify
from pagerec.recognition.classifier import Scores, restrict
from pagerec.recognition.confusions import with_confusions
from pagerec.recognition.model import Model, load_model
from pagerec.recognition.pairs import match_pairs, widen_signs
from pagerec.recognition.paths import find_paths
from pagerec.recognition.presets import alphabet_of
from pagerec.recognition.scripts import holds_other, script_of_classes, with_script
from pagerec.segmentation import Cells, LineImage, TextLine, find_all_cells
from pagerec.segmentation.overlays import without_overlays
from pagerec.segmentation.page import PageLines, on_their_side
from pagerec.segmentation.restoration import Restoration
from pagerec.sources.images import DEFAULT_MAX_BYTES, DEFAULT_MAX_PIXELS, load_image
from pagerec.structure.assembly import assemble

from .attempts import Attempt, attempt
from .beside import with_columns
from .bounds import parts, sample_of_crowd
from .choosing import Wanted
from .columns_reading import KnownRows, ReadRows, in_best_size, read_columns, read_rows, with_posture
from .lines import ReadLines
from .params import PARAMS, ReaderParams
from .reading import Reading
from .turns import (
    Look,
    better,
    in_order,
    is_well_read,
    longest,
    looks_at,
    may_be_better,
    may_be_read_again,
    part_of,
    promise,
    turn_of,
)
from .verify import least_of, verified
from .warnings import warnings_of

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
        The most pixels of a picture; see `pagerec.sources.load_image`.
    max_bytes : int, optional
        The most bytes of a picture file.
    params : ReaderParams, optional
        The numbers of every stage, for experts; see `pagerec.reading.params.ReaderParams`.

    Raises
    ------
    OptionError
        `model` is no path, `threads` is not 1 to 1,024, `max_pixels` or `max_bytes` is not positive, or `params` is no
        `ReaderParams`.

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
        params: ReaderParams = PARAMS,
    ) -> None:
        cores = min(os.cpu_count() or 1, MOST_THREADS)
        self.threads = cores if threads is None else whole_number("threads", threads, 1, MOST_THREADS)
        self.path = None if model is None else Path(a_path("model", model))
        self.max_pixels = whole_number("max_pixels", max_pixels, 1)
        self.max_bytes = whole_number("max_bytes", max_bytes, 1)
        if not isinstance(params, ReaderParams):
            raise OptionError(f"params is {shown(params)}: give a ReaderParams, or leave it out")
        self.params = params
        self._loaded: Model | None = None

    @property
    def model(self) -> Model:
        """The model, loaded when first needed."""
        if self._loaded is None:
            with _LOADING:
                if self._loaded is None:
                    self._loaded = load_model(self.path, threads=self.threads)
        return self._loaded

    def read(
        self,
        image: ImageInput,
        *,
        alphabet: str | None = None,
        regions: Iterable[Box] | None = None,
        ignore: Iterable[Box] = (),
        min_confidence: float = 0.0,
    ) -> Page:
        """Read a page or paragraph.

        Parameters
        ----------
        image : path, bytes, file object, PIL image or ndarray
            See `pagerec.sources.load_image`.
        alphabet : str, optional
            Read only these characters; at least one, and one that the model knows. Or the name of a set: ``digits``
            (with the signs of numbers), ``latin``, ``gb2312``, ``simplified``, ``traditional``.
        regions : iterable of Box, optional
            Read only lines whose middle lies in one of them, in pixels of the upright picture. The whole picture is
            looked at, and the other lines are not read, which saves most of the time.
        ignore : iterable of Box, optional
            Don't read lines whose middle lies in one of them.
        min_confidence : float, optional
            Leave out lines with less confidence, 0…1; `Page.warnings` says where they were (``doubtful text``).

        Returns
        -------
        Page
            Empty where there is no text.

        Raises
        ------
        ImageError
            The picture can't be read.
        OptionError
            `alphabet` has no character, or none that the model knows; or another argument is not as it should be.
        ModelError
            The model can't be loaded.
        """
        return self.read_stages(
            image, alphabet=alphabet, regions=regions, ignore=ignore, min_confidence=min_confidence
        ).page

    def read_stages(
        self,
        image: ImageInput,
        *,
        alphabet: str | None = None,
        regions: Iterable[Box] | None = None,
        ignore: Iterable[Box] = (),
        min_confidence: float = 0.0,
    ) -> Reading:
        """Read, and keep what every stage said: lines, atoms, cells, scores, the path through them.

        Parameters
        ----------
        image, alphabet, regions, ignore, min_confidence
            As for `read`.

        Returns
        -------
        Reading
            With the page as `read` gives it.
        """
        wanted = Wanted(regions, ignore, min_confidence)
        alphabet = self._checked(alphabet)
        raster = load_image(image, max_pixels=self.max_pixels, max_bytes=self.max_bytes)
        gray = without_overlays(raster.gray, raster.lightest, self.params.segmentation.overlays)

        def read(layout: PageLines) -> Reading:
            return self._read_page(wanted.lines(layout), alphabet)

        reading = read(self._lines(Look(), gray))
        if looks := looks_at(reading, self.params.turns, self.params.bounds):
            reading = self._looked_at(gray, reading, looks, read)
        if turn := turn_of(reading, self.params.turns):
            reading = read(self._lines(Look(turn), gray))
        parts = [reading, *(self._beside(part, read) for part in reading.layout.beside)]
        if not wanted.is_all:
            parts = [wanted.page(part, self.params.structure) for part in parts]
        return with_columns(parts[0], parts[1:], self.params.structure.blocks) if len(parts) > 1 else parts[0]

    def _beside(self, part: PageLines, read: Callable[[PageLines], Reading]) -> Reading:
        """A group of columns; or of lines on their side, if that explains more."""
        columns = read(part)
        return columns if is_well_read(columns, self.params.turns) else better(columns, read(on_their_side(part)))

    def _looked_at(
        self,
        gray: NDArray[np.uint8],
        reading: Reading,
        looks: Sequence[Look],
        read: Callable[[PageLines], Reading],
    ) -> Reading:
        """The page looked at in another way, if that explains more of a part of it; the first look was the page's."""
        first, *others = looks
        gains: dict[Look, float] = {}
        for _, alike in groupby(others, key=lambda look: look.scale):  # which are tried on the same part
            gains |= self._gains(gray, reading, first, list(alike))
        if not gains:
            return reading
        layout = self._lines(max(gains, key=lambda look: gains[look]), gray)
        return better(reading, read(layout)) if may_be_read_again(layout, self.params.bounds) else reading

    def _gains(
        self, gray: NDArray[np.uint8], reading: Reading, first: Look, others: Sequence[Look]
    ) -> dict[Look, float]:
        """By how much other looks explain more of a part of the page than the first, where that is believed."""
        turns = self.params.turns
        left, top, right, bottom = place = part_of(reading, others[0], turns)
        promises: dict[Look, float] = {}
        for look in in_order(first, others, place, reading, turns):
            layout = self._lines(look, gray[top:bottom, left:right])
            if look == first and not may_be_read_again(layout, self.params.bounds):
                return {}
            promises[look] = self._promise(layout)
            if not may_be_better(promises, first, others, turns):
                return {}
        least = max(promises[first] + turns.better, turns.least)
        return {look: promises[look] - promises[first] for look in others if promises[look] >= least}

    def _lines(self, look: Look, gray: NDArray[np.uint8]) -> PageLines:
        return look.lines(gray, self.model.text_map, self.params.segmentation)

    def _promise(self, layout: PageLines) -> float:
        lines = self._read_text_lines(layout, longest(layout.text_lines, self.params.turns))
        return promise(lines, self.model.classifier.charset.signs)

    def _read_page(self, layout: PageLines, alphabet: str | None) -> Reading:
        if self._is_texture(layout):
            nothing = self._read_text_lines(layout, [])
            return self._assembled(layout, nothing, nothing, is_texture=True)
        if layout.columns is None:
            return self._checked_lines(layout, self._read_text_lines(layout, layout.text_lines), alphabet)
        columns, charset = self.params.columns, self.model.classifier.charset
        layout, known = in_best_size(layout, self._read_rows, columns)
        layout, read = read_columns(layout, known, self._read_rows, charset, columns, self.params.bounds)
        return self._checked_lines(layout, read, alphabet)

    def _read_rows(self, layout: PageLines, known: KnownRows) -> ReadRows:
        """Columns as they are laid out for now."""
        return read_rows(layout, *self._cut(layout, layout.text_lines), known, self._read_cells)

    def _checked_lines(self, layout: PageLines, read: ReadLines, alphabet: str | None) -> Reading:
        """Lines as they are read best, in one script."""
        charset = self.model.classifier.charset
        again = partial(self._read_text_lines, layout)
        params = self.params.verify.of(layout)
        bullets, ends = self.params.segmentation.bullets, self.params.ends
        read, left_out = verified(read, again, charset.signs, params, self.params.bounds, bullets, ends)
        if layout.columns is None and len(read) != len(layout.text_lines):
            leaders = [leader.text_line for leader in layout.leaders]
            read = read.in_blocks(layout.layout_regions, self.params.segmentation.layout, leaders)
        read = read.printed(charset, self.model.icons, ends, bullets)
        read = self._in_one_script(read)
        if alphabet is not None:
            read = self._decoded(
                read.line_images, read.cells, [restrict(line, charset, alphabet) for line in read.scores]
            )
        return self._assembled(layout, read, left_out)

    def _assembled(
        self, layout: PageLines, read: ReadLines, left_out: ReadLines, *, is_texture: bool = False
    ) -> Reading:
        charset, structure = self.model.classifier.charset, self.params.structure
        page, origins = assemble(layout, read.line_images, read.cells, read.scores, read.paths, charset, structure)
        page = replace(
            page, warnings=warnings_of(layout, page, left_out, is_texture, self.params.warnings, structure.assembly)
        )
        return Reading(layout, read.line_images, read.cells, read.scores, read.paths, charset, page, origins)

    def _in_one_script(self, read: ReadLines) -> ReadLines:
        """Lines with characters that are none of the page's script decoded anew, with these less likely."""
        characters, classes = self.model.classifier.charset.characters, read.classes()
        script = script_of_classes(classes, characters, self.params.scripts)
        if script is None:
            return read
        mixed = [number for number, line in enumerate(classes) if holds_other(line, characters, script)]
        if not mixed:
            return read
        lines = read.only(mixed)
        scores = [with_script(line, characters, script, self.params.scripts) for line in lines.scores]
        again = self._trimmed(self._decoded(lines.line_images, lines.cells, scores))
        return read.with_lines(again, {number: place for place, number in enumerate(mixed)})

    def _is_texture(self, layout: PageLines) -> bool:
        """Whether a picture has lines without end, of which hardly any in a sample is text."""
        sample = sample_of_crowd(layout.text_lines, self.params.bounds)
        if not sample:
            return False
        read = self._read_text_lines(layout, sample)
        are_text = read.explained() >= least_of(read, self.model.classifier.charset.signs, self.params.verify)
        return bool(are_text.mean() < self.params.bounds.text_in_crowd)

    def _read_text_lines(
        self, layout: PageLines, text_lines: Sequence[TextLine], restoration: Restoration | None = None
    ) -> ReadLines:
        """Lines read some at a time: while the network names the cells of some, the next ones are cut."""
        if layout.columns is not None:
            return self._read_cells(layout, *self._cut(layout, text_lines, restoration))

        def cut(some: Sequence[TextLine]) -> tuple[list[LineImage], list[Cells]]:
            return self._cut(layout, some, restoration)

        jobs = list(parts(text_lines, self.params.bounds))
        taken = relay(jobs, cut, lambda made: self._named(*made), side_by_side=self.threads > 1)
        return ReadLines.joined([self._trimmed(self._decoded(*made, scores)) for made, scores in taken])

    def _cut(
        self, layout: PageLines, text_lines: Sequence[TextLine], restoration: Restoration | None = None
    ) -> tuple[list[LineImage], list[Cells]]:
        line_images: list[LineImage] = []
        cells: list[Cells] = []
        for some in parts(text_lines, self.params.bounds):
            part = layout.line_images(some, restoration)
            line_images += part
            cells += find_all_cells(part, self.params.segmentation.cells)
        return line_images, cells

    def _named(self, line_images: Sequence[LineImage], cells: Sequence[Cells]) -> list[Scores]:
        scores: list[Scores] = []
        for some in parts([line_image.text_line for line_image in line_images], self.params.bounds):
            part = slice(len(scores), len(scores) + len(some))
            scores += classify(line_images[part], cells[part], self.model.classifier, self.params.cascade)
        if self.model.confusions is not None:
            scores = [with_confusions(line, self.model.confusions) for line in scores]
        return scores

    def _read_cells(self, layout: PageLines, line_images: Sequence[LineImage], cells: Sequence[Cells]) -> ReadLines:
        """Rows of columns, whose posture the page tells."""
        scores = self._named(line_images, cells)
        scores = with_posture(layout, line_images, cells, scores, self.model.classifier.charset)
        return self._trimmed(self._decoded(line_images, cells, scores))

    def _decoded(self, line_images: Sequence[LineImage], cells: Sequence[Cells], scores: Sequence[Scores]) -> ReadLines:
        charset, pairs = self.model.classifier.charset, self.params.pairs
        paths, scores = find_paths(
            cells,
            scores,
            self.model,
            self.params.weights,
            self.params.decode,
            self.params.geometry,
            self.params.numbers,
            self.params.words,
        )
        paired = match_pairs(paths, scores, charset, pairs)
        return ReadLines(line_images, cells, scores, widen_signs(paired, scores, cells, charset, pairs))

    def _trimmed(self, read: ReadLines) -> ReadLines:
        return read.trimmed(self.model.classifier.charset, self.params.ends, self.params.segmentation.bullets)

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
        given = pictures("images", images)
        an_alphabet(alphabet)
        return (attempt(lambda picture: self.read(picture, alphabet=alphabet), image) for image in given)

    def _checked(self, alphabet: str | None) -> str | None:
        """The characters of an alphabet; one of which nothing could be read is refused."""
        if an_alphabet(alphabet) is None:
            return None
        charset, chars = self.model.classifier.charset, alphabet_of(alphabet or "")
        if not any(char in charset for char in chars):
            raise OptionError(
                f"alphabet is {shown(alphabet)}, of which the model knows no character: give others, or another model"
            )
        return chars

    def __reduce__(self) -> tuple[Any, ...]:
        # Numbers as they are need not be carried.
        other = None if self.params == PARAMS else self.params
        return _rebuild, (self.path, self.threads, self.max_pixels, self.max_bytes, other)

    def __repr__(self) -> str:
        return f"Reader(model={self.path and str(self.path)!r}, threads={self.threads})"


def _rebuild(path: Path | None, threads: int, max_pixels: int, max_bytes: int, params: ReaderParams | None) -> Reader:
    return Reader(path, threads=threads, max_pixels=max_pixels, max_bytes=max_bytes, params=params or PARAMS)


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
    >>> page.chars[0].text, page.chars[0].box
    ('读', Box(left=66, top=32, right=86, bottom=53))
    """
    global _default
    with _LOADING:
        if _default is None:
            _default = Reader()
    return _default.read(image, **options)
