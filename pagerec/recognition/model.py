"""A model on disk: a folder with a manifest, the network and the language model."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import numpy as np

from pagerec.common.arguments import MOST_THREADS, a_path, is_whole, shown, whole_number, within
from pagerec.segmentation.text_map import LiteRtTextMap

from ..errors import ModelError, OptionError
from .charset import Charset
from .classifier import TOP, LiteRtClassifier
from .confusions import Confusions
from .decode import Weights
from .geometry import TypeGeometry
from .icons import Icons
from .language import LanguageModel
from .lexicon import Lexicon
from .models_path import models_path
from .trial import try_network
from .type_section import ICONS, SECTION, confusions, icons, type_geometry

MANIFEST, NETWORK, LANGUAGE = "manifest.json", "network.tflite", "language.bin"
T = TypeVar("T")
#: The text map and the lexicon; a model folder without one uses the shipped one.
TEXT_MAP, LEXICON = "textmap.tflite", "words.bin"
#: Version of the layout of a model folder, and of what the network sees and answers.
FORMAT = 2
#: Most bytes of a manifest, and of each other file.
_MOST_MANIFEST, _MOST_BYTES = 1 << 24, 1 << 30
#: Bytes read at once.
_PIECE = 1 << 20
#: Range of the decoder's weights, and the most hypotheses that it may keep.
_MOST_WEIGHT, _MOST_BEAM = 1e6, 1000
#: Height and width of an empty picture that a text map is tried on.
_TRIAL = (32, 64)


@dataclass(frozen=True, slots=True)
class Model:
    """All that is needed to recognise.

    Attributes
    ----------
    text_map : LiteRtTextMap
    classifier : LiteRtClassifier
    language : LanguageModel
    weights : Weights
        The decoder's, fitted to this network and language model.
    manifest : dict
        Charset, checksums, what it was trained on, measured accuracy.
    geometry : TypeGeometry, optional
        Sizes and places of characters in a line.
    confusions : Confusions, optional
        What characters are taken for.
    lexicon : Lexicon, optional
        Words of Latin letters.
    icons : Icons, optional
        What looks like a character and is none.
    """

    text_map: LiteRtTextMap
    classifier: LiteRtClassifier
    language: LanguageModel
    weights: Weights
    manifest: dict[str, Any]
    geometry: TypeGeometry | None = None
    confusions: Confusions | None = None
    lexicon: Lexicon | None = None
    icons: Icons | None = None


def load_model(path: str | Path | None = None, *, threads: int = 1) -> Model:
    """Load a model folder; the shipped one without `path`.

    Nothing in the folder is trusted: only its own files are opened, only if they are regular files, and none that is
    larger than a gigabyte.

    Raises
    ------
    ModelError
        A file is missing, damaged (its checksum differs), or of another format, or what it says makes no model.
    OptionError
        `path` is no path, or `threads` is not 1 to 1,024.
    """
    folder = models_path() if path is None else Path(a_path("path", path))
    whole_number("threads", threads, 1, MOST_THREADS)
    manifest = _read_manifest(folder / MANIFEST)
    for name in manifest["sha256"]:
        _check(folder / name, manifest["sha256"][name])
    weights = _weights(folder / MANIFEST, manifest)
    try:
        charset = Charset(manifest["characters"])
    except ModelError as error:
        raise ModelError(f"{folder / MANIFEST}: {error}; export the model again") from error
    _try_networks(folder, manifest["sha256"])
    classifier = LiteRtClassifier(folder / NETWORK, charset, threads)
    text_map = _text_map((folder if TEXT_MAP in manifest["sha256"] else models_path()) / TEXT_MAP, threads)
    language = LanguageModel.load(folder / LANGUAGE)
    lexicon = Lexicon.load((folder if LEXICON in manifest["sha256"] else models_path()) / LEXICON)
    geometry = _section(folder / MANIFEST, manifest, SECTION, charset, type_geometry)
    confused = _section(folder / MANIFEST, manifest, SECTION, charset, confusions)
    signs = _section(folder / MANIFEST, manifest, ICONS, charset, icons)
    return Model(text_map, classifier, language, weights, manifest, geometry, confused, lexicon, signs)


def charset(model: str | Path | None = None) -> str:
    """The characters that a model reads, in the order of its classes.

    Parameters
    ----------
    model : str or Path, optional
        Folder of a model; the shipped one by default.

    Returns
    -------
    str
        Each once; beside them CJK compatibility forms and the like are read as the characters that they look like.

    Raises
    ------
    ModelError
        The model can't be loaded.
    OptionError
        `model` is no path.

    Examples
    --------
    >>> import pagerec
    >>> "国" in pagerec.charset()
    True
    """
    folder = models_path() if model is None else Path(a_path("model", model))
    return str(_read_manifest(folder / MANIFEST)["characters"])


def _try_networks(folder: Path, sums: dict[str, str]) -> None:
    """Run the networks that did not come with the package once, where they can do no harm."""
    if folder.resolve() == models_path().resolve():
        return
    shipped = _read_manifest(models_path() / MANIFEST)["sha256"]
    for name in (NETWORK, TEXT_MAP):
        if name in sums and sums[name] != shipped.get(name):
            try_network(folder / name)


def _text_map(path: Path, threads: int) -> LiteRtTextMap:
    """Open a text map, and have it look once: a network may be whole and no map."""
    try:
        text_map = LiteRtTextMap(path, threads)
        look = text_map(np.full(_TRIAL, 255, np.uint8), 1.0)
    except (ValueError, RuntimeError, TypeError, IndexError, OSError) as error:
        raise ModelError(f"{path}: not a text map that LiteRT can run ({error}); export the model again") from error
    if look.core.ndim != 2 or not all(np.isfinite(part).all() for part in (look.core, look.em, look.turn)):
        raise ModelError(f"{path}: the text map gives no lines; export the model again")
    return text_map


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(_content(path))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path}: is no manifest ({error}); export the model again") from error
    if not isinstance(manifest, dict) or not is_whole(manifest.get("format")) or manifest["format"] != FORMAT:
        raise ModelError(
            f"{path}: a model of another format; this version of pagerec reads format {FORMAT}, export the model again"
        )
    missing = {"characters", "classes", "sha256"} - manifest.keys()
    if missing:
        raise ModelError(f"{path}: lacks {', '.join(sorted(missing))}; export the model again")
    _check_names(path, manifest["sha256"])
    characters, classes = manifest["characters"], manifest["classes"]
    if not isinstance(characters, str) or not is_whole(classes) or classes != len(characters) + 1:
        raise ModelError(f"{path}: {shown(classes)} classes do not fit the characters listed; export the model again")
    return manifest


def _check_names(path: Path, sums: object) -> None:
    """Refuse a manifest that does not name the files of a model, and those alone."""
    if not isinstance(sums, dict) or not {NETWORK, LANGUAGE} <= sums.keys():
        raise ModelError(f"{path}: lacks the checksums of {NETWORK} and {LANGUAGE}; export the model again")
    others = sums.keys() - {NETWORK, LANGUAGE, TEXT_MAP, LEXICON}
    if others:
        raise ModelError(f"{path}: names {shown(min(others))}, which is no file of a model; export the model again")


def _weights(path: Path, manifest: dict[str, Any]) -> Weights:
    given = manifest.get("weights", {})
    names = {field.name for field in fields(Weights)}
    if not isinstance(given, dict) or not given.keys() <= names:
        unknown = shown(min(given.keys() - names)) if isinstance(given, dict) else shown(given)
        raise ModelError(f"{path}: weights that this version does not know ({unknown}); fit them again")
    try:
        for name, value in given.items():
            if name in ("beam", "candidates"):
                whole_number(name, value, 1, _MOST_BEAM if name == "beam" else TOP)
            else:
                within(name, value, -_MOST_WEIGHT, _MOST_WEIGHT)
    except OptionError as error:
        raise ModelError(f"{path}: weights that make no sense ({error}); fit them again") from error
    return Weights(**given)


def _section(
    path: Path, manifest: dict[str, Any], name: str, charset: Charset, made: Callable[[dict[str, Any], Charset], T]
) -> T | None:
    """What a section of a manifest describes; None where there is none."""
    if name not in manifest:
        return None
    try:
        if not isinstance(manifest[name], dict):
            raise ValueError("no table")
        return made(manifest[name], charset)
    except ValueError as error:
        raise ModelError(f"{path}: {name!r} makes no sense ({error}); fit it again") from error


@contextmanager
def _opened(path: Path, most: int) -> Iterator[BinaryIO]:
    """Open a regular file of at most so many bytes: a pipe would wait, a device never end."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise ModelError(f"{path}: is no regular file; give the folder of a model")
            if status.st_size > most:
                raise ModelError(f"{path}: has more than {most:,} bytes; give the folder of a model")
            yield file
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ModelError(
            f"{path}: cannot be read ({reason}); give the folder of a model, or install pagerec again"
        ) from error


def _content(path: Path) -> bytes:
    with _opened(path, _MOST_MANIFEST) as file:
        return file.read(_MOST_MANIFEST)


def _check(path: Path, checksum: object) -> None:
    found = hashlib.sha256()
    with _opened(path, _MOST_BYTES) as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    if found.hexdigest() != checksum:
        raise ModelError(
            f"{path}: differs from what its manifest says; it was changed or copied badly, export the model again"
        )
