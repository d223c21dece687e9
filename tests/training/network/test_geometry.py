"""A factor analysis finds the factors that lines were made with; confusions are counted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from pagerec.recognition.charset import Charset
from pagerec.recognition.type_section import HAN, confusions, type_geometry
from pagerec.training.network.geometry import Observed, count_confusions, fit_factors, kind_of, section, twins

#: Top, bottom and width of three letters in a usual face.
MEAN = {"n": (0.7, 1.1, 0.5), "H": (0.45, 1.1, 0.6), "g": (0.7, 1.3, 0.5)}


def made(count: int, seed: int = 0) -> list[Observed]:
    """Lines of the letters in print of many sizes, each with two of the three letters at least."""
    random = np.random.default_rng(seed)
    lines: list[Observed] = []
    for _ in range(count):
        scale = random.normal(0, 0.1)
        characters = random.choice(list(MEAN), 4).tolist()
        values = np.array([MEAN[char] for char in characters]) * (1 + scale)
        lines.append((characters, values + random.normal(0, 0.01, values.shape)))
    return lines


def test_the_factor_is_found() -> None:
    factors = fit_factors(made(400), factors=1, rounds=20)
    assert factors.kinds == ("H", "g", "n")
    for kind, mean, loadings in zip(factors.kinds, factors.mean, factors.loadings[..., 0], strict=True):
        np.testing.assert_allclose(mean, MEAN[kind], atol=0.02)
        np.testing.assert_allclose(np.abs(loadings), 0.1 * np.array(MEAN[kind]), atol=0.02)
    assert (factors.noise < 0.017**2).all()


def test_rare_characters_are_no_kind() -> None:
    lines = [*made(100), (["Q", "n"], np.ones((2, 3)))]
    assert "Q" not in fit_factors(lines, factors=1, rounds=2).kinds


def test_chinese_characters_are_one_kind_but_for_some() -> None:
    assert [kind_of(char) for char in "国一a，"] == [HAN, "一", "a", "，"]


def test_confusions_are_mean_shares_of_families() -> None:
    lines = [(family, "0" * 97, "O" * 10 + "0" * 87) for family in "abc"] + [("d", "0" * 97, "0" * 97)]
    assert count_confusions(lines) == {"O": {"0": pytest.approx(0.25 * 0.075, abs=1e-4)}}


def test_a_rare_character_is_confused_as_often_as_a_common_one() -> None:
    lines = [(family, "[" * 97 + "(" * 9997, "[" * 97 + "[" * 100 + "(" * 9897) for family in "abc"]
    assert count_confusions(lines) == {"[": {"(": pytest.approx(0.25 * 0.01, abs=1e-4)}}


def test_what_happens_in_two_families_is_their_own() -> None:
    assert not count_confusions([(family, "4", "2") for family in "ab"])


def test_signs_set_full_width_are_left_out() -> None:
    assert not count_confusions([(family, ",", "，") for family in "abcd"])


def test_lines_cut_differently_are_no_pairs() -> None:
    with pytest.raises(ValueError, match="zip"):
        count_confusions([("a", "ab", "a")])


def test_twins_have_one_shape_or_are_confused() -> None:
    found = twins({"l": {"!": 0.02}})
    assert set("l!sS0O") <= found
    assert not set("aHn5") & found


def test_a_manifest_takes_it() -> None:
    found = section(fit_factors(made(100), factors=2, rounds=2), {"n": {"H": 0.1}})
    again = json.loads(json.dumps(found))
    charset = Charset("nHg")
    assert type_geometry(again, charset).plain.tolist() == [False, True, False]
    assert confusions(again, charset).classes[1].tolist() == [2]


def test_the_shipped_model_tells_case_by_size() -> None:
    manifest = json.loads((Path(__file__).parents[3] / "models" / "manifest.json").read_text(encoding="utf-8"))
    geometry = type_geometry(manifest["type"], Charset(manifest["characters"]))
    kinds = dict(zip(manifest["type"]["kinds"], geometry.mean, strict=True))
    for char in "cosvwx":
        assert kinds[char.upper()][0] < kinds[char][0] - 0.1
