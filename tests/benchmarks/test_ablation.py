"""What every number of reading is worth, measured by changing it."""

from __future__ import annotations

import doctest
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.ablation import numbers
from benchmarks.ablation.__main__ import main
from benchmarks.ablation.numbers import Number, changed, find_numbers, variations
from benchmarks.ablation.results import Results, report, row
from benchmarks.ablation.trial import (
    Outcome,
    Picture,
    TooLongError,
    Trial,
    Unchanged,
    _at_most,
    find_pictures,
    in_processes,
    measure,
    reader_with,
    trial_of,
    without_effect,
)
from pagerec.reading.params import ReaderParams
from pagerec.recognition.decode import Weights

EXAMPLES = Path(__file__).parents[2] / "examples"
PARAMS = ReaderParams(weights=Weights())
NUMBERS = {number.path: number for number in find_numbers(PARAMS)}


def test_examples_are_right() -> None:
    assert doctest.testmod(numbers) == (0, 2)


def changes(value: Any) -> dict[str, dict[str, Any]]:
    return {found.place: found.changes for found in variations(value)}


def test_integers_are_changed_by_one_at_least_and_may_be_off() -> None:
    assert changes(8) == {"": {"off": 0, "halved": 4, "doubled": 16}}
    assert changes(3) == {"": {"off": 0, "halved": 2, "doubled": 6}}
    assert changes(1) == {"": {"off": 0, "halved": 0, "doubled": 2}}
    assert changes(-4) == {"": {"off": 0, "halved": -2, "doubled": -8}}


def test_floats_are_not_off_by_their_type() -> None:
    assert changes(0.5) == {"": {"halved": 0.25, "doubled": 1.0}}
    assert changes(0.0) == {"": {}}


def test_numbers_of_tuples_are_changed_one_by_one() -> None:
    assert changes((0.5, 4)) == {
        "[0]": {"halved": (0.25, 4), "doubled": (1.0, 4)},
        "[1]": {"off": (0.5, 0), "halved": (0.5, 2), "doubled": (0.5, 8)},
    }


def test_what_is_true_can_be_false_and_text_has_no_numbers() -> None:
    assert changes(True) == {"": {"off": False}}
    assert changes(False) == changes("Ol") == changes((("O", "0"),)) == {}


def test_numbers_are_found_in_nested_values() -> None:
    number = NUMBERS["segmentation.nontext.large"]
    assert (number.stage, number.value) == ("segmentation.nontext", PARAMS.segmentation.nontext.large)
    assert number.places == (("segmentation", "nontext", "large"),)
    assert NUMBERS["bounds.most"].stage == "bounds"
    low, high = PARAMS.segmentation.lines.square
    assert NUMBERS["segmentation.lines.square[1]"].changes == {"halved": (low, high / 2), "doubled": (low, 2 * high)}


def test_a_field_at_several_places_is_one_number() -> None:
    number = NUMBERS["segmentation.layout.gutters.gutter"]
    assert len(number.places) == 2
    assert "segmentation.lines.gutters.gutter" not in NUMBERS
    params = changed(PARAMS, number.places, 99.0)
    assert params.segmentation.layout.gutters == params.segmentation.lines.gutters
    assert params.segmentation.layout.gutters == replace(PARAMS.segmentation.layout.gutters, gutter=99.0)


def test_a_field_with_another_value_is_another_number() -> None:
    assert NUMBERS["segmentation.ruled.thick.length"].value != NUMBERS["segmentation.nontext.rules.length"].value


def test_elements_of_tuples_of_any_length_are_left_out() -> None:
    sizes = PARAMS.columns.sizes
    assert NUMBERS["columns.sizes"].changes == {"off": ()}
    assert not NUMBERS["columns.sizes"].is_number
    assert NUMBERS["columns.sizes[0]"].changes["off"] == sizes[1:]
    assert NUMBERS["columns.sizes[0]"].changes["doubled"] == (2 * sizes[0], *sizes[1:])
    ways = PARAMS.verify.ways
    assert NUMBERS["verify.ways[1]"].changes == {"off": (ways[0], *ways[2:])}
    assert NUMBERS["verify.ways[1].size"].changes["halved"][1] == ways[1]._replace(size=ways[1].size / 2)
    assert "verify.ways[1].width" not in NUMBERS  # it is that of a plain reading


