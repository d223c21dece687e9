"""The font packages that training draws with: what to install, what each file is.

Only data lives here. `pagerec.training.fonts.catalog` installs the packages and reads
the files. Families with ``held_out=True`` are never trained on; they measure
how the classifier does on a design it has not seen: one family for each of
Song, Hei, Kai and FangSong, each with all of GB 2312. They were chosen because
no font in training is derived from them (the same characters compared as
pictures: median overlap with the nearest training face 0.66, mostly below 0.6).
Not the Arphic fonts: UMing, UKai and BabelStone Han contain their glyphs, so
these families would have to leave training too.

Left out on purpose: Droid Sans Fallback (its Han glyphs are those of
WenQuanYi Micro Hei), Sarasa Gothic (those of Noto Sans CJK), Japan's and
Korea's faces of Noto CJK (glyph forms of another standard), PingFang (not
free), and fonts whose package does not say that they are free. For traditional
characters WenQuanYi Zen Hei and HanaMin are held out.
"""

from __future__ import annotations

from itertools import product

from .packages_latin import LATIN
from .rules import FaceRule, FontPackage

__all__ = ["DEBIAN", "NPM"]


def _han(name: str, *rules: FaceRule) -> FontPackage:
    return FontPackage("debian", name, rules)


def _noto(name: str, *weights: str) -> FontPackage:
    """Describe a package of Noto CJK collections: the faces of China, Taiwan and Hong Kong."""
    rules = []
    for kind, style in (("Sans", "hei"), ("Serif", "song")):
        for weight, region in product(weights, ("SC", "TC", "HK")):
            family = f"Noto {kind} CJK {region}"
            full = family + ("" if weight in ("Regular", "Bold") else f" {weight}")
            rules.append(FaceRule(f"*/Noto{kind}CJK-{weight}.ttc", family, style, face_name=full))
    return FontPackage("debian", name, tuple(rules))


def _npm(name: str, version: str, rules: tuple[FaceRule, ...]) -> FontPackage:
    return FontPackage("npm", name, rules, version)


def _fontsource(name: str, version: str, family: str, style: str) -> FontPackage:
    """Describe a one-weight @fontsource package, sliced by unicode range."""
    rule = FaceRule(
        f"package/files/{name}-*-400-normal.woff2",
        family,
        style,
        weight="regular",
        merged=f"{family.replace(' ', '')}-Regular.ttf",
    )
    return _npm(f"@fontsource/{name}", version, (rule,))


def _sliced(pattern: str, family: str, style: str, *weights: str) -> tuple[FaceRule, ...]:
    """Describe sliced faces; ``{}`` in the pattern stands for the weight's name."""
    stem = family.replace(" ", "")
    return tuple(
        FaceRule(
            pattern.format(weight),
            family,
            style,
            weight=weight.lower(),
            merged=f"{stem}-{weight}.ttf",
        )
        for weight in weights
    )


