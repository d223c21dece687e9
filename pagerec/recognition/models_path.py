"""Where the shipped model is."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from pagerec.errors import ModelError

__all__ = ["models_path"]


def models_path() -> Path:
    """Find the folder of the shipped model.

    An installed pagerec has it as the package ``pagerec.models``, a program
    made by PyInstaller as a folder of that name; in a clone it is the folder
    ``models`` beside the package.

    Returns
    -------
    Path
        An existing folder.

    Raises
    ------
    ModelError
        When none of them is there.
    """
    try:
        installed = Path(str(resources.files("pagerec.models")))
    except ModuleNotFoundError:
        installed = None
    inside, beside = (Path(__file__).resolve().parents[up] / "models" for up in (1, 2))
    for folder in (installed, inside, beside):
        if folder is not None and folder.is_dir():
            return folder
    raise ModelError(
        f"the model is missing: neither pagerec.models nor {beside} is there; "
        "install pagerec again, or give the path of a model"
    )
