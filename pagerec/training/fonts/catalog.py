"""Training fonts: installing them, what each one is, and what it really draws.

``python -m pagerec.training.fonts install OUT_DIR`` fetches the packages named
in `pagerec.training.fonts.packages` and writes::

    OUT_DIR/fonts/*.ttf, *.otf, *.ttc   the faces
    OUT_DIR/catalog.json                what each face is, package versions, what was skipped
    OUT_DIR/coverage/*.json             what each face draws (made by `covered`)
    OUT_DIR/licences/*.txt              the licence texts of the packages
    OUT_DIR/downloads/*                 the archives; may be deleted
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

from pagerec.errors import PagerecError, TrainingError, exit_code

from .boxes import draw_boxes
from .coverage import covered
from .install import (
    FONT_ERRORS,
    fetch,
    make_folder,
    members,
    merge_slices,
    open_font,
    package_version,
    write_json,
)
from .packages import DEBIAN, NPM
from .rules import FaceRule, FontFace, FontPackage

__all__ = ["FontFace", "catalog", "covered", "install", "main"]

log = logging.getLogger(__name__)

_CATALOG_VERSION = 1
#: Faces of boxes to tick that are drawn beside those of packages.
BOXES = 60

_WEIGHTS = (
    (250, "thin"),
    (350, "light"),
    (450, "regular"),
    (550, "medium"),
    (650, "semibold"),
    (800, "bold"),
)
_ITALIC_BIT = 2  # of head.macStyle
_BOLD_BIT = 1


@dataclass(slots=True)
class _Catalog:
    """What an installation has so far; written after each package."""

    faces: list[FontFace] = field(default_factory=list)
    packages: list[dict[str, str]] = field(default_factory=list)
    skipped: list[dict[str, str]] = field(default_factory=list)

    def skip(self, what: str, why: object) -> None:
        """Note something that could not be used."""
        log.warning("%s skipped: %s", what, why)
        self.skipped.append({"what": what, "why": str(why)})

    def write(self, root: Path) -> None:
        """Write ``catalog.json`` in one step, with paths relative to `root`."""
        data = {
            "version": _CATALOG_VERSION,
            "packages": self.packages,
            "skipped": self.skipped,
            "faces": [asdict(face) | {"path": str(Path(face.path).relative_to(root))} for face in self.faces],
        }
        write_json(root / "catalog.json", data)


def install(root: Path, packages: Iterable[FontPackage] = DEBIAN + NPM, *, boxes: int = BOXES) -> list[FontFace]:
    """Install the training fonts under a folder, draw those of boxes, and write their catalogue.

    The catalogue is rewritten after each package, so fonts can be used while
    later packages are still on their way. What fails is listed under
    ``skipped`` in the catalogue and does not stop the rest.

    Parameters
    ----------
    root : Path
        Folder to install in; made if missing.
    packages : iterable of FontPackage
        What to install.
    boxes : int
        Faces of boxes to draw.

    Returns
    -------
    list of FontFace
        The faces in the catalogue.

    Raises
    ------
    TrainingError
        Nothing at all could be installed.
    """
    root = root.resolve()
    for name in ("fonts", "licences"):
        make_folder(root / name)
    result = _Catalog()
    for package in packages:
        try:
            archive = fetch(package, root / "downloads")
            version = package_version(package, archive)
            faces = list(_install_package(package, archive, root, result))
        except TrainingError as error:
            result.skip(package.name, error)
            continue
        result.faces += faces
        result.packages.append({"source": package.source, "name": package.name, "version": version})
        log.info("%s %s: %d faces", package.name, version, len(faces))
        result.write(root)
    if not result.faces:
        reasons = "; ".join(entry["why"] for entry in result.skipped[:3])
        raise TrainingError(f"no font could be installed in {root}: {reasons}")
    result.faces += draw_boxes(root / "fonts", boxes)
    result.write(root)
    return result.faces


def catalog(root: Path) -> list[FontFace]:
    """Read the catalogue of an installation.

    Parameters
    ----------
    root : Path
        The folder given to `install`.

    Returns
    -------
    list of FontFace
        All faces, held-out ones included, with absolute paths.

    Raises
    ------
    TrainingError
        There is no catalogue, it is damaged, or of another version.
    """
    path = root / "catalog.json"
    again = f"run: python -m pagerec.training.fonts install {root}"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["version"] != _CATALOG_VERSION:
            raise TrainingError(f"{path}: version {data['version']} is not known here; {again}")
        return [FontFace(**(entry | {"path": str(root.resolve() / entry["path"])})) for entry in data["faces"]]
    except OSError as error:
        raise TrainingError(f"{path}: cannot be read ({error.strerror}); {again}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{path}: is damaged ({error!r}); {again}") from error


def _install_package(package: FontPackage, archive: Path, root: Path, result: _Catalog) -> Iterator[FontFace]:
    """Copy the faces of one package into ``fonts/`` and describe them."""
    slices: dict[str, FaceRule] = {}
    with tempfile.TemporaryDirectory(dir=root) as scratch:
        for path, content in members(package, archive):
            rules = [r for r in package.rules if fnmatchcase(path, r.files)]
            rule = rules[0] if rules else None
            if rule is not None and rule.merged:
                slices[rule.merged] = rule
                folder = Path(scratch) / rule.merged
                folder.mkdir(exist_ok=True)
                (folder / Path(path).name).write_bytes(content)
            elif rule is not None:
                target = root / "fonts" / Path(path).name
                target.write_bytes(content)
                for wanted in [r for r in rules if r.face_name] or [rule]:
                    yield from _describe(target, wanted, result)
            elif _is_licence(package, path):
                name = package.name.removeprefix("@").replace("/", "-")
                (root / "licences" / f"{name}.txt").write_bytes(content)
        for name, rule in slices.items():
            yield from _merge(sorted((Path(scratch) / name).iterdir()), root, rule, result)


def _merge(slices: Sequence[Path], root: Path, rule: FaceRule, result: _Catalog) -> Iterator[FontFace]:
    target = root / "fonts" / rule.merged
    try:
        merge_slices(slices, rule.family, target, rule.wght)
    except TrainingError as error:
        result.skip(rule.merged, error)
    else:
        yield from _describe(target, rule, result)


def _is_licence(package: FontPackage, path: str) -> bool:
    return path in (f"./usr/share/doc/{package.name}/copyright", "package/LICENSE")


def _describe(path: Path, rule: FaceRule, result: _Catalog) -> Iterator[FontFace]:
    """Give the face that a rule takes from a file; note a file that is no font."""
    try:
        index = _face_index(path, rule.face_name)
        with open_font(path, index) as font:
            weight = rule.weight or _weight(font)
            italic = bool(font["head"].macStyle & _ITALIC_BIT or font["post"].italicAngle)
    except (TrainingError, *FONT_ERRORS) as error:
        result.skip(path.name, error)
        return
    yield FontFace(
        path=str(path),
        index=index,
        family=rule.family,
        style=rule.style,
        weight=weight,
        script=rule.script,
        held_out=rule.held_out,
        italic=italic,
    )


def _face_index(path: Path, face_name: str) -> int:
    """Find a face in a collection by its family or full name."""
    if path.suffix.lower() != ".ttc":
        return 0
    try:
        with TTCollection(str(path), lazy=True) as collection:
            names = [{font["name"].getDebugName(number) for number in (1, 4, 16)} for font in collection.fonts]
    except FONT_ERRORS as error:
        raise TrainingError(f"{path}: cannot be read as a collection ({error})") from error
    found = [number for number, known in enumerate(names) if face_name in known]
    if not found:
        raise TrainingError(f"{path}: has no face named {face_name!r}; correct its rule")
    return found[0]


def _weight(font: TTFont) -> str:
    """Name the weight that a font says it has."""
    value = font["OS/2"].usWeightClass if "OS/2" in font else 400
    if font["head"].macStyle & _BOLD_BIT:
        value = max(value, 700)
    return next((name for limit, name in _WEIGHTS if value < limit), "black")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; give its exit code."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.fonts")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("install", "fetch the fonts and write the catalogue"),
        ("coverage", "find out what every face draws"),
        ("list", "count the faces by script and style"),
    ):
        commands.add_parser(name, help=text).add_argument("out_dir", type=Path)
    options = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        if options.command == "install":
            install(options.out_dir)
        faces = catalog(options.out_dir)
        if options.command == "coverage":
            for face in faces:
                print(f"{len(covered(face)):6d} {Path(face.path).name}")
    except PagerecError as error:
        print(error, file=sys.stderr)
        return exit_code(error)
    for (script, style), count in sorted(Counter((f.script, f.style) for f in faces).items()):
        print(f"{count:4d} {script} {style}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
