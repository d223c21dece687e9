"""What the tests of single characters share."""

from __future__ import annotations

from pathlib import Path

import pytest

from pagerec.commands import cli
from tests.pages import FILES

CHARACTERS = "一二三人口日天地山水火木金土王中国字体印"


def font_files(*names: str) -> list[Path]:
    """Files of Debian's fonts; the test is skipped where one is not installed."""
    pytest.importorskip("fontTools")
    paths = [Path(FILES[name][0]) for name in names]
    for path in paths:
        if not path.exists():
            pytest.skip(f"{path} is not installed")
    return paths


def synthesize(out: Path, fonts: Path, charset: Path, *more: str) -> int:
    """Run the command in two processes."""
    return cli.main(
        ["synthesize", str(out), "--fonts", str(fonts), "--charset", str(charset), "--processes", "2", *more]
    )
