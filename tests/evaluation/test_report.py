"""Results added up, as text and as plain values."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("rapidfuzz")

from pagerec.evaluation.calibration import Judged
from pagerec.evaluation.lattice import Cause
from pagerec.evaluation.report import confusions, show, summarise, to_dict
from pagerec.evaluation.run import Error, Result
from pagerec.evaluation.score import Score


def error(true: str, read: str, cause: Cause) -> Error:
    return Error(true, read, cause, "", 0, f"[{true}]", 0)


RESULTS = [
    Result(
        "a-1",
        "a",
        Score(90, 3, 50, 1),
        1,
        0.5,
        (error("甲", "乙", Cause.CLASSIFIER), error("。", "", Cause.CUTTING)),
        (Judged(0.9, True), Judged(0.8, False)),
    ),
    Result("a-2", "a", Score(10, 0, 10, 0), 0, 0.1, ()),
    Result("b-1", "b", Score(100, 1, 40, 1), 0, 0.3, (error("甲", "乙", Cause.DECODING),)),
]


def test_summary() -> None:
    summary = summarise(RESULTS[:2])
    assert (summary["cer"], summary["exact"], summary["seconds"]) == (3.0, 50.0, 0.3)
    assert summary["han_cer"] == pytest.approx(100 / 60)
    assert summary["calibration_error"] == pytest.approx(45)
    assert sum(summary["causes"].values()) == pytest.approx(100)
    assert summary["causes"]["order"] == pytest.approx(100 / 3)


def test_confusions_are_counted() -> None:
    assert confusions(RESULTS) == [("甲", "乙", 2), ("。", "", 1)]
    assert "甲 → 乙" in show(RESULTS)
    assert "。 → ∅" in show(RESULTS)


def test_confidences_are_shown_beside_what_is_right() -> None:
    assert "0.8 to 0.9" in show(RESULTS)
    assert to_dict(RESULTS)["reliability"][0] == {"low": 0.8, "high": 0.9, "count": 1, "confidence": 0.8, "right": 0.0}


def test_figures_are_plain_values() -> None:
    assert set(json.loads(json.dumps(to_dict(RESULTS)))["kinds"]) == {"a", "b", "all"}


def test_no_errors_no_confusions() -> None:
    assert "confusions" not in show(RESULTS[1:2])
