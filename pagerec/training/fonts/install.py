"""Fetch font packages without root, and put sliced web fonts together again.

Debian packages come through ``apt-get download`` and are opened with
``dpkg-deb``; npm packages come through ``npm pack``. Nothing is installed on
the system: the font files are copied out of the archives.
"""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
import struct
import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from fontTools.fontBuilder import FontBuilder
from fontTools.misc.transform import Transform
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, TTLibError
from fontTools.varLib import instancer

from pagerec.errors import TrainingError

from .rules import FontPackage

__all__ = [
    "FONT_ERRORS",
    "fetch",
    "make_folder",
    "members",
    "merge_slices",
    "open_font",
    "package_version",
    "write_json",
]

log = logging.getLogger(__name__)

# What fontTools raises on damaged files, besides its own error.
FONT_ERRORS = (
    TTLibError,
    OSError,
    EOFError,
    AssertionError,
    AttributeError,
    LookupError,
    ValueError,
    struct.error,
)

_COMMAND_TIMEOUT = 900  # seconds; the largest package is 150 MB
_CURVE_ERROR = 0.001  # ems; far below a pixel at any size that is read
_HINTS = {
    "apt-get": "font packages of Debian need a Debian or Ubuntu system",
    "dpkg-deb": "it is part of dpkg on Debian and Ubuntu",
    "npm": "install Node.js, which brings it",
}


def fetch(package: FontPackage, downloads: Path) -> Path:
    """Download the archive of a package, unless it is already there.

    Parameters
    ----------
    package : FontPackage
        What to download.
    downloads : Path
        Folder for archives; made if missing.

    Returns
    -------
    Path
        The ``.deb`` or ``.tgz`` file.

    Raises
    ------
    TrainingError
        A tool is missing, or the download failed.
    """
    make_folder(downloads)
    archive = _find_archive(package, downloads)
    if archive is None:
        _run(_download_command(package, downloads), cwd=downloads)
        archive = _find_archive(package, downloads)
    if archive is None:
        raise TrainingError(
            f"{package.name}: the download left no archive in {downloads};"
            " check that the package still exists under this name"
        )
    return archive


def package_version(package: FontPackage, archive: Path) -> str:
    """Give the version of a downloaded package, for the catalogue."""
    if package.source == "npm":
        return package.version
    return _run(["dpkg-deb", "-f", str(archive), "Version"], cwd=archive.parent).strip()


def members(package: FontPackage, archive: Path) -> Iterator[tuple[str, bytes]]:
    """Give the path and the content of each regular file in an archive.

    Parameters
    ----------
    package : FontPackage
        Decides how the archive is opened.
    archive : Path
        What `fetch` returned.

    Yields
    ------
    path : str
        Path in the package.
    content : bytes
        The file.

    Raises
    ------
    TrainingError
        The archive is damaged; the message names it.
    """
    try:
        with contextlib.ExitStack() as stack:
            if package.source == "npm":
                tar = stack.enter_context(tarfile.open(archive, "r:gz"))
            else:
                stream = stack.enter_context(_deb_content(archive))
                tar = stack.enter_context(tarfile.open(fileobj=stream, mode="r|"))
            for info in tar:
                handle = tar.extractfile(info) if info.isfile() else None
                if handle is not None:
                    yield info.name, handle.read()
    except (tarfile.TarError, EOFError, OSError) as error:
        raise TrainingError(f"{archive}: cannot be unpacked ({error}); delete it and install again") from error


