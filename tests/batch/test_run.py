"""Whole batches, read with the shipped model: killed, stopped, gone on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pagerec import Box, ModelError, OptionError, Page
from pagerec.batch import Progress, ReadOptions, read_batch
from pagerec.reading.choosing import Wanted
from tests.batch.made import needs_model, save, save_two_hundred, text_of

pytestmark = needs_model

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 180.0


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def found(out: Path) -> list[tuple[str, int, str]]:
    return [(line["file"], line["page"], line["text"]) for line in lines(out)]


def begin(*arguments: str | Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pagerec", "batch", *map(str, arguments)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_heed_interrupts,
    )


def _heed_interrupts() -> None:
    """A shell has its background jobs, and all that they start, ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "nothing has come"
        time.sleep(0.02)


def committed(out: Path) -> int:
    """Pages that the journal knows."""
    journal = out.with_name(f"{out.name}.journal")
    if not journal.exists():
        return 0
    whole = [line for line in journal.read_bytes().splitlines(keepends=True)[1:] if line.endswith(b"\n")]
    return sum(len(json.loads(line.partition(b" ")[2])["done"]) for line in whole)


def beside(out: Path) -> list[str]:
    """The names of an output and what stays beside it."""
    return [out.name, f"{out.name}.journal", f"{out.name}.journal.lock"]


def children(pid: int) -> list[int]:
    psutil = pytest.importorskip("psutil")
    return [
        child.pid for child in psutil.Process(pid).children() if "resource_tracker" not in " ".join(child.cmdline())
    ]


def is_running(pid: int) -> bool:
    psutil = pytest.importorskip("psutil")
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, int, str]]]:
    pytest.importorskip("pypdfium2")
    folder = tmp_path_factory.mktemp("pages")
    return folder, save_two_hundred(folder)


def run_until_a_commit(folder: Path, out: Path, number: signal.Signals) -> tuple[int, bytes]:
    """Read in two processes, and send a signal when there is something on the disk; give exit code and messages."""
    before = committed(out)
    process = begin("--jobs", "2", folder, out)
    wait_for(lambda: committed(out) > before or process.poll() is not None)
    workers = children(process.pid)
    if number == signal.SIGKILL:
        process.kill()
    else:
        os.killpg(process.pid, number)  # as a terminal does: the processes that read get it, too
    err = process.communicate(timeout=SECONDS)[1]
    assert before < committed(out) < 200, "it was done before"
    wait_for(lambda: not any(map(is_running, workers)))
    return process.returncode, err


def test_two_hundred_pages_killed_twice(pages: tuple[Path, list[tuple[str, int, str]]], tmp_path: Path) -> None:
    folder, expected = pages
    out = tmp_path / "out.jsonl"
    for _ in range(2):
        assert run_until_a_commit(folder, out, signal.SIGKILL) == (-signal.SIGKILL, b"")
    before = committed(out)
    process = begin("--jobs", "2", folder, out)
    wait_for(lambda: committed(out) > before or process.poll() is not None)
    for worker in children(process.pid):  # only the processes that read: others take their place
        os.kill(worker, signal.SIGKILL)
    assert process.communicate(timeout=SECONDS) == (b"", b"")
    assert process.returncode == 0
    assert found(out) == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == beside(out)


