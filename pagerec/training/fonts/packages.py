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

from dataclasses import dataclass
from itertools import product

__all__ = ["DEBIAN", "NPM", "FaceRule", "FontFace", "FontPackage"]


@dataclass(frozen=True, slots=True)
class FontFace:
    """One face to draw text with.

    Attributes
    ----------
    path : str
        The font file.
    index : int
        Number of the face in a collection (.ttc); else 0.
    family : str
        Family name; faces of one design share it.
    style : str
        song, hei, kai, fangsong, rounded, display, serif, sans or mono.
    weight : str
        thin, light, regular, medium, semibold, bold or black.
    script : str
        "han" or "latin": what it is meant to set.
    held_out : bool
        Never used in training, only to measure.
    italic : bool
        Slanted or italic.
    """

    path: str
    index: int
    family: str
    style: str
    weight: str
    script: str
    held_out: bool
    italic: bool = False


@dataclass(frozen=True, slots=True)
class FaceRule:
    """What the files of a package that match a pattern are.

    Attributes
    ----------
    files : str
        Pattern (`fnmatch`) for the path in the package. Each file that
        matches is one face, unless `merged` is set.
    family : str
        Family name; faces of one design share it.
    style : str
        song, hei, kai, fangsong, rounded, display, serif, sans or mono.
    script : str
        "han" or "latin".
    weight : str
        Weight name; empty: what the font itself says.
    held_out : bool
        Kept out of training.
    face_name : str
        Full name of the face to take from a collection (.ttc); several rules
        may take one each from the same file.
    merged : str
        If not empty, all files that match are slices of one face, to be put
        together in a file of this name.
    wght : float
        Where on the weight axis to cut a variable font; 0: its default.
    """

    files: str
    family: str
    style: str
    script: str = "han"
    weight: str = ""
    held_out: bool = False
    face_name: str = ""
    merged: str = ""
    wght: float = 0.0


@dataclass(frozen=True, slots=True)
class FontPackage:
    """One package: where it comes from and the faces to take from it.

    Attributes
    ----------
    source : str
        "debian" or "npm".
    name : str
        Package name.
    rules : tuple of FaceRule
        The faces; the first rule that matches a file decides.
    version : str
        Version to install; empty: whatever the Debian release has.
    """

    source: str
    name: str
    rules: tuple[FaceRule, ...]
    version: str = ""


def _latin(name: str, *rules: tuple[str, str, str], held_out: bool = False) -> FontPackage:
    """Describe a Debian package of Latin fonts by (pattern, family, style)."""
    faces = (FaceRule(f"*/{files}", family, style, "latin", held_out=held_out) for files, family, style in rules)
    return FontPackage("debian", name, tuple(faces))


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

