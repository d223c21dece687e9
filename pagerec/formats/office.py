"""What the files of office programs have in common: zip archives that are the same each time they are made."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

__all__ = ["MADE", "same_each_time"]

MADE = datetime(2000, 1, 1)
"""When a file says that it was made: always then, so that the same page gives the same bytes."""


def same_each_time(content: bytes) -> bytes:
    """Give a zip archive with `MADE` as the date of all that is in it.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    bytes
        The same files in the same order.
    """
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(zipfile.ZipInfo(name, MADE.timetuple()[:6]), before.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