def test_two_hundred_pages_stopped_and_killed(pages: tuple[Path, list[tuple[str, int, str]]], tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    pandas = pytest.importorskip("pandas")
    folder, expected = pages
    out = tmp_path / "out.parquet"
    message = b"pagerec: stopped; give the same command again, and it goes on\n"
    assert run_until_a_commit(folder, out, signal.SIGINT) == (130, message)
    assert run_until_a_commit(folder, out, signal.SIGKILL) == (-signal.SIGKILL, b"")
    assert read_batch([folder], out, jobs=2).pages == 200
    rows = pandas.read_parquet(out).to_dict("records")
    assert [(row["file"], row["page"], row["text"]) for row in rows] == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == beside(out)


def test_bad_files_are_set_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "in", tmp_path / "out.jsonl"
    save(source / "1.png", [1])
    save(source / "2.tif", [2, 3])
    save(source / "4.png", [4])
    (source / "3.png").write_bytes(b"nothing")
    (source / "5.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    with zipfile.ZipFile(tmp_path / "6.zip", "w") as archive:
        for path in sorted(source.iterdir()):
            archive.write(path, path.name)
    (tmp_path / "6.zip").rename(source / "6.zip")
    seen: list[Progress] = []
    end = read_batch([source, source / "1.png"], out, jobs=1, watch=seen.append)
    assert (end.pages, end.errors, end.before, end.expected) == (8, 4, 0, 12)
    assert len(seen) == 12
    assert [progress.pages + progress.errors for progress in seen] == list(range(1, 13))
    assert seen[-1].expected == 12
    inside = f"{source / '6.zip'}/"
    numbers = [(name, page) for name, page, _ in found(out)]
    files = [("1.png", 1), ("2.tif", 1), ("2.tif", 2), ("4.png", 1)]
    assert numbers == [(str(source / name), page) for name, page in files] + [
        (inside + name, page) for name, page in files
    ]
    assert [text for _, _, text in found(out)] == [text_of(number) for number in (1, 2, 3, 4)] * 2
    bad = lines(tmp_path / "out.jsonl.errors.jsonl")
    assert [(line["file"], line["page"]) for line in bad] == [
        (str(source / "3.png"), 1),
        (str(source / "5.pdf"), None),
        (f"{inside}3.png", 1),
        (f"{inside}5.pdf", None),
    ]
    assert "not a picture" in bad[0]["error"]
    assert str(tmp_path) not in bad[2]["error"]
    again = read_batch([source], out, jobs=1)
    assert (again.pages, again.errors, again.before) == (8, 4, 12)
    save(source / "7.png", [7])
    assert read_batch([source], out, jobs=1).pages == 9
    assert found(out)[-1] == (str(source / "7.png"), 1, text_of(7))
    assert capsys.readouterr() == ("", "")


def test_what_is_wanted_of_each_page(tmp_path: Path) -> None:
    save(tmp_path / "1.png", [1], 2)
    out = tmp_path / "out.jsonl"
    upper = ReadOptions(wanted=Wanted(regions=[Box(0, 0, 420, 72)]))
    for _ in range(2):
        assert read_batch([tmp_path / "1.png"], out, jobs=1, options=upper).pages == 1
    (line,) = lines(out)
    assert line["text"] == text_of(1)
    with pytest.raises(OptionError, match="begun with other regions"):
        read_batch([tmp_path / "1.png"], out, jobs=1, options=ReadOptions(wanted=Wanted(regions=[Box(0, 0, 9, 9)])))


def test_lines_are_pages(tmp_path: Path) -> None:
    save(tmp_path / "1.png", [1])
    read_batch([tmp_path / "1.png"], tmp_path / "out.jsonl", jobs=1, options=ReadOptions(alphabet="这是第1页"))
    (line,) = lines(tmp_path / "out.jsonl")
    page = Page.from_dict(line)
    assert set(page.text) <= set("这是第1页 \n")
    assert line["confidence"] == page.confidence


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"inputs": ["none"]}, "none: there is no such file or folder"),
        ({"out": "out.txt"}, "no such format; let the name end in .jsonl or .parquet"),
        ({"out": "none/out.jsonl"}, "there is no such folder"),
        ({"jobs": 0}, "jobs is 0"),
        ({"options": ReadOptions(model="none")}, "none"),
    ],
)
def test_what_is_wrong_with_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: dict[str, Any], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    save(Path("1.png"), [1])
    with pytest.raises((OptionError, ModelError), match=message):
        read_batch(**({"inputs": ["1.png"], "out": "out.jsonl", "jobs": 1} | arguments))
    assert not Path("out.jsonl").exists()
