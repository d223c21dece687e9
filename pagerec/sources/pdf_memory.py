"""A limit on the memory of this process, as far as the system has one."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from typing import Any

__all__ = ["EXIT_MEMORY", "MemoryLimit"]

EXIT_MEMORY = 86
"""The exit code of a process that found itself beyond its limit."""

_WINDOWS_START = 100_000_000
"""Bytes for Python and pdfium themselves, where a job counts all that a process has."""

_LOOK = 0.05
"""Seconds between two looks, where the system doesn't keep the limit itself."""


class MemoryLimit:
    """How much more memory this process may take than at its beginning.

    Linux limits the address space, and Windows what a job commits: what is asked for beyond it isn't given. Elsewhere
    (macOS) a thread looks how much there is, and ends the process.
    """

    def __init__(self) -> None:
        self._start = 0
        self._most = sys.maxsize
        self._job: Any = None

    def begin(self) -> None:
        """Take what the process has now as its beginning."""
        if sys.platform == "win32":
            self._start, self._job = _WINDOWS_START, _windows_job()
        elif sys.platform == "linux":
            self._start = _address_space()
        else:
            self._start = _peak()
            threading.Thread(target=self._watch, daemon=True).start()

    def allow(self, more: int) -> None:
        """Set the limit to so many bytes beyond the beginning."""
        self._most = self._start + more
        if sys.platform == "win32":
            _limit_windows_job(self._job, self._most)
        elif sys.platform == "linux":
            import resource

            hard = resource.getrlimit(resource.RLIMIT_AS)[1]
            soft = self._most if hard == resource.RLIM_INFINITY else min(self._most, hard)
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

    def _watch(self) -> None:
        while True:
            time.sleep(_LOOK)
            if _peak() > self._most:
                os._exit(EXIT_MEMORY)


def _address_space() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _peak() -> int:
    """Most bytes that the process has had in memory."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


# Windows: a job object with this process in it

_EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
_PROCESS_MEMORY = 0x100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _ExtendedLimits(ctypes.Structure):
    _fields_ = (
        ("basic", _BasicLimits),
        ("io", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def _windows_job() -> Any:
    kernel = _kernel()
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    is_inside = bool(job) and kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))
    return job if is_inside else None


def _limit_windows_job(job: Any, most: int) -> None:
    if job is None:
        return
    limits = _ExtendedLimits()
    limits.basic.flags, limits.process_memory = _PROCESS_MEMORY, most
    _kernel().SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))


def _kernel() -> Any:
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
    return kernel
