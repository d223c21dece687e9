"""Loss and accuracy while training: for TensorBoard, in a file, and drawn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pagerec.training.tensorflow import tf

__all__ = ["Log"]

#: Kinds of entries.
_KINDS = ("train", "validation")
_MEASURES = ("loss", "accuracy")


class Log:
    """The log of a run; what lies after the step that is gone on from is forgotten.

    Parameters
    ----------
    folder : Path
        For ``log.jsonl`` and ``curves.png``.
    board : Path
        For TensorBoard's files.
    step : int
        Gone on from.
    """

    def __init__(self, folder: Path, board: Path, step: int) -> None:
        self._path = folder / "log.jsonl"
        self._writers = {kind: tf.summary.create_file_writer(str(board / kind)) for kind in _KINDS}
        self._entries: list[dict[str, Any]] = []
        if step and self._path.exists():
            lines = self._path.read_text(encoding="utf-8").splitlines()
            self._entries = [entry for entry in map(json.loads, lines) if entry["step"] <= step]
        self._path.write_text("".join(f"{json.dumps(entry)}\n" for entry in self._entries), encoding="utf-8")

    def add(self, kind: str, step: int, loss: float, accuracy: float) -> None:
        """Note loss and accuracy of a step; `kind` is ``train`` or ``validation``."""
        entry = {"step": step, "kind": kind, "loss": round(loss, 5), "accuracy": round(accuracy, 5)}
        self._entries.append(entry)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(entry)}\n")
        with self._writers[kind].as_default(step):
            for name in _MEASURES:
                tf.summary.scalar(name, entry[name])
        self._writers[kind].flush()

    def draw(self) -> Path | None:
        """Draw the curves; None where nothing was logged."""
        if not self._entries:
            return None
        from matplotlib.figure import Figure

        figure = Figure(figsize=(9, 4), layout="constrained")
        for axes, name in zip(figure.subplots(1, len(_MEASURES)), _MEASURES, strict=True):
            for kind in _KINDS:
                entries = [entry for entry in self._entries if entry["kind"] == kind]
                axes.plot([entry["step"] for entry in entries], [entry[name] for entry in entries], label=kind)
            axes.set_xlabel("step")
            axes.set_ylabel(name)
            axes.grid(alpha=0.3)
            axes.legend()
        path = self._path.with_name("curves.png")
        figure.savefig(path, dpi=120)
        return path
