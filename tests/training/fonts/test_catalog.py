"""Training fonts: coverage by what is drawn, installing, and what happens when it fails."""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
from pathlib import Path

import pytest

pytest.importorskip("fontTools")

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen

from pagerec.errors import TrainingError
from pagerec.training.fonts.catalog import FontFace, catalog, covered, install, main
from pagerec.training.fonts.install import fetch, merge_slices
from pagerec.training.fonts.packages import DEBIAN, NPM
from pagerec.training.fonts.rules import FaceRule, FontPackage

UNITS = 1000
TOFU = ((100, 0), (100, 800), (700, 800), (700, 0))
MICRO_HEI = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")

Outline = tuple[tuple[int, int], ...]


def triangle(char: str) -> Outline:
    """Give an outline that no other character has."""
    return ((100, 0), (100, 300 + ord(char) % 500), (500 + ord(char) % 397, 50))


def _draw(pen: TTGlyphPen | T2CharStringPen, outline: Outline) -> None:
    if outline:
        pen.moveTo(outline[0])
        for point in outline[1:]:
            pen.lineTo(point)
        pen.closePath()


def build_font(path: Path, outlines: dict[str, Outline], *, cff: bool = False) -> Path:
    """Write a font with the given glyphs and a tofu .notdef."""
    glyphs = {".notdef": TOFU} | {f"u{ord(char):04X}": line for char, line in outlines.items()}
    builder = FontBuilder(UNITS, isTTF=not cff)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({ord(char): f"u{ord(char):04X}" for char in outlines})
    drawn = {}
    for name, outline in glyphs.items():
        pen = T2CharStringPen(UNITS, None) if cff else TTGlyphPen(None)
        _draw(pen, outline)
        drawn[name] = pen.getCharString() if isinstance(pen, T2CharStringPen) else pen.glyph()
    if cff:
        builder.setupCFF("Test", {}, drawn, {})
    else:
        builder.setupGlyf(drawn)
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (UNITS, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Test", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWeightClass=300)
    builder.setupPost()
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.save(path)
    return path


def face(path: Path, index: int = 0) -> FontFace:
    return FontFace(str(path), index, "Test", "hei", "regular", "han", held_out=False)


def npm_package(*rules: FaceRule) -> FontPackage:
    return FontPackage("npm", "@test/font", rules, "1.0.0")


def write_archive(root: Path, files: dict[str, bytes]) -> None:
    """Put an npm archive where `install` finds it as already downloaded."""
    folder = root / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(folder / "test-font-1.0.0.tgz", "w:gz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


class TestCovered:
    def test_blank_glyph_and_tofu_do_not_count(self, tmp_path: Path) -> None:
        outlines = {char: triangle(char) for char in "一二A，①"}
        outlines |= {"三": (), "四": TOFU, " ": (), "　": ()}
        path = build_font(tmp_path / "fonts" / "a.ttf", outlines)
        assert covered(face(path)) == frozenset("一二A，①")

    def test_placeholder_shared_by_many_han_characters(self, tmp_path: Path) -> None:
        square = ((200, 200), (200, 600), (600, 600), (600, 200))
        outlines = dict.fromkeys("甲乙丙丁戊己庚辛壬癸", square) | {"一": triangle("一")}
        path = build_font(tmp_path / "fonts" / "a.ttf", outlines)
        assert covered(face(path)) == frozenset("一")

    def test_characters_that_look_alike_count(self, tmp_path: Path) -> None:
        outlines = dict.fromkeys("-‐−", triangle("-"))
        path = build_font(tmp_path / "fonts" / "a.ttf", outlines)
        assert covered(face(path)) == frozenset("-‐−")

    def test_answer_is_kept_until_the_file_changes(self, tmp_path: Path) -> None:
        path = build_font(tmp_path / "fonts" / "a.ttf", {"一": triangle("一")})
        assert covered(face(path)) == frozenset("一")
        cache = tmp_path / "coverage" / "a.ttf-0.json"
        kept = json.loads(cache.read_text(encoding="utf-8"))
        cache.write_text(json.dumps(kept | {"covered": "X"}), encoding="utf-8")
        assert covered(face(path)) == frozenset("X")
        build_font(path, {char: triangle(char) for char in "一二"})
        assert covered(face(path)) == frozenset("一二")

    def test_damaged_cache_is_made_again(self, tmp_path: Path) -> None:
        path = build_font(tmp_path / "fonts" / "a.ttf", {"一": triangle("一")})
        cache = tmp_path / "coverage" / "a.ttf-0.json"
        cache.parent.mkdir()
        cache.write_text("{", encoding="utf-8")
        assert covered(face(path)) == frozenset("一")

    @pytest.mark.parametrize("content", [b"", b"no font", b"\0\1\0\0" + b"\xff" * 200])
    def test_damaged_font_is_named(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "fonts" / "broken.ttf"
        path.parent.mkdir()
        path.write_bytes(content)
        with pytest.raises(TrainingError, match=r"broken\.ttf.*install the fonts again"):
            covered(face(path))

    def test_missing_font_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(TrainingError, match=r"gone\.ttf"):
            covered(face(tmp_path / "fonts" / "gone.ttf"))

    @pytest.mark.skipif(not MICRO_HEI.exists(), reason="needs fonts-wqy-microhei")
    def test_font_of_the_machine(self, tmp_path: Path) -> None:
        path = tmp_path / "fonts" / MICRO_HEI.name
        path.parent.mkdir()
        shutil.copy(MICRO_HEI, path)
        found = covered(face(path))
        level_1 = {bytes([row, cell]).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)}
        assert level_1 <= found
        assert set("Aa0，。、《》“”") <= found
        assert not found & set(" \u3000\u00a0")


class TestMerge:
    @pytest.mark.parametrize("cff", [False, True])
    def test_slices_become_one_font(self, tmp_path: Path, cff: bool) -> None:
        slices = [
            build_font(tmp_path / f"{part}.otf", {c: triangle(c) for c in part}, cff=cff)
            for part in ("一二", "二三", "A")
        ]
        out = tmp_path / "fonts" / "all.ttf"
        out.parent.mkdir()
        assert merge_slices(slices, "Test", out) == 4
        assert covered(face(out)) == frozenset("一二三A")

    def test_damaged_slice_is_left_out(self, tmp_path: Path) -> None:
        good = build_font(tmp_path / "a.ttf", {"一": triangle("一")})
        bad = tmp_path / "b.woff2"
        bad.write_bytes(b"wOF2 and nothing else")
        assert merge_slices([bad, good], "Test", tmp_path / "all.ttf") == 1

    def test_no_slice_at_all(self, tmp_path: Path) -> None:
        with pytest.raises(TrainingError, match=r"all\.ttf"):
            merge_slices([], "Test", tmp_path / "all.ttf")


class TestInstall:
    def test_catalogue_says_what_each_face_is(self, tmp_path: Path) -> None:
        font = build_font(tmp_path / "a.ttf", {"一": triangle("一")}).read_bytes()
        other = build_font(tmp_path / "b.ttf", {"二": triangle("二")}).read_bytes()
        write_archive(
            tmp_path / "out",
            {
                "package/whole.ttf": font,
                "package/parts/1.ttf": font,
                "package/parts/2.ttf": other,
                "package/LICENSE": b"free",
                "package/broken.ttf": b"broken",
            },
        )
        rules = (
            FaceRule("*/parts/*.ttf", "Sliced", "kai", weight="bold", merged="Sliced-Bold.ttf"),
            FaceRule("*/*.ttf", "Whole", "song", held_out=True),
        )
        faces = install(tmp_path / "out", [npm_package(*rules)], boxes=0)
        assert faces == catalog(tmp_path / "out")
        kinds = {(f.family, f.style, f.weight, f.held_out, Path(f.path).name) for f in faces}
        assert kinds == {
            ("Whole", "song", "light", True, "whole.ttf"),
            ("Sliced", "kai", "bold", False, "Sliced-Bold.ttf"),
        }
        merged = next(f for f in faces if f.family == "Sliced")
        assert covered(merged) == frozenset("一二")
        data = json.loads((tmp_path / "out" / "catalog.json").read_text(encoding="utf-8"))
        assert [entry["what"] for entry in data["skipped"]] == ["broken.ttf"]
        assert data["packages"] == [{"source": "npm", "name": "@test/font", "version": "1.0.0"}]
        assert (tmp_path / "out" / "licences" / "test-font.txt").read_bytes() == b"free"

    def test_damaged_archive_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "downloads").mkdir()
        (tmp_path / "downloads" / "test-font-1.0.0.tgz").write_bytes(b"no archive")
        with pytest.raises(TrainingError, match=r"test-font-1\.0\.0\.tgz.*install again"):
            install(tmp_path, [npm_package(FaceRule("*", "A", "kai"))])

    @pytest.mark.parametrize("source", ["npm", "debian"])
    def test_missing_tool_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        package = FontPackage(source, "some-font", (), "1.0.0")
        with pytest.raises(TrainingError, match=r"(npm|apt-get) is not on this machine"):
            install(tmp_path / "out", [package])

    @pytest.mark.skipif(os.name != "posix", reason="the fake tool is a shell script")
    def test_failed_download_says_what_to_do(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        tool = tmp_path / "bin" / "npm"
        tool.parent.mkdir()
        tool.write_text("#!/bin/sh\necho 'no route to host' >&2\nexit 1\n")
        tool.chmod(0o755)
        monkeypatch.setenv("PATH", str(tool.parent))
        with pytest.raises(TrainingError, match=r"no route to host; check the network"):
            fetch(npm_package(), tmp_path / "downloads")

    def test_collection_without_the_face(self, tmp_path: Path) -> None:
        font = build_font(tmp_path / "a.ttf", {"一": triangle("一")}).read_bytes()
        write_archive(tmp_path, {"package/a.ttc": font, "package/b.ttf": font})
        rules = (FaceRule("*.ttc", "A", "kai", face_name="A SC"), FaceRule("*.ttf", "B", "kai"))
        assert [f.family for f in install(tmp_path, [npm_package(*rules)], boxes=0)] == ["B"]
        data = json.loads((tmp_path / "catalog.json").read_text(encoding="utf-8"))
        assert [entry["what"] for entry in data["skipped"]] == ["a.ttc"]


class TestCatalog:
    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(TrainingError, match=r"catalog\.json.*fonts install"):
            catalog(tmp_path)

    @pytest.mark.parametrize("text", ["{", "[]", "{}", '{"version": 99}', '{"version": 1, "faces": [{"path": "a"}]}'])
    def test_damaged(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "catalog.json").write_text(text, encoding="utf-8")
        with pytest.raises(TrainingError, match=r"catalog\.json.*fonts install"):
            catalog(tmp_path)

    def test_command_line(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["list", str(tmp_path)]) == 5
        assert "catalog.json" in capsys.readouterr().err
        build_font(tmp_path / "fonts" / "a.ttf", {"一": triangle("一")})
        entry = {
            "path": "fonts/a.ttf",
            "index": 0,
            "family": "A",
            "style": "kai",
            "weight": "bold",
            "script": "han",
            "held_out": False,
        }
        text = json.dumps({"version": 1, "faces": [entry]})
        (tmp_path / "catalog.json").write_text(text, encoding="utf-8")
        assert main(["coverage", str(tmp_path)]) == 0
        assert "1 a.ttf" in capsys.readouterr().out


def test_held_out_families_are_never_partly_trained_on() -> None:
    rules = [rule for package in DEBIAN + NPM for rule in package.rules]
    held_out = {(rule.family, rule.style) for rule in rules if rule.held_out}
    assert {style for _, style in held_out} == {"song", "hei", "kai", "fangsong", "serif", "sans", "mono"}
    trained = {(rule.family, rule.style) for rule in rules if not rule.held_out}
    assert not held_out & trained
    assert {style for _, style in held_out} <= {style for _, style in trained}
