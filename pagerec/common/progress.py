"""What the commands tell the user on standard error: progress bars, and what went wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from pagerec.common.extras import need

__all__ = ["Show", "complain", "hidden", "progress_bar"]

_SECONDS_IN_A_LOG = 10.0
"""Between two lines of a bar that is no terminal's."""


class Show(Protocol):
    """Shows how far something is."""

    def __call__(self, done: int, total: int | None = None, *, start: int = 0, note: str = "") -> None:
        """Show `done` of `total`; what was there before, `start`, does not count for the speed."""


@contextmanager
def progress_bar(unit: str, is_shown: bool | None = None) -> Iterator[Show]:
    """Give what shows progress on standard error.

    Parameters
    ----------
    unit : str
        What is counted, in the plural.
    is_shown : bool, optional
        Whether to show anything; by default on a terminal, if tqdm is installed.

    Yields
    ------
    Show

    Raises
    ------
    OptionError
        When `is_shown` is set and tqdm is not installed.

    Examples
    --------
    >>> with progress_bar("pages", False) as show:
    ...     show(1, 10)
    """
    bar = _bar(unit, is_shown)
    if bar is None:
        yield hidden
        return
    with bar:
        yield _shown_on(bar)


def _bar(unit: str, is_shown: bool | None) -> Any:
    is_terminal = sys.stderr is not None and sys.stderr.isatty()
    if not (is_terminal if is_shown is None else is_shown):
        return None
    if is_shown:
        need("tqdm", "batch")
    try:
        from tqdm import tqdm
    except ImportError:
        return None
    return tqdm(unit=f" {unit}", mininterval=0.1 if is_terminal else _SECONDS_IN_A_LOG)


def _shown_on(bar: Any) -> Show:
    def show(done: int, total: int | None = None, *, start: int = 0, note: str = "") -> None:
        if bar.total is None and bar.n == 0:
            bar.initial = bar.n = bar.last_print_n = start
        bar.total = total
        bar.set_postfix_str(note, refresh=False)
        bar.update(done - bar.n)

    return show


def hidden(done: int, total: int | None = None, *, start: int = 0, note: str = "") -> None:
    """Show nothing: what `progress_bar` gives where no bar is wanted."""


def complain(message: str) -> None:
    """Print a message, in place of a progress bar that stands on the line."""
    clear = "\r\033[K" if sys.stderr.isatty() else ""
    print(f"{clear}pagerec: {message}", file=sys.stderr)
