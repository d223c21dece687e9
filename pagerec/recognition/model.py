"""A model on disk: a folder with a manifest, the network and the language model."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pagerec.segmentation.text_map import LiteRtTextMap

from ..errors import ModelError
from .charset import Charset
from .classifier import LiteRtClassifier
from .decode import Weights
from .language import LanguageModel
from .models_path import models_path

MANIFEST, NETWORK, LANGUAGE = "manifest.json", "network.tflite", "language.bin"
#: The text map; a model folder without one uses the shipped one.
TEXT_MAP = "textmap.tflite"
#: Version of the layout of a model folder, and of what the network sees and answers.
FORMAT = 2


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
    """

    text_map: LiteRtTextMap
    classifier: LiteRtClassifier
    language: LanguageModel
    weights: Weights
    manifest: dict[str, Any]


def load_model(path: str | Path | None = None, *, threads: int = 1) -> Model:
    """Load a model folder; the shipped one without `path`.

    Raises
    ------
    ModelError
        A file is missing, damaged (its checksum differs), or of another format.
    """
    folder = models_path() if path is None else Path(path)
    manifest = _read_manifest(folder / MANIFEST)
    for name, checksum in manifest["sha256"].items():
        _check(folder / name, checksum)
    charset = Charset(manifest["characters"])
    classifier = LiteRtClassifier(folder / NETWORK, charset, threads)
    text_map = LiteRtTextMap((folder if TEXT_MAP in manifest["sha256"] else models_path()) / TEXT_MAP, threads)
    language, weights = LanguageModel.load(folder / LANGUAGE), _weights(folder / MANIFEST, manifest)
    return Model(text_map, classifier, language, weights, manifest)


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(
            f"{path}: cannot be read ({error.strerror}); give the folder of a model, or install pagerec again"
        ) from error
    except ValueError as error:
        raise ModelError(f"{path}: is no manifest ({error}); export the model again") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ModelError(
            f"{path}: a model of another format; this version of pagerec reads format {FORMAT}, export the model again"
        )
    missing = {"characters", "classes", "sha256"} - manifest.keys()
    if missing:
        raise ModelError(f"{path}: lacks {', '.join(sorted(missing))}; export the model again")
    sums = manifest["sha256"]
    if not isinstance(sums, dict) or not {NETWORK, LANGUAGE} <= sums.keys():
        raise ModelError(f"{path}: lacks the checksums of {NETWORK} and {LANGUAGE}; export the model again")
    if not isinstance(manifest["characters"], str) or manifest["classes"] != len(manifest["characters"]) + 1:
        raise ModelError(
            f"{path}: {manifest['classes']} classes do not fit the characters listed; export the model again"
        )
    return manifest


def _weights(path: Path, manifest: dict[str, Any]) -> Weights:
    try:
        return Weights(**manifest.get("weights", {}))
    except TypeError as error:
        raise ModelError(f"{path}: weights that this version does not know ({error}); fit them again") from error


def _check(path: Path, checksum: str) -> None:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(
            f"{path}: cannot be read ({error.strerror}); the manifest names it, so export the model again"
        ) from error
    if found != checksum:
        raise ModelError(
            f"{path}: differs from what its manifest says; it was changed or copied badly, export the model again"
        )
