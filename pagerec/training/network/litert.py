"""The network of a model folder, taken apart: its convolutions stay as they are, its dense layers can be trained.

`pagerec.training.network.export` turns the weights into 8-bit integers. What ships can be trained on all the same: the
convolutions, run by LiteRT, give the features that reading sees, bit for bit; the dense layers behind them, brought
back to floating point, are trained on these, turned into integers again and put into a copy of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pagerec.common.quiet import without_note
from pagerec.errors import ModelError
from pagerec.training.tensorflow import flatbuffer_utils

__all__ = ["Dense", "Features", "convolution_weights", "read_dense", "with_dense"]

#: Windows given to the convolutions at once.
_BATCH = 64
_OPERATORS = flatbuffer_utils.schema_fb.BuiltinOperator
#: Lowest value of a signed byte: what stands for no activation at all. Weights use -127 to 127.
_LOW, _HIGH = -128, 127


@dataclass(frozen=True, slots=True)
class Dense:
    """Weights of the dense layers; between the two there is nothing but the multiplication.

    Attributes
    ----------
    embedding : float32, shape (features, width)
    classes : float32, shape (width, classes)
    bias : float32, shape (classes,)
    """

    embedding: NDArray[np.float32]
    classes: NDArray[np.float32]
    bias: NDArray[np.float32]

    def logits(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Logits (N, classes) of features (N, features)."""
        return np.asarray(features @ self.embedding @ self.classes + self.bias, np.float32)


