"""The notebook that fine-tunes what ships: run with few cells, and kept with its outputs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.pages import FILES

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "examples" / "make_it_your_own.ipynb"
FONT = Path("/usr/share/fonts/truetype/kouzan-mouhitsu/kouzan-mouhitsu.ttf")
#: Run first: a system with a few fonts, for it takes most of a minute to look at all of them.
FEW_FONTS = "import matplotlib.font_manager\nmatplotlib.font_manager.findSystemFonts = lambda: {paths}"


@pytest.mark.slow
def test_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("tensorflow", "fontTools", "matplotlib", "nbclient", "ipykernel"):
        pytest.importorskip(package)
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    if not FONT.exists():
        pytest.skip("needs Debian's fonts-kouzan-mouhitsu")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PAGEREC_CELLS", "512")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    few = [FILES[name][0] for name in ("hei", "zenhei", "sans") if Path(FILES[name][0]).exists()]
    notebook.cells.insert(0, nbformat.v4.new_code_cell(FEW_FONTS.format(paths=few)))
    where = {"metadata": {"path": str(NOTEBOOK.parent)}}
    nbclient.NotebookClient(notebook, timeout=600, kernel_name="python3", resources=where).execute()
    shown = "".join(str(output.get("text", "")) for cell in notebook.cells for output in cell.get("outputs", ()))
    assert "known characters, a font kept back" in shown
    assert "brush      character error rate" in shown


def test_it_is_kept_with_its_outputs() -> None:
    cells = [cell for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert not [output for output in outputs if output["output_type"] == "error"]
    assert str(ROOT) not in json.dumps(outputs)
    assert NOTEBOOK.stat().st_size < 200_000
