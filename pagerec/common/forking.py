"""Locks and forks, and processes that end with the one that started them."""

from __future__ import annotations

import os
import sys
import threading
import time

__all__ = ["end_with_parent", "lock_for_forks"]

_LOOK = 1.0
"""Seconds between two looks at who the parent is."""


def lock_for_forks() -> threading.Lock:
    """A lock that a fork waits for: no other thread holds it in the moment of a fork.

    A child has only the thread that forked. What another one was doing under such a lock is therefore done, and
    the child can take the lock itself. For locks of modules, and work that takes a second at most.
    """
    lock = threading.Lock()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)
    return lock


def end_with_parent() -> None:
    """End this process at once when the one that started it is gone, whatever this one is doing.

    A process of `multiprocessing` has a pipe that its parent holds, or on Windows its handle, which tells of the
    parent's end. A process that the parent has forked holds the pipe, too, so POSIX is also asked who the parent is.
    That is all there is for other processes; on Windows nothing is done for them.
    """
    sentinel = _sentinel()
    if sentinel is None and os.name == "nt":  # which gives the parent's number when there is none any more
        return
    watch = threading.Thread(target=_outlive, args=(sentinel, os.getppid()), name="pagerec-parent", daemon=True)
    watch.start()


def _sentinel() -> int | None:
    """What tells of the end of a parent that is one of `multiprocessing`, which loaded that here."""
    loaded = sys.modules.get("multiprocessing.process")
    parent = loaded.parent_process() if loaded else None
    return parent.sentinel if parent else None


def _outlive(sentinel: int | None, parent: int) -> None:
    while not _has_ended(sentinel) and os.getppid() == parent:
        pass
    os._exit(1)


def _has_ended(sentinel: int | None) -> bool:
    if sentinel is None:
        time.sleep(_LOOK)
        return False
    from multiprocessing import connection

    return bool(connection.wait([sentinel], timeout=_LOOK))
