"""From Keras to the model that is shipped: LiteRT, float16 weights, manifest."""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from ..errors import TrainingError
from ..recognition.charset import Charset, default_characters
from ..recognition.classifier import TOP
from ..recognition.model import FORMAT, LANGUAGE, MANIFEST, NETWORK
from .networks import multiply_adds
from .train import average_weights


def export(model: keras.Model, folder: Path, charset: Charset, facts: dict[str, Any]) -> None:
    """Write ``network.tflite`` and ``manifest.json`` into a model folder that has its ``language.bin``.

    Parameters
    ----------
    model : keras.Model
        From windows to logits.
    folder : Path
    charset : Charset
        One class more than characters: class 0 is *not a character*.
    facts : dict
        What the manifest tells beside: data, accuracy.

    Raises
    ------
    TrainingError
        Classes and charset differ in number, or the language model is missing.
    """
    if model.output_shape[-1] != len(charset):
        raise TrainingError(
            f"the network has {model.output_shape[-1]} classes, the charset {len(charset)}; "
            "use the charset it was trained with"
        )
    if not (folder / LANGUAGE).is_file():
        raise TrainingError(f"{folder / LANGUAGE}: missing; run python -m pagerec.training.language first")
    (folder / NETWORK).write_bytes(convert(model))
    manifest = {
        "format": FORMAT,
        "classes": len(charset),
        "input": {"shape": list(model.input_shape[1:]), "type": "uint8", "channels": ["line", "cell"]},
        "multiply_adds": multiply_adds(model),
        "sha256": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (NETWORK, LANGUAGE)},
        **facts,
        "characters": "".join(charset.characters),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def convert(model: keras.Model) -> bytes:
    """A LiteRT network that ends in the best classes, their probabilities, and that of *not a character*."""
    network = in_float32(model)
    probabilities = keras.ops.softmax(network.output)
    best, classes = keras.ops.top_k(probabilities, TOP)
    served = keras.Model(network.input, [probabilities[:, 0], best, classes])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NETWORK
        served.export(
            path,
            format="litert",
            verbose=False,
            optimizations=[tf.lite.Optimize.DEFAULT],
            target_spec={"supported_types": [tf.float16]},
        )
        return path.read_bytes()


def in_float32(model: keras.Model) -> keras.Model:
    """The same network computing in float32, whatever it was trained in."""
    config = model.get_config()
    for layer in config["layers"]:
        policy = layer["config"].get("dtype")
        if isinstance(policy, dict) and "bfloat16" in str(policy):
            layer["config"]["dtype"] = "float32"
    copy = keras.Model.from_config(config)
    copy.set_weights(model.get_weights())
    return copy


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: export a trained model."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.export", description=__doc__)
    parser.add_argument("model", type=Path, help="final.keras of python -m pagerec.training.train")
    parser.add_argument("folder", type=Path, help="model folder, with language.bin in it")
    parser.add_argument("--facts", type=Path, help="JSON with what the manifest is to tell: data, accuracy")
    parser.add_argument("--average", action="store_true", help="the file is a checkpoint: take the averaged weights")
    options = parser.parse_args(arguments)
    model = keras.models.load_model(options.model, safe_mode=True)
    if options.average:
        average_weights(model)
    facts = json.loads(options.facts.read_text(encoding="utf-8")) if options.facts else {}
    export(model, options.folder, Charset(default_characters()), facts)


if __name__ == "__main__":
    main()