class Features:
    """The convolutions of a network file.

    Parameters
    ----------
    path : Path
        ``network.tflite`` of a model folder.
    threads : int

    Raises
    ------
    ModelError
        The file is none that `pagerec.training.network.export` wrote.
    """

    def __init__(self, path: Path, threads: int) -> None:
        from ai_edge_litert.interpreter import Interpreter

        network = _Network.read(path)
        self._interpreter = Interpreter(model_content=network.convolutions(), num_threads=threads)
        self._input = self._interpreter.get_input_details()[0]
        self._interpreter.resize_tensor_input(self._input["index"], [_BATCH, *self._input["shape"][1:]])
        with without_note():
            self._interpreter.allocate_tensors()
        self._output = self._interpreter.get_output_details()[0]
        #: What a step of 1 is worth.
        self.scale = float(self._output["quantization"][0])
        #: Number of features.
        self.width = int(self._output["shape"][-1])

    def __call__(self, windows: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Features (N, width) of windows (N, 32, 32, 2), in steps of `scale`."""
        parts = [np.zeros((0, self.width), np.uint8)]
        for k in range(0, len(windows), _BATCH):
            part = windows[k : k + _BATCH]
            filled = np.zeros((_BATCH, *windows.shape[1:]), np.uint8)
            filled[: len(part)] = part
            self._interpreter.set_tensor(self._input["index"], filled)
            self._interpreter.invoke()
            steps = self._interpreter.get_tensor(self._output["index"])[: len(part)]
            parts.append((steps.astype(np.int16) - _LOW).astype(np.uint8))
        return np.concatenate(parts)


def read_dense(path: Path) -> Dense:
    """The dense layers of a network file.

    Raises
    ------
    ModelError
        The file is none that `pagerec.training.network.export` wrote.
    """
    network = _Network.read(path)
    embedding, classes = network.dense
    bias = network.constant(classes.inputs[2], "<f4")
    return Dense(network.weights(embedding.inputs[1]).T.copy(), network.weights(classes.inputs[1]).T.copy(), bias)


def convolution_weights(path: Path) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Kernel (3, 3, channels in, channels out) and bias of each convolution of a network file, from gray levels on.

    Raises
    ------
    ModelError
        The file is none that `pagerec.training.network.export` wrote.
    """
    network = _Network.read(path)
    found = []
    for operator in network.graph.operators:
        if _kind(network.model.operatorCodes[operator.opcodeIndex]) != _OPERATORS.CONV_2D:
            continue
        kernel, bias = operator.inputs[1], operator.inputs[2]
        scales = np.asarray(network.graph.tensors[kernel].quantization.scale, np.float32)
        weights = network.constant(kernel, "i1").astype(np.float32) * scales[:, None, None, None]
        steps = np.asarray(network.graph.tensors[bias].quantization.scale, np.float32)
        found.append((weights.transpose(1, 2, 3, 0), network.constant(bias, "<i4").astype(np.float32) * steps))
    return found


def with_dense(path: Path, dense: Dense) -> bytes:
    """The content of a network file with other dense layers, which may have other classes."""
    network = _Network.read(path)
    embedding, classes = network.dense
    network.put_weights(embedding.inputs[1], dense.embedding.T)
    network.put_weights(classes.inputs[1], dense.classes.T)
    network.put(classes.inputs[2], dense.bias.astype("<f4"))
    for number in (*classes.outputs, *network.graph.outputs):
        tensor = network.graph.tensors[number]
        tensor.shape = np.array([1, len(dense.bias)], np.int32)
        tensor.shapeSignature = np.array([-1, len(dense.bias)], np.int32)
    return bytes(flatbuffer_utils.convert_object_to_bytearray(network.model))


@dataclass(frozen=True, slots=True)
class _Network:
    """A parsed network file.

    Attributes
    ----------
    model, graph
        As the schema of LiteRT has them.
    cut : int
        Number of the operator that brings the last feature map to floating point.
    dense : list
        The operators of the two dense layers.
    """

    model: Any
    graph: Any
    cut: int
    dense: list[Any]

    @classmethod
    def read(cls, path: Path) -> _Network:
        again = "give the folder of a pagerec model"
        other = f"{path}: not a network that pagerec exported in 8 bits; {again}"
        try:
            model = flatbuffer_utils.read_model_from_bytearray(bytearray(path.read_bytes()))
            (graph,) = model.subgraphs
            kinds = [_kind(model.operatorCodes[operator.opcodeIndex]) for operator in graph.operators]
        except OSError as error:
            raise ModelError(f"{path}: cannot be read ({error.strerror}); {again}") from error
        except Exception as error:  # the parser of flat buffers trips over damaged ones in any way
            raise ModelError(other) from error
        dense = [graph.operators[k] for k, kind in enumerate(kinds) if kind == _OPERATORS.FULLY_CONNECTED]
        cuts = [k for k, kind in enumerate(kinds) if kind == _OPERATORS.DEQUANTIZE]
        if len(dense) != 2 or not cuts or kinds[-1] != _OPERATORS.SOFTMAX:
            raise ModelError(other)
        eight_bits = flatbuffer_utils.schema_fb.TensorType.INT8
        if any(graph.tensors[operator.inputs[1]].type != eight_bits for operator in dense):
            raise ModelError(other)
        return cls(model, graph, cuts[-1], dense)

    def convolutions(self) -> bytes:
        """The network up to its last feature map, as a file; the parsed one is changed."""
        self.graph.outputs = self.graph.operators[self.cut].inputs
        self.graph.operators = self.graph.operators[: self.cut]
        self.model.signatureDefs = None
        return bytes(flatbuffer_utils.convert_object_to_bytearray(self.model))

    def constant(self, number: int, kind: str) -> NDArray[Any]:
        """Values of a constant tensor as they are kept."""
        tensor = self.graph.tensors[number]
        data = bytes(bytearray(self.model.buffers[tensor.buffer].data))
        return np.frombuffer(data, kind).reshape(tensor.shape)

    def weights(self, number: int) -> NDArray[np.float32]:
        """Weights of a dense layer (outputs, inputs), each output's with a scale of its own."""
        scales = np.asarray(self.graph.tensors[number].quantization.scale, np.float32)
        return self.constant(number, "i1").astype(np.float32) * scales[:, None]

    def put(self, number: int, values: NDArray[Any]) -> None:
        """Give a constant tensor other values."""
        tensor = self.graph.tensors[number]
        tensor.shape = np.array(values.shape, np.int32)
        self.model.buffers[tensor.buffer].data = np.frombuffer(values.tobytes(), np.uint8)

    def put_weights(self, number: int, values: NDArray[np.float32]) -> None:
        """Give a dense layer other weights."""
        scales = np.maximum(np.abs(values).max(axis=1) / _HIGH, np.finfo(np.float32).tiny).astype(np.float32)
        self.put(number, np.rint(values / scales[:, None]).clip(-_HIGH, _HIGH).astype(np.int8))
        quantization = self.graph.tensors[number].quantization
        quantization.scale, quantization.zeroPoint = scales, np.zeros(len(scales), np.int64)


def _kind(code: Any) -> int:
    return max(int(code.builtinCode), int(code.deprecatedBuiltinCode))
