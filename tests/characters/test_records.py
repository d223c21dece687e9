"""Pictures with labels in TFRecord files."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec.characters import records as module
from pagerec.characters.records import Record, read_records, write_records
from pagerec.errors import TrainingError


def test_records_come_back(tmp_path: Path) -> None:
    wanted = [Record(bytes(range(256)) * k, 300 * k, k) for k in range(5)]
    write_records(tmp_path / "a.tfrecord", wanted)
    assert list(read_records(tmp_path / "a.tfrecord")) == wanted


def test_tensorflow_reads_the_records(records: Path) -> None:
    tf = pytest.importorskip("tensorflow")
    (shard,) = records.glob("*.tfrecord")
    ours = list(read_records(shard))
    for raw, record in zip(tf.data.TFRecordDataset(str(shard)), ours, strict=True):
        feature = tf.train.Example.FromString(raw.numpy()).features.feature
        assert feature["image"].bytes_list.value[0] == record.image
        assert (feature["label"].int64_list.value[0], feature["font"].int64_list.value[0]) == (
            record.label,
            record.font,
        )


@pytest.mark.parametrize("where", [3, 40, -1])
def test_a_damaged_record_names_its_file(tmp_path: Path, where: int) -> None:
    path = tmp_path / "a.tfrecord"
    write_records(path, [Record(b"x" * 50, 1, 1)] * 3)
    content = bytearray(path.read_bytes())
    content[where] ^= 1
    path.write_bytes(content)
    with pytest.raises(TrainingError, match=r"a\.tfrecord: record \d is damaged; delete it"):
        list(read_records(path))


@given(st.binary(max_size=300), st.integers(0, 1 << 40), st.integers(0, 1 << 20))
def test_an_example_comes_back(image: bytes, label: int, font: int) -> None:
    assert module._record(module._example(Record(image, label, font))) == Record(image, label, font)


@given(st.integers(0, 1 << 70), st.binary(max_size=4))
def test_numbers_have_seven_bits_a_byte(value: int, behind: bytes) -> None:
    packed = module._varint(value)
    assert len(packed) == max(1, -(-value.bit_length() // 7))
    assert module._number(packed + behind, 0) == (value, len(packed))


def test_the_checksum_is_castagnolis_masked() -> None:
    """RFC 3720, B.4: 32 bytes of zeros have 8A9136AA."""
    crc = 0x8A9136AA
    masked = ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
    assert module._checksum(bytes(32)) == struct.pack("<I", masked)


def test_a_file_that_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "a.tfrecord"
    write_records(path, [Record(b"x", 1, 2)] * 2)
    content = path.read_bytes()
    for length in (1, 9, 12, 20, len(content) // 2 - 1):
        path.write_bytes(content[:length])
        with pytest.raises(TrainingError, match="record 0 is damaged"):
            list(read_records(path))
    path.write_bytes(content[:-1])
    found = read_records(path)
    assert next(found) == Record(b"x", 1, 2)
    with pytest.raises(TrainingError, match="record 1 is damaged"):
        next(found)


def test_records_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "a.tfrecord"
    for data in (b"", b"\x0a\x02\x08\x01", module._field(1, module._feature("text", 1, module._field(1, b"x")))):
        length = struct.pack("<Q", len(data))
        path.write_bytes(length + module._checksum(length) + data + module._checksum(data))
        with pytest.raises(TrainingError, match="holds something other than characters"):
            list(read_records(path))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"none\.tfrecord: can't be read"):
        list(read_records(tmp_path / "none.tfrecord"))


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    def records() -> object:
        yield Record(b"x", 1, 2)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_records(tmp_path / "a.tfrecord", records())  # type: ignore[arg-type]
    assert not (tmp_path / "a.tfrecord").exists()