_HAN_DEBIAN = (
    _noto("fonts-noto-cjk", "Regular", "Bold"),
    _noto(
        "fonts-noto-cjk-extra",
        "Thin",
        "Light",
        "ExtraLight",
        "DemiLight",
        "Medium",
        "SemiBold",
        "Black",
    ),
    _han(
        "texlive-lang-chinese",
        FaceRule("*/FandolSong-*.otf", "Fandol Song", "song", held_out=True),
        FaceRule("*/FandolHei-*.otf", "Fandol Hei", "hei"),
        FaceRule("*/FandolKai-*.otf", "Fandol Kai", "kai", held_out=True),
        FaceRule("*/FandolFang-*.otf", "Fandol Fang", "fangsong", held_out=True),
    ),
    _han(
        "fonts-arphic-uming",
        FaceRule("*/uming.ttc", "AR PL UMing", "song", weight="light", face_name="AR PL UMing CN"),
        FaceRule("*/uming.ttc", "AR PL UMing TW", "song", weight="light", face_name="AR PL UMing TW"),
    ),
    _han(
        "fonts-arphic-ukai",
        FaceRule("*/ukai.ttc", "AR PL UKai", "kai", face_name="AR PL UKai CN"),
        FaceRule("*/ukai.ttc", "AR PL UKai TW", "kai", face_name="AR PL UKai TW"),
    ),
    _han("fonts-arphic-gbsn00lp", FaceRule("*/gbsn00lp.ttf", "AR PL SungtiL GB", "song")),
    _han("fonts-arphic-gkai00mp", FaceRule("*/gkai00mp.ttf", "AR PL KaitiM GB", "kai")),
    _han("fonts-arphic-bsmi00lp", FaceRule("*/bsmi00lp.ttf", "AR PL Mingti2L Big5", "song")),
    _han("fonts-arphic-bkai00mp", FaceRule("*/bkai00mp.ttf", "AR PL KaitiM Big5", "kai")),
    _han(
        "fonts-wqy-microhei",
        FaceRule("*/wqy-microhei.ttc", "WenQuanYi Micro Hei", "hei", face_name="WenQuanYi Micro Hei"),
    ),
    _han(
        "fonts-wqy-zenhei",
        FaceRule(
            "*/wqy-zenhei.ttc",
            "WenQuanYi Zen Hei",
            "hei",
            weight="regular",
            held_out=True,
            face_name="WenQuanYi Zen Hei",
        ),
    ),
    _han("fonts-lxgw-wenkai", FaceRule("*/LXGWWenKai-*.ttf", "LXGW WenKai", "kai")),
    _han("fonts-cns11643-kai", FaceRule("*/TW-Kai-98_1.ttf", "TW-Kai", "kai")),
    _han("fonts-cns11643-sung", FaceRule("*/TW-Sung-98_1.ttf", "TW-Sung", "song")),
    _han("fonts-cwtex-fs", FaceRule("*/cwfs.ttf", "cwTeX FangSong", "fangsong", weight="regular")),
    _han("fonts-cwtex-kai", FaceRule("*/cwkai.ttf", "cwTeX Kai", "kai", weight="regular")),
    _han("fonts-cwtex-heib", FaceRule("*/cwheib.ttf", "cwTeX Hei Bold", "hei", weight="bold")),
    _han("fonts-cwtex-ming", FaceRule("*/cwming.ttf", "cwTeX Ming", "song", weight="regular")),
    _han("fonts-babelstone-han", FaceRule("*/BabelStoneHan.ttf", "BabelStone Han", "song")),
    _han("fonts-hanazono", FaceRule("*/HanaMinA.ttf", "HanaMin", "song", weight="regular", held_out=True)),
    _han("fonts-smiley-sans", FaceRule("*/SmileySans-Oblique.ttf", "Smiley Sans", "display")),
)

DEBIAN: tuple[FontPackage, ...] = _HAN_DEBIAN + LATIN

# The first two are free to use under terms of the fonts' makers (MiSans licence,
# HarmonyOS Sans Fonts License Agreement). The others are under the OFL by what their
# packages say, but for sypxzs, which says only that it is a modified Source Han Serif
# (OFL), and mkwtyt, whose Han glyphs come from Kosugi Maru (Apache 2.0).
NPM: tuple[FontPackage, ...] = (
    _npm(
        "misans",
        "4.1.0",
        _sliced("package/lib/Normal/MiSans-{}.*.woff2", "MiSans", "hei", "Light", "Regular", "Bold"),
    ),
    _npm(
        "harmonyos-sans-sc-webfont-splitted",
        "1.1.0",
        _sliced("package/dist/{}_*.woff2", "HarmonyOS Sans SC", "hei", "Light", "Regular", "Bold"),
    ),
    _npm(
        "@chinese-fonts/sypxzs",
        "3.0.0",
        _sliced("package/dist/*/*.woff2", "Source Han Screen Song", "song", "Regular"),
    ),
    _npm(
        "@chinese-fonts/mksjh",
        "1.4.0",
        _sliced("package/dist/*/*.woff2", "Maoken Assorted Sans", "display", "Regular"),
    ),
    _npm(
        "@chinese-fonts/mkwtyt",
        "1.4.0",
        _sliced("package/dist/*/*.woff2", "Maoken Tang Yuan", "rounded", "Regular"),
    ),
    _fontsource("zcool-xiaowei", "5.3.0", "ZCOOL XiaoWei", "song"),
    _fontsource("zcool-kuaile", "5.3.0", "ZCOOL KuaiLe", "rounded"),
    _fontsource("zcool-qingke-huangyou", "5.3.0", "ZCOOL QingKe HuangYou", "display"),
    _npm(
        "@chinese-fonts/maple-mono-cn",
        "2.0.0",
        _sliced("package/dist/MapleMono-CN-{}/*.woff2", "Maple Mono CN", "rounded", "Regular", "Bold"),
    ),
)