def test_weights_may_be_off() -> None:
    assert NUMBERS["weights.language"].changes["off"] == 0.0
    assert "off" not in NUMBERS["decode.least"].changes


@pytest.mark.parametrize("path", ["numbers.like", "numbers.marks", "weights"])
def test_what_has_no_numbers_is_not_found(path: str) -> None:
    assert path not in NUMBERS


def one_picture(folder: str = "few") -> Picture:
    return Picture(folder, EXAMPLES / "paragraph.png", EXAMPLES.joinpath("paragraph.txt").read_text("utf-8"))


@pytest.fixture(scope="module")
def trial() -> Trial:
    picture = one_picture()
    page = reader_with(PARAMS, 1).read(picture.path)
    return Trial(PARAMS, 1, [picture], [], {picture.path: Unchanged(page.text, page.to_markdown(), 200, 0, 1.0)})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("segmentation.page.dust", 1e6),
        ("segmentation.map_lines.score", 2.0),
        ("segmentation.text_lines.margin", 0.0),
        ("segmentation.text_lines.ink.noise", 300.0),
        ("segmentation.cells.most_atoms", 1),
        ("weights.character", -100.0),
        ("decode.least", 1.0),
        ("structure.spaces.punctuation", -5.0),
        ("structure.paragraphs.gap", -9.0),
    ],
)
def test_numbers_reach_reading(trial: Trial, path: str, value: Any) -> None:
    number = replace(NUMBERS[path], changes={"far": value, "none": value_at(PARAMS, NUMBERS[path].places[0])})
    outcomes = measure(trial, number)
    far, none = outcomes["far"], outcomes["none"]
    assert far.texts + far.marked == 1
    assert none == Outcome({"few": 0})
    assert without_effect({"none": none})
    assert not without_effect(outcomes)


def value_at(owner: Any, place: tuple[str, ...]) -> Any:
    for name in place:
        owner = getattr(owner, name)
    return owner


def test_errors_are_counted(trial: Trial) -> None:
    found = measure(trial, replace(NUMBERS["segmentation.page.dust"], changes={"doubled": 1e6}))["doubled"]
    assert found.total == found.edits["few"] > 100


def test_values_that_fail_are_noted(trial: Trial) -> None:
    number = Number("verify.nothing", "verify", 1, {"off": (), "halved": None}, (("verify", "nothing"),))
    found = measure(trial, number)
    assert [one.problem for one in found.values()] == ["raises IndexError", "raises TypeError"]
    assert not without_effect(found)
    assert without_effect({"off": found["off"], "halved": Outcome({"few": 0})})
    assert not without_effect({"off": found["off"]})
    refused = measure(trial, Number("verify", "", 1, {"halved": None}, (("verify",),)))
    assert refused["halved"].problem == "is refused: OptionError"


def test_other_pictures_are_read_only_after_an_effect(trial: Trial) -> None:
    more = replace(trial, first=[one_picture("a")], others=[one_picture("b")])
    assert measure(more, replace(NUMBERS["warnings.ink"], changes={"off": 0}))["off"].edits == {"a": 0, "b": 0}
    found = measure(more, replace(NUMBERS["segmentation.page.dust"], changes={"doubled": 1e6}))["doubled"]
    assert found.texts == 2
    assert found.edits["a"] == found.edits["b"] > 0
    missing = replace(more, others=[Picture("b", Path("none.png"), "")])
    assert not measure(missing, replace(NUMBERS["warnings.ink"], changes={"off": 0}))["off"].problem


def test_what_takes_too_long_ends() -> None:
    with pytest.raises(TooLongError), _at_most(0.05):
        time.sleep(5)
    with _at_most(0.05):
        pass
    time.sleep(0.1)


def test_a_process_that_dies_takes_nothing_else_with_it() -> None:
    assert dict(in_processes(os._exit, [3, 4], 1)) == {3: None, 4: None}
    assert dict(in_processes(abs, [-3, 4], 1)) == {-3: 3, 4: 4}


def picked(folder: Path, limit: int | None) -> tuple[list[str], list[str]]:
    first, others = find_pictures([folder], limit)
    return [one.path.stem for one in first], [one.path.stem for one in others]


