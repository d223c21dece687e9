"""Zip archives that are the same each time."""

from __future__ import annotations

import io
import zipfile

from pagerec.formats.office import MADE, same_each_time


def made(year: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("b/2.xml", "a.xml"):
            archive.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), f"<{name}>")
    return out.getvalue()


def test_the_date_makes_no_difference() -> None:
    assert made(2001) != made(2002)
    content = same_each_time(made(2001))
    assert content == same_each_time(made(2002))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["b/2.xml", "a.xml"]
        assert archive.read("a.xml") == b"<a.xml>"
        assert {one.date_time for one in archive.infolist()} == {MADE.timetuple()[:6]}
