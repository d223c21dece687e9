"""The order that people give names."""

from __future__ import annotations

import re

__all__ = ["natural_order"]


def natural_order(name: str) -> list[tuple[bool, int, str]]:
    """Key that sorts names as people do: 2.png before 10.png.

    Examples
    --------
    >>> sorted(["10.png", "2.png", "a1.png"], key=natural_order)
    ['2.png', '10.png', 'a1.png']
    """
    parts = re.findall(r"\d+|\D+", name)
    return [(False, int(part), "") if part.isdecimal() else (True, 0, part) for part in parts]
