"""Run targets in a process of their own, and watch it: exceptions, death, time, memory."""

from __future__ import annotations

import ctypes
import gc
import itertools
import multiprocessing
import multiprocessing.connection
import os
import re
import resource
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pagerec import PagerecError

if TYPE_CHECKING:
    from fuzz.targets import Target

#: Bounds of one input: seconds of processor time (a process that is stopped takes none), and bytes in memory.
SECONDS, BYTES = 20.0, 1_000_000_000
#: Address space of the process, so that an input can't take the machine's memory.
_SPACE = 12 * BYTES
#: Contents kept for further changes, and bytes of one.
_KEPT, _LONGEST = 2000, 1 << 16
#: Seconds between two looks at the process, and after which one that has nothing to say hangs.
_LOOK, _PATIENCE = 1.0, 1800.0
#: Seconds between two lines of progress.
_TELL = 300.0
_GOOD, _REFUSED = "ok", "refused"


@dataclass(slots=True)
class Report:
    """What happened.

    Attributes
    ----------
    runs : Counter
        Inputs of each target.
    errors : Counter
        Those that ended in a `PagerecError`.
    finds : dict
        The file of each kind of find, by what happened.
    kept : Counter
        Contents that each target keeps, seeds and those with an outcome of their own.
    worst : dict
        Most seconds and most bytes that an input of each target took.
    seconds : float
        Processor time of all.
    """

    runs: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    finds: dict[str, Path] = field(default_factory=dict)
    kept: Counter[str] = field(default_factory=Counter)
    worst: dict[str, tuple[float, int]] = field(default_factory=dict)
    seconds: float = 0.0

    def __str__(self) -> str:
        rows = []
        for name, runs in self.runs.items():
            seconds, peak = self.worst.get(name, (0.0, 0))
            rows.append(
                f"{name}: {runs:,} runs, {self.errors[name]:,} refused, {self.kept[name]:,} kept; "
                f"at most {seconds:.1f} s, {peak / 1e6:.0f} MB"
            )
        rows.append(
            f"{sum(self.runs.values()):,} runs in {self.seconds:,.0f} s of processor time, {len(self.finds)} finds"
        )
        return "\n".join([*rows, *(f"{what}: {path}" for what, path in self.finds.items())])


def run(targets: Mapping[str, Target], seconds: float, seed: int, out: Path) -> Report:
    """Fuzz targets in turn.

    Parameters
    ----------
    targets : mapping of str to Target
    seconds : float
        How long, in processor time of what is fuzzed.
    seed : int
        The same one gives the same inputs, but for how many.
    out : Path
        A folder for the finds; made when there is one.
    """
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        current = Path(folder, "input")
        while report.seconds < seconds:
            _one_process(targets, seed, current, seconds, out, report)
            seed += 1
    return report


def try_one(feed: Callable[[bytes], object], content: bytes) -> str:
    """Feed one input in, here; say what happened, and what it took."""
    begun = time.process_time()
    _reset_peak()
    _, what = _fed(feed, content)
    return f"{what} ({time.process_time() - begun:.1f} s, {_peak() / 1e6:.0f} MB)"