_LATIN_DEBIAN = (
    _latin(
        "fonts-liberation2",
        ("LiberationSerif-*.ttf", "Liberation Serif", "serif"),
        ("LiberationSans-*.ttf", "Liberation Sans", "sans"),
        ("LiberationMono-*.ttf", "Liberation Mono", "mono"),
    ),
    _latin("fonts-liberation", ("LiberationSansNarrow-*.ttf", "Liberation Sans Narrow", "sans")),
    _latin(
        "fonts-texgyre",
        ("texgyretermes-*.otf", "TeX Gyre Termes", "serif"),
        ("texgyrepagella-*.otf", "TeX Gyre Pagella", "serif"),
        ("texgyreschola-*.otf", "TeX Gyre Schola", "serif"),
        ("texgyrebonum-*.otf", "TeX Gyre Bonum", "serif"),
        ("texgyreheros-*.otf", "TeX Gyre Heros", "sans"),
        ("texgyreadventor-*.otf", "TeX Gyre Adventor", "sans"),
        ("texgyrecursor-*.otf", "TeX Gyre Cursor", "mono"),
    ),
    _latin(
        "fonts-lmodern",
        ("lmroman10-*.otf", "Latin Modern Roman 10", "serif"),
        ("lmroman12-*.otf", "Latin Modern Roman 12", "serif"),
        ("lmroman8-*.otf", "Latin Modern Roman 8", "serif"),
        ("lmsans10-*.otf", "Latin Modern Sans", "sans"),
        ("lmmono10-*.otf", "Latin Modern Mono", "mono"),
        ("lmmonolt10-bold*.otf", "Latin Modern Mono Light", "mono"),
        ("latinmodern-math.otf", "Latin Modern Math", "serif"),
    ),
    _latin(
        "fonts-texgyre-math",
        ("texgyretermes-math.otf", "TeX Gyre Termes Math", "serif"),
        ("texgyrepagella-math.otf", "TeX Gyre Pagella Math", "serif"),
        ("texgyrebonum-math.otf", "TeX Gyre Bonum Math", "serif"),
        ("texgyreschola-math.otf", "TeX Gyre Schola Math", "serif"),
    ),
    _latin(
        "fonts-cmu",
        ("cmunrm.ttf", "CMU Serif", "serif"),
        ("cmunbx.ttf", "CMU Serif", "serif"),
        ("cmunti.ttf", "CMU Serif", "serif"),
        ("cmunbi.ttf", "CMU Serif", "serif"),
        ("cmunss.ttf", "CMU Sans Serif", "sans"),
        ("cmunsx.ttf", "CMU Sans Serif", "sans"),
        ("cmuntt.ttf", "CMU Typewriter", "mono"),
        ("cmuntb.ttf", "CMU Typewriter", "mono"),
        ("cmunor[mt]*.ttf", "CMU Concrete", "serif"),
    ),
    _latin(
        "fonts-urw-base35",
        ("NimbusRoman-*.otf", "Nimbus Roman", "serif"),
        ("NimbusSans-*.otf", "Nimbus Sans", "sans"),
        ("NimbusSansNarrow-*.otf", "Nimbus Sans Narrow", "sans"),
        ("NimbusMonoPS-*.otf", "Nimbus Mono PS", "mono"),
        ("C059-*.otf", "C059", "serif"),
        ("P052-*.otf", "P052", "serif"),
        ("URWBookman-*.otf", "URW Bookman", "serif"),
        ("URWGothic-*.otf", "URW Gothic", "sans"),
    ),
    _latin(
        "fonts-dejavu-core",
        ("DejaVuSansMono*.ttf", "DejaVu Sans Mono", "mono"),
        ("DejaVuSans*.ttf", "DejaVu Sans", "sans"),
        ("DejaVuSerif*.ttf", "DejaVu Serif", "serif"),
    ),
    _latin(
        "fonts-dejavu-extra",
        ("DejaVuSansMono-*.ttf", "DejaVu Sans Mono", "mono"),
        ("DejaVuSans-*Oblique.ttf", "DejaVu Sans", "sans"),
        ("DejaVuSansCondensed*.ttf", "DejaVu Sans Condensed", "sans"),
        ("DejaVuSerif-*.ttf", "DejaVu Serif", "serif"),
    ),
    _latin(
        "fonts-freefont-ttf",
        ("FreeSerif*.ttf", "FreeSerif", "serif"),
        ("FreeSans*.ttf", "FreeSans", "sans"),
        ("FreeMono*.ttf", "FreeMono", "mono"),
    ),
    _latin(
        "fonts-stix",
        ("STIXGeneral-*.otf", "STIX General", "serif"),
        ("STIXMath-Regular.otf", "STIX Math", "serif"),
    ),
    _latin(
        "fonts-linuxlibertine",
        ("LinBiolinum_R*.otf", "Linux Biolinum", "sans"),
        ("LinLibertine_R*.otf", "Linux Libertine", "serif"),
        ("LinLibertine_M.otf", "Linux Libertine Mono", "mono"),
    ),
    _latin(
        "fonts-croscore",
        ("Arimo-*.ttf", "Arimo", "sans"),
        ("Cousine-*.ttf", "Cousine", "mono"),
        ("Tinos-*.ttf", "Tinos", "serif"),
    ),
    _latin("fonts-crosextra-carlito", ("Carlito-*.ttf", "Carlito", "sans")),
    _latin("fonts-crosextra-caladea", ("Caladea-*.ttf", "Caladea", "serif")),
    _latin(
        "fonts-open-sans",
        ("OpenSans-Cond*.ttf", "Open Sans Condensed", "sans"),
        ("OpenSans-*.ttf", "Open Sans", "sans"),
    ),
    _latin(
        "fonts-roboto-unhinted",
        ("RobotoCondensed-*.ttf", "Roboto Condensed", "sans"),
        ("RobotoTTF/Roboto-*.ttf", "Roboto", "sans"),
    ),
    _latin(
        "fonts-lato",
        ("Lato-Regular.ttf", "Lato", "sans"),
        ("Lato-Italic.ttf", "Lato", "sans"),
        ("Lato-Bold*.ttf", "Lato", "sans"),
    ),
    _latin("fonts-hack", ("Hack-*.ttf", "Hack", "mono")),
    _latin("fonts-firacode", ("FiraCode-*.ttf", "Fira Code", "mono")),
    _latin("fonts-inconsolata", ("Inconsolata.otf", "Inconsolata", "mono")),
    _latin("fonts-jetbrains-mono", ("JetBrainsMono-[BIR]*.ttf", "JetBrains Mono", "mono")),
    _latin("fonts-noto-mono", ("NotoSansMono-*.ttf", "Noto Sans Mono", "mono")),
    _latin("fonts-ebgaramond", ("EBGaramond12-*.otf", "EB Garamond", "serif")),
    _latin("fonts-cantarell", ("Cantarell-*.otf", "Cantarell", "sans")),
    _latin("fonts-adf-baskervald", ("BaskervaldADFStd*.otf", "Baskervald ADF", "serif")),
    # What the network takes for what in Latin faces that it has not seen.
    *(
        _latin(f"fonts-{package}", (files, family, style), held_out=True)
        for package, files, family, style in (
            ("quicksand", "Quicksand-[RB]*.ttf", "Quicksand", "sans"),
            ("junction", "Junction.otf", "Junction", "sans"),
            ("dosis", "Dosis-Book.otf", "Dosis", "sans"),
            ("jura", "Jura-Regular.otf", "Jura", "sans"),
            ("monofur", "monof55.ttf", "monofur", "mono"),
            ("monoid", "Monoid-[RB]*.ttf", "Monoid", "mono"),
            ("hermit", "Hermit-[mb]*.otf", "Hermit", "mono"),
            ("3270", "3270-Regular.ttf", "IBM 3270", "mono"),
            ("manrope", "Manrope-[RB]*.ttf", "Manrope", "sans"),
            ("sil-gentium", "Gentium-*.ttf", "Gentium", "serif"),
            ("sil-charis", "CharisSIL-*.ttf", "Charis SIL", "serif"),
            ("vollkorn", "Vollkorn-[RBI]*.ttf", "Vollkorn", "serif"),
            ("babelstone-modern", "BabelStoneModern.ttf", "BabelStone Modern", "serif"),
        )
    ),
    _latin("fonts-comic-neue", ("ComicNeue-*.otf", "Comic Neue", "display")),
)

DEBIAN: tuple[FontPackage, ...] = _HAN_DEBIAN + _LATIN_DEBIAN

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