def test_pictures_are_taken_from_all_over_a_folder(tmp_path: Path) -> None:
    for number in range(5):
        tmp_path.joinpath(f"page-{number}.png").write_bytes(b"")
        tmp_path.joinpath(f"page-{number}.txt").write_text("字", "utf-8")
    assert picked(tmp_path, 2) == (["page-0", "page-2"], ["page-1", "page-3", "page-4"])
    assert picked(tmp_path, None)[1] == picked(tmp_path, 9)[1] == []
    assert find_pictures([tmp_path], 1)[0][0].truth == "字"


def outcome(*edits: int, texts: int = 1) -> Outcome:
    return Outcome(dict(zip("ab", edits, strict=False)), texts)


def test_rows_of_the_table() -> None:
    number = NUMBERS["decode.least"]
    outcomes = {"halved": outcome(3, -1), "doubled": outcome(0, 0, texts=0)}
    assert row(number, outcomes) == f"| `decode.least` | {number.value:.4g} | – | +2 (+3, -1) | = |"
    outcomes = {"off": Outcome({"a": 0}, problem="raises ValueError"), "halved": outcome(0), "doubled": outcome(-2)}
    assert row(number, outcomes).endswith("| raises ValueError | 0 | -2 |")
    assert row(number, {"halved": Outcome({"a": 0}, marked=1)}).endswith("| – | Markdown | – |")
    assert row(NUMBERS["verify.ways[1]"], {}) == "| `verify.ways[1]` | size 0.85 | – | – | – |"
    assert row(NUMBERS["verify.ways"], {}) == f"| `verify.ways` | {len(PARAMS.verify.ways)} of them | – | – | – |"


def test_the_report_is_sorted_by_gain(trial: Trial) -> None:
    outcomes = {
        "decode.least": {"halved": outcome(3)},
        "decode.floor": {"halved": outcome(5), "doubled": outcome(-4)},
        "bounds.most": {"off": Outcome({"a": 0}, problem="raises X"), "halved": outcome(0, texts=0)},
    }
    written = report(trial, find_numbers(PARAMS), outcomes)
    assert 0 < written.index("| `decode.floor`") < written.index("| `decode.least`")
    assert "| few | 1 | 200 | 0 | 0.00 |" in written
    assert written.rstrip().endswith("Without effect on text and Markdown of 1 pictures: `bounds.most`")
    total = sum(number.is_number for number in NUMBERS.values())
    places = sum(len(number.places) for number in NUMBERS.values() if number.is_number)
    assert f"| all | {total} | {places} | 3 | 1 |" in written
    assert "| bounds | 7 | 7 | 1 | 1 |" in written


def test_results_are_kept_and_belong_to_their_pictures(trial: Trial, tmp_path: Path) -> None:
    path = tmp_path / "saved.json"
    number, outcomes = NUMBERS["decode.least"], {"halved": outcome(3, -1)}
    Results(path, trial).add(number, outcomes)
    kept = Results(path, trial)
    assert kept.has(number)
    assert kept.outcomes == {"decode.least": outcomes}
    assert not kept.has(NUMBERS["decode.floor"])
    assert not kept.has(replace(number, value=0.123))
    picture = trial.first[0]
    other = replace(trial, unchanged={picture.path: replace(trial.unchanged[picture.path], text="")})
    with pytest.raises(SystemExit, match="other pictures or another pagerec"):
        Results(path, other)
    with pytest.raises(SystemExit, match="other pictures or another pagerec"):
        Results(path, replace(trial, first=[], others=[picture]))


def test_a_run_goes_on_where_it_was_interrupted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for ending in ("png", "txt"):
        tmp_path.joinpath(f"one.{ending}").write_bytes(EXAMPLES.joinpath(f"paragraph.{ending}").read_bytes())
    out = tmp_path / "out.md"
    main([str(tmp_path), "--only", "pairs", "--out", str(out)])
    assert capsys.readouterr().out.count("| `pairs.") == 4
    assert "| pairs | 4 | 4 | 4 |" in out.read_text("utf-8")
    main([str(tmp_path), "--only", "pairs", "--resume", str(out.with_suffix(".json"))])
    assert "1/" not in capsys.readouterr().out.splitlines()[0]
    with pytest.raises(SystemExit, match="no folder"):
        main([str(tmp_path / "none")])
    assert trial_of([tmp_path], None, 1).unchanged[tmp_path / "one.png"].edits < 5
