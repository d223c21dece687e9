from __future__ import annotations

import os
import random
import shutil
from html.parser import HTMLParser

import cv2
import numpy as np
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from pagerec.errors import TrainingError
from pagerec.training.textmap import screens, screens_html
from pagerec.training.textmap.samples import ABOVE_BASELINE, find_pages, load_page
from pagerec.training.textmap.screens_browser import Browser, find_program, font_environment, font_families
from pagerec.training.textmap.screens_icons import IconFont, find_icon_fonts
from pagerec.training.textmap.screens_lines import Run, drop_unseen, join_runs, true_lines
from pagerec.training.textmap.screens_style import Sketch
from pagerec.training.textmap.screens_text import Words, simplified, traditional

NO_RULES = np.zeros((0, 5))
UNMOVED = [1, 0, 0, 1, 0, 0]


def run(start, end, *, baseline=50.0, em=20.0, boxes=(), vertical=False, frame=0):
    return Run(frame, vertical, start, end, baseline - 0.38 * em, baseline, em, frozenset(boxes), vertical)


def spans(runs, rules=NO_RULES):
    return sorted((line[0].start, line[-1].end) for line in join_runs(runs, rules))


def document(body, width=400, height=300, scale=1.0, style=""):
    look = f"body{{margin:0;background:#fff;color:#000;font:40px/1.5 'Noto Sans CJK SC';{style}}}"
    sheet = f"html.flat *{{transform:none!important}}{look}"
    html = f'<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><style>{sheet}</style><body>{body}</body></html>'
    return screens_html.Document("test", html, width, height, scale, None)


@pytest.fixture(scope="module")
def browser():
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))):
        pytest.skip("needs Chromium")
    if "Noto Sans CJK SC" not in font_families():
        pytest.skip("needs the font Noto Sans CJK")
    with Browser(find_program()) as browser:
        yield browser


class TestJoinRuns:
    def test_runs_of_one_row_are_a_line_until_a_wide_gap(self):
        assert spans([run(0, 40), run(44, 80), run(80 + 1.3 * 20, 140)]) == [(0, 80), (106, 140)]

    def test_other_baselines_and_sizes_are_other_lines(self):
        assert len(spans([run(0, 40), run(40, 60, baseline=42)])) == 2
        assert len(spans([run(0, 40), run(40, 60, em=14)])) == 2
        assert len(spans([run(0, 40), run(40, 60, em=17)])) == 1

    def test_sides_of_a_ruled_box_part_lines(self):
        assert len(spans([run(0, 40, boxes=[(1, 1)]), run(41, 80, boxes=[(2, 1)])])) == 2

    def test_a_filled_box_parts_lines_unless_it_only_sets_off_words(self):
        assert len(spans([run(0, 40), run(42, 80, boxes=[(1, 0)])])) == 1
        assert len(spans([run(0, 40), run(52, 80, boxes=[(1, 0)])])) == 2

    def test_a_rule_between_parts_lines(self):
        assert len(spans([run(0, 40), run(50, 80)], np.array([[0, 44.0, 30, 45, 55]]))) == 2
        assert len(spans([run(0, 40), run(50, 80)], np.array([[0, 44.0, 130, 45, 155]]))) == 1
        assert len(spans([run(0, 40), run(50, 80)], np.array([[1, 44.0, 30, 45, 55]]))) == 1

    def test_small_print_between_parts_lines(self):
        assert len(spans([run(0, 40), run(40, 50, em=10), run(50, 80)])) == 3

    def test_frames_are_kept_apart(self):
        assert len(spans([run(0, 40), run(40, 60, frame=1)])) == 2


class TestTrueLines:
    def measured(self, *runs, frames=(UNMOVED,)):
        return {"frames": list(frames), "chains": [[]], "rules": [], "runs": runs}

    def test_em_box_about_the_baseline_in_pixels(self):
        lines, ignored = true_lines(self.measured([0, 0, 10, 90, 42, 50, 20, 0, 0, 1]), 2.0)
        top = 2 * (50 - ABOVE_BASELINE * 20)
        assert lines[0].corners == pytest.approx(np.array([[20, top], [180, top], [180, top + 40], [20, top + 40]]))
        assert (lines[0].em, lines[0].vertical, ignored) == (40, False, [])

    def test_upright_characters_are_centred(self):
        lines, _ = true_lines(self.measured([0, 1, 10, 90, 42, 99, 20, 0, 0, 1]), 1.0)
        assert lines[0].vertical
        assert lines[0].corners.tolist() == [[52, 10], [52, 90], [32, 90], [32, 10]]

    def test_print_on_its_side_hangs_on_the_baseline(self):
        lines, _ = true_lines(self.measured([0, 1, 10, 90, 42, 35, 20, 0, 0, 0]), 1.0)
        assert not lines[0].vertical
        assert lines[0].corners[0] == pytest.approx([35 + ABOVE_BASELINE * 20, 10])

    def test_transforms_turn_and_scale(self):
        lines, _ = true_lines(
            self.measured([1, 0, 10, 90, 42, 50, 20, 0, 0, 1], frames=[UNMOVED, [0, 2, -2, 0, 0, 0]]), 1.0
        )
        assert lines[0].em == 40
        assert lines[0].corners[0] == pytest.approx([-2 * (50 - ABOVE_BASELINE * 20), 20])

    def test_what_is_seen_in_part_is_ignored(self):
        lines, ignored = true_lines(self.measured([0, 0, 10, 90, 42, 50, 20, 0, 1, 1]), 1.0)
        assert lines == []
        assert ignored == [pytest.approx([10, 32.4, 90, 52.4])]


