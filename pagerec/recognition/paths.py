"""The best path of each line: by classifier and language first, then with what the line's face tells."""

from __future__ import annotations

from collections.abc import Sequence

from pagerec.segmentation.values import Cells

from .classifier import Scores
from .decode import PARAMS as DECODE
from .decode import Choice, DecodeParams, Weights, decode
from .geometry import PARAMS as GEOMETRY
from .geometry import GeometryParams, weigh
from .model import Model


def find_paths(
    cells: Sequence[Cells],
    scores: Sequence[Scores],
    model: Model,
    weights: Weights | None = None,
    params: DecodeParams = DECODE,
    geometry: GeometryParams = GEOMETRY,
) -> tuple[list[list[Choice]], Sequence[Scores]]:
    """Decode lines.

    Parameters
    ----------
    cells, scores : sequence
        Of each line.
    model : Model
    weights : Weights, optional
        The model's own without them.
    params : DecodeParams, optional
    geometry : GeometryParams, optional

    Returns
    -------
    list of list of Choice
        For each line its characters.
    sequence of Scores
        The scores with the geometry of type in them, which the paths go by.
    """

    def paths_by(cells: Sequence[Cells], scores: Sequence[Scores]) -> list[list[Choice]]:
        return decode(cells, scores, model.classifier.charset, model.language, weights or model.weights, params)

    paths = paths_by(cells, scores)
    if model.geometry is None:
        return paths, scores
    weighed = weigh(cells, scores, paths, model.geometry, geometry)
    changed = [k for k, line in enumerate(weighed) if line is not scores[k]]
    again = paths_by([cells[k] for k in changed], [weighed[k] for k in changed])
    for k, path in zip(changed, again, strict=True):
        paths[k] = path
    return paths, weighed
