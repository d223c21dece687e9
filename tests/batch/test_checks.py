"""Whether files are still what was written."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pagerec import OptionError
from pagerec.batch import checks as module
from pagerec.batch.checks import check_content, checksum, checksum_of, refuse


@given(st.binary(), st.binary())
def test_checksums_go_on(one: bytes, two: bytes) -> None:
    assert checksum(two, checksum(one)) == checksum(one + two) == zlib.crc32(one + two)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=40), st.integers(0, 50))
def test_the_beginning_of_a_file(tmp_path: Path, content: bytes, length: int) -> None:
    before, module._BLOCK = module._BLOCK, 7
    try:
        path = tmp_path / "a"
        path.write_bytes(content)
        assert checksum_of(path) == (len(content), zlib.crc32(content))
        assert checksum_of(path, length) == (min(length, len(content)), zlib.crc32(content[:length]))
    finally:
        module._BLOCK = before


def test_a_missing_file_is_empty(tmp_path: Path) -> None:
    assert checksum_of(tmp_path / "none") == (0, 0)
    check_content(tmp_path / "none", 0, 0)


def test_a_file_may_go_on_but_not_be_another_one(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"written and more")
    check_content(path, 7, zlib.crc32(b"written"))
    with pytest.raises(OptionError, match=r"out\.jsonl: is not what the batch wrote before \(bytes in it have changed"):
        check_content(path, 7, zlib.crc32(b"Written"))
    with pytest.raises(OptionError, match="it is shorter"):
        check_content(path, 17, 0)
    with pytest.raises(OptionError, match=r"\(files are missing\); put that back, start anew, or give another OUT"):
        refuse(path, "files are missing")