def test_print_without_contrast_is_ignored():
    lines, _ = true_lines(TestTrueLines().measured([0, 0, 10, 90, 42, 50, 20, 0, 0, 1]), 1.0)
    image = np.full((80, 120, 3), 200, np.uint8)
    assert drop_unseen(image, lines) == ([], [pytest.approx([10, 32.4, 90, 52.4])])
    image[40:46, 20:60, 1] = 150
    assert drop_unseen(image, lines) == (lines, [])


class TestDocuments:
    class Balance(HTMLParser):
        void = frozenset({"meta", "img", "br", "html", "body"})

        def __init__(self):
            super().__init__()
            self.open = []

        def handle_starttag(self, tag, attrs):
            if tag not in self.void:
                self.open.append(tag)

        def handle_startendtag(self, tag, attrs):
            pass

        def handle_endtag(self, tag):
            if tag not in self.void:
                assert self.open.pop() == tag

    @pytest.mark.parametrize("template", screens_html.TEMPLATES, ids=lambda template: template.name)
    def test_every_template_makes_whole_documents(self, template):
        for seed in range(4):
            width, height = template.widths[seed % 2], template.heights[seed // 2]
            parser = self.Balance()
            parser.feed(template.make(Sketch(random.Random(seed), ["Noto Sans CJK SC"], width, height)))
            parser.close()
            assert parser.open == []

    def test_a_document_depends_on_its_seed_alone(self):
        first, again, other = (screens_html.draw_document(seed, ["Noto Sans CJK SC"]) for seed in (5, 5, 6))
        assert first == again
        assert first != other

    def test_windows_are_within_their_limits(self):
        for seed in range(40):
            drawn = screens_html.draw_document(seed, [])
            (template,) = (one for one in screens_html.TEMPLATES if one.name == drawn.template)
            assert template.widths[0] <= drawn.width <= template.widths[1]
            assert template.heights[0] <= drawn.height <= template.heights[1]
            assert 1 <= drawn.scale <= 2

    def test_some_layouts_are_held_out(self):
        trained, held = screens_html.templates(held_out=False), screens_html.templates(held_out=True)
        assert {template.name for template in held} == screens_html.HELD_OUT
        assert not set(trained) & set(held)
        assert round(len(screens_html.TEMPLATES) / len(held)) in (11, 12)
        drawn = {screens_html.draw_document(seed, [], held_out=True).template for seed in range(20)}
        assert drawn <= screens_html.HELD_OUT


class TestWords:
    def test_characters_of_the_standards(self):
        assert (len(simplified()), len(traditional())) == (3755, 5401)
        assert "啊" in simplified()
        assert "龍" in traditional()

    def test_lengths(self):
        words = Words(random.Random(1))
        assert {len(words.han(2, 4)) for _ in range(60)} == {2, 3, 4}
        assert all(words.value() and words.title() and words.sentence() for _ in range(200))


def test_photographs_are_pictures():
    import base64

    data = Sketch(random.Random(3), [], 300, 200).photo().split(",")[1]
    image = cv2.imdecode(np.frombuffer(base64.b64decode(data), np.uint8), cv2.IMREAD_COLOR)
    assert image.std() > 3


class TestBrowser:
    def test_missing_program_is_told(self):
        with pytest.raises(TrainingError, match="install the package chromium"):
            find_program("no-such-browser")

    @pytest.mark.skipif(os.name != "posix", reason="pipes by number")
    def test_a_program_that_ends_is_told(self):
        with pytest.raises(TrainingError, match="run it once by hand"):
            Browser("/bin/false")

    def test_folders_of_fonts_are_added(self, tmp_path):
        assert "FONTCONFIG_FILE" not in font_environment((), tmp_path)
        environment = font_environment([tmp_path / "a & b"], tmp_path)
        assert "a &amp; b</dir>" in (tmp_path / "fonts.conf").read_text()
        assert environment["FONTCONFIG_FILE"] == str(tmp_path / "fonts.conf")


def ink_box(image):
    rows, columns = np.nonzero(image.min(axis=2) < 128)
    return np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])


