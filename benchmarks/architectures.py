"""Compare architectures and input sizes of the classifier: the same cells, the same number of steps.

    python benchmarks/architectures.py train RUNS --cells SHARDS --validation HELD_OUT_SHARDS
    python benchmarks/architectures.py measure RUNS --cells SHARDS --validation HELD_OUT_SHARDS

`train` takes each network through the same steps (a broken run is taken up again); `measure`, on an idle machine,
prints the table: multiply-adds, accuracy on cells in held-out fonts, and cells a second in LiteRT, in float32 and
with 8-bit integers as it is shipped.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import keras
import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from pagerec.recognition.charset import Charset, default_characters
from pagerec.segmentation.lines import HEIGHT
from pagerec.training.network import networks
from pagerec.training.network.export import calibration_cells, convert
from pagerec.training.network.networks import convolution, head, multiply_adds, plain, scaled
from pagerec.training.network.train import Plan, average_weights, evaluate, load_network, train
from pagerec.training.synthesis.shards import open_shard, shards

#: Cells given to LiteRT at once when its speed is taken, and how many in all.
_BATCH, _TIMED = 32, 4096


def residual(classes: int, side: int, widths: tuple[int, int, int]) -> keras.Model:
    """Pairs of 3 × 3 convolutions that are added to what they are given (He et al., 2016)."""
    inputs = keras.Input((HEIGHT, HEIGHT, 2), dtype="uint8")
    x = convolution(scaled(inputs, side), widths[0], 2)
    for width in widths[1:]:
        x = convolution(x, width, 2)
        y = keras.layers.Conv2D(width, 3, padding="same", use_bias=False)(convolution(x, width))
        x = keras.layers.ReLU()(keras.layers.Add()([x, keras.layers.BatchNormalization()(y)]))
    return keras.Model(inputs, head(x, classes), name="residual")


def patches(classes: int, size: int, width: int, layers: Sequence[tuple[int, int]]) -> keras.Model:
    """Squares of the picture are turned into features at once (as in Trockman and Kolter, 2022), then as `plain`."""
    inputs = keras.Input((HEIGHT, HEIGHT, 2), dtype="uint8")
    x = keras.layers.Conv2D(width, size, strides=size, use_bias=False)(scaled(inputs))
    x = keras.layers.ReLU()(keras.layers.BatchNormalization()(x))
    for channels, stride in layers:
        x = convolution(x, channels, stride)
    return keras.Model(inputs, head(x, classes), name="patches")


#: About 8 million multiply-adds each.
ARCHITECTURES: dict[str, Callable[[int], keras.Model]] = {
    "plain 32": lambda classes: plain(classes),
    "plain 24": lambda classes: plain(
        classes, ((32, 2), (36, 1), (80, 2), (80, 1), (128, 2), (112, 1)), networks.EMBEDDING, 24
    ),
    "residual 32": lambda classes: residual(classes, 32, (24, 48, 92)),
    "residual 24": lambda classes: residual(classes, 24, (32, 60, 120)),
    "patches 32": lambda classes: patches(classes, 4, 56, ((56, 1), (64, 1), (112, 2), (96, 1))),
}


def cells_per_second(network: bytes, cells: NDArray[np.uint8], threads: int) -> float:
    """Speed of an exported network, the best of three runs."""
    interpreter = Interpreter(model_content=network, num_threads=threads)
    index, shape = (interpreter.get_input_details()[0][key] for key in ("index", "shape"))
    interpreter.resize_tensor_input(index, [_BATCH, *shape[1:]])
    interpreter.allocate_tensors()
    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        for k in range(0, len(cells), _BATCH):
            interpreter.set_tensor(index, cells[k : k + _BATCH])
            interpreter.invoke()
        seconds.append(time.perf_counter() - begun)
    return len(cells) / min(seconds)


def measure(runs: Path, cells: Path, validation: Path, threads: int) -> None:
    """Print a row for each network trained."""
    calibration = calibration_cells(cells)
    timed = np.asarray(open_shard(shards(cells)[0])[0][:_TIMED])
    print("| network | million multiply-adds | top-1 % | top-5 % | refused % | cells/s float32 | cells/s 8 bits |")
    print("|---|---|---|---|---|---|---|")
    for name in ARCHITECTURES:
        model = load_network(_folder(runs, name) / "checkpoint.keras")
        average_weights(model)
        result = evaluate(model, validation, limit=16_384)
        speeds = [cells_per_second(convert(model, c), timed, threads) for c in (None, calibration)]
        figures = " | ".join(f"{100 * result[key]:.2f}" for key in ("top1", "top5", "refused"))
        print(
            f"| {name} | {multiply_adds(model) / 1e6:.1f} | {figures} | {speeds[0]:.0f} | {speeds[1]:.0f} |", flush=True
        )


def _folder(runs: Path, name: str) -> Path:
    return runs / name.replace(" ", "-")


def main(arguments: Sequence[str] | None = None) -> None:
    """Train or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("train", "measure"))
    parser.add_argument("runs", type=Path)
    parser.add_argument("--cells", type=Path, required=True, help="folder that pagerec.training.synthesis.shards wrote")
    parser.add_argument("--validation", type=Path, required=True, help="such a folder, in held-out fonts")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--bfloat16", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    if options.command == "measure":
        measure(options.runs, options.cells, options.validation, options.threads)
        return
    if options.bfloat16:
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
    classes = len(Charset(default_characters()))
    for name, build in ARCHITECTURES.items():
        keras.utils.set_random_seed(0)
        train(_folder(options.runs, name), options.cells, Plan(options.steps, warmup=150), build(classes))


if __name__ == "__main__":
    main()
