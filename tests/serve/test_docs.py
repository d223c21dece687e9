"""What the guide says of the server is so."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from pagerec import Document
from pagerec.page.saving import formats
from pagerec.serve.options import DEFAULT_PORT, Limits
from tests.serve.made import FakeReader, serving

pytest.importorskip("starlette")

from pagerec.serve.app import make_app
from pagerec.serve.asking import PARAMETERS
from pagerec.serve.media import STREAM
from pagerec.serve.problems import STATUSES

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/serve.md").read_text(encoding="utf-8")


def rows(pattern: str) -> list[tuple[str, ...]]:
    return re.findall(rf"^\| {pattern} \|", TEXT, re.MULTILINE)


def test_limits() -> None:
    limits = Limits()
    assert dict(rows(r"`--([\w-]+)` \| ([\d,]+)")) == {
        "max-bytes": f"{limits.max_bytes:,}",
        "seconds": f"{limits.seconds:g}",
        "jobs": f"{limits.jobs}",
        "waiting": f"{limits.waiting}",
    }


def test_statuses() -> None:
    said = {int(number) for row in rows(r"([45][\d, ]+)") for number in row.split(",")}
    assert said == set(STATUSES) - {500}


def test_parameters() -> None:
    said = {name for row in rows(r"((?:`\w+`(?:, )?)+)") for name in re.findall(r"\w+", row)}
    assert said == set(PARAMETERS) - {"pictures"}
    named = set(re.findall(r"`(\w+)`", next(line for line in TEXT.splitlines() if line.startswith("| `format` |"))))
    assert named - {"format"} <= {*formats(), STREAM}


def test_the_port_is_the_default_one() -> None:
    assert set(re.findall(r"127\.0\.0\.1:(\d+)", TEXT)) == {str(DEFAULT_PORT)}


def test_the_commands_of_the_api_work() -> None:
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    lines = re.findall(r"^curl .*$", TEXT, re.MULTILINE)
    with serving(make_app(FakeReader("dig"))) as address:
        said = [
            subprocess.run(
                shlex.split(line.replace(f"http://127.0.0.1:{DEFAULT_PORT}", address)),
                cwd=ROOT,
                capture_output=True,
                check=True,
                timeout=60,
            ).stdout
            for line in lines
        ]
    assert [Document.from_json(said[0]).text, *(one.decode().strip() for one in said[1:])] == ["dig"] * 3
