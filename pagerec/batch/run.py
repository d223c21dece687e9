"""Read any number of files on all cores, or on a cluster, so that nothing that was read is lost."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pagerec.batch.files import Files
from pagerec.batch.inputs import SUFFIXES, check, root_of
from pagerec.batch.items import Items
from pagerec.batch.order import Item, read_in_order
from pagerec.batch.output import ENDINGS, Output, Saved, Shown, beside
from pagerec.batch.pool import Pool
from pagerec.batch.work import PAGES, Outcome, ReadOptions
from pagerec.common.arguments import (
    MOST_THREADS,
    a_path,
    an_instance,
    an_iterable,
    one_of,
    text,
    whole_number,
    yes_or_no,
)
from pagerec.errors import OptionError, PagerecError
from pagerec.page.saving import CsvOptions, check_packages, formats

if TYPE_CHECKING:
    from pagerec.sources import PageReader

__all__ = ["STDOUT", "Progress", "cores", "read_batch", "read_here"]

STDOUT = "-"
"""In place of an output's name."""

_WINDOW = 4
"""Tasks for each process that may be under way, or wait for those before them."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is.

    Attributes
    ----------
    pages, errors : int
        In the output, and set aside, those of earlier runs among them.
    before : int
        How many of both were there when this run began.
    expected : int
        How many there will be, as far as is known: a file that was not opened yet counts as one page.
    seconds : float
        Since this run began.
    """

    pages: int
    errors: int
    before: int
    expected: int
    seconds: float

    @property
    def pages_a_second(self) -> float:
        """Pages of this run a second."""
        return (self.pages + self.errors - self.before) / max(self.seconds, 1e-9)


def read_batch(
    inputs: Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    jobs: int | None = None,
    options: ReadOptions | None = None,
    restart: bool = False,
    ray: str | None = None,
    format: str | None = None,
    csv: CsvOptions | None = None,
    watch: Callable[[Progress], None] | None = None,
    warn: Callable[[str], None] | None = None,
) -> Progress:
    """Read the pages of any number of files into one output in the order of the input, or each file into its own.

    What is read stays read: call it again after a crash, a kill or Ctrl-C with the same arguments, and it goes on
    where it was broken off, without a page lost or doubled. Call it again when it is done, and it reads what is new.

    Parameters
    ----------
    inputs : iterable of str or path-like
        Files, folders (to the bottom), patterns such as ``scans/**/*.png``, archives (zip, tar). A file that is named
        twice is read once.
    out : str or path-like
        Ends in ``.jsonl``: a file, a page a line. Ends in ``.parquet``: a folder of Parquet files; needs the extra
        ``batch``. ``-``: lines to standard output; nothing is kept to go on from. With `format`, a folder.
    jobs : int, optional
        Processes; all cores by default, and with `ray` all that the cluster has.
    options : ReadOptions, optional
        How pages are read.
    restart : bool
        Throw away what is there, and begin anew.
    ray : str, optional
        Read on a Ray cluster: its address, or ``"local"``. Needs the extra ``ray``. Not with `format`.
    format : str, optional
        Write a file for each input, a document of all its pages, into the folder `out`, by the path that the input has
        in its folder: ``"md"``, ``"txt"``, ``"json"``, ``"html"``, ``"pdf"``, ``"csv"``, ``"xlsx"``, ``"docx"``,
        ``"hocr"``, ``"alto"`` or ``"page"``.
    csv : CsvOptions, optional
        How CSV is written.
    watch : callable, optional
        Gets the progress after each page.
    warn : callable, optional
        Told what was found damaged and is mended; a Python warning by default.

    Returns
    -------
    Progress
        At the end. Where ``errors`` is not 0, ``OUT.errors.jsonl`` tells of each of them.

    Raises
    ------
    OptionError
        An input is missing, `out` can't be gone on with, an option is out of range, or a package is missing.
    ModelError
        The model can't be loaded.
    PagerecError
        The system lacks something: memory, open files, room to unpack.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:  # doctest: +SKIP
    ...     read_batch(["examples"], f"{folder}/pages.jsonl").pages
    4
    """
    given, target = [a_path("an input", one) for one in an_iterable("inputs", inputs, "paths")], a_path("out", out)
    options = ReadOptions() if options is None else an_instance("options", options, ReadOptions)
    if jobs is not None:
        whole_number("jobs", jobs, 1, MOST_THREADS)
    yes_or_no("restart", restart)
    if ray is not None:
        text("ray", ray)
    csv = CsvOptions() if csv is None else an_instance("csv", csv, CsvOptions)
    form = None if format is None else one_of("format", format, formats())
    check(given)
    if form is not None:
        target = _folder(target, form, given, ray)
    with _output(target, form, csv, options, restart, warn or _warn) as output, _spool(target) as spool:
        place = output.place if isinstance(output, Files) else None
        items = Items(given, output.look_up, spool, is_counted=watch is not None, place=place)
        if ray is None:
            outcomes = read_here(iter(items), jobs or cores(), options)
        else:
            from pagerec.batch.ray import read_items

            outcomes = read_items(iter(items), ray, jobs, options)
        return _save(outcomes, items, output, watch)


