"""Gathering text: readers of every format, cleaning, corpus and word lists. No network."""

from __future__ import annotations

import gzip
import json
import sqlite3
import struct
import zipfile
from pathlib import Path

import pytest

from pagerec.training.text import gather as gathering
from pagerec.training.text.gather import gather, main, write_corpus, write_words
from pagerec.training.text.readers import WORD_READERS, clean_paragraph, read_file
from pagerec.training.text.sources import Source


def make_mo(messages: dict[str, str], order: str = "<") -> bytes:
    """A GNU message catalogue of the given byte order."""
    pairs = [(key.encode(), value.encode()) for key, value in sorted(messages.items())]
    position = 28 + 16 * len(pairs)
    tables: list[bytes] = []
    body = b""
    for column in (0, 1):
        table = b""
        for pair in pairs:
            table += struct.pack(order + "2I", len(pair[column]), position + len(body))
            body += pair[column] + b"\0"
        tables.append(table)
    head = struct.pack(order + "7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + b"".join(tables) + body


def read(path: Path, data: bytes, reader: str = "auto") -> list[str]:
    path.write_bytes(data)
    return [text.strip() for text in read_file(path, reader) if text.strip()]


@pytest.mark.parametrize("order", ["<", ">"])
def test_mo_gives_translations_without_markup(tmp_path: Path, order: str) -> None:
    data = make_mo({"Open": "打开(_O)", "Save": "<b>保存</b>文件"}, order)
    assert read(tmp_path / "a.mo", data) == ["打开", "保存文件"]


def test_html_blocks_are_paragraphs(tmp_path: Path) -> None:
    page = "<html><script>var 一 = 1;</script><p>第一段，\n带有<b>粗体</b>。</p><ul><li>a &lt; b 时停止</ul>"
    assert read(tmp_path / "a.html", page.encode()) == ["第一段， 带有粗体。", "a < b 时停止"]


def test_manual_page(tmp_path: Path) -> None:
    page = ".TH LS 1\n.SH 描述\n列出\n.B 文件\n的信息，\n缺省为\\fI当前目录\\fR。\n.PP\n使用 \\-a\nall 选项"
    texts = read(tmp_path / "ls.1.gz", gzip.compress(page.encode()), "man")
    assert texts == ["列出文件的信息，缺省为当前目录。", "使用 -a all 选项"]


def test_json_po_sqlite_and_tagged(tmp_path: Path) -> None:
    data = json.dumps(["第一\n第二", {"x": "<b>第三</b>"}]).encode()
    assert read(tmp_path / "a.json", data) == ["第一", "第二", "<b>第三</b>"]
    assert read(tmp_path / "a.json", data, "messages") == ["第一", "第二", "第三"]
    po = 'msgid "Hi"\nmsgstr ""\n"你好，"\n"\\"世界\\""\n'
    assert read(tmp_path / "a.po", po.encode()) == ['你好，"世界"']
    base = sqlite3.connect(tmp_path / "b.db")
    base.execute("CREATE TABLE laws (id INTEGER, text TEXT)")
    base.execute("INSERT INTO laws VALUES (1, '第一条 为了规范')")
    base.commit()
    base.close()
    assert list(read_file(tmp_path / "b.db")) == ["第一条 为了规范"]
    assert read(tmp_path / "t.txt", "迈向/v  充满/v  ，/w  １/m".encode(), "tagged") == ["迈向充满，１"]


def test_gb18030_is_recognised(tmp_path: Path) -> None:
    assert read(tmp_path / "a.txt", "简体中文文本".encode("gb18030")) == ["简体中文文本"]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  打开\u3000文件，  然后“保存”。 ", "打开 文件，然后“保存”。"),
        ("使用 Python 3.11 的版本", "使用 Python 3.11 的版本"),
        ("Only English text here", None),
        ("短", None),
        ("私用区\ue000的文字不要", None),
        ("替换字符\ufffd的文字不要", None),
        ("これは日本語の文章です漢字", None),
    ],
)
def test_clean_paragraph(raw: str, clean: str | None) -> None:
    assert clean_paragraph(raw) == clean


def test_corpus_holds_each_line_once(tmp_path: Path) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text("这是第一个段落。\n这是第一个段落。\nnothing\n", encoding="utf-8")
    second.write_text("这是第一个段落。\n这是另一个段落。\n", encoding="utf-8")
    kept = write_corpus([("one", [first], "auto"), ("two", [second], "auto")], tmp_path / "corpus.txt")
    assert (tmp_path / "corpus.txt").read_text(encoding="utf-8") == "这是第一个段落。\n这是另一个段落。\n"
    assert {name: lines for name, (lines, _) in kept.items()} == {"one": 1, "two": 1}


