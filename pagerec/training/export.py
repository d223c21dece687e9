"""From Keras to the model that is shipped: LiteRT, 8-bit integers, manifest.

Weights and activations become 8-bit integers, with scales found on typical cells (Jacob et al., 2018): three times
as fast where the processor has instructions for it (AVX-512 VNNI, Arm dot product). The last layer and the
probabilities stay in floating point: the decoder weighs candidates by them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from ..errors import TrainingError
from ..recognition.charset import Charset, default_characters
from ..recognition.model import FORMAT, LANGUAGE, MANIFEST, NETWORK
from .networks import multiply_adds
from .shards import open_shard, shards
from .train import average_weights, load_network

#: Operations that are not turned into integers: the dense layers and what follows them.
_IN_FLOAT = ["FULLY_CONNECTED", "SOFTMAX"]
#: Cells that the ranges are taken from at once.
_CALIBRATED = 32


def export(
    model: keras.Model, folder: Path, charset: Charset, facts: dict[str, Any], calibration: NDArray[np.uint8]
) -> None:
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
    calibration : uint8, shape (N, 32, 32, 2)
        Typical cells, see `calibration_cells`.

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
    (folder / NETWORK).write_bytes(convert(model, calibration))
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


def calibration_cells(cells: Path, count: int = 1024) -> NDArray[np.uint8]:
    """Cells spread over the newest shard, to find the range of every activation by."""
    found = shards(cells)
    if not found:
        raise TrainingError(f"{cells}: holds no shards; run python -m pagerec.training.shards {cells}")
    windows, _ = open_shard(found[-1])
    return np.asarray(windows[:: max(1, len(windows) // count)][:count])


def convert(model: keras.Model, calibration: NDArray[np.uint8] | None) -> bytes:
    """A LiteRT network that ends in the probability of each class.

    Parameters
    ----------
    model : keras.Model
        From windows to logits.
    calibration : uint8, shape (N, 32, 32, 2), or None
        Cells for the ranges of 8-bit activations; without them the network stays in floating point.
    """
    network = in_float32(model)
    served = keras.Model(network.input, keras.ops.softmax(network.output))
    converter = tf.lite.TFLiteConverter.from_keras_model(served)
    if calibration is None:
        return bytes(converter.convert())

    def typical() -> Iterator[list[NDArray[np.uint8]]]:
        for k in range(0, len(calibration), _CALIBRATED):
            yield [calibration[k : k + _CALIBRATED]]

    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = typical
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tf.lite's Interpreter is deprecated; the converter opens one
        quantizer = tf.lite.experimental.QuantizationDebugger(
            converter=converter,
            debug_dataset=typical,
            debug_options=tf.lite.experimental.QuantizationDebugOptions(denylisted_ops=_IN_FLOAT),
        )
        return bytes(quantizer.get_nondebug_quantized_model())


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
    parser.add_argument("--cells", type=Path, required=True, help="folder of python -m pagerec.training.shards")
    parser.add_argument("--facts", type=Path, help="JSON with what the manifest is to tell: data, accuracy")
    parser.add_argument("--average", action="store_true", help="the file is a checkpoint: take the averaged weights")
    options = parser.parse_args(arguments)
    model = load_network(options.model)
    if options.average:
        average_weights(model)
    facts = json.loads(options.facts.read_text(encoding="utf-8")) if options.facts else {}
    export(model, options.folder, Charset(default_characters()), facts, calibration_cells(options.cells))


if __name__ == "__main__":
    main()