class TestRender:
    def line(self, browser, body, **options):
        page = screens.render(browser, document(body, **options))
        assert len(page.lines) == 1
        return page, page.lines[0]

    @pytest.mark.parametrize("scale", [1.0, 1.5])
    def test_boxes_hug_the_ink(self, browser, scale):
        page, line = self.line(browser, '<div style="padding:30px">国国国国</div>', scale=scale)
        assert line.em == pytest.approx(40 * scale)
        edges = np.array([*line.corners[0], *line.corners[2]])
        assert np.abs(edges - ink_box(page.image)).max() < 0.13 * line.em

    def test_inline_elements_are_of_the_line(self, browser):
        _, line = self.line(browser, "国<b>国</b><span style='background:#ff0'>国</span>国")
        assert line.corners[1, 0] == pytest.approx(160, abs=1)

    def test_letter_spacing_ends_with_the_last_character(self, browser):
        _, line = self.line(browser, "国国国", style="letter-spacing:20px")
        assert line.corners[1, 0] == pytest.approx(3 * 40 + 2 * 20, abs=1)

    def test_lines_of_a_paragraph(self, browser):
        page = screens.render(browser, document("国" * 15))
        assert sorted(round(line.corners[1, 0] / 40) for line in page.lines) == [5, 10]

    def test_turned_print(self, browser):
        body = '<div style="position:absolute;left:100px;top:100px;transform:rotate(90deg)">国国国</div>'
        page, line = self.line(browser, body)
        along = line.corners[1] - line.corners[0]
        assert along == pytest.approx([0, 120], abs=1)
        edges = np.array([*line.corners.min(axis=0), *line.corners.max(axis=0)])
        assert np.abs(edges - ink_box(page.image)).max() < 0.13 * line.em
        assert not line.vertical

    def test_vertical_print(self, browser):
        page, line = self.line(browser, '<div style="writing-mode:vertical-rl;height:280px">国国国</div>')
        assert line.vertical
        assert line.corners[1] - line.corners[0] == pytest.approx([0, 120], abs=1)
        edges = np.array([*line.corners.min(axis=0), *line.corners.max(axis=0)])
        assert np.abs(edges - ink_box(page.image)).max() < 0.13 * line.em

    def test_hidden_print_is_no_line_and_cut_print_is_ignored(self, browser):
        box = "position:absolute;left:0;top:0;width:400px;height:60px"
        covered = f'国<div style="{box};background:#fff"></div>'
        assert screens.render(browser, document(covered)).lines == ()
        page = screens.render(browser, document('<div style="height:32px;overflow:hidden">国国</div>'))
        assert page.lines == ()
        assert len(page.ignored) == 1
        page = screens.render(browser, document('<div style="visibility:hidden">国</div>'))
        assert (page.lines, len(page.ignored)) == ((), 0)

    def test_marked_print_is_ignored(self, browser):
        page = screens.render(browser, document('<div data-ignored="yes">国</div>'))
        assert (page.lines, len(page.ignored)) == ((), 1)

    def test_icons_of_fonts_are_ink_and_no_print(self, browser):
        sketch = Sketch(random.Random(0), [], 400, 300, [IconFont("Noto Sans CJK SC", (ord("国"),))])
        icons = [sketch.icon(40) for _ in range(20)]
        body = next(icon for icon in icons if "data-icon" in icon)
        shown = document(body + "<style>.icon::before{content:attr(data-icon)}</style>")
        page = screens.render(browser, shown)
        assert (page.lines, len(page.ignored)) == ((), 0)
        assert np.ptp(ink_box(page.image)[::2]) > 20

    def test_what_does_not_fit_can_be_scrolled_to(self, browser):
        body = "国<div style='height:600px'></div>口口"
        shown = document(body)
        scrolled = screens_html.Document(
            "test", shown.html.replace("<html", '<html data-scroll="1.0"'), shown.width, shown.height, 1.0, None
        )
        line = screens.render(browser, scrolled).lines[0]
        assert line.corners[1, 0] == pytest.approx(80, abs=1)


def test_fonts_of_icons_are_found_by_their_family(tmp_path):
    installed = find_icon_fonts()
    assert find_icon_fonts([tmp_path]) == installed
    if any(font.family == "FontAwesome" for font in installed):
        pytest.skip("fonts-font-awesome is installed, too")
    builder = FontBuilder(1000)
    names = [".notdef", "A", "glass", "bold"]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({0x41: "A", 0xE001: "glass", 0xE002: "bold"})
    builder.setupGlyf(dict.fromkeys(names, TTGlyphPen(None).glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "FontAwesome", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(tmp_path / "icons.ttf")
    assert IconFont("FontAwesome", (0xE001,)) in find_icon_fonts([tmp_path])
    (tmp_path / "icons.ttf").write_bytes(b"damaged")
    assert find_icon_fonts([tmp_path]) == find_icon_fonts()


@pytest.mark.usefixtures("browser")
class TestCommand:
    def test_writes_pages_and_goes_on(self, tmp_path):
        assert screens.main([str(tmp_path), "--count", "2", "--seed", "3"]) == 0
        paths = list(find_pages(tmp_path))
        assert [path.name.rpartition("-")[0] for path in paths] == ["screen-000003", "screen-000004"]
        for path in paths:
            page = load_page(path)
            assert page.image.ndim == 3
        assert screens.write_screens(tmp_path, 3, 3) == 1

    def test_errors_are_told(self, tmp_path):
        assert screens.main([str(tmp_path), "--count", "1", "--browser", "no-such-browser"]) == 5
