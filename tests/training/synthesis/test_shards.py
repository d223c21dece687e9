"""Training cells on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("fontTools")
pytest.importorskip("pypdfium2")
pytest.importorskip("albumentations")

from pagerec.errors import TrainingError
from pagerec.recognition.charset import Charset, default_characters
from pagerec.training.synthesis import compose, shards
from pagerec.training.synthesis.compose import Composer, Fonts
from tests.pages import TEXT, face

CHARSET = Charset(default_characters())
SIZE = 96


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "SHARD", SIZE)


@pytest.fixture
def composer(monkeypatch: pytest.MonkeyPatch) -> Composer:
    fonts = Fonts((face("hei"), face("song")), (face("serif"), face("sans")), (replace(face("sans"), style="mono"),))
    # What the faces draw is known for the running text: no need to draw them all to find out.
    letters = frozenset(map(chr, range(33, 127)))
    drawn = {"latin": letters, "han": frozenset(CHARSET.characters) - letters}
    monkeypatch.setattr(compose, "_drawable", lambda face: drawn[face.script])
    return Composer(fonts, list(TEXT), CHARSET, seed=3, running=1.0, uniform=0.0)


def fake(folder: Path, number: int, count: int = SIZE) -> None:
    """A shard whose windows tell the shard and their place in it."""
    folder.mkdir(exist_ok=True)
    windows = np.zeros((count, 32, 32, 2), np.uint8)
    windows[:, 0, 0, 0], windows[:, 0, 0, 1] = number, np.arange(count)
    np.save(folder / f"{number:05}.x.npy", windows)
    np.save(folder / f"{number:05}.y.npy", np.arange(count, dtype=np.int32) + 1000 * number)


def test_shards_hold_what_they_say(tmp_path: Path, composer: Composer) -> None:
    shards.write_shards(tmp_path, composer, CHARSET, 2, first=5)
    assert [path.name for path in shards.shards(tmp_path)] == ["00005.y.npy", "00006.y.npy"]
    assert not list(tmp_path.glob("*.part"))
    for path in shards.shards(tmp_path):
        windows, labels = shards.open_shard(path)
        assert windows.shape == (SIZE, 32, 32, 2)
        assert windows.dtype == np.uint8
        assert labels.shape == (SIZE,)
        assert labels.dtype == np.int32
        assert 0 <= labels.min() < labels.max() < len(CHARSET)
        assert 0.4 < (labels > 0).mean() < 0.95
        assert (np.asarray(windows)[..., 1].reshape(SIZE, -1).max(axis=1) > 0).all()


def test_existing_shards_are_left_alone(tmp_path: Path, composer: Composer) -> None:
    fake(tmp_path, 1)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    shards.write_shards(tmp_path, composer, CHARSET, 3)
    assert [path.name[:5] for path in shards.shards(tmp_path)] == ["00000", "00001", "00002"]
    for name, data in before.items():
        assert (tmp_path / name).read_bytes() == data


def test_half_a_shard_is_written_again(tmp_path: Path, composer: Composer) -> None:
    (tmp_path / "00000.x.npy").write_bytes(b"broken off")
    (tmp_path / "00000.y.part").write_bytes(b"broken off")
    assert shards.shards(tmp_path) == []
    shards.write_shards(tmp_path, composer, CHARSET, 1)
    windows, labels = shards.open_shard(tmp_path / "00000.y.npy")
    assert len(windows) == len(labels) == SIZE


def test_a_damaged_shard(tmp_path: Path) -> None:
    fake(tmp_path, 0)
    (tmp_path / "00000.x.npy").write_bytes(b"nonsense")
    with pytest.raises(TrainingError, match=r"00000\.x\.npy.*delete"):
        shards.open_shard(tmp_path / "00000.y.npy")
    (tmp_path / "00000.x.npy").unlink()
    with pytest.raises(TrainingError):
        shards.open_shard(tmp_path / "00000.y.npy")


def test_batches_keep_windows_and_labels_together(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        fake(tmp_path, number)
    stream = shards.batches(tmp_path, 32, seed=0)
    seen = set()
    for _ in range(40):
        windows, labels = next(stream)
        assert windows.shape == (32, 32, 32, 2)
        assert (windows[:, 0, 0, 0].astype(int) * 1000 + windows[:, 0, 0, 1] == labels).all()
        seen |= set(labels.tolist())
    assert len(seen) > 0.9 * 3 * SIZE
    assert len({label // 1000 for label in next(stream)[1].tolist()}) > 1, "from several shards at a time"


def test_batches_are_repeatable_and_differ_by_seed(tmp_path: Path) -> None:
    for number in range(4):
        fake(tmp_path, number)
    draws = [[next(shards.batches(tmp_path, 32, seed=s))[1].tolist() for _ in range(1)] for s in (1, 1, 2)]
    assert draws[0] == draws[1] != draws[2]


def test_new_shards_are_noticed(tmp_path: Path) -> None:
    fake(tmp_path, 1)
    stream = shards.batches(tmp_path, 32, seed=0)
    next(stream)
    fake(tmp_path, 2)
    numbers = {int(label) // 1000 for _ in range(60) for label in next(stream)[1]}
    assert numbers == {1, 2}


def test_a_folder_without_shards(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"pagerec\.training\.synthesis\.shards"):
        next(shards.batches(tmp_path, 32, seed=0))


@pytest.mark.parametrize("size", [20, 4])
def test_batches_of_any_size(tmp_path: Path, size: int) -> None:
    fake(tmp_path, 1)
    assert len(next(shards.batches(tmp_path, size, seed=0))[1]) == size
