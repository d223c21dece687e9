"""Training the language model on tiny corpora that the tests make."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pagerec.errors import TrainingError
from pagerec.recognition.language import NO_SYMBOL, NgramTable, ngram_keys, symbol_table
from pagerec.training.text.language import Recipe, build_table, main, make_level, perplexity, train
from pagerec.training.text.ngrams import Counts, choose_symbols, count_entries, count_script, mixed

LINES = [
    "他自己已经来了。",
    "他已经知道自己的名字。",
    "周末未来的天气，日日是好日。",
    "打开文件 fill 的 10 个选项。",
]
SMALL = Recipe(max_bytes=400_000, held_out=0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus.txt").write_text("\n".join(LINES * 50) + "\n", encoding="utf-8")
    (tmp_path / "words.tsv").write_text("乌龟\t100\n龟兔\t50\n", encoding="utf-8")
    (tmp_path / "phrases.tsv").write_text("乌龟 兔子\t30\n龟 和 兔\t10\n", encoding="utf-8")
    return tmp_path


def test_same_input_same_bytes(folder: Path) -> None:
    for name in ("a.bin", "b.bin"):
        train(folder, folder / name, SMALL)
    assert (folder / "a.bin").read_bytes() == (folder / "b.bin").read_bytes()


def test_size_limit_is_kept(folder: Path) -> None:
    sizes = []
    for limit in (90_000, 400_000):
        train(folder, folder / "a.bin", Recipe(max_bytes=limit, held_out=0))
        sizes.append((folder / "a.bin").stat().st_size)
        assert sizes[-1] <= limit


def test_perplexity_of_what_was_learnt_is_low(folder: Path) -> None:
    model = train(folder, folder / "a.bin", SMALL)
    learnt = perplexity(model, ["\n".join("".join(line.split()) for line in LINES)])
    assert learnt < 4
    assert perplexity(model, ["的来已他己自"]) > 10 * learnt


def test_entry_ngrams_touch_every_word(folder: Path) -> None:
    symbols = symbol_table(choose_symbols(["乌龟兔子和"]))
    singles, pairs, triples = count_entries(folder / "phrases.tsv", symbols)
    assert len(singles.keys) == 0
    assert pairs.counts.tolist() == [30.0]
    assert sorted(triples.counts.tolist()) == [10.0, 30.0, 30.0]


def test_entries_without_frequency_count_for_nothing(folder: Path) -> None:
    symbols = symbol_table(choose_symbols(["乌龟兔子和"]))
    (folder / "words.tsv").write_text("乌龟\t0\n兔子\t2\n", encoding="utf-8")
    singles, pairs, _ = count_entries(folder / "words.tsv", symbols)
    assert (singles.counts.tolist(), pairs.counts.tolist()) == ([2.0, 2.0], [2.0])


def test_words_alone_reach_the_model(folder: Path) -> None:
    model = train(folder, folder / "a.bin", SMALL)
    after = model.log_prob(0, ord("乌"), np.array([ord("龟"), ord("日")]))
    assert after[0] > np.log(0.5) > after[1]


TRADITIONAL = "打開文件，烏龜已經來了。\n他們學習漢語。\n"


def write_traditional(folder: Path) -> None:
    (folder / "corpus-traditional.txt").write_text(TRADITIONAL * 50, encoding="utf-8")
    (folder / "words-converted.tsv").write_text("頭髮\t100\n", encoding="utf-8")


def test_traditional_text_and_words_reach_the_model(folder: Path) -> None:
    write_traditional(folder)
    model = train(folder, folder / "a.bin", SMALL)
    assert perplexity(model, [TRADITIONAL]) < 6
    after = model.log_prob(0, ord("頭"), np.array([ord("髮"), ord("发")]))
    assert after[0] > np.log(0.5) > after[1]
    assert perplexity(model, ["\n".join("".join(line.split()) for line in LINES)]) < 6


def test_shared_characters_are_weighted_by_script(folder: Path) -> None:
    write_traditional(folder)
    small, large = (
        train(folder, folder / "a.bin", Recipe(max_bytes=400_000, held_out=0, traditional_share=share))
        for share in (0.1, 2.0)
    )
    context, current = ord("打"), np.array([ord("开"), ord("開")])
    (simplified, traditional), (less, more) = (model.log_prob(0, context, current) for model in (small, large))
    assert simplified > less
    assert traditional < more


def test_counts_of_simplified_text_stay_as_they_are(folder: Path) -> None:
    symbols = symbol_table(choose_symbols([*LINES, TRADITIONAL]))
    before = count_script(folder, "simplified", symbols, SMALL)
    write_traditional(folder)
    after = count_script(folder, "simplified", symbols, SMALL)
    assert all((one.counts == two.counts).all() for one, two in zip(before, after, strict=True))


def test_scaled_counts_have_scaled_discounts() -> None:
    keys = np.array([5, 7], np.uint64)
    ours, theirs = Counts(keys, np.array([3.0, 1.0])), Counts(keys[1:], np.array([8.0]))
    (both,) = mixed([ours], [theirs], 0.5, 1.0)
    assert both.counts.tolist() == [3.0, 1.0 + 2.0]
    assert np.asarray(both.units).tolist() == [1.0, 1.25]
    assert np.asarray(both.weights).tolist() == [3.0, 1.0 + 4.0]


def test_loss_is_weighed_apart_from_probability() -> None:
    keys = ngram_keys(NO_SYMBOL, np.array([5, 5, 6]), np.array([7, 8, 9]))
    singles = ngram_keys(NO_SYMBOL, NO_SYMBOL, np.array([7, 8, 9]))
    counts = np.array([3.0, 1.0, 4.0])
    plain = make_level(Counts(keys, counts), 0.5, singles, 1)
    weighed = make_level(Counts(keys, counts, weights=np.array([3.0, 1.0, 12.0])), 0.5, singles, 1)
    assert (weighed.probability == plain.probability).all()
    assert plain.context_probability.tolist() == [0.5, 0.5]
    assert weighed.context_probability.tolist() == [0.25, 0.75]


def test_symbols_hold_the_standards_and_the_most_frequent_where_there_are_too_many() -> None:
    simplified, both = (set(choose_symbols([], names).tolist()) for names in (("gb2312",), ("gb2312", "big5")))
    assert {ord("国"), ord("α"), ord("A")} <= simplified
    assert ord("國") not in simplified
    assert simplified < both
    assert ord("國") in both
    few = choose_symbols(["国国国國國國國学"], (), 4)
    assert few.tolist() == [0, 0, *sorted((ord("国"), ord("國")))]


def test_table_finds_every_key_and_hardly_anything_else() -> None:
    random = np.random.default_rng(3)
    keys = np.unique(random.integers(0, 2**45, 60_000, dtype=np.uint64))
    values = (keys % np.uint64(64)).astype(np.uint8)
    table = NgramTable(*build_table(keys, values, 0.94))
    found, got = table.find(keys)
    assert found.mean() > 0.9995
    assert (got != values).mean() < 1e-3
    strangers = random.integers(2**45, 2**46, 100_000, dtype=np.uint64)
    assert table.find(strangers)[0].mean() < 2e-4


def test_missing_corpus_and_hopeless_size(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(TrainingError, match=r"pagerec\.training\.text"):
        train(tmp_path / "nowhere", tmp_path / "a.bin")
    with pytest.raises(TrainingError, match="larger"):
        train(folder, folder / "a.bin", Recipe(max_bytes=10_000))


def test_command_line(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        main([str(folder), "-o", str(folder / "models" / "language.bin")])
    assert "held-out perplexity" in caplog.text
    assert (folder / "models" / "language.bin").is_file()
