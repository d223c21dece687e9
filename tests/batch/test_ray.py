"""A batch on a local Ray cluster with two workers; one is killed in the middle."""

from __future__ import annotations

import json
import logging
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pagerec.batch import Progress, read_batch
from pagerec.commands import cli
from tests.batch.made import needs_model, save, text_of

pytestmark = needs_model


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Ray on this machine with two cores."""
    ray = pytest.importorskip("ray")
    pytest.importorskip("ray.data")
    ray.init("local", num_cpus=2, include_dashboard=False, logging_level=logging.ERROR, log_to_driver=False)
    yield ray
    ray.shutdown()


def actors() -> list[Any]:
    """The processes of Ray's actors that read."""
    psutil = pytest.importorskip("psutil")
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if "ReadPages" in " ".join(process.info["cmdline"] or [])
    ]


def test_the_same_as_without_ray_though_a_worker_is_killed(
    cluster: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in"
    save(source / "a.tif", range(1, 41))
    for number in range(41, 81):
        save(source / f"b/{number}.png", [number])
    (source / "c.png").write_bytes(b"nothing")
    save(tmp_path / "d/1.png", [81])
    shutil.make_archive(str(source / "d"), "zip", tmp_path / "d")
    killed: list[int] = []

    def kill(progress: Progress) -> None:
        if progress.pages >= 16 and not killed:
            victim = actors()[0]
            victim.kill()
            killed.append(victim.pid)

    out, expected = tmp_path / "ray.jsonl", tmp_path / "here.jsonl"
    end = read_batch([source], out, ray="auto", jobs=2, watch=kill)
    assert killed
    assert (end.pages, end.errors) == (81, 1)
    assert read_batch([source], expected, jobs=2).pages == 81
    assert out.read_bytes() == expected.read_bytes()
    assert [json.loads(line)["text"].replace(" ", "") for line in out.read_bytes().splitlines()] == [
        text_of(number) for number in range(1, 82)
    ]
    assert Path(f"{out}.errors.jsonl").read_bytes() == Path(f"{expected}.errors.jsonl").read_bytes()
    save(source / "e.png", [82])
    capfd.readouterr()
    begun = time.monotonic()
    assert cli.main(["batch", str(source), str(out), "--ray", "auto", "--jobs", "1"]) == 3
    assert time.monotonic() - begun < 60
    assert len(out.read_bytes().splitlines()) == 82
    assert capfd.readouterr().out == ""
