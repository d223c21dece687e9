"""What a program made by PyInstaller carries of pagerec beside what its code imports."""

from importlib.util import find_spec
from pathlib import Path

import pagerec
from pagerec.recognition.models_path import models_path

_PACKAGE = Path(pagerec.__file__).parent

#: Rooms with modules that are found by name: ways to save a page, to draw it, the processes beside this one.
_ROOMS = ("common", "drawing", "formats", "page", "reading", "recognition", "segmentation", "sources", "structure")

#: What PDFs need, where it is installed.
_OPTIONAL = ("img2pdf", "pikepdf", "pypdfium2", "pypdfium2.raw")

datas = [
    *((str(path), "pagerec/models") for path in sorted(models_path().iterdir()) if path.suffix not in (".py", "")),
    *((str(path), str(path.parent.relative_to(_PACKAGE.parent))) for path in sorted(_PACKAGE.rglob("*.txt"))),
]

hiddenimports = [
    *(
        ".".join(path.relative_to(_PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        for room in _ROOMS
        for path in sorted((_PACKAGE / room).rglob("*.py"))
    ),
    *(name for name in _OPTIONAL if find_spec(name.partition(".")[0])),
]

#: What pagerec needs to train, and to give tables to others: gigabytes. A program that imports them itself has them.
excludedimports = [
    "IPython",
    "ai_edge_quantizer",
    "albumentations",
    "keras",
    "matplotlib",
    "opencc",
    "pandas",
    "pyarrow",
    "ray",
    "tensorflow",
]
