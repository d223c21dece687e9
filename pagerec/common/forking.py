"""Locks and forks."""

from __future__ import annotations

import os
import threading


def lock_for_forks() -> threading.Lock:
    """A lock that a fork waits for: no other thread holds it in the moment of a fork.

    A child has only the thread that forked. What another one was doing under such a lock is therefore done, and
    the child can take the lock itself. For locks of modules, and work that takes a second at most.
    """
    lock = threading.Lock()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)
    return lock
