"""Functions of parts above, found by name when they are called: so nothing below has to import them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

__all__ = ["find"]


def find(place: str) -> Callable[..., Any]:
    """Import a function by the name of its module and its own.

    Parameters
    ----------
    place : str
        ``"module:function"``.

    Examples
    --------
    >>> find("json:dumps")([1, 2])
    '[1, 2]'
    """
    module, _, name = place.partition(":")
    function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return function
