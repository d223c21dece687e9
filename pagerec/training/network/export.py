"""From Keras to the model that is shipped: LiteRT, 8-bit integers, manifest.

Weights become 8-bit integers, and so do the activations of convolutions, with scales found on typical cells (Jacob
et al., 2018): three times as fast where the processor has instructions for it (AVX-512 VNNI, Arm dot product). What
goes into a dense layer is scaled cell by cell, and what comes out is in floating point, as are the probabilities: the
decoder weighs candidates by them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import warnings
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pagerec.common.quiet import without_note
from pagerec.common.writing import write_files
from pagerec.errors import TrainingError
from pagerec.recognition.charset import Charset
from pagerec.recognition.model import FORMAT, LANGUAGE, MANIFEST, NETWORK
from pagerec.training.synthesis.shards import open_shard, read_charset, shards
from pagerec.training.tensorflow import keras, lite_network

from .networks import midway, multiply_adds
from .train import average_weights, load_network


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
        Classes and charset differ in number, the language model is missing, or the folder can't be written: the model
        that was there is still there.
    """
    if model.output_shape[-1] != len(charset):
        raise TrainingError(
            f"the network has {model.output_shape[-1]} classes, the charset {len(charset)}; "
            "use the charset it was trained with"
        )
    if not (folder / LANGUAGE).is_file():
        raise TrainingError(f"{folder / LANGUAGE}: missing; run python -m pagerec.training.text.language first")
    network = convert(model, calibration)
    manifest = {
        "format": FORMAT,
        "classes": len(charset),
        "input": {"shape": list(model.input_shape[1:]), "type": "uint8", "channels": ["line", "cell"]},
        "multiply_adds": multiply_adds(model),
        "sha256": {
            NETWORK: hashlib.sha256(network).hexdigest(),
            LANGUAGE: hashlib.sha256((folder / LANGUAGE).read_bytes()).hexdigest(),
        },
        **facts,
        "characters": "".join(charset.characters),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    try:
        write_files({folder / NETWORK: network, folder / MANIFEST: text.encode()})
    except OSError as error:
        raise TrainingError(f"{folder}: can't be written ({error.strerror}); give another folder") from error


def calibration_cells(cells: Path, count: int = 1024) -> NDArray[np.uint8]:
    """Cells spread over the newest shard, to find the range of every activation by."""
    found = shards(cells)
    if not found:
        raise TrainingError(f"{cells}: holds no shards; run python -m pagerec.training.synthesis.shards {cells}")
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
    network = lite_network(served)
    return network if calibration is None else _in_integers(network, calibration)


def _in_integers(network: bytes, calibration: NDArray[np.uint8]) -> bytes:
    from ai_edge_litert.interpreter import Interpreter
    from ai_edge_quantizer import qtyping, quantizer

    operation = qtyping.TFLOperationName
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(), redirect_stdout(None), without_note():
        warnings.simplefilter("ignore")  # it keeps all activations, as it is told to
        path = Path(folder) / NETWORK
        path.write_bytes(network)
        recipe = quantizer.Quantizer(str(path))
        for name in (operation.CONV_2D, operation.RESHAPE):
            recipe.add_static_config(".*", name, activation_num_bits=8, weight_num_bits=8)
        recipe.add_dynamic_config(".*", operation.FULLY_CONNECTED, num_bits=8)
        # In one batch: of several it would take the mean of their ranges.
        ((signature, names),) = Interpreter(model_content=network).get_signature_list().items()
        ranges = recipe.calibrate({signature: [{names["inputs"][0]: calibration}]})
        return bytes(recipe.quantize(ranges).quantized_model)


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
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.network.export", description=__doc__)
    parser.add_argument("model", type=Path, help="final.keras of python -m pagerec.training.network.train")
    parser.add_argument("folder", type=Path, help="model folder, with language.bin in it")
    parser.add_argument("--cells", type=Path, required=True, help="folder that pagerec.training.synthesis.shards wrote")
    parser.add_argument("--facts", type=Path, help="JSON with what the manifest is to tell: data, accuracy")
    parser.add_argument("--average", action="store_true", help="the file is a checkpoint: take the averaged weights")
    parser.add_argument(
        "--begun", type=Path, help="network (.keras) that training began with: export what is midway between the two"
    )
    options = parser.parse_args(arguments)
    model = load_network(options.model)
    if options.average:
        average_weights(model)
    if options.begun is not None:
        model = midway(model, load_network(options.begun))
    facts = json.loads(options.facts.read_text(encoding="utf-8")) if options.facts else {}
    export(model, options.folder, read_charset(options.cells), facts, calibration_cells(options.cells))


if __name__ == "__main__":
    main()