@contextlib.contextmanager
def _deb_content(archive: Path) -> Iterator[IO[bytes]]:
    """Open the data part of a .deb as a tar stream."""
    _require("dpkg-deb")
    command = ["dpkg-deb", "--fsys-tarfile", str(archive)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        yield process.stdout


def _find_archive(package: FontPackage, downloads: Path) -> Path | None:
    if package.source == "npm":
        stem = package.name.removeprefix("@").replace("/", "-")
        found = downloads / f"{stem}-{package.version}.tgz"
        return found if found.exists() else None
    return max(downloads.glob(f"{package.name}_*.deb"), default=None)


def _download_command(package: FontPackage, downloads: Path) -> list[str]:
    if package.source == "npm":
        spec = f"{package.name}@{package.version}"
        return ["npm", "pack", spec, "--silent", "--pack-destination", str(downloads)]
    return ["apt-get", "download", package.name]


def _require(tool: str) -> None:
    if shutil.which(tool) is None:
        raise TrainingError(f"{tool} is not on this machine: {_HINTS.get(tool, 'install it')}")


def _run(command: list[str], cwd: Path) -> str:
    """Run a tool and give its output; turn every failure into a TrainingError."""
    _require(command[0])
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_COMMAND_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise TrainingError(f"{' '.join(command)}: {error}; try again") from error
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no message"]
        raise TrainingError(
            f"{' '.join(command)} failed: {last[0]};"
            " check the network, and the package lists (apt-get update) for Debian"
        )
    return done.stdout


def merge_slices(slices: Iterable[Path], family: str, out: Path, wght: float = 0.0) -> int:
    """Put the slices of a web font together as one static TrueType font.

    Web fonts of Chinese are cut into some hundred files by range of code
    points. Glyphs are redrawn one by one (cubic curves become quadratic ones),
    so it does not matter how the slices number them. Layout tables are left
    out: kerning of the few Latin letters is all that is lost.

    Parameters
    ----------
    slices : iterable of Path
        Font files of any kind fontTools reads, all of one face.
    family : str
        Family name to write.
    out : Path
        The TrueType file to write.
    wght : float
        Where to cut the weight axis of variable slices; 0: their default.

    Returns
    -------
    int
        How many code points the font has.

    Raises
    ------
    TrainingError
        No slice can be read; a single damaged one is left out with a warning.
    """
    merger = _Merger()
    for path in slices:
        try:
            with TTFont(path, lazy=True) as font:
                merger.add(_static(font, wght))
        except FONT_ERRORS as error:
            log.warning("%s: slice left out (%s)", path, error)
    if not merger.cmap:
        raise TrainingError(f"{out.name}: no slice of {family} can be read; download it again")
    merger.save(family, out)
    return len(merger.cmap)


def _static(font: TTFont, wght: float) -> TTFont:
    """Cut a variable font to one instance; give others back as they are."""
    if "fvar" not in font:
        return font
    axes = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
    if wght and "wght" in axes:
        axes["wght"] = wght
    return instancer.instantiateVariableFont(font, axes)


def open_font(path: Path, index: int = 0) -> TTFont:
    """Open a font file; name the file if it is none."""
    try:
        return TTFont(path, fontNumber=index, lazy=True)
    except FONT_ERRORS as error:
        raise TrainingError(f"{path}: cannot be read as a font ({error}); install the fonts again") from error


def make_folder(path: Path) -> None:
    """Make a folder and its parents unless it is there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainingError(f"{path}: cannot be made ({error.strerror}); choose another folder") from error


def write_json(path: Path, data: object) -> None:
    """Write a file in one step, so that a reader never sees half of it."""
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(path)


class _Merger:
    """Collects the glyphs of slices; the first slice sets size and metrics."""

    def __init__(self) -> None:
        self.units = 0
        self.cmap: dict[int, str] = {}
        self.glyphs: dict[str, Any] = {}
        self.advances: dict[str, int] = {}
        self.ascent = self.descent = 0

    def add(self, font: TTFont) -> None:
        """Take every mapped glyph that no earlier slice had."""
        if not self.units:
            self._start(font)
        scale = self.units / font["head"].unitsPerEm
        glyph_set = font.getGlyphSet()
        for code, name in font.getBestCmap().items():
            if code not in self.cmap:
                self._take(font, glyph_set, name, f"u{code:04X}", scale)
                self.cmap[code] = f"u{code:04X}"

    def _start(self, font: TTFont) -> None:
        self.units = font["head"].unitsPerEm
        self.ascent, self.descent = font["hhea"].ascent, font["hhea"].descent
        self._take(font, font.getGlyphSet(), font.getGlyphOrder()[0], ".notdef", 1.0)

    def _take(self, font: TTFont, glyph_set: Any, name: str, new_name: str, scale: float) -> None:
        recording = DecomposingRecordingPen(glyph_set)
        glyph_set[name].draw(recording)
        pen = TTGlyphPen(None)
        # A TrueType source has quadratic curves already, and its direction.
        target = pen if "glyf" in font else Cu2QuPen(pen, _CURVE_ERROR * self.units, True)
        recording.replay(TransformPen(target, Transform(scale, 0, 0, scale, 0, 0)))
        self.glyphs[new_name] = pen.glyph()
        self.advances[new_name] = round(font["hmtx"][name][0] * scale)

    def save(self, family: str, out: Path) -> None:
        """Write the TrueType file."""
        builder = FontBuilder(self.units, isTTF=True)
        builder.setupGlyphOrder(list(self.glyphs))
        builder.setupCharacterMap(self.cmap)
        builder.setupGlyf(self.glyphs)
        drawn = builder.font["glyf"]
        builder.setupHorizontalMetrics(
            {name: (advance, getattr(drawn[name], "xMin", 0)) for name, advance in self.advances.items()}
        )
        builder.setupHorizontalHeader(ascent=self.ascent, descent=self.descent)
        builder.setupNameTable({"familyName": family, "styleName": "Regular"})
        builder.setupOS2(
            sTypoAscender=self.ascent,
            sTypoDescender=self.descent,
            usWinAscent=max(self.ascent, 0),
            usWinDescent=max(-self.descent, 0),
        )
        builder.setupPost(keepGlyphNames=False)
        builder.save(out)
