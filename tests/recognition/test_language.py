"""The language model as the decoder uses it."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from pagerec.errors import ModelError
from pagerec.recognition.language import LanguageModel, fold
from pagerec.training.text.language import Recipe, train

TEXT = "他自己已经来了，我们已经知道自己的名字。\n周末和未来，日日是好日。\n第 10 条 fill 与 Il 不同。\n"


@pytest.fixture(scope="module")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("language")
    (folder / "corpus.txt").write_text(TEXT * 40, encoding="utf-8")
    train(folder, folder / "language.bin", Recipe(max_bytes=300_000, held_out=0))
    return folder / "language.bin"


@pytest.fixture(scope="module")
def model(model_file: Path) -> LanguageModel:
    return LanguageModel.load(model_file)


def ask(model: LanguageModel, text: str) -> float:
    """Log-probability of the last of two or three characters."""
    codes = [0, *map(ord, text)][-3:]
    return float(model.log_prob(*codes))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("他自己", "他自已"),
        ("我们已", "我们己"),
        ("周末", "周未"),
        ("日日是", "日曰是"),
        ("fil", "fiI"),
        ("第1", "第l"),
    ],
)
def test_context_settles_look_alikes(model: LanguageModel, right: str, wrong: str) -> None:
    assert ask(model, right) > ask(model, wrong) + 1


def test_seen_before_unseen_before_unknown(model: LanguageModel) -> None:
    seen, unseen, unknown = (ask(model, text) for text in ("自己已", "自己周", "自己\U0002a6d0"))
    assert seen > unseen > unknown > -25


def test_shapes_broadcast_and_agree_with_single_queries(model: LanguageModel) -> None:
    contexts = np.array([[0, 0], [ord("自"), ord("己")], [ord("龘"), ord("的")]])
    current = np.array([ord(char) for char in "的已龘0"])
    grid = model.log_prob(contexts[:, :1], contexts[:, 1:], current)
    assert grid.shape == (3, 4)
    assert grid.dtype == np.float32
    for row, (two, one) in zip(grid, contexts, strict=True):
        assert row.tolist() == [float(model.log_prob(two, one, code)) for code in current]
    assert model.log_prob([], [], []).shape == (0,)


def test_probabilities_sum_to_about_one(model: LanguageModel) -> None:
    rows = [bytes([high, low]) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF)]
    chars = "".join(row.decode("gb2312", "ignore") for row in rows) + "".join(map(chr, range(0x21, 0x7F)))
    known = np.array(sorted({fold(ord(char)) for char in chars if char > " "}))
    contexts = ("\0\0", "自己", "\0他", "龘龘", "已经")
    totals = [np.exp(model.log_prob(ord(two), ord(one), known)).sum() for two, one in contexts]
    assert min(totals) > 0.9
    # One of so many n-grams may be taken for another one that the model holds.
    assert np.median(totals) < 1.1


def test_digits_and_full_width_forms_are_one(model: LanguageModel) -> None:
    same = model.log_prob(0, ord("第"), np.array([ord(char) for char in "017９"]))
    assert len(set(same.tolist())) == 1
    assert ask(model, "ｆｉｌ") == ask(model, "fil")
    assert ask(model, "了，") != ask(model, "了,")


def test_out_of_range_code_points_are_unknown(model: LanguageModel) -> None:
    values = model.log_prob(-5, 0x10FFFF, np.array([-1, 0x10FFFF, 0x31000]))
    assert np.isfinite(values).all()


def test_pickles_as_its_path(model: LanguageModel) -> None:
    data = pickle.dumps(model)
    assert len(data) < 500
    assert ask(pickle.loads(data), "自己") == ask(model, "自己")


@pytest.mark.parametrize("damage", ["empty", "text", "short", "long", "header", "version"])
def test_a_file_that_does_not_fit_is_refused(model_file: Path, tmp_path: Path, damage: str) -> None:
    good = model_file.read_bytes()
    bad = {
        "empty": b"",
        "text": b"not a model at all, just text",
        "short": good[:-1],
        "long": good + b"\0",
        "header": good.replace(b'"buckets"', b'"bukkets"'),
        "version": good.replace(b'"version": 1', b'"version": 9'),
    }[damage]
    path = tmp_path / "bad.bin"
    path.write_bytes(bad)
    with pytest.raises(ModelError, match=r"bad\.bin"):
        LanguageModel.load(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot read"):
        LanguageModel.load(tmp_path / "none.bin")
