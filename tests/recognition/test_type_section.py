"""What a manifest says of faces is taken only if it makes sense."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pagerec.recognition.charset import Charset
from pagerec.recognition.icons import FEATURES
from pagerec.recognition.type_section import HAN, confusions, icons, type_geometry

CHARSET = Charset("sS国一O0")


def section(**changes: Any) -> dict[str, Any]:
    kinds = [HAN, "S", "s", "一", "ß"]
    values: dict[str, Any] = {
        "kinds": kinds,
        "twins": "sS",
        "mean": [[0.5, 1.0, 0.5]] * len(kinds),
        "loadings": [[[0.1, 0.0]] * 3] * len(kinds),
        "noise": [[0.01] * 3] * len(kinds),
        "confusions": {"O": {"0": 0.2, "国": 0.1}, "ß": {"s": 0.1}, "0": {"ß": 0.5}},
    }
    return values | changes


def test_kinds_of_classes() -> None:
    geometry = type_geometry(section(), CHARSET)
    assert geometry.rows.tolist() == [-1, 2, 1, 0, 3, -1, -1]
    assert geometry.told.tolist() == [False, True, True, True, True]
    assert geometry.plain.tolist() == [True, False, False, True, True]


def test_confusions_of_known_characters() -> None:
    found = confusions(section(), CHARSET)
    assert found.classes.tolist()[5] == [6, 3]
    np.testing.assert_allclose(found.shares[5], [0.2, 0.1])
    assert not np.delete(found.classes, 5, axis=0).any()
    assert not confusions(section(confusions={}), CHARSET).classes.any()


@pytest.mark.parametrize(
    "changes",
    [
        {"kinds": "sS"},
        {"kinds": []},
        {"kinds": ["s", "s", "S", "a", "b"]},
        {"kinds": [1, 2, 3, 4, 5]},
        {"twins": ["s"]},
        {"mean": [[0.5, 1.0, 0.5]]},
        {"mean": "all"},
        {"mean": [[float("nan"), 1.0, 0.5]] * 5},
        {"mean": [[10**400, 1.0, 0.5]] * 5},
        {"loadings": [[[1e9]] * 3] * 5},
        {"loadings": [[[0.0] * 33] * 3] * 5},
        {"loadings": [[[]] * 3] * 5},
        {"noise": [[0.0] * 3] * 5},
        {"noise": [[-1.0] * 3] * 5},
        {"noise": None},
    ],
)
def test_geometry_that_makes_no_sense(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"kinds|no kinds|is no array|another shape"):
        type_geometry(section(**changes), CHARSET)


@pytest.mark.parametrize(
    "given",
    [None, [], {"O": "0"}, {"O": {"0": 2.0}}, {"O": {"0": True}}, {"O": {"0": "much"}}, {"O": {"0": float("nan")}}],
)
def test_confusions_that_make_no_sense(given: object) -> None:
    with pytest.raises(ValueError, match=r"confusions that are no table|a share of confusions"):
        confusions(section(confusions=given), CHARSET)


def icon_section(**changes: Any) -> dict[str, Any]:
    return {"icons": {"O": 9, "ß": 1}, "print": {"O": 1}, "weights": [0.0] * (2 + len(FEATURES))} | changes


def test_icons_of_known_characters() -> None:
    found = icons(icon_section(), CHARSET)
    assert found.odds.shape == (len(CHARSET),)
    assert found.odds.argmax() == CHARSET.encode("O")


@pytest.mark.parametrize(
    "changes",
    [
        {"icons": []},
        {"icons": None},
        {"icons": {"O": -1}},
        {"icons": {"O": True}},
        {"print": {"O": 0.5}},
        {"print": {"O": 10**400}},
        {"weights": [0.0]},
        {"weights": [float("nan")] * (2 + len(FEATURES))},
        {"weights": None},
    ],
)
def test_icons_that_make_no_sense(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"icons and print|is no array|another shape"):
        icons(icon_section(**changes), CHARSET)
