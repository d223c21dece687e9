"""Tell letters of one shape apart by their size and place in their line: s and S, o, O and 0, 1 and l.

How high a small letter, a capital and a digit are, how wide, and where they stand, is a matter of the face, and of how
large the line was taken to be. Faces vary in few ways, and all characters of a line together: a line's plain
characters, which have no twin, tell which of them it is, and with that how large each other character would be as
each of its candidates. This is a linear Gaussian model of a few factors (factor analysis; Rubin and Thayer, 1982),
fitted by `pagerec.training.network.geometry` to typeset lines as the reader cuts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pagerec.segmentation.lines import EM
from pagerec.segmentation.values import Cells

from .classifier import Scores
from .decode import Choice

#: What is measured of a cell, in ems: its top and its bottom below the line image's, and its width.
MEASURES = 3


@dataclass(frozen=True, slots=True)
class GeometryParams:
    """How much geometry counts.

    Attributes
    ----------
    weight : float
        Of its log-probability beside the classifier's: the three measures of a cell are no independent witnesses.
    most : float
        The most by which a candidate can be less likely than another one, in log-probability before it is weighed:
        a cell may be cut badly.
    sure : float
        Probability from which a character tells about its line's face.
    least : float
        Probability of a candidate below which it isn't weighed.
    """

    weight: float = 0.25
    most: float = 8.0
    sure: float = 0.5
    least: float = 1e-3


#: What is told apart with.
PARAMS = GeometryParams()


@dataclass(frozen=True, slots=True)
class TypeGeometry:
    """Sizes and places of R kinds of characters in a line, in ems.

    Attributes
    ----------
    rows : int32, shape (classes,)
        Kind of each class of the charset; -1 for none.
    told : bool, shape (R,)
        Whether a kind is told from others by its geometry.
    plain : bool, shape (R,)
        Whether a kind has no twin, so that what is read as one tells about its line.
    mean : float64, shape (R, MEASURES)
        Of a usual face.
    loadings : float64, shape (R, MEASURES, K)
        What each of the K factors, which are 0 ± 1, adds.
    noise : float64, shape (R, MEASURES)
        Variance of what they don't explain.
    """

    rows: NDArray[np.int32]
    told: NDArray[np.bool_]
    plain: NDArray[np.bool_]
    mean: NDArray[np.float64]
    loadings: NDArray[np.float64]
    noise: NDArray[np.float64]


def measures(boxes: NDArray[np.integer]) -> NDArray[np.float64]:
    """What is measured of cells, by their boxes (N, 4) in the line image: shape (N, MEASURES), in ems."""
    return np.stack([boxes[:, 1], boxes[:, 3], boxes[:, 2] - boxes[:, 0]], axis=1) / EM


def weigh(
    cells: Sequence[Cells],
    scores: Sequence[Scores],
    paths: Sequence[Sequence[Choice]],
    geometry: TypeGeometry,
    params: GeometryParams = PARAMS,
) -> list[Scores]:
    """Weigh the candidates of each cell by how well its size and place fit them.

    Parameters
    ----------
    cells, scores, paths : sequence
        Of each line; the path tells what its plain characters are.
    geometry : TypeGeometry
    params : GeometryParams, optional

    Returns
    -------
    list of Scores
        One for each line: where several candidates of a cell are told apart by geometry, what they have together is
        dealt out anew among them. A line in which there are none keeps its scores.
    """
    return [_weighed(*line, geometry, params) for line in zip(cells, scores, paths, strict=True)]


def _weighed(
    cells: Cells, scores: Scores, path: Sequence[Choice], geometry: TypeGeometry, params: GeometryParams
) -> Scores:
    kinds = geometry.rows[scores.classes]
    told = (kinds >= 0) & geometry.told[kinds] & (scores.probabilities > params.least)
    chosen = np.flatnonzero(told.sum(axis=1) > 1)
    if not len(chosen):
        return scores
    seen = measures(cells.boxes)
    factors, spread = _face(cells, scores, path, chosen, seen, geometry, params)
    at, slot = np.nonzero(told[chosen])
    kind = kinds[chosen][at, slot]
    fit = np.full((len(chosen), kinds.shape[1]), -np.inf)
    fit[at, slot] = _fits(seen[chosen[at]], kind, factors[at], spread[at], geometry)
    worse = np.maximum(fit - fit.max(axis=1, keepdims=True), -params.most)
    probabilities = scores.probabilities.astype(np.float64)
    before = np.where(told[chosen], probabilities[chosen], 0.0)
    after = before * np.exp(params.weight * worse)
    after *= before.sum(axis=1, keepdims=True) / after.sum(axis=1, keepdims=True)
    probabilities[chosen] = np.where(told[chosen], after, probabilities[chosen])
    return scores.with_probabilities(probabilities)


def _face(
    cells: Cells,
    scores: Scores,
    path: Sequence[Choice],
    chosen: NDArray[np.intp],
    seen: NDArray[np.float64],
    geometry: TypeGeometry,
    params: GeometryParams,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The factors of a line's face, (N, K) and their covariance (N, K, K), as its plain characters tell them.

    For each chosen cell without what is read of its own ink.
    """
    cell = np.array([choice.cell for choice in path], np.intp)
    candidate = np.array([choice.candidate for choice in path], np.intp)
    kind = geometry.rows[scores.classes[cell, candidate]]
    tells = (kind >= 0) & geometry.plain[kind] & (scores.probabilities[cell, candidate] >= params.sure)
    cell, kind = cell[tells], kind[tells]
    loadings, noise = geometry.loadings[kind], geometry.noise[kind]
    factors = loadings.shape[2]
    precision = np.zeros((len(cell) + 1, factors, factors))
    pull = np.zeros((len(cell) + 1, factors))
    precision[1:] = np.cumsum(np.einsum("nfk,nf,nfj->nkj", loadings, 1 / noise, loadings), axis=0)
    pull[1:] = np.cumsum(np.einsum("nfk,nf->nk", loadings, (seen[cell] - geometry.mean[kind]) / noise), axis=0)
    # Of the characters in a row, those from `low` to `high` share an atom with the cell.
    low = np.searchsorted(cells.last[cell], cells.first[chosen], side="left")
    high = np.maximum(low, np.searchsorted(cells.first[cell], cells.last[chosen], side="right"))
    spread = np.linalg.inv(np.eye(factors) + precision[-1] - precision[high] + precision[low])
    told = np.einsum("nij,nj->ni", spread, pull[-1] - pull[high] + pull[low])
    return told, spread


def _fits(
    seen: NDArray[np.float64],
    kind: NDArray[np.int32],
    factors: NDArray[np.float64],
    spread: NDArray[np.float64],
    geometry: TypeGeometry,
) -> NDArray[np.float64]:
    """Log-probability of the measures of cells as these kinds, up to a constant."""
    loadings = geometry.loadings[kind]
    off = seen - geometry.mean[kind] - np.einsum("nfk,nk->nf", loadings, factors)
    covariance = np.einsum("nfk,nkj,ngj->nfg", loadings, spread, loadings)
    covariance[:, np.arange(MEASURES), np.arange(MEASURES)] += geometry.noise[kind]
    away = np.einsum("nf,nf->n", off, np.linalg.solve(covariance, off[..., np.newaxis])[..., 0])
    return np.asarray(-0.5 * (away + np.linalg.slogdet(covariance)[1]))
