"""Where the shipped model is."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from pagerec.errors import ModelError

__all__ = ["models_path"]


def models_path() -> Path:
    """Find the folder of the shipped model.

    An installed pagerec has it as the package ``pagerec.models``; in a clone
    it is the folder ``models`` beside the package.

    Returns
    -------
    Path
        An existing folder.

    Raises
    ------
    ModelError
        When neither is there.
    """
    try:
        installed = Path(str(resources.files("pagerec.models")))
    except ModuleNotFoundError:
        installed = None
    beside = Path(__file__).resolve().parents[2] / "models"
    for folder in (installed, beside):
        if folder is not None and folder.is_dir():
            return folder
    raise ModelError(
        f"the model is missing: neither pagerec.models nor {beside} is there; "
        "install pagerec again, or give the path of a model"
    )
