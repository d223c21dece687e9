"""One batch at a time writes an output."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from pagerec.errors import OptionError

__all__ = ["Lock"]


class Lock:
    """Keep others out until it is released, or this process ends.

    Parameters
    ----------
    path : Path
        What is written. The lock is a file beside it, which stays there.
    warn : callable
        Told where the file system has no locks.

    Raises
    ------
    OptionError
        Another process, or another batch of this one, has the lock; or the file can't be made.
    """

    def __init__(self, path: Path, warn: Callable[[str], None]) -> None:
        self._lock = FileLock(path.with_name(f"{path.name}.lock"), timeout=0, thread_local=False)
        try:
            self._lock.acquire()
        except Timeout as error:
            raise OptionError(f"{path}: another batch is writing there; wait for it, or give another OUT") from error
        except NotImplementedError:
            warn(f"{path}: there are no locks on this file system; let no other batch write there")
        except OSError as error:
            raise OptionError(f"{path}: can't be written ({error.strerror or error}); give another OUT") from error

    def release(self) -> None:
        """Let others write."""
        self._lock.release()
