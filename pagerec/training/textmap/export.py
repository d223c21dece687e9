"""From Keras to the text map that is shipped: LiteRT, 8-bit integers, an entry in the model's manifest."""

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
from pagerec.recognition.model import MANIFEST, TEXT_MAP
from pagerec.training.tensorflow import keras, lite_network

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
    network = lite_network(model)
    return network if calibration is None else _in_integers(network, calibration)


def _in_integers(network: bytes, calibration: NDArray[np.uint8]) -> bytes:
    from ai_edge_litert.interpreter import Interpreter
    from ai_edge_quantizer import qtyping, quantizer

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(), redirect_stdout(None), without_note():
        warnings.simplefilter("ignore")
        path = Path(folder) / "map.tflite"
        path.write_bytes(network)
        recipe = quantizer.Quantizer(str(path))
        recipe.add_static_config(".*", qtyping.TFLOperationName.ALL_SUPPORTED, activation_num_bits=8, weight_num_bits=8)
        ((name, names),) = Interpreter(model_content=network).get_signature_list().items()
        pictures = [{names["inputs"][0]: picture[None].astype(np.float32)} for picture in calibration]
        return bytes(recipe.quantize(recipe.calibrate({name: pictures})).quantized_model)


def ship(network: bytes, folder: Path, facts: dict[str, Any]) -> None:
    """Write the network into a model folder, and what is known of it into the folder's manifest.

    Parameters
    ----------
    network : bytes
        From `convert`.
    folder : Path
        Of a model, with its manifest.
    facts : dict
        What the manifest tells of the map: what it was trained on, how well it finds lines.
    """
    path = folder / MANIFEST
    manifest = json.loads(path.read_text("utf-8"))
    manifest["sha256"][TEXT_MAP] = hashlib.sha256(network).hexdigest()
    manifest["text_map"] = facts
    # Characters last: they are as long as all the rest.
    manifest["characters"] = manifest.pop("characters")
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    write_files({folder / TEXT_MAP: network, path: text.encode()})


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: export a trained map."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.textmap.export", description=__doc__)
    parser.add_argument("model", type=Path, help="final.keras or checkpoint.keras of the training")
    parser.add_argument("folder", type=Path, help="model folder, with its manifest")
    parser.add_argument("--pages", type=Path, nargs="+", required=True, help="folders of pages, for the ranges")
    parser.add_argument("--pictures", type=Path, help="folder of python -m pagerec.training.textmap.pictures")
    parser.add_argument("--facts", type=Path, help="JSON with what the manifest is to tell: data, quality")
    parser.add_argument("--average", action="store_true", help="the file is a checkpoint: take the averaged weights")
    parser.add_argument("--float", action="store_true", help="keep floating point")
    options = parser.parse_args(arguments)
    model = keras.models.load_model(options.model, compile=options.average)
    if options.average:
        model = averaged(model)
    feed = batches(Sources(options.pages, options.pictures), 8, 256, 0)
    calibration = None if options.float else np.concatenate([next(feed)[0] for _ in range(_CALIBRATION)])
    facts = json.loads(options.facts.read_text("utf-8")) if options.facts else {}
    ship(convert(model, calibration), options.folder, facts)


if __name__ == "__main__":
    main()