def read_here(
    items: Iterator[Item], jobs: int, options: ReadOptions, reader: PageReader | None = None
) -> Generator[Outcome]:
    """Read files in processes of this machine, and give the outcomes in order.

    Parameters
    ----------
    items : iterator of Item
    jobs : int
        Processes at most.
    options : ReadOptions
    reader : PageReader, optional
        See `Pool`.

    Yields
    ------
    Outcome

    Raises
    ------
    PagerecError
        The processes can't work; or see `Pool.wait`.
    """
    try:
        with Pool(jobs, options, reader) as pool:
            yield from read_in_order(items, pool, _WINDOW * jobs * PAGES)
    except OSError as error:  # not of the output, nor of a file that is read
        raise PagerecError(
            f"the processes that read can't work ({error.strerror or error}); give fewer jobs, or have the system "
            "allow more"
        ) from error


def _warn(message: str) -> None:
    warnings.warn(message, RuntimeWarning, stacklevel=2)


def cores() -> int:
    """Give the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _save(
    outcomes: Generator[Outcome], items: Items, output: Output, watch: Callable[[Progress], None] | None
) -> Progress:
    start, before, name = time.monotonic(), output.pages + output.errors, ""

    def progress() -> Progress:
        done = output.pages + output.errors
        expected = max(done, before + items.expected)
        return Progress(output.pages, output.errors, before, expected, time.monotonic() - start)

    with closing(outcomes):
        for outcome in outcomes:
            if outcome.name != name:
                name = outcome.name
                items.opened(outcome.pages, outcome.page)
            output.add(outcome)
            if outcome.page in (0, outcome.pages) and (problem := items.has_changed(outcome.name)):
                output.add(Outcome(outcome.name, 0, outcome.pages, error=problem))
            if watch:
                watch(progress())
    output.finish()
    return progress()


def _folder(out: str, format: str, given: list[str], ray: str | None) -> str:
    """The folder for a file of each input; what would make writing them fail is found before anything is read."""
    if out == STDOUT:
        raise OptionError("a file for each input needs a folder: give one as OUT, not -")
    if ray is not None:
        raise OptionError("a file for each input can't be made on a Ray cluster; leave ray out, or write lines there")
    ending = formats()[format]
    check_packages(ending)
    folder = os.path.realpath(out)
    for one in given:
        is_deep = os.path.isdir(one) or "**" in one
        if ending in SUFFIXES and is_deep and is_below(folder, os.path.realpath(root_of(one))):
            raise OptionError(f"{out}: lies in {one}, where {ending} files are read; give another OUT")
    return out if Path(out).name not in ("", "..") else folder


def is_below(path: str, folder: str) -> bool:
    """Whether a path is a folder, or in it; both as the system has them.

    Examples
    --------
    >>> is_below("/a/b", "/a"), is_below("/a", "/a"), is_below("/ab", "/a")
    (True, True, False)
    """
    return path == folder or path.startswith(f"{folder.rstrip(os.sep)}{os.sep}")


@contextmanager
def _output(
    out: str, format: str | None, csv: CsvOptions, options: ReadOptions, restart: bool, warn: Callable[[str], None]
) -> Iterator[Output]:
    path, kept = Path(out), _options_kept(options)
    if out != STDOUT and not path.parent.is_dir():
        raise OptionError(f"{out}: can't be written (there is no such folder); make the folder first")
    if format is not None:
        if format == "csv":
            kept |= asdict(csv)
        with Files(path, formats()[format], csv, kept, restart=restart, warn=warn) as files:
            yield files
        return
    if out == STDOUT:
        yield Shown()
        return
    if path.suffix.lower() not in ENDINGS:
        raise OptionError(f"{out}: no such format; let the name end in {' or '.join(ENDINGS)}")
    with Saved(path, kept, restart=restart, warn=warn) as saved:
        yield saved


def _plain(value: object) -> object:
    """A value as JSON gives it back."""
    if isinstance(value, tuple):
        return [list(map(int, box)) for box in value] or None
    return value or None  # as of a batch that was begun before there was a choice


def _options_kept(options: ReadOptions) -> dict[str, object]:
    """What must not change until a batch is done."""
    return {key: _plain(value) for key, value in asdict(options.wanted).items()} | {
        "model": options.model,
        "alphabet": options.alphabet,
        "dpi": options.pdf.dpi,
        "text_layer": options.pdf.text_layer,
        "own_text": None if options.pdf.own_text == "keep" else options.pdf.own_text,
    }


@contextmanager
def _spool(out: str) -> Iterator[Callable[[], Path]]:
    """Give what makes a folder for files of archives; it is gone in the end, also one that a crash has left."""
    folder = Path(tempfile.mkdtemp()) if out == STDOUT else beside(Path(out), "spool")

    def make() -> Path:
        folder.mkdir(exist_ok=True)
        return folder

    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield make
    finally:
        shutil.rmtree(folder, ignore_errors=True)
