"""Locks and forks, and processes that end with the one that started them."""

from __future__ import annotations

import os
import threading

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

    For processes of `multiprocessing`, on all systems; in others it does nothing. The parent's end is told by a pipe
    that it holds, or on Windows by its handle. A process that the parent has forked holds the pipe, too, so POSIX is
    also asked who the parent is.
    """
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is None:
        return
    number = os.getppid()
    watch = threading.Thread(target=_outlive, args=(parent.sentinel, number), name="pagerec-parent", daemon=True)
    watch.start()


def _outlive(sentinel: int, parent: int) -> None:
    from multiprocessing import connection

    while not connection.wait([sentinel], timeout=_LOOK) and os.getppid() == parent:
        pass
    os._exit(1)