def test_word_lists(tmp_path: Path) -> None:
    arpa = tmp_path / "a.arpa"
    arpa.write_text("\\1-grams:\n-1\t中国\t-0.3\n-2\t<unk>\t0\n\n\\2-grams:\n-0.5\t中国 人民\t0\n", encoding="utf-8")
    assert dict(WORD_READERS["arpa"](arpa)) == pytest.approx({"中国": 0.1, "中国 人民": 10**-1.5})
    model = tmp_path / "b.text"
    model.write_text("\\1-gram\n\\item 7 电子 count 5\n\\item 1 <start> 7 电子 count 5\n", encoding="utf-8")
    model.write_text(model.read_text("utf-8") + "\\item 7 电子 8 会议 count 7\n\\end\n", encoding="utf-8")
    assert dict(WORD_READERS["interpolation"](model)) == {"电子": 5.0, "电子 会议": 7.0}


def test_merged_lists_are_scaled_and_averaged(tmp_path: Path) -> None:
    lists = [{"甲": 3.0, "乙": 1.0, "甲 乙": 1.0}, {"甲": 10.0}]
    assert write_words(lists, tmp_path / "w", tmp_path / "p") == (2, 1)
    assert (tmp_path / "w").read_text(encoding="utf-8") == "乙\t1.25e+08\n甲\t8.75e+08\n"
    assert (tmp_path / "p").read_text(encoding="utf-8") == "甲 乙\t1.25e+08\n"


def make_wheel(store: Path) -> None:
    with zipfile.ZipFile(store / "some_text-1.2-py3-none-any.whl", "w") as wheel:
        wheel.writestr("some_text/novel.txt", "从前有一座山，山里有座庙。\n")
        wheel.writestr("some_text/dict.txt", "从前 3 d\n庙 1 n\n")
        wheel.writestr("some_text/old.txt", "從前有一座山，山裡有座廟。\n")
        wheel.writestr("some_text/old_dict.txt", "廟 5\n")


def test_gather_from_a_store(tmp_path: Path) -> None:
    store, out = tmp_path / "store", tmp_path / "out"
    store.mkdir()
    make_wheel(store)
    sources = [
        Source("some-text", "pypi", ("**/novel.txt",), licence="MIT"),
        Source("some-text", "pypi", ("**/dict.txt",), "dictionary"),
        Source("some-text", "pypi", ("**/gone.txt",)),
    ]
    gather(sources, out, store)
    assert (out / "corpus.txt").read_text(encoding="utf-8") == "从前有一座山，山里有座庙。\n"
    report = json.loads((out / "sources.json").read_text(encoding="utf-8"))
    assert [(entry["package"], entry["version"]) for entry in report] == [("some-text", "1.2")] * 2
    assert report[0]["paragraphs"] == 1
    assert (out / "words.tsv").read_text(encoding="utf-8").startswith("从前\t7.5e+08\n")


def test_each_script_has_its_files(tmp_path: Path) -> None:
    store, out = tmp_path / "store", tmp_path / "out"
    store.mkdir()
    make_wheel(store)
    sources = [
        Source("some-text", "pypi", ("**/novel.txt",)),
        Source("some-text", "pypi", ("**/old.txt",), script="traditional"),
        Source("some-text", "pypi", ("**/old_dict.txt",), "dictionary", script="traditional"),
    ]
    gather(sources, out, store)
    assert (out / "corpus.txt").read_text(encoding="utf-8") == "从前有一座山，山里有座庙。\n"
    assert (out / "corpus-traditional.txt").read_text(encoding="utf-8") == "從前有一座山，山裡有座廟。\n"
    assert (out / "words.tsv").read_text(encoding="utf-8") == ""
    assert (out / "words-traditional.tsv").read_text(encoding="utf-8") == "廟\t1e+09\n"
    report = json.loads((out / "sources.json").read_text(encoding="utf-8"))
    assert [(entry["script"], entry.get("paragraphs")) for entry in report] == [
        ("simplified", 1),
        ("traditional", 1),
        ("traditional", None),
    ]


def test_command_line_converts_what_is_simplified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, out = tmp_path / "store", tmp_path / "out"
    store.mkdir()
    make_wheel(store)
    sources = (
        Source("some-text", "pypi", ("**/novel.txt",)),
        Source("some-text", "pypi", ("**/dict.txt",), "dictionary"),
    )
    monkeypatch.setattr(gathering, "SOURCES", sources)
    monkeypatch.setattr(gathering, "load_converter", lambda: lambda text: text.replace("从", "從"))
    main([str(out), "--store", str(store)])
    assert (out / "corpus-converted.txt").read_text(encoding="utf-8") == "從前有一座山，山里有座庙。\n"
    assert (out / "words-converted.tsv").read_text(encoding="utf-8").startswith("從前\t7.5e+08\n")
    assert (out / "phrases-converted.tsv").read_text(encoding="utf-8") == ""