def _one_process(
    targets: Mapping[str, Target], seed: int, current: Path, seconds: float, out: Path, report: Report
) -> None:
    """Watch one process until it dies, has to be killed, or the processor time of all is over."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(dict(targets), seed, current, theirs), daemon=True)
    process.start()
    theirs.close()
    name, begun, before = "start", 0.0, report.seconds
    told = heard = time.monotonic()
    try:
        while report.seconds < seconds:
            if time.monotonic() > told + _TELL:
                told = time.monotonic()
                print(report, flush=True)
            if not ours.poll(_LOOK):
                taken = _processor_seconds(process.pid)
                report.seconds = max(report.seconds, before + taken)
                silent = time.monotonic() - heard > _PATIENCE
                if silent or (taken - begun > 2 * SECONDS and name != "start"):
                    _find(report, out, f"{name}: hangs", current.read_bytes())
                    return
                continue
            heard = time.monotonic()
            kind, *values = ours.recv()
            if kind == "begin":
                name, begun = values
                report.seconds = before + begun
            elif kind == "end":
                _note(report, name, *values)
            elif kind == "found":
                _find(report, out, f"{name}: {values[0]}", values[1])
            else:
                raise RuntimeError(f"the fuzzer itself failed: {values[0]}")
    except EOFError:
        process.join()
        _find(report, out, f"{name}: the process died ({process.exitcode})", current.read_bytes())
    finally:
        process.kill()
        process.join()


def _note(report: Report, name: str, refused: bool, seconds: float, peak: int, kept: int) -> None:
    report.runs[name] += 1
    report.errors[name] += refused
    report.kept[name] = max(kept, report.kept[name])
    slowest, highest = report.worst.get(name, (0.0, 0))
    report.worst[name] = max(seconds, slowest), max(peak, highest)


def _find(report: Report, out: Path, what: str, content: bytes) -> None:
    """Keep the first input of each kind of find."""
    if what in report.finds:
        return
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{re.sub(r'[^A-Za-z0-9]+', '-', what)[:80]}-{len(report.finds)}"
    path.write_bytes(content)
    report.finds[what] = path
    print(f"found: {what}: {path}", flush=True)


# In the process


def _work(
    targets: Mapping[str, Target], seed: int, current: Path, connection: multiprocessing.connection.Connection
) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_SPACE, _SPACE))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # decoders write warnings by the thousand
    warnings.simplefilter("ignore")
    try:
        _try_all(targets, np.random.default_rng(seed), current, connection)
    except BrokenPipeError:
        return  # nobody watches any more
    except Exception:
        connection.send(("broken", traceback.format_exc()))


def _try_all(
    targets: Mapping[str, Target],
    random: np.random.Generator,
    current: Path,
    connection: multiprocessing.connection.Connection,
) -> None:
    """Try the seeds of all targets, then what is made from them, without end."""
    kept = {name: list(target.seeds()) for name, target in targets.items()}
    fresh = [(name, content) for name, contents in kept.items() for content in contents]
    seen: set[object] = set()
    gc.freeze()  # what is there needn't be looked through before every input
    for name in itertools.cycle(name for name, target in targets.items() for _ in range(target.share)):
        chosen, content = fresh.pop() if fresh else (name, targets[name].change(random, kept[name]))
        current.write_bytes(content)
        connection.send(("begin", chosen, time.process_time()))
        _reset_peak()
        begun = time.process_time()
        outcome, what = _fed(targets[chosen].feed, content)
        taken, peak = time.process_time() - begun, _peak()
        if (chosen, outcome) not in seen:
            seen.add((chosen, outcome))
            if len(kept[chosen]) < _KEPT and len(content) <= _LONGEST:
                kept[chosen].append(content)
        for found in _wrong(what, taken, peak):
            connection.send(("found", found, content))
        connection.send(("end", what.startswith(_REFUSED), taken, peak, len(kept[chosen])))


def _wrong(what: str, seconds: float, peak: int) -> list[str]:
    found = [] if what == _GOOD or what.startswith(_REFUSED) else [what]
    if seconds > SECONDS:
        found.append(f"took more than {SECONDS:.0f} s")
    if peak > BYTES:
        found.append(f"took more than {BYTES:,} bytes")
    return found


def _fed(feed: Callable[[bytes], object], content: bytes) -> tuple[object, str]:
    """What came of an input: something that tells outcomes apart, and a word for it."""
    try:
        return feed(content), _GOOD
    except PagerecError as error:
        return (type(error), _place(error.__cause__ or error)), f"{_REFUSED}: {error}"
    except Exception as error:
        return (type(error), _place(error)), f"{type(error).__name__} at {_place(error)}"


def _place(error: BaseException) -> str:
    """Where an exception was raised."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


def _reset_peak() -> None:
    """Give back what is free, and forget the peak of memory so far.

    Otherwise what earlier inputs left behind counts as taken by this one.
    """
    gc.collect()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> int:
    """Most bytes that the process has had in memory."""
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    except OSError:
        return 0
    return 1024 * int(found[1]) if found else 0


def _processor_seconds(pid: int | None) -> float:
    """Seconds of processor time that a process has had."""
    try:
        fields: list[Any] = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
