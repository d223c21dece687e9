"""Run the notebooks and keep their outputs.

    python examples/execute.py                          # all of them
    python examples/execute.py check_letters.ipynb      # one

It needs the extra ``examples``. Pictures are kept small, and nothing of the machine is kept. The model that the outputs
are of is noted, and a test fails when another one is shipped.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
#: What tells one shipped model from another: it has the checksums of the others' files.
MANIFEST = HERE.parent / "models" / "manifest.json"
#: Seconds that a cell may take: fine-tuning takes the longest, minutes on two cores that do nothing else.
_LIMIT = 3600
#: Colours of a kept picture.
_COLORS = 96


def execute(path: Path) -> Any:
    """Run a notebook from its beginning, with this copy of pagerec, in its own folder.

    Returns
    -------
    nbformat.NotebookNode
        With the outputs as they came.
    """
    import nbclient
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent), "TF_CPP_MIN_LOG_LEVEL": "2"}
    where = {"metadata": {"path": str(HERE)}}
    client = nbclient.NotebookClient(notebook, timeout=_LIMIT, kernel_name="python3", resources=where)
    client.execute(env=environment)
    return notebook


def shipped() -> str:
    """The checksum of the shipped model's manifest, whatever the ends of its lines."""
    return hashlib.sha256(MANIFEST.read_text(encoding="utf-8").encode()).hexdigest()


def clean(notebook: Any) -> None:
    """Shrink pictures, drop what only this machine and this run say, and note the model."""
    notebook.metadata = {
        "kernelspec": notebook.metadata["kernelspec"],
        "language_info": {"name": "python"},
        "pagerec": {"manifest": shipped()},
    }
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type != "code":
            continue
        cell.outputs = joined(output for output in cell.outputs if output.get("name") != "stderr")
        for output in cell.outputs:
            data = output.get("data", {})
            if "image/png" in data:
                data["image/png"] = shrink(data["image/png"])
                # Pillow gives pictures in both formats; JPEG is smaller for photographs and scans.
                jpeg = data.get("image/jpeg", "")
                data.pop("image/png" if 0 < len(jpeg) < 0.7 * len(data["image/png"]) else "image/jpeg", None)


def joined(outputs: Iterable[Any]) -> list[Any]:
    """Join what was printed in several goes: how many there are is chance."""
    kept: list[Any] = []
    for output in outputs:
        if kept and output.output_type == "stream" and kept[-1].get("name") == output.name:
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


def shrink(png: str) -> str:
    """A PNG in Base64 with fewer colours."""
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(base64.b64decode(png))) as picture:
        picture.convert("RGB").quantize(_COLORS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode()


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the notebooks and keep their outputs.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: all notebooks of this folder")
    for name in parser.parse_args().names or sorted(path.name for path in HERE.glob("*.ipynb")):
        notebook = execute(HERE / name)
        clean(notebook)
        import nbformat

        nbformat.write(notebook, HERE / name)
        print(f"{name}: {(HERE / name).stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
