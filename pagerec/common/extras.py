"""Packages that only some uses need, brought by the extras of this package."""

from __future__ import annotations

import importlib
from types import ModuleType

from pagerec.errors import OptionError

__all__ = ["MissingPackageError", "need"]


class MissingPackageError(OptionError, ImportError):
    """A package is missing that an extra brings; also an `ImportError`, for those who try imports."""


def need(name: str, extra: str) -> ModuleType:
    """Import a package that an extra brings.

    Parameters
    ----------
    name : str
        The package as it is imported.
    extra : str
        The extra of pagerec that installs it.

    Returns
    -------
    module

    Raises
    ------
    MissingPackageError
        When the package is not installed.

    Examples
    --------
    >>> need("json", "pdf").__name__
    'json'
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingPackageError(
            f"this needs the package {name}: install it with pip install 'pagerec[{extra}]'"
        ) from error
