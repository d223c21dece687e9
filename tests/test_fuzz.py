"""The fuzzer itself: it sees what it is there to see; and what it once found stays mended."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import EpsImagePlugin

from fuzz import harmful, mutate
from fuzz.targets import TARGETS, Target
from fuzz.watch import BYTES, SECONDS, run, try_one

FINDS = sorted((Path(__file__).resolve().parent.parent / "fuzz" / "finds").iterdir())

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the fuzzer watches processes by /proc")


def seeds() -> list[bytes]:
    return [b"seed"]


def fails(content: bytes) -> None:
    if content != b"seed":
        raise KeyError(content)


def dies(content: bytes) -> None:
    if content != b"seed":
        sys.exit(3)


def eats(content: bytes) -> int:
    return len(bytearray(b"x") * (BYTES + 50_000_000)) if content != b"seed" else 0


def works(content: bytes) -> int:
    """Take processor time that `impatient` calls too much."""
    end = time.process_time() + 0.2
    while time.process_time() < end:
        pass
    return len(content)


def test_what_is_wrong_is_found_and_nothing_else(tmp_path: Path) -> None:
    feeds = {"fails": fails, "eats": eats, "works": works, "dies": dies}
    report = run({name: Target(1, feed, seeds, mutate.file) for name, feed in feeds.items()}, 15.0, 1, tmp_path)
    wanted = {
        "fails": "fails: KeyError at test_fuzz.py",
        "eats": "eats: took more than 1,000,000,000 bytes",
        "dies": "dies: the process died (3)",
    }
    for target, what in wanted.items():
        found = [path for name, path in report.finds.items() if name.startswith(what)]
        assert len(found) == 1, (target, str(report))
        assert found[0].read_bytes() != b"seed"
        assert what in str(report)
    assert len(report.finds) == len(wanted)
    assert report.runs["works"] > 0


def test_programs_that_are_started_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    content = harmful.POSTSCRIPT
    assert try_one(TARGETS["load"].feed, content).startswith("refused: <bytes>: this is an EPS file")
    monkeypatch.setattr("pagerec.sources.opening.FORMATS", ("EPS",))
    monkeypatch.setattr(EpsImagePlugin, "gs_binary", None)
    for name in ("load", "frames"):
        assert try_one(TARGETS[name].feed, content).startswith("RuntimeError"), name


def test_the_same_seed_gives_the_same_input() -> None:
    for target in TARGETS.values():
        kept = target.seeds()
        one, two = ([target.change(np.random.default_rng(5), kept) for _ in range(3)] for _ in range(2))
        assert one == two


@pytest.mark.parametrize("name", ["json", "manifest", "language", "network"])
def test_what_they_begin_with_is_read_or_refused(name: str) -> None:
    target = TARGETS[name]
    for content in target.seeds():
        assert try_one(target.feed, content).startswith(("ok", "refused"))


@pytest.mark.parametrize("path", FINDS, ids=[path.stem for path in FINDS])
def test_what_was_found_is_mended(path: Path) -> None:
    target = TARGETS[path.stem.split("-")[0]]
    what, _, taken = try_one(target.feed, path.read_bytes()).rpartition(" (")
    assert what.startswith(("ok", "refused"))
    assert float(taken.partition(" s,")[0]) < SECONDS
