"""Many pictures: several threads, other processes, no growth, the same result each time."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from pagerec import ImageTooLargeError, OptionError, Page, Reader

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def crops() -> list[NDArray[np.uint8]]:
    """Eight pieces of examples: lines of print, one on its side, one dark, one blank."""
    with Image.open(EXAMPLES / "paragraph.png") as opened:
        gray = np.asarray(opened.convert("L"))
    with Image.open(EXAMPLES / "dark.png") as opened:
        dark = np.asarray(opened.convert("L"))
    rows = gray[:160]
    pieces = [rows, rows[:, :300], gray[160:320], np.rot90(rows[:, :400]), dark[:160], rows[:40], gray[:, :60]]
    return [np.ascontiguousarray(piece) for piece in pieces] + [np.full((50, 60), 255, np.uint8)]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(threads=1)


@pytest.fixture(scope="module")
def serial(reader: Reader) -> list[Page]:
    return [reader.read(gray) for gray in crops()]


# At the same time


def test_eight_threads_read_exactly_as_one(reader: Reader, serial: list[Page]) -> None:
    pictures = crops()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(reader.read, pictures * 2))
    assert found == serial * 2


def test_the_same_bytes_give_the_same_result(reader: Reader, serial: list[Page]) -> None:
    again = Reader(threads=2)
    for picture, page in zip(crops(), serial, strict=True):
        assert reader.read(picture).to_json() == page.to_json() == again.read(picture).to_json()


def _read_all(reader: Reader) -> list[Page]:
    return [reader.read(gray) for gray in crops()]


def test_a_forked_process_reads_with_the_loaded_model(reader: Reader, serial: list[Page]) -> None:
    if not hasattr(os, "fork"):
        pytest.skip("the system has no fork")
    code = (
        "import os, pickle, sys\n"
        "from pagerec import Reader\n"
        "from tests.reading.test_many import _read_all, crops\n"
        "reader = Reader(threads=2)\n"
        "reader.read(crops()[5])\n"
        "down, up = os.pipe()\n"
        "if os.fork() == 0:\n"
        "    os.close(down)\n"
        "    with os.fdopen(up, 'wb') as file:\n"
        "        pickle.dump(_read_all(reader), file)\n"
        "    os._exit(0)\n"
        "os.close(up)\n"
        "with os.fdopen(down, 'rb') as file:\n"
        "    theirs = file.read()\n"
        "assert os.wait()[1] == 0\n"
        "assert pickle.loads(theirs) == _read_all(reader)\n"
    )
    import subprocess

    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert done.returncode == 0, done.stderr


_FORKS_WHILE_LOADING = """
import os, threading, time
from pagerec import Reader
from tests.reading.test_many import crops

reader, picture = Reader(threads=1), crops()[5]
loads = threading.Thread(target=lambda: reader.model)
children = []
loads.start()
while loads.is_alive():
    child = os.fork()
    if not child:
        reader.read(picture)
        os._exit(0)
    children.append(child)
    time.sleep(0.02)
loads.join()
assert children
for child in children:
    assert os.waitpid(child, 0)[1] == 0
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
def test_a_process_forked_while_the_model_is_loaded_reads() -> None:
    import subprocess

    path = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-c", _FORKS_WHILE_LOADING], check=True, timeout=120, env=path)


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_pools_of_processes(method: str, reader: Reader, serial: list[Page]) -> None:
    with multiprocessing.get_context(method).Pool(2) as pool:
        found = pool.map_async(reader.read, crops()).get(timeout=300)
    assert found == serial


# Many


def test_memory_does_not_grow(reader: Reader) -> None:
    """Blocks of memory that Python holds, after reads; `benchmarks/robustness/growth.py` does 2,000."""
    picture = crops()[0][:50, :300]

    def reads(count: int) -> int:
        for _ in range(count):
            reader.read(picture)
            (attempt,) = reader.read_many([b"nothing"])
            assert attempt.error
        gc.collect()
        return sys.getallocatedblocks()

    reads(10)
    before = reads(10)
    assert reads(50) - before < 500


def test_limits_go_with_a_pickled_reader() -> None:
    again = pickle.loads(pickle.dumps(Reader(threads=1, max_pixels=100)))
    with pytest.raises(ImageTooLargeError, match=r"limit of 100; .* max_pixels"):
        again.read(np.zeros((11, 10), np.uint8))
    with pytest.raises(OptionError, match="max_pixels"):
        Reader(max_pixels=0)
