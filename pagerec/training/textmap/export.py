"""From Keras to the text map that is shipped: LiteRT, 8-bit integers."""

from __future__ import annotations

import argparse
import tempfile
import warnings
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from .feed import Sources, batches
from .train import averaged

#: Batches of views by which the ranges of activations are found.
_CALIBRATION = 8


def convert(model: keras.Model, calibration: NDArray[np.uint8] | None) -> bytes:
    """A LiteRT network for pictures of any size that are multiples of 32.

    Parameters
    ----------
    model : keras.Model
        From gray pictures to the map's logits.
    calibration : uint8, shape (N, H, W, 1), or None
        Pictures for the ranges of 8-bit activations; without them the network stays in floating point.
    """
    network = bytes(tf.lite.TFLiteConverter.from_keras_model(model).convert())
    return network if calibration is None else _in_integers(network, calibration)


def _in_integers(network: bytes, calibration: NDArray[np.uint8]) -> bytes:
    from ai_edge_litert.interpreter import Interpreter
    from ai_edge_quantizer import qtyping, quantizer

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(), redirect_stdout(None):
        warnings.simplefilter("ignore")
        path = Path(folder) / "map.tflite"
        path.write_bytes(network)
        recipe = quantizer.Quantizer(str(path))
        recipe.add_static_config(".*", qtyping.TFLOperationName.ALL_SUPPORTED, activation_num_bits=8, weight_num_bits=8)
        ((name, names),) = Interpreter(model_content=network).get_signature_list().items()
        pictures = [{names["inputs"][0]: picture[None].astype(np.float32)} for picture in calibration]
        return bytes(recipe.quantize(recipe.calibrate({name: pictures})).quantized_model)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: export a trained map."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.textmap.export", description=__doc__)
    parser.add_argument("model", type=Path, help="final.keras or checkpoint.keras of the training")
    parser.add_argument("output", type=Path, help="the .tflite file to write")
    parser.add_argument("--pages", type=Path, nargs="+", required=True, help="folders of pages, for the ranges")
    parser.add_argument("--average", action="store_true", help="the file is a checkpoint: take the averaged weights")
    parser.add_argument("--float", action="store_true", help="keep floating point")
    options = parser.parse_args(arguments)
    model = keras.models.load_model(options.model, compile=options.average)
    if options.average:
        model = averaged(model)
    feed = batches(Sources(options.pages), 8, 256, 0)
    calibration = None if options.float else np.concatenate([next(feed)[0] for _ in range(_CALIBRATION)])
    options.output.write_bytes(convert(model, calibration))


if __name__ == "__main__":
    main()
